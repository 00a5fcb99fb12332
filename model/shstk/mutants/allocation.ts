/** Mutants of map_shadow_stack and of placement. */
import type { Mutant } from '../../core/machine';
import { GIB4, PAGE, pageAlign, TASK_SIZE_MAX } from '../abi';
import { overlaps } from '../maps';
import { UPSTREAM } from '../profiles';
import { mutant, ORIGIN } from './mutant';

const { mapObjection, addressObjection } = UPSTREAM;

export const ALLOCATION_MUTANTS: readonly Mutant[] = [
  mutant('token-at-the-rounded-size', 'SHSTK-35', ORIGIN.slip, { tokenEnd: (addr, size) => addr + pageAlign(size) }, { invariant: 8 }),
  mutant('token-without-bit-0', 'SHSTK-35', ORIGIN.slip, { tokenValue: (end) => end }, { invariant: 8 }),
  mutant('token-with-bit-1', 'SHSTK-35', ORIGIN.slip, { tokenValue: (end) => end | 3n }, { invariant: 8 }),
  mutant('token-needs-16-bytes', 'SHSTK-35', ORIGIN.slip, {
    mapObjection: (addr, size, flags) => (flags & 1n && size < 16n ? 'ENOSPC' : mapObjection(addr, size, flags)),
  }, { invariant: 8 }),
  mutant('token-rounded-down', 'SHSTK-36', ORIGIN.slip, { tokenEnd: (addr, size) => (addr + size) & ~7n }, { invariant: 8 }),
  mutant('failed-token-leaves-the-mapping', 'SHSTK-36', ORIGIN.slip, { failedTokenUnmaps: false }, { invariant: 7 }),
  mutant('uneven-size-refused', 'SHSTK-36', ORIGIN.slip, {
    mapObjection: (addr, size, flags) => mapObjection(addr, size, flags) ?? (size > 8n && size & 7n && !(size & 1n) ? 'EINVAL' : null),
  }),
  mutant('flags-not-checked', 'SHSTK-33', ORIGIN.v1, {
    mapObjection: (addr, size, flags) => mapObjection(addr, size, flags & 1n),
  }, { invariant: 8 }),
  mutant('all-64-flag-bits-checked', 'SHSTK-71', ORIGIN.slip, {
    mapObjection: (addr, size, flags) => (flags > 1n ? 'EINVAL' : mapObjection(addr, size, flags)),
  }, { invariant: 8 }),
  mutant('size-0-first', 'SHSTK-72', ORIGIN.slip, {
    mapObjection: (addr, size, flags) => (size === 0n ? 'EINVAL' : mapObjection(addr, size, flags)),
  }, { invariant: 8 }),
  mutant('address-first', 'SHSTK-72', ORIGIN.slip, {
    mapObjection: (addr, size, flags) => (addr !== 0n && addr < GIB4 ? 'ERANGE' : mapObjection(addr, size, flags)),
  }, { invariant: 8 }),
  mutant('token-before-flags', 'SHSTK-72', ORIGIN.slip, {
    mapObjection: (addr, size, flags) => (flags & 1n && size < 8n ? 'ENOSPC' : mapObjection(addr, size, flags)),
  }, { invariant: 8 }),
  mutant('below-4g-accepted', 'SHSTK-33', ORIGIN.slip, {
    mapObjection: (addr, size, flags) => mapObjection(addr < GIB4 ? 0n : addr, size, flags),
  }, { invariant: 8 }),
  mutant('anything-huge-overflows', 'SHSTK-73', ORIGIN.document, {
    mapObjection: (addr, size, flags) => mapObjection(addr, size, flags) ?? (size >= TASK_SIZE_MAX ? 'EOVERFLOW' : null),
  }, { invariant: 8 }),
  mutant('overflow-not-seen', 'SHSTK-73', ORIGIN.slip, {
    mapObjection: (addr, size, flags) => {
      const found = mapObjection(addr, size, flags);
      return found === 'EOVERFLOW' ? null : found;
    },
  }, { invariant: 8 }),
  mutant('size-0-is-no-memory', 'SHSTK-38', ORIGIN.slip, {
    mapObjection: (addr, size, flags) => mapObjection(addr, size, flags) ?? (size === 0n ? 'ENOMEM' : null),
  }, { invariant: 8 }),
  mutant('unaligned-address-rounded', 'SHSTK-74', ORIGIN.slip, { fixedAddress: (addr) => addr & ~(PAGE - 1n) }, { invariant: 8 }),
  mutant('address-not-heeded', 'SHSTK-34', ORIGIN.v1, { heedsAddress: false }, { invariant: 8 }),
  mutant('last-page-refused', 'SHSTK-34', ORIGIN.slip, {
    addressObjection: (maps, addr, size) => (addr + size >= TASK_SIZE_MAX ? 'ENOMEM' : addressObjection(maps, addr, size)),
  }),
  mutant('end-not-checked', 'SHSTK-75', ORIGIN.slip, {
    addressObjection: (maps, addr, size) => (addr & (PAGE - 1n) ? 'EINVAL' : overlaps(maps, addr, addr + size) ? 'EEXIST' : null),
  }, { invariant: 8 }),
  mutant('collision-replaces', 'SHSTK-76', ORIGIN.slip, { replacesOnCollision: true }),
  mutant('collision-seen-at-the-start-only', 'SHSTK-76', ORIGIN.slip, {
    addressObjection: (maps, addr, size) => {
      const found = addressObjection(maps, addr, size);
      return found === 'EEXIST' && !overlaps(maps, addr, addr + 1n) ? null : found;
    },
  }),
  mutant('touching-refused', 'SHSTK-76', ORIGIN.document, {
    addressObjection: (maps, addr, size) => addressObjection(maps, addr, size) ?? (overlaps(maps, addr - 1n, addr) ? 'EEXIST' : null),
  }),
  mutant('guard-page-at-fixed-addresses', 'SHSTK-90', ORIGIN.document, {
    addressObjection: (maps, addr, size) =>
      addressObjection(maps, addr, size) ??
      (maps.some(({ start, end, shadow }) => shadow && (start === addr + size || end === addr)) ? 'EEXIST' : null),
  }),
  mutant('guard-page-above-as-well', 'SHSTK-88', ORIGIN.document, { gapBelow: (shadow, own) => (shadow || own ? PAGE : 0n) }),
  mutant('no-guard-page', 'SHSTK-42', ORIGIN.slip, { gapBelow: () => 0n, ownGap: () => 0n }, { invariant: 9 }),
  mutant('no-guard-page-below-the-new-one', 'SHSTK-42', ORIGIN.slip, { ownGap: () => 0n }),
  mutant('hint-in-the-guard-page', 'SHSTK-89', ORIGIN.slip, { hintGap: () => 0n }),
  mutant('hint-needs-two-pages', 'SHSTK-89', ORIGIN.slip, { hintGap: (shadow) => (shadow ? 2n * PAGE : 0n) }),
  mutant('compat-map-above-4g', 'SHSTK-70', ORIGIN.document, { compatMapsLow: false }),
  mutant('as-limit-not-counted', 'SHSTK-78', ORIGIN.slip, { asLimitCounts: false }),
  mutant('not-counted-as-data', 'SHSTK-78', ORIGIN.slip, { counted: ({ shadow, prot }) => !shadow && (prot & 2) !== 0 }),
  mutant('map-needs-the-feature', 'SHSTK-37', ORIGIN.document, { mapNeedsFeature: true }),
  mutant('map-unsupported-is-enosys', 'SHSTK-33', ORIGIN.v1, { mapUnsupported: 'ENOSYS' }),
  mutant('map-read-only', 'SHSTK-77', ORIGIN.v1, { shadowProt: 1, shadowAllowed: (prot) => prot !== 0 }),
  mutant('mmap-flag-makes-one', 'SHSTK-09', ORIGIN.early, { mmapShadow: (prot) => prot === 7 }),
]; // prettier-ignore
