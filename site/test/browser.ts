/** Debian's chromium (or $CHROMIUM) on the finished site. */
import { join } from 'node:path';
import { after, before } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import type { Served } from './server';
import { serve } from './server';

export const SITE = join(__dirname, '..');
export const DIST = join(SITE, 'dist');
const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

let served: Served;
let browser: Browser;
before(async () => {
  served = await serve(DIST);
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  browser = await chromium.launch({
    executablePath: CHROMIUM,
    headless: true,
    args: [...sandbox, '--disable-dev-shm-usage', '--disable-gpu'],
  });
});
after(async () => {
  await browser.close();
  served.close();
});

/** Bytes of a file of the site as a server sends it, compressed. @param path as in `/nv/index.html` */
export function bytesOf(path: string): number {
  return served.size(path);
}

export interface Opened {
  readonly page: Page;
  /** What went wrong: messages of the console, requests to elsewhere. */
  readonly troubles: readonly string[];
  /** The paths of what was asked for. */
  readonly requests: readonly string[];
  readonly close: () => Promise<void>;
}

/** A page of the site in a window of its own, once its scripts have begun. @param path as in `nv/index.html` */
export async function open(
  path: string,
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<Opened> {
  const context: BrowserContext = await browser.newContext({
    baseURL: served.origin,
    viewport: { width: 1280, height: 900 },
    ...options,
  });
  const page = await context.newPage();
  const [troubles, requests]: [string[], string[]] = [[], []];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) troubles.push(`${page.url()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => troubles.push(`${page.url()}: ${error.message}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(served.origin) && !request.url().startsWith('data:'))
      troubles.push(`asked for ${request.url()}`);
    requests.push(request.url().slice(served.origin.length));
  });
  await page.goto(`/${path}`, { waitUntil: 'load' });
  if (options.javaScriptEnabled !== false)
    await page.waitForFunction('document.querySelector("#app")?.__vue_app__ !== undefined');
  return { page, troubles, requests, close: () => context.close() };
}
