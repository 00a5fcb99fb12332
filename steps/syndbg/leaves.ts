/** Tables of CPUID leaves, whole or by what is otherwise. */
import { hex, parseU64 } from '../../model/core/u64';
import type { Leaf } from '../../model/syndbg/types';
import type { Cells } from '../phrases/cells';

export const WORDS_OF_LEAF = ['eax', 'ebx', 'ecx', 'edx'] as const;

/** Leaves with the values of a table's rows in them, or without those that a row calls absent. @throws Error */
export function changedLeaves(leaves: readonly Leaf[], table: Cells): Leaf[] {
  return table.hashes().reduce<Leaf[]>(
    (list, row) => {
      const fn = parseU64(row['leaf'] ?? '');
      if (row['value'] === 'absent') return list.filter((leaf) => leaf.function !== fn);
      const register = row['register'] ?? '';
      if (!WORDS_OF_LEAF.some((word) => word === register))
        throw new Error(`"${register}" is no register: ${WORDS_OF_LEAF.join(', ')}`);
      return list.map((leaf) =>
        leaf.function === fn ? { ...leaf, [register]: parseU64(row['value'] ?? '') } : leaf,
      );
    },
    [...leaves],
  );
}

/** The rows that make one table of another; null where other leaves, or another order, are in it. */
export function changesOf(
  usual: readonly Leaf[],
  given: readonly Leaf[],
): readonly (readonly string[])[] | null {
  const kept = usual.filter((one) => given.some(({ function: fn }) => fn === one.function));
  const same = kept.length === given.length && kept.every((one, i) => one.function === given[i]?.function);
  if (!same) return null;
  return usual.flatMap((one): readonly (readonly string[])[] => {
    const other = given.find(({ function: fn }) => fn === one.function);
    if (!other) return [[hex(one.function), 'eax', 'absent']];
    return WORDS_OF_LEAF.flatMap((word) =>
      other[word] === one[word] ? [] : [[hex(one.function), word, hex(other[word])]],
    );
  });
}

export function leafOfRow(row: Readonly<Record<string, string>>): Leaf {
  const value = (name: string): bigint => parseU64(row[name] ?? '0x0');
  return {
    function: value('leaf'),
    eax: value('eax'),
    ebx: value('ebx'),
    ecx: value('ecx'),
    edx: value('edx'),
  };
}
