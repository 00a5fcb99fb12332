/** Sequences of guest and host accesses: generated, played on a lab, observed one by one. */
import * as fc from 'fast-check';
import type { Register } from '../../model/syndbg/msr';
import { MSR_OF, REGISTERS } from '../../model/syndbg/msr';
import type { Op, Outcome, RunArea, SyndbgExit } from '../../model/syndbg/types';
import { biasedU64 } from '../property';
import type { Stage } from '../phrases/machine';
import { rubbish } from './acts';
import type { Setup, Syndbg } from './course';

/** A run of a property of this machine. */
export type SyndbgStage = Stage<Syndbg, Setup>;

export interface Action {
  readonly kind: 'write' | 'read' | 'host-write' | 'host-read' | 'answer' | 'switch' | 'stranger';
  readonly vcpu: number;
  readonly register: Register;
  readonly value: bigint;
  /** What userspace puts into `msr` when it answers; null leaves it as delivered. */
  readonly msr: bigint | null;
}

export interface Observed {
  readonly action: Action;
  readonly op: Op;
  readonly outcome: Outcome;
  readonly exit: SyndbgExit | null;
}

/** The MSR numbers around the six that KVM does not know. */
const STRANGERS = [
  0x400000c0n,
  0x400000f0n,
  0x400000f6n,
  0x400000f7n,
  0x400000fen,
  0x400000efn,
  0x400000d1n,
] as const;

/** Values repeat on purpose, so that equal writes follow each other. */
const value = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(0n, 1n, 0x1000n) },
  { weight: 5, arbitrary: biasedU64() },
);

/** One action on one of `vcpus` vCPUs, of the given kinds. */
export function actionOf(vcpus: number, kinds: readonly Action['kind'][]): fc.Arbitrary<Action> {
  return fc.record({
    kind: fc.constantFrom(...kinds),
    vcpu: fc.integer({ min: 0, max: vcpus - 1 }),
    register: fc.constantFrom(...REGISTERS),
    value,
    msr: fc.constantFrom(null, null, MSR_OF.control, MSR_OF.pending_page, 0n),
  });
}

export function actionsOf(vcpus: number, kinds: readonly Action['kind'][]): fc.Arbitrary<readonly Action[]> {
  return fc.array(actionOf(vcpus, kinds), { minLength: 1, maxLength: 24 });
}

/**
 * Plays actions in order. A guest action on a vCPU that waits in an exit is preceded by an answer, since the
 * guest cannot go on without one. `observe` sees each operation with its outcome.
 */
export async function play(
  stage: SyndbgStage,
  actions: readonly Action[],
  observe: (observed: Observed) => void | Promise<void>,
): Promise<void> {
  const waiting = new Map<number, bigint>();
  const perform = async (action: Action): Promise<void> => {
    const op = opOf(stage, action, waiting.get(action.vcpu) ?? null);
    const outcome = await stage.perform(op);
    const exit = exitIn(outcome);
    if (op.op === 'run') waiting.delete(action.vcpu);
    if (exit) waiting.set(action.vcpu, exit.msr);
    await observe({ action, op, outcome, exit });
  };
  for (const action of actions) {
    const guest = action.kind === 'write' || action.kind === 'read' || action.kind === 'stranger';
    while (guest && waiting.has(action.vcpu)) await perform({ ...action, kind: 'answer' });
    await perform(action);
    if (mayOweAnExit(stage, action) && !waiting.has(action.vcpu))
      await perform({ ...action, kind: 'answer' });
  }
}

/** Before the merge a host write may exit at the vCPU's next KVM_RUN: fetched at once, so that it cannot surprise. */
function mayOweAnExit({ setup }: SyndbgStage, { kind, register }: Action): boolean {
  const exits = register === 'control' || register === 'pending_page';
  return setup.rules.hostWriteExits !== 'never' && kind === 'host-write' && exits;
}

/** The SYNDBG exit among an outcome's events, or null. */
export function exitIn(outcome: Outcome): SyndbgExit | null {
  const { events = [] } = outcome;
  return (
    events.find((event): event is SyndbgExit => event.event === 'exit' && event.exit === 'SYNDBG') ?? null
  );
}

/** The register's value in a register set, or undefined for an MSR that is none. */
export function registerOfMsr(msr: bigint): Register | undefined {
  return REGISTERS.find((name) => MSR_OF[name] === msr);
}

function opOf(stage: SyndbgStage, action: Action, waitsFor: bigint | null): Op {
  const at = { vm: 0, vcpu: action.vcpu };
  const msr = MSR_OF[action.register];
  switch (action.kind) {
    case 'write':
      return { op: 'wrmsr', ...at, msr, value: action.value };
    case 'read':
      return { op: 'rdmsr', ...at, msr, ...rubbish({}) };
    case 'host-write':
      return { op: 'set_msrs', fd: 'vcpu', ...at, msrs: [{ msr, value: action.value }] };
    case 'host-read':
      return { op: 'get_msrs', fd: 'vcpu', ...at, msrs: [msr] };
    case 'answer':
      return { op: 'run', ...at, ...(waitsFor === null ? {} : { run: answer(action) }) };
    case 'switch':
      return switchOf(stage, action, at);
    case 'stranger':
      return { op: 'wrmsr', ...at, msr: stranger(action), value: action.value };
  }
}

/** Userspace scribbles over the other fields too: they must not come back. */
function answer({ value: status, msr }: Action): RunArea {
  const others = { control: 0x777000n, send_page: 0x777001n, recv_page: 0x777002n, pending_page: 0x777003n };
  return { ...others, status, ...(msr === null ? {} : { msr }) };
}

function stranger({ value: number }: Action): bigint {
  return STRANGERS[Number(number % BigInt(STRANGERS.length))] as bigint;
}

function switchOf({ lab, setup }: SyndbgStage, action: Action, at: { vm: number; vcpu: number }): Op {
  const found = setup
    .way(setup.config, action.value % 2n === 1n)
    .find((op) => (op as { vcpu?: number }).vcpu === at.vcpu);
  if (!found) throw new Error(`profile ${lab.profile} cannot switch SynDbg on vCPU ${at.vcpu} at any time`);
  lab.replaceable.add(found);
  return found;
}
