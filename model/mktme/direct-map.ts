/**
 * The file of `hvspec mktme-sync`: a direct map as the page tables of a running kernel hold it, in JSON.
 *
 *     {"paging_levels": 4, "page_offset": "0xffff888000000000",
 *      "direct_map": [{"va": "0xffff888000000000", "pa": "0x0", "page": "4K", "count": 152,
 *                      "write": true, "nx": true, "global": true}, …]}
 *
 * `page` is 4K, 2M or 1G; each row stands for `count` leaves whose frames count up. Other members are ignored.
 */
import { parseU64 } from '../core/u64';
import type { Leaf } from './types';

export interface DirectMap {
  readonly levels: 4 | 5;
  readonly pageOffset: bigint;
  /** In ascending order, without overlap. */
  readonly leaves: readonly Leaf[];
}

/** The file is no direct map. The message says where and what to do. */
export class MapError extends Error {
  override readonly name = 'MapError';
}

const SIZES: Readonly<Record<string, { readonly level: Leaf['level']; readonly bytes: bigint }>> = {
  '4K': { level: '4k', bytes: 1n << 12n },
  '2M': { level: '2m', bytes: 1n << 21n },
  '1G': { level: '1g', bytes: 1n << 30n },
};
const MAX_ROWS = 4096;
const TIB = 1n << 40n;

/** @throws MapError on the first thing wrong */
export function readDirectMap(text: string): DirectMap {
  const file = parsed(text);
  const levels = file['paging_levels'];
  if (levels !== 4 && levels !== 5) throw new MapError(`paging_levels is ${JSON.stringify(levels)}: 4 or 5`);
  const pageOffset = address(file['page_offset'], 'page_offset');
  if (pageOffset % (1n << 30n) !== 0n)
    throw new MapError(`page_offset is ${hex(pageOffset)}: it has to lie on a 1 GiB border`);
  const rows = file['direct_map'];
  if (!Array.isArray(rows) || rows.length === 0)
    throw new MapError('direct_map has to be a list of at least one row');
  if (rows.length > MAX_ROWS)
    throw new MapError(`direct_map has ${rows.length} rows: at most ${MAX_ROWS} are read`);
  const leaves = rows.map((row: unknown, i) => leafOf(row, `direct_map[${i}]`, pageOffset));
  const sorted = [...leaves].sort((a, b) => (a.va < b.va ? -1 : a.va > b.va ? 1 : 0));
  sorted.forEach((leaf, i) => {
    const before = sorted[i - 1];
    if (before !== undefined && endOf(before) > leaf.va) {
      throw new MapError(
        `the rows at ${hex(before.va)} and ${hex(leaf.va)} overlap: each address may be mapped once`,
      );
    }
  });
  return { levels, pageOffset, leaves: sorted };
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch {
    throw new MapError('is not JSON: a direct map is one JSON object');
  }
  throw new MapError('is not an object: a direct map is one JSON object');
}

function leafOf(row: unknown, where: string, pageOffset: bigint): Leaf {
  if (typeof row !== 'object' || row === null)
    throw new MapError(`${where} is no row: {"va", "pa", "page", "count", …}`);
  const { va: v, pa: p, page, count, write, nx, global } = row as Record<string, unknown>;
  const va = address(v, `${where}.va`);
  const pa = address(p, `${where}.pa`);
  const size = typeof page === 'string' && Object.hasOwn(SIZES, page) ? SIZES[page] : undefined;
  if (size === undefined) throw new MapError(`${where}.page is ${JSON.stringify(page)}: 4K, 2M or 1G`);
  if (typeof count !== 'number' || !Number.isInteger(count) || count < 1 || count > 1 << 28) {
    throw new MapError(`${where}.count is ${JSON.stringify(count)}: a whole number from 1 on`);
  }
  if (va % size.bytes !== 0n || pa % size.bytes !== 0n)
    throw new MapError(
      `${where} maps ${hex(va)} to ${hex(pa)}: both have to lie on a border of ${String(page)}`,
    );
  if (va - pageOffset !== pa)
    throw new MapError(
      `${where} maps ${hex(va)} to ${hex(pa)}: in a direct map that is ${hex(pageOffset)} + ${hex(pa)} = ${hex(pageOffset + pa)}`,
    );
  for (const [name, flag] of Object.entries({ write, nx, global })) {
    if (typeof flag !== 'boolean')
      throw new MapError(`${where}.${name} is ${JSON.stringify(flag)}: true or false`);
  }
  const flags =
    0x61n | (write === true ? 2n : 0n) | (global === true ? 0x100n : 0n) | (nx === true ? 1n << 63n : 0n);
  const sized = size.level === '4k' ? flags : flags | 0x80n;
  return { va, level: size.level, pfn: pa >> 12n, flags: sized, ...(count === 1 ? {} : { n: count }) };
}

function address(value: unknown, where: string): bigint {
  if (typeof value !== 'string')
    throw new MapError(`${where} is ${JSON.stringify(value)}: an address as "0x…"`);
  try {
    return parseU64(value);
  } catch (error) {
    throw new MapError(`${where}: ${(error as Error).message}`);
  }
}

export function endOf({ va, level, n }: Leaf): bigint {
  return va + (SIZES[level.toUpperCase()]?.bytes ?? 0n) * BigInt(n ?? 1);
}

/**
 * The size of one direct mapping: the least power of two of at least 1 TiB that holds the map.
 * @throws MapError where it and its copies do not fit into the address space set aside
 */
export function sizeFor({ levels, pageOffset, leaves }: DirectMap, keyids: number): bigint {
  const top = leaves.reduce((end, leaf) => (endOf(leaf) > end ? endOf(leaf) : end), pageOffset) - pageOffset;
  let size = TIB;
  while (size < top) size <<= 1n;
  const room = 1n << (levels === 4 ? 46n : 55n);
  if (size * BigInt(keyids + 1) > room) {
    const most = room / size - 1n;
    throw new MapError(
      `${keyids} KeyIDs need ${keyids + 1} mappings of ${size >> 40n} TiB, and there is room for ${room >> 40n} TiB: at most ${most} KeyIDs fit`,
    );
  }
  return size;
}

function hex(value: bigint): string {
  return value < 0n ? `-0x${(-value).toString(16)}` : `0x${value.toString(16)}`;
}
