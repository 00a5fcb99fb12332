/** Mutants that remember: beside the state stands what an earlier operation left. */
import type { Wrap } from '../../core/mistake';
import type { Mutant } from '../../core/machine';
import { CAP } from '../caps';
import type { State } from '../state';
import { withVcpu, withVm } from '../state';
import type { Op, Registers, Wrmsr } from '../types';
import { hearing, leaving, mutant, stepping } from './mutant';
import { exitOf, vcpuAt, vmAt, writtenBy } from './wraps';

interface Remembering extends State {
  /** The vCPU and register of the last exiting write that nothing but its completion has followed. */
  readonly last?: { readonly at: string; readonly name: string };
  /** The last enabling of enforcement. */
  readonly enforce?: Extract<Op, { op: 'enable_cap' }>;
  /** The values that a completion will put in place. */
  readonly late?: Registers;
  /** The values of before the last write that exits. */
  readonly entered?: Registers;
}

const isExitingWrite = (op: Op): op is Wrmsr => ['control', 'pending_page'].includes(writtenBy(op) ?? '');

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

/** CONTROL and PENDING_BUFFER take their value only when the vCPU is entered again. */
const storingLate = (when: (op: Wrmsr) => boolean): Wrap<State> =>
  stepping((step, state, op) => {
    const { late, ...rest } = state as Remembering;
    const ready = late && op.op === 'run' ? withVm(rest, op.vm, { registers: late }) : rest;
    const stepped = step(ready, op);
    if (isExitingWrite(op) && when(op) && stepped.outcome.outcome === 'ok') {
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

/** While a vCPU stands in its exit the host reads through it what the registers held when it was entered. */
const readingOld: Wrap<State> = stepping((step, state, op) => {
  const { entered, ...rest } = state as Remembering;
  const waits = 'vcpu' in op && vcpuAt(rest, op).stopped?.kind === 'SYNDBG';
  if (op.op === 'get_msrs' && entered && waits) {
    const { registers } = vmAt(rest, op);
    const old = { ...registers, control: entered.control, pending_page: entered.pending_page };
    return { ...step(withVm(rest, op.vm, { registers: old }), op), state };
  }
  const stepped = step(rest, op);
  const at = isExitingWrite(op) ? vmAt(rest, op).registers : entered;
  const kept: Remembering = { ...stepped.state, ...(at ? { entered: at } : {}) };
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
    wrap: storingLate(() => true),
  }),
  mutant({
    id: 'host-reads-as-of-entry',
    breaks: 'SYNDBG-66',
    origin:
      'values kept in the run structure until the exit is completed, as with registers that are synced there',
    wrap: readingOld,
  }),
  mutant({
    id: 'emulated-write-stored-late',
    breaks: 'SYNDBG-93',
    origin:
      'the emulator that gives up before the MSR is written, as it does before an exit for a refused access',
    wrap: storingLate(({ path }) => path === 'emulated'),
  }),
  mutant({
    id: 'emulated-write-exits-at-once',
    breaks: 'SYNDBG-132',
    origin: 'KVM_EXIT requested and looked at before the emulator returns, as for a WRMSR that the CPU runs',
    wrap: hearing((op) => {
      if (op.op !== 'wrmsr') return op;
      const { path: _path, ...native } = op;
      return native;
    }),
  }),
  mutant({
    id: 'emulated-write-not-repeated',
    breaks: 'SYNDBG-133',
    origin: 'an emulator that moves on when the exit has been delivered, as one would wish it',
    wrap: leaving((after, op, before) => {
      if (op.op !== 'run' || vcpuAt(before, op).stopped?.kind !== 'BARE') return after;
      const { stopped } = vcpuAt(after, op);
      return stopped?.kind === 'SYNDBG'
        ? withVcpu(after, op.vm, op.vcpu, { stopped: { ...stopped, next: null } })
        : after;
    }),
  }),
  mutant({
    id: 'emulated-answer-not-early',
    breaks: 'SYNDBG-144',
    origin: 'complete_userspace_io set where the exit is delivered, and not where it is requested',
    wrap: stepping((step, state, op) => {
      const stepped = step(state, op);
      if (op.op !== 'run' || vcpuAt(state, op).stopped?.kind !== 'BARE') return stepped;
      const { status } = vmAt(state, op).registers;
      const registers = { ...vmAt(stepped.state, op).registers, status };
      return { ...stepped, state: withVm(stepped.state, op.vm, { registers }) };
    }),
  }),
  mutant({
    id: 'emulated-answer-to-exit',
    breaks: 'SYNDBG-144',
    origin: 'a completion for every exit that is delivered, as one would wish it',
    wrap: leaving((after, op, before) => {
      if (op.op !== 'run' || vcpuAt(before, op).stopped?.kind !== 'BARE') return after;
      const { stopped } = vcpuAt(after, op);
      return stopped?.kind === 'SYNDBG'
        ? withVcpu(after, op.vm, op.vcpu, { stopped: { ...stopped, completed: false } })
        : after;
    }),
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
