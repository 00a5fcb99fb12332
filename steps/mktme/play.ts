/** Histories of the canonical mapping: actions that make sense in any state, as operations for the state there is. */
import type { Inspection, Leaf, Op, Outcome } from '../../model/mktme/types';
import type { Stage } from '../phrases/machine';
import type { Mktme, Setup } from './course';
import { at as leafIn } from './leaves';
import { CHANGES, flagsOf, SPAN } from './rows';

/** A run of a property of this machine. */
export type MktmeStage = Stage<Mktme, Setup>;

export const SIZES = ['4k', '2m', '1g'] as const;
export type Size = (typeof SIZES)[number];

/** What somebody does to C at one of a few places. */
export interface Action {
  readonly kind: 'map' | 'unmap' | 'protect' | 'split' | 'merge';
  /** Index into {@link SPOTS}. */
  readonly spot: number;
  readonly size: Size;
  readonly change: 'ro' | 'rw' | 'uc' | 'nx' | 'x';
  /** Whether an unmap keeps its tables. */
  readonly keep: boolean;
}

/** Offsets in C at the borders of pages, large and giant leaves, and of C itself. */
export const SPOTS: readonly bigint[] = [
  0n,
  0x1000n,
  0x1ff000n,
  0x200000n,
  0x205000n,
  0x3ff000n,
  0x3fe00000n,
  0x40000000n,
  0x40005000n,
  0x7fc0000000n,
  0x7ffffff000n,
  0x8000000000n,
  0xffc0000000n,
  0xfffffff000n,
];

/** The operations of an action and the range that they changed. */
export interface Move {
  readonly ops: readonly Op[];
  readonly start: bigint;
  readonly end: bigint;
}

/** A leaf out of the run that it is in, where it begins, and the bytes that it maps. */
export interface Found {
  readonly start: bigint;
  readonly span: bigint;
}

/** The single leaf that covers an address. */
export function leafAt(leaves: readonly Leaf[], va: bigint): Found | null {
  const leaf = leafIn(leaves, va);
  return leaf && { start: leaf.va, span: SPAN[leaf.level] };
}

function touches(leaves: readonly Leaf[], start: bigint, end: bigint): boolean {
  return leaves.some(({ va, level, n }) => va < end && va + SPAN[level] * BigInt(n ?? 1) > start);
}

/** Where nothing is mapped at the spot, one of the leaves that there are: most actions then have something to do. */
function someLeaf(canonical: readonly Leaf[], spot: number): Found | null {
  const run = canonical[spot % Math.max(1, canonical.length)];
  return run === undefined ? null : leafAt(canonical, run.va);
}

/** Null where the action makes no sense in this state. */
export function moveOf(stage: MktmeStage, canonical: readonly Leaf[], action: Action): Move | null {
  const base = stage.setup.config.page_offset;
  const at = base + (SPOTS[action.spot] as bigint);
  if (action.kind === 'map') return mapping(base, canonical, at, action);
  if (action.kind === 'merge')
    return mapping(
      base,
      canonical,
      (leafAt(canonical, at) ?? someLeaf(canonical, action.spot))?.start ?? at,
      action,
    );
  const found = leafAt(canonical, at) ?? someLeaf(canonical, action.spot);
  if (found === null) return null;
  const { start, span } = found;
  const end = start + span;
  if (action.kind === 'unmap') {
    const op: Op = { op: 'unmap', start, end };
    return { ops: [action.keep ? { ...op, tables: 'kept' } : op], start, end };
  }
  if (action.kind === 'protect')
    return { ops: [{ op: 'protect', start, end, ...CHANGES[action.change] }], start, end };
  if (action.size === '1g' || SPAN[action.size] >= span) return null;
  const steps =
    span === SPAN['1g'] && action.size === '4k' ? (['2m', '4k'] as const) : ([action.size] as const);
  const va = at >= start && at < end ? at : start;
  return { ops: steps.map((to): Op => ({ op: 'split', va, to })), start, end };
}

/** A leaf of the wanted size takes the place of whatever smaller is there. */
function mapping(base: bigint, canonical: readonly Leaf[], at: bigint, { kind, size }: Action): Move | null {
  const span = SPAN[size];
  const start = base + ((at - base) / span) * span;
  const end = start + span;
  const larger = leafAt(canonical, start);
  if (larger !== null && larger.span > span) return null;
  const occupied = touches(canonical, start, end);
  if (kind === 'merge' && (!occupied || size === '4k')) return null;
  const leaf: Leaf = { va: start, level: size, pfn: (start - base) >> 12n, flags: flagsOf('rw', size) };
  const ops: Op[] = occupied ? [{ op: 'unmap', start, end }] : [];
  return { ops: [...ops, { op: 'map', leaves: [leaf] }], start, end };
}

/** Performs the operations of an action. Null where there were none. */
export async function play(stage: MktmeStage, action: Action): Promise<Move | null> {
  const { canonical } = await stage.state();
  const move = moveOf(stage, canonical, action);
  for (const op of move?.ops ?? []) await must(stage, op);
  return move;
}

/** C as a history leaves it, with the copies synced half-way through. */
export async function prepare(
  stage: MktmeStage,
  synced: readonly Action[],
  loose: readonly Action[],
): Promise<Inspection> {
  for (const one of synced) await play(stage, one);
  await syncOver(stage, ...allOf(stage));
  for (const one of loose) await play(stage, one);
  return stage.state();
}

export async function must(stage: MktmeStage, op: Op): Promise<Outcome> {
  const outcome = await stage.perform(op);
  if (outcome.outcome !== 'ok') throw new Error(`${op.op} has to work, and gave ${outcome.outcome}`);
  return outcome;
}

export async function syncOver(stage: MktmeStage, start: bigint, end: bigint): Promise<Outcome> {
  return stage.perform({ op: 'sync_direct_mapping', start, end });
}

/** First address of C, and that after its last. */
export function allOf({ setup: { config } }: MktmeStage): readonly [bigint, bigint] {
  return [config.page_offset, config.page_offset + config.direct_mapping_size];
}

/** The operations of the trace so far, to be performed again on a fresh machine as often as is wanted. */
export function replay(stage: MktmeStage): () => Promise<void> {
  const ops = stage.lab.trace.map(({ op }) => op as Op);
  return async () => {
    await stage.begin();
    for (const op of ops) await stage.perform(op);
  };
}
