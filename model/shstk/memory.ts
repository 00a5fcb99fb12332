/**
 * The words of an address space, as pages that are never changed but replaced. The page written last is kept apart, and of
 * each page the chunk written last, so that a push costs one chunk of copying however many chunks and pages there are.
 */
import { addressIn, pageNumber, pageOffset } from '../core/page';
import { u64 } from '../core/u64';

const WORDS = 16;
const CHUNKS = 32;
type Chunk = readonly bigint[];
const ZEROS: Chunk = Array.from({ length: WORDS }, () => 0n);
const NO_CHUNKS: readonly Chunk[] = Array.from({ length: CHUNKS }, () => ZEROS);

export interface Page {
  /** Address divided by 4096. */
  readonly number: number;
  /** Whether the page-table entry is a shadow-stack one (read-only and dirty): it then needs no fault to be used. */
  readonly shadowEntry: boolean;
  /** The chunk written last, and where it is. */
  readonly hot: Chunk;
  readonly at: number;
  /** The other chunks; in the place of the hot one there may be what it was when it last was not. */
  readonly rest: readonly Chunk[];
}

export interface Memory {
  readonly hot: Page | null;
  /** The other pages that were ever touched, by number; of the hot one there may be what it was when it last was not. */
  readonly rest: readonly Page[];
}

export const EMPTY: Memory = { hot: null, rest: [] };

/** The page, or null where it was never touched. */
export function pageAt(memory: Memory, number: number): Page | null {
  if (memory.hot?.number === number) return memory.hot;
  const found = memory.rest[indexIn(memory.rest, number)];
  return found?.number === number ? found : null;
}

/** Index of the first page that is not before `number`. */
function indexIn(pages: readonly Page[], number: number): number {
  let low = 0;
  let high = pages.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((pages[middle] as Page).number < number) low = middle + 1;
    else high = middle;
  }
  return low;
}

function withPage(memory: Memory, page: Page): Memory {
  const { hot, rest } = memory;
  if (hot === null || hot.number === page.number) return { hot: page, rest };
  return { hot: page, rest: stored(rest, hot) };
}

/** Sorted pages with one put in, or in the place of what it was. */
function stored(pages: readonly Page[], page: Page): readonly Page[] {
  const at = indexIn(pages, page.number);
  const copy = pages.slice();
  if (copy[at]?.number === page.number) copy[at] = page;
  else copy.splice(at, 0, page);
  return copy;
}

/** The aligned word in which `address` lies; 0 where nothing was stored. */
export function wordAt(memory: Memory, address: bigint): bigint {
  const page = pageAt(memory, pageNumber(address));
  if (page === null) return 0n;
  const index = pageOffset(address) >> 3;
  return chunkAt(page, Math.floor(index / WORDS))[index % WORDS] as bigint;
}

function chunkAt({ hot, at, rest }: Page, index: number): Chunk {
  return index === at ? hot : (rest[index] as Chunk);
}

/** All chunks of a page, the hot one among them. */
function chunks({ hot, at, rest }: Page): readonly Chunk[] {
  if (rest[at] === hot) return rest;
  const copy = rest.slice();
  copy[at] = hot;
  return copy;
}

function untouched(number: number): Page {
  return { number, shadowEntry: false, hot: ZEROS, at: 0, rest: NO_CHUNKS };
}

/** How far the byte at an address lies above bit 0 of its word. */
function shiftOf(address: bigint): number {
  return (pageOffset(address) & 7) * 8;
}

/** The word in which an address lies, and above it the next. */
function pairAt(memory: Memory, address: bigint): bigint {
  return wordAt(memory, address) | (wordAt(memory, address + 8n) << 64n);
}

/** Eight bytes at any address. */
export function read64(memory: Memory, address: bigint): bigint {
  const shift = shiftOf(address);
  if (shift === 0) return wordAt(memory, address);
  return u64(pairAt(memory, address) >> BigInt(shift));
}

/** The memory with the aligned word in which `address` lies replaced. */
function withWord(memory: Memory, address: bigint, value: bigint): Memory {
  const number = pageNumber(address);
  const page = pageAt(memory, number) ?? untouched(number);
  const index = pageOffset(address) >> 3;
  const at = Math.floor(index / WORDS);
  const hot = chunkAt(page, at).slice();
  hot[index % WORDS] = value;
  const rest = at === page.at ? page.rest : chunks(page);
  return withPage(memory, { number, shadowEntry: page.shadowEntry, hot, at, rest });
}

/** The memory with the lower of eight bytes stored at any address, all of them where no number is given. */
export function written(memory: Memory, address: bigint, value: bigint, bytes = 8): Memory {
  const above = shiftOf(address);
  if (above === 0 && bytes === 8) return withWord(memory, address, value);
  const shift = BigInt(above);
  const width = BigInt(bytes) * 8n;
  const mask = ((1n << width) - 1n) << shift;
  const pair = (pairAt(memory, address) & ~mask) | ((value << shift) & mask);
  const first = withWord(memory, address, u64(pair));
  return shift + width > 64n ? withWord(first, address + 8n, pair >> 64n) : first;
}

/** The memory with the page of `address` touched, and where `shadowEntry` is true, made a shadow-stack entry. */
export function touched(memory: Memory, address: bigint, shadowEntry: boolean): Memory {
  const number = pageNumber(address);
  const page = pageAt(memory, number);
  if (page !== null && (page.shadowEntry || !shadowEntry)) return memory;
  const { hot, at, rest } = page ?? untouched(number);
  return withPage(memory, { number, shadowEntry, hot, at, rest });
}

function pages({ hot, rest }: Memory): readonly Page[] {
  return hot === null ? rest : stored(rest, hot);
}

/** The memory without the pages of `[start, end)`. */
export function dropped(memory: Memory, start: bigint, end: bigint): Memory {
  const [from, to] = [pageNumber(start), pageNumber(end)];
  const outside = ({ number }: Page): boolean => number < from || number >= to;
  return ofPages(pages(memory).filter(outside));
}

/** The memory with the pages of `[start, end)` moved to `target`. */
export function moved(memory: Memory, start: bigint, end: bigint, target: bigint): Memory {
  const [from, to, by] = [pageNumber(start), pageNumber(end), pageNumber(target) - pageNumber(start)];
  const inside = ({ number }: Page): boolean => number >= from && number < to;
  const all = pages(memory);
  const shifted = all.filter(inside).map((page) => ({ ...page, number: page.number + by }));
  return ofPages([...all.filter((page) => !inside(page)), ...shifted]);
}

function ofPages(list: readonly Page[]): Memory {
  return { hot: null, rest: [...list].sort((a, b) => a.number - b.number) };
}

/** The words of `[start, end)` that are not 0, at most `limit`, by address. */
export function wordsIn(
  memory: Memory,
  start: bigint,
  end: bigint,
  limit: number,
): readonly (readonly [bigint, bigint])[] {
  const found: (readonly [bigint, bigint])[] = [];
  const [from, to] = [pageNumber(start), pageNumber(end)];
  for (const page of pages(memory)) {
    if (page.number < from || page.number >= to) continue;
    chunks(page).forEach((chunk, c) => {
      if (chunk === ZEROS) return;
      chunk.forEach((word, w) => {
        if (word === 0n || found.length >= limit) return;
        found.push([addressIn(page.number, (c * WORDS + w) * 8), word]);
      });
    });
  }
  return found;
}
