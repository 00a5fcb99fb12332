/** What a subject shows of its mappings in the model's words, where the protocol has several for the same. */
import { BYTES, LEVEL_OF } from './bits';
import type { Inspection, Leaf } from './types';

/** Of a recording, which need not have observed all. */
type Shown = Partial<Inspection>;

/** Leaves by address, the longest runs of them, without what a leaf has unless it is given; pages by frame number. */
export function tidy(shown: object): object {
  const { canonical, copies, outside, page_keyids: keyids } = shown as Shown;
  return {
    ...shown,
    ...(canonical && { canonical: runsOf(canonical) }),
    ...(copies && {
      copies: Object.fromEntries(Object.entries(copies).map(([keyid, copy]) => [keyid, runsOf(copy)])),
    }),
    ...(outside && { outside: runsOf(outside) }),
    ...(keyids && { page_keyids: [...keyids].sort((a, b) => order(a.pfn, b.pfn)) }),
  };
}

function runsOf(leaves: readonly Leaf[]): readonly Leaf[] {
  const runs: Leaf[] = [];
  for (const leaf of [...leaves].sort((a, b) => order(a.va, b.va))) {
    const last = runs.at(-1);
    if (last && follows(last, leaf)) runs[runs.length - 1] = { ...last, n: countOf(last) + countOf(leaf) };
    else runs.push(leaf);
  }
  return runs.map(withoutDefaults);
}

function follows(last: Leaf, { va, level, pfn, flags, keyid = 0 }: Leaf): boolean {
  const bytes = BigInt(countOf(last)) * BigInt(BYTES[LEVEL_OF[last.level]] as number);
  return (
    last.level === level &&
    last.flags === flags &&
    (last.keyid ?? 0) === keyid &&
    last.va + bytes === va &&
    last.pfn + (bytes >> 12n) === pfn
  );
}

function withoutDefaults(leaf: Leaf): Leaf {
  const { keyid, n, ...rest } = leaf;
  return { ...rest, ...(keyid ? { keyid } : {}), ...(n === 1 || n === undefined ? {} : { n }) };
}

function countOf({ n = 1 }: Leaf): number {
  return n;
}

function order(a: bigint, b: bigint): number {
  return a < b ? -1 : 1;
}
