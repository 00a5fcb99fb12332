/** What became of the leaves of a mapping, run by run: the cost is that of the runs. */
import type { Leaf } from '../../../model/mktme/types';

export interface Fate {
  readonly kind: 'changed' | 'split' | 'merged' | 'gone' | 'new';
  /** The leaves before (for `new`: after). */
  readonly leaf: Leaf;
}

export interface Fates {
  /** Leaves that stayed as they were. */
  readonly stayed: number;
  readonly fates: readonly Fate[];
}

const BYTES: Readonly<Record<Leaf['level'], bigint>> = { '4k': 1n << 12n, '2m': 1n << 21n, '1g': 1n << 30n };

/** Both in ascending order. */
export function fatesOf(before: readonly Leaf[], after: readonly Leaf[]): Fates {
  const old = queue(before);
  const now = queue(after);
  const fates: Fate[] = [];
  let stayed = 0;
  for (;;) {
    const a = old.head();
    const b = now.head();
    if (a === null && b === null) return { stayed, fates };
    if (b === null || (a !== null && a.va < b.va)) {
      fates.push({ kind: 'gone', leaf: old.take(leavesBefore(a as Leaf, b?.va)) });
    } else if (a === null || b.va < a.va) {
      fates.push({ kind: 'new', leaf: now.take(leavesBefore(b, a?.va)) });
    } else if (a.level === b.level) {
      const n = Math.min(a.n ?? 1, b.n ?? 1);
      const leaf = old.take(n);
      now.take(n);
      if (a.flags === b.flags && a.pfn === b.pfn && (a.keyid ?? 0) === (b.keyid ?? 0)) stayed += n;
      else fates.push({ kind: 'changed', leaf });
    } else if (BYTES[a.level] > BYTES[b.level]) {
      const leaf = old.take(1);
      now.skip(leaf.va + BYTES[leaf.level]);
      fates.push({ kind: 'split', leaf });
    } else {
      const leaf = now.take(1);
      old.skip(leaf.va + BYTES[leaf.level]);
      fates.push({ kind: 'merged', leaf });
    }
  }
}

function leavesBefore({ va, level, n = 1 }: Leaf, limit: bigint | undefined): number {
  if (limit === undefined) return n;
  const fit = Number((limit - va + BYTES[level] - 1n) / BYTES[level]);
  return Math.max(1, Math.min(n, fit));
}

interface Queue {
  head(): Leaf | null;
  /** Takes the first leaves of the head. */
  take(n: number): Leaf;
  /** Drops all leaves below an address. */
  skip(to: bigint): void;
}

function queue(leaves: readonly Leaf[]): Queue {
  let index = 0;
  let rest: Leaf | null = leaves[0] ?? null;
  const take = (n: number): Leaf => {
    const leaf = rest as Leaf;
    const { n: _all, ...one } = leaf;
    const left = (leaf.n ?? 1) - n;
    const span = BYTES[leaf.level] * BigInt(n);
    if (left > 0) rest = { ...leaf, va: leaf.va + span, pfn: leaf.pfn + (span >> 12n), n: left };
    else rest = leaves[(index += 1)] ?? null;
    return n === 1 ? one : { ...one, n };
  };
  return {
    head: () => rest,
    take,
    skip: (to) => {
      while (rest !== null && rest.va < to) take(leavesBefore(rest, to));
    },
  };
}
