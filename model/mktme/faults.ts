/** The faults of the posted code, by name: each exchanges rules of what must hold, and is a mutant of that, too. */
import { isPresent, PSE } from './bits';
import { fromAddress, fromLastChunk } from './hook';
import type { Rules } from './rules';
import { SPEC } from './rules';

export interface Fault {
  readonly id: string;
  /** The requirement of `spec` that it breaks. */
  readonly requirement: string;
  readonly invariant?: number;
  readonly origin: string;
  readonly rules: Partial<Rules>;
}

const REPOST = 'v2 19/59';
const MAIL = '20190617144328.oqwx5rb5yfm2ziws@box';

/** Faults that the mail and the repost share. */
export const SHARED_FAULTS: readonly Fault[] = [
  {
    id: 'no-range-check',
    requirement: 'MKTME-50',
    origin: `${REPOST}: the loops end on addr == end and look at nothing else`,
    rules: { checksRange: [] },
  },
  {
    id: 'split-fills-the-range-only',
    requirement: 'MKTME-55',
    invariant: 2,
    origin: `${REPOST}: the new table gets the pages of the range, the other pages of the leaf are lost`,
    rules: { fillsWholeSplit: false },
  },
  {
    id: 'huge-leaf-cleared-before-allocation',
    requirement: 'MKTME-55',
    invariant: 5,
    origin: `${REPOST}: pmd_clear() and pud_clear() stand before __get_free_page()`,
    rules: { clearsBeforeAllocating: true },
  },
  {
    id: 'table-freed-for-any-part',
    requirement: 'MKTME-17',
    invariant: 2,
    origin: `${REPOST}: remove_pte asks for page alignment where remove_pmd asks for PUD alignment`,
    rules: {
      removes: (level, lo, hi, bytes) =>
        // Where one end alone is unaligned, the loop has run over the end of the table before.
        level === 2 ? lo % 4096 === 0 : lo === 0 && hi === bytes,
    },
  },
  {
    id: 'collapse-leaks-lower-tables',
    requirement: 'MKTME-53',
    invariant: 9,
    origin: `${REPOST}: one __free_page() for the table below the 1 GiB entry`,
    rules: { freedAtCollapse: () => 1 },
  },
  {
    id: 'table-freed-while-linked',
    requirement: 'MKTME-54',
    origin: `${REPOST}: __free_page() before pmd_clear(), and the flush at the very end`,
    rules: { freesLinked: true },
  },
  {
    id: 'top-level-in-lockstep',
    requirement: 'MKTME-56',
    origin: `${REPOST}: src_pgd++ and dst_pgd++ in one step`,
    rules: { topInLockstep: true },
  },
  {
    id: 'top-table-made-after-an-error',
    requirement: 'MKTME-68',
    origin: `${REPOST}: the check for the end of the destination table stands before the test of ret`,
    rules: { allocatesTopAfterError: true },
  },
  {
    id: 'keyid-ored-then-masked',
    requirement: 'MKTME-63',
    origin: `${REPOST}: the KeyID is OR-ed in, __supported_pte_mask is applied after`,
    rules: { entry: (geo, source, keyid) => (source | (BigInt(keyid) << geo.shift)) & geo.supported },
  },
  {
    id: 'more-keyids-than-bits',
    requirement: 'MKTME-67',
    origin: `${REPOST}: nothing compares the number of KeyIDs with the mask`,
    rules: { keyidsUsed: (_bits, configured) => configured },
  },
  {
    id: 'non-present-leaf-walked',
    requirement: 'MKTME-52',
    origin: `${REPOST}: pmd_large() and pud_large() are asked, and a non-present entry has no size bit`,
    rules: { walks: takenForTable },
  },
  {
    id: 'enable-ignores-error',
    requirement: 'MKTME-64',
    origin: `${REPOST}: init_page_mktme() drops the result`,
    rules: { enableReports: false },
  },
  {
    id: 'disable-keeps-copies',
    requirement: 'MKTME-62',
    origin: `${REPOST}: mktme_disable() resets variables and nothing else`,
    rules: { disableRemoves: false },
  },
  {
    id: 'removal-not-rounded',
    requirement: 'MKTME-60',
    origin: `${MAIL}: kernel_physical_mapping_remove() passes the range as it is, where a split fills its range alone`,
    rules: { removalRounds: false },
  },
  {
    id: 'error-path-not-synced',
    requirement: 'MKTME-61',
    invariant: 7,
    origin: `${MAIL} and ${REPOST}: the error path of change_page_attr_set_clr() goes past cpa_flush()`,
    rules: { errorPathSyncs: false },
  },
  {
    id: 'alias-in-c-not-flushed',
    requirement: 'MKTME-102',
    origin: 'Linux 5.2: mended by ab5130186d74, "x86/mm/cpa: Flush direct map alias during cpa"',
    rules: { flushesAliases: false },
  },
  {
    id: 'forced-split-not-synced',
    requirement: 'MKTME-66',
    origin: `${MAIL} and ${REPOST}: CPA_FLUSHTLB is not set by a split alone`,
    rules: { forcedSplitSyncs: false },
  },
];

/** Faults of the hook in the mail. */
export const MAIL_FAULTS: readonly Fault[] = [
  {
    id: 'hook-takes-the-address-unrounded',
    requirement: 'MKTME-48',
    origin: `${MAIL}: start = *cpa->vaddr, whatever it is an alias of`,
    rules: { hookRange: fromAddress },
  },
  {
    id: 'array-of-pages-by-address',
    requirement: 'MKTME-37',
    invariant: 7,
    origin: `${MAIL}: *cpa->vaddr is read for CPA_PAGES_ARRAY, which passes none`,
    rules: { readsUnpassed: true },
  },
  {
    id: 'hook-returns-before-the-cache-flush',
    requirement: 'MKTME-32',
    invariant: 7,
    origin: `${MAIL}: return after the sync, found by Zijlstra in his answer`,
    rules: { flushesAfterSync: () => false },
  },
];

/** Faults of the hook in the repost. */
export const REPOST_FAULTS: readonly Fault[] = [
  {
    id: 'hook-starts-at-the-last-chunk',
    requirement: 'MKTME-47',
    invariant: 7,
    origin: `${REPOST}: cpa->pfn is what the page loop left behind; arrays of pages and frames beyond C are not told apart`,
    rules: { hookRange: fromLastChunk },
  },
];

/** As the posted code tells a 2 MiB leaf (size bit alone) and a 1 GiB leaf (size and present bits): what is present has its size bit. */
function takenForTable(level: number, entry: bigint): boolean {
  if (level === 2) return (entry & PSE) === 0n;
  return level === 3 && !isPresent(entry);
}

/** The rules that these faults exchange, as they are wrong. */
export function faulty(faults: readonly Fault[]): Partial<Rules> {
  return Object.assign({}, ...faults.map(({ rules }) => rules)) as Partial<Rules>;
}

/** The rules that these faults exchange, as they must be. */
export function mending(faults: readonly Fault[]): Partial<Rules> {
  return Object.fromEntries(Object.entries(SPEC).filter(([name]) => name in faulty(faults)));
}
