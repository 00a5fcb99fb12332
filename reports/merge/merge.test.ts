/** Shards of real runs, merged: what comes out is the run without shards, to the byte, or an error with names. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { LAYOUT } from '../layout';
import type { Conformance } from '../report-types';
import type { RunOptions } from '../run-options';
import { runSuite } from '../runner';
import { featuresOf } from '../testing/one-machine';
import { REPORT_FORMATS, reportText } from '../write';
import { mergeReports } from './merge';
import type { ShardReport } from './same';

/** Forgets the flush of another address's pages, and declares less than the reference. */
const WRONG = ['python3', join(LAYOUT.root, 'adapters/testing/mktme_variants.py'), 'alias-not-flushed'];

const MKTME = { seed: 1, runs: 5, features: featuresOf('mktme') } as const;
interface Whole extends RunOptions {
  readonly features: string;
  /** Numbers of shards: how cases are dealt out is no matter of the subject, which is started for each shard anew. */
  readonly totals: readonly number[];
}
const WHOLES: Readonly<Record<string, Whole>> = {
  'the reference, with properties': { ...MKTME, tags: '@MKTME-21 or @invariant-1', totals: [1, 2, 3, 7, 16] },
  'a subject that fails': {
    ...MKTME,
    tags: '@MKTME-102 or @MKTME-21 or @invariant-1',
    subject: WRONG,
    totals: [1, 7],
  },
};

async function reportOf(options: RunOptions): Promise<Conformance> {
  return (await runSuite(options)).conformance;
}

async function shardsOf(options: RunOptions, total: number): Promise<readonly ShardReport[]> {
  const shards: ShardReport[] = [];
  for (let index = 1; index <= total; index += 1) {
    const report = await reportOf({ ...options, shard: { index, total } });
    shards.push({ file: `${index}.json`, report });
  }
  return shards;
}

for (const [what, { totals, ...options }] of Object.entries(WHOLES)) {
  test(`${what}: ${totals.join(', ')} shards give the same bytes as none`, async () => {
    const whole = await reportOf(options);
    assert.ok(whole.counts.total > 8, 'there is something to deal out');
    assert.ok(options.subject === undefined || whole.counts.fail > 0, 'the subject fails somewhere');
    for (const total of totals) {
      const shards = await shardsOf(options, total);
      const { conformance, exit, envelopes } = mergeReports([...shards].reverse(), options);
      assert.equal(exit, whole.exit.code);
      for (const format of REPORT_FORMATS.filter((one) => one !== 'messages' && one !== 'html')) {
        const [merged, run] = [conformance, whole].map((one) =>
          reportText(format, { conformance: one, envelopes }),
        );
        assert.equal(merged, run, `${format} of ${total} shards`);
      }
    }
  });
}

let three: readonly ShardReport[] = [];
// No hook: those of all files run at once, and Cucumber loads its steps once in a process.
test('three shards run', async () => {
  three = await shardsOf({ ...MKTME, tags: '@MKTME-21' }, 3);
  assert.ok(three.every(({ report }) => report.counts.pass > 1));
});

/** The shards with one of them changed. */
function changed(
  index: number,
  change: (report: Conformance) => Partial<Conformance>,
): readonly ShardReport[] {
  return three.map((one, i) =>
    i === index ? { ...one, report: { ...one.report, ...change(structuredClone(one.report)) } } : one,
  );
}

