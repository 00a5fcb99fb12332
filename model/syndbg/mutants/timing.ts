/** Mutants that remember: their step is wrapped, with a memory beside the state. */
import type { AnyOp, Model, Mutant } from '../../core/machine';
import { CAP } from '../caps';
import { CONTROL, PENDING_BUFFER } from '../msr';
import type { State } from '../state';
import { withBank } from '../state';
import type { Op } from '../types';
import { ORIGIN, wrapped } from './mutant';

interface Remembering extends State {
  /** The last exiting write on each vCPU that nothing but its completion has followed. */
  readonly last?: string;
  /** The last enabling of enforcement. */
  readonly enforce?: Extract<Op, { op: 'enable_cap' }>;
  /** Registers that a completion will put in place. */
  readonly late?: { readonly bank: number; readonly registers: State['banks'][number] };
}

const isExitingWrite = (op: Op): op is Extract<Op, { op: 'wrmsr' }> =>
  op.op === 'wrmsr' && (op.msr === CONTROL || op.msr === PENDING_BUFFER);

/** A request is one bit: the second of two different writes that follow each other is folded into the first one's exit. */
function merging(model: Model<State>): Model<State> {
  return {
    ...model,
    step: (state, any: AnyOp) => {
      const op = any as Op;
      const { last } = state as Remembering;
      const stepped = model.step(state, op);
      if (!isExitingWrite(op)) {
        const kept = op.op === 'run' ? { last } : {};
        return { ...stepped, state: { ...stepped.state, ...kept } };
      }
      const write = `${op.vm}.${op.vcpu}.${op.msr}`;
      const follows = last?.startsWith(`${op.vm}.${op.vcpu}.`) && last !== write;
      if (!follows) return { ...stepped, state: { ...stepped.state, last: write } as State };
      const resumed = model.step(stepped.state, { op: 'run', vm: op.vm, vcpu: op.vcpu } as Op);
      return { ...stepped, state: resumed.state, outcome: { outcome: 'ok', events: [] } };
    },
  };
}

/** CONTROL and PENDING_BUFFER take their value only when the exit is completed. */
function storingLate(model: Model<State>): Model<State> {
  return {
    ...model,
    step: (state, any: AnyOp) => {
      const op = any as Op;
      const { late, ...rest } = state as Remembering;
      if (isExitingWrite(op)) {
        const stepped = model.step(rest, op);
        const bank = op.vm * state.config.vcpus;
        const registers = stepped.state.banks[bank];
        const before = rest.banks[bank];
        if (!registers || !before || stepped.outcome.outcome !== 'ok') return stepped;
        return {
          ...stepped,
          state: { ...withBank(stepped.state, bank, before), late: { bank, registers } } as State,
        };
      }
      const ready = late && op.op === 'run' ? withBank(rest, late.bank, late.registers) : rest;
      const stepped = model.step(ready, op);
      return op.op === 'run'
        ? stepped
        : { ...stepped, state: { ...stepped.state, ...(late ? { late } : {}) } };
    },
  };
}

/** STATUS reads as the exit's status field from the exit on. */
function clearingStatus(model: Model<State>): Model<State> {
  return {
    ...model,
    step: (state, any: AnyOp) => {
      const op = any as Op;
      const stepped = model.step(state, op);
      const registers = isExitingWrite(op) ? stepped.state.banks[op.vm * state.config.vcpus] : undefined;
      if (!isExitingWrite(op) || !registers || stepped.outcome.events?.length !== 1) return stepped;
      const cleared = { ...registers, status: 0n };
      return { ...stepped, state: withBank(stepped.state, op.vm * state.config.vcpus, cleared) };
    },
  };
}

/** An exit that is delivered only when the vCPU runs again: guest code goes on in between. */
function exitingLate(model: Model<State>): Model<State> {
  return {
    ...model,
    step: (state, any: AnyOp) => {
      const op = any as Op;
      const stepped = model.step(state, op);
      if (!isExitingWrite(op) || stepped.outcome.events?.length !== 1) return stepped;
      const resumed = model.step(stepped.state, { op: 'run', vm: op.vm, vcpu: op.vcpu } as Op);
      return { ...stepped, state: resumed.state };
    },
  };
}

/** Enforcement is looked at when the leaves are set, and not when the guest accesses a register. */
function enforcingWithLeaves(model: Model<State>): Model<State> {
  return {
    ...model,
    step: (state, any: AnyOp) => {
      const op = any as Op;
      const { enforce, ...rest } = state as Remembering;
      if (op.op === 'enable_cap' && op.cap === CAP.HYPERV_ENFORCE_CPUID) {
        return { state: { ...rest, enforce: op } as State, outcome: { outcome: 'ok', events: [] } };
      }
      const kept = enforce ? { enforce } : {};
      const ready = op.op === 'set_cpuid' && enforce ? model.step(rest, enforce).state : rest;
      const stepped = model.step(ready, op);
      return { ...stepped, state: { ...stepped.state, ...kept } };
    },
  };
}

export const TIMING_MUTANTS: readonly Mutant[] = [
  wrapped('requests-merged', 'SYNDBG-28', ORIGIN.slip, merging, { invariant: 2 }),
  wrapped('stored-at-completion', 'SYNDBG-05', ORIGIN.doc, storingLate),
  wrapped('status-cleared-at-the-exit', 'SYNDBG-66', ORIGIN.doc, clearingStatus),
  wrapped('enforcement-waits-for-leaves', 'SYNDBG-57', ORIGIN.slip, enforcingWithLeaves),
  wrapped('exit-not-synchronous', 'SYNDBG-26', ORIGIN.slip, exitingLate),
];
