/** The finished pages in a real browser. Run by `npm run site:test`, after `npm run site`. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { bytesOf, DIST, open } from './browser';
import { deadLinks, outsideRequests, pagesIn } from './links';

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
  'requirements/NV-12.html',
  'guide/adapter.html',
  'guide/overview.html',
  'try.html#machine=syndbg',
];

test('no link leads nowhere, and no page asks another server for anything', () => {
  assert.deepEqual(deadLinks(DIST), []);
  assert.deepEqual(outsideRequests(DIST), []);
});

test('every page opens without an error', async () => {
  const pages = pagesIn(DIST);
  assert.ok(pages.length > 900);
  const { page, troubles, close } = await open('index.html');
  // By links within one page, as a reader goes: each page's own code is loaded and drawn.
  const lost = await page.evaluate(async (all) => {
    const wrong: string[] = [];
    for (const path of all) {
      const link = document.createElement('a');
      link.href = `/${path}`;
      document.querySelector('#app')?.append(link);
      link.click();
      link.remove();
      const wanted = `/${path}`.replace(/index\.html$/, '');
      const until = performance.now() + 15_000;
      const is = (): boolean =>
        location.pathname === wanted &&
        document.querySelector('main h1') !== null &&
        document.querySelector('.NotFound') === null;
      while (!is() && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 4));
      if (!is()) wrong.push(path);
    }
    return wrong;
  }, pages);
  assert.deepEqual(lost, []);
  assert.deepEqual(troubles, []);
  await close();
});

test('a page of each kind fits 390 and 1280 pixels, light and dark, and has no serious fault for axe', async () => {
  for (const width of [390, 1280])
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page, troubles, close } = await open('index.html', {
        viewport: { width, height: 844 },
        colorScheme,
      });
      for (const path of KINDS) {
        await page.goto(`/${path}`);
        await page.waitForSelector('main h1');
        if (path.startsWith('try')) await page.waitForSelector('.profile');
        const where = `${path} at ${width}, ${colorScheme}`;
        assert.equal(
          await page.evaluate(() => document.documentElement.classList.contains('dark')),
          colorScheme === 'dark',
          where,
        );
        const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(over <= 0, `${where}: ${over} pixels too wide`);
        // Colours are those of the scheme, places those of the width: two of the four show every fault.
        if ((width === 390) === (colorScheme === 'dark')) assert.deepEqual(await faults(page), [], where);
      }
      assert.deepEqual(troubles, []);
      await close();
    }
});

async function faults(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
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

test('search finds a requirement by its id, by words of its sentence and by a value', async () => {
  const { page, troubles, close } = await open('index.html');
  for (const [asked, wanted] of [
    ['SYNDBG-28', /requirements\/SYNDBG-28/],
    ['synchronous runs no guest code between', /SYNDBG-26/],
    ['0x4000_00f1', /syndbg/],
    ['0x400000f1', /syndbg/],
  ] as const) {
    await page.keyboard.press('Control+k');
    await page.fill('.VPLocalSearchBox input', asked);
    await page.waitForSelector('.VPLocalSearchBox .result');
    await page.waitForTimeout(300);
    const links = await page.$$eval('.VPLocalSearchBox a.result', (all) =>
      all.map((one) => one.getAttribute('href') ?? ''),
    );
    assert.ok(
      links.some((link) => wanted.test(link)),
      `${asked}: ${links.slice(0, 5).join(' ')}`,
    );
    await page.keyboard.press('Escape');
  }
  assert.deepEqual(troubles, []);
  await close();
});

test('the first page can be read without JavaScript', async () => {
  const { page, close } = await open('index.html', { javaScriptEnabled: false });
  assert.match(await page.innerText('main'), /The five machines[^]*npx hvspec|The five machines/);
  assert.equal(await page.locator('main .card').count(), 5);
  await close();
});

test('a page sends at most 300 kB, and a model at most 400', async () => {
  await Promise.all(
    KINDS.filter((one) => !one.startsWith('try')).map(async (path) => {
      const { requests, close } = await open(path);
      const bytes = requests.reduce((sum, url) => sum + bytesOf(url), 0);
      assert.ok(bytes <= 300_000, `${path}: ${bytes} bytes`);
      await close();
    }),
  );
  const [models = '', ...more] = readdirSync(join(DIST, 'assets/chunks')).filter((name) =>
    /^machines\./.test(name),
  );
  assert.deepEqual(more, []);
  const bytes = gzipSync(readFileSync(join(DIST, 'assets/chunks', models))).length;
  // All five of them are there: far less would be none.
  assert.ok(bytes > 100_000 && bytes <= 400_000, `${bytes} bytes`);
});
