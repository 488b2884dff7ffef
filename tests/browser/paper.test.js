// On paper the register and an item are documents: what is read is there, what is pressed is not.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { demo, launch, person, signIn } from './harness.js';

let running;
let browser;
before(async () => { [running, browser] = await Promise.all([demo(), launch()]); });
after(async () => { await browser?.close(); running?.stop(); });

/** Opens a page as a printer sees it: the paper's width, without a margin. */
async function print(page, path, width) {
  await page.setViewportSize({ width, height: 1000 });
  await page.goto(running.url + path);
  await page.emulateMedia({ media: 'print' });
}

/** Pages of the PDF, and the size of their sheets in points. */
async function pdf(page) {
  const text = (await page.pdf({ format: 'Letter', preferCSSPageSize: true })).toString('latin1');
  const sheets = [...text.matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)].map((m) => [Math.round(m[1]), Math.round(m[2])]);
  return { pages: (text.match(/\/Type \/Page\b(?!s)/g) ?? []).length, sheets };
}

test('the register is a list on sheets laid across', async () => {
  const page = await signIn(browser, running, person(running, 'owner').email, { colorScheme: 'dark' });
  await print(page, '/items', 958);
  for (const name of ['Late', 'New item', 'Export XLSX', 'Show']) {
    assert.equal(await page.getByText(name, { exact: true }).locator('visible=true').count(), 0, `${name} is nothing for paper`);
  }
  await page.getByText('printed from Closeout').waitFor();
  assert.equal(await page.locator('tbody tr').first().isVisible(), true);
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), 'rgb(255, 255, 255)', 'white, whatever the theme');
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing is cut off');
  const { sheets } = await pdf(page);
  assert.deepEqual(sheets[0], [792, 612]);
  await page.context().close();
});

test('an item is a document of a few pages', async () => {
  const page = await signIn(browser, running, person(running, 'owner').email);
  await print(page, '/items/POAM-0005', 718);
  assert.equal(await page.locator('button, summary.button, details.edit, nav').locator('visible=true').count(), 0);
  for (const heading of ['Facts', 'Milestones', 'Tasks', 'Acceptance tests', 'Evidence', 'History']) {
    assert.ok(await page.getByRole('heading', { name: heading }).isVisible(), heading);
  }
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing is cut off');
  const cut = await page.locator('.scroll').evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth + 1).length);
  assert.equal(cut, 0, 'no table or picture is cut off');
  const { pages, sheets } = await pdf(page);
  assert.deepEqual(sheets[0], [612, 792]);
  assert.ok(pages >= 2 && pages <= 4, `${pages} pages`);
  await page.context().close();
});
