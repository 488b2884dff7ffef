// Every page there is: one address of each kind that links lead to, and what only comes of doing something.
import { answered, form, person, signIn } from './harness.js';
import { nessus } from './scans.js';

/** Worth a look beside those that links lead to. */
const BESIDE = ['/items?status=all', '/items?late=yes&mine=yes', '/items?text=no+item+says+this', '/items?as_of=2026-11-01', '/items/POAM-0007', '/items/POAM-0009', '/items/7?as_of=2026-10-01', '/search?text=server', '/search?text=no+page+says+this', '/findings?text=no+finding+says+this', '/findings/list?state=all', '/audit?subject=POAM-0007', '/nothing-here'];

/** `/items/*`, `/people/*`: the kind of page that an address leads to. */
function kind({ pathname }) {
  return pathname.split('/').map((part) => (/^(\d+|[0-9a-f-]{16,}|POAM-\d+)$/.test(part) ? '*' : part)).join('/');
}

/** One address of each kind, by following links from Today. Files are not pages. */
export async function addresses(page, running) {
  const known = new Map();
  const waiting = ['/', ...BESIDE];
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    const address = new URL(path, running.url);
    const beside = BESIDE.includes(path);
    const name = beside ? path : kind(address);
    if (known.has(name)) continue;
    known.set(name, address.pathname + address.search);
    await page.goto(address.href);
    const links = await page.locator('a[href]:not([download])').evaluateAll((all) => all.map((a) => a.href));
    for (const link of links) {
      const to = new URL(link);
      if (to.origin === running.url && !/\.(xlsx|csv)$|\/file$|\/evidence\//.test(to.pathname)) waiting.push(to.pathname + to.search);
    }
  }
  return [...known.values()];
}

/** Sends files through the page of imports. */
export async function upload(page, running, files) {
  await page.goto(`${running.url}/imports`);
  await page.locator('form#upload input[type=file]').setInputFiles(files);
  await answered(page, () => page.getByRole('button', { name: 'Read and preview' }).click());
}

/** Opens all that can be opened. */
export function unfold(page) {
  return page.locator('main details').evaluateAll((all) => { for (const one of all) one.open = true; });
}

/** What only comes of doing something: its name, who sees it, and how they get there. */
export const STATES = [
  ['a preview', 'owner', (page, running) => upload(page, running, nessus('weekly.nessus', { hosts: 3, checks: 4 }))],
  ['a file that is no scan', 'owner', (page, running) => upload(page, running, { name: 'minutes.txt', mimeType: 'text/plain', buffer: Buffer.from('We met and talked.\n') })],
  ['a plan that is not complete', 'owner', async (page, running) => {
    await page.goto(`${running.url}/items/new`);
    await page.getByLabel('Weakness', { exact: true }).fill('The visitors sign on paper');
    await answered(page, () => page.getByRole('button', { name: 'Begin the item' }).click());
    await form(page, 'submit', {}, 'Submit the plan');
  }],
  ['a review that goes on', 'owner', async (page, running) => {
    await page.goto(`${running.url}/reviews`);
    await answered(page, () => page.getByRole('button', { name: 'Begin the weekly review' }).click());
  }],
  ['an edit that meets another', 'owner', async (page, running, browser) => {
    const other = await signIn(browser, running, person(running, 'owner').email);
    for (const one of [page, other]) await one.goto(`${running.url}/items/POAM-0001`);
    await form(other, 'root-cause', { root_cause: `Written at the other desk.\n${'A cause that is told at length. '.repeat(8)}` }, 'Save');
    await other.context().close();
    await form(page, 'root-cause', { root_cause: `Written here:${'averylongwordwithoutaspace'.repeat(6)}` }, 'Save');
  }],
  ['a form without a date', 'owner', async (page, running) => {
    await page.goto(`${running.url}/items/POAM-0001`);
    await form(page, 'milestones', { title: 'Everything enrolled' }, 'Add the milestone');
  }],
  ['a token that was made', 'owner', async (page, running) => {
    await page.goto(`${running.url}/account`);
    await page.locator('details:has(form#token) > summary').click();
    await page.locator('form#token [name=name]').fill('Nightly import');
    await page.locator('form#token [name=until]').fill('2026-12-31');
    for (const box of await page.locator('form#token [type=checkbox]').all()) await box.check();
    await answered(page, () => page.locator('form#token button').last().click());
    await page.getByText('It is shown this once.').waitFor();
  }],
  ['people, for their administrator', 'administrator', (page, running) => page.goto(`${running.url}/people`)],
  ['a person, for their administrator', 'administrator', async (page, running) => {
    await page.goto(`${running.url}/people`);
    await answered(page, () => page.locator('main tbody a[href^="/people/"]').first().click());
  }],
  ['a system, for its administrator', 'administrator', async (page, running) => {
    await page.goto(`${running.url}/people`);
    await answered(page, () => page.locator('main tbody a[href^="/systems/"]').first().click());
  }],
  ['a feed that is none', 'owner', async (page, running) => {
    await page.goto(`${running.url}/feeds`);
    await page.locator('details:has(form#kev) > summary').click();
    await page.locator('form#kev input[type=file]').setInputFiles({ name: 'minutes.txt', mimeType: 'text/plain', buffer: Buffer.from('We met and talked.\n') });
    await answered(page, () => page.locator('form#kev button').last().click());
  }],
  ['a policy of due dates with a gap', 'administrator', async (page, running) => {
    await page.goto(`${running.url}/people`);
    await answered(page, () => page.locator('main tbody a[href^="/systems/"]').first().click());
    await page.locator('details:has(form#deadlines) > summary').click();
    await page.locator('form#deadlines [name=preset]').selectOption('own');
    await page.locator('form#deadlines [name=rows]').fill('high=30');
    await answered(page, () => page.locator('form#deadlines button').last().click());
  }],
  ['the mapping to requirements', 'owner', (page, running) => page.goto(`${running.url}/findings/mapping?text=cm-6`)],
  ['what an assessor may not open', 'assessor', (page, running) => page.goto(`${running.url}/items/new`)],
  ['an item, for its validator', 'validator', (page, running) => page.goto(`${running.url}/items/POAM-0007`)],
];
