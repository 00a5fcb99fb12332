/** What can be seen of a state, and how a copy compares with the canonical mapping. */
import { isNone, PAGES, stepOf } from './bits';
import type { Geometry, Placed } from './geometry';
import { copyBase, leafOf } from './geometry';
import type { State } from './state';
import { leavesIn } from './tree';
import type { Inspection, Leaf } from './types';

/** States never change, and are looked at more than once. */
const inspected = new WeakMap<State, Inspection>();

/** Everything that can be seen of a state; the same object for the same state. */
export function inspect(state: State): Inspection {
  const known = inspected.get(state);
  if (known !== undefined) return known;
  const seen = look(state);
  inspected.set(state, seen);
  return seen;
}

function look(state: State): Inspection {
  const { geo, root, copies } = state;
  const end = copyBase(geo, copies + 1);
  const listed = (from: number, to: number): Leaf[] =>
    merged(leavesIn(root, from, to)).map((run) => leafOf(geo, run));
  const byKeyid: Record<string, Leaf[]> = {};
  for (let keyid = 1; keyid <= copies; keyid += 1)
    byKeyid[keyid] = listed(copyBase(geo, keyid), copyBase(geo, keyid + 1));
  return {
    enabled: state.enabled,
    nr_keyids: state.nrKeyids,
    keyid_shift: Number(state.shift),
    keyid_mask: state.keyMask,
    physical_mask: state.physicalMask,
    canonical: listed(geo.base, copyBase(geo, 1)),
    outside: [...listed(0, geo.base), ...listed(end, Infinity)],
    copies: byKeyid,
    tables: { live: state.allocated - state.freed, reachable: root.tables },
    page_keyids: [...state.keyids]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([pfn, keyid]) => ({ pfn, keyid })),
  };
}

/** Runs that go on from one table to the next made one; entries that count as absent left out. */
export function merged(runs: readonly Placed[]): readonly Placed[] {
  const out: Placed[] = [];
  for (const run of runs) {
    if (isNone(run.entry)) continue;
    const last = out.at(-1);
    if (last !== undefined && follows(last, run)) out[out.length - 1] = { ...last, n: last.n + run.n };
    else out.push(run);
  }
  return out;
}

function follows(last: Placed, { page, level, entry }: Placed): boolean {
  if (last.level !== level || last.page + last.n * (PAGES[level] as number) !== page) return false;
  return last.entry + BigInt(last.n) * stepOf(level, last.entry) === entry;
}

/** How many leaves of C and of the copy of a KeyID do not have their like at the same place in the other. */
export interface Comparison {
  readonly missing: number;
  readonly extra: number;
  readonly mismatch: number;
}

export function compare(state: State, keyid: number): Comparison {
  const { geo, root } = state;
  const canonical = merged(leavesIn(root, geo.base, copyBase(geo, 1)));
  const copy = merged(leavesIn(root, copyBase(geo, keyid), copyBase(geo, keyid + 1)));
  const offset = keyid * geo.dm;
  let missing = 0;
  let extra = 0;
  let mismatch = 0;
  const theirs = copy.map((run) => ({ ...run, page: run.page - offset }));
  for (const [ours, other, page] of meetings(canonical, theirs)) {
    if (other === null) missing += 1;
    else if (ours === null) extra += 1;
    else if (!alike(geo, ours, other, page, keyid)) mismatch += 1;
  }
  return { missing, extra, mismatch };
}

function alike(geo: Geometry, ours: Placed, other: Placed, page: number, keyid: number): boolean {
  if (ours.level !== other.level) return false;
  const wanted =
    (at(ours, page) & ~geo.keyMask & (geo.supported | geo.keyMask)) | (BigInt(keyid) << geo.shift);
  return at(other, page) === wanted;
}

function at({ page: first, level, entry }: Placed, page: number): bigint {
  return entry + BigInt((page - first) / (PAGES[level] as number)) * stepOf(level, entry);
}

type Meeting = readonly [Placed | null, Placed | null, number];

/** Each place where a leaf of either begins, with the leaves of both that begin there. */
function* meetings(ours: readonly Placed[], theirs: readonly Placed[]): Generator<Meeting> {
  const left = placesOf(ours);
  const right = placesOf(theirs);
  let a = left.next();
  let b = right.next();
  while (!a.done || !b.done) {
    const first = a.done ? null : a.value;
    const second = b.done ? null : b.value;
    const page = Math.min(first?.[1] ?? Infinity, second?.[1] ?? Infinity);
    const mine = first?.[1] === page ? first[0] : null;
    const other = second?.[1] === page ? second[0] : null;
    yield [mine, other, page];
    if (mine !== null) a = left.next();
    if (other !== null) b = right.next();
  }
}

function* placesOf(runs: readonly Placed[]): Generator<readonly [Placed, number]> {
  for (const run of runs)
    for (let i = 0; i < run.n; i += 1) yield [run, run.page + i * (PAGES[run.level] as number)];
}
