/** Runs of a vCPU: generated as acts, turned into operations that are legal where they fall, observed one by one. */
import * as fc from 'fast-check';
import { FULL_MODE, HCR, isEl2, PSR } from '../../model/nv/pstate';
import type { Inspection, Op, Outcome } from '../../model/nv/types';
import type { Stage } from '../phrases/machine';
import { biasedU64 } from '../property';
import type { Nv, Setup } from './course';
import { enterOps, hcrWith, returnOps } from './course';
import type { Spot } from './words';

/** A run of a property of this machine. */
export type NvStage = Stage<Nv, Setup>;

/** The eight pairs of M and TGE in which a guest can be. */
export const PLACES = [
  { mode: 0x0n, tge: false },
  { mode: 0x0n, tge: true },
  { mode: 0x4n, tge: false },
  { mode: 0x5n, tge: false },
  { mode: 0x8n, tge: false },
  { mode: 0x8n, tge: true },
  { mode: 0x9n, tge: false },
  { mode: 0x9n, tge: true },
] as const;

export type Place = (typeof PLACES)[number];
export const placeOf: fc.Arbitrary<Place> = fc.constantFrom(...PLACES);

export function isHost({ mode, tge }: { readonly mode: bigint; readonly tge: boolean }): boolean {
  return tge || mode >= 8n;
}

/** A 64-bit SPSR whose M[4:0] is drawn by itself, with the modes that matter drawn often. */
export const spsrOf: fc.Arbitrary<bigint> = fc
  .tuple(
    biasedU64(),
    fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom(0n, 4n, 5n, 8n, 9n, 0xdn, 0x10n, 0x13n, 0x14n, 0x15n) },
      { weight: 1, arbitrary: fc.bigInt({ min: 0n, max: 31n }) },
    ),
  )
  .map(([bits, mode]) => (bits & ~FULL_MODE) | mode);

const ACTS = [
  'run',
  'svc',
  'svc-clear',
  'clear',
  'set',
  'spsel',
  'nzcv',
  'emulated',
  'irq',
  'preempt',
  'signal',
] as const;
const MORE = {
  /** Acts of KVM that change the context. */
  changes: ['eret', 'hvc', 'eret', 'hvc'],
  /** Exits that no instruction asks for. */
  forced: ['trap', 'serror', 'trap', 'serror'],
  none: [],
} as const;

export type More = keyof typeof MORE;

export interface Act {
  readonly kind: (typeof ACTS)[number] | (typeof MORE)[More][number];
  /** Which of two or five ways. */
  readonly way: number;
}

export function actsOf(more: More): fc.Arbitrary<readonly Act[]> {
  const kinds = [...ACTS, ...MORE[more]];
  return fc.array(fc.record({ kind: fc.constantFrom(...kinds), way: fc.integer({ min: 0, max: 9 }) }), {
    minLength: 1,
    maxLength: 14,
  });
}

/** Where the guest must be, by the architecture alone: smaller than the machine. */
export interface Picture {
  mode: bigint;
  tge: boolean;
}

export interface Observed {
  readonly op: Op;
  readonly outcome: Outcome;
  readonly picture: Picture;
}

/** Enters at a place, and plays the acts that are possible where they fall. */
export async function play(
  stage: NvStage,
  at: Place,
  acts: readonly Act[],
  observe: (observed: Observed) => Promise<void> | void,
): Promise<void> {
  await enter(stage, spotAt(at));
  const picture: Picture = { mode: at.mode, tge: at.tge };
  for (const one of acts) {
    for (const op of opsOf(picture, one)) {
      const outcome = await stage.perform(op);
      follow(picture, op);
      await observe({ op, outcome, picture });
      if (outcome.outcome === 'fault') return;
    }
    const { place } = await stage.state();
    if (place === 'kvm') await stage.perform({ op: 'enter' });
  }
}

