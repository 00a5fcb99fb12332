/** Tables of CPUID leaves: what is otherwise in one, and what a leaf has to hold. */
import { bitSet, hex, parseU64 } from '../../model/core/u64';
import { show } from '../../model/core/compare';
import type { Entry, Leaf, Outcome } from '../../model/syndbg/types';
import type { Cells } from '../phrases/cells';

const REGISTERS_OF_LEAF = ['eax', 'ebx', 'ecx', 'edx'] as const;
type LeafRegister = (typeof REGISTERS_OF_LEAF)[number];

/** Leaves with the rows of a table in them, a leaf, a register and its value each: 0 where neither says it. */
export function changedLeaves(leaves: readonly Leaf[], { rows }: Cells): Leaf[] {
  return rows.reduce<Leaf[]>(
    (list, [number = '', register = '', value = '']) => {
      const fn = parseU64(number);
      if (value === 'absent') return list.filter((leaf) => leaf.function !== fn);
      const old = list.find((leaf) => leaf.function === fn);
      const leaf = old ?? { function: fn, eax: 0n, ebx: 0n, ecx: 0n, edx: 0n };
      const name = registerOf(register);
      const changed = { ...leaf, [name]: valueFrom(value, leaf[name]) };
      return old ? list.map((one) => (one === old ? changed : one)) : [...list, changed];
    },
    [...leaves],
  );
}

/** The leaves that were listed; none where there was no list. */
export function leavesIn(outcome: Outcome): readonly Leaf[] {
  return outcome.outcome === 'ok' ? (outcome.leaves ?? []) : [];
}

/** The rows that make one table of another; null where another order is in it. */
export function changesOf(
  usual: readonly Leaf[],
  given: readonly Leaf[],
): readonly (readonly string[])[] | null {
  const kept = usual.filter((one) => given.some(({ function: fn }) => fn === one.function));
  const same = kept.every((one, i) => one.function === given[i]?.function);
  if (!same) return null;
  const gone = usual.filter((one) => !kept.includes(one));
  return [
    ...gone.map((one) => [hex(one.function), 'eax', 'absent']),
    ...given.flatMap((one) => {
      const other = kept.find(({ function: fn }) => fn === one.function);
      const names = REGISTERS_OF_LEAF.filter((name) => one[name] !== (other?.[name] ?? 0n));
      const rows = names.map((name) => [hex(one.function), name, hex(one[name])]);
      return other || rows.length > 0 ? rows : [[hex(one.function), 'eax', hex(0n)]];
    }),
  ];
}

/** @throws Error where a register of the leaf does not hold what its row says */
export function expectLeaf(leaf: Entry, { rows }: Cells): void {
  for (const [member = '', wanted = ''] of rows) {
    for (const got of membersOf(leaf, member)) {
      if (!holds(got, wanted))
        throw new Error(`${member} of leaf ${show(leaf.function)}: expected ${wanted}, got ${show(got)}`);
    }
  }
}

/** A register of the leaf, or what stands beside it in its entry. @throws Error where the entry was not asked for whole */
function membersOf(leaf: Entry, member: string): readonly bigint[] {
  if (member !== 'index' && member !== 'flags' && member !== 'padding') return [leaf[registerOf(member)]];
  const found = leaf[member];
  if (found === undefined) throw new Error(`leaf ${show(leaf.function)} was listed without its ${member}`);
  return typeof found === 'bigint' ? [found] : found;
}

/** @throws RangeError */
function registerOf(text: string): LeafRegister {
  const found = REGISTERS_OF_LEAF.find((name) => name === text);
  if (!found) throw new RangeError(`"${text}" is no register: ${REGISTERS_OF_LEAF.join(', ')}`);
  return found;
}

/** `bits 1 and 11 clear`, `bit 11 alone`, `bit 2 set`. */
const BITS = /^bits? (\d+)(?: and (\d+))? (set|clear|alone)$/;

/** A value as a cell has it: a number, four letters in the bytes of a register, or bits of what was there. */
function valueFrom(text: string, old: bigint): bigint {
  if (text === 'as listed') return old;
  if (/^"[ -~]{4}"$/.test(text)) return lettersOf(text.slice(1, -1));
  const [, first, second, how] = BITS.exec(text) ?? [];
  if (first === undefined) return parseU64(text);
  const bits = (1n << BigInt(first)) | (second === undefined ? 0n : 1n << BigInt(second));
  if (how === 'alone') return bits;
  return how === 'set' ? old | bits : old & ~bits;
}

/** Whether a register holds what a cell says: of bits, those that are named. */
function holds(got: bigint, text: string): boolean {
  const [, first, second, how] = BITS.exec(text) ?? [];
  if (how !== 'set' && how !== 'clear') return got === valueFrom(text, 0n);
  return [first, second].every((bit) => bit === undefined || bitSet(got, Number(bit)) === (how === 'set'));
}

/** The first letter is in the lowest byte. */
export function lettersOf(text: string): bigint {
  return text.split('').reduce((sum, letter, i) => sum | (BigInt(letter.charCodeAt(0)) << BigInt(8 * i)), 0n);
}
