/**
 * The words of the random histories as operations. `prot` toggles a bit and `map` replaces what is there, so
 * the flags at each place have to be kept: a small map from pages to leaves, apart from any model.
 */
import { LeftOut } from './left-out';

const NX = 1n << 63n;
const SPAN: Readonly<Record<string, bigint>> = { '4k': 1n << 12n, '2m': 1n << 21n, '1g': 1n << 30n };
const LEVELS: Readonly<Record<string, string>> = { l1: '4k', l2: '2m', l3: '1g' };
const BITS: Readonly<Record<string, bigint>> = { rw: 2n, nx: NX, pcd: 0x10n };

interface Known {
  readonly at: bigint;
  readonly level: string;
  readonly flags: bigint;
}

export class CanonicalWords {
  /** Leaves by offset, in no order. */
  private leaves = new Map<bigint, Known>();

  constructor(private readonly base: bigint) {}

  at(offset: string | bigint): string {
    return `0x${(this.base + BigInt(offset)).toString(16)}`;
  }

  /** @throws LeftOut where the words do not tell what happened */
  opsOf(text: string): object[] {
    const [, verb = '', rest = ''] = /^(\S+)\s*(.*)$/.exec(text) ?? [];
    const words = rest.split(' ');
    if (verb === 'map4k') return this.map(BigInt(words[0] as string), '4k', Number(words[1]?.slice(1)));
    if (verb === 'map-2m' || verb === 'map-1g') return this.map(BigInt(words[0] as string), verb.slice(4), 1);
    if (verb === 'collapse-2m' || verb === 'collapse-1g')
      return this.map(BigInt(words[0] as string), verb.slice(9), 1);
    if (verb === 'unmap') return this.unmap(words);
    if (verb === 'prot') return this.toggle(this.leafAt(words[1], words[0]), words[2] as string);
    if (verb === 'split') return this.split(words);
    throw new LeftOut('steps-not-told');
  }

  private map(at: bigint, level: string, n: number): object[] {
    const span = SPAN[level] as bigint;
    const end = at + span * BigInt(n);
    if (this.covering(at, end).some((leaf) => (SPAN[leaf.level] as bigint) > span))
      throw new LeftOut('steps-not-told');
    const ops: object[] = [];
    if (this.covering(at, end).length > 0) ops.push({ op: 'unmap', start: this.at(at), end: this.at(end) });
    this.forget(at, end);
    const flags = (level === '4k' ? 0x163n : 0x1e3n) | NX;
    for (let i = 0; i < n; i += 1) this.keep({ at: at + span * BigInt(i), level, flags });
    const leaf = {
      va: this.at(at),
      level,
      pfn: `0x${(at >> 12n).toString(16)}`,
      flags: `0x${flags.toString(16)}`,
    };
    ops.push({ op: 'map', leaves: [{ ...leaf, ...(n === 1 ? {} : { n }) }] });
    return ops;
  }

  private unmap([level, at, tables]: readonly string[]): object[] {
    const leaf = this.leafAt(at, level);
    const end = leaf.at + (SPAN[leaf.level] as bigint);
    this.forget(leaf.at, end);
    const op = { op: 'unmap', start: this.at(leaf.at), end: this.at(end) };
    return [tables === 'keep' ? { ...op, tables: 'kept' } : op];
  }

  private toggle(leaf: Known, bit: string): object[] {
    const mask = BITS[bit];
    if (mask === undefined) throw new LeftOut('steps-not-told');
    const on = (leaf.flags & mask) !== 0n;
    this.keep({ ...leaf, flags: leaf.flags ^ mask });
    const set = on ? '0x0' : `0x${mask.toString(16)}`;
    const clear = on ? `0x${mask.toString(16)}` : '0x0';
    return [
      {
        op: 'protect',
        start: this.at(leaf.at),
        end: this.at(leaf.at + (SPAN[leaf.level] as bigint)),
        set,
        clear,
      },
    ];
  }

  /** `l3->l1 AT and flip rw`: down to the named size around AT alone; then one leaf there is toggled. */
  private split(words: readonly string[]): object[] {
    const [from, to] = (words[0] ?? '').split('->').map((level) => LEVELS[level]);
    const at = BigInt(words[1] as string);
    const ops: object[] = [];
    let leaf = this.covering(at, at + 1n)[0];
    if (from === undefined || to === undefined || leaf?.level !== from) throw new LeftOut('steps-not-told');
    while (leaf.level !== to) {
      const next = leaf.level === '1g' ? '2m' : '4k';
      ops.push({ op: 'split', va: this.at(at), to: next });
      this.cut(leaf, next);
      leaf = this.covering(at, at + 1n)[0];
      if (leaf === undefined) throw new LeftOut('steps-not-told');
    }
    return [...ops, ...this.toggle(leaf, words.at(-1) as string)];
  }

  private cut({ at, level, flags }: Known, next: string): void {
    this.leaves.delete(at);
    const span = SPAN[next] as bigint;
    const pieces = next === '4k' ? flags & ~0x80n : flags;
    for (let i = 0n; i < (SPAN[level] as bigint) / span; i += 1n)
      this.keep({ at: at + i * span, level: next, flags: pieces });
  }

  private leafAt(at: string | undefined, level: string | undefined): Known {
    const leaf = at === undefined ? undefined : this.leaves.get(BigInt(at));
    if (leaf === undefined || leaf.level !== LEVELS[level ?? '']) throw new LeftOut('steps-not-told');
    return leaf;
  }

  private covering(start: bigint, end: bigint): Known[] {
    return [...this.leaves.values()].filter(
      (leaf) => leaf.at < end && leaf.at + (SPAN[leaf.level] as bigint) > start,
    );
  }

  private forget(start: bigint, end: bigint): void {
    for (const leaf of this.covering(start, end)) this.leaves.delete(leaf.at);
  }

  private keep(leaf: Known): void {
    this.leaves.set(leaf.at, leaf);
  }
}
