/** What an operation met and did, as the reference saw it: the conditions of the table of owners. */
import type { Look } from '../../core/owners';
import { isNone, isPresent, PAGES, PCD, PSE, PWT } from '../bits';
import { copyBase, pageOf } from '../geometry';
import { compare } from '../inspect';
import { SPEC } from '../rules';
import type { State } from '../state';
import type { Range } from '../sync';
import { misuse, rangeOf } from '../sync';
import { leavesIn, lookup, tableAt } from '../tree';
import type { ChangePageAttr, Op, Outcome } from '../types';
import type { Changed, Kind } from './differ';
import { changesIn, isNonPresentLarge } from './differ';

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

const copiesChanged = new WeakMap<Seen, readonly Changed[]>();

/** What became of the copies. */
function inCopies(look: Seen): readonly Changed[] {
  const known = copiesChanged.get(look);
  if (known) return known;
  const { before, after } = look;
  const last = Math.max(before.copies, after.copies);
  const found = changesIn(before.root, after.root, copyBase(after.geo, 1), copyBase(after.geo, last + 1));
  copiesChanged.set(look, found);
  return found;
}

/** What became of the canonical mapping. */
function inC({ before, after }: Seen): readonly Changed[] {
  return changesIn(before.root, after.root, copyBase(after.geo, 0), copyBase(after.geo, 1));
}

/** Whether something of one of these kinds became of a copy. */
export const copies =
  (...kinds: readonly Kind[]): When =>
  (look) =>
    inCopies(look).some(({ kind }) => kinds.includes(kind));

/** Whether the copies are as they were. */
export const sameCopies: When = (look) => inCopies(look).length === 0;

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
    return given !== null && kinds.includes(misuse(look.before, SPEC.outside, given));
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

/** A request, with the pages that it goes through in order; null for any other operation. */
export function requestOf({ op, before }: Seen): Request | null {
  const { geo } = before;
  const asked: ChangePageAttr | null =
    op.op === 'change_page_attr'
      ? op
      : op.op === 'mark_rodata_ro'
        ? { op: 'change_page_attr', addresses: [op.start], pages: Number((op.end - op.start) >> 12n), set: 0n, clear: 2n } // prettier-ignore
        : null;
  if (asked === null) return null;
  const { how = 'range', addresses } = asked;
  const first = addresses[0] as bigint;
  const page = how === 'pages' ? geo.base + Number(first) : pageOf(geo.levels, first);
  return { ...asked, how, page, inC: page >= geo.base && page < geo.base + geo.dm };
}

export interface Request extends ChangePageAttr {
  readonly how: 'range' | 'array' | 'pages';
  /** The first page, and whether it lies in the canonical mapping. */
  readonly page: number;
  readonly inC: boolean;
}

/** A request that is served. */
export const request =
  (is: (asked: Request, look: Seen) => boolean): When =>
  (look) => {
    const asked = requestOf(look);
    return asked !== null && is(asked, look);
  };

export const asksCache = request(({ set }) => (set & (PWT | PCD | PSE)) !== 0n);

/** Where the hook may sync: MKTME is on, and the canonical mapping or the area of the request changed. */
export const hooked: When = (look) => on(look, []) && look.before.root !== look.after.root;

/** The pages of the request lie in more than one of the units that the range is rounded to. */
export const spansUnits = request(({ how, page, pages, inC }, { before: { geo } }) => {
  const unit = PAGES[geo.gbpages ? 3 : 2] as number;
  const at = (one: number): number => Math.floor((one - geo.base) / unit);
  return how === 'range' && inC && at(page) !== at(page + pages - 1);
});

/** Something beside the pages of the request reached the copies: a change of before. */
export const besideRequest = request((asked, look) => {
  const { geo, copies: n } = look.before;
  const first = asked.inC || asked.how !== 'range' ? asked.page - geo.base : (framesOf(asked, look)[0] ?? 0);
  const last = first + asked.pages;
  if (asked.how !== 'range' || first >= geo.dm || n === 0) return false;
  return inCopies(look).some(({ page, pages, kind }) => {
    const at = (page - geo.base) % geo.dm;
    return kind !== 'table-new' && kind !== 'split' && (at < first || at + pages > last);
  });
});

/** A change of before has not reached the first copy yet. */
export const unsynced: When = ({ after }) => {
  if (after.copies === 0) return false;
  const { missing, extra, mismatch } = compare(after, 1);
  return missing + extra + mismatch > 0;
};

/** A page of the request is not mapped, and lies in the canonical mapping. */
export const meetsHole = request(({ how, page, pages, inC, addresses }, { before: { geo, root } }) => {
  const from = how === 'pages' ? addresses.map((pfn) => geo.base + Number(pfn)) : addresses.map((va) => pageOf(geo.levels, va)); // prettier-ignore
  const asked =
    how === 'range' ? Array.from({ length: Math.min(pages, PAGES_ASKED) }, (_, i) => page + i) : from;
  return inC && asked.some((one) => lookup(root, one) === null);
});

/** The frames of the request's pages where it came by an address outside of the canonical mapping. */
export function framesOf(asked: Request, { before: { geo, root } }: Seen): readonly number[] {
  return Array.from({ length: Math.min(asked.pages, PAGES_ASKED) }, (_, i) => asked.page + i).flatMap(
    (page) => {
      const found = lookup(root, page);
      if (found === null) return [];
      const frame = ((found.entry & geo.frameMask) >> 12n) + BigInt(page - found.page);
      return [Number(frame)];
    },
  );
}

/** Pages of a request that are looked at. */
const PAGES_ASKED = 4096;

export const alias = request(({ how, inC: inside }) => how === 'range' && !inside);

/** Frames that do not follow each other. */
export const scattered = request((asked, look) => {
  const frames = asked.how === 'range' && !asked.inC ? framesOf(asked, look) : [];
  return frames.some((frame, i) => i > 0 && frame !== (frames[i - 1] as number) + 1);
});

/** The first frame, or one after it, lies beyond the direct mapping. */
export const beyondC = request((asked, look) =>
  asked.how === 'range' && !asked.inC ? (framesOf(asked, look)[0] ?? 0) >= look.before.geo.dm : false,
);
export const runsBeyondC = request((asked, look) => {
  const frames = asked.how === 'range' && !asked.inC ? framesOf(asked, look) : [];
  return (frames[0] ?? 0) < look.before.geo.dm && frames.some((frame) => frame >= look.before.geo.dm);
});

/** A request that changes no flag, and splits because it is told to. */
export const splitsAlone: When = all(
  request(({ force_split: force, set, clear, page }, { before }) => {
    const entry = lookup(before.root, page)?.entry ?? 0n;
    return force === true && (entry & clear & ~PSE) === 0n && (set & ~entry & ~PSE) === 0n;
  }),
  c('split'),
);
