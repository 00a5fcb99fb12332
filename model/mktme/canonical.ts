/** Changes of the canonical mapping (and of other kernel areas) without any hook. */
import { Misuse } from '../core/machine';
import { FRAME_AREA, isNone, isPresent, LEVEL_OF, PAGES, PSE, stepOf } from './bits';
import type { Context } from './context';
import { done, set, setRoot } from './context';
import type { Geometry } from './geometry';
import { addressOf, copyBase, extent, frameOf, pageOf, placedOf } from './geometry';
import type { State } from './state';
import type { Run, Table } from './table';
import { leafRun, linked, SLOTS, tableOf } from './table';
import type { Change } from './tree';
import { change, lookup, put, putTable, setSlot, tableAt } from './tree';
import type { Collapse, MapLeaves, Outcome, Protect, Replace, Split, Unmap } from './types';

export function mapLeaves(c: Context, { leaves }: MapLeaves): Outcome {
  let { root } = c.state;
  for (const leaf of leaves) {
    const placed = placedOf(c.state.geo, leaf);
    needOutsideCopies(c.state, placed.page, placed.page + extent(placed));
    root = put(root, placed);
  }
  return mapped(c, root, true);
}

export function unmap(c: Context, op: Unmap): Outcome {
  const [from, to] = edges(c.state, op.start, op.end);
  return mapped(
    c,
    change(c.state.root, from, to, () => [], op.tables !== 'kept'),
  );
}

export function protect(c: Context, { start, end, set, clear }: Protect): Outcome {
  const [from, to] = edges(c.state, start, end);
  const { geo } = c.state;
  return mapped(c, change(c.state.root, from, to, reflagged(geo, set, clear), false));
}

export function split(c: Context, { va, to }: Split): Outcome {
  const page = pageOf(c.state.geo.levels, va);
  needOutsideCopies(c.state, page, page + 1);
  const target = LEVEL_OF[to];
  let root = c.state.root;
  const found = lookup(root, page);
  if (found === null || found.level <= target)
    throw new Misuse(`no leaf above ${to} is mapped at 0x${va.toString(16)}`);
  for (let level = found.level; level > target; level -= 1)
    root = splitAll(root, found.page, found.level, level);
  return mapped(c, root);
}

/** Splits every leaf of `level` in the slot of `top` at `page`. */
function splitAll(root: Table, page: number, top: number, level: number): Table {
  if (top === level) return splitLeaf(root, page);
  return setSlot(root, page, top, (run, at) => {
    const table = run?.child as Table;
    const runs: Run[] = [];
    for (const leaf of table.runs) {
      for (let i = 0; i < leaf.n; i += 1) {
        const entry = leaf.entry + BigInt(i) * stepOf(level, leaf.entry);
        runs.push(linked(leaf.at + i, pieces(level, entry)));
      }
    }
    return linked(at, tableOf(level, runs, false));
  });
}

/** Replaces the leaf that covers a page by a table of the next size. @throws Misuse where there is none */
export function splitLeaf(root: Table, page: number): Table {
  const found = lookup(root, page);
  if (found === null || found.level === 1) throw new Misuse('no large leaf is mapped there');
  return setSlot(root, page, found.level, (_run, at) => linked(at, pieces(found.level, found.entry)));
}

/** The table that maps what a leaf maps. The size bit goes at 4 KiB. */
function pieces(level: number, entry: bigint): Table {
  const first = level === 2 ? entry & ~PSE : entry;
  return tableOf(level - 1, [leafRun(0, SLOTS, first)], false);
}

export function collapse(c: Context, { va, to }: Collapse): Outcome {
  const { geo, root } = c.state;
  const level = LEVEL_OF[to];
  const page = pageOf(geo.levels, va);
  needOutsideCopies(c.state, page, page + 1);
  const first = page - (page % (PAGES[level] as number));
  const table = tableAt(root, first, level - 1);
  const found = lookup(root, first);
  if (table === null || found === null) throw new Misuse(`no table is mapped at 0x${va.toString(16)}`);
  needUniform(table, level - 1, found.entry);
  const entry = found.entry | PSE;
  return mapped(
    c,
    setSlot(root, first, level, (_run, at) => leafRun(at, 1, entry)),
  );
}

