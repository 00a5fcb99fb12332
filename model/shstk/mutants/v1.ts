/** Mutants of the series of January 2022. */
import type { Mutant } from '../../core/machine';
import { UPSTREAM_NUMBERS, V1_NUMBERS } from '../abi';
import { write64 } from '../memory';
import { UPSTREAM } from '../profiles';
import type { Rules } from '../rules';
import { TOKEN_ENTRY } from '../signal-entry';
import type { Frame } from '../state';
import { mutant, wrapped } from './mutant';
import { asking, on, refusing, threadOf, withMemory, withThread } from './wrap';

const { commands } = V1_NUMBERS;
const v1 = { profile: 'v1' } as const;

/** The rule with another word for the entry that is there. */
const reading = (read: (entry: bigint) => bigint): Pick<Rules, 'signalEntry'> => ({
  signalEntry: {
    ...TOKEN_ENTRY,
    restored: ({ entry, ...view }) =>
      TOKEN_ENTRY.restored({ ...view, entry: entry === null ? null : read(entry) }),
  },
});

const inHandler = (frames: Frame | null): boolean =>
  frames !== null && (frames.kind === 'signal' || inHandler(frames.below));

export const V1_MUTANTS: readonly Mutant[] = [
  mutant(
    'v1-later-numbers',
    'SHSTK-31',
    'what was merged: numbers from 0x5001 on, and bits 0 and 1',
    { numbers: { ...UPSTREAM_NUMBERS, ibt: 4n } },
    v1,
  ),
  mutant(
    'v1-one-feature-a-call',
    'SHSTK-31',
    'what was merged: one feature a call, and nothing to do is no error',
    { featuresPerCall: 'one' },
    v1,
  ),
  mutant(
    'v1-lock-at-the-unlock',
    'SHSTK-31',
    'easily made: a number that later versions use, given to the command beside it',
    { numbers: { ...V1_NUMBERS, commands: { ...commands, LOCK: 0x3005n } } },
    v1,
  ),
  wrapped(
    'v1-locks-not-looked-at',
    'SHSTK-31',
    'easily made: the mask is kept and shown, and nothing asks for it',
    on('arch_prctl', (op, state, step) => {
      const { locked } = threadOf(state, op);
      if (op.option === commands.LOCK) return step(state, op);
      const done = step(
        withThread(state, op, () => ({ locked: 0n })),
        op,
      );
      return { ...done, state: withThread(done.state, op, () => ({ locked })) };
    }),
    v1,
  ),
  wrapped(
    'v1-unsupported-is-enodev',
    'SHSTK-31',
    'easily made: the usual error for hardware that is not there',
    refusing('arch_prctl', (_op, { config }) => (config.user_shstk ? null : 'ENODEV')),
    v1,
  ),
  mutant(
    'v1-flags-checked',
    'SHSTK-39',
    'what was merged: an unknown flag is refused',
    { mapObjection: UPSTREAM.mapObjection },
    v1,
  ),
  mutant(
    'v1-map-unsupported-later',
    'SHSTK-39',
    'what was merged: the error of arch_prctl for this call as well',
    { mapUnsupported: UPSTREAM.mapUnsupported },
    v1,
  ),
  wrapped(
    'v1-token-always',
    'SHSTK-39',
    'real: arch_prctl of earlier versions, which made a shadow stack with its token whatever was asked',
    asking('map_shadow_stack', (op) => ({ ...op, flags: op.flags | 1n })),
    v1,
  ),
  wrapped(
    'v1-token-with-bit-1',
    'SHSTK-39',
    'easily made: the bits that RSTORSSP leaves for the previous stack',
    on('map_shadow_stack', (op, state, step) => {
      const done = step(state, op);
      if (done.outcome.outcome !== 'ok' || !(op.flags & 1n)) return done;
      const end = (done.outcome.value ?? 0n) + op.size;
      return { ...done, state: withMemory(done.state, op, (memory) => write64(memory, end - 8n, end | 3n)) };
    }),
    v1,
  ),
  mutant(
    'v1-mprotect-accepted',
    'SHSTK-44',
    'what was merged: mprotect may change it, since stores need another page-table entry anyway',
    { mprotectObjection: UPSTREAM.mprotectObjection },
    v1,
  ),
  mutant(
    'v1-mprotect-executable',
    'SHSTK-44',
    'real: the series without its last patch but one (34/35), which has the check for executable memory',
    { mprotectObjection: ({ shadow }, prot) => (shadow && prot & 2 ? 'EINVAL' : null) },
    v1,
  ),
  mutant(
    'v1-mprotect-refuses-all',
    'SHSTK-44',
    'easily made: the kind of the mapping is asked, and not what is to become of it',
    { mprotectObjection: ({ shadow }) => (shadow ? 'EINVAL' : null) },
    v1,
  ),
  mutant(
    'v1-later-entry',
    'SHSTK-54',
    'what was merged: an entry with bit 63, which RSTORSSP does not take',
    { signalEntry: UPSTREAM.signalEntry },
    v1,
  ),
  mutant(
    'v1-busy-bit-ignored',
    'SHSTK-54',
    'easily made: both low bits are masked off before the token is looked at',
    reading((entry) => entry & ~2n),
    { ...v1, invariant: 2 },
  ),
  mutant(
    'v1-mode-bit-ignored',
    'SHSTK-54',
    'easily made: the bit of 64-bit mode is set in what was read, as it is in what is stored',
    reading((entry) => entry | 1n),
    { ...v1, invariant: 2 },
  ),
  wrapped(
    'v1-tokens-of-signals-alone',
    'SHSTK-54',
    'what was merged: what serves a sigreturn serves no switch of stacks, nor the other way round',
    on('sigreturn', (op, state, step) =>
      inHandler(threadOf(state, op).frames)
        ? step(state, op)
        : step(
            withMemory(state, op, (memory) => write64(memory, threadOf(state, op).registers.ssp, 0n)),
            op,
          ),
    ),
    v1,
  ),
];
