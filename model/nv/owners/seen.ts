/** What the conditions of owners ask of an operation: where the guest was, and what the run has met so far. */
import type { Look, OwnerLine } from '../../core/owners';
import { EL0T, EL1H, EL1T, EL2T, FULL_MODE, HCR, isEl2, MODE32_BIT, PSR } from '../pstate';
import type { State } from '../state';
import type { Op, Outcome } from '../types';

export type Seen = Look<State, Op, Outcome>;
export type Line = OwnerLine<Seen>;
export type When = (look: Seen, past: readonly Seen[]) => boolean;

/** Bits of PSTATE beside M that every CPU with FEAT_NV2 has, and that running leaves alone. */
export const HELD = PSR.DAIF | PSR.NZCV | PSR.PAN | PSR.UAO | PSR.DIT;
/** Bits that a CPU may have or lack. */
export const OPTIONAL = PSR.SSBS | PSR.ALLINT;
export const EVERY = (1n << 64n) - 1n;
/** SS, BTYPE and what no CPU was seen to have: running clears them. */
export const DROPPED = EVERY & ~(HELD | OPTIONAL | FULL_MODE | PSR.IL);

/** Fields of an outcome and of the state by their bits, as in `state.pstate & 0x1f`. */
export function masked(mask: bigint, ...fields: readonly string[]): readonly string[] {
  return fields.map((field) => `${field} & 0x${mask.toString(16)}`);
}

/** Operations that leave the guest. */
export const EXITS = ['exit', 'hvc', 'eret', 'trapped', 'ldr'] as const;
/** Instructions of the guest that no KVM sees. */
export const INSNS = ['execute', 'exception', 'msr', 'mrs'] as const;

export interface Exit {
  /** The vCPU as it was in the guest. */
  readonly s: State;
  /** What SPSR_EL2 holds, and its M. */
  readonly spsr: bigint;
  readonly mode: bigint;
  /** Whether the run began in host context. */
  readonly host: boolean;
  /** Whether the scenario said what SPSR_EL2 holds. */
  readonly raw: boolean;
}

/** The exit that the operation was, or would be if whoever looks stops the guest; null where no guest is. */
export function exitOf({ op, before, after }: Seen): Exit | null {
  const raw = op.op === 'exit' && op.spsr !== undefined;
  if (after.place === 'guest') return exitAt(after, after.spsr, raw);
  if (before.place !== 'guest') return null;
  if ((EXITS as readonly string[]).includes(op.op))
    return exitAt(before, raw ? (op.spsr as bigint) : before.spsr, raw);
  // After an instruction that is stepped, and leaves the mode as it is, the guest exits with what it has written.
  return STEPPED.has(op.op) ? exitAt({ ...before, hcr: after.hcr }, before.spsr, raw) : null;
}

const STEPPED: ReadonlySet<string> = new Set(['execute', 'msr', 'mrs']);

function exitAt(s: State, spsr: bigint, raw: boolean): Exit {
  return { s, spsr, mode: spsr & FULL_MODE, host: beganInHost(s), raw };
}

/** Whether the run began in host context, by what userspace or KVM had put there. */
export function beganInHost(s: State): boolean {
  return s.features.hasEl2 && (isEl2(s.entryPstate) || (s.entryHcr & HCR.TGE) !== 0n);
}

/** An exit, and whether the guest has executed anything since its entry. */
export interface Run extends Exit {
  readonly ran: boolean;
}

export function atExit(test: (exit: Run) => boolean): When {
  return (look, past) => {
    const exit = exitOf(look);
    if (exit === null) return false;
    const ran = isOfGuest(look) || (look.op.op !== 'enter' && sinceEntry(past).some(isOfGuest));
    return test({ ...exit, ran });
  };
}

/** Whether it is an instruction, which may have trapped. */
function isOfGuest({ before, op }: Seen): boolean {
  return before.place === 'guest' && op.op !== 'exit';
}

export function isEl1(mode: bigint): boolean {
  return mode === EL1T || mode === EL1H;
}

export function modeOf(pstate: bigint): bigint {
  return pstate & FULL_MODE;
}

export function tge(hcr: bigint): boolean {
  return (hcr & HCR.TGE) !== 0n;
}

/** Whether the guest has cleared TGE since its entry, without a trap. */
export function cleared(s: State): boolean {
  return tge(s.entryHcr) && !tge(s.hcr);
}

/** Entered at host EL0, and gone to vEL2. */
export function fromHostUser({ s, mode, host }: Exit): boolean {
  return host && modeOf(s.entryPstate) === EL0T && isEl1(mode);
}

/** An AArch64 mode of EL2 or above that no lowering makes one of EL1. */
export function isLeftover(pstate: bigint): boolean {
  return modeOf(pstate) >= EL2T && (pstate & MODE32_BIT) === 0n && !isEl2(pstate);
}

/** The level that executes the operation. */
export function levelOf({ before: s }: Seen): 'EL0' | 'vEL1' | 'vEL2' | 'AArch32' | null {
  if (s.place !== 'guest') return null;
  const mode = modeOf(s.spsr);
  if (isEl1(mode)) return s.loaded === 'vEL2' ? 'vEL2' : 'vEL1';
  return (mode & MODE32_BIT) !== 0n ? 'AArch32' : mode === EL0T ? 'EL0' : null;
}

export function at(level: NonNullable<ReturnType<typeof levelOf>>): When {
  return (look) => levelOf(look) === level;
}

/** The operations since the guest was entered. */
export function sinceEntry(past: readonly Seen[]): readonly Seen[] {
  for (let i = past.length - 1; i >= 0; i -= 1) if (past[i]?.op.op === 'enter') return past.slice(i + 1);
  return past;
}

export function isFixedUp({ op, before, after }: Seen): boolean {
  return before.place === 'guest' && after.place === 'guest' && (EXITS as readonly string[]).includes(op.op);
}

/** Whether KVM has changed the context by this operation: a slow ERET, an HVC, an interrupt. */
export function isChange(look: Seen): boolean {
  const { op, before, after } = look;
  if (op.op === 'inject_irq') return before.pc !== after.pc || before.pstate !== after.pstate;
  if (op.op === 'hvc') return after.place === 'kvm';
  return op.op === 'eret' && levelOf(look) === 'vEL2' && after.place === 'kvm';
}

/** Whether this ERET is one of vEL2 that is legal, or one that is not. */
export function eret(legal: boolean): When {
  return (look) => {
    if (look.op.op !== 'eret' || levelOf(look) !== 'vEL2') return false;
    const mode = modeOf(look.before.cpu.spsr);
    const fits = mode === EL0T || isEl2(mode) || (isEl1(mode) && !tge(look.before.hcr));
    return fits === legal;
  };
}

/** Whether it is ERETAA or ERETAB of vEL2, legal or not, with the right code or with another. */
export function signedReturn({
  legal,
  forged,
}: {
  readonly legal?: boolean;
  readonly forged?: boolean;
}): When {
  return (look, past) => {
    const { op } = look;
    if (op.op !== 'eret' || op.key === undefined) return false;
    const fits = legal === undefined || eret(legal)(look, past);
    return fits && (forged === undefined || forged === (op.forged === true));
  };
}

/** The condition that holds where each of these does. */
export function all(...tests: readonly When[]): When {
  return (look, past) => tests.every((test) => test(look, past));
}
