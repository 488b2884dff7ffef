// The main job in the browser: an item from its first words to its closure, each step by the person whose duty it is.
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

async function as(role, path, work) {
  const page = await signIn(browser, running, person(running, role).email);
  await page.goto(running.url + path);
  try { return await work(page); } finally { await page.context().close(); }
}

test('an item is drafted, approved, worked on, validated and closed by five people', async () => {
  const name = (role) => person(running, role).name;
  const address = await as('owner', '/items/new', async (page) => {
    await page.getByLabel('Weakness', { exact: true }).fill('The server room has no record of who enters');
    await page.locator('form#draft').getByRole('button').last().click();
    await page.waitForURL(/\/items\/POAM-\d+/);
    const address = new URL(page.url()).pathname;
    await form(page, 'root-cause', { root_cause: 'The lock was fitted before CUI was kept there.' }, 'Save');
    await form(page, 'actions', { actions: 'Fit a lock with badges\nReview its log monthly' }, 'Save');
    await form(page, 'owner', { owner: name('responsible') }, '');
    await form(page, 'priority', { priority: 'Medium', reasons: 'one point at stake' }, '');
    await form(page, 'resources', { people: 'System administrator', hours: '12', cost: '900', funding: 'IT budget' }, '');
    await form(page, 'milestones', { title: 'Lock fitted', due: '2026-12-15' }, 'Add');
    await form(page, 'tests', { criterion: 'The log of a week names every entry' }, 'Add');
    await form(page, 'tasks', { title: 'Fit the lock', responsible: name('responsible'), approver: name('owner'), effort: '8', due: '2026-12-10' }, '');
    await form(page, 'submit', {}, 'Submit');
    await page.getByText('Proposed').first().waitFor();
    return address;
  });
  await as('approver', address, async (page) => {
    await form(page, 'approve', {}, 'Approve');
    await page.getByText('baseline frozen').first().waitFor();
  });
  await as('responsible', address, async (page) => {
    await form(page, 'tasks-1-finish', {}, '');
    await form(page, 'evidence', { file: { name: 'door-log.csv', mimeType: 'text/csv', buffer: Buffer.from('day,who\n2026-11-19,K. Osei\n') }, shows: 'A week of entries' }, 'Attach');
    await form(page, 'tests-1-attest', { statement: 'The log names everybody.', evidence: true }, 'Attest');
    // The task waits for its approver, so the work cannot be called done: the page says why.
    await form(page, 'done', {}, 'Declare');
    await page.getByText('task 1 waits for its approver').first().waitFor();
  });
  await as('owner', address, (page) => form(page, 'tasks-1-approve', {}, ''));
  await as('responsible', address, async (page) => {
    await form(page, 'done', {}, 'Declare');
    await page.getByText('Awaiting validation').first().waitFor();
    assert.equal(await page.locator('form#validate').count(), 0, 'whoever did the work is not offered to validate it');
  });
  await as('validator', address, async (page) => {
    await form(page, 'validate', { statement: 'I compared the log with the visitors of the week.' }, 'Validate');
    assert.equal(await page.locator('form#close').count(), 0, 'whoever validated is not offered to close');
  });
  await as('approver', address, async (page) => {
    await form(page, 'close', { statement: 'The evidence is complete.' }, 'Close');
    await page.getByText('Closed').first().waitFor();
  });
  await as('assessor', address, async (page) => {
    for (const word of ['closed', 'validated', 'plan approved, baseline frozen', 'submitted for approval']) {
      await page.getByText(word, { exact: false }).first().waitFor();
    }
    assert.equal(await page.locator('main form[method=post]').count(), 0, 'an assessor changes nothing');
  });
});

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
