import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Envelope } from '@cucumber/messages';
import type { Machine, Mutant } from '../model/core/machine';
import { machineOf } from '../model/machines';
import { checkOf } from '../subjects/validate';
import { messages, PASS, reportOf } from './testing/sample-run';
import { VERDICTS } from './verdict';

const failing = messages(() => ({
  verdicts: [
    { profile: 'v6', verdict: 'fail', message: 'at /x\n    at f (/x/y.js:1:2)', step: 's', trace: [] },
    { profile: 'upstream' },
  ],
}));

test('the report is what its schema says', () => {
  const check = checkOf('report');
  assert.equal(check(reportOf(failing)), null);
  assert.equal(
    check(
      reportOf(
        messages(() => ({ verdicts: null })),
        { exit: 2 },
      ),
    ),
    null,
  );
  assert.equal(
    check(reportOf([], { exit: 3, findings: [{ kind: 'nothing-selected', message: 'no case' }] })),
    null,
  );
});

test('counts are those of the cases, in all and by profile', () => {
  const { counts, machines, cases } = reportOf(failing);
  assert.equal(counts.total, cases.length);
  assert.equal(
    VERDICTS.reduce((sum, name) => sum + counts[name], 0),
    counts.total,
  );
  const profiles = machines.flatMap((machine) => machine.profiles);
  assert.deepEqual(
    profiles.map((one) => [one.profile, one.counts.fail, one.counts.total]),
    [
      ['v6', 1, 1],
      ['upstream', 0, 3],
    ],
  );
});

test('neither clock nor ids nor folders of a run are in its report', () => {
  const other = JSON.parse(
    JSON.stringify(failing)
      .replaceAll('1700000000', '1800000000')
      .replaceAll(/"(t|a|s)(\d+)/g, '"$1other$2'),
  ) as readonly Envelope[];
  assert.notDeepEqual(other, failing);
  assert.equal(JSON.stringify(reportOf(other)), JSON.stringify(reportOf(failing)));
});

test('a baseline changes the verdict and says why', () => {
  const baseline = { reason: 'known since v5', issue: 'bug 7' };
  const expectations = [
    { case: 'syndbg.stored', profile: 'v6', verdict: 'expected-fail', baseline },
    { case: 'syndbg.stored', profile: 'upstream', verdict: 'unexpected-pass', baseline },
  ] as const;
  const report = reportOf(failing, { expectations });
  const stored = report.cases.filter(({ id }) => id === 'syndbg.stored');
  assert.deepEqual(
    stored.map(({ verdict, baseline: entry }) => [verdict, entry]),
    [
      ['unexpected-pass', baseline],
      ['expected-fail', baseline],
    ],
  );
  assert.match(
    stored[0]?.message ?? '',
    /passes, though the baseline expects it to fail: known since v5 \(bug 7\)/,
  );
  assert.equal(checkOf('report')(report), null);
});

test('mutants are reported where cases met them, with who killed them', () => {
  const real = machineOf('syndbg');
  const mutant = (id: string, profile: string): Mutant => ({
    id,
    profile,
    requirement: 'SYNDBG-05',
    origin: 'o',
    model: () => assert.fail(),
  });
  const machine: Machine = {
    ...real,
    mutants: [mutant('dead', 'upstream'), mutant('alive', 'upstream'), mutant('unmet', 'review')],
  };
  const ran = messages(({ name }) => ({
    verdicts: [{ profile: 'upstream', killed: name.startsWith('CONTROL') ? ['dead'] : [] }],
  }));
  assert.deepEqual(
    reportOf(ran, { machines: [machine] }).mutants?.map(({ id, killedBy }) => [id, killedBy]),
    [
      ['dead', ['syndbg.stored']],
      ['alive', []],
    ],
  );
  assert.equal(
    reportOf(
      messages(() => PASS),
      { machines: [machine] },
    ).mutants,
    undefined,
  );
});

test('nothing of what a subject calls itself reaches a terminal', () => {
  const { subject } = reportOf([], { subject: { name: 'x\x1b[2J\u202e', version: '1\x07', machines: [] } });
  assert.deepEqual([subject.name, subject.version], ['x\\x1b[2J\\u202e', '1\\x07']);
});
