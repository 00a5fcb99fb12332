import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Model } from '../model/core/machine';
import { Misuse } from '../model/core/machine';
import { ModelSubject, REFERENCE, referenceModel } from '../subjects/model-subject';
import { benchOf } from './bench';
import { featureOf, recordingOf } from './tell';

test('an operation that the subject refuses stays in the feature and in the recording', async () => {
  const offer = REFERENCE.machines.find((one) => one.machine === 'syndbg' && one.profile === 'upstream');
  assert.ok(offer);
  const reference = referenceModel(offer);
  const refusing: Model = {
    ...reference,
    initial: (config) => reference.initial(config),
    inspect: (state) => reference.inspect(state),
    step: (state, op) => {
      if (op.op === 'get_msrs') throw new Misuse('no host reads here');
      return reference.step(state, op);
    },
  };
  const subject = new ModelSubject(refusing, { name: 'refuses \u001b[31m', version: 'ü', machines: [offer] });
  const bench = benchOf(subject, offer);
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
