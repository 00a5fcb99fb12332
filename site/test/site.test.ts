/** The finished site in a real browser. Run by `npm run site:test`, after `npm run site`. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { deadLinks, outsideRequests, pagesIn } from './links';
import type { Served } from './server';
import { serve } from './server';

const SITE = join(__dirname, '..');
const DIST = join(SITE, 'dist');
const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
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

let served: Served;
let browser: Browser;
before(async () => {
  served = await serve(DIST);
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  browser = await chromium.launch({
    executablePath: CHROMIUM,
    headless: true,
    args: [...sandbox, '--disable-dev-shm-usage'],
  });
});
after(async () => {
  await browser.close();
  served.close();
});

interface Opened {
  readonly page: Page;
  /** What went wrong: messages of the console, requests to elsewhere. */
  readonly troubles: string[];
  readonly requests: string[];
  readonly close: () => Promise<void>;
}

async function open(path: string, options: Parameters<Browser['newContext']>[0] = {}): Promise<Opened> {
  const context: BrowserContext = await browser.newContext({
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
    requests.push(request.url());
  });
  await page.goto(`${served.origin}/${path}`, { waitUntil: 'load' });
  if (options.javaScriptEnabled !== false)
    await page.waitForFunction('document.querySelector("#app")?.__vue_app__ !== undefined');
  return { page, troubles, requests, close: () => context.close() };
}

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
      await new Promise((resolve) => requestAnimationFrame(resolve));
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
        await page.goto(`${served.origin}/${path}`);
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
        assert.deepEqual(await faults(page), [], where);
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

const OUTCOMES = JSON.parse(readFileSync(join(SITE, '.data/outcomes.json'), 'utf8')) as Readonly<
  Record<string, readonly unknown[]>
>;

/** Two cases of each machine, of several operations, with the feature that has them. */
function someCases(): readonly {
  id: string;
  profile: string;
  feature: string;
  outcomes: readonly unknown[];
}[] {
  return ['syndbg', 'nv', 'shstk', 'heki', 'mktme'].flatMap((machine) => {
    const features = new Map(
      readdirSync(join(DIST, 'try', machine)).flatMap((file) =>
        Object.keys(JSON.parse(readFileSync(join(DIST, 'try', machine, file), 'utf8')) as object).map(
          (id) => [id, file.slice(0, -'.json'.length)] as const,
        ),
      ),
    );
    return Object.entries(OUTCOMES)
      .map(([key, outcomes]) => ({ id: key.split(' ')[0] ?? '', profile: key.split(' ')[1] ?? '', outcomes }))
      .filter(
        ({ id, outcomes }) =>
          id.startsWith(`${machine}.`) &&
          outcomes.length >= 3 &&
          outcomes.length <= 12 &&
          !outcomes.includes(null),
      )
      .filter((_one, i) => i % 97 === 5)
      .slice(0, 2)
      .map((one) => ({ ...one, feature: features.get(one.id) ?? '' }));
  });
}

test('ten examples, stepped in the page, give at every step what the suite gave', async () => {
  const cases = someCases();
  assert.equal(cases.length, 10);
  for (const { id, profile, feature, outcomes } of cases) {
    const { page, troubles, close } = await open(
      `try.html#case=${encodeURIComponent(id)}&feature=${feature}&profile=${profile}`,
    );
    const step = page.getByRole('button', { name: 'Step', exact: true });
    await page.waitForSelector('.profile');
    for (const [i, outcome] of outcomes.entries()) {
      await step.click();
      await page.waitForFunction(
        (count) => document.querySelector('#progress')?.textContent?.startsWith(`${count} of`),
        i + 1,
      );
      const shown = JSON.parse((await page.textContent('.profile .outcome code')) ?? 'null') as unknown;
      assert.deepEqual(shown, outcome, `${id} (${profile}), operation ${i + 1}`);
    }
    assert.equal(await step.isDisabled(), true);
    assert.deepEqual(troubles, []);
    await close();
  }
});

test('the five steps go wrong without the patch and right with it', async () => {
  const cases = JSON.parse(readFileSync(join(DIST, 'try/nv/five-steps.json'), 'utf8')) as Readonly<
    Record<string, unknown>
  >;
  const { page, troubles, close } = await open('index.html');
  const apart: string[] = [];
  for (const id of Object.keys(cases).slice(0, 8)) {
    await page.goto(
      `${served.origin}/try.html#case=${encodeURIComponent(id)}&feature=five-steps&profile=upstream&beside=before&at=999`,
    );
    await page.reload();
    await page.waitForSelector('[data-profile="before"] .outcome');
    if ((await page.$$('.ops .change')).length > 0) apart.push(id);
  }
  assert.ok(apart.length > 0, 'no case tells the profiles apart');
  assert.deepEqual(troubles, []);
  await close();
});

test('by keyboard alone: a step is taken, an operation added, and the address holds it', async () => {
  const { page, troubles, close } = await open('try.html#machine=syndbg');
  await page.waitForSelector('.add button');
  await page.focus('#profile');
  for (
    let i = 0;
    i < 60 && (await page.evaluate(() => document.activeElement?.textContent)) !== 'Add it here';
    i += 1
  )
    await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.waitForFunction(
    () => document.querySelector('#progress')?.textContent === '1 of 1 operations carried out',
  );
  const address = page.url();
  assert.match(address, /&s=/);
  const other = await open(address.slice(served.origin.length + 1));
  await other.page.waitForFunction(
    () => document.querySelector('#progress')?.textContent === '1 of 1 operations carried out',
  );
  assert.equal(
    await other.page.textContent('.profile .outcome code'),
    await page.textContent('.profile .outcome code'),
  );
  assert.deepEqual([...troubles, ...other.troubles], []);
  await Promise.all([close(), other.close()]);
});

test('what anybody writes into an address stays text', async () => {
  const sequence = {
    config: { vms: 1, vcpus: 1, irqchip: false, trace: false },
    ops: [{ op: '<img src=x onerror=alert(1)>' }],
    said: ['<script>alert(1)</script>'],
    choices: {},
  };
  const { page, close } = await open(
    `try.html#machine=syndbg&profile=v6&at=1&s=${Buffer.from(JSON.stringify(sequence)).toString('base64url')}`,
  );
  await page.waitForSelector('.ops li');
  assert.equal(await page.$('.try-it img, .try-it script'), null);
  assert.match((await page.textContent('.ops')) ?? '', /<script>alert\(1\)<\/script>/);
  await close();
});

test('the first page can be read without JavaScript', async () => {
  const { page, close } = await open('index.html', { javaScriptEnabled: false });
  assert.match(await page.innerText('main'), /The five machines[^]*npx hvspec|The five machines/);
  assert.equal(await page.locator('main .card').count(), 5);
  await close();
});

test('a page sends at most 300 kB, and a model at most 400', async () => {
  for (const path of KINDS.filter((one) => !one.startsWith('try'))) {
    const { requests, close } = await open(path);
    const bytes = requests.reduce((sum, url) => sum + served.size(url.slice(served.origin.length)), 0);
    assert.ok(bytes <= 300_000, `${path}: ${bytes} bytes`);
    await close();
  }
  const chunks = readdirSync(join(DIST, 'assets/chunks')).filter((name) =>
    /^(syndbg|nv|shstk|heki|mktme)\./.test(name),
  );
  assert.equal(chunks.length, 5);
  const models = chunks.reduce(
    (sum, name) => sum + gzipSync(readFileSync(join(DIST, 'assets/chunks', name))).length,
    0,
  );
  assert.ok(models <= 400_000, `${models} bytes`);
});
