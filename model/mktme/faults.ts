/**
 * The faults of the posted code, by name: each exchanges rules of `spec`. `reply` and `v2` are `spec` with
 * theirs switched on; each is a mutant of `spec` too.
 */
import type { HookRange, Touched } from './hook';
import { fromAddress, fromFirstPage, fromLastChunk } from './hook';
import { pageOf } from './geometry';
import type { Rules } from './rules';
import { orThenMask, removesAnyPart, SPEC, takenForTable } from './rules';

/** A mistake: rules of `spec` exchanged. */
export interface Slip {
  readonly id: string;
  /** The requirement of `spec` that it breaks. */
  readonly requirement: string;
  readonly invariant?: number;
  readonly origin: string;
  readonly rules: Partial<Rules>;
}

/** A mistake that was posted. */
export interface Fault extends Slip {
  /** The sentence that says so of the posted code; where there are several, each with what mends its part alone. */
  readonly posted: string | readonly Part[];
}

export interface Part {
  readonly name: string;
  readonly posted: string;
  readonly mended: Partial<Rules>;
}

const V2 = 'v2 19/59';
const REPLY = '20190617144328.oqwx5rb5yfm2ziws@box';

/** One hook for ranges in C, another for all else. */
function inC(there: HookRange, elsewhere: HookRange): HookRange {
  return (geo, touched) => {
    const page = pageOf(geo.levels, touched.address);
    const inside = touched.how === 'range' && page >= geo.base && page < geo.base + geo.dm;
    return (inside ? there : elsewhere)(geo, touched);
  };
}

function isRun({ how, contiguous }: Touched): boolean {
  return how === 'range' && contiguous;
}

/** Faults of the sync function, the same in the mail and in the repost. */
export const SYNC_FAULTS: readonly Fault[] = [
  {
    id: 'no-range-check',
    requirement: 'MKTME-50',
    posted: [
      { name: 'outside', posted: 'MKTME-75', mended: { checksRange: ['outside'] } },
      { name: 'malformed', posted: 'MKTME-76', mended: { checksRange: ['empty', 'malformed'] } },
    ],
    origin: `${V2}: the loops end on addr == end and look at nothing else`,
    rules: { checksRange: [] },
  },
  {
    id: 'split-fills-the-range-only',
    requirement: 'MKTME-55',
    posted: 'MKTME-77',
    invariant: 2,
    origin: `${V2}: the new table gets the pages of the range, the other pages of the leaf are lost`,
    rules: { fillsWholeSplit: false },
  },
  {
    id: 'huge-leaf-cleared-before-allocation',
    requirement: 'MKTME-55',
    posted: 'MKTME-78',
    invariant: 5,
    origin: `${V2}: pmd_clear() and pud_clear() stand before __get_free_page()`,
    rules: { clearsBeforeAllocating: true },
  },
  {
    id: 'table-freed-for-any-part',
    requirement: 'MKTME-17',
    posted: 'MKTME-79',
    invariant: 2,
    origin: `${V2}: remove_pte asks for page alignment where remove_pmd asks for PUD alignment`,
    rules: { removes: removesAnyPart },
  },
  {
    id: 'collapse-leaks-lower-tables',
    requirement: 'MKTME-53',
    posted: 'MKTME-80',
    invariant: 9,
    origin: `${V2}: one __free_page() for the table below the 1 GiB entry`,
    rules: { freedAtCollapse: () => 1 },
  },
  {
    id: 'table-freed-while-linked',
    requirement: 'MKTME-54',
    posted: 'MKTME-81',
    origin: `${V2}: __free_page() before pmd_clear(), and the flush at the very end`,
    rules: { freesLinked: true },
  },
  {
    id: 'top-level-in-lockstep',
    requirement: 'MKTME-56',
    posted: 'MKTME-82',
    origin: `${V2}: src_pgd++ and dst_pgd++ in one step`,
    rules: { top: 'lockstep' },
  },
  {
    id: 'top-table-made-after-an-error',
    requirement: 'MKTME-68',
    posted: 'MKTME-83',
    origin: `${V2}: the check for the end of the destination table stands before the test of ret`,
    rules: { allocatesTopAfterError: true },
  },
  {
    id: 'keyid-ored-then-masked',
    requirement: 'MKTME-63',
    posted: 'MKTME-84',
    origin: `${V2}: the KeyID is OR-ed in, __supported_pte_mask is applied after`,
    rules: { entry: (geo, _level, source, keyid) => orThenMask(geo, source, keyid) },
  },
  {
    id: 'more-keyids-than-bits',
    requirement: 'MKTME-67',
    posted: 'MKTME-85',
    origin: `${V2}: nothing compares the number of KeyIDs with the mask`,
    rules: { keyidsUsed: (_bits, configured) => configured },
  },
  {
    id: 'non-present-leaf-walked',
    requirement: 'MKTME-52',
    posted: 'MKTME-86',
    origin: `${V2}: pmd_large() and pud_large() are asked, and a non-present entry has no size bit`,
    rules: { walks: takenForTable },
  },
  {
    id: 'enable-ignores-error',
    requirement: 'MKTME-64',
    posted: 'MKTME-87',
    origin: `${V2}: init_page_mktme() drops the result`,
    rules: { enableError: 'ignored' },
  },
  {
    id: 'disable-keeps-copies',
    requirement: 'MKTME-62',
    posted: 'MKTME-88',
    origin: `${V2}: mktme_disable() resets variables and nothing else`,
    rules: { disable: { copies: 'kept', resets: true } },
  },
  {
    id: 'removal-not-rounded',
    requirement: 'MKTME-60',
    posted: 'MKTME-89',
    origin: `${REPLY}: kernel_physical_mapping_remove() passes the range as it is`,
    rules: { hotremove: { ...SPEC.hotremove, rounds: false } },
  },
  {
    id: 'error-path-not-synced',
    requirement: 'MKTME-61',
    posted: 'MKTME-90',
    invariant: 7,
    origin: `${REPLY} and ${V2}: the error path of change_page_attr_set_clr() goes past cpa_flush()`,
    rules: { errorPathSyncs: false },
  },
  {
    id: 'forced-split-not-synced',
    requirement: 'MKTME-66',
    posted: 'MKTME-91',
    origin: `${REPLY} and ${V2}: CPA_FLUSHTLB is not set by a split alone`,
    rules: { forcedSplitSyncs: false },
  },
];

