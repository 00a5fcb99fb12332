/** Mutants that remember: their step is wrapped, with a memory beside the state. */
import type { AnyOp, Model, Mutant } from '../../core/machine';
import { CONTROL, PENDING_BUFFER } from '../msr';
import type { State } from '../state';
import { withBank } from '../state';
import type { Op } from '../types';
import { ORIGIN, wrapped } from './mutant';

interface Remembering extends State {
  /** The last exiting write on each vCPU that nothing but its completion has followed. */
  readonly last?: string;
  /** Registers that a completion will put in place. */
  readonly late?: { readonly bank: number; readonly registers: State['banks'][number] };
}

const isExitingWrite = (op: Op): op is Extract<Op, { op: 'wrmsr' }> =>
  op.op === 'wrmsr' && (op.msr === CONTROL || op.msr === PENDING_BUFFER);

/** The second of two writes that follow each other is folded into the first one's exit. */
function merging(model: Model<State>): Model<State> {
  return {
    ...model,
    step: (state, any: AnyOp) => {
      const op = any as Op;
      const { last } = state as Remembering;
      const key = isExitingWrite(op) ? `${op.vm}.${op.vcpu}.${op.msr}` : null;
      const stepped = model.step(state, op);
      if (key === null) {
        const kept = op.op === 'run' ? { last } : {};
        return { ...stepped, state: { ...stepped.state, ...kept } as State };
      }
      if (key !== last || !isExitingWrite(op))
        return { ...stepped, state: { ...stepped.state, last: key } as State };
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
        : { ...stepped, state: { ...stepped.state, ...(late ? { late } : {}) } as State };
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

export const TIMING_MUTANTS: readonly Mutant[] = [
  wrapped('requests-merged', 'SYNDBG-28', ORIGIN.slip, merging, { invariant: 2 }),
  wrapped('stored-at-completion', 'SYNDBG-66', ORIGIN.doc, storingLate),
  wrapped('exit-not-synchronous', 'SYNDBG-26', ORIGIN.slip, exitingLate),
];
