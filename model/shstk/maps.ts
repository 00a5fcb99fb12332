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
  for (const mapping of maps) if (address >= mapping.start && address < mapping.end) return mapping;
  return null;
}

export function overlaps(maps: Maps, start: bigint, end: bigint): boolean {
  return maps.some((mapping) => mapping.start < end && mapping.end > start);
}

/** Whether every page of `[start, end)` is mapped. */
export function covered(maps: Maps, start: bigint, end: bigint): boolean {
  let at = start;
  for (const mapping of maps) if (mapping.start <= at && mapping.end > at) at = mapping.end;
  return at >= end;
}

/** The maps with `mapping` put in; equal neighbours become one. */
export function inserted(maps: Maps, mapping: Mapping): Maps {
  return merged(
    [...without(maps, mapping.start, mapping.end), mapping].sort((a, b) => (a.start < b.start ? -1 : 1)),
  );
}

/** The maps without `[start, end)`; a mapping that sticks out on both sides is split. */
export function without(maps: Maps, start: bigint, end: bigint): Maps {
  if (start === end) return maps;
  return maps.flatMap((mapping) => {
    if (mapping.end <= start || mapping.start >= end) return [mapping];
    const below = mapping.start < start ? [{ ...mapping, end: start }] : [];
    const above = mapping.end > end ? [{ ...mapping, start: end }] : [];
    return [...below, ...above];
  });
}

/** The maps with `change` applied to what lies in `[start, end)`. */
export function changed(maps: Maps, start: bigint, end: bigint, change: (mapping: Mapping) => Mapping): Maps {
  if (start === end) return maps;
  const pieces = maps.flatMap((mapping) => {
    if (mapping.end <= start || mapping.start >= end) return [mapping];
    const inner = {
      ...mapping,
      start: mapping.start > start ? mapping.start : start,
      end: mapping.end < end ? mapping.end : end,
    };
    const below = mapping.start < inner.start ? [{ ...mapping, end: inner.start }] : [];
    const above = mapping.end > inner.end ? [{ ...mapping, start: inner.end }] : [];
    return [...below, change(inner), ...above];
  });
  return merged(pieces);
}

function merged(maps: Maps): Maps {
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