/** Faults of the hook in the mail. */
export const REPLY_FAULTS: readonly Fault[] = [
  {
    id: 'hook-takes-the-address-unrounded',
    requirement: 'MKTME-48',
    posted: [
      { name: 'rounding', posted: 'MKTME-92', mended: { hookRange: inC(fromFirstPage, fromAddress) } },
      { name: 'alias', posted: 'MKTME-93', mended: { hookRange: inC(fromAddress, fromFirstPage) } },
    ],
    origin: `${REPLY}: start = *cpa->vaddr, whatever it is an alias of`,
    rules: { hookRange: fromAddress },
  },
  {
    id: 'array-of-pages-by-address',
    requirement: 'MKTME-37',
    posted: 'MKTME-94',
    invariant: 7,
    origin: `${REPLY}: *cpa->vaddr is read for CPA_PAGES_ARRAY, which passes none`,
    rules: { readsUnpassed: true },
  },
  {
    id: 'hook-returns-before-the-cache-flush',
    requirement: 'MKTME-32',
    posted: 'MKTME-95',
    invariant: 7,
    origin: `${REPLY}: return after the sync, found by Zijlstra in his answer`,
    rules: { flushesAfterSync: () => false },
  },
];

/** Faults of the hook in the repost. */
export const V2_FAULTS: readonly Fault[] = [
  {
    id: 'hook-starts-at-the-last-chunk',
    requirement: 'MKTME-47',
    invariant: 7,
    posted: [
      { name: 'start', posted: 'MKTME-96', mended: { hookRange: inC(fromFirstPage, fromLastChunk) } },
      {
        name: 'scattered',
        posted: 'MKTME-97',
        mended: {
          hookRange: (geo, touched) => (isRun(touched) ? fromLastChunk : fromFirstPage)(geo, touched),
        },
      },
      {
        name: 'beyond',
        posted: 'MKTME-98',
        mended: {
          hookRange: (geo, touched) =>
            touched.last >= BigInt(geo.dm) ? 'none' : fromLastChunk(geo, touched),
        },
      },
    ],
    origin: `${V2}: cpa->pfn is what the page loop left behind; arrays of pages and frames beyond C are not told apart`,
    rules: { hookRange: fromLastChunk },
  },
];

/** `spec` with faults switched on. */
export function withFaults(profile: Rules['profile'], faults: readonly Slip[]): Rules {
  return faults.reduce<Rules>((rules, fault) => ({ ...rules, ...fault.rules }), { ...SPEC, profile });
}

export const REPLY_RULES = withFaults('reply', [...SYNC_FAULTS, ...REPLY_FAULTS]);
export const V2_RULES = withFaults('v2', [...SYNC_FAULTS, ...V2_FAULTS]);
