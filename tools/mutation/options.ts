/** The options of `npm run mutation`, for the command and for the process that it starts for each machine. */
import { parseArgs } from 'node:util';

const OPTIONS = {
  python: { type: 'boolean', default: false },
  sample: { type: 'string' },
  seed: { type: 'string', default: '1' },
  only: { type: 'string' },
  triage: { type: 'boolean', default: false },
  write: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

export interface Options {
  readonly machines: readonly string[];
  readonly python: boolean;
  /** How many mutants; all where there is no number. */
  readonly sample: number | null;
  readonly seed: number;
  /** What the place of a mutant begins with, as in `traps.ts:13`. */
  readonly only: string;
  /** Whether the reference is put beside each survivor. */
  readonly triage: boolean;
  readonly write: boolean;
  readonly help: boolean;
}

/** @throws RangeError where a word is no option, or a number is none */
export function optionsOf(argv: readonly string[]): Options {
  const { values, positionals } = parsed(argv);
  const number = (name: 'sample' | 'seed'): number | null => {
    const text = values[name];
    if (text === undefined) return null;
    if (!/^[1-9]\d{0,8}$/.test(text))
      throw new RangeError(`--${name} ${text}: it has to be a whole number from 1`);
    return Number(text);
  };
  const { python, only = '', triage, write, help } = values;
  return {
    machines: positionals,
    python,
    sample: number('sample'),
    seed: number('seed') ?? 1,
    only,
    triage,
    write,
    help,
  };
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new RangeError((error as Error).message);
  }
}

/** The same options as words, but the machines. */
export function wordsOf({ python, sample, seed, only, triage, write }: Options): readonly string[] {
  return [
    ...(python ? ['--python'] : []),
    ...(sample === null ? [] : ['--sample', String(sample), '--seed', String(seed)]),
    ...(only === '' ? [] : ['--only', only]),
    ...(triage ? ['--triage'] : []),
    ...(write ? ['--write'] : []),
  ];
}
