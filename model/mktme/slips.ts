/** Mistakes in the sync function itself. */
import type { Fault } from './faults';
import { SPEC } from './rules';

export type Slip = Fault;

const LOOP = 'a loop over KeyIDs or pages is off by one as easily as any';
const WALK = 'one of the branches of the walk forgotten';

export const SYNC_SLIPS: readonly Slip[] = [
  { id: 'arguments-swapped', requirement: 'MKTME-01', origin: 'two addresses of one type in a row', rules: { bounds: (start, end) => [end, start] } },
  { id: 'works-while-off', requirement: 'MKTME-02', invariant: 6, origin: 'the static key not asked', rules: { worksWhenOff: 'works' } },
  { id: 'flushes-while-off', requirement: 'MKTME-02', invariant: 6, origin: 'the flush moved in front of the test', rules: { worksWhenOff: 'flushes' } },
  { id: 'loop-from-zero', requirement: 'MKTME-04', origin: LOOP, rules: { order: (n) => [0, ...SPEC.order(n)] } },
  { id: 'last-keyid-missed', requirement: 'MKTME-04', invariant: 1, origin: `${LOOP}: i < mktme_nr_keyids`, rules: { order: (n) => SPEC.order(n - 1) } },
  { id: 'keyids-downwards', requirement: 'MKTME-04', origin: 'counting down to zero', rules: { order: (n) => [...SPEC.order(n)].reverse() } },
  { id: 'error-overwritten', requirement: 'MKTME-05', invariant: 5, origin: '!ret left out of the loop condition, ret assigned in the body', rules: { stopsAtError: false, keepsError: false } },
  { id: 'goes-on-after-an-error', requirement: 'MKTME-05', invariant: 5, origin: 'every KeyID tried, the error kept', rules: { stopsAtError: false } },
  { id: 'rolls-back', requirement: 'MKTME-05', invariant: 5, origin: 'a clean-up path that undoes too much', rules: { rollsBack: true } },
  { id: 'flush-on-success-only', requirement: 'MKTME-06', invariant: 10, origin: 'an early return of the error', rules: { flushes: { ...SPEC.flushes, error: 0 } } },
  { id: 'flush-for-each-keyid', requirement: 'MKTME-06', origin: 'the flush inside the loop', rules: { flushes: { ...SPEC.flushes, success: 0, error: 0, each: 1 } } },
  { id: 'flush-missing', requirement: 'MKTME-06', invariant: 10, origin: 'the flush left to the callers', rules: { flushes: { success: 0, error: 0, each: 0, none: 0 } } },
  { id: 'flush-twice', requirement: 'MKTME-06', invariant: 4, origin: 'the callers flush too', rules: { flushes: { ...SPEC.flushes, success: 2 } } },
  { id: 'no-flush-without-keyids', requirement: 'MKTME-06', origin: 'the flush put behind a test for N', rules: { flushes: { ...SPEC.flushes, none: 0 } } },
  { id: 'flush-without-effect', requirement: 'MKTME-06', invariant: 10, origin: 'global entries survive a flush that is not told of them', rules: { flushEmptiesTlb: false } },
  { id: 'end-inclusive', requirement: 'MKTME-07', invariant: 2, origin: LOOP, rules: { bounds: (start, end) => [start, end + 1] } },
  { id: 'last-page-missed', requirement: 'MKTME-07', origin: LOOP, rules: { bounds: (start, end) => [start, Math.max(start + 1, end - 1)] } },
  { id: 'first-page-missed', requirement: 'MKTME-07', invariant: 2, origin: LOOP, rules: { bounds: (start, end) => [Math.min(start + 1, end - 1), end] } },
  { id: 'range-rounded-to-a-table', requirement: 'MKTME-07', invariant: 2, origin: 'pmd_addr_end() used for the range', rules: { bounds: (start, end) => [start - (start % 512), Math.ceil(end / 512) * 512] } },
  { id: 'offset-missing', requirement: 'MKTME-07', origin: 'keyid * direct_mapping_size forgotten', rules: { target: (_geo, _keyid, page) => page } },
  { id: 'offset-twice', requirement: 'MKTME-07', invariant: 1, origin: 'keyid * direct_mapping_size added by caller and callee', rules: { target: (geo, keyid, page) => page + 2 * keyid * geo.dm } },
  { id: 'new-leaf-not-followed', requirement: 'MKTME-08', invariant: 1, origin: WALK, rules: { followsCreation: false } },
  { id: 'protection-merged', requirement: 'MKTME-09', invariant: 1, origin: 'the new entry OR-ed into the old one', rules: { entry: (geo, level, source, keyid, old) => SPEC.entry(geo, level, source, keyid, old) | old } },
  { id: 'split-not-followed', requirement: 'MKTME-10', invariant: 1, origin: WALK, rules: { followsSplit: false } },
  { id: 'collapse-not-followed', requirement: 'MKTME-11', invariant: 1, origin: WALK, rules: { followsCollapse: false } },
  { id: 'keyid-not-set', requirement: 'MKTME-12', invariant: 1, origin: 'the entry copied as it is', rules: { entry: (geo, _level, source) => source & (geo.supported | geo.keyMask) } },
  { id: 'keyid-one-bit-up', requirement: 'MKTME-12', invariant: 1, origin: 'a shift off by one', rules: { entry: (geo, level, source, keyid, old) => SPEC.entry(geo, level, source, (2 * keyid) & 63, old) } },
  { id: 'mask-not-applied', requirement: 'MKTME-12', origin: '__supported_pte_mask forgotten', rules: { entry: (geo, _level, source, keyid) => (source & ~geo.keyMask) | (BigInt(keyid) << geo.shift) } },
  { id: 'removal-not-followed', requirement: 'MKTME-13', invariant: 1, origin: WALK, rules: { followsRemoval: false } },
  { id: 'frames-not-compared', requirement: 'MKTME-14', origin: 'BUG_ON() compiled out', rules: { checksFrames: false } },
  { id: 'collapse-frees-nothing', requirement: 'MKTME-15', invariant: 9, origin: 'the entry overwritten, the table forgotten', rules: { freedAtCollapse: () => 0 } },
  { id: 'table-never-removed', requirement: 'MKTME-17', origin: WALK, rules: { removes: () => false } },
  { id: 'table-removed-for-a-part', requirement: 'MKTME-17', invariant: 2, origin: 'the test for the whole table forgotten', rules: { removes: () => true } },
  { id: 'no-memory-not-reported', requirement: 'MKTME-18', invariant: 5, origin: 'return 0 at the end', rules: { reportsNoMemory: false } },
  { id: 'end-of-c-refused', requirement: 'MKTME-20', origin: 'the end compared like an address', rules: { outside: (geo, start, end) => start < geo.base || end >= geo.base + geo.dm } },
  { id: 'tables-rebuilt', requirement: 'MKTME-21', origin: 'a fresh table filled and swapped in each time', rules: { reusesTables: false } },
  { id: 'top-level-not-crossed', requirement: 'MKTME-46', origin: 'the pointer wraps within the first table', rules: { top: 'first' } },
  { id: 'outside-accepted', requirement: 'MKTME-50', origin: 'no test for PAGE_OFFSET', rules: { checksRange: ['empty', 'malformed'] } },
  { id: 'empty-accepted', requirement: 'MKTME-51', origin: 'do … while over an empty range', rules: { checksRange: ['malformed', 'outside'] } },
  { id: 'malformed-accepted', requirement: 'MKTME-51', origin: 'alignment left to the callers', rules: { checksRange: ['empty', 'outside'] } },
  { id: 'non-present-leaf-skipped', requirement: 'MKTME-52', origin: 'pmd_present() asked where pmd_none() is meant', rules: { followsNonPresent: false } },
  { id: 'table-freed-before-the-flush', requirement: 'MKTME-54', origin: 'unlinked, but freed at once', rules: { freesBeforeFlush: true } },
  { id: 'failure-sticks', requirement: 'MKTME-57', origin: 'an error remembered for good', rules: { failureSticks: true } },
  { id: 'entries-beside-dropped', requirement: 'MKTME-58', invariant: 3, origin: 'a table rebuilt from the range alone', rules: { keepsBeside: false } },
  { id: 'empty-table-lost', requirement: 'MKTME-59', invariant: 9, origin: 'an empty table unlinked and not freed', rules: { keepsEmpty: false } },
]; // prettier-ignore
