/** Mistakes of those who call sync: enabling, hotplug, removal, the page-attribute code. */
import { everything, fromFirstPage, rounded } from './hook';
import { SPEC } from './rules';
import type { Slip } from './faults';

const MAIL = '20190617144328.oqwx5rb5yfm2ziws@box';

export const CALLER_SLIPS: readonly Slip[] = [
  { id: 'attributes-not-synced', requirement: 'MKTME-29', invariant: 7, origin: 'the series before the mail: no hook in pageattr.c', rules: { hookCalls: false } },
  { id: 'rodata-alone-synced', requirement: 'MKTME-29', origin: `the series before the mail: sync in mark_rodata_ro() only (${MAIL})`, rules: { hookCalls: false, rodataSyncs: true } },
  { id: 'everything-synced-each-time', requirement: 'MKTME-24', origin: 'the series before the mail: sync_direct_mapping(void)', rules: { hookRange: (geo, touched) => (fromFirstPage(geo, touched) === 'none' ? 'none' : everything(geo)) } },
  { id: 'hotplug-tells-others-first', requirement: 'MKTME-25', origin: 'sync_global_pgds() stands above', rules: { hotplug: { ...SPEC.hotplug, order: 'pgd-first' } } },
  { id: 'hotplug-syncs-before-mapping', requirement: 'MKTME-25', origin: 'the call at the head of the function', rules: { hotplug: { ...SPEC.hotplug, syncs: 'before' } } },
  { id: 'hotplug-not-synced', requirement: 'MKTME-22', origin: 'the hook forgotten', rules: { hotplug: { ...SPEC.hotplug, syncs: 'never' } } },
  { id: 'hotplug-does-not-warn', requirement: 'MKTME-25', origin: 'WARN_ON() left out', rules: { hotplug: { ...SPEC.hotplug, warns: false } } },
  { id: 'removal-synced-before', requirement: 'MKTME-26', origin: 'the call in front of remove_pagetable()', rules: { hotremove: { ...SPEC.hotremove, syncs: 'before' } } },
  { id: 'removal-of-physical-range', requirement: 'MKTME-26', origin: 'start and end not converted by __va()', rules: { hotremove: { ...SPEC.hotremove, range: 'physical' } } },
  { id: 'removal-not-synced', requirement: 'MKTME-22', origin: 'the hook forgotten', rules: { hotremove: { ...SPEC.hotremove, syncs: 'never' } } },
  { id: 'removal-does-not-warn', requirement: 'MKTME-26', origin: 'WARN_ON() left out', rules: { hotremove: { ...SPEC.hotremove, warns: false } } },
  { id: 'removal-cuts-the-leaf', requirement: 'MKTME-60', origin: `${MAIL}: no rounding, and a split that fills its range alone`, rules: { hotremove: { ...SPEC.hotremove, rounds: false }, fillsWholeSplit: false } },
  { id: 'rodata-syncs-again', requirement: 'MKTME-27', origin: 'the old call kept beside the new hook', rules: { rodataSyncs: true } },
  { id: 'key-after-sync', requirement: 'MKTME-28', origin: 'the two lines in the other order', rules: { keyBeforeSync: false } },
  { id: 'enabled-without-sync', requirement: 'MKTME-28', origin: 'left to the first change', rules: { syncsAtEnable: false } },
  { id: 'requests-not-synced-by-address', requirement: 'MKTME-29', invariant: 7, origin: 'only arrays handled', rules: { hookRange: (geo, touched) => (touched.how === 'range' ? 'none' : everything(geo)) } },
  { id: 'array-first-page-only', requirement: 'MKTME-30', invariant: 7, origin: '*vaddr is the first of an array', rules: { hookRange: (geo, touched) => (touched.how === 'array' ? firstOnly(geo, touched.first) : fromFirstPage(geo, touched)) } },
  { id: 'flushes-again-after-sync', requirement: 'MKTME-31', origin: 'no return after the sync', rules: { flushesAfterSync: () => true } },
  { id: 'cache-flushed-always', requirement: 'MKTME-32', invariant: 7, origin: 'the flag ignored', rules: { asksCache: () => true, flushesAfterSync: () => true } },
  { id: 'cache-bit-overlooked', requirement: 'MKTME-32', invariant: 7, origin: 'PWT alone looked at', rules: { asksCache: (set) => (set & 8n) !== 0n } },
  { id: 'rounded-to-2m-only', requirement: 'MKTME-33', origin: 'direct_gbpages not asked', rules: { hookRange: (geo, touched) => fromFirstPage({ ...geo, gbpages: false }, touched) } },
  { id: 'rounded-downwards-only', requirement: 'MKTME-33', origin: 'the end left as it is', rules: { hookRange: (geo, touched) => notUpwards(fromFirstPage(geo, touched), touched, geo) } },
  { id: 'interrupts-not-looked-at', requirement: 'MKTME-34', origin: 'BUG_ON() left out', rules: { interruptsBug: () => false } },
  { id: 'early-boot-refused', requirement: 'MKTME-34', origin: 'early_boot_irqs_disabled forgotten', rules: { interruptsBug: (interrupts) => interrupts !== 'on' } },
  { id: 'hook-warns', requirement: 'MKTME-35', origin: 'WARN_ON() as in hotplug', rules: { hookWarns: true } },
  { id: 'hook-returns-the-error', requirement: 'MKTME-35', origin: 'the result passed on', rules: { hookReturnsError: true } },
  { id: 'flushes-though-unchanged', requirement: 'MKTME-36', origin: 'CPA_FLUSHTLB not asked', rules: { flushesUnchanged: true } },
  { id: 'array-of-pages-like-one', requirement: 'MKTME-48', invariant: 7, origin: 'v2 19/59: cpa->pfn is one frame', rules: { hookRange: (geo, touched) => (touched.how === 'pages' ? firstOnly(geo, touched.first) : fromFirstPage(geo, touched)) } },
  { id: 'scattered-frames-like-a-run', requirement: 'MKTME-48', origin: 'v2 19/59: frames taken to follow each other', rules: { hookRange: (geo, touched) => fromFirstPage(geo, { ...touched, contiguous: true }) } },
  { id: 'frame-beyond-c-accepted', requirement: 'MKTME-49', origin: 'v2 19/59: no test of the frame', rules: { hookRange: (geo, touched) => (touched.first >= BigInt(geo.dm) ? firstOnly(geo, touched.first) : fromFirstPage(geo, touched)) } },
  { id: 'error-path-does-not-flush', requirement: 'MKTME-69', origin: 'the flush put behind the test for success', rules: { errorPathFlushes: false } },
  { id: 'hole-is-an-error', requirement: 'MKTME-70', origin: 'no test for the direct mapping in __cpa_process_fault()', rules: { passesHole: () => false } },
  { id: 'unmapped-address-passed-over', requirement: 'MKTME-70', origin: 'every hole taken for one of the direct mapping', rules: { passesHole: () => true } },
  { id: 'alias-in-c-forgotten', requirement: 'MKTME-71', origin: 'cpa_process_alias() left out', rules: { changesAliases: () => false } },
  { id: 'alias-in-c-changed-for-nx', requirement: 'MKTME-71', origin: 'checkalias not looked at', rules: { changesAliases: () => true } },
  { id: 'ceiling-one-less', requirement: 'MKTME-72', origin: '< for <=', rules: { ceiling: 32 } },
  { id: 'split-not-flushed', requirement: 'MKTME-73', origin: 'left to the flush at the end', rules: { splitFlushes: false } },
  { id: 'error-reported-and-left-on', requirement: 'MKTME-64', origin: 'the error returned, the key forgotten', rules: { enableError: 'reported-on' } },
  { id: 'request-runs-beyond-c', requirement: 'MKTME-20', origin: 'the end not cut at the end of the mapping', rules: { hookRange: (geo, touched) => (touched.how === 'range' && touched.contiguous && touched.first < BigInt(geo.dm) ? uncut(geo, touched) : fromFirstPage(geo, touched)) } },
]; // prettier-ignore

type Hook = typeof fromFirstPage;

function firstOnly(geo: Parameters<Hook>[0], first: bigint): ReturnType<Hook> {
  const start = geo.base + Number(first);
  return rounded(geo, { start, end: start + 1 });
}

function uncut(geo: Parameters<Hook>[0], { first, pages }: Parameters<Hook>[1]): ReturnType<Hook> {
  const start = geo.base + Number(first);
  return rounded(geo, { start, end: start + pages });
}

function notUpwards(
  range: ReturnType<Hook>,
  { how, first, pages, contiguous }: Parameters<Hook>[1],
  { base }: Parameters<Hook>[0],
): ReturnType<Hook> {
  if (typeof range === 'string' || how !== 'range' || !contiguous) return range;
  return { start: range.start, end: Math.min(range.end, base + Number(first) + pages) };
}
