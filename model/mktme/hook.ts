/** The range that the page-attribute code hands to sync, and how the posted versions of the hook choose it. */
import { PAGES } from './bits';
import type { Geometry } from './geometry';
import { pageOf } from './geometry';

/** What a request has gone through, in frames. */
export interface Touched {
  readonly how: 'range' | 'array' | 'pages';
  /** The address given first; frame numbers are given for `pages`. */
  readonly address: bigint;
  readonly pages: number;
  /** Frame of the first page. */
  readonly first: bigint;
  /** Frame of the last chunk: one page, or as many as one large leaf takes. */
  readonly last: bigint;
  /** Whether each chunk's frames follow those of the chunk before. */
  readonly contiguous: boolean;
}

/** First page and the page after the last. */
export interface PageRange {
  readonly start: number;
  readonly end: number;
}

/** `none`: no sync. */
export type HookRange = (geo: Geometry, touched: Touched) => PageRange | 'none';

export function everything(geo: Geometry): PageRange {
  return { start: geo.base, end: geo.base + geo.dm };
}

/** Outward to the largest leaf that may have been split (MKTME-33). */
export function rounded(geo: Geometry, { start, end }: PageRange): PageRange {
  const unit = PAGES[geo.gbpages ? 3 : 2] as number;
  const down = geo.base + Math.floor((start - geo.base) / unit) * unit;
  const up = geo.base + Math.ceil((end - geo.base) / unit) * unit;
  return { start: down, end: up };
}

/** What must hold: the frames from the first page on, all of C where they are scattered, nothing beyond C. */
export const fromFirstPage: HookRange = (geo, { how, first, pages, contiguous }) => {
  if (how !== 'range' || !contiguous) return everything(geo);
  const frame = Number(first);
  if (frame >= geo.dm) return 'none';
  return rounded(geo, { start: geo.base + frame, end: geo.base + Math.min(frame + pages, geo.dm) });
};

/** The hook of the mail: the address as given, without rounding; an array syncs all of C. */
export const fromAddress: HookRange = (geo, { how, address, pages }) => {
  if (how !== 'range') return everything(geo);
  const start = pageOf(geo.levels, address);
  return { start, end: start + pages };
};

/** The hook as reposted: the frame that the page loop left behind, and all pages from there on, rounded. */
export const fromLastChunk: HookRange = (geo, { how, last, pages }) => {
  if (how === 'array') return everything(geo);
  const start = geo.base + Number(last);
  return rounded(geo, { start, end: start + pages });
};
