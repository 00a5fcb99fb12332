/** Lists of leaves compared: a picture smaller than the machine's tables. */
import { show } from '../../model/core/compare';
import { hex, u64 } from '../../model/core/u64';
import type { Config, Inspection, Leaf } from '../../model/mktme/types';
import { SPAN } from './rows';

/** What the copy of a KeyID has to hold. */
export function asCopy(config: Config, canonical: readonly Leaf[], keyid: number): Leaf[] {
  const supported = config.supported_mask ?? u64(-1n);
  return canonical.map(({ keyid: _own, ...leaf }) => ({
    ...leaf,
    va: u64(leaf.va + BigInt(keyid) * config.direct_mapping_size),
    flags: leaf.flags & supported,
    keyid,
  }));
}

/** @throws Error with the first leaf that is missing, too many or other */
export function expectLeaves(what: string, wanted: readonly Leaf[], got: readonly Leaf[]): void {
  const length = Math.max(wanted.length, got.length);
  for (let i = 0; i < length; i += 1) {
    const a = wanted[i];
    const b = got[i];
    if (a === undefined || b === undefined || !same(a, b)) {
      throw new Error(
        `${what}: expected ${leafText(a)}, got ${leafText(b)} (leaf ${i + 1} of ${wanted.length}, ${got.length})`,
      );
    }
  }
}

export function same(a: Leaf, b: Leaf): boolean {
  return (
    a.va === b.va &&
    a.level === b.level &&
    a.pfn === b.pfn &&
    a.flags === b.flags &&
    (a.keyid ?? 0) === (b.keyid ?? 0) &&
    (a.n ?? 1) === (b.n ?? 1)
  );
}

export function leafText(leaf: Leaf | null | undefined): string {
  if (!leaf) return 'nothing';
  const { va, level, pfn, flags, keyid, n } = leaf;
  return `${n ?? 1} x ${level} at ${hex(va)} -> frame ${hex(pfn)}, flags ${hex(flags)}, KeyID ${keyid ?? 0}`;
}

export function copyOf({ copies }: Inspection, keyid: number): readonly Leaf[] {
  const copy = copies[String(keyid)];
  if (copy === undefined)
    throw new Error(`there is no copy ${keyid}: there are ${show(Object.keys(copies))}`);
  return copy;
}

/** The leaf at an address, out of the run that it is in; null where there is none. */
export function at(leaves: readonly Leaf[], va: bigint): Leaf | null {
  for (const { n = 1, ...leaf } of leaves) {
    const span = SPAN[leaf.level];
    const index = (va - leaf.va) / span;
    if (va < leaf.va || index >= BigInt(n)) continue;
    return { ...leaf, va: leaf.va + index * span, pfn: leaf.pfn + index * (span >> 12n) };
  }
  return null;
}

/** What a page maps to: frame, protection and KeyID, whatever the size of its leaf. Null where it is not mapped. */
export function translation(leaves: readonly Leaf[], va: bigint): string | null {
  for (const { va: start, level, pfn, flags, keyid, n } of leaves) {
    const offset = va - start;
    if (offset < 0n || offset >= SPAN[level] * BigInt(n ?? 1)) continue;
    if ((flags & 1n) === 0n) return null;
    return `${hex(pfn + (offset >> 12n))} ${hex(flags & ~0x80n)} ${keyid ?? 0}`;
  }
  return null;
}
