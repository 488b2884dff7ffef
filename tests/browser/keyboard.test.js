// With the keyboard alone: where the focus is can be seen, and Today, the register and an item can be worked on.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { answered, demo, launch, person, signIn } from './harness.js';

let running;
let browser;
before(async () => { [running, browser] = await Promise.all([demo(), launch()]); });
after(async () => { await browser?.close(); running?.stop(); });

const focused = (page) => page.evaluate(() => {
  const element = document.activeElement;
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  return {
    tag: element.tagName,
    text: (element.getAttribute('aria-label') ?? element.textContent).trim(),
    outlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    inSight: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
});

test('the way through a page by Tab is visible at every stop', async () => {
  const page = await signIn(browser, running, person(running, 'owner').email);
  for (const path of ['/', '/items', '/items/POAM-0005', '/findings', '/imports']) {
    await page.goto(running.url + path);
    await page.keyboard.press('Tab');
    assert.equal((await focused(page)).text, 'To the content', `the first stop of ${path}`);
    for (let stop = 0; stop < 40; stop += 1) {
      const at = await focused(page);
      if (at.tag === 'BODY') break;
      assert.ok(at.outlined && at.inSight, `stop ${stop} of ${path}: ${JSON.stringify(at)}`);
      await page.keyboard.press('Tab');
    }
  }
  await page.goto(`${running.url}/items`);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  assert.ok(await page.evaluate(() => document.querySelector('main').contains(document.activeElement)), 'past the frame, into the content');
  await page.context().close();
});

test('the register is walked, marked and opened by its keys', async () => {
  const page = await signIn(browser, running, person(running, 'owner').email);
  await page.goto(running.url);
  await page.keyboard.press('g');
  await answered(page, () => page.keyboard.press('p'));
  assert.equal(new URL(page.url()).pathname, '/items');
  const rows = page.locator('table[data-rows] tbody tr');
  for (const key of ['j', 'j', 'x', 'k', 'x']) await page.keyboard.press(key);
  assert.deepEqual([await rows.nth(0).locator('input').isChecked(), await rows.nth(1).locator('input').isChecked()], [true, true]);
  const bar = await page.locator('form.bulk').boundingBox();
  assert.ok(bar.y + bar.height <= 900, 'what can be done with them is in sight');
  const id = (await rows.nth(0).locator('a').first().innerText());
  await answered(page, () => page.keyboard.press('Enter'));
  await page.getByText(id).first().waitFor();

  await page.keyboard.press('/');
  await page.keyboard.type('POAM-0001');
  await answered(page, () => page.keyboard.press('Enter'));
  assert.match(page.url(), /\/search\?text=POAM-0001|\/items\/1$/);
  await page.keyboard.press('?');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test('an item is changed without a mouse', async () => {
  const page = await signIn(browser, running, person(running, 'owner').email);
  await page.goto(`${running.url}/items/POAM-0001`);
  const summary = page.locator('details:has(form#root-cause) > summary');
  await summary.focus();
  await page.keyboard.press('Enter');
  // The form that opens takes the focus.
  await page.locator('form#root-cause textarea:focus').waitFor();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('Written with the keys alone.');
  await page.keyboard.press('Tab');
  await answered(page, () => page.keyboard.press('Enter'));
  await page.getByText('Written with the keys alone.').first().waitFor();
  await page.context().close();
});

test('a form that was refused takes the focus to the field that is wrong', async () => {
  const page = await signIn(browser, running, person(running, 'owner').email);
  await page.goto(`${running.url}/items/POAM-0001`);
  await page.locator('details:has(form#milestones) > summary').focus();
  await page.keyboard.press('Enter');
  await page.locator('form#milestones [name=title]:focus').waitFor();
  await page.keyboard.type('Everything enrolled');
  await answered(page, () => page.keyboard.press('Enter'));
  await page.locator('form#milestones [name=due]:focus').waitFor();
  await page.context().close();
});

test('a review is gone through with one key', async () => {
  const page = await signIn(browser, running, person(running, 'executive').email);
  await page.goto(`${running.url}/reviews`);
  await answered(page, () => page.getByRole('button', { name: 'Begin the quarterly review' }).click());
  const ahead = page.getByText('ahead', { exact: true });
  const before = await ahead.count();
  assert.ok(before > 2, `${before} items ahead`);
  await answered(page, () => page.keyboard.press('n'));
  assert.equal(await ahead.count(), before - 1);
  await page.getByLabel('What is said of it').fill('The supplier names a day');
  await answered(page, () => page.keyboard.press('Control+Enter'));
  assert.equal(await ahead.count(), before - 2);
  await page.getByText('The supplier names a day').first().waitFor();
  await page.context().close();
});
