/** Facts about one call of sync_direct_mapping(), with the change of the canonical mapping before it. */
import type { Fact, FactGeometry, FactLeaf } from './facts';
import { count, leavesOf } from './facts';
import { LeftOut } from './left-out';
import { comparisons, configOf, header, inspection, step, syncOutcome, unseen } from './lines';

const SIZE_OF_TABLE: Readonly<Record<string, string>> = { '4k': '2m', '2m': '1g', '1g': '512g' };

/** The operations that bring the canonical mapping from before to after. */
export function changes(fact: Fact): object[] {
  const { before, after, canon_empty_tables: empty } = fact.in;
  if (after === undefined || (JSON.stringify(before) === JSON.stringify(after) && empty === undefined))
    return [];
  const leaves = leavesOf(after);
  if (leaves === null) throw new LeftOut('start-not-given');
  const tables = (empty ?? []).map(({ va, entries }) => {
    const size = SIZE_OF_TABLE[entries];
    if (size === undefined) throw new LeftOut('start-not-given');
    return { va, size };
  });
  const op = { op: 'replace', leaves, ...(tables.length > 0 ? { empty_tables: tables } : {}) };
  return [unseen(op, 'set-up')];
}

export function failure(fact: Fact): object[] {
  const at = fact.in.fail_at;
  return at === null || at === undefined ? [] : [unseen({ op: 'fail_allocation', nth: count(at) }, 'set-up')];
}

function syncOp([start, end]: readonly [string, string]): object {
  return { op: 'sync_direct_mapping', start, end };
}

function rangeOf(fact: Fact): readonly [string, string] {
  if (fact.in.range === undefined) throw new Error(`${fact.group}/${fact.case}: no range`);
  return fact.in.range;
}

/** What lies outside of the direct mappings and is no copy's was there from the start. */
function kernelOf(fact: Fact): object {
  const [below, above] = fact.out.outside ?? [[], []];
  const leaves = leavesOf([...below, ...above]);
  if (leaves === null) throw new LeftOut('start-not-given');
  const kernel = (leaves as { keyid?: number }[]).filter(({ keyid }) => keyid === undefined);
  return kernel.length > 0 ? { kernel } : {};
}

/** A retry comes after a call that failed, at the allocation that its name tells. */
function earlierFailure(fact: Fact): object[] {
  const [, nth] = /^retry-after-failure-n(\d+)/.exec(fact.case) ?? [];
  if (nth === undefined) return [];
  return [
    unseen({ op: 'fail_allocation', nth: Number(nth) }, 'set-up'),
    { step: syncOp(rangeOf(fact)), unobserved: 'the call that failed before' },
  ];
}

/** One sync, and everything that was seen of it. */
export function oneSync(fact: Fact): object[] {
  const config = { ...configOf(fact), ...kernelOf(fact) };
  expectFirst(fact);
  const keyids = fact.group === 'keyid-bits' || fact.group === 'outside';
  return [
    header('v2', config),
    ...changes(fact),
    ...earlierFailure(fact),
    ...failure(fact),
    step(syncOp(rangeOf(fact)), syncOutcome(fact.out), idOf(fact)),
    ...inspection(fact.out, keyids),
    ...(keyids ? [] : comparisons(fact.out)),
  ];
}

/**
 * A second call of the same range: what the first did is not told, but follows from the start. The copies that
 * are told are those after the first call: only where they began empty (mut0) can it be made again.
 */
export function secondSync(fact: Fact): object[] {
  const { copies_before: left, ...rest } = fact.in;
  const fresh = fact.case.startsWith('mut0');
  if (left !== undefined && !fresh) throw new LeftOut('copies-not-given');
  const config = { ...configOf({ ...fact, in: rest }), copies: fresh ? 'empty' : 'synced' };
  const range = rangeOf(fact);
  return [
    header('v2', config),
    ...changes(fact),
    { step: syncOp(range), unobserved: 'the first of two equal calls' },
    step(syncOp(range), syncOutcome(fact.out), idOf(fact)),
    ...inspection(fact.out),
    ...comparisons(fact.out),
  ];
}

/** sync(s, e) and, from the same start, sync(s, m) and sync(m, e). */
export function additivity(fact: Fact): object[] {
  const config = configOf(fact);
  const [start, end] = rangeOf(fact);
  const middle = fact.in.split_at;
  if (middle === undefined) throw new Error(`${fact.group}/${fact.case}: no split_at`);
  const { one = {}, two = {} } = fact.out;
  if (one['ret'] !== '0x0' || two['ret'] !== '0x0') throw new LeftOut('steps-not-told');
  const live = (run: Readonly<Record<string, string>>): number => count(run['alloc']);
  const fresh = config['copies'] === 'empty';
  return [
    header('v2', config),
    ...changes(fact),
    step(syncOp([start, end]), { outcome: 'ok', allocated: live(one) }, idOf(fact)),
    ...(fresh ? [{ inspect: { tables: { live: count(one['alloc']) - count(one['freed']) } } }] : []),
    header('v2', config),
    ...changes(fact),
    { step: syncOp([start, middle]), unobserved: 'the first of two calls that are told together' },
    { step: syncOp([middle, end]), unobserved: 'the second of two calls that are told together' },
    ...(fresh ? [{ inspect: { tables: { live: count(two['alloc']) - count(two['freed']) } } }] : []),
  ];
}

export function idOf(fact: Fact): string {
  return fact.case;
}

const SHIFTS: Readonly<Record<string, number>> = { '4k': 21, '2m': 30, '1g': 39 };

/** The table pages that copies like the canonical mapping have, and that it has none of itself. */
function tablesOf(leaves: readonly FactLeaf[], { levels, dm, nr_keyids: nr }: FactGeometry): number {
  const top = levels === '0x4' ? 39 : 48;
  const tables = (keyid: bigint): string[] =>
    leaves.flatMap(({ va, level, n }) => {
      const own = SHIFTS[level] ?? top;
      const first = BigInt(va) + keyid * BigInt(dm);
      const last = first + (1n << BigInt(own - 9)) * BigInt(n ?? 1) - 1n;
      const found: string[] = [];
      for (let shift = own; shift <= top; shift += 9)
        for (let at = first >> BigInt(shift); at <= last >> BigInt(shift); at += 1n)
          found.push(`${shift} ${at}`);
      return found;
    });
  const canonical = new Set(tables(0n));
  const keyids = Array.from({ length: count(nr) }, (_none, i) => BigInt(i + 1));
  return new Set(keyids.flatMap(tables).filter((table) => !canonical.has(table))).size;
}

/** @throws LeftOut where a collapse found other tables than those of what is told: another came before it */
function expectFirst({ group, in: input, out }: Fact): void {
  const { tables } = out;
  if (group !== 'collapse' || tables === undefined || input.copies_before !== undefined) return;
  const start = count(tables['live']) - count(tables['alloc']) + count(tables['freed']);
  if (start !== tablesOf((input.before ?? []) as readonly FactLeaf[], input.geo))
    throw new LeftOut('earlier-steps');
}
