import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { Pickle, PickleStep } from '@cucumber/messages';
import { LAYOUT } from '../reports/layout';
import type { CaseReport } from '../reports/report-types';
import { runSuite } from '../reports/runner';
import type { Verdict } from '../reports/verdict';
import { ProcessSubject } from '../subjects/process-subject';
import { verdictsOf } from './play';
import { DEFAULT_SEED } from './session';
import { casesOf, playedOn } from './testing/played';
import { PYTHON } from '../adapters/testing/python';

const VARIANTS = join(LAYOUT.root, 'adapters', 'testing', 'syndbg_variants.py');
const ARGV = [...PYTHON, VARIANTS, 'no-pads'];
const PATH = 'features/syndbg/layout.feature';

test('what is played comes to what it comes to in a run', async () => {
  const how = { seed: DEFAULT_SEED, runs: 5 };
  const { conformance } = await runSuite({ ...how, paths: [PATH], subject: ARGV });
  const cases = casesOf('syndbg').filter(({ uri }) => uri === PATH);
  const { verdicts } = await playedOn(ARGV, cases, how);
  const told = ({ profile, verdict, exercised, broken, at, trace, step }: Verdict | CaseReport): string =>
    JSON.stringify({ profile, verdict, exercised, broken, at, trace, step });
  assert.deepEqual(
    verdicts.map((one) => `${one.case} ${told(one)}`).sort(),
    conformance.cases.map((one) => `${one.id} ${told(one)}`).sort(),
  );
  const kinds = new Set(verdicts.map(({ verdict }) => verdict));
  assert.ok(kinds.has('pass') && kinds.has('fail'), [...kinds].join());
});

test('a step that no phrase fits is not passed over', async () => {
  const [one] = casesOf('syndbg');
  assert.ok(one);
  const steps = one.pickle.steps.map((step) => Object.assign(new PickleStep(), step, { text: 'nonsense' }));
  const pickle = Object.assign(new Pickle(), one.pickle, { steps });
  const subject = await ProcessSubject.start(ARGV);
  await assert.rejects(verdictsOf({ ...one, pickle }, subject), /0 phrases fit "nonsense"/);
  await subject.close();
});
