/**
 * The decisions in which profiles and mutants differ, each a small pure function or a flag. The walk
 * (sync.ts) and the callers are the same for all. A fault of posted code is a set of rules exchanged
 * (faults.ts): it serves the profile that has it, and as a mutant of the one that has not.
 */
import { isPresent, NX, PCD, PSE, PWT } from './bits';
import type { Geometry } from './geometry';
import type { HookRange } from './hook';
import { fromFirstPage } from './hook';
import type { PrepEncryptedPage } from './types';

export interface Rules {
  readonly profile: 'spec' | 'reply' | 'v2';
  /** KeyIDs of a CPU that announces `bits` bits, and the number used of a configured one. */
  keyids(bits: number): number;
  keyidsUsed(bits: number, configured: number): number;
  keyidShift(keyidBits: number, physBits: number): number;
  physicalMask(physBits: number, keyMask: bigint): bigint;
  /** The KeyIDs that a sync goes through, in order. */
  order(n: number): readonly number[];
  /** First destination page for a KeyID and a source page. */
  target(geo: Geometry, keyid: number, page: number): number;
  /** Where the destination's top-level entry comes from: its address, a step with the source's, or the first's. */
  readonly top: 'address' | 'lockstep' | 'first';
  /** Whether the table below the next top-level entry is made though the walk has failed. */
  readonly allocatesTopAfterError: boolean;
  /** What a leaf of the canonical mapping becomes in a copy that holds `old` there (0 for none). */
  entry(geo: Geometry, level: number, source: bigint, keyid: number, old: bigint): bigint;
  readonly checksFrames: boolean;
  /** Whether an entry that is a leaf is taken for a pointer to a table. */
  walks(level: number, entry: bigint): boolean;
  /** What sync does not take, of what it must not be passed. */
  readonly checksRange: readonly ('empty' | 'malformed' | 'outside')[];
  readonly outside: (geo: Geometry, start: number, end: number) => boolean;
  /** First page and page after the last, from those given. */
  bounds(start: number, end: number): readonly [number, number];
  readonly clearsBeforeAllocating: boolean;
  readonly fillsWholeSplit: boolean;
  /** Whether a table that covers [lo, hi) of its bytes is removed where the canonical mapping has none. */
  removes(level: number, lo: number, hi: number, bytes: number): boolean;
  readonly followsRemoval: boolean;
  readonly followsSplit: boolean;
  readonly followsCreation: boolean;
  readonly followsNonPresent: boolean;
  /** Whether the entries beside the range stay in a table that the range begins or ends in. */
  readonly keepsBeside: boolean;
  readonly keepsEmpty: boolean;
  readonly reusesTables: boolean;
  readonly followsCollapse: boolean;
  /** Tables freed at a collapse, of `below` that there are. */
  freedAtCollapse(below: number): number;
  readonly freesLinked: boolean;
  readonly freesBeforeFlush: boolean;
  readonly reportsNoMemory: boolean;
  readonly stopsAtError: boolean;
  readonly keepsError: boolean;
  readonly rollsBack: boolean;
  readonly failureSticks: boolean;
  /** Full flushes at the end of a sync: after success, after an error, for each KeyID, with N = 0. */
  readonly flushes: {
    readonly success: number;
    readonly error: number;
    readonly each: number;
    readonly none: number;
  };
  readonly worksWhenOff: 'no' | 'flushes' | 'works';

  readonly keyBeforeSync: boolean;
  readonly syncsAtEnable: boolean;
  readonly enableError: 'ignored' | 'reported' | 'reported-on';
  readonly disable: { readonly copies: 'removed' | 'kept'; readonly resets: boolean };
  readonly hotplug: {
    readonly order: 'sync-first' | 'pgd-first';
    readonly syncs: 'after' | 'before' | 'never';
    readonly warns: boolean;
  };
  readonly hotremove: {
    readonly syncs: 'after' | 'before' | 'never';
    readonly range: 'virtual' | 'physical';
    readonly rounds: boolean;
    readonly warns: boolean;
  };
  readonly rodataSyncs: boolean;

  /** The range that the page-attribute hook syncs. */
  readonly hookRange: HookRange;
  readonly hookCalls: boolean;
  /** Whether the hook reads an address where an array of pages passes none. */
  readonly readsUnpassed: boolean;
  /** Whether the ordinary flushes follow the sync. */
  flushesAfterSync(cache: boolean): boolean;
  readonly hookWarns: boolean;
  readonly hookReturnsError: boolean;
  readonly flushesUnchanged: boolean;
  interruptsBug(interrupts: 'on' | 'off' | 'early-boot'): boolean;
  /** KeyIDs through whose aliases the cache is flushed on request. */
  cacheThrough(n: number): readonly number[];
  readonly errorPathSyncs: boolean;
  readonly errorPathFlushes: boolean;
  readonly splitFlushes: boolean;
  /** Most pages that are flushed one by one (tlb_single_page_flush_ceiling). */
  readonly ceiling: number;
  /** Whether nothing mapped at a page is passed over, inside of C or not. */
  passesHole(inC: boolean): boolean;
  /** Whether what is asked for by another address is done in C, too. */
  changesAliases(asked: bigint): boolean;
  readonly forcedSplitSyncs: boolean;
  /** Whether a set mask asks for a cache flush. */
  asksCache(set: bigint): boolean;

