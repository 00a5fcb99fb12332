/** Mistakes about whose registers the CPU holds. */
import type { Mutant } from '../../core/machine';
import type { Wrap } from '../../core/mistake';
import { HCR, isEl2 } from '../pstate';
import { UPSTREAM } from '../rules';
import type { State } from '../state';
import { leaving, mutantsIn, stepping, telling } from './make';

const RELOADS = ['kvm_run', 'preempt'] as const;

/** KVM_RUN and preemption ask for the register file in another way. */
function reloading(file: (s: State) => 'EL1' | 'vEL2'): Wrap<State> {
  const told = telling(RELOADS, (right, _op, s) =>
    right.map((event) =>
      event.event === 'put' || event.event === 'load' ? { ...event, file: file(s) } : event,
    ),
  );
  const wrong = leaving(RELOADS, (after, before) => {
    const other = file(before) === 'vEL2' ? 'vel2' : 'el1';
    if (after.loaded === null) return {};
    if (before.loaded === null) return { cpu: before[other], loaded: file(before) };
    return { el1: before.el1, vel2: before.vel2, [other]: before.cpu, cpu: before.cpu, loaded: file(before) };
  });
  return (model) => told(wrong(model));
}

const hasClearedTge = (s: State): boolean => (s.entryHcr & ~s.hcr & HCR.TGE) !== 0n;

export const FILES: readonly Mutant[] = [
  ...mutantsIn(['upstream'], {
    id: 'put-by-mode',
    breaks: 'NV-23',
    invariant: 8,
    origin: 'vcpu_put asks for EL2 and forgets host EL0',
    wrap: reloading((s) => (isEl2(s.pstate) ? 'vEL2' : 'EL1')),
  }),
  ...mutantsIn(['upstream'], {
    id: 'put-by-tge',
    breaks: 'NV-32',
    invariant: 8,
    origin: 'vcpu_put and vcpu_load ask TGE, which vEL2 has cleared since host EL0',
    wrap: reloading((s) => (UPSTREAM.isHypCtxt(s) && !hasClearedTge(s) ? 'vEL2' : 'EL1')),
  }),
  ...mutantsIn(['seed'], {
    id: 'loaded-as-vel1',
    breaks: 'NV-23',
    invariant: 8,
    origin: 'vcpu_load does not know vEL2',
    wrap: reloading(() => 'EL1'),
  }),
  ...mutantsIn(['upstream'], {
    id: 'change-without-put-and-load',
    breaks: 'NV-36',
    invariant: 8,
    origin: 'PSTATE changed under a loaded vCPU',
    wrap: stepping((step, before, op) => {
      const { state, outcome } = step(before, op);
      const { cpu, el1, vel2, loaded } = before;
      if (op.op !== 'eret' || op.forged === true || state.place !== 'kvm') return { state, outcome };
      const events = (outcome.events ?? []).filter(({ event }) => event !== 'put' && event !== 'load');
      return { state: { ...state, cpu, el1, vel2, loaded }, outcome: { outcome: 'ok', events } };
    }),
  }),
];
