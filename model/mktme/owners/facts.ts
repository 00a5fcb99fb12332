/** What an operation met and did, as the reference saw it: the conditions of the table of owners. */
import { once } from '../../core/once';
import type { Look } from '../../core/owners';
import { isNone, isPresent, PAGES } from '../bits';
import { copyBase } from '../geometry';
import type { State } from '../state';
import type { Range } from '../sync';
import { misuse, rangeOf } from '../sync';
import { leavesIn, tableAt } from '../tree';
import type { Op, Outcome } from '../types';
import type { Changed, Kind } from './differ';
import { changesIn, isNonPresent, isNonPresentLarge } from './differ';

export type Seen = Look<State, Op, Outcome>;
export type When = (look: Seen, past: readonly Seen[]) => boolean;

/** Every condition. */
export const all =
  (...conditions: readonly When[]): When =>
  (look, past) =>
    conditions.every((one) => one(look, past));

/** Any condition. */
export const any =
  (...conditions: readonly When[]): When =>
  (look, past) =>
    conditions.some((one) => one(look, past));

export const not =
  (condition: When): When =>
  (look, past) =>
    !condition(look, past);

export const on: When = ({ before }) => before.enabled;
export const isOk: When = ({ outcome }) => outcome.outcome === 'ok';

/** What became of the copies. */
export const inCopies = once(({ before, after }: Seen): readonly Changed[] => {
  const last = Math.max(before.copies, after.copies);
  return changesIn(before.root, after.root, copyBase(after.geo, 1), copyBase(after.geo, last + 1));
});

/** What became of the canonical mapping. */
const inC = once(({ before, after }: Seen): readonly Changed[] =>
  changesIn(before.root, after.root, copyBase(after.geo, 0), copyBase(after.geo, 1)),
);

/** Whether something of one of these kinds became of a copy. */
export const copies =
  (...kinds: readonly Kind[]): When =>
  (look) =>
    inCopies(look).some(({ kind }) => kinds.includes(kind));

/** Whether something of one of these kinds became of the canonical mapping. */
export const c =
  (...kinds: readonly Kind[]): When =>
  (look) =>
    inC(look).some(({ kind }) => kinds.includes(kind));

export const sameC: When = (look) => inC(look).length === 0;

/** A 1 GiB leaf over a table with tables below it. */
export const deepJoin: When = (look) => inCopies(look).some(({ kind, deep }) => kind === 'joined' && deep);

/** A large leaf of a copy gave way to a table that maps less than that of the canonical mapping. */
export const splitInPart: When = (look) =>
  inCopies(look).some(({ kind, level, page }) => {
    if (kind !== 'split') return false;
    const { root, geo } = look.after;
    const source = tableAt(root, page - keyidOf(look.after, page) * geo.dm, level - 1);
    return (source?.leaves ?? 0) > (tableAt(root, page, level - 1)?.leaves ?? 0);
  });

/** A table of a copy, or a leaf of one, went where C has no table; only a part of that table was in the range. */
export const partOfTable: When = (look) => {
  const range = rangeOfSync(look);
  if (range === null) return false;
  const { geo } = look.after;
  return inCopies(look).some(({ kind, level, page }) => {
    if (kind !== 'gone' && kind !== 'table-gone') return false;
    const unit = PAGES[kind === 'gone' ? level + 1 : level] as number;
    const start = page - (page % unit);
    const [low, high] = [range.start, range.end].map((at) => at + keyidOf(look.after, page) * geo.dm) as [
      number,
      number,
    ];
    return start < low || start + unit > high;
  });
};

function keyidOf({ geo }: State, page: number): number {
  return Math.floor((page - geo.base) / geo.dm);
}

/** A leaf of the canonical mapping that reached a copy holds KeyID bits, or the supported mask lacks one. */
export const keyBits: When = (look) => {
  const { geo, root } = look.after;
  if ((~geo.supported & geo.keyMask) !== 0n) return inCopies(look).length > 0;
  return inCopies(look).some(({ kind, page, pages }) => {
    if (kind === 'table-new' || kind === 'table-gone') return false;
    const start = page - keyidOf(look.after, page) * geo.dm;
    return leavesIn(root, start, start + pages).some(({ entry }) => (entry & geo.keyMask) !== 0n);
  });
};

