/** `hvspec mktme-sync`: copies laid over a real direct map, protection changes made, and what became of them. */
import { MKTME } from '../../../model/mktme';
import type { Config, Event, Inspection, Leaf, Op } from '../../../model/mktme/types';
import type { Change } from './changes';
import type { Fates } from './compare';
import { fatesOf } from './compare';
import type { DirectMap } from '../../../model/mktme/direct-map';
import { endOf, MapError, sizeFor } from '../../../model/mktme/direct-map';

/** Each takes milliseconds, and more on a map of many rows. */
export const MAX_CHANGES = 4096;

export interface Options {
  readonly keyids: number;
  readonly profile: string;
}

/** What one change did. */
export interface Report {
  readonly change: Change;
  readonly outcome: string;
  readonly events: readonly Event[];
  readonly canonical: Fates;
  /** For each KeyID, from 1 on. */
  readonly copies: readonly Fates[];
  readonly broken: readonly string[];
}

export interface Result {
  readonly profile: string;
  readonly keyids: number;
  readonly size: bigint;
  readonly leaves: number;
  readonly tables: number;
  readonly reports: readonly Report[];
  /** Invariants that do not hold at the end, in words; empty where all hold. */
  readonly broken: readonly string[];
}

/** @throws MapError where map, KeyIDs, profile or changes do not fit */
export function mktmeSync(map: DirectMap, changes: readonly Change[], { keyids, profile }: Options): Result {
  if (!Number.isInteger(keyids) || keyids < 1 || keyids > 63)
    throw new MapError(`${keyids} KeyIDs: 1 to 63 can be laid over a map`);
  const found = MKTME.profiles.find(({ name }) => name === profile);
  if (!found)
    throw new MapError(
      `no profile "${profile}": there are ${MKTME.profiles.map(({ name }) => name).join(', ')}`,
    );
  if (changes.length > MAX_CHANGES)
    throw new MapError(`${changes.length} changes: at most ${MAX_CHANGES} are made in one call`);
  const config = configOf(map, keyids);
  const model = found.model(
    Object.fromEntries(Object.entries(found.choices).map(([name, [value]]) => [name, value as string])),
  );
  let state = model.initial(config);
  let seen = model.inspect(state) as Inspection;
  const tables = seen.tables.reachable;
  const reports: Report[] = [];
  for (const change of changes) {
    if (change.pa + BigInt(change.pages) * 4096n > config.direct_mapping_size) {
      throw new MapError(
        `"${change.text}" reaches beyond the direct mapping of ${config.direct_mapping_size >> 40n} TiB`,
      );
    }
    const stepped = model.step(state, requestOf(map, change));
    const next = model.inspect(stepped.state) as Inspection;
    reports.push(reportOf(config, change, stepped.outcome as never, [seen, next]));
    ({ state } = stepped);
    seen = next;
  }
  const leaves = map.leaves.reduce((sum, { n }) => sum + (n ?? 1), 0);
  return {
    profile,
    keyids,
    size: config.direct_mapping_size,
    leaves,
    tables,
    reports,
    broken: brokenIn(config, seen),
  };
}

function configOf(map: DirectMap, keyids: number): Config {
  const bits = (keyids + 1).toString(2).length - ((keyids & (keyids + 1)) === 0 ? 1 : 0);
  return {
    levels: map.levels,
    page_offset: map.pageOffset,
    direct_mapping_size: sizeFor(map, keyids),
    keyid_bits: bits,
    phys_bits: 52,
    nr_keyids: keyids,
    gbpages: map.leaves.some(({ level }) => level === '1g'),
    canonical: [...map.leaves],
    enabled: true,
    copies: 'synced',
  };
}

function requestOf(map: DirectMap, { pa, pages, set, clear }: Change): Op {
  return { op: 'change_page_attr', addresses: [map.pageOffset + pa], pages, set, clear };
}

interface Ended {
  readonly outcome: string;
  readonly bug?: string;
  readonly error?: string;
  readonly events?: readonly Event[];
}

function reportOf(
  config: Config,
  change: Change,
  ended: Ended,
  [before, after]: readonly [Inspection, Inspection],
): Report {
  const copies = Object.keys(after.copies).map((keyid) =>
    fatesOf(before.copies[keyid] ?? [], after.copies[keyid] ?? []),
  );
  return {
    change,
    outcome: ended.bug ?? ended.error ?? ended.outcome,
    events: ended.events ?? [],
    canonical: fatesOf(before.canonical, after.canonical),
    copies,
    broken: brokenIn(config, after),
  };
}

/** The invariants that can be seen in one state: copies equal C, nothing beside them, no table lost. */
function brokenIn(
  { page_offset, direct_mapping_size: size }: Config,
  { canonical, copies, outside, tables }: Inspection,
): readonly string[] {
  const differing = Object.entries(copies).flatMap(([keyid, leaves]) => {
    const back = leaves.map((leaf): Leaf => ({ ...leaf, va: leaf.va - BigInt(keyid) * size, keyid: 0 }));
    const { fates } = fatesOf(
      canonical.map((leaf) => ({ ...leaf, keyid: 0 })),
      back,
    );
    const wrongKey = leaves.some((leaf) => (leaf.keyid ?? 0) !== Number(keyid));
    const pages = fates.reduce((sum, { leaf }) => sum + (endOf(leaf) - leaf.va) / 4096n, 0n);
    if (fates.length === 0 && !wrongKey) return [];
    return [
      `copy ${keyid} ${fates.length === 0 ? 'has entries of another KeyID' : `differs from C over ${pages} pages, first at ${first(fates[0]?.leaf, page_offset)}`} (invariant 1)`,
    ];
  });
  const lost = tables.live - tables.reachable;
  return [
    ...differing,
    ...(outside.length > 0 ? [`leaves lie outside of C and its copies (invariant 2)`] : []),
    ...(lost === 0 ? [] : [`${lost} tables are lost (invariant 9)`]),
  ];
}

function first(leaf: Leaf | undefined, base: bigint): string {
  return leaf === undefined ? '?' : `C+0x${(leaf.va - base).toString(16)}`;
}
