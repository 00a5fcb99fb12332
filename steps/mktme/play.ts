/** Histories of the canonical mapping: actions that make sense in any state, as operations for the state there is. */
import type { AnyOutcome } from '../../model/core/machine';
import type { Inspection, Leaf, Op } from '../../model/mktme/types';
import type { Lab } from '../lab';
import { setupOf } from './setup';
import { flagsOf, SPAN } from './words';

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
  0n, 0x1000n, 0x1ff000n, 0x200000n, 0x205000n, 0x3ff000n, 0x3fe00000n, 0x40000000n, 0x40005000n, 0x7fc0000000n,
  0x7ffffff000n, 0x8000000000n, 0xffc0000000n, 0xfffffff000n,
]; // prettier-ignore

/** The operations of an action and the range that they changed. */
export interface Move {
  readonly ops: readonly Op[];
  readonly start: bigint;
  readonly end: bigint;
}

export async function stateOf(lab: Lab): Promise<Inspection> {
  return (await lab.inspected()) as Inspection;
}

/** The single leaf of a run that covers an address. */
export function leafAt(
  leaves: readonly Leaf[],
  va: bigint,
): { readonly start: bigint; readonly span: bigint; readonly leaf: Leaf } | null {
  for (const leaf of leaves) {
    const span = SPAN[leaf.level] as bigint;
    const offset = va - leaf.va;
    if (offset >= 0n && offset < span * BigInt(leaf.n ?? 1))
      return { start: leaf.va + (offset / span) * span, span, leaf };
  }
  return null;
}

function touches(leaves: readonly Leaf[], start: bigint, end: bigint): boolean {
  return leaves.some(({ va, level, n }) => va < end && va + (SPAN[level] as bigint) * BigInt(n ?? 1) > start);
}

/** Where nothing is mapped at the spot, one of the leaves that there are: most actions then have something to do. */
function someLeaf(canonical: readonly Leaf[], spot: number): ReturnType<typeof leafAt> {
  const run = canonical[spot % Math.max(1, canonical.length)];
  return run === undefined ? null : leafAt(canonical, run.va);
}

/** Null where the action makes no sense in this state. */
export function moveOf(lab: Lab, canonical: readonly Leaf[], action: Action): Move | null {
  const base = setupOf(lab).config.page_offset;
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
    return { ops: [{ op: 'protect', start, end, ...PROTECTIONS[action.change] }], start, end };
  if (action.size === '1g' || (SPAN[action.size] as bigint) >= span) return null;
  const steps =
    span === SPAN['1g'] && action.size === '4k' ? (['2m', '4k'] as const) : ([action.size] as const);
  const va = at >= start && at < end ? at : start;
  return { ops: steps.map((to): Op => ({ op: 'split', va, to })), start, end };
}

const NX = 1n << 63n;
export const PROTECTIONS: Readonly<
  Record<Action['change'] | 'np', { readonly set: bigint; readonly clear: bigint }>
> = {
  ro: { set: 0n, clear: 2n },
  rw: { set: 2n, clear: 0n },
  uc: { set: 0x10n, clear: 0n },
  nx: { set: NX, clear: 0n },
  x: { set: 0n, clear: NX },
  np: { set: 0n, clear: 1n },
};

/** A leaf of the wanted size takes the place of whatever smaller is there. */
function mapping(base: bigint, canonical: readonly Leaf[], at: bigint, { kind, size }: Action): Move | null {
  const span = SPAN[size] as bigint;
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
export async function play(lab: Lab, action: Action): Promise<Move | null> {
  const { canonical } = await stateOf(lab);
  const move = moveOf(lab, canonical, action);
  for (const op of move?.ops ?? []) await must(lab, op);
  return move;
}

export async function must(lab: Lab, op: Op): Promise<AnyOutcome> {
  const outcome = await lab.perform(op);
  if (outcome.outcome !== 'ok') throw new Error(`${op.op} has to work, and gave ${outcome.outcome}`);
  return outcome;
}

export async function syncOver(lab: Lab, start: bigint, end: bigint): Promise<AnyOutcome> {
  const op: Op = { op: 'sync_direct_mapping', start, end };
  return lab.perform(op);
}

export function allOf(lab: Lab): readonly [bigint, bigint] {
  const { page_offset, direct_mapping_size } = setupOf(lab).config;
  return [page_offset, page_offset + direct_mapping_size];
}

/** A fresh machine for the next run of a property. */
export async function restart(lab: Lab): Promise<void> {
  const setup = setupOf(lab);
  setup.begun = true;
  await lab.start(setup.config);
}

/** The operations of the trace so far, to be performed again on a fresh machine as often as is wanted. */
export function replay(lab: Lab): () => Promise<void> {
  const ops = lab.trace.map(({ op }) => op);
  return async () => {
    await restart(lab);
    for (const op of ops) await lab.perform(op);
  };
}
