/** What a subject shows of its threads and memory in the model's words, where the protocol has several for the same. */
import type { Inspection, SpaceView } from './types';

type Named<T> = Readonly<Record<string, T>>;

/** Addresses and numbers are values also where they are names: those with zeros in front are as those without. */
export function tidy(shown: object): object {
  const { threads, processes, spaces } = shown as Partial<Inspection>;
  if (![threads, processes, spaces, ...memoryOf(spaces)].some(hasZeros)) return shown;
  // Of a recording, which need not have observed all.
  const plain = Object.entries(named<Partial<SpaceView>>(spaces ?? {})).map(([number, space]) => [
    number,
    {
      ...space,
      ...(space.maps && { maps: named(space.maps) }),
      ...(space.words && { words: named(space.words) }),
    },
  ]);
  return {
    ...shown,
    ...(threads ? { threads: named(threads) } : {}),
    ...(processes ? { processes: named(processes) } : {}),
    ...(spaces ? { spaces: Object.fromEntries(plain) as Inspection['spaces'] } : {}),
  };
}

function memoryOf(spaces: Inspection['spaces'] = {}): readonly object[] {
  return Object.values(spaces).flatMap(({ maps, words }) => [maps, words]);
}

const ZEROS = /^(0x)?0+(?=[0-9a-f])/;

function hasZeros(one: object = {}): boolean {
  return Object.keys(one).some((name) => ZEROS.test(name));
}

/** As it is, where two names would become one: they are two then. */
function named<T>(all: Named<T>): Named<T> {
  const plain = new Map(Object.entries(all).map(([name, one]) => [name.replace(ZEROS, '$1'), one]));
  return plain.size === Object.keys(all).length ? Object.fromEntries(plain) : all;
}
