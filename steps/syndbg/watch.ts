/** SynDbg: sequences of accesses, watched one by one against a picture of the six values. */
import { show } from '../../model/core/compare';
import type { Register } from '../../model/syndbg/msr';
import { MSR_OF, REGISTERS } from '../../model/syndbg/msr';
import type { Outcome, Registers, SyndbgExit } from '../../model/syndbg/types';
import type { ForAll } from '../phrases/machine';
import type { Seen } from '../seen';
import type { Setup, Syndbg } from './course';
import type { Action, Observed, SyndbgStage } from './play';
import { actionsOf, play, registerOfMsr } from './play';

export type Kinds = readonly Action['kind'][];

/** What is done with each operation of a run, and at its end. */
export interface Watch {
  readonly observe: (observed: Observed) => void | Promise<void>;
  readonly end?: () => Promise<void>;
}

/** Actions of the kinds on the vCPUs that there are, watched one by one. */
export function forAll(
  { config }: Setup,
  kinds: Kinds,
  mustReach: readonly string[],
  watch: (stage: SyndbgStage, seen: Seen) => Watch,
): ForAll<Syndbg, Setup, readonly Action[]> {
  return {
    arbitrary: actionsOf(config.vcpus, kinds),
    mustReach,
    run: async (stage, actions, seen) => {
      const { observe, end } = watch(stage, seen);
      await play(stage, actions, observe);
      await end?.();
    },
  };
}

/** What a new VM holds. */
export function zeros(): Registers {
  return { control: 0n, status: 0n, send_page: 0n, recv_page: 0n, pending_page: 0n, options: 0n };
}

/** Keeps the values that the accesses must have left, and which vCPU waits in an exit for which MSR. */
export function follow(
  values: Registers,
  waits: Map<number, bigint>,
  { action, op, outcome, exit }: Observed,
): void {
  if (action.kind === 'host-write' || (action.kind === 'write' && outcome.outcome === 'ok')) {
    values[action.register] = action.value;
  }
  const waited = waits.get(action.vcpu);
  if (op.op === 'run' && waited !== undefined) {
    waits.delete(action.vcpu);
    if ((op.run?.msr ?? waited) === MSR_OF.control) values.status = op.run?.status ?? 0n;
  }
  if (exit) waits.set(action.vcpu, exit.msr);
}

/** @throws Error where the first VM holds something else */
export async function expectRegisters({ lab }: SyndbgStage, values: Registers): Promise<void> {
  await lab.check(
    ({ state }) => {
      const { vms } = state;
      for (const name of REGISTERS) {
        const got = vms[0]?.registers[name];
        if (got !== values[name])
          throw new Error(`${name} is ${show(got)}, and ${show(values[name])} was expected`);
      }
    },
    { paths: ['vms.0.registers'] },
  );
}

/** @throws Error where an exit does not show these values */
export function expectPayload(exit: SyndbgExit, values: Registers): void {
  const written = registerOfMsr(exit.msr);
  if (!written) throw new Error(`the exit names MSR ${show(exit.msr)}, which is none of the six`);
  const shown: readonly Exclude<Register, 'status' | 'options'>[] = [
    'control',
    'send_page',
    'recv_page',
    'pending_page',
  ];
  for (const name of shown) {
    if (exit[name] !== values[name])
      throw new Error(`the exit shows ${name} ${show(exit[name])}, and it is ${show(values[name])}`);
  }
}

/** What a read by guest or host gave; undefined where it gave nothing. */
export function valueIn(outcome: Outcome): bigint | undefined {
  return outcome.outcome === 'ok' ? (outcome.value ?? outcome.values?.[0]) : undefined;
}
