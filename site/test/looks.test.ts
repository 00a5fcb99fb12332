/** How the finished pages look, and whether everybody can read them, in a real browser. Run by `npm run site:test`. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { bytesOf, open } from './browser';

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
/** One page of each kind. */
const KINDS = [
  'index.html',
  'kernels.html',
  'capabilities.html',
  'nv/index.html',
  'nv/five-steps.html',
  'nv/requirements.html',
  'nv/vocabulary.html',
  'requirements/NV-112.html',
  'guide/adapter.html',
  'guide/overview.html',
  'try.html#machine=syndbg',
];
/** What a page may send, compressed, with all that it loads. */
const PAGE_BYTES = 300_000;

test('a page of each kind fits 390 and 1280 pixels, light and dark, sends little, and has no serious fault for axe', async () => {
  const { page, troubles, requests, close } = await open('index.html', { colorScheme: 'dark' });
  for (const path of KINDS) {
    const before = requests.length;
    await page.goto(`/${path}`);
    await page.waitForSelector('main h1');
    if (path.startsWith('try')) await page.waitForSelector('.profile');
    else {
      const bytes = requests.slice(before).reduce((sum, url) => sum + bytesOf(url), 0);
      assert.ok(bytes > 50_000 && bytes <= PAGE_BYTES, `${path}: ${bytes} bytes`);
    }
    for (const [scheme, width] of LOOKS) await fits(page, path, scheme, width);
    // Colours are those of the scheme, places those of the width: two of the four show every fault.
    for (const [scheme, width] of [LOOKS[3], LOOKS[1]]) {
      await fits(page, path, scheme, width);
      assert.deepEqual(await faults(page), [], `${path} at ${width}, ${scheme}`);
    }
  }
  assert.deepEqual(troubles, []);
  await close();
});

/** One after the other, of the page as it stands. */
const LOOKS = [
  ['dark', 1280],
  ['dark', 390],
  ['light', 390],
  ['light', 1280],
] as const;

/** Asks for a scheme and a width; whether the page is of that scheme, and no wider, once it is drawn so. */
async function fits(page: Page, path: string, scheme: 'light' | 'dark', width: number): Promise<void> {
  const where = `${path} at ${width}, ${scheme}`;
  await page.emulateMedia({ colorScheme: scheme });
  await page.setViewportSize({ width, height: 844 });
  const [dark, over] = await page.evaluate(async () => {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    // Colours go over into each other: what is looked at is what they become.
    for (const transition of document.getAnimations()) transition.finish();
    return [
      document.documentElement.classList.contains('dark'),
      document.documentElement.scrollWidth - innerWidth,
    ] as const;
  });
  assert.equal(dark, scheme === 'dark', where);
  assert.ok(over <= 0, `${where}: ${over} pixels too wide`);
}

async function faults(page: Page): Promise<readonly string[]> {
  if (await page.evaluate(() => !('axe' in globalThis))) await page.evaluate(AXE);
  return page.evaluate(async () => {
    const axe = (
      globalThis as unknown as {
        axe: {
          run: (
            options: object,
          ) => Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }>;
        };
      }
    ).axe;
    // The rows of a table are made alike, and what axe takes grows with all that is there.
    for (const row of document.querySelectorAll('tbody > tr:nth-child(n + 21)')) row.remove();
    const { violations } = await axe.run({ resultTypes: ['violations'] });
    return violations
      .filter(({ impact }) => ['serious', 'critical'].includes(impact))
      .map(
        ({ id, nodes }) =>
          `${id}: ${nodes
            .map(({ html }) => html.slice(0, 160))
            .slice(0, 3)
            .join(' | ')}`,
      );
  });
}