/** @throws Misuse where the pages of a table are no one leaf */
function needUniform({ runs }: Table, level: number, first: bigint): void {
  if (
    isNone(first) ||
    (runs[0]?.n !== SLOTS &&
      !(runs.length === SLOTS && runs.every(({ child, at }) => sameLeaf(child, level, first, at))))
  )
    throw new Misuse('its pages are not mapped in order with equal flags');
}

function sameLeaf(child: Table | null, level: number, first: bigint, at: number): boolean {
  const run = child?.runs[0];
  return run?.n === SLOTS && run.entry === first + BigInt(at) * stepOf(level, first);
}

export function replace(c: Context, { leaves, empty_tables: empty = [] }: Replace): Outcome {
  const { geo } = c.state;
  let root = change(c.state.root, geo.base, geo.base + geo.dm, () => [], true);
  for (const leaf of leaves) {
    const placed = placedOf(geo, leaf);
    needInsideC(geo, placed.page, placed.page + extent(placed));
    root = put(root, placed);
  }
  for (const { va, size } of empty) {
    const page = pageOf(geo.levels, va);
    needInsideC(geo, page, page + 1);
    root = putTable(root, page, size === '512g' ? 3 : LEVEL_OF[size] - 1);
  }
  return mapped(c, root, c.state.booted || leaves.length > 0);
}

/** Sets and clears flags; a leaf that becomes non-present loses its global and size bits, as in pageattr.c. */
export function reflagged(geo: Geometry, set: bigint, clear: bigint): Change {
  return (run, level) => [leafRun(run.at, run.n, newEntry(geo, level, run.entry, set, clear))];
}

/** The entry with other flags and the same frame. */
export function newEntry(geo: Geometry, level: number, entry: bigint, set: bigint, clear: bigint): bigint {
  if (isNone(entry)) return entry;
  const mask = level === 1 ? 0n : PSE;
  let flags = ((entry & ~FRAME_AREA & ~(clear & ~mask)) | (set & ~mask)) & ~FRAME_AREA;
  const frame = frameOf(geo, entry) << 12n;
  const key = entry & geo.keyMask;
  if (isPresent(flags)) return flags | mask | frame | key;
  flags &= ~(0x100n | mask);
  return flags | (~frame & geo.frameMask) | key;
}

function edges(state: State, start: bigint, end: bigint): [number, number] {
  const from = pageOf(state.geo.levels, start);
  const to = from + Number((end - start) >> 12n);
  if (end <= start || (start & 0xfffn) !== 0n || (end & 0xfffn) !== 0n)
    throw new Misuse('the range has to be whole pages, in order');
  needOutsideCopies(state, from, to);
  return [from, to];
}

/** @throws Misuse where pages of a copy are among these */
export function needOutsideCopies(state: State, from: number, to: number): void {
  const { geo, copies } = state;
  if (to > copyBase(geo, 1) && from < copyBase(geo, copies + 1)) {
    throw new Misuse(
      `the copies (from 0x${addressOf(geo.levels, copyBase(geo, 1)).toString(16)} on) are written by sync alone`,
    );
  }
}

function needInsideC({ base, dm }: Geometry, from: number, to: number): void {
  if (from < base || to > base + dm)
    throw new Misuse('the canonical mapping cannot hold what lies outside of it');
}

/** A table that sync allocated in a top-level entry of C and of a copy may go with what C loses: it is freed then, not lost. */
function mapped(c: Context, root: Table, booted = c.state.booted): Outcome {
  setRoot(c, root);
  if (booted !== c.state.booted) set(c, { booted });
  return done(c);
}