const TRAP = 0x6200_0000n;
const SERROR = 0xbe00_0000n;
const CLEAR: Op = { op: 'msr', reg: 'HCR_EL2', value: HCR.RW | HCR.E2H };
const IRQ: Op = { op: 'exit', kind: 'IRQ' };

/** The operations of an act, none where it is not possible. */
function opsOf({ mode, tge }: Picture, { kind, way }: Act): readonly Op[] {
  const vel2 = mode >= 8n;
  const el1 = mode === 4n || mode === 5n;
  switch (kind) {
    case 'run':
      return [{ op: 'execute' }];
    case 'svc':
      return [{ op: 'exception', class: 'SVC', imm: BigInt(way) }];
    case 'svc-clear':
      return isHost({ mode, tge }) ? [...opsOf({ mode, tge }, { kind: 'svc', way }), CLEAR] : [];
    case 'clear':
    case 'set':
      return vel2
        ? [{ op: 'msr', reg: 'HCR_EL2', value: HCR.RW | HCR.E2H | (kind === 'set' ? HCR.TGE : 0n) }]
        : [];
    case 'spsel':
      return vel2 || el1 ? [{ op: 'msr', reg: 'SPSel', value: BigInt(way % 2) }] : [];
    case 'nzcv':
      return [{ op: 'msr', reg: 'NZCV', value: BigInt(way) << 28n }];
    case 'emulated':
      return vel2 ? [{ op: 'trapped', insn: 'TLBI VMALLE1', resume: way % 3 !== 0 }] : [];
    case 'trap':
      return [{ op: 'exit', kind: 'TRAP', esr: TRAP, resume: way % 3 !== 0 }];
    case 'serror':
      return [{ op: 'exit', kind: 'SERROR', esr: SERROR, resume: way % 2 === 0 }];
    case 'irq':
      return [IRQ];
    case 'preempt':
      return [IRQ, { op: 'preempt' }];
    case 'signal':
      return [IRQ, { op: 'signal' }, { op: 'kvm_run' }];
    case 'hvc':
      return vel2 || el1 ? [{ op: 'hvc', imm: BigInt(way) }] : [];
    case 'eret': {
      const legal = tge ? [0x0n, 0x8n, 0x9n] : [0x0n, 0x4n, 0x5n, 0x8n, 0x9n];
      return vel2 ? returnOps(PSR.DAIF | (legal[way % legal.length] ?? 0n), 0x4000_0400n) : [];
    }
  }
}

/** What an operation does to the place of the guest. */
function follow(picture: Picture, op: Op): void {
  const { mode, tge } = picture;
  if (op.op === 'exception') picture.mode = isHost({ mode, tge }) ? 9n : 5n;
  if (op.op === 'hvc') picture.mode = 9n;
  if (op.op === 'msr' && op.reg === 'HCR_EL2') picture.tge = (op.value & HCR.TGE) !== 0n;
  if (op.op === 'msr' && op.reg === 'SPSel') picture.mode = (mode & ~1n) | op.value;
  if (op.op === 'msr' && op.reg === 'SPSR_EL2') target.set(picture, op.value & FULL_MODE);
  if (op.op === 'eret') picture.mode = target.get(picture) ?? mode;
}

/** SPSR_EL2 as the guest last wrote it for an ERET. */
const target = new WeakMap<Picture, bigint>();

/** Whether PSTATE and HCR_EL2 as userspace reads them say host context. */
export function isHostState({ pstate, hcr }: Inspection, el2: boolean): boolean {
  return el2 && (isEl2(pstate) || (hcr & HCR.TGE) !== 0n);
}

/** The place with all interrupts masked, under a hypervisor with VHE. */
export function spotAt({ mode, tge }: Pick<Place, 'mode' | 'tge'> | Picture): Spot {
  return { pstate: PSR.DAIF | mode, hcr: hcrWith(true, tge) };
}

/** Userspace places the vCPU, calls KVM_RUN, and KVM enters. */
export async function enter(stage: NvStage, spot: Spot): Promise<void> {
  for (const op of enterOps(spot)) await stage.perform(op);
}
