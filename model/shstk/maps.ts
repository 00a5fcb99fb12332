/** The mappings of an address space: a sorted list in which nothing overlaps. */
export interface Mapping {
  readonly start: bigint;
  /** First address after it. */
  readonly end: bigint;
  /** PROT_READ 1, PROT_WRITE 2, PROT_EXEC 4. */
  readonly prot: number;
  readonly shadow: boolean;
}

export type Maps = readonly Mapping[];

export function mappingAt(maps: Maps, address: bigint): Mapping | null {
  for (const mapping of maps) if (address < mapping.end) return address >= mapping.start ? mapping : null;
  return null;
}

/** The mappings that `[start, end)` meets. */
export function hits(maps: Maps, start: bigint, end: bigint): Maps {
  return maps.filter((mapping) => mapping.start < end && mapping.end > start);
}

export function overlaps(maps: Maps, start: bigint, end: bigint): boolean {
  return hits(maps, start, end).length > 0;
}

/** Whether every page of `[start, end)` is mapped. */
export function covered(maps: Maps, start: bigint, end: bigint): boolean {
  const pieces = hits(maps, start, end).map((one) => min(one.end, end) - max(one.start, start));
  return pieces.reduce((sum, piece) => sum + piece, 0n) === end - start;
}

/** The maps with `mapping` put in; equal neighbours become one. */
export function inserted(maps: Maps, mapping: Mapping): Maps {
  return merged(
    [...without(maps, mapping.start, mapping.end), mapping].sort((a, b) => (a.start < b.start ? -1 : 1)),
  );
}

/** The maps without `[start, end)`; a mapping that sticks out on both sides is split. */
export function without(maps: Maps, start: bigint, end: bigint): Maps {
  return changed(maps, start, end, () => null);
}

/** The maps with what lies in `[start, end)` changed, piece by piece; what becomes null is unmapped. */
export function changed(
  maps: Maps,
  start: bigint,
  end: bigint,
  change: (piece: Mapping) => Mapping | null,
): Maps {
  const pieces: Mapping[] = [];
  for (const mapping of maps) {
    const [from, to] = [max(mapping.start, start), min(mapping.end, end)];
    if (from >= to) {
      pieces.push(mapping);
      continue;
    }
    if (mapping.start < from) pieces.push({ ...mapping, end: from });
    const piece = change({ ...mapping, start: from, end: to });
    if (piece) pieces.push(piece);
    if (to < mapping.end) pieces.push({ ...mapping, start: to });
  }
  return merged(pieces);
}

/** Sorted mappings with equal neighbours as one. */
export function merged(maps: Maps): Maps {
  const list: Mapping[] = [];
  for (const mapping of maps) {
    const last = list.at(-1);
    if (last?.end === mapping.start && last.prot === mapping.prot && last.shadow === mapping.shadow) {
      list[list.length - 1] = { ...last, end: mapping.end };
    } else list.push(mapping);
  }
  return list;
}

/** Bytes in all mappings, or in those that a test picks. */
export function bytesIn(maps: Maps, pick: (mapping: Mapping) => boolean = () => true): bigint {
  return maps.reduce((sum, mapping) => (pick(mapping) ? sum + mapping.end - mapping.start : sum), 0n);
}

export function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

export function min(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
