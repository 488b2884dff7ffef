// Starts the real binary with the demo's record, and opens it in a real browser.
import { spawn } from 'node:child_process';
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

export function launch() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: FLAGS });
}

/** A browser window of its own, signed in as somebody; what the page complains about is collected. */
export async function signIn(browser, running, email, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1360, height: 900 }, ...options });
  const page = await context.newPage();
  page.complaints = [];
  page.on('console', (message) => { if (message.type() === 'error') page.complaints.push(message.text()); });
  page.on('pageerror', (error) => page.complaints.push(String(error)));
  page.on('request', (request) => {
    if (!request.url().startsWith(running.url) && !request.url().startsWith('data:')) page.complaints.push(`asks for ${request.url()}`);
  });
  await page.goto(`${running.url}/sign-in`);
  await page.getByLabel('Address').fill(email);
  await page.getByLabel('Password').fill(running.people[0].password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
  return page;
}

export function person(running, role) {
  return running.people.find((one) => one.role === role);
}

/** Serious faults that axe finds, each in a line. */
export async function faults(page) {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
  return violations
    .filter((fault) => ['serious', 'critical'].includes(fault.impact))
    .map((fault) => `${fault.id} on ${fault.nodes[0].target}: ${fault.help}`);
}
