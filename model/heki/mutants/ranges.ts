/** Mutants of the range arithmetic. */
import type { Mutant } from '../../core/machine';
import { u64 } from '../../core/u64';
import { pageAlign, paSymbol, pfnDown, pfnUp } from '../ranges';
import { mutant, ORIGIN } from './mutant';

export const RANGE_MUTANTS: readonly Mutant[] = [
  mutant('gfn-end-exclusive', 'HEKI-26', ORIGIN.slip, {
    gfnEnd: ({ va_end }, base) => pfnUp(paSymbol(va_end, base)),
  }, { invariant: 1 }),
  mutant('gfn-end-exclusive-in-the-seed', 'HEKI-26', ORIGIN.slip, {
    gfnEnd: ({ va_end }, base) => pfnUp(paSymbol(va_end, base)),
  }, { profile: 'seed', invariant: 2 }),
  mutant('gfn-end-rounded-down', 'HEKI-30', ORIGIN.slip, {
    gfnEnd: ({ va_end }, base) => u64(pfnDown(paSymbol(va_end, base)) - 1n),
  }, { invariant: 1 }),
  mutant('gfn-end-of-the-end-address', 'HEKI-26', ORIGIN.slip, {
    gfnEnd: ({ va_end }, base) => pfnDown(paSymbol(va_end, base)),
  }, { invariant: 2 }),
  mutant('gfn-start-rounded-up', 'HEKI-25', ORIGIN.slip, {
    gfnStart: ({ va_start }, base) => pfnUp(paSymbol(va_start, base)),
  }, { invariant: 1 }),
  mutant('parts-overlap-at-the-cut', 'HEKI-26', ORIGIN.slip, {
    gfnEnd: ({ va_end }, base) => {
      const pa = paSymbol(va_end, base);
      return pa % 0x1000n === 0n ? pfnDown(pa) : u64(pfnUp(pa) - 1n);
    },
  }, { invariant: 4 }),
  mutant('size-of-the-first-to-the-last-address', 'HEKI-26', ORIGIN.other, {
    gfnEnd: ({ va_start, va_end }, base) => {
      const first = pfnDown(paSymbol(va_start, base));
      const last = u64(pfnUp(paSymbol(va_end, base)) - 1n);
      return u64((last > first ? last : first) - 1n);
    },
  }, { invariant: 2 }),
  mutant('empty-range-dropped', 'HEKI-31', ORIGIN.doc, {
    arranged: (ranges) => ranges.filter(({ gfn_start, gfn_end }) => gfn_end + 1n !== gfn_start),
  }),
  mutant('empty-range-saturates-at-0', 'HEKI-31', ORIGIN.slip, {
    gfnEnd: ({ va_end }, base) => {
      const up = pfnUp(paSymbol(va_end, base));
      return up === 0n ? 0n : up - 1n;
    },
  }),
  mutant('physical-base-forgotten', 'HEKI-25', ORIGIN.slip, {
    gfnStart: ({ va_start }) => pfnDown(paSymbol(va_start, 0n)),
  }),
  mutant('physical-address-of-32-bits', 'HEKI-26', ORIGIN.slip, {
    gfnEnd: ({ va_end }, base) => u64(pfnUp(paSymbol(va_end, base) & 0xffff_ffffn) - 1n),
  }, { invariant: 1 }),
  mutant('gfn-start-of-40-bits', 'HEKI-25', ORIGIN.slip, {
    gfnStart: ({ va_start }, base) => pfnDown(paSymbol(va_start, base)) & 0xff_ffff_ffffn,
  }, { invariant: 1 }),
  mutant('attributes-masked-to-known-bits', 'HEKI-27', ORIGIN.slip, { attributes: (a) => a & 3n }, { invariant: 3 }),
  mutant('exec-lost', 'HEKI-27', ORIGIN.slip, { attributes: (a) => a & ~2n }, { invariant: 3 }),
  mutant('attributes-of-32-bits', 'HEKI-12', ORIGIN.slip, { attributes: (a) => a & 0xffff_ffffn }),
  mutant('ranges-sorted', 'HEKI-28', ORIGIN.doc, {
    arranged: (ranges) => [...ranges].sort((a, b) => (a.gfn_start < b.gfn_start ? -1 : 1)),
  }, { invariant: 3 }),
  mutant('equal-ranges-dropped', 'HEKI-28', ORIGIN.doc, {
    arranged: (ranges) =>
      ranges.filter(({ gfn_start }, i) => ranges.findIndex((one) => one.gfn_start === gfn_start) === i),
  }, { invariant: 3 }),
  mutant('neighbours-trimmed', 'HEKI-90', ORIGIN.doc, {
    arranged: (ranges) =>
      ranges.map((one, i) => (ranges[i - 1]?.gfn_end === one.gfn_start ? { ...one, gfn_start: one.gfn_start + 1n } : one)),
  }, { profile: 'seed' }),
  mutant('converted-in-place', 'HEKI-28', ORIGIN.slip, { convertsInPlace: true }, { invariant: 3 }),
  mutant('storage-of-one-page', 'HEKI-32', ORIGIN.slip, { storage: () => 0x1000 }),
  mutant('storage-not-rounded', 'HEKI-32', ORIGIN.slip, { storage: (num) => 24 * num, released: (num) => 24 * num }),
  mutant('entries-of-16-bytes', 'HEKI-32', ORIGIN.slip, { storage: (num) => pageAlign(16 * num), released: (num) => pageAlign(16 * num) }),
  mutant('released-as-one-page', 'HEKI-32', ORIGIN.slip, { released: () => 0x1000 }),
  mutant('exec-named-in-the-guest', 'HEKI-34', ORIGIN.doc, (rules) => ({
    configuringText: (range) => rules.configuringText(range) + ((range.attributes & 2n) !== 0n ? '[exec]' : ''),
  })),
  mutant('gfn-padded', 'HEKI-34', ORIGIN.slip, (rules) => ({
    configuringText: (range) => rules.configuringText(range).replace(/0x/g, '0x0'),
  })),
]; // prettier-ignore
