/** Reads the section bounds of a kernel from System.map, /proc/kallsyms, or a JSON layout. */
import { parseU64 } from '../../../model/core/u64';
import { SECTIONS } from '../../../model/heki/sections';
import type { Symbols } from '../../../model/heki/types';
import { printable } from '../../../subjects/text';
import { twice } from '../../../subjects/twice';
import { LayoutError } from './layout-error';

/** What a file says of a kernel image. */
export interface Image {
  readonly symbols: Symbols;
  /** Address of `_text`, where the file has it: the first byte of what iomem calls Kernel code. */
  readonly text: bigint | null;
  readonly orc: boolean;
  /** Lines of /proc/iomem that came with it. */
  readonly iomem: readonly string[];
}

type Name = keyof Symbols;

const WANTED: ReadonlySet<string> = new Set(['_text', ...SECTIONS.flatMap(({ start, end }) => [start, end])]);
const LINE = /^([0-9a-fA-F]{8,16}) ([A-Za-z?]) (\S+)(\s+\[\S+\])?$/;
/** A kallsyms of a distribution's kernel has some 15 MiB. */
export const MAX_BYTES = 64 * 1024 * 1024;

/** @throws LayoutError where the text is no symbol table, or lacks or doubts what is needed */
export function readImage(text: string): Image {
  if (text.trim() === '')
    throw new LayoutError('the file is empty: give System.map, a copy of /proc/kallsyms, or a JSON layout');
  const { found, iomem } = text.trimStart().startsWith('{')
    ? fromJson(text)
    : { found: fromTable(text), iomem: [] };
  return checked(found, iomem);
}

function fromTable(text: string): ReadonlyMap<string, bigint> {
  const found = new Map<string, bigint>();
  const lines = text.split('\n');
  const ended = lines.at(-1) === '';
  lines.slice(0, ended ? -1 : undefined).forEach((line, i) => {
    const match = LINE.exec(line.trimEnd());
    if (!match) {
      const last = i === lines.length - 1 && !ended;
      const what = last ? 'the file is truncated: its last line is' : `line ${i + 1} is no symbol:`;
      throw new LayoutError(`${what} "${printable(line, 80)}", where "address type name" is expected`);
    }
    const [, address = '', , name = '', module] = match;
    // A module may have a symbol of the same name.
    if (module !== undefined || !WANTED.has(name)) return;
    if (found.has(name))
      throw new LayoutError(
        `${name} stands there twice, the second time in line ${i + 1}: which one is meant?`,
      );
    found.set(name, BigInt(`0x${address}`));
  });
  return found;
}

function fromJson(text: string): { found: ReadonlyMap<string, bigint>; iomem: readonly string[] } {
  const { symbols, iomem = [] } = parsed(text);
  if (typeof symbols !== 'object' || symbols === null)
    throw new LayoutError('the JSON has no "symbols", an object of names and addresses');
  if (!Array.isArray(iomem) || !iomem.every((line) => typeof line === 'string'))
    throw new LayoutError('"iomem" is not a list of lines');
  const found = new Map<string, bigint>();
  for (const [name, address] of Object.entries(symbols)) {
    if (!WANTED.has(name)) continue;
    try {
      found.set(name, parseU64(String(address)));
    } catch (error) {
      throw new LayoutError(`${name}: ${(error as Error).message}`);
    }
  }
  return { found, iomem };
}

function parsed(text: string): { readonly symbols?: unknown; readonly iomem?: unknown } {
  try {
    const value = JSON.parse(text) as object;
    const member = twice(text, value);
    if (member === null) return value;
    throw new LayoutError(`the member ${printable(member)} stands twice: which one is meant?`);
  } catch (error) {
    if (error instanceof LayoutError) throw error;
    throw new LayoutError(`bad JSON, or a truncated file: ${printable((error as Error).message, 120)}`);
  }
}

function checked(found: ReadonlyMap<string, bigint>, iomem: readonly string[]): Image {
  const [must, may] = [SECTIONS.slice(0, 2), SECTIONS.slice(2)].map((list) =>
    list.flatMap(({ start, end }) => [start, end]),
  );
  const has = (name: Name): boolean => found.has(name);
  const orc = (may ?? []).some(has);
  const missing = [...(must ?? []), ...(orc ? (may ?? []) : [])].filter((name) => !has(name));
  if (missing.length > 0)
    throw new LayoutError(`symbols are missing: ${missing.join(', ')}${hintFor(missing)}`);
  if ([...found.values()].every((address) => address === 0n)) {
    throw new LayoutError(
      'all addresses are 0: kallsyms hides them from this reader; read it as root, with kptr_restrict at 0 or 1',
    );
  }
  for (const { start, end, name } of orc ? SECTIONS : SECTIONS.slice(0, 2)) {
    const [first = 0n, after = 0n] = [found.get(start), found.get(end)];
    if (first > after)
      throw new LayoutError(
        `${name} starts behind its end: ${start} is 0x${first.toString(16)}, ${end} 0x${after.toString(16)}`,
      );
  }
  const symbols = Object.fromEntries([...found].filter(([name]) => name !== '_text')) as Symbols;
  return { symbols, text: found.get('_text') ?? null, orc, iomem };
}

/** Without that option kallsyms holds text alone. */
function hintFor(missing: readonly Name[]): string {
  const lacks = (name: Name): boolean => missing.includes(name);
  const textAlone = lacks('__start_rodata') && lacks('__end_rodata') && !lacks('_stext') && !lacks('_etext');
  return textAlone
    ? ' (the kernel was built without CONFIG_KALLSYMS_ALL, so that /proc/kallsyms has no data: give its System.map)'
    : '';
}
