/** An nv subject that differs from the sample where nobody may mind, or where somebody has to. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Verdict } from '../reports/verdict';
import { amiss, casesOf, playedOn } from '../steps/testing/played';
import { PYTHON } from './testing/python';

const HCR = 'features/nv/hcr.feature';

async function played(step: string): Promise<readonly Verdict[]> {
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
  const cases = casesOf('nv').filter(({ uri }) => uri === HCR);
  assert.ok(cases.length > 0);
  return (await playedOn([...PYTHON, '-c', program], cases)).verdicts;
}

test('bits of HCR_EL2 that the CPU forces beside E2H and TGE are nobody’s', async () => {
  const forced = `if op.get('reg') == 'HCR_EL2' and op['op'] == 'get_one_reg' and 'value' in result and self.ran: result['value'] |= 1 << 42`;
  const verdicts = await played(
    `self.ran = getattr(self, 'ran', False) or op['op'] == 'kvm_run'\n        ${forced}`,
  );
  assert.deepEqual(amiss(verdicts), []);
  assert.ok(verdicts.some(({ notes = [] }) => notes.some((note) => note.startsWith('value'))));
});

test('a KVM_RUN that fails although a vGIC is there breaks what is demanded', async () => {
  const verdicts = await played(
    `if op['op'] == 'kvm_run' and self.el2: result = {'outcome': 'error', 'error': 'EAGAIN', 'events': result['events']}`,
  );
  const forced = verdicts.filter(({ case: id }) => id.startsWith('nv.hcr-forced:'));
  assert.ok(forced.length > 0);
  for (const { case: id, verdict, broken } of forced)
    assert.deepEqual([verdict, broken], ['fail', ['NV-33']], id);
});
