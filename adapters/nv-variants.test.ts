/** An nv subject that differs from the sample where nobody may mind, or where somebody has to. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { RunResult } from '../reports/runner';
import { runSuite } from '../reports/runner';
import { DEFAULT_SEED } from '../steps/session';

const HCR = 'features/nv/hcr.feature';

function run(step: string): Promise<RunResult> {
  const program = `
import sys
sys.path.insert(0, ${JSON.stringify(join(__dirname, 'python'))})
import hvspec, nv
class Variant(nv.Nv):
    def step(self, op):
        result = super().step(op)
        ${step}
        return result
hvspec.serve('nv, another', '1', [nv.OFFER], Variant)
`;
  return runSuite({
    machines: ['nv'],
    subject: ['python3', '-c', program],
    paths: [HCR],
    seed: DEFAULT_SEED,
  });
}

test('bits of HCR_EL2 that the CPU forces beside E2H and TGE are nobody’s', async () => {
  const forced = `if op.get('reg') == 'HCR_EL2' and op['op'] == 'get_one_reg' and 'value' in result and self.ran: result['value'] |= 1 << 42`;
  const { exit, conformance } = await run(
    `self.ran = getattr(self, 'ran', False) or op['op'] == 'kvm_run'\n        ${forced}`,
  );
  assert.deepEqual(
    conformance.cases.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id),
    [],
  );
  assert.equal(exit, 0);
  assert.ok(conformance.cases.some(({ notes = [] }) => notes.some((note) => note.startsWith('value'))));
});

test('a KVM_RUN that fails although a vGIC is there breaks what is demanded', async () => {
  const { exit, conformance } = await run(
    `if op['op'] == 'kvm_run' and self.el2: result = {'outcome': 'error', 'error': 'EAGAIN', 'events': result['events']}`,
  );
  assert.equal(exit, 1);
  const forced = conformance.cases.filter(({ id }) => id.startsWith('nv.hcr-forced:'));
  assert.ok(forced.length > 0);
  for (const { id, verdict, broken } of forced) assert.deepEqual([verdict, broken], ['fail', ['NV-33']], id);
});
