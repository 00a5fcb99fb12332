/** All reports of a real run, read back and compared: they have to tell the same. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Envelope } from '@cucumber/messages';
import { REFERENCE } from '../subjects/model-subject';
import { checkOf } from '../subjects/validate';
import { bookOf } from './book';
import { loadCatalogues } from './catalogue';
import { conformance } from './conformance';
import { drive } from './cucumber';
import { parseFeatures } from './gherkin';
import { LAYOUT } from './layout';
import type { Conformance } from './report-types';
import { summaryText } from './summary-text';
import { readXml } from './testing/xml';
import { reportText } from './write';

const FEATURE = `@syndbg
Feature: A run with every colour

  @syndbg.tmp-good @SYNDBG-18
  Example: Good
    Given a VM with SynDbg on
    When the guest writes 0x1 to STATUS
    Then STATUS holds 0x1

  @syndbg.tmp-bad @SYNDBG-18
  Example: Bad
    Given a VM with SynDbg on
    When the guest writes 0x8000_0000_0000_0001 to STATUS
    Then STATUS holds 0x1

  @syndbg.tmp-upstream @since-upstream @SYNDBG-18
  Example: Upstream
    Given a VM with SynDbg on
    When the guest writes 0x1 to STATUS
    Then STATUS holds 0x1

  @syndbg.tmp-undefined @SYNDBG-18
  Example: Undefined
    Given a VM with SynDbg on
    When the guest does what no step says
`;

const dir = mkdtempSync(join(tmpdir(), 'agreement-'));
const runs: { readonly envelopes: readonly Envelope[]; readonly report: Conformance }[] = [];

async function run(): Promise<void> {
  const { entries } = bookOf(parseFeatures([join(dir, 'colours.feature')], LAYOUT.root));
  const { envelopes, broke } = await drive({ entries, worldParameters: { seed: 1, runs: 5 } });
  assert.equal(broke, null);
  const report = conformance({
    suite: { name: 'hvspec', version: LAYOUT.version },
    subject: { ...REFERENCE, machines: REFERENCE.machines.filter(({ machine }) => machine === 'syndbg') },
    seed: 1,
    envelopes,
    catalogues: loadCatalogues(LAYOUT.features),
    findings: [],
    exit: 2,
  });
  runs.push({ envelopes, report });
}

before(async () => {
  writeFileSync(join(dir, 'colours.feature'), FEATURE);
  await run();
  await run();
});
after(() => rmSync(dir, { recursive: true }));

test('two runs of one seed give the same bytes in every report but the messages', () => {
  const [one, two] = runs;
  assert.ok(one && two);
  for (const format of ['json', 'junit', 'ktap', 'sarif', 'summary', 'html'] as const) {
    const [a, b] = [one, two].map(({ report, envelopes }) =>
      reportText(format, { conformance: report, envelopes }),
    );
    assert.ok(a === b, format);
    assert.ok(!a?.includes(dir) && !a?.includes(LAYOUT.root), `${format} tells where it ran`);
  }
  const messages = runs.map(({ envelopes, report }) =>
    reportText('messages', { conformance: report, envelopes }),
  );
  assert.notEqual(messages[0], messages[1]);
});

test('the report is what its schema says, and what the run was', () => {
  const { report } = runs[0] as (typeof runs)[0];
  assert.equal(checkOf('report')(report), null);
  const { total, pass, fail, error } = report.counts;
  assert.deepEqual({ total, pass, fail, error }, { total: 10, pass: 4, fail: 3, error: 3 });
  const bad = report.cases.find(({ id, profile }) => id === 'syndbg.tmp-bad' && profile === 'upstream');
  assert.equal(bad?.feature, 'colours.feature');
  assert.equal(bad.message, 'status: expected 0x1, got 0x8000000000000001 (bit 63 differs)');
  assert.equal(bad.trace?.at(-1)?.op['value'], '0x8000000000000001');
});

test('every format counts the same', () => {
  const { report, envelopes } = runs[0] as (typeof runs)[0];
  const { total, pass, fail, error } = report.counts;
  const text = (format: Parameters<typeof reportText>[0]): string =>
    reportText(format, { conformance: report, envelopes });
  const count = (source: string, pattern: RegExp): number => source.match(pattern)?.length ?? 0;

  const { tests, failures, errors, skipped } = readXml(text('junit')).attributes;
  assert.deepEqual([tests, failures, errors, skipped].map(Number), [total, fail, error, 0]);

  const ktap = text('ktap');
  const results = [
    /^ {4}(not )?ok /gm,
    /^ {4}ok /gm,
    /^ {4}not ok .* # fail$/gm,
    /^ {4}not ok .* # ERROR /gm,
  ];
  assert.deepEqual(
    results.map((pattern) => count(ktap, pattern)),
    [total, pass, fail, error],
  );

  const html = text('html');
  assert.equal(count(html, /<article class="failure/g), fail + error);
  assert.equal(count(html, /<details class="case item"/g), 4);
  assert.ok(html.includes(`${total} results:`));

  const said = `${pass} pass, ${fail} fail, ${error} error`;
  assert.ok(text('summary').includes(`${said}. Exit code 2`));
  assert.ok(summaryText(report, { colour: false }).includes(`: ${said} (seed 1, exit 2)`));

  assert.equal(count(text('messages'), /\n/g), envelopes.length);
});