  pageAddress(geo: Geometry, pfn: bigint, keyid: number): number;
  physical(geo: Geometry, page: number): number;
  readonly offKeyids: boolean;
  prepFlush(keyid: number): number;
  readonly prepOrder: readonly ('flush' | 'warn' | 'set' | 'clear')[];
  prepares(op: PrepEncryptedPage): boolean;
  pagesOf(order: number): number;
  readonly prepWarns: boolean;
  freeFlush(keyid: number): number | null;
  readonly freeWarns: boolean;
  readonly freeResets: boolean;

  readonly sizing: {
    readonly powerOfTwo: 'with-keyids' | 'always' | 'never';
    readonly area: (virtualBits: number) => bigint;
    readonly capped: boolean;
    readonly copies: (n: number) => number;
    readonly least: bigint;
    readonly logs: readonly string[];
    readonly disables: boolean;
  };
  readonly crypto: { readonly bit: bigint; readonly quantifier: 'every' | 'some'; readonly logs: boolean };
  /** What an access sees of the TLB after a flush of everything. */
  readonly flushEmptiesTlb: boolean;
}

/** What must hold: everything that the mails and the runs of their code say a sync should do. */
export const SPEC: Rules = {
  profile: 'spec',
  keyids: (bits) => 2 ** bits - 1,
  keyidsUsed: (bits, configured) => Math.min(configured, 2 ** bits - 1),
  keyidShift: (keyidBits, physBits) => physBits - keyidBits,
  physicalMask: (physBits, keyMask) => ((1n << BigInt(physBits)) - 1n) & ~keyMask,
  order: (n) => Array.from({ length: n }, (_, i) => i + 1),
  target: (geo, keyid, page) => page + keyid * geo.dm,
  top: 'address',
  allocatesTopAfterError: false,
  entry: (geo, _level, source, keyid) =>
    (source & ~geo.keyMask & (geo.supported | geo.keyMask)) | (BigInt(keyid) << geo.shift),
  checksFrames: true,
  walks: () => false,
  checksRange: ['empty', 'malformed', 'outside'],
  outside: (geo, start, end) => start < geo.base || end > geo.base + geo.dm,
  bounds: (start, end) => [start, end],
  clearsBeforeAllocating: false,
  fillsWholeSplit: true,
  removes: (_level, lo, hi, bytes) => lo === 0 && hi === bytes,
  followsRemoval: true,
  followsSplit: true,
  followsCreation: true,
  followsNonPresent: true,
  keepsBeside: true,
  keepsEmpty: true,
  reusesTables: true,
  followsCollapse: true,
  freedAtCollapse: (below) => below,
  freesLinked: false,
  freesBeforeFlush: false,
  reportsNoMemory: true,
  stopsAtError: true,
  keepsError: true,
  rollsBack: false,
  failureSticks: false,
  flushes: { success: 1, error: 1, each: 0, none: 1 },
  worksWhenOff: 'no',

  keyBeforeSync: true,
  syncsAtEnable: true,
  enableError: 'reported',
  disable: { copies: 'removed', resets: true },
  hotplug: { order: 'sync-first', syncs: 'after', warns: true },
  hotremove: { syncs: 'after', range: 'virtual', rounds: true, warns: true },
  rodataSyncs: false,

  hookRange: fromFirstPage,
  hookCalls: true,
  readsUnpassed: false,
  flushesAfterSync: (cache) => cache,
  hookWarns: false,
  hookReturnsError: false,
  flushesUnchanged: false,
  interruptsBug: (interrupts) => interrupts === 'off',
  cacheThrough: () => [0],
  errorPathSyncs: true,
  errorPathFlushes: true,
  splitFlushes: true,
  ceiling: 33,
  passesHole: (inC) => inC,
  changesAliases: (asked) => (asked & ~NX) !== 0n,
  forcedSplitSyncs: true,
  asksCache: (set) => (set & (PWT | PCD | PSE)) !== 0n,

  pageAddress: (geo, pfn, keyid) => geo.base + keyid * geo.dm + Number(pfn),
  physical: (geo, page) => (page - geo.base) % geo.dm,
  offKeyids: false,
  prepFlush: () => 0,
  prepOrder: ['flush', 'warn', 'set', 'clear'],
  prepares: ({ keyid }) => keyid !== 0,
  pagesOf: (order) => 2 ** order,
  prepWarns: true,
  freeFlush: (keyid) => keyid,
  freeWarns: true,
  freeResets: true,

  sizing: {
    powerOfTwo: 'with-keyids',
    area: (virtualBits) => 1n << BigInt(virtualBits - 1),
    capped: true,
    copies: (n) => n + 1,
    least: 1n << 40n,
    logs: [
      'x86/mktme: Disabled. Not enough virtual address space',
      'x86/mktme: Consider switching to 5-level paging',
    ],
    disables: true,
  },
  crypto: { bit: 0x80000n, quantifier: 'every', logs: true },
  flushEmptiesTlb: true,
};

/** As the posted code tells a 2 MiB leaf (size bit alone) and a 1 GiB leaf (size and present bits). */
export function takenForTable(level: number, entry: bigint): boolean {
  if (level === 2) return (entry & PSE) === 0n;
  return level === 3 && ((entry & PSE) === 0n || !isPresent(entry));
}

/** As the posted code makes an entry: OR the KeyID in, then mask. */
export function orThenMask(geo: Geometry, source: bigint, keyid: number): bigint {
  return (source | (BigInt(keyid) << geo.shift)) & geo.supported;
}

/** As the posted code removes: 4 KiB-entry tables for any page-aligned part, larger ones for whole slots. */
export function removesAnyPart(level: number, lo: number, hi: number, bytes: number): boolean {
  return level === 2 ? lo % 4096 === 0 && hi % 4096 === 0 : lo % bytes === 0 && hi % bytes === 0;
}
