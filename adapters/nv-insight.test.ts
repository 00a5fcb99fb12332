/** An nv subject that shows what userspace of a running kernel sees, and no more: it is judged by effects alone. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { catalogueFor } from '../reports/law';
import type { CaseReport } from '../reports/report-types';
import type { RunOptions } from '../reports/run-options';
import type { RunResult } from '../reports/runner';
import { runSuite } from '../reports/runner';
import { machineOf } from '../model/machines';
import { DEFAULT_SEED } from '../steps/session';

const PYTHON = join(__dirname, 'python');
const FLAGSHIP = 'nv.guest-cannot-clear-tge-without-exit-context-mismatch';

/** The adapter with PSTATE taken late: when the run is left, by the context as it looks then. */
const LATE = `
import sys
sys.path.insert(0, ${JSON.stringify(PYTHON)})
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

function run(subject: readonly string[], more: Partial<RunOptions> = {}): Promise<RunResult> {
  return runSuite({ machines: ['nv'], subject, seed: DEFAULT_SEED, runs: 40, ...more });
}

function ran({ conformance }: RunResult): readonly CaseReport[] {
  return conformance.cases.filter(({ verdict }) => verdict !== 'inapplicable');
}

test('without insight the sample adapter passes every case that its user could see', async () => {
  const result = await run(['python3', join(PYTHON, 'nv.py'), '--no-insight']);
  assert.equal(result.exit, 0);
  const cases = ran(result);
  assert.deepEqual(
    cases.filter(({ verdict }) => verdict !== 'pass').map(({ id }) => id),
    [],
  );
  assert.ok(cases.some(({ id }) => id === FLAGSHIP));
  const ids = new Set(cases.map(({ id }) => id));
  const left = result.cases.filter(
    ({ id, profiles, needs, choices }) =>
      profiles.includes('upstream') &&
      Object.keys(choices).length === 0 &&
      !ids.has(id) &&
      !needs.includes('insight'),
  );
  assert.deepEqual(
    left.map(({ id }) => id),
    [],
    'cases that ask for no insight and did not run',
  );
  const shown = new Set(cases.flatMap(({ exercised }) => exercised));
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
  const result = await run(['python3', '-c', LATE], { paths: ['features/nv/five-steps.feature'] });
  assert.equal(result.exit, 1);
  const failed = ran(result).filter(({ verdict }) => verdict === 'fail');
  const flagship = failed.find(({ id }) => id === FLAGSHIP);
  assert.ok(flagship);
  assert.deepEqual(flagship.broken, ['NV-28']);
  assert.match(flagship.message ?? '', /PSTATE\.M: expected "?EL2h"?, got "?EL1h"?/);
});