const REFUSED: readonly (readonly [string, () => readonly ShardReport[], RegExp])[] = [
  ['nothing', () => [], /nothing to merge/],
  ['a missing shard', () => three.slice(0, 2), /shard 3\/3 is missing: run `hvspec run --shard 3\/3`/],
  [
    'more shards than anybody has',
    () =>
      changed(0, ({ selection }) => ({ selection: { ...selection, shard: '1/900000000000' } })).slice(0, 1),
    /shards 2\/900000000000, .* and 899999999987 more are missing/,
  ],
  [
    'more shards than can be counted',
    () => changed(0, ({ selection }) => ({ selection: { ...selection, shard: `1/${'9'.repeat(400)}` } })),
    /1\.json says that it is of shard 1\/9.*, which is none/,
  ],
  [
    'a doubled shard',
    () => [...three, { ...three[1], file: 'again.json' } as ShardReport],
    /2\/3 stands twice: 2\.json and again\.json/,
  ],
  [
    'another seed',
    () => changed(1, () => ({ seed: 7 })),
    /^RangeError: 2\.json and 1\.json are of two runs: the seed is 7 in the one, 1 in the other/,
  ],
  [
    'another subject',
    () => changed(2, ({ subject }) => ({ subject: { ...subject, version: '2' } })),
    /3\.json and 1\.json .* the subject is reference model 2/,
  ],
  [
    'another version',
    () => changed(2, ({ suite }) => ({ suite: { ...suite, version: '9.9' } })),
    /the suite is .*9\.9/,
  ],
  [
    'other features in one',
    () => changed(2, ({ suite }) => ({ suite: { ...suite, digest: '0'.repeat(64) } })),
    /the suite is .*0{64}/,
  ],
  [
    'other features than those here',
    () =>
      three.map(({ file, report }) => ({
        file,
        report: { ...report, suite: { ...report.suite, digest: '0'.repeat(64) } },
      })),
    /1\.json is of hvspec \S+, digest of the features 0{64}, and this is/,
  ],
  [
    'another selection',
    () => changed(2, ({ selection }) => ({ selection: { ...selection, runs: 9 } })),
    /what was asked for is .*"runs":9/,
  ],
  [
    'other capabilities',
    () => changed(0, ({ subject }) => ({ subject: { ...subject, machines: subject.machines.slice(1) } })),
    /what the subject declares/,
  ],
  [
    'another number of shards',
    () => changed(2, ({ selection }) => ({ selection: { ...selection, shard: '4/4' } })),
    /number of shards is 4/,
  ],
  [
    'a whole run',
    () => changed(0, ({ selection: { shard: _, ...rest } }) => ({ selection: rest })),
    /1\.json is the report of a run without --shard/,
  ],
  [
    'an interrupted shard',
    () => changed(1, ({ exit }) => ({ exit: { ...exit, code: 130 } })),
    /shard 2\/3 was interrupted: run it again/,
  ],
  [
    'a lost case',
    () => changed(1, ({ cases }) => ({ cases: cases.slice(1) })),
    /2\.json is not whole: mktme\.\S+ \[\S+\] of shard 2\/3 is missing/,
  ],
  [
    'a case of another shard',
    () => changed(1, ({ cases }) => ({ cases: [...cases, ...(three[0]?.report.cases ?? [])] })),
    /2\.json: mktme\.\S+ \[\S+\] is no case of shard 2\/3/,
  ],
  [
    'a case that there is not',
    () =>
      changed(1, ({ cases }) => ({
        cases: [...cases, ...cases.slice(0, 1).map((one) => ({ ...one, id: 'mktme.ghost' }))],
      })),
    /2\.json: mktme\.ghost \[\S+\] is no case of shard 2\/3/,
  ],
  [
    'a case twice',
    () => changed(1, ({ cases }) => ({ cases: [...cases, ...cases] })),
    /stands there 2 times/,
  ],
  [
    'a check that there is not',
    () => changed(1, ({ exit }) => ({ exit: { ...exit, reasons: [{ kind: 'because', message: 'm' }] } })),
    /2\.json names a check that there is not: because/,
  ],
];

for (const [what, reports, message] of REFUSED) {
  test(`refused: ${what}`, () => {
    assert.throws(
      () => mergeReports(reports(), MKTME),
      (error: Error) => message.test(String(error)),
    );
  });
}

test('what a shard found wrong is found wrong of the whole, and is never lost', () => {
  const reasons = [{ kind: 'untagged-capability', message: 'x asks for y' }];
  const { exit, conformance } = mergeReports(
    changed(1, ({ exit: own }) => ({ exit: { ...own, code: 2, reasons } })),
    MKTME,
  );
  assert.equal(exit, 2);
  assert.deepEqual(conformance.exit.reasons, reasons);
});

test('a failure in one shard is one of the whole', () => {
  const { exit, conformance } = mergeReports(
    changed(1, ({ cases }) => ({ cases: cases.map((one) => ({ ...one, verdict: 'fail', message: 'm' })) })),
    MKTME,
  );
  assert.equal(exit, 1);
  assert.equal(conformance.counts.fail, three[1]?.report.cases.length);
});
