/** Parts of a recording: the header, the outcome of a sync, what is seen afterwards. */
import type { Fact, FactGeometry, FactOut } from './facts';
import { count, leavesOf } from './facts';
import { LeftOut } from './left-out';

const SOURCE = { observed: 'posted code in user space' };

export function header(profile: string, config: object): object {
  return { recording: 1, machine: 'mktme', profile, config, source: SOURCE };
}

export function step(op: object, outcome: object, id?: string): object {
  return { step: op, outcome, ...(id === undefined ? {} : { id }) };
}

/** What brings the instance to where the fact begins, or a call whose result was not printed by itself. */
export function unseen(op: object, why: 'set-up' | 'result not printed', id?: string): object {
  return { step: op, unobserved: why, ...(id === undefined ? {} : { id }) };
}

export function geometry(geo: FactGeometry): Record<string, unknown> {
  const mask = BigInt(geo.keyid_mask);
  const shift = count(geo.keyid_shift);
  const bits = mask === 0n ? 0 : (mask >> BigInt(shift)).toString(2).length;
  const nr = count(geo.nr_keyids);
  const supported = geo.supported_mask;
  return {
    levels: count(geo.levels),
    page_offset: geo.page_offset,
    direct_mapping_size: geo.dm,
    keyid_bits: bits,
    // Without KeyID bits the run had no use for the width of addresses, and did not say it.
    phys_bits: bits === 0 ? 52 : shift + bits,
    ...(nr === 2 ** bits - 1 ? {} : { nr_keyids: nr }),
    ...(supported === '0xffffffffffffffff' ? {} : { supported_mask: supported }),
    gbpages: geo.gbpages,
  };
}

/** The configuration at the start. @throws LeftOut where it is not fully told */
export function configOf(fact: Fact): Record<string, unknown> {
  const { geo, before, copies_before: copies, enabled } = fact.in;
  const canonical = leavesOf(before);
  if (canonical === null) throw new LeftOut('start-not-given');
  if (
    copies !== undefined &&
    !Object.values(copies).every(
      (shown) => shown === 'differs too' || (Array.isArray(shown) && shown.length === 0),
    )
  ) {
    throw new LeftOut('copies-not-given');
  }
  return { ...geometry(geo), canonical, enabled, copies: copies === undefined ? 'synced' : 'empty' };
}

const BUGS: readonly (readonly [RegExp, string])[] = [
  [/^FAULT past the end of a table page/, 'overrun'],
  [/^table walk into data memory/, 'data-walk'],
  [/^FAULT NULL read/, 'null-read'],
  [/^BUG in cpa_flush/, 'interrupts-off'],
  [/^BUG/, 'frame-mismatch'],
];

export function bugOf(text: string): string {
  const found = BUGS.find(([pattern]) => pattern.test(text));
  if (!found) throw new Error(`a bug that no outcome names: ${text}`);
  return found[1];
}

/** Large leaves that were cleared right before a table was allocated, as the log of the run shows. */
export function gapsOf(log: string): number {
  return [...log.matchAll(/z[23](?:\*0x[0-9a-f]+|\*\d+)? (?=[an])/g)].length;
}

/** What sync does, in the order of the code: gaps, frees while linked, and the flush at the end. */
export function syncEvents(out: FactOut): object[] {
  const gaps = gapsOf(`${out.events ?? ''} `);
  const freed = count(out.tables?.['freed']);
  const linked = count(out.tables?.['freed_while_linked']);
  if (freed !== linked)
    throw new Error('a table was freed after it was unlinked: no profile of this code does that');
  return [
    ...(gaps > 0 ? [{ event: 'gap', leaves: gaps }] : []),
    ...(freed > 0 ? [{ event: 'free', tables: freed, linked: true }] : []),
  ];
}

export function flushes(number: number): object[] {
  return Array.from({ length: number }, () => ({ event: 'tlb_flush', scope: 'all', count: 1 }));
}

/** The outcome of one sync_direct_mapping(). */
export function syncOutcome(out: FactOut): object {
  const events = [...syncEvents(out), ...flushes(count(out.tlb_all))];
  return { ...resultOf(out), allocated: count(out.tables?.['alloc']), events };
}

export function resultOf({ ret, bug }: FactOut): object {
  if (bug !== null) return { outcome: 'fault', fault: '#BUG', bug: bugOf(bug) };
  if (ret === '0x0') return { outcome: 'ok' };
  if (ret === '-0xc') return { outcome: 'error', error: 'ENOMEM' };
  if (ret === '-0xe') return { outcome: 'error', error: 'EFAULT' };
  throw new Error(`a result that no outcome names: ${ret}`);
}

/**
 * What is seen after the last step: the copies that were printed whole, tables, and what lies outside. A copy
 * that was found equal to the canonical mapping is told by its comparison, unless `all` are wanted.
 */
export function inspection(out: FactOut, all = false): object[] {
  const copies: Record<string, object[]> = {};
  for (const [keyid, shown] of Object.entries(out.copies ?? {})) {
    const leaves = leavesOf(shown);
    if (leaves !== null && (all || out.vs_canonical?.[keyid] !== 'equal')) copies[keyid] = leaves;
  }
  const outside = out.outside === undefined ? null : leavesOf([...out.outside[0], ...out.outside[1]]);
  const live = out.tables?.['live'] ?? out.live;
  const leaked = out.tables?.['leaked_total'] ?? out.leaked_total;
  const tables =
    live === undefined ? {} : { tables: { live: count(live), reachable: count(live) - count(leaked) } };
  const inspect = {
    ...(Object.keys(copies).length > 0 ? { copies } : {}),
    ...(outside === null ? {} : { outside }),
    ...tables,
  };
  return Object.keys(inspect).length > 0 ? [{ inspect }] : [];
}

/** How each copy compares with the canonical mapping; those that differ and were printed whole speak for themselves. */
export function comparisons(out: FactOut): object[] {
  return Object.entries(out.vs_canonical ?? {})
    .filter(
      ([keyid, versus]) =>
        versus === 'equal' || leavesOf(out.copies?.[keyid]) === null || out.copies === undefined,
    )
    .map(([keyid, versus]) => {
      const counts = versus === 'equal' ? { missing: '0x0', extra: '0x0', mismatch: '0x0' } : versus;
      const { missing, extra, mismatch } = counts;
      const outcome = {
        outcome: 'ok',
        missing: count(missing),
        extra: count(extra),
        mismatch: count(mismatch),
      };
      return step({ op: 'compare', keyid: Number(keyid) }, outcome);
    });
}
