// Reports as files: opened without a server, without a fault, and the PDF is what the page says it is.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { after, before, test } from 'node:test';
import { demo, faults, launch, person, signIn } from './harness.js';

let running;
let browser;
let folder;
before(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'closeout-reports-'));
  [running, browser] = await Promise.all([demo(), launch()]);
});
after(async () => { await browser?.close(); running?.stop(); rmSync(folder, { recursive: true }); });

async function save(page, link) {
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  const file = path.join(folder, download.suggestedFilename());
  await download.saveAs(file);
  return file;
}

test('every report opens as a file, with no server and no fault', async () => {
  const page = await signIn(browser, running, person(running, 'assessor').email);
  await page.goto(`${running.url}/reports`);
  for (const title of ['Weekly list by person', 'Monthly leadership report', 'Quarterly executive report', 'Plan of action and milestones', "Assessor's book for 3.12.2"]) {
    const file = await save(page, page.getByRole('link', { name: `HTML of: ${title}` }));
    const alone = await browser.newContext({ offline: true, viewport: { width: 1200, height: 900 } });
    const window = await alone.newPage();
    await window.goto(pathToFileURL(file).href);
    assert.equal(await window.locator('h1').innerText(), title);
    assert.deepEqual(await faults(window), [], title);
    assert.ok(await window.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${title} is too wide`);
    await alone.close();
  }
  await page.context().close();
});

test('an item has its dossier as PDF', async () => {
  const page = await signIn(browser, running, person(running, 'owner').email);
  await page.goto(`${running.url}/items/POAM-0001`);
  const file = await save(page, page.getByRole('link', { name: 'Dossier' }));
  assert.match(path.basename(file), /^POAM-0001-\d{4}-\d\d-\d\d\.pdf$/);
  assert.equal(readFileSync(file).subarray(0, 5).toString(), '%PDF-');
  await page.context().close();
});
