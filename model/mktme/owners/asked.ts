/** What a request of the page-attribute code asks for and meets: conditions of the table of owners. */
import { FRAME_AREA, PAGES, PCD, PSE, PWT } from '../bits';
import { pageOf } from '../geometry';
import { compare } from '../inspect';
import { lookup } from '../tree';
import type { ChangePageAttr } from '../types';
import type { Seen, When } from './facts';
import { all, c, inCopies, on } from './facts';

/** A request, with the pages that it goes through in order; null for any other operation. */
export function requestOf({ op, before }: Seen): Request | null {
  const { geo } = before;
  const asked: ChangePageAttr | null =
    op.op === 'change_page_attr'
      ? op
      : op.op === 'mark_rodata_ro'
        ? {
            op: 'change_page_attr',
            addresses: [op.start],
            pages: Number((op.end - op.start) >> 12n),
            set: 0n,
            clear: 2n,
          }
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
  const from =
    how === 'pages'
      ? addresses.map((pfn) => geo.base + Number(pfn))
      : addresses.map((va) => pageOf(geo.levels, va));
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

/** All frames, or some after the first, lie beyond the direct mapping. */
export const beyondC = request((asked, look) => {
  const frames = asked.how === 'range' && !asked.inC ? framesOf(asked, look) : [];
  return frames.length > 0 && frames.every((frame) => frame >= look.before.geo.dm);
});
export const runsBeyondC = request((asked, look) => {
  const frames = asked.how === 'range' && !asked.inC ? framesOf(asked, look) : [];
  return (frames[0] ?? 0) < look.before.geo.dm && frames.some((frame) => frame >= look.before.geo.dm);
});

/** A request that changes no flag, and splits all the same. */
export const splitsAlone: When = all(
  request(({ set, clear, page }, { before }) => {
    const entry = lookup(before.root, page)?.entry ?? 0n;
    return (entry & clear & ~PSE) === 0n && (set & ~entry & ~PSE) === 0n;
  }),
  c('split'),
);

/** The supported mask lacks a bit. */
export const unsupportedBits: When = ({ before: { geo } }) => (~geo.supported & FLAGS) !== 0n;

/** The bits of an entry that are neither frame nor KeyID. */
const FLAGS = ((1n << 64n) - 1n) & ~FRAME_AREA;