/** A large leaf that is not present, in a copy now or walked as a table. */
export const nonPresentLarge: When = (look, past) =>
  bug('data-walk')(look, past) ||
  inCopies(look).some(isNonPresentLarge) ||
  (bug('frame-mismatch')(look, past) && hasNonPresentLarge(look));

/** A leaf that is not present, of any size, came into a copy. */
export const nonPresent: When = (look) => inCopies(look).some(isNonPresent);

/** Whether the range of a sync has one in the canonical mapping. */
function hasNonPresentLarge(look: Seen): boolean {
  const asked = rangeOfSync(look);
  if (asked === null) return false;
  return leavesIn(look.before.root, asked.start, asked.end).some(
    ({ level, entry }) => level > 1 && !isNone(entry) && !isPresent(entry),
  );
}

export const bug =
  (name: string): When =>
  ({ outcome }) =>
    outcome.outcome === 'fault' && outcome.bug === name;

/** An allocation failed. */
export const failed: When = ({ before, after }) => before.failIn > 0 && after.failIn === 0;
/** One did not, though an earlier sync had failed for want of memory. */
export const recovered: When = ({ before, after }) => before.failedBefore && !after.failedBefore;

/** More KeyIDs are asked for than the KeyID bits hold. */
export const tooManyKeyids: When = ({ before: { configured, geo } }) => configured > 2 ** geo.keyidBits - 1;

function rangeOfSync({ op, before }: Seen): Range | null {
  return op.op === 'sync_direct_mapping' ? rangeOf(before, op.start, op.end) : null;
}

/** What is wrong with the range of a sync. */
export const range =
  (...kinds: readonly ('empty' | 'malformed' | 'outside' | null)[]): When =>
  (look) => {
    const given = rangeOfSync(look);
    return given !== null && kinds.includes(misuse(look.before, given));
  };

/** It was so of an operation since the copies were last compared. */
export const since =
  (condition: When): When =>
  (_look, past) => {
    const last = past.findLastIndex(({ op }) => op.op === 'compare');
    return past
      .slice(Math.max(last, 0) + 1)
      .some((one, i) => condition(one, past.slice(0, Math.max(last, 0) + 1 + i)));
  };

/** It was so of this operation or one before. */
export const ever =
  (condition: When): When =>
  (look, past) =>
    condition(look, past) || past.some((one, i) => condition(one, past.slice(0, i)));

/** The same sync as just before. */
export const again: When = ({ op }, past) => {
  const last = past.at(-1)?.op;
  return (
    op.op === 'sync_direct_mapping' &&
    last?.op === 'sync_direct_mapping' &&
    op.start === last.start &&
    op.end === last.end
  );
};

/** A sync of the range beside that of the sync just before. */
export const neighbour: When = ({ op }, past) => {
  const last = past.at(-1)?.op;
  return (
    op.op === 'sync_direct_mapping' &&
    last?.op === 'sync_direct_mapping' &&
    (op.start === last.end || op.end === last.start)
  );
};

const TOP = PAGES[5] as number;
const crosses = (first: number, last: number): boolean => Math.floor(first / TOP) !== Math.floor(last / TOP);

/** With five levels: the range of C that is synced crosses an entry of the top table. */
export const crossingC: When = (look) => {
  const { geo } = look.before;
  if (geo.levels === 4) return false;
  const { start, end } = rangeOfSync(look) ?? { start: geo.base, end: geo.base + geo.dm };
  return crosses(start, end - 1);
};

/** With five levels: a copy crosses an entry of the top table where C does not. */
export const crossingCopy: When = ({ before: { geo, copies: n } }) =>
  geo.levels === 5 &&
  !crosses(geo.base, geo.base + geo.dm - 1) &&
  Array.from({ length: n }, (_, i) => copyBase(geo, i + 1)).some((at) => crosses(at, at + geo.dm - 1));
