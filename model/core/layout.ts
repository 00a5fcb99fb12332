/** Registers, page-table entries and words whose bits have names, as data: what draws them and what reads values in words. */
import { hex } from './u64';

export interface BitField {
  /** As the manual names it. */
  readonly name: string;
  readonly high: number;
  readonly low: number;
  /** What it is for, in a few words. */
  readonly about: string;
  /** Values that have names. */
  readonly values?: Readonly<Record<number, string>>;
}

export interface Layout {
  /** As the manual names it, as in `HCR_EL2`. */
  readonly name: string;
  /** Other names by which sentences, cells and members of states call it. */
  readonly words: readonly string[];
  readonly about: string;
  /** In bits. */
  readonly width: 32 | 64;
  /** Highest first; what lies between them has no name here. */
  readonly fields: readonly BitField[];
  /** Where the manual, or the kernel, says so. */
  readonly source: string;
}

/** The field that a mask has. @throws RangeError where its bits are not neighbours */
export function fieldOf(name: string, mask: bigint, about: string, values?: BitField['values']): BitField {
  const digits = mask.toString(2);
  if (!/^1+0*$/.test(digits))
    throw new RangeError(`${name}: ${hex(mask)} is not one field: its bits are no neighbours`);
  const low = digits.length - digits.replace(/0+$/, '').length;
  return { name, high: digits.length - 1, low, about, ...(values ? { values } : {}) };
}

/** The bits of a field, in their place. */
export function maskOf({ high, low }: BitField): bigint {
  return ((1n << BigInt(high - low + 1)) - 1n) << BigInt(low);
}

/** By the names of its fields their masks, lowest first. */
export function masksOf({ fields }: Layout): Readonly<Record<string, bigint>> {
  return Object.fromEntries([...fields].reverse().map((field) => [field.name, maskOf(field)]));
}

/** The value in words, as in `E2H, TGE` or `size = 0x10, SEND`; null where a bit is set that has no name here. */
export function wordsFor({ fields }: Layout, value: bigint): string | null {
  if ((value & ~fields.reduce((sum, field) => sum | maskOf(field), 0n)) !== 0n) return null;
  const found = fields.flatMap((field) => {
    const part = (value & maskOf(field)) >> BigInt(field.low);
    const said = field.values?.[Number(part)];
    if (said !== undefined) return [`${field.name} = ${said}`];
    if (part === 0n) return [];
    return [field.high === field.low ? field.name : `${field.name} = ${hex(part)}`];
  });
  return found.length === 0 ? 'no bit set' : found.join(', ');
}

/** The one layout that a text names; null where it names none or several. */
export function layoutIn(layouts: readonly Layout[], text: string): Layout | null {
  const found = layouts.filter(({ name, words }) =>
    [name, ...words].some((word) => new RegExp(`(?<![\\w.])${escaped(word)}(?!\\w)`).test(text)),
  );
  return found.length === 1 ? (found[0] ?? null) : null;
}

function escaped(text: string): string {
  return text.replace(/[^\w ]/g, '\\$&');
}
