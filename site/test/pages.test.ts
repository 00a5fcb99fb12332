/** The finished pages in a real browser. Run by `npm run site:test`, after `npm run site`. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { DIST, open } from './browser';
import { deadLinks, outsideRequests, pagesIn } from './links';

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
    // Layout and painting make no errors, and take most of the time: looks.test.ts has those of a page of each kind.
    document.body.style.display = 'none';
    for (const path of all) {
      const link = document.createElement('a');
      link.href = `/${path}`;
      document.querySelector('#app')?.append(link);
      link.click();
      link.remove();
      const wanted = `/${path}`.replace(/index\.html$/, '');
      // The address is there before the page: what is drawn has the page's name as a class.
      const drawn = CSS.escape(wanted.replace(/[./]+/g, '_').replace(/_html$/, ''));
      const until = performance.now() + 15_000;
      const is = (): boolean =>
        location.pathname === wanted &&
        document.querySelector(`main .${drawn} h1`) !== null &&
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
    await page.waitForFunction(
      (pattern) =>
        [...document.querySelectorAll('.VPLocalSearchBox a.result')].some((one) =>
          new RegExp(pattern).test(one.getAttribute('href') ?? ''),
        ),
      wanted.source,
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

test('the models are one bundle of at most 400 kB', () => {
  const [models = '', ...more] = readdirSync(join(DIST, 'assets/chunks')).filter((name) =>
    /^machines\./.test(name),
  );
  assert.deepEqual(more, []);
  const bytes = gzipSync(readFileSync(join(DIST, 'assets/chunks', models))).length;
  // All five of them are there: far less would be none.
  assert.ok(bytes > 100_000 && bytes <= 400_000, `${bytes} bytes`);
});
