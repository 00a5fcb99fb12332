/** What no requirement speaks of, and the model has as Linux has it: names of sources at each test. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rulesOf } from './rules';
import { modelOf } from './step';
import type { Inspection, Op, Outcome } from './types';

/**
 * Linux 6.17, arch/arm64/kvm/inject_fault.c, kvm_inject_serror_esr(): vcpu_is_el2() looks at PSTATE.M alone, whatever
 * the vCPU has. No CPU comes out of such a guest with M as of EL2, so no case asks for it.
 */
test('an SError of a vCPU without EL2 that is said to be at EL2 waits until PSTATE says otherwise', () => {
  const model = modelOf(rulesOf('upstream'), {});
  let state = model.initial({ vhe: true, vgic: true, el0_32bit: true });
  const eventsOf = (op: Op): readonly string[] => {
    const stepped = model.step(state, op);
    state = stepped.state;
    return ((stepped.outcome as Outcome).events ?? []).map(({ event }) => event);
  };
  for (const op of [
    { op: 'vcpu_init', has_el2: false, has_el2_e2h0: false, el1_32bit: false },
    { op: 'set_vcpu_events', serror_esr: 5n },
    { op: 'kvm_run' },
    { op: 'enter' },
  ] as const)
    eventsOf(op);
  assert.deepEqual(eventsOf({ op: 'exit', kind: 'IRQ', spsr: 0x8n }), ['sync']);
  assert.deepEqual(eventsOf({ op: 'enter' }), []);
  assert.deepEqual(eventsOf({ op: 'exit', kind: 'IRQ', spsr: 0x5n }), ['sync', 'exception']);
});

/** schemas/nv.schema.json: `sampled` is there while the guest is in, `host_context` always. */
test('the context that a run uses is shown while the guest is in, and that of the vCPU always', () => {
  const model = modelOf(rulesOf('upstream'), {});
  let state = model.initial({ vhe: true, vgic: true, el0_32bit: true });
  const shown = (): readonly unknown[] => {
    const { host_context: host, sampled } = model.inspect(state) as Inspection;
    return [host, sampled];
  };
  assert.deepEqual(shown(), [false, undefined]);
  for (const op of [
    { op: 'vcpu_init', has_el2: true, has_el2_e2h0: false, el1_32bit: false },
    { op: 'kvm_run' },
    { op: 'enter' },
  ] as const)
    ({ state } = model.step(state, op));
  assert.deepEqual(shown(), [true, true]);
  const out: Op = { op: 'exit', kind: 'IRQ' };
  ({ state } = model.step(state, out));
  assert.deepEqual(shown(), [true, undefined]);
});
