/** An nv subject that shows what userspace of a running kernel sees, and no more: it is judged by effects alone. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { catalogueFor } from '../reports/law';
import type { Verdict } from '../reports/verdict';
import { machineOf } from '../model/machines';
import type { CaseEntry } from '../steps/testing/played';
import { amiss, casesOf, playedOn } from '../steps/testing/played';
import { PYTHON } from './testing/python';

const SAMPLES = join(__dirname, 'python');
const FLAGSHIP = 'nv.guest-cannot-clear-tge-without-exit-context-mismatch';

/** The adapter with PSTATE taken late: when the run is left, by the context as it looks then. */
const LATE = `
import sys
sys.path.insert(0, ${JSON.stringify(SAMPLES)})
import hvspec, nv
class Late(nv.Nv):
    insight = False
    def exit(self, esr, handler):
        if esr is not None:
            self.esr = esr
            if handler(): return
        self.sampled = self.host
        self.pstate, self.place, self.pc = self.virtual(), 'kvm', self.elr
nv.OFFER['capabilities'].remove('insight')
hvspec.serve('nv, late', '1', [nv.OFFER], Late)
`;

/** Those that came to anything on a subject. */
async function ran(argv: readonly string[], cases: readonly CaseEntry[]): Promise<readonly Verdict[]> {
  const { verdicts } = await playedOn(argv, cases, { runs: 40 });
  return verdicts.filter(({ verdict }) => verdict !== 'inapplicable');
}

test('without insight the sample adapter passes every case that its user could see', async () => {
  const cases = casesOf('nv');
  const verdicts = await ran([...PYTHON, join(SAMPLES, 'nv.py'), '--no-insight'], cases);
  assert.deepEqual(amiss(verdicts), []);
  const ids = new Set(verdicts.map(({ case: id }) => id));
  assert.ok(ids.has(FLAGSHIP));
  const left = cases.filter(
    ({ case: { id, profiles, needs, choices } }) =>
      profiles.includes('upstream') &&
      Object.keys(choices).length === 0 &&
      !ids.has(id) &&
      !needs.includes('insight'),
  );
  assert.deepEqual(
    left.map(({ case: { id } }) => id),
    [],
    'cases that ask for no insight and did not run',
  );
  const shown = new Set(verdicts.flatMap(({ exercised }) => exercised));
  const hidden = catalogueFor(machineOf('nv')).requirements.filter(
    ({ id, excluded, profiles }) => !excluded && profiles.includes('upstream') && !shown.has(id),
  );
  // Where a host without VHE takes PSTATE, that its log stays empty, that no exit was counted, and that KVM put nothing.
  assert.deepEqual(
    hidden.map(({ id }) => id),
    ['NV-27', 'NV-74', 'NV-79', 'NV-95'],
  );
});

test('without insight late synchronisation is found all the same, at the five steps', async () => {
  const cases = casesOf('nv').filter(({ uri }) => uri === 'features/nv/five-steps.feature');
  const failed = amiss(await ran([...PYTHON, '-c', LATE], cases));
  const flagship = failed.find(({ case: id }) => id === FLAGSHIP);
  assert.ok(flagship);
  assert.deepEqual([flagship.verdict, flagship.broken], ['fail', ['NV-28']]);
  assert.match(flagship.message ?? '', /PSTATE\.M: expected "?EL2h"?, got "?EL1h"?/);
});
