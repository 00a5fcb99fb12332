/** Adapters that are right, and show what they hold in words of their own. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { benchOf } from '../fuzz/bench';
import { campaign } from '../fuzz/campaign';
import { ProcessSubject } from '../subjects/process-subject';

for (const [machine, shown] of [
  ['mktme', 'leaves backwards, in pieces and with all members'],
  ['heki', 'stripped GFNs backwards'],
] as const)
  test(`${machine}: ${shown} disagree with nothing`, async () => {
    const variants = join(__dirname, 'testing', `${machine}_variants.py`);
    const subject = await ProcessSubject.start(['python3', variants, 'other-words']);
    const [offer] = subject.description.machines;
    assert.ok(offer);
    const { found, operations } = await campaign(benchOf(subject, offer), { seed: 1, steps: 300 });
    await subject.close();
    assert.deepEqual(found, []);
    assert.ok(operations >= 300);
  });
