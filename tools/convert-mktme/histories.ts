/** Random histories: several changes of the canonical mapping, each with its sync. */
import type { Fact } from './facts';
import { count, leavesOf } from './facts';
import { LeftOut } from './left-out';
import { comparisons, geometry, header, inspection, step, unseen } from './lines';
import { idOf } from './sync-groups';
import { CanonicalWords } from './words';

const NX = 1n << 63n;
const SMALL = 0x163n | NX;
const LARGE = 0x1e3n | NX;

/** map, unmap, protect, split, collapse, each followed by one sync. */
export function history(fact: Fact): object[] {
  const words = new CanonicalWords(BigInt(fact.in.geo.page_offset));
  const lines: object[] = [
    header('v2', { ...geometry(fact.in.geo), canonical: [], enabled: true, copies: 'empty' }),
  ];
  const first = fact.out.first_disagreement_after_op;
  (fact.in.ops ?? []).forEach((text, i) => {
    const match = /^(.*) sync (0x[0-9a-f]+)-(0x[0-9a-f]+)$/.exec(text);
    if (!match) throw new LeftOut('steps-not-told');
    for (const op of words.opsOf(match[1] as string)) lines.push(unseen(op, 'set-up'));
    const op = {
      op: 'sync_direct_mapping',
      start: words.at(match[2] as string),
      end: words.at(match[3] as string),
    };
    lines.push(unseen(op, 'result not printed', i === 0 ? idOf(fact) : undefined));
    if (compares(i + 1, first)) lines.push(step({ op: 'compare', keyid: 1 }, equal));
  });
  const canonical = leavesOf(fact.out.final);
  return [
    ...lines,
    ...comparisons(fact.out),
    ...(canonical === null ? [] : [{ inspect: { canonical } }]),
    ...inspection(fact.out),
  ];
}

/** Up to the first disagreement all copies were equal after each step. */
function compares(done: number, first: string | null | undefined): boolean {
  return first === null || first === undefined || done < count(first);
}

const equal = { outcome: 'ok', missing: 0, extra: 0, mismatch: 0 };

const CHANGES: Readonly<Record<string, { set: bigint; clear: bigint }>> = {
  ro: { set: 0n, clear: 2n },
  rw: { set: 2n, clear: 0n },
  x: { set: 0n, clear: NX },
  nx: { set: NX, clear: 0n },
  uc: { set: 0x10n, clear: 0n },
  wb: { set: 0n, clear: 0x98n },
};

/** Requests of the page-attribute code, with the range that each handed to sync told beside it. */
export function attributeHistory(fact: Fact): object[] {
  const base = BigInt(fact.in.geo.page_offset);
  const canonical = (fact.in.start ?? []).map((text) => startLeaf(base, text));
  const profile = fact.in.form === 'seed' ? 'reply' : 'v2';
  const config = { ...geometry(fact.in.geo), canonical, enabled: true, copies: 'synced' };
  const lines: object[] = [header(profile, config)];
  const first = fact.out.first_disagreement_after_op;
  (fact.in.ops ?? []).forEach((text, i) => {
    const match = /^(\w+) (0x[0-9a-f]+) n(0x[0-9a-f]+) /.exec(text);
    const change = match ? CHANGES[match[1] as string] : undefined;
    if (!match || !change) throw new LeftOut('steps-not-told');
    const addresses = [hex(base + BigInt(match[2] as string))];
    const op = {
      op: 'change_page_attr',
      addresses,
      pages: count(match[3]),
      set: hex(change.set),
      clear: hex(change.clear),
    };
    lines.push(unseen(op, 'result not printed', i === 0 ? idOf(fact) : undefined));
    if (compares(i + 1, first)) lines.push(step({ op: 'compare', keyid: 1 }, equal));
  });
  return [...lines, ...comparisons(fact.out)];
}

function startLeaf(base: bigint, text: string): object {
  const match = /^(4k|2m|1g) (0x[0-9a-f]+)(?: n(0x[0-9a-f]+))?$/.exec(text);
  if (!match) throw new LeftOut('not-a-machine');
  const at = BigInt(match[2] as string);
  const n = count(match[3] ?? '0x1');
  const level = match[1] as string;
  return {
    va: hex(base + at),
    level,
    pfn: hex(at >> 12n),
    flags: hex(level === '4k' ? SMALL : LARGE),
    ...(n === 1 ? {} : { n }),
  };
}

function hex(value: bigint): string {
  return `0x${value.toString(16)}`;
}
