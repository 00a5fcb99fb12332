/** The page on which models are stepped, in a real browser. Run by `npm run site:test`, after `npm run site`. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { test } from 'node:test';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { check } from '../../reports/check';
import { runSuite } from '../../reports/runner';
import { DIST, open, SITE } from './browser';

/** What it says on stdout and stderr is in the error where it does not end with 0. */
const run = promisify(execFile);

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
  return readdirSync(join(DIST, 'try')).flatMap((machine) => {
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

/** Follows an address on the page itself, and waits until the case is there: what an address leads to is shown at once. */
async function goTo(page: Page, id: string, hash: string): Promise<void> {
  await page.evaluate((to) => {
    location.hash = to;
  }, hash);
  await page.waitForFunction((of) => document.querySelector('.try-it .meta code')?.textContent === of, id);
}

/** Presses the button and gives what stands on the page as copied. */
async function copied(page: Page, button: string): Promise<string> {
  await page.getByRole('button', { name: button }).click();
  await page.waitForFunction(
    (what) => document.querySelector('[role="status"]')?.textContent?.startsWith(what),
    button.replace(/^Copy as an? /, ''),
  );
  return (await page.textContent('.copied')) ?? '';
}

/** A file in a folder of its own, which goes with the test. */
function saved(t: TestContext, name: string, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'hvspec-copied-'));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

test('ten examples, stepped in the page, give at every step what the suite gave, and can be taken away', async (t) => {
  const cases = someCases();
  assert.equal(cases.length, 10);
  const { page, troubles, close } = await open('try.html');
  const features: string[] = [];
  const step = page.getByRole('button', { name: 'Step', exact: true });
  for (const { id, profile, feature: of, outcomes } of cases) {
    await goTo(page, id, `case=${encodeURIComponent(id)}&feature=${of}&profile=${profile}`);
    // What was copied of the case before is gone with it.
    assert.equal(await page.$('.copied'), null);
    for (const [at, outcome] of outcomes.entries()) {
      await step.click();
      await page.waitForFunction(
        (count) => document.querySelector('#progress')?.textContent?.startsWith(`${count} of`),
        at + 1,
      );
      const shown = JSON.parse((await page.textContent('.profile .outcome code')) ?? 'null') as unknown;
      assert.deepEqual(shown, outcome, `${id} (${profile}), operation ${at + 1}`);
    }
    assert.equal(await step.isDisabled(), true);
    features.push(saved(t, 'stepped.feature', await copied(page, 'Copy as a scenario')));
    const { verdict, lines } = await check(
      saved(t, 'stepped.ndjson', await copied(page, 'Copy as a recording')),
    );
    assert.deepEqual([verdict, lines.conforming], ['pass', outcomes.length], id);
  }
  // What `hvspec replay` does, for one of each machine at once: all of a machine have one name.
  for (const which of [0, 1]) {
    const paths = features.filter((_one, i) => i % 2 === which);
    const { exit, conformance } = await runSuite({ paths, seed: 1 });
    assert.deepEqual([exit, conformance.cases.map(({ verdict }) => verdict)], [0, paths.map(() => 'pass')]);
  }
  assert.deepEqual(troubles, []);
  await close();
});

test('the five steps go wrong without the patch and right with it', async () => {
  const cases = JSON.parse(readFileSync(join(DIST, 'try/nv/five-steps.json'), 'utf8')) as Readonly<
    Record<string, unknown>
  >;
  const { page, troubles, close } = await open('try.html');
  const apart: string[] = [];
  for (const id of Object.keys(cases).slice(0, 8)) {
    const rest = 'feature=five-steps&profile=upstream&beside=before&at=999';
    await goTo(page, id, `case=${encodeURIComponent(id)}&${rest}`);
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
    () => document.querySelector('#progress')?.textContent?.trim() === '1 of 1 operations carried out',
  );
  const address = page.url();
  assert.match(address, /&s=/);
  const other = await open(address.slice(address.indexOf('try.html')));
  await other.page.waitForFunction(
    () => document.querySelector('#progress')?.textContent?.trim() === '1 of 1 operations carried out',
  );
  assert.equal(
    await other.page.textContent('.profile .outcome code'),
    await page.textContent('.profile .outcome code'),
  );
  assert.deepEqual([...troubles, ...other.troubles], []);
  await Promise.all([close(), other.close()]);
});

test('an example with an operation added by hand is taken away whole, and the command runs it', async (t) => {
  const { page, troubles, close } = await open(
    'try.html#case=syndbg.control-exits&feature=exit&profile=upstream&at=999',
  );
  await page.waitForSelector('.add button');
  const before = await page.locator('.ops li').count();
  await page.selectOption('#operation', 'get_msrs');
  await page.getByRole('button', { name: 'Add it here' }).click();
  await page.waitForFunction(
    (count) => document.querySelector('#progress')?.textContent?.startsWith(`${count} of`),
    before + 1,
  );
  const feature = await copied(page, 'Copy as a scenario');
  assert.match(feature, /\| op \| get_msrs \|/);
  assert.equal(feature.match(/this operation is performed:/g)?.length, before + 1);
  const recording = await copied(page, 'Copy as a recording');
  const hvspec = join(SITE, '../bin/hvspec.js');
  await Promise.all(
    [
      ['replay', saved(t, 'stepped.feature', feature)],
      ['replay', saved(t, 'stepped.ndjson', recording)],
      ['check', saved(t, 'stepped.ndjson', recording)],
    ].map((argv) => assert.doesNotReject(run(process.execPath, [hvspec, ...argv]), argv.join(' '))),
  );
  assert.deepEqual(troubles, []);
  await close();
});

test('an address of a case that there is not says so, and shows nothing of the one before', async () => {
  const { page, troubles, close } = await open('try.html#case=syndbg.control-exits&feature=exit');
  await page.waitForSelector('.profile');
  await page.evaluate(() => {
    location.hash = 'case=syndbg.none&feature=exit';
  });
  assert.match(
    (await (await page.waitForSelector('[role="alert"]')).textContent()) ?? '',
    /there is no case "syndbg\.none" in exit\.feature/,
  );
  assert.equal(await page.$('.profile, .ops, .meta code'), null);
  assert.deepEqual(troubles, []);
  await close();
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
