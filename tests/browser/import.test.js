// A scan's way through the house in a real browser: dropped, previewed, brought in, triaged, undone.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { upload } from './everywhere.js';
import { answered, demo, form, launch, person, signIn } from './harness.js';
import { nessus } from './scans.js';

const CORPUS = process.env.CLOSEOUT_CORPUS ?? path.resolve(import.meta.dirname, '../../../shared/corpus');
const REAL = path.join(CORPUS, 'nessus_xml/faraday__nessus_plugin_with_api.nessus');

let running;
let browser;
before(async () => { [running, browser] = await Promise.all([demo(), launch()]); });
after(async () => { await browser?.close(); running?.stop(); });

const press = (page, name) => answered(page, () => page.getByRole('button', { name }).first().click());
const follow = (page, name) => answered(page, () => page.getByRole('link', { name }).first().click());
const heading = (page) => page.getByRole('heading', { level: 1 }).innerText();
/** A number of the table of changes. */
const change = async (page, name) => Number((await page.getByRole('row', { name: new RegExp(`^${name}`) }).getByRole('cell').first().innerText()).replace(',', ''));

test('a real scan is sent with its progress in sight, previewed, and brought in', async (t) => {
  if (!existsSync(REAL)) {
    assert.notEqual(process.env.CI, 'true', `the corpus is not at ${CORPUS}`);
    return t.skip(`no corpus at ${CORPUS}`);
  }
  const page = await signIn(browser, running, person(running, 'owner').email);
  await page.route('**/imports', async (route) => {
    if (route.request().method() === 'POST') await new Promise((resolve) => { setTimeout(resolve, 300); });
    await route.continue();
  });
  await page.goto(`${running.url}/imports`);
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.locator('form#upload input[type=file]').click()]);
  await chooser.setFiles(REAL);
  await answered(page, async () => {
    await page.getByRole('button', { name: 'Read and preview' }).click();
    await page.locator('form#upload progress').waitFor();
    assert.match(await page.locator('form#upload [role=status]').innerText(), /^Sen[dt]/);
    assert.ok(await page.getByRole('button', { name: 'Read and preview' }).isDisabled(), 'it is not sent twice');
  });
  assert.equal(await heading(page), '207 new, nothing proven absent');
  await page.getByText('read as Nessus v2 XML').waitFor();
  assert.deepEqual([await change(page, 'New'), await change(page, 'Still there'), await change(page, 'Absent, proven')], [207, 0, 0]);
  await press(page, 'Commit the import');
  await page.getByRole('status').getByText('207 new').waitFor();
  await follow(page, 'Triage what it found');
  assert.ok(await page.locator('main tbody tr').count() > 20, 'its findings stand there by fix');

  await upload(page, running, REAL);
  assert.equal(await heading(page), 'This file is in already: nothing changes');
  assert.equal(await page.getByRole('button', { name: 'Commit' }).count(), 0);
  await press(page, 'Discard the file');
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test('of three fixes one becomes an item, one is attached to it, one is dismissed by two people; then the import is undone', async () => {
  const page = await signIn(browser, running, person(running, 'owner').email);
  await upload(page, running, nessus('lathes.nessus', { hosts: 3, checks: 3 }));
  assert.equal(await change(page, 'New'), 12, 'three checks and the scan itself, on three hosts');
  await press(page, 'Commit the import');
  const imported = page.url();

  await follow(page, 'Triage what it found');
  await page.getByRole('checkbox', { name: /Lathe controller 1/ }).check();
  await press(page, 'Make one item of each');
  const item = (await page.getByRole('status').innerText()).match(/POAM-\d+/)[0];
  await page.goto(`${running.url}/items/${item}`);
  await page.locator('#at-findings').getByRole('link', { name: /Lathe controller 1/ }).waitFor();

  await page.goto(`${running.url}/findings`);
  await follow(page, /Lathe controller 2/);
  await answered(page, () => page.locator('main tbody').getByRole('link', { name: /Lathe controller 2/ }).click());
  await form(page, 'attach', { item }, 'Attach');
  await page.getByText('answered by').getByRole('link', { name: item }).waitFor();

  await page.goto(`${running.url}/findings`);
  await follow(page, /Lathe controller 3/);
  await answered(page, () => page.locator('main tbody').getByRole('link', { name: /Lathe controller 3/ }).click());
  const dismissed = page.url();
  await form(page, 'dismiss', { reason: 'The controller is filled with cement and serves as a doorstop.' }, 'Propose');
  await page.getByText('proposes to dismiss it').waitFor();
  assert.equal(await page.locator('form#approve').count(), 0, 'whoever proposes is not offered to approve');
  const second = await signIn(browser, running, person(running, 'approver').email);
  await second.goto(dismissed);
  await form(second, 'approve', {}, 'Approve the dismissal');
  await second.getByText('Dismissed', { exact: false }).first().waitFor();
  await second.context().close();

  // A week later the second weakness is gone: proven, for the scan signed in and looked.
  await upload(page, running, nessus('lathes-later.nessus', { hosts: 3, checks: 3, without: [2], day: 19 }));
  assert.deepEqual([await change(page, 'New'), await change(page, 'Absent, proven')], [0, 3]);
  await press(page, 'Commit the import');
  const later = page.url();
  await page.goto(`${running.url}/items/${item}`);
  await page.locator('#at-findings tr', { hasText: 'Lathe controller 2' }).getByText('3 of 3').waitFor();
  await page.goto(later);
  await form(page, 'undo', { reason: 'It was the scan of the other hall.' }, 'Undo the import');
  await page.getByText('It was the scan of the other hall.').first().waitFor();
  await page.goto(`${running.url}/items/${item}`);
  await page.locator('#at-findings tr', { hasText: 'Lathe controller 2' }).getByText('0 of 3').waitFor();

  await page.goto(imported);
  await form(page, 'undo', { reason: '' }, 'Undo the import');
  await page.locator('form#undo [role=alert]').waitFor();
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

test('what cannot be read says what is wrong and what to do', async () => {
  const page = await signIn(browser, running, person(running, 'owner').email);
  const send = (name, buffer) => upload(page, running, { name, mimeType: 'application/octet-stream', buffer });
  const whole = nessus('cut.nessus', { hosts: 3, checks: 4 }).buffer;
  await send('cut.nessus', whole.subarray(0, whole.length * 0.7));
  await page.getByText('The file is not whole.').waitFor();
  await page.getByRole('heading', { name: /problem/ }).waitFor();
  assert.equal(await change(page, 'Absent, proven'), 0, 'its silence proves nothing');
  await press(page, 'Discard the file');
  for (const [name, buffer, told] of [
    ['minutes.txt', Buffer.from('We met, and talked of scans.\n'), /minutes\.txt cannot be read.*formats that are named at the foot/s],
    ['photo.png', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), /photo\.png cannot be read/],
    ['empty.nessus', Buffer.alloc(0), /empty\.nessus cannot be read: the file is empty/],
  ]) {
    await send(name, buffer);
    const alert = page.getByRole('alert').first();
    assert.match(await alert.innerText(), told);
    assert.ok((await alert.innerText()).split('. ').length > 1, `what to do about ${name}: ${await alert.innerText()}`);
    await page.goto(`${running.url}/imports`);
    assert.equal(await page.getByRole('link', { name }).count(), 0, `${name} does not wait for a decision`);
  }
  await page.context().close();
});

test('without the script a scan takes the same way', async () => {
  const page = await signIn(browser, running, person(running, 'owner').email, { javaScriptEnabled: false });
  await upload(page, running, nessus('mills.nessus', { hosts: 2, checks: 6 }));
  assert.match(await heading(page), /^\d+ new/);
  await press(page, 'Commit the import');
  await follow(page, 'Triage what it found');
  await page.getByRole('checkbox', { name: /Lathe controller 6/ }).check();
  await page.locator('#triage summary').click();
  await page.locator('#triage [name=reason]').fill('The mills stand in a museum.');
  await press(page, 'Propose');
  await page.getByRole('status').waitFor();
  await page.goto(`${running.url}/imports`);
  await follow(page, 'mills.nessus');
  await page.locator('details:has(form#undo) > summary').click();
  await page.locator('form#undo textarea').fill('A museum is not in the boundary.');
  await press(page, 'Undo the import');
  assert.match(await page.locator('main .lead').innerText(), /undone/);
  await page.context().close();
});
