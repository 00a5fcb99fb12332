/** Mistakes in what a copy is given: branches of the walk forgotten, entries made wrong. */
import type { Mutant } from '../../core/machine';
import type { Wrap } from '../../core/mistake';
import { PAGES } from '../bits';
import type { Placed } from '../geometry';
import { addressOf, copyBase, pageOf } from '../geometry';
import type { State } from '../state';
import { leafRun, linked, type Table } from '../table';
import type { Change } from '../tree';
import { change, leavesIn, lookup, put, setSlot, tableAt } from '../tree';
import type { SyncDirectMapping } from '../types';
import { leaving, mutant, stepping, SYNC } from './make';

const WALK = 'one of the branches of the walk forgotten';

function copiesOf({ geo, copies }: State): readonly [number, number] {
  return [copyBase(geo, 1), copyBase(geo, copies + 1)];
}

/** The leaves of all copies, one by one. */
function leavesOf(s: State): readonly Placed[] {
  const [from, to] = copiesOf(s);
  return leavesIn(s.root, from, to).flatMap((run) =>
    Array.from({ length: run.n }, (_, i) => {
      const page = run.page + i * (PAGES[run.level] as number);
      return { page, level: run.level, n: 1, entry: lookup(s.root, page)?.entry ?? run.entry };
    }),
  );
}

/** A sync leaves other tables. */
function tables(wrong: (after: State, before: State, op: SyncDirectMapping) => Table): Wrap<State> {
  return leaving(SYNC, (after, before, op) => ({ root: wrong(after, before, op) }));
}

/** A sync leaves other leaves in the copies. */
function leaves(wrong: (before: State) => Change): Wrap<State> {
  return tables((after, before) => {
    const [from, to] = copiesOf(after);
    return change(after.root, from, to, wrong(before), false);
  });
}

/** Where a copy had a large leaf and has a table now, it has the leaf. */
function unsplit(after: State, before: State): Table {
  return leavesOf(before)
    .filter(({ level, page }) => level > 1 && tableAt(after.root, page, level - 1) !== null)
    .reduce(
      (root, { page, level, entry }) => setSlot(root, page, level, (_run, at) => leafRun(at, 1, entry)),
      after.root,
    );
}

/** Where a copy had a table and has a large leaf now, it has the table. */
function uncollapsed(after: State, before: State): Table {
  return leavesOf(after).reduce((root, { page, level }) => {
    const table = level === 1 ? null : tableAt(before.root, page, level - 1);
    return table === null ? root : setSlot(root, page, level, (_run, at) => linked(at, table));
  }, after.root);
}

/** Where a copy had a leaf and has nothing now, it has the leaf. */
function unremoved(after: State, before: State): Table {
  return leavesOf(before)
    .filter(({ page, level }) => leavesIn(after.root, page, page + (PAGES[level] as number)).length === 0)
    .reduce((root, leaf) => put(root, leaf), after.root);
}

/** The end of the last sync. */
type Met = State & { readonly last?: bigint };

/** The small leaf of each copy that ends where a range begins is gone. */
function withoutPageBefore({ geo, copies, root }: State, start: bigint): Table {
  const page = pageOf(geo.levels, start) - 1;
  let table = root;
  for (let keyid = 1; keyid <= copies; keyid += 1) {
    const at = page + keyid * geo.dm;
    if (lookup(table, at)?.level === 1) table = change(table, at, at + 1, () => [], false);
  }
  return table;
}

export const COPY_MUTANTS: readonly Mutant[] = [
  mutant({
    id: 'new-leaf-not-followed',
    breaks: 'MKTME-08',
    invariant: 1,
    origin: WALK,
    wrap: leaves(
      ({ root }) =>
        (run, _level, page) =>
          lookup(root, page) === null ? [] : [run],
    ),
  }),
  mutant({
    id: 'protection-merged',
    breaks: 'MKTME-09',
    invariant: 1,
    origin: 'the new entry OR-ed into the old one',
    wrap: leaves(({ root }) => (run, level, page) => {
      const old = lookup(root, page);
      return [leafRun(run.at, run.n, old?.level === level ? run.entry | old.entry : run.entry)];
    }),
  }),
  ...[
    { id: 'split-not-followed', profile: 'spec', invariant: 1 },
    { id: 'v2-split-not-followed', profile: 'v2' },
  ].map((of) => mutant({ ...of, breaks: 'MKTME-10', origin: WALK, wrap: tables(unsplit) })),
  mutant({
    id: 'collapse-not-followed',
    breaks: 'MKTME-11',
    invariant: 1,
    origin: WALK,
    wrap: tables(uncollapsed),
  }),
  mutant({
    id: 'keyid-written-into-c',
    breaks: 'MKTME-04',
    invariant: 2,
    origin: 'source and destination of the new entry confused',
    wrap: tables(({ root, geo, enabled, copies }) => {
      const keyid = 1n << geo.shift;
      const marked: Change = (run) => [leafRun(run.at, run.n, run.entry | keyid)];
      return enabled && copies > 0 ? change(root, geo.base, geo.base + geo.dm, marked, false) : root;
    }),
  }),
  mutant({
    id: 'keyid-not-set',
    breaks: 'MKTME-12',
    invariant: 1,
    origin: 'the entry copied as it is',
    rules: { entry: (geo, source) => source & (geo.supported | geo.keyMask) },
  }),
  mutant({
    id: 'removal-not-followed',
    breaks: 'MKTME-13',
    invariant: 1,
    origin: WALK,
    wrap: tables(unremoved),
  }),
  mutant({
    id: 'seam-dropped',
    breaks: 'MKTME-58',
    invariant: 3,
    origin: 'the last table remembered, and begun anew where the next range begins in it',
    wrap: stepping((step, before: Met, op) => {
      const { state, outcome } = step(before, op);
      if (op.op !== 'sync_direct_mapping') return { state, outcome };
      const root = before.last === op.start ? withoutPageBefore(state, op.start) : state.root;
      return { state: { ...state, root, last: op.end } as Met, outcome };
    }),
  }),
  mutant({
    id: 'copies-follow-alone',
    breaks: 'MKTME-74',
    origin: 'the copies share the tables of C',
    wrap: stepping((step, before, op) => {
      const { state, outcome } = step(before, op);
      if (!CHANGES.has(op.op)) return { state, outcome };
      const { base, dm, levels } = state.geo;
      const [start, end] = [addressOf(levels, base), addressOf(levels, base + dm)];
      return { state: step(state, { op: 'sync_direct_mapping', start, end }).state, outcome };
    }),
  }),
];

const CHANGES: ReadonlySet<string> = new Set(['map', 'unmap', 'protect', 'split', 'collapse', 'replace']);
