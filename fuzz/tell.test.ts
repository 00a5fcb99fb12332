import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Misuse } from '../model/core/machine';
import { featureOf, recordingOf } from './tell';
import { benchThat } from './testing/refusing';

test('an operation that the subject refuses stays in the feature and in the recording', async () => {
  const bench = benchThat(
    ({ op }) => (op === 'get_msrs' ? new Misuse('no host reads here') : null),
    {},
    { name: 'refuses \u001b[31m', version: 'ü' },
  );
  const config = { vms: 1, vcpus: 1, irqchip: false, trace: false };
  const read = { op: 'get_msrs', fd: 'vcpu', vm: 0, vcpu: 0, msrs: [0x400000f1n] };
  const sequence = { config, ops: [read] };
  assert.match(
    await featureOf(bench, { sequence, requirements: ['SYNDBG-80'] }, 'syndbg.found-1'),
    /When the host on vCPU 0 reads|this operation is performed/,
  );
  const recording = await recordingOf(bench, sequence, '2026-01-31');
  assert.match(recording, /"op":"get_msrs".*"unobserved":"the subject refused it as misuse"/);
  assert.match(recording, /^[ -~\n]+$/);
});
