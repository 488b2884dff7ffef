// Assets: two are merged after a look at what it changes, and taken apart again; with the keyboard, and without JavaScript.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { answered, demo, faults, launch, person, signIn } from './harness.js';

let running;
let browser;
before(async () => { [running, browser] = await Promise.all([demo(), launch()]); });
after(async () => { await browser?.close(); running?.stop(); });

/** The names and addresses of the assets that are listed. */
async function listed(page) {
  await page.goto(`${running.url}/assets`);
  const links = page.locator('main table tbody tr td:first-child a');
  return links.evaluateAll((all) => all.map((a) => ({ name: a.textContent, path: a.getAttribute('href') })));
}

/** Merges the second asset of the list into the first and takes it back, looking before each. */
async function mergedAndTakenBack(page) {
  const before = await listed(page);
  assert.ok(before.length >= 2, `${before.length} assets`);
  const [one, other] = before;
  const key = other.path.split('/').pop();
  await page.goto(running.url + one.path);
  await page.getByText('Another asset is this one', { exact: true }).click();
  const merge = page.locator('form#merge');
  await merge.getByLabel('The other').fill(key);
  await merge.getByLabel('Why').fill('one machine, two names');
  await answered(page, () => merge.getByRole('button', { name: 'Show what changes' }).click());
  await page.getByText('Nothing is kept yet').waitFor();
  assert.deepEqual(await faults(page), [], 'the look before a merge');
  assert.equal((await listed(page)).length, before.length);
  await page.goto(running.url + one.path);
  await page.getByText('Another asset is this one', { exact: true }).click();
  await merge.getByLabel('The other').fill(key);
  await merge.getByLabel('Why').fill('one machine, two names');
  await answered(page, () => merge.getByRole('button', { name: 'Do it' }).click());
  await page.getByText('one machine, two names').first().waitFor();
  assert.equal((await listed(page)).length, before.length - 1);
  await page.goto(running.url + other.path);
  assert.equal(await page.locator('h1').textContent(), one.name, 'the address of what was merged leads to what it is');
  const back = page.locator(`form#unmerge-${key}`);
  await page.getByText('Take it back', { exact: true }).first().click();
  await back.getByLabel('Why').fill('two after all');
  await answered(page, () => back.getByRole('button', { name: 'Do it' }).click());
  assert.deepEqual(await listed(page), before);
  assert.deepEqual(page.complaints, []);
}

test('two assets become one and two again', async () => {
  const page = await signIn(browser, running, person(running, 'owner').email);
  await mergedAndTakenBack(page);
  await page.context().close();
});

test('the same without JavaScript', async () => {
  const page = await signIn(browser, running, person(running, 'owner').email, { javaScriptEnabled: false });
  // The check of accessibility is a script.
  const before = await listed(page);
  await page.goto(running.url + before[0].path);
  await page.getByText('Some names are not its own', { exact: true }).click();
  const split = page.locator('form#split');
  const name = split.locator('input[type=checkbox]').first();
  await name.check();
  await split.getByLabel('Why').fill('another machine');
  await split.getByRole('button', { name: 'Show what changes' }).click();
  await page.getByText('Nothing is kept yet').waitFor();
  assert.ok(await name.isChecked(), 'the form stays filled');
  await split.getByRole('button', { name: 'Do it' }).click();
  await page.getByText('It was split off').waitFor();
  await page.getByText('Take it back', { exact: true }).first().click();
  const back = page.locator('form[id^=unsplit-]');
  await back.getByLabel('Why').fill('the same after all');
  await back.getByRole('button', { name: 'Do it' }).click();
  assert.deepEqual(await listed(page), before);
  await page.context().close();
});

test('the list is reached and walked by keys', async () => {
  const page = await signIn(browser, running, person(running, 'owner').email);
  await page.goto(running.url);
  await page.keyboard.press('g');
  await answered(page, () => page.keyboard.press('h'));
  assert.equal(new URL(page.url()).pathname, '/assets');
  await page.keyboard.press('j');
  await answered(page, () => page.keyboard.press('Enter'));
  assert.match(new URL(page.url()).pathname, /^\/assets\/[0-9a-f-]{36}$/);
  await page.context().close();
});
