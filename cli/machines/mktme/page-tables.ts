/**
 * The direct map out of the text that /sys/kernel/debug/page_tables/kernel gives (CONFIG_PTDUMP_DEBUGFS), or out of a log
 * or a mail that has it: each row is a run of leaves of one kind, or a hole.
 *
 *     ---[ Low Kernel Mapping ]---
 *     0xffff888000000000-0xffff888000098000         608K     RW                 GLB NX pte
 *     0xffff888000200000-0xffff888001000000          14M     RW         PSE     GLB NX pmd
 *     0xffff888007000000-0xffff888008000000          16M                               pmd
 *
 * Frames are not in it: in a direct map they follow from the addresses. The accessed and the dirty bit are not in it either,
 * and are taken as set.
 */
import type { DirectMap } from '../../../model/mktme/direct-map';
import { endOf, MapError } from '../../../model/mktme/direct-map';
import type { Leaf } from '../../../model/mktme/types';
import { printable } from '../../../subjects/text';

const SECTION = 'Low Kernel Mapping';
const MARKER = /^---\[ (.*) \]---$/;
const ROW = /^0x([0-9a-f]{16})-0x([0-9a-f]{16}) \d+[BKMGTPE] (?:(.+) )?(pgd|p4d|pud|pmd|pte)$/;
/** What a log and a mail put before a line. */
const BEFORE = /^[>\s]*(?:\[ *\d+\.\d+\])?\s*/;
const MAX_ROWS = 4096;
/** KASLR moves the direct map by whole entries of this size. */
const BORDER = 1n << 30n;
/** Where the kernel's half begins with four levels; a direct map below it has five. */
const FOUR_LEVELS = 0xffff800000000000n;
const PRESENT_ACCESSED_DIRTY = 0x61n;
const PSE = 0x80n;

interface Size {
  readonly level: Leaf['level'];
  readonly bytes: bigint;
  readonly pat: bigint;
}

const SIZES = new Map<string, Size>([
  ['pte', { level: '4k', bytes: 1n << 12n, pat: 0x80n }],
  ['pmd', { level: '2m', bytes: 1n << 21n, pat: 0x1000n }],
  ['pud', { level: '1g', bytes: 1n << 30n, pat: 0x1000n }],
]);
const BITS = new Map<string, bigint>([
  ['USR', 4n],
  ['RW', 2n],
  ['ro', 0n],
  ['PWT', 8n],
  ['PCD', 0x10n],
  ['GLB', 0x100n],
  ['NX', 1n << 63n],
  ['x', 0n],
]);

interface Row {
  /** Of its line, from 1 on. */
  readonly line: number;
  readonly text: string;
}

/** @throws MapError on the first thing wrong, with its line and what to do */
export function readPageTables(text: string): DirectMap {
  const rows = sectionOf(rowsOf(text));
  const [first] = rows;
  const start = first === undefined ? 0n : parsed(first).start;
  const pageOffset = start - (start % BORDER);
  const leaves = rows.flatMap((row) => leafOf(row, pageOffset));
  if (leaves.length === 0) throw new MapError(`under "---[ ${SECTION} ]---" nothing is mapped${HOW}`);
  if (leaves.length > MAX_ROWS)
    throw new MapError(`the direct map has ${leaves.length} rows: at most ${MAX_ROWS} are read`);
  expectOrder(leaves);
  return { levels: pageOffset < FOUR_LEVELS ? 5 : 4, pageOffset, leaves };
}

const HOW =
  ': a dump made before the kernel has moved its regions has that line in a wrong place; cut out the rows of the direct map, and put the line above them';

/** Lines without what stands before and after them; a row that was broken in two is one again. */
function rowsOf(text: string): readonly Row[] {
  const rows: Row[] = [];
  text.split('\n').forEach((raw, i) => {
    const line = raw.replace(BEFORE, '').trim().replace(/=$/, '').replace(/\s+/g, ' ').trim();
    const last = rows.at(-1);
    const broken = last?.text.startsWith('0x') === true && !/ p(gd|4d|ud|md|te)$/.test(last.text);
    if (last !== undefined && broken && /^[A-Za-z]/.test(line))
      rows[rows.length - 1] = { ...last, text: `${last.text} ${line}` };
    else if (line !== '' && !line.startsWith('...')) rows.push({ line: i + 1, text: line });
  });
  return rows;
}

function sectionOf(rows: readonly Row[]): readonly Row[] {
  const from = rows.findIndex(({ text }) => MARKER.exec(text)?.[1] === SECTION);
  if (from === -1)
    throw new MapError(
      `is neither JSON nor the text of /sys/kernel/debug/page_tables/kernel, for it has no line "---[ ${SECTION} ]---"`,
    );
  const rest = rows.slice(from + 1);
  const to = rest.findIndex(({ text }) => MARKER.test(text));
  return to === -1 ? rest : rest.slice(0, to);
}

function parsed({ line, text }: Row): {
  readonly start: bigint;
  readonly end: bigint;
  readonly words: readonly string[];
  readonly table: string;
} {
  const [, start, end, words = '', table = ''] = ROW.exec(text) ?? [];
  if (start === undefined || end === undefined)
    throw new MapError(
      `line ${line} is no row of page tables: "${printable(text, 80)}", where "0xstart-0xend size flags pte" is expected`,
    );
  return {
    start: BigInt(`0x${start}`),
    end: BigInt(`0x${end}`),
    words: words === '' ? [] : words.split(' '),
    table,
  };
}

/** The leaves of a row; none where nothing is mapped there. */
function leafOf(row: Row, pageOffset: bigint): readonly Leaf[] {
  const { start, end, words, table } = parsed(row);
  if (start < pageOffset || end <= start)
    throw new MapError(`line ${row.line} ends before it starts, or lies below the first row`);
  if (words.length === 0) return [];
  const size = SIZES.get(table);
  if (size === undefined)
    throw new MapError(`line ${row.line} maps memory in a ${table}: only pte, pmd and pud hold leaves`);
  if (start % size.bytes !== 0n || (end - start) % size.bytes !== 0n)
    throw new MapError(`line ${row.line}: start and end have to lie on a border of what a ${table} maps`);
  const flags = words.reduce(
    (bits, word) => bits | bitOf(word, size, row.line),
    size.level === '4k' ? PRESENT_ACCESSED_DIRTY : PRESENT_ACCESSED_DIRTY | PSE,
  );
  const n = Number((end - start) / size.bytes);
  return [
    { va: start, level: size.level, pfn: (start - pageOffset) >> 12n, flags, ...(n === 1 ? {} : { n }) },
  ];
}

function bitOf(word: string, { level, pat }: Size, line: number): bigint {
  if (word === 'PAT') return pat;
  if (word === 'PSE' && level !== '4k') return PSE;
  const bit = BITS.get(word);
  if (bit !== undefined) return bit;
  throw new MapError(
    `line ${line}: no flag of a leaf is called "${printable(word, 40)}": ${[...BITS.keys(), 'PSE', 'PAT'].join(', ')}`,
  );
}

/** The kernel walks upwards. */
function expectOrder(leaves: readonly Leaf[]): void {
  leaves.forEach((leaf, i) => {
    const before = leaves[i - 1];
    if (before !== undefined && endOf(before) > leaf.va)
      throw new MapError(
        `the rows at 0x${before.va.toString(16)} and 0x${leaf.va.toString(16)} overlap, or are out of order`,
      );
  });
}
