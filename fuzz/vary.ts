/** An operation with one value changed: a bit, a neighbour, a border, or a value that stands in another operation. */
import type { AnyOp } from '../model/core/machine';
import type { Random } from './random';

type Path = readonly (string | number)[];

interface Leaf {
  readonly path: Path;
  readonly value: bigint | number | boolean;
}

const U64 = 0xffff_ffff_ffff_ffffn;
const BORDERS = [
  0n,
  1n,
  0xfffn,
  0x1000n,
  0x7fff_ffff_ffffn,
  0xffff_ffffn,
  0x1_0000_0000n,
  1n << 63n,
  U64,
] as const;

/** The operation as it is where what comes out is none of the machine's. */
export function varied(random: Random, op: AnyOp, donor: AnyOp, fits: (op: AnyOp) => boolean): AnyOp {
  const leaf = random.pick(leavesOf(op));
  if (!leaf) return op;
  const made = withLeaf(op, leaf.path, changed(random, leaf.value, donor)) as AnyOp;
  return fits(made) ? made : op;
}

function changed(random: Random, value: Leaf['value'], donor: AnyOp): Leaf['value'] {
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return random.oneIn(2) ? random.below(4) : value + random.below(3) - 1;
  switch (random.below(4)) {
    case 0:
      return value ^ (1n << BigInt(random.below(64)));
    case 1:
      return BigInt.asUintN(64, value + (random.oneIn(2) ? 1n : -1n) * (random.oneIn(2) ? 1n : 0x1000n));
    case 2:
      return random.pick(BORDERS) ?? value;
    default: {
      const given = random.pick(leavesOf(donor).filter((one) => typeof one.value === 'bigint'));
      return given?.value ?? value;
    }
  }
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
