/** Mutants that remember: beside the state stands what an earlier operation left. */
import type { Wrap } from '../../core/mistake';
import type { Mutant } from '../../core/machine';
import { CAP } from '../caps';
import type { State } from '../state';
import { withVm } from '../state';
import type { Op, Registers } from '../types';
import { stepping, mutant } from './mutant';
import { exitOf, vmAt, writtenBy } from './wraps';

interface Remembering extends State {
  /** The vCPU and register of the last exiting write that nothing but its completion has followed. */
  readonly last?: { readonly at: string; readonly name: string };
  /** The last enabling of enforcement. */
  readonly enforce?: Extract<Op, { op: 'enable_cap' }>;
  /** The values that a completion will put in place. */
  readonly late?: Registers;
}

const isExitingWrite = (op: Op): op is Extract<Op, { op: 'wrmsr' }> =>
  ['control', 'pending_page'].includes(writtenBy(op) ?? '');

const resuming = (op: { readonly vm: number; readonly vcpu: number }): Op => ({
  op: 'run',
  vm: op.vm,
  vcpu: op.vcpu,
});

/** A request is one bit: the second of two different writes that follow each other is folded into the first one's exit. */
const merging: Wrap<State> = stepping((step, state, op) => {
  const stepped = step(state, op);
  const { last } = state as Remembering;
  if (!isExitingWrite(op)) {
    const kept: Remembering = { ...stepped.state, ...(op.op === 'run' && last ? { last } : {}) };
    return { ...stepped, state: kept };
  }
  const write = { at: `${op.vm}.${op.vcpu}`, name: writtenBy(op) ?? '' };
  if (last?.at !== write.at || last.name === write.name) {
    const remembered: Remembering = { ...stepped.state, last: write };
    return { ...stepped, state: remembered };
  }
  const resumed = step(stepped.state, resuming(op));
  return { state: resumed.state, outcome: { outcome: 'ok', events: [] } };
});

/** CONTROL and PENDING_BUFFER take their value only when the exit is completed. */
const storingLate: Wrap<State> = stepping((step, state, op) => {
  const { late, ...rest } = state as Remembering;
  const ready = late && op.op === 'run' ? withVm(rest, op.vm, { registers: late }) : rest;
  const stepped = step(ready, op);
  if (isExitingWrite(op) && stepped.outcome.outcome === 'ok') {
    const { registers } = vmAt(rest, op);
    const held: Remembering = {
      ...withVm(stepped.state, op.vm, { registers }),
      late: vmAt(stepped.state, op).registers,
    };
    return { ...stepped, state: held };
  }
  const kept: Remembering = { ...stepped.state, ...(late && op.op !== 'run' ? { late } : {}) };
  return { ...stepped, state: kept };
});

/** Enforcement is looked at when the leaves are set, and not when the guest accesses a register. */
const enforcingWithLeaves: Wrap<State> = stepping((step, state, op) => {
  const { enforce, ...rest } = state as Remembering;
  if (op.op === 'enable_cap' && op.cap === CAP.HYPERV_ENFORCE_CPUID) {
    const asked: Remembering = { ...rest, enforce: op };
    return { state: asked, outcome: { outcome: 'ok', events: [] } };
  }
  const ready = op.op === 'set_cpuid' && enforce ? step(rest, enforce).state : rest;
  const stepped = step(ready, op);
  const kept: Remembering = { ...stepped.state, ...(enforce ? { enforce } : {}) };
  return { ...stepped, state: kept };
});

export const TIMING_MUTANTS: readonly Mutant[] = [
  mutant({
    id: 'requests-merged',
    breaks: 'SYNDBG-28',
    origin: 'a request bit, as KVM_REQ_HV_EXIT is one, which a second write finds set',
    invariant: 2,
    wrap: merging,
  }),
  mutant({
    id: 'stored-at-completion',
    breaks: 'SYNDBG-04',
    origin: 'the store put into complete_userspace_io together with the status',
    wrap: storingLate,
  }),
  mutant({
    id: 'exit-not-synchronous',
    breaks: 'SYNDBG-26',
    origin: 'the request raised without leaving the loop in which the vCPU runs',
    wrap: stepping((step, before, op) => {
      const stepped = step(before, op);
      if (!isExitingWrite(op) || !exitOf(stepped.outcome)) return stepped;
      return { ...stepped, state: step(stepped.state, resuming(op)).state };
    }),
  }),
  mutant({
    id: 'enforcement-waits-for-leaves',
    breaks: 'SYNDBG-57',
    origin: 'what is enforced computed in kvm_hv_set_cpuid, where the leaves are read',
    wrap: enforcingWithLeaves,
  }),
];
