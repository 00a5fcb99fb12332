/** Mutants of the series of January 2022. */
import type { Mutant } from '../../core/machine';
import { UPSTREAM_NUMBERS, V1_NUMBERS } from '../abi';
import { write64 } from '../memory';
import { UPSTREAM } from '../profiles';
import type { Rules } from '../rules';
import { TOKEN_ENTRY } from '../signal-entry';
import { mutant, wrapped } from './mutant';
import { asking, on, withMemory } from './wrap';

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
];
