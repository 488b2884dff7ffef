// Every page, in both themes, at a desk and on a phone, as every role: no fault, nothing from elsewhere, nothing too wide.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { addresses, STATES, unfold } from './everywhere.js';
import { demo, faults, fresh, launch, person, signIn } from './harness.js';

const PHONE = { width: 390, height: 844 };

let running;
let browser;
before(async () => { [running, browser] = await Promise.all([demo(), launch()]); });
after(async () => { await browser?.close(); running?.stop(); });

/** With everything on the page open: faults in light, colours once more in dark, and how much too wide it is on a phone. */
async function look(page, name) {
  const desk = page.viewportSize();
  await page.setViewportSize(PHONE);
  await narrow(page, name);
  await unfold(page);
  await narrow(page, `${name}, all of it open`);
  await page.setViewportSize(desk);
  assert.deepEqual(await faults(page), [], `${name} in light`);
  await page.emulateMedia({ colorScheme: 'dark' });
  assert.deepEqual(await faults(page, ['color-contrast']), [], `${name} in dark`);
  await page.emulateMedia({ colorScheme: 'light' });
}

async function narrow(page, name) {
  const wide = await page.evaluate(() => {
    const room = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= room) return [];
    const over = [...document.body.querySelectorAll('*')].filter((element) => element.getBoundingClientRect().right > room + 1);
    return over.slice(0, 3).map((element) => `${element.tagName.toLowerCase()}.${element.className} to ${Math.round(element.getBoundingClientRect().right)} px`);
  });
  assert.deepEqual(wide, [], `${name} is wider than a phone`);
}

test('no page that a link leads to has a fault, and none is wider than a phone', async () => {
  const page = await signIn(browser, running, person(running, 'owner').email);
  const all = await addresses(page, running);
  assert.ok(all.length > 25, `${all.length} pages are found`);
  await page.context().close();
  // Two windows take turns.
  const left = all.values();
  await Promise.all([1, 2].map(async () => {
    const window = await signIn(browser, running, person(running, 'owner').email);
    for (const path of left) {
      await window.goto(running.url + path);
      await look(window, path);
    }
    assert.deepEqual(window.complaints, []);
    await window.context().close();
  }));
});

for (const [name, role, go] of STATES) {
  test(`no fault in ${name}`, async () => {
    const page = await signIn(browser, running, person(running, role).email);
    await go(page, running, browser);
    await look(page, name);
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });
}

test('an empty record says on every page what to do next', async () => {
  const empty = await fresh();
  try {
    const page = await signIn(browser, empty, empty.people[0].email);
    for (const [path, next] of [
      ['/', 'Name the people'], ['/', 'Import a scan'], ['/items', 'Import a scan'], ['/items', 'Write the first item'],
      ['/findings', 'Import a scan'], ['/findings', 'Type a finding'], ['/findings/list', 'Import a scan'],
      ['/imports', 'Read and preview'], ['/imports', 'Type a finding'], ['/people', 'Add a person'], ['/account', 'Issue a token'], ['/audit', 'Verify the record'],
    ]) {
      await page.goto(empty.url + path);
      await page.locator('main').locator('a, button, summary', { hasText: next }).first().waitFor();
    }
    for (const path of ['/', '/items', '/findings', '/imports', '/people']) {
      await page.goto(empty.url + path);
      await look(page, `${path} of an empty record`);
    }
    await page.context().close();
  } finally {
    empty.stop();
  }
});

test('the sign-in page has no fault', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${running.url}/sign-in`);
  await look(page, 'sign in');
  await page.getByLabel('Email address').fill('nobody@northmill.example');
  await page.getByLabel('Password').fill('not the right one');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').waitFor();
  await look(page, 'sign in, refused');
  await context.close();
});

test('every role sees its pages, and none fails', async () => {
  const owner = await signIn(browser, running, person(running, 'owner').email);
  const all = await addresses(owner, running);
  await owner.context().close();
  for (const role of ['responsible', 'validator', 'approver', 'executive', 'assessor', 'administrator']) {
    const page = await signIn(browser, running, person(running, role).email);
    for (const path of all) {
      const answer = await page.request.get(running.url + path);
      assert.ok([200, 403, 404].includes(answer.status()), `${role} on ${path}: ${answer.status()}`);
      const headings = (await answer.text()).match(/<h1>/g) ?? [];
      assert.equal(headings.length, 1, `${role} on ${path} has one heading`);
    }
    await page.context().close();
  }
});
