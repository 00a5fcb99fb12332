/** Adapters that are right, and show what they hold in words of their own. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { test } from 'node:test';
import type { Bench } from '../fuzz/bench';
import { benchOf, breach, tried } from '../fuzz/bench';
import { campaign } from '../fuzz/campaign';
import type { AnyOp } from '../model/core/machine';
import { ProcessSubject } from '../subjects/process-subject';
import { PYTHON } from './testing/python';

/** The variant of a machine, which ends with the test. */
async function benchFor(machine: string, t: TestContext): Promise<Bench> {
  const variants = join(__dirname, 'testing', `${machine}_variants.py`);
  const subject = await ProcessSubject.start([...PYTHON, variants, 'other-words']);
  const [offer] = subject.description.machines;
  assert.ok(offer);
  t.after(() => subject.close());
  return benchOf(subject, offer);
}

for (const [machine, shown] of [
  ['mktme', 'leaves backwards, in pieces and with all members'],
  ['heki', 'stripped GFNs backwards'],
] as const)
  test(`${machine}: ${shown} disagree with nothing`, async (t) => {
    const bench = await benchFor(machine, t);
    const { found, operations } = await campaign(bench, { seed: 1, steps: 300 });
    assert.deepEqual(found, []);
    assert.ok(operations >= 300);
  });

test('mktme: of several ranges that cannot be encrypted the line may name any', async (t) => {
  const bench = await benchFor('mktme', t);
  const config = {
    levels: 4,
    page_offset: 0xffff_8880_0000_0000n,
    keyid_bits: 6,
    phys_bits: 46,
    direct_mapping_size: 1n << 40n,
    gbpages: true,
    copies: 'synced',
    enabled: true,
    canonical: [],
  };
  const ranges = [0n, 1n, 2n].map((i) => ({ start: i << 30n, end: (i + 1n) << 30n, attribute: i << 19n }));
  const trial = await tried(bench, { config, ops: [{ op: 'efi_memory', ranges } as AnyOp] });
  assert.equal(breach(bench, trial), null);
});
