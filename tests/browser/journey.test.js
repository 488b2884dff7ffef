// What people do with an item, in a real browser: from its first words to its closure, each step by the person whose duty it is.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { demo, form, launch, person, signIn } from './harness.js';

let running;
let browser;
before(async () => { [running, browser] = await Promise.all([demo(), launch()]); });
after(async () => { await browser?.close(); running?.stop(); });

async function as(role, path, work) {
  const page = await signIn(browser, running, person(running, role).email);
  await page.goto(running.url + path);
  const told = await work(page);
  assert.deepEqual(page.complaints, [], `what the browser complained about to the ${role}`);
  await page.context().close();
  return told;
}

/** The step of the life at which the item stands. */
const stage = (page) => page.locator('.chain [aria-current=step] b').innerText();

test('an item is drafted, approved, worked on, validated and closed by five people', async () => {
  const name = (role) => person(running, role).name;
  const address = await as('owner', '/items/new', async (page) => {
    await page.getByLabel('Weakness', { exact: true }).fill('The server room has no record of who enters');
    await page.locator('form#draft').getByRole('button').last().click();
    await page.waitForURL(/\/items\/\d+$/);
    const address = new URL(page.url()).pathname;
    // Submitted at once, it comes back and says what is missing, each with a way to it.
    await form(page, 'submit', {}, 'Submit the plan');
    await page.getByRole('alert').getByText('The plan has 7 gaps.').waitFor();
    await page.getByRole('link', { name: 'Say why the weakness came to be' }).click();
    assert.equal(new URL(page.url()).hash, '#at-root_cause');
    await page.goto(running.url + address);
    await form(page, 'root-cause', { root_cause: 'The lock was fitted before CUI was kept there.' }, 'Save');
    await form(page, 'actions', { actions: 'Fit a lock with badges\nReview its log monthly' }, 'Save');
    await form(page, 'owner', { owner: name('responsible') }, 'Assign');
    await form(page, 'priority', { priority: 'Medium', reasons: 'one point at stake' }, 'Save');
    await form(page, 'resources', { people: 'System administrator', hours: '12', cost: '900', funding: 'IT budget' }, 'Save');
    await form(page, 'milestones', { title: 'Lock fitted', due: '2026-12-15' }, 'Add the milestone');
    await form(page, 'tests', { criterion: 'The log of a week names every entry' }, 'Add the test');
    await form(page, 'tasks', { title: 'Fit the lock', responsible: name('responsible'), approver: name('owner'), effort: '8', due: '2026-12-10' }, 'Add the task');
    await form(page, 'submit', {}, 'Submit the plan');
    assert.equal(await stage(page), 'Proposed');
    assert.equal(await page.locator('form#approve').count(), 0, 'whoever wrote the plan is not offered to approve it');
    return address;
  });
  await as('approver', address, async (page) => {
    await form(page, 'approve', {}, 'Approve and freeze');
    assert.equal(await stage(page), 'Open');
    await page.getByText('baseline frozen').first().waitFor();
  });
  await as('responsible', address, async (page) => {
    await form(page, 'tasks-1-finish', { note: 'Fitted and switched on.' }, 'Report it done');
    await form(page, 'evidence', { file: { name: 'door-log.csv', mimeType: 'text/csv', buffer: Buffer.from('day,who\n2026-11-19,K. Osei\n') }, shows: 'A week of entries' }, 'Attach');
    await form(page, 'tests-1-attest', { statement: 'The log names everybody.', evidence: true }, 'Attest');
    // The task waits for its approver, so the work cannot be called done: the page says why.
    await form(page, 'done', {}, 'Declare');
    await page.getByText('task 1 waits for its approver').first().waitFor();
    assert.equal(await stage(page), 'Open');
  });
  await as('owner', address, async (page) => {
    await form(page, 'tasks-1-approve', {}, 'Approve the task');
    await form(page, 'milestones-1-reach', { on: '2026-11-20' }, 'Record it');
  });
  await as('responsible', address, async (page) => {
    await form(page, 'done', { note: 'Please look at Thursday.' }, 'Declare');
    assert.equal(await stage(page), 'Awaiting validation');
    assert.equal(await page.locator('form#validate').count(), 0, 'whoever did the work is not offered to validate it');
  });
  await as('validator', address, async (page) => {
    await form(page, 'validate', { statement: 'I compared the log with the visitors of the week.' }, 'Validate');
    assert.equal(await stage(page), 'Validated');
    assert.equal(await page.locator('form#close').count(), 0, 'whoever validated is not offered to close');
  });
  await as('approver', address, async (page) => {
    await form(page, 'close', { statement: 'The evidence is complete.' }, 'Close');
    assert.equal(await stage(page), 'Closed');
  });
  await as('assessor', `${address}?history=all`, async (page) => {
    const told = (await page.locator('#history').innerText()).toLowerCase();
    for (const words of ['begun', 'submitted', 'plan approved, baseline frozen', 'evidence attached', 'test 1 attested', 'work declared done', 'validated', 'closed']) {
      assert.ok(told.includes(words), `the history says ${words}: ${told}`);
    }
    for (const statement of ['The evidence is complete.', 'I compared the log with the visitors of the week.']) {
      await page.getByText(statement).first().waitFor();
    }
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'door-log.csv' }).first().click()]);
    assert.equal(download.suggestedFilename(), 'door-log.csv');
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
