// Starts the real binary with the demo's record, and opens it in a real browser.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from 'playwright-core';

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'];

/** The demo, running: its address, its people by role, and a way to end it. */
export async function demo() {
  const child = spawn(process.env.CLOSEOUT_BIN, ['demo', '--listen', '127.0.0.1:0', '--output', 'json'], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  const said = await new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the demo ended with ${code}: ${text}`)));
    child.stdout.on('data', (chunk) => {
      text += chunk;
      try { resolve(JSON.parse(text)); } catch { /* the document is not complete yet */ }
    });
  });
  return { ...said, stop: () => { child.removeAllListeners('exit'); child.kill('SIGTERM'); } };
}

/** A record that was begun a moment ago, being served: its address, its one person, and a way to end it. */
export async function fresh() {
  const folder = mkdtempSync(path.join(tmpdir(), 'closeout-browser-'));
  const data = path.join(folder, 'record');
  const one = { email: 'ada@harbor.example', role: 'administrator', password: 'a pass phrase of some length' };
  const env = { ...process.env, CLOSEOUT_PASSWORD: one.password };
  execFileSync(process.env.CLOSEOUT_BIN, ['init', '--data', data, '--organization', 'Harbor Tool Works', '--system', 'Shop network', '--admin', one.email], { env, stdio: 'pipe' });
  const child = spawn(process.env.CLOSEOUT_BIN, ['serve', '--data', data, '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  const url = await new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${text}`)));
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        text += chunk;
        const told = text.match(/http:\/\/127\.0\.0\.1:[1-9]\d*/);
        if (told) resolve(told[0]);
      });
    }
  });
  return { url, people: [one], stop: () => { child.removeAllListeners('exit'); child.once('exit', () => rmSync(folder, { recursive: true })); child.kill('SIGTERM'); } };
}

export function launch() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: FLAGS });
}

/** Who signed in before, and the cookies they got: a password takes its time to be checked. */
const sessions = new Map();

/** A browser window of its own, signed in as somebody; what the page complains about is collected. */
export async function signIn(browser, running, email, options = {}) {
  const who = `${email} at ${running.url}`;
  const context = await browser.newContext({ viewport: { width: 1360, height: 900 }, reducedMotion: 'reduce', storageState: sessions.get(who), ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  page.complaints = [];
  // A refused form and a page that is not there answer with their status, which browsers report as an error.
  const refused = /status of (403|404|409|422)/;
  page.on('console', (message) => { if (message.type() === 'error' && !refused.test(message.text())) page.complaints.push(message.text()); });
  page.on('pageerror', (error) => page.complaints.push(String(error)));
  page.on('request', (request) => {
    if (!request.url().startsWith(running.url) && !request.url().startsWith('data:')) page.complaints.push(`asks for ${request.url()}`);
  });
  if (sessions.has(who)) {
    await page.goto(running.url);
    return page;
  }
  await page.goto(`${running.url}/sign-in`);
  await page.getByLabel('address').fill(email);
  await page.getByLabel('Password').fill(running.people[0].password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
  sessions.set(who, await context.storageState());
  return page;
}

/** Opens the small form behind a word, fills it in, sends it, and waits for what it came to. */
export async function form(page, id, fill, send) {
  const box = page.locator(`form#${id}`);
  if (!(await box.isVisible())) await page.locator(`details:has(form#${id}) > summary`).click();
  for (const [name, value] of Object.entries(fill)) {
    const field = box.locator(`[name="${name}"]`).first();
    const kind = await field.evaluate((element) => (element.tagName === 'SELECT' ? 'select' : element.type));
    // People stand with their position behind the name.
    if (kind === 'select') await field.selectOption(await field.locator('option', { hasText: value }).first().getAttribute('value'));
    else if (kind === 'file') await field.setInputFiles(value);
    else if (kind === 'checkbox' || kind === 'radio') await field.check();
    else await field.fill(value);
  }
  await answered(page, () => box.getByRole('button', { name: send }).first().click());
}

/** Does something, and waits for the page that answers it, whether the browser or the script asked for it. */
export async function answered(page, act) {
  await page.locator('body').evaluate((body) => { body.dataset.before = 'yes'; });
  await act();
  await page.locator('body:not([data-before])').waitFor({ state: 'attached' });
  await page.waitForLoadState();
}

export function person(running, role) {
  return running.people.find((one) => one.role === role);
}

/** What axe finds, each fault in a line: all that WCAG 2.2 AA asks and good practice besides, or only the rules named. */
export async function faults(page, rules) {
  // Without frames there is nothing that its slower mode would add.
  const axe = new AxeBuilder({ page }).setLegacyMode();
  const { violations } = await (rules ? axe.withRules(rules) : axe.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])).analyze();
  return violations.map((fault) => `${fault.id} on ${fault.nodes.map((node) => node.target).slice(0, 4).join(' and ')}: ${fault.help}`);
}
