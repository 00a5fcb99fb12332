/** The state of the machine: readonly, and shared between steps where nothing changed. */
import type { Geometry } from './geometry';
import { copyBase, extent, geometryOf, keyidsOf, keyidVariables, placedOf } from './geometry';
import type { PageKeyids } from './page-keyids';
import type { Rules } from './rules';
import type { Table } from './table';
import { emptyTable } from './table';
import { put } from './tree';
import type { Config } from './types';

/** A page that the TLB holds: what an access through this address uses, whatever the tables say now. */
export interface TlbEntry {
  /** Page of the address, of the leaf's first page, and the leaf's size in pages. */
  readonly page: number;
  readonly leaf: number;
  readonly pages: number;
  readonly pa: bigint;
  readonly keyid: number;
  readonly level: number;
  readonly entry: bigint;
}

export interface State {
  readonly geo: Geometry;
  /** The top table of the kernel's address space: canonical mapping, copies and all else. */
  readonly root: Table;
  readonly enabled: boolean;
  readonly nrKeyids: number;
  /** As the configuration has it, which may be more than the KeyID bits can hold. */
  readonly configured: number;
  /** Variables that a disable resets. */
  readonly shift: bigint;
  readonly keyMask: bigint;
  readonly physicalMask: bigint;
  /** Copies that there may be something of: KeyIDs of the last time that MKTME was on. */
  readonly copies: number;
  readonly allocated: number;
  readonly freed: number;
  readonly failIn: number;
  /** Whether the last sync failed for want of memory. */
  readonly failedBefore: boolean;
  readonly tlb: readonly TlbEntry[];
  readonly keyids: PageKeyids;
  /** What the kernel has warned of, and does not warn of again. */
  readonly warned: readonly Warned[];
  readonly booted: boolean;
}

export type Draft = { -readonly [K in keyof State]: State[K] };

export type Warned = 'page-has-keyid' | 'page-keyid-range';

/** @throws RangeError where the configuration is no machine; Misuse where its leaves overlap */
export function initialState(rules: Rules, config: Config): State {
  const geo = geometryOf(config);
  const configured = config.nr_keyids ?? keyidsOf(config.keyid_bits);
  const nrKeyids = rules.keyidsUsed(config.keyid_bits, configured);
  let root: Table = emptyTable(config.levels, false);
  for (const leaf of [...config.canonical, ...(config.kernel ?? [])]) root = put(root, placedOf(geo, leaf));
  for (const leaf of config.canonical) {
    const placed = placedOf(geo, leaf);
    if (placed.page < geo.base || placed.page + extent(placed) > geo.base + geo.dm) {
      throw new RangeError(`the leaf at 0x${leaf.va.toString(16)} does not lie in the canonical mapping`);
    }
  }
  for (const leaf of config.held ?? []) {
    const placed = placedOf(geo, leaf);
    if (placed.page < copyBase(geo, 1) || placed.page + extent(placed) > copyBase(geo, nrKeyids + 1))
      throw new RangeError(`the leaf at 0x${leaf.va.toString(16)} does not lie in a copy`);
    root = put(root, placed, true);
  }
  return {
    geo,
    root,
    enabled: config.enabled,
    nrKeyids,
    configured,
    ...keyidVariables(geo),
    copies: nrKeyids,
    allocated: root.tables,
    freed: 0,
    failIn: 0,
    failedBefore: false,
    tlb: [],
    keyids: [],
    warned: [],
    booted: config.enabled || config.canonical.length > 0,
  };
}

/** A copy to work on. Written out, which is several times faster than a spread. */
export function draftOf(s: State): Draft {
  return {
    geo: s.geo,
    root: s.root,
    enabled: s.enabled,
    nrKeyids: s.nrKeyids,
    configured: s.configured,
    shift: s.shift,
    keyMask: s.keyMask,
    physicalMask: s.physicalMask,
    copies: s.copies,
    allocated: s.allocated,
    freed: s.freed,
    failIn: s.failIn,
    failedBefore: s.failedBefore,
    tlb: s.tlb,
    keyids: s.keyids,
    warned: s.warned,
    booted: s.booted,
  };
}
