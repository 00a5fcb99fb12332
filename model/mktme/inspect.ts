/** What can be seen of a state, and how a copy compares with the canonical mapping. */
import { once } from '../core/once';
import { isNone, PAGES, stepOf } from './bits';
import type { Placed } from './geometry';
import { copyBase, leafOf } from './geometry';
import type { State } from './state';
import { leavesIn } from './tree';
import type { Inspection, Leaf } from './types';

/** Everything that can be seen of a state; the same object for the same state. */
export const inspect = once((state: State): Inspection => {
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
    outside: [...listed(-Infinity, geo.base), ...listed(end, Infinity)],
    copies: byKeyid,
    tables: { live: state.allocated - state.freed, reachable: root.tables },
    page_keyids: [...state.keyids],
  };
});

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

export function compare({ geo, root }: State, keyid: number): Comparison {
  const ours = new Places(merged(leavesIn(root, geo.base, copyBase(geo, 1))));
  const theirs = new Places(
    merged(leavesIn(root, copyBase(geo, keyid), copyBase(geo, keyid + 1))),
    keyid * geo.dm,
  );
  const kept = ~geo.keyMask & geo.supported;
  const key = BigInt(keyid) << geo.shift;
  let missing = 0;
  let extra = 0;
  let mismatch = 0;
  while (ours.page < Infinity || theirs.page < Infinity) {
    const [mine, other] = [ours.page, theirs.page];
    if (mine < other) missing += 1;
    else if (other < mine) extra += 1;
    else if (ours.level !== theirs.level || ((ours.entry & kept) | key) !== theirs.entry) mismatch += 1;
    if (mine <= other) ours.next();
    if (other <= mine) theirs.next();
  }
  return { missing, extra, mismatch };
}

/** Each place where a leaf of the runs begins, one after another: a map has a million, so that nothing is made for one. */
class Places {
  /** Infinity after the last leaf. */
  page = Infinity;
  entry = 0n;
  level = 0;
  private run = -1;
  private left = 0;
  private step = 0n;

  /** @param offset pages that the runs lie further on */
  constructor(
    private readonly runs: readonly Placed[],
    private readonly offset = 0,
  ) {
    this.next();
  }

  next(): void {
    this.left -= 1;
    if (this.left > 0) {
      this.page += PAGES[this.level] as number;
      this.entry += this.step;
      return;
    }
    this.run += 1;
    const run = this.runs[this.run];
    this.page = run === undefined ? Infinity : run.page - this.offset;
    if (run === undefined) return;
    this.entry = run.entry;
    this.level = run.level;
    this.left = run.n;
    this.step = stepOf(run.level, run.entry);
  }
}
