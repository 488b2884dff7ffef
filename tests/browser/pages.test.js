// Every page, as every role, in both themes: no serious fault, nothing from elsewhere.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { demo, faults, launch, person, signIn } from './harness.js';

const PAGES = ['/', '/items', '/items?late=yes', '/items/new', '/items/POAM-0001', '/items/POAM-0007', '/items/POAM-0011', '/findings', '/findings/list', '/imports', '/imports/typed', '/people', '/account', '/audit', '/nothing-here'];

let running;
let browser;
before(async () => { [running, browser] = await Promise.all([demo(), launch()]); });
after(async () => { await browser?.close(); running?.stop(); });

for (const colorScheme of ['light', 'dark']) {
  test(`no page has a serious fault in ${colorScheme}`, async () => {
    const page = await signIn(browser, running, person(running, 'owner').email, { colorScheme });
    for (const path of PAGES) {
      await page.goto(running.url + path);
      assert.deepEqual(await faults(page), [], `${path} in ${colorScheme}`);
    }
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });
}

test('the sign-in page has no serious fault', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${running.url}/sign-in`);
  assert.deepEqual(await faults(page), []);
  await context.close();
});

test('every role sees its pages, and none fails', async () => {
  for (const role of ['owner', 'responsible', 'validator', 'approver', 'executive', 'assessor', 'administrator']) {
    const page = await signIn(browser, running, person(running, role).email);
    for (const path of PAGES) {
      const answer = await page.goto(running.url + path);
      assert.ok([200, 403, 404].includes(answer.status()), `${role} on ${path}: ${answer.status()}`);
      assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1, `${role} on ${path}`);
    }
    await page.context().close();
  }
});
