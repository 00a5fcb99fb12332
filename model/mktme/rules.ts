/**
 * What the profiles differ in: what must hold, and what posted code does instead. All else (sync.ts, callers.ts,
 * cpa.ts, boot.ts, pages.ts) is the same in all of them.
 */
import { INSIGHT } from '../core/owners';
import type { ProfileRules } from '../core/rules';
import type { Geometry } from './geometry';
import type { HookRange } from './hook';
import { fromFirstPage } from './hook';

export interface Rules extends ProfileRules {
  /** The number of KeyIDs used of a configured one. */
  readonly keyidsUsed: (bits: number, configured: number) => number;
  /** What a sync does not take, of what it must not be passed. */
  readonly checksRange: readonly ('empty' | 'malformed' | 'outside')[];
  /** Whether the top-level entries of source and destination are stepped together, not found from the address. */
  readonly topInLockstep: boolean;
  /** Whether the table below the next top-level entry is made though the walk has failed. */
  readonly allocatesTopAfterError: boolean;
  /** What a leaf of the canonical mapping becomes in a copy. */
  readonly entry: (geo: Geometry, source: bigint, keyid: number) => bigint;
  /** Whether an entry that is a leaf is taken for a pointer to a table. */
  readonly walks: (level: number, entry: bigint) => boolean;
  readonly clearsBeforeAllocating: boolean;
  readonly fillsWholeSplit: boolean;
  /** Whether a table that covers [lo, hi) of its bytes is removed where the canonical mapping has none. */
  readonly removes: (level: number, lo: number, hi: number, bytes: number) => boolean;
  /** Tables freed at a collapse, of `below` that there are. */
  readonly freedAtCollapse: (below: number) => number;
  readonly freesLinked: boolean;

  /** Whether enabling reports an error of its sync, and stays off. */
  readonly enableReports: boolean;
  readonly disableRemoves: boolean;
  /** Whether a removal of memory syncs out to the borders of the leaves that it cuts. */
  readonly removalRounds: boolean;

  /** The range that the page-attribute code syncs. */
  readonly hookRange: HookRange;
  /** Whether it reads an address where an array of pages passes none. */
  readonly readsUnpassed: boolean;
  /** Whether the ordinary flushes follow its sync, with a cache flush asked for or not. */
  readonly flushesAfterSync: (cache: boolean) => boolean;
  /** Whether a request that changed C by another address flushes everything, also where that alone was changed. */
  readonly flushesAliases: boolean;
  readonly errorPathSyncs: boolean;
  readonly forcedSplitSyncs: boolean;
}

/** What must hold: everything that the mails and the runs of their code say a sync should do. */
export const SPEC: Rules = {
  profile: 'spec',
  capabilities: [
    'compare',
    'hotplug',
    'page-attributes',
    'access',
    'page-keyids',
    'boot',
    'allocation-failures',
    'five-levels',
    INSIGHT,
  ],
  choices: { bad_range: ['refused', 'ignored'] },

  keyidsUsed: (bits, configured) => Math.min(configured, 2 ** bits - 1),
  checksRange: ['empty', 'malformed', 'outside'],
  topInLockstep: false,
  allocatesTopAfterError: false,
  entry: (geo, source, keyid) =>
    (source & ~geo.keyMask & (geo.supported | geo.keyMask)) | (BigInt(keyid) << geo.shift),
  walks: () => false,
  clearsBeforeAllocating: false,
  fillsWholeSplit: true,
  removes: (_level, lo, hi, bytes) => lo === 0 && hi === bytes,
  freedAtCollapse: (below) => below,
  freesLinked: false,

  enableReports: true,
  disableRemoves: true,
  removalRounds: true,

  hookRange: fromFirstPage,
  readsUnpassed: false,
  flushesAfterSync: (cache) => cache,
  flushesAliases: true,
  errorPathSyncs: true,
  forcedSplitSyncs: true,
};
