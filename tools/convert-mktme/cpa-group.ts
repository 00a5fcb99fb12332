/** Facts about change_page_attr_set_clr() and the three forms of cpa_flush(). */
import type { Fact, FactCpa } from './facts';
import { count, leavesOf } from './facts';
import { LeftOut } from './left-out';
import {
  comparisons,
  configOf,
  flushes,
  header,
  inspection,
  resultOf,
  step,
  syncEvents,
  unseen,
} from './lines';
import { idOf } from './sync-groups';

/** The form without MKTME is what the code does while MKTME is off. */
const PROFILE: Readonly<Record<string, string>> = { seed: 'reply', v2: 'v2', base: 'v2' };

const CACHE_BITS = 0x98n;
const CEILING = 33;

export function attributes(fact: Fact): object[] {
  const { op } = fact.in;
  if (op === undefined) throw new Error(`${idOf(fact)}: no request`);
  const profile = PROFILE[op.form];
  if (profile === undefined) throw new Error(`${idOf(fact)}: form ${op.form}`);
  const config = configOf(fact);
  const enabled = fact.in.enabled && op.form !== 'base';
  const fails = op.what.includes('sync allocation fails') && op.form !== 'base';
  const canonical = leavesOf(fact.out.canonical_after);
  const kernel = kernelBefore(fact, op);
  return [
    header(profile, { ...config, enabled, ...(kernel.length > 0 ? { kernel } : {}) }),
    ...(fails ? [unseen({ op: 'fail_allocation', nth: 1 }, 'set-up')] : []),
    step(request(op), outcomeOf(fact, op), idOf(fact)),
    ...(canonical === null ? [] : [{ inspect: { canonical } }]),
    ...inspection(fact.out),
    ...comparisons(fact.out),
  ];
}

function request(op: FactCpa): object {
  const flags = count(op.flags);
  const how = (flags & 4) !== 0 ? 'pages' : (flags & 2) !== 0 ? 'array' : 'range';
  const interrupts = !op.what.includes('interrupts off')
    ? null
    : op.what.includes('early boot')
      ? 'early-boot'
      : 'off';
  return {
    op: 'change_page_attr',
    addresses: op.addr.map((address) => address.replace('pfn ', '')),
    pages: count(op.numpages),
    set: op.set,
    clear: op.clear,
    ...(how === 'range' ? {} : { how }),
    ...(op.force_split ? { force_split: true } : {}),
    ...(op.clflush ? {} : { clflush: false }),
    ...(interrupts === null ? {} : { interrupts }),
  };
}

/** What the request's other address mapped before: what it maps after, with the change taken back. */
function kernelBefore(fact: Fact, op: FactCpa): object[] {
  const outside = leavesOf(fact.out.outside?.[1]);
  if (outside === null) throw new LeftOut('start-not-given');
  const address = BigInt(op.addr[0]?.startsWith('0x') === true ? op.addr[0] : '0x0');
  const end = address + BigInt(count(op.numpages)) * 4096n;
  const source = (outside as { va: string; flags: string; keyid?: number }[]).filter(
    ({ va, keyid }) => keyid === undefined && BigInt(va) >= address && BigInt(va) < end,
  );
  return source.map((leaf) => ({
    ...leaf,
    flags: hex((BigInt(leaf.flags) & ~BigInt(op.set)) | BigInt(op.clear)),
  }));
}

function hex(value: bigint): string {
  return `0x${value.toString(16)}`;
}

/**
 * Events in the order of the code: a full flush for each split, the sync's, then the ordinary ones. The run
 * counted them, and how many full flushes belong to the end follows from the number of pages.
 */
function outcomeOf(fact: Fact, op: FactCpa): object {
  const { out } = fact;
  const cache = (BigInt(op.set) & CACHE_BITS) !== 0n;
  const syncs = out.sync_calls?.length ?? 0;
  const finished = out.bug === null;
  const synced = finished ? syncs : 0;
  const ordinary = finished && out.ret === '0x0' && (syncs === 0 || (cache && op.form === 'v2'));
  const bulk =
    ordinary && count(op.numpages) > CEILING && (op.clflush || !cache) ? Math.min(1, count(out.tlb_all)) : 0;
  const last = bulk > 0 && nothingDone(fact) ? 0 : bulk;
  const splits = count(out.tlb_all) - synced - last;
  const warned = Array.from({ length: count(out.warn) }, () => ({
    event: 'warn',
    about: 'unmapped-address',
  }));
  const single = count(out.tlb_one);
  return {
    ...resultOf(out),
    allocated: count(out.tables?.['alloc']),
    events: [
      ...flushes(splits),
      ...warned,
      ...syncEvents(out),
      ...flushes(synced + last),
      ...(count(out.tlb_local) > 0
        ? [{ event: 'tlb_flush', scope: 'local', count: count(out.tlb_local) }]
        : []),
      ...(count(out.wbinvd) > 0 ? [{ event: 'wbinvd' }] : []),
      ...(single > 0 ? [{ event: 'tlb_flush', scope: 'page', count: single }] : []),
      ...cacheFlushes(fact, op),
    ],
  };
}

/** Nothing was changed: neither synced nor flushed at the end. */
function nothingDone({ out, in: { before } }: Fact): boolean {
  return JSON.stringify(before) === JSON.stringify(out.canonical_after);
}

function cacheFlushes(fact: Fact, op: FactCpa): object[] {
  const pages = count(fact.out.cache_lines_pages);
  if (pages === 0) return [];
  const shown = (fact.out.cache_addrs ?? []).map(BigInt);
  if (shown.length < pages) {
    if (op.addr.length !== 1) throw new LeftOut('start-not-given');
    return [{ event: 'cache_flush', va: op.addr[0], pages }];
  }
  const runs: { va: bigint; pages: number }[] = [];
  for (const va of shown) {
    const run = runs.at(-1);
    if (run !== undefined && run.va + BigInt(run.pages) * 4096n === va) run.pages += 1;
    else runs.push({ va, pages: 1 });
  }
  return runs.map((run) => ({ event: 'cache_flush', va: hex(run.va), pages: run.pages }));
}
