/** The values in an operation or a configuration, with the way to each. */

export type Path = readonly (string | number)[];

export interface Leaf {
  readonly path: Path;
  readonly value: bigint | number | boolean;
}

/** The numbers and flags of an operation with the way to each. */
export function leavesOf(value: unknown, path: Path = []): readonly Leaf[] {
  if (typeof value === 'bigint' || typeof value === 'number' || typeof value === 'boolean')
    return [{ path, value }];
  if (Array.isArray(value)) return value.flatMap((one, i) => leavesOf(one, [...path, i]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, one]) => leavesOf(one, [...path, name]));
}

/** A copy with the value at the path exchanged; `undefined` takes a member away, or an element out of its list. */
export function withLeaf(value: unknown, path: Path, to: unknown): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return to;
  if (Array.isArray(value)) {
    const copy = [...(value as readonly unknown[])];
    if (rest.length === 0 && to === undefined) copy.splice(Number(first), 1);
    else copy[Number(first)] = withLeaf(copy[Number(first)], rest, to);
    return copy;
  }
  const { [first]: old, ...others } = value as Readonly<Record<string, unknown>>;
  if (rest.length === 0 && to === undefined) return others;
  return { ...(value as object), [first]: withLeaf(old, rest, to) };
}
