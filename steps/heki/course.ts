/** Heki: what Given steps change, and how a scenario begins. */
import { rulesOf } from '../../model/heki/profiles';
import { GUEST_CR0 } from '../../model/heki/state';
import type { Config, Hypercall, Inspection, Op, Outcome, PaRange } from '../../model/heki/types';
import { phrasesFor } from '../phrases/machine';
import type { Course } from '../phrases/scene';
import { NO_KASLR } from './layouts';
import type { Turn, WORDS } from './words';

export interface Heki {
  readonly config: Config;
  readonly op: Op;
  readonly outcome: Outcome;
  readonly state: Inspection;
}

export interface Setup {
  readonly config: Config;
  /** By which number control registers are pinned here. */
  readonly pinNumber: number | null;
  /** What may be pinned in CR4. */
  readonly pinnableCr4: bigint;
  /** Whether a backend can be plugged in at all. */
  readonly hasBackend: boolean;
  /** Each for the next operation that it is about. */
  readonly turns: readonly Turn[];
}

/** CR0 and CR4 of a host that has every pinnable bit. */
export const HOST_CR0 = 0x80050033n;
const HOST_CR4 = 0xb72ef0n;

export const PLAIN: Config = {
  kernel: { arch: 'x86-64', jump_label: false, heki: 'default', orc: true },
  symbols: NO_KASLR,
  phys_base: 0n,
  vcpus: 2,
  guest_cr4: 0xb70ef0n,
  host: { series: 'none', mbec: true, tdp_mmu: true, cr0: HOST_CR0, cr4: HOST_CR4 },
};

/** Whether an operation is the one that a turn waits for. */
function isTaken(turn: Turn, { op }: Op): boolean {
  if (turn === 'no-memory') return op === 'early_init' || op === 'convert';
  if (turn === 'array-unreadable') return op === 'late_init';
  if (turn === 'interrupt') return op === 'protect_ranges';
  return op === 'probe' || op === 'protect_ranges' || op === 'lock_crs';
}

/** A plain machine whose kernel has Heki, also where it has to be asked for. */
function withHeki(profile: string): Config {
  return rulesOf(profile).builtByDefault ? PLAIN : { ...PLAIN, kernel: { ...PLAIN.kernel, heki: 'y' } };
}

export const COURSE: Course<Heki, Setup> = {
  fresh: (lab) => ({
    config: withHeki(lab.profile),
    pinNumber: rulesOf(lab.profile).crHypercall,
    pinnableCr4: rulesOf(lab.profile).pinnableCr4,
    hasBackend: lab.offers('backend'),
    turns: [],
  }),
  start: ({ config }) => ({ config }),
  follow: ({ turns }, op) =>
    turns.length > 0 ? { turns: turns.filter((turn) => !isTaken(turn, op)) } : null,
};

export const { given, act, claim, invariant } = phrasesFor<Heki, Setup, typeof WORDS>();

/** Where the guest's arrays lie. */
const ARRAY = 0x5000n;

/** A request to lock these ranges, as a guest sends it. */
export function lockRequest(array: readonly PaRange[]): Hypercall {
  return { op: 'hypercall', nr: 13, a0: ARRAY, a1: BigInt(24 * array.length), a2: 0n, array: [...array] };
}

/** A request to pin bits of a register, by the number that this takes here. */
export function pinRequest({ pinNumber }: Setup, cr: number, mask: bigint): Hypercall {
  if (pinNumber === null) throw new Error('the profile has no hypercall that pins control registers');
  return { op: 'hypercall', nr: pinNumber, a0: BigInt(cr), a1: mask, a2: 0n };
}

/** The value of CR0 or CR4 with which a guest runs until somebody writes it. */
export function oldValueOf({ config }: Setup, cr: number): bigint {
  return cr === 4 ? config.guest_cr4 : GUEST_CR0;
}
