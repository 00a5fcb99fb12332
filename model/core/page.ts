/** Addresses as pages of 4 KiB: which one, and how far into it. */
import { high32, low32, u64Of } from './u64';

/** Bytes of a page. */
export const PAGE_SIZE = 4096;
/** Pages whose addresses have the same upper half. */
const PER_HALF = 2 ** 20;

/**
 * The number of the page in which an address lies: 52 bits, which a number holds.
 * @param bits how many bits of the address count, from 33 on
 */
export function pageNumber(address: bigint, bits = 64): number {
  const upper = bits === 64 ? high32(address) : high32(address) & (-1 >>> (64 - bits));
  return upper * PER_HALF + (low32(address) >>> 12);
}

/** The byte of its page at which an address lies. */
export function pageOffset(address: bigint): number {
  return low32(address) & 0xfff;
}

/**
 * The address of a byte of a page.
 * @param bits how many bits of it count, from 33 on: those above are as the highest of them
 */
export function addressIn(page: number, offset = 0, bits = 64): bigint {
  const unused = 64 - bits;
  return u64Of((Math.floor(page / PER_HALF) << unused) >> unused, (page << 12) | offset);
}
