/** Shadow stacks: what Given steps change, and how a scenario begins. */
import type { Numbers } from '../../model/shstk/abi';
import { rulesOf } from '../../model/shstk/profiles';
import type { Config, Inspection, Op, Outcome } from '../../model/shstk/types';
import { phrasesFor } from '../phrases/machine';
import type { Course } from '../phrases/scene';
import type { Level, WORDS } from './words';

export interface Shstk {
  readonly config: Config;
  readonly op: Op;
  readonly outcome: Outcome;
  readonly state: Inspection;
}

export interface Setup {
  readonly config: Config;
  readonly level: Level;
  /** Those of the profile's interface. */
  readonly numbers: Numbers;
  /** Whether a signal leaves a token, as RSTORSSP has them, or the SSP with bit 63. */
  readonly isToken: boolean;
  /** The thread that the last operation was about. */
  readonly last: number;
}

const NONE = 0xffff_ffff_ffff_ffffn;

/** A machine with the feature, no limit but an 8 MiB stack, and a program with 64 KiB of code and of data. */
export const ORDINARY: Config = {
  vendor: 'intel',
  user_shstk: true,
  checkpoint_restore: true,
  mmap_top: 0x7fff_f7ff_0000n,
  mmap_top_32: 0xf7ff_0000n,
  largest_mapping: NONE,
  rlimits: { stack: 0x80_0000n, as: NONE, data: NONE },
  mappings: [
    { start: 0x40_0000n, end: 0x41_0000n, prot: 5 },
    { start: 0x50_0000n, end: 0x51_0000n, prot: 3 },
  ],
};

/** The operations that turn the features of a level on. */
export function levelOps({ commands, shstk, wrss }: Numbers, level: Level): readonly Op[] {
  const enable = (arg: bigint): Op => ({ op: 'arch_prctl', thread: 1, option: commands.ENABLE ?? 0n, arg });
  return level === 'off' ? [] : level === 'shstk' ? [enable(shstk)] : [enable(shstk), enable(wrss)];
}

export const COURSE: Course<Shstk, Setup> = {
  fresh: ({ profile }) => {
    const { numbers, signalEntry } = rulesOf(profile);
    return { config: ORDINARY, level: 'off', numbers, isToken: signalEntry.isToken, last: 1 };
  },
  start: ({ config, level, numbers }) => ({ config, ops: levelOps(numbers, level) }),
  follow: (_setup, op) => ('thread' in op ? { last: op.thread } : null),
};

export const { given, act, claim, invariant } = phrasesFor<Shstk, Setup, typeof WORDS>();
