/** What the mutants of this machine wrap around its step. */
import type { Wrap } from '../../core/mistake';
import type { Register } from '../msr';
import { registerOf } from '../msr';
import type { State, Vcpu, Vm } from '../state';
import { NO_REGISTERS, withVcpu, withVm } from '../state';
import type { Event, Op, Outcome, Registers, Rdmsr, RunArea, SyndbgExit, Wrmsr } from '../types';
import { answering, hearing, stepping } from './mutant';

interface Place {
  readonly vm: number;
  readonly vcpu: number;
}

/** The VM that an operation is on, the first where it names none. */
export function vmAt(state: State, op: Op): Vm {
  return state.vms[(op as Partial<Place>).vm ?? 0] as Vm;
}

/** The vCPU that an operation is on, the first where it names none. */
export function vcpuAt(state: State, op: Op): Vcpu {
  return vmAt(state, op).vcpus[(op as Partial<Place>).vcpu ?? 0] as Vcpu;
}

/** The state with other values in some registers of the operation's VM. */
export function withValues(state: State, op: Op, change: Partial<Registers>): State {
  const { registers } = vmAt(state, op);
  return withVm(state, (op as Place).vm, { registers: { ...registers, ...change } });
}

/** The register that the guest writes with the operation, or null. */
export function writtenBy(op: Op): Register | null {
  return op.op === 'wrmsr' ? registerOf(op.msr) : null;
}

/** Accesses by guest and host go to other MSRs than they name. */
export function atMsr(change: (msr: bigint) => bigint, only?: 'read'): Wrap<State> {
  return hearing((op) => {
    if (op.op === 'rdmsr') return { ...op, msr: change(op.msr) };
    if (op.op === 'get_msrs') return { ...op, msrs: op.msrs.map(change) };
    if (only === 'read') return op;
    if (op.op === 'wrmsr') return { ...op, msr: change(op.msr) };
    if (op.op !== 'set_msrs') return op;
    return { ...op, msrs: op.msrs.map(({ msr, value }) => ({ msr: change(msr), value })) };
  });
}

/** What guest and host write becomes another value. */
export function storing(change: (value: bigint, name: Register) => bigint): Wrap<State> {
  const stored = (msr: bigint, value: bigint): bigint => {
    const name = registerOf(msr);
    return name === null ? value : change(value, name);
  };
  return hearing((op) => {
    if (op.op === 'wrmsr') return { ...op, value: stored(op.msr, op.value) };
    if (op.op !== 'set_msrs') return op;
    return { ...op, msrs: op.msrs.map(({ msr, value }) => ({ msr, value: stored(msr, value) })) };
  });
}

/** The vCPUs with the same key share one set of the six values, and those with another do not. */
export function banked(keyOf: (at: Place) => string): Wrap<State> {
  type Banked = State & { readonly banks?: Readonly<Record<string, Registers>> };
  return stepping((step, state, op) => {
    const { vm, vcpu = 0 } = op as unknown as Partial<Place>;
    if (vm === undefined) return step(state, op);
    const { banks = {} } = state as Banked;
    const key = keyOf({ vm, vcpu });
    const ready = withVm(state, vm, { registers: banks[key] ?? NO_REGISTERS });
    const { state: after, outcome } = step(ready, op);
    const kept = { ...banks, [key]: (after.vms[vm] as Vm).registers };
    const vms = after.vms.map((one, i) => ({
      ...one,
      registers: kept[keyOf({ vm: i, vcpu: 0 })] ?? NO_REGISTERS,
    }));
    return { outcome, state: { ...after, vms, banks: kept } as Banked };
  });
}

/** The SYNDBG exit among an outcome's events, or undefined. */
export function exitOf({ events = [] }: Outcome): SyndbgExit | undefined {
  return events.find((event): event is SyndbgExit => event.event === 'exit' && event.exit === 'SYNDBG');
}

/** The exit shows something else. */
export function showing(change: (exit: SyndbgExit, before: Registers) => Partial<SyndbgExit>): Wrap<State> {
  return answering((outcome, op, before) => {
    const exit = exitOf(outcome);
    if (!exit) return outcome;
    const shown: Event = { ...exit, ...change(exit, vmAt(before, op).registers) };
    return { ...outcome, events: outcome.events?.map((event) => (event === exit ? shown : event)) ?? [] };
  });
}

/** There is no exit where there should be one, and the guest goes on. */
export function staying(when: (exit: SyndbgExit, op: Op, before: State) => boolean): Wrap<State> {
  return stepping((step, before, op) => {
    const stepped = step(before, op);
    const { outcome, state } = stepped;
    const exit = exitOf(outcome);
    if (!exit || !when(exit, op, before)) return stepped;
    const { vm, vcpu } = op as Wrmsr;
    const { run } = vcpuAt(before, op);
    return {
      state: withVcpu(state, vm, vcpu, { stopped: null, run }),
      outcome: { ...outcome, events: outcome.events?.filter((event) => event !== exit) ?? [] },
    };
  });
}

/** A SYNDBG exit is completed as if userspace had left something else in the run structure. */
export function answered(
  change: (edits: RunArea, cause: bigint, others: readonly Vcpu[]) => RunArea,
): Wrap<State> {
  return hearing((op, state) => {
    if (op.op !== 'run') return op;
    const { stopped } = vcpuAt(state, op);
    if (stopped?.kind !== 'SYNDBG') return op;
    const others = vmAt(state, op).vcpus.filter((_, i) => i !== op.vcpu);
    const edits = op.run ?? {};
    return { ...op, run: { ...edits, ...change(edits, stopped.cause, others) } };
  });
}

/** The guest's access to one of the six that was refused by a fault, or null. */
export function refusedAccess(op: Op, outcome: Outcome): Wrmsr | Rdmsr | null {
  if (op.op !== 'wrmsr' && op.op !== 'rdmsr') return null;
  return outcome.outcome === 'fault' && registerOf(op.msr) !== null ? op : null;
}
