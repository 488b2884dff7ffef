// What people do on the page of an item, in a real browser.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { demo, launch, person, signIn } from './harness.js';

let running;
let browser;
before(async () => { [running, browser] = await Promise.all([demo(), launch()]); });
after(async () => { await browser?.close(); running?.stop(); });

/** Opens the small form behind a word and fills it in. */
async function form(page, id, fill, send) {
  const box = page.locator(`form#${id}`);
  if (!(await box.isVisible())) await page.locator(`details:has(form#${id}) > summary`).click();
  for (const [name, value] of Object.entries(fill)) {
    const field = box.locator(`[name="${name}"]`).first();
    const kind = await field.evaluate((element) => (element.tagName === 'SELECT' ? 'select' : element.type));
    if (kind === 'select') await field.selectOption({ label: value });
    else if (kind === 'file') await field.setInputFiles(value);
    else if (kind === 'checkbox' || kind === 'radio') await field.check();
    else await field.fill(value);
  }
  await Promise.all([page.waitForLoadState('load'), box.getByRole('button', { name: send, exact: false }).last().click()]);
}

test('two people edit the same item: the second sees both versions', async () => {
  const [first, second] = await Promise.all([1, 2].map(() => signIn(browser, running, person(running, 'owner').email)));
  for (const page of [first, second]) await page.goto(`${running.url}/items/POAM-0001`);
  await form(first, 'root-cause', { root_cause: 'What the first one wrote.' }, 'Save');
  await form(second, 'root-cause', { root_cause: 'What the second one wrote.' }, 'Save');
  await second.getByText('What the first one wrote.').first().waitFor();
  await second.getByText('What the second one wrote.').first().waitFor();
  await Promise.all([first, second].map((page) => page.context().close()));
});

test('a vague date comes back with the message at the field', async () => {
  const page = await signIn(browser, running, person(running, 'owner').email, { javaScriptEnabled: false });
  await page.goto(`${running.url}/items/POAM-0001`);
  await page.locator('details:has(form#milestones) > summary').click();
  const box = page.locator('form#milestones');
  await box.locator('[name=title]').fill('Everything enrolled');
  await box.getByRole('button').last().click();
  await page.locator('#milestones-due-error').waitFor();
  assert.equal(await page.locator('form#milestones [name=title]').inputValue(), 'Everything enrolled');
  await page.context().close();
});
