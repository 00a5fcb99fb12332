/** The shortest sequence that still shows what a long one showed: operations first, then arguments, then the set-up. */
import type { AnyOp } from '../model/core/machine';
import type { Sequence } from './sequence';
import { leavesOf, withLeaf } from './leaves';

/** Whether a sequence still shows it. */
export type Shows = (sequence: Sequence) => Promise<boolean>;

/** Trials that one shrinking may take. */
const PATIENCE = 2000;

export interface Shrinking {
  /** Most trials. */
  readonly patience?: number;
  /** Whether the time is over, by the clock: a model answers without a turn of the loop, in which alone a timer goes off. */
  readonly isOver?: () => boolean;
  /** How hard a sequence is to say: never to grow. */
  readonly cost?: (sequence: Sequence) => number;
  /** Operations, by index, that are easier to say than what stands there. */
  readonly easier?: (sequence: Sequence) => ReadonlyMap<number, AnyOp>;
  /** The configuration of the machine's scenarios, which needs no words: one that shows the same gives way to it. */
  readonly usual?: object;
}

/**
 * Makes a sequence shorter while it shows the same. Every result is one that was tried.
 * @param shows must hold of `from`
 */
export async function shrunk(
  from: Sequence,
  shows: Shows,
  {
    patience = PATIENCE,
    isOver = () => false,
    cost = () => 0,
    easier = () => new Map<number, AnyOp>(),
    usual,
  }: Shrinking = {},
): Promise<Sequence> {
  let left = patience;
  let best = from;
  let paid = cost(from);
  const better = async (next: Sequence): Promise<boolean> => {
    if (left <= 0 || isOver()) return false;
    const price = cost(next);
    if (price > paid) return false;
    left -= 1;
    if (!(await shows(next))) return false;
    best = next;
    paid = price;
    return true;
  };
  for (let before: Sequence | null = null; before !== best && left > 0;) {
    before = best;
    await withoutChunks(() => best, better);
    for (const [at, op] of easier(best)) {
      const next = { ...best, ops: best.ops.map((one, i) => (i === at ? op : one)) };
      if (cost(next) < paid) await better(next);
    }
    await withPlainArguments(() => best, better);
    if (best.config === usual || (usual && (await better({ ...best, config: usual })))) continue;
    await withPlainConfig(() => best, better);
  }
  return best;
}

type Better = (next: Sequence) => Promise<boolean>;

/** Operations in a row that are left out together, where what they do belongs together. */
const TOGETHER = 6;

/** Leaves out halves, then quarters, then a few in a row; from the end, since what comes last mostly follows. */
async function withoutChunks(now: () => Sequence, better: Better): Promise<void> {
  for (const size of sizesFor(now().ops.length)) {
    for (let end = now().ops.length; end > 0; end -= size > TOGETHER ? size : 1) {
      const { config, ops } = now();
      await better({ config, ops: [...ops.slice(0, Math.max(0, end - size)), ...ops.slice(end)] });
    }
  }
}

function sizesFor(length: number): readonly number[] {
  const halves = [...Array(16).keys()].map((i) => Math.ceil(length / 2 ** (i + 1)));
  const few = [...Array(TOGETHER).keys()].map((i) => TOGETHER - i);
  return [...halves.filter((size, i) => size > TOGETHER && halves.indexOf(size) === i), ...few];
}

async function withPlainArguments(now: () => Sequence, better: Better): Promise<void> {
  for (let at = now().ops.length - 1; at >= 0; at -= 1) {
    const put = (op: unknown): Promise<boolean> => {
      const { config, ops } = now();
      return better({ config, ops: ops.map((one, i) => (i === at ? (op as AnyOp) : one)) });
    };
    await plain(() => now().ops[at], put);
  }
}

function withPlainConfig(now: () => Sequence, better: Better): Promise<void> {
  return plain(
    () => now().config,
    (config) => better({ ops: now().ops, config: config as object }),
  );
}

/** First what may be left out, then smaller values. */
async function plain(now: () => unknown, put: (value: unknown) => Promise<boolean>): Promise<void> {
  for (const path of partsOf(now()).reverse())
    if (hasPath(now(), path)) await put(withLeaf(now(), path, undefined));
  for (const { path } of leavesOf(now())) {
    const leaf = leavesOf(now()).find((one) => one.path.join() === path.join());
    for (const smaller of leaf ? simpler(leaf.value) : [])
      if (await put(withLeaf(now(), path, smaller))) break;
  }
}

type Path = readonly (string | number)[];

/** Every member and element, the outer ones before what is in them; `op` says what it is. */
function partsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, one]) => {
    if (path.length === 0 && name === 'op') return [];
    const at = [...path, Array.isArray(value) ? Number(name) : name];
    return [at, ...partsOf(one, at)];
  });
}

function hasPath(value: unknown, path: Path): boolean {
  let at = value;
  for (const name of path) {
    if (typeof at !== 'object' || at === null || !(name in at)) return false;
    at = (at as Readonly<Record<string | number, unknown>>)[name];
  }
  return true;
}

/** Values that say less, the plainest first: each is smaller, or has fewer bits. */
function simpler(value: bigint | number | boolean): readonly (bigint | number | boolean)[] {
  if (typeof value === 'boolean') return value ? [false] : [];
  if (typeof value === 'number')
    return [0, 1, Math.floor(value / 2), value - 1].filter((one) => one >= 0 && one < value);
  const bits = [...Array(64).keys()].map((bit) => 1n << BigInt(bit)).filter((bit) => (value & bit) !== 0n);
  const single = bits.length > 1 ? bits : [];
  const without = bits.length > 1 && bits.length <= 16 ? bits.map((bit) => value ^ bit) : [];
  return [0n, 1n, 0x1000n, ...single, value & (value - 1n), value & 0xffff_ffffn, ...without].filter(
    (one, i, all) => one < value && all.indexOf(one) === i,
  );
}
