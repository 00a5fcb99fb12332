/** Mutants of the series of January 2022. */
import type { Mutant } from '../../core/machine';
import { UPSTREAM_NUMBERS, V1_NUMBERS } from '../abi';
import { written } from '../memory';
import { UPSTREAM } from '../profiles';
import type { Rules } from '../rules';
import { TOKEN_ENTRY } from '../signal-entry';
import { mutant } from './mutant';
import {
  answering,
  asking,
  leaving,
  mmapMakesOne,
  on,
  refusing,
  threadOf,
  withMemory,
  withThread,
} from './wrap';

const { commands } = V1_NUMBERS;

/** The rule with another word for the entry that is there. */
const reading = (read: (entry: bigint) => bigint): Pick<Rules, 'signalEntry'> => ({
  signalEntry: {
    ...TOKEN_ENTRY,
    restored: ({ entry, ...view }) =>
      TOKEN_ENTRY.restored({ ...view, entry: entry === null ? null : read(entry) }),
  },
});

const SHSTK_AND_WRSS = V1_NUMBERS.shstk | V1_NUMBERS.wrss;

export const V1_MUTANTS: readonly Mutant[] = [
  mutant({
    id: 'v1-any-vendor',
    breaks: 'SHSTK-143',
    origin: 'what the reviewer asked for, and what was merged',
    profile: 'v1',
    rules: { hasShstk: UPSTREAM.hasShstk },
  }),
  mutant({
    id: 'v1-no-vendor',
    breaks: 'SHSTK-31',
    origin: 'easily made: the capability is cleared for all but the wrong one',
    profile: 'v1',
    rules: { hasShstk: ({ user_shstk, vendor }) => user_shstk && vendor !== 'intel' },
  }),
  mutant({
    id: 'v1-empty-stack-lets-through',
    breaks: 'SHSTK-04',
    origin: 'easily made: there is nothing to compare with, so nothing differs',
    profile: 'v1',
    wrap: on('ret', (op, state, step) => {
      const done = step(state, op);
      const lost = done.outcome.outcome === 'fault' && done.outcome.fault === '#PF';
      return lost ? { state, outcome: { outcome: 'ok' } } : done;
    }),
  }),
  mutant({
    id: 'v1-mmap-flag-makes-one',
    breaks: 'SHSTK-09',
    origin: 'real: versions up to 26 made shadow stacks by mmap with PROT_SHADOW_STACK',
    profile: 'v1',
    wrap: mmapMakesOne,
  }),
  mutant({
    id: 'v1-enable-in-the-registers',
    breaks: 'SHSTK-10',
    origin: 'what the cover letter warns of: the registers are written, and the image is loaded over them',
    profile: 'v1',
    wrap: leaving('arch_prctl', (after, op, before) =>
      threadOf(before, op).live === 'buffer'
        ? withThread(after, op, ({ buffer }) => ({ registers: buffer, buffer: threadOf(before, op).buffer }))
        : after,
    ),
  }),
  mutant({
    id: 'v1-later-numbers',
    breaks: 'SHSTK-31',
    origin: 'what was merged: numbers from 0x5001 on, and bits 0 and 1',
    profile: 'v1',
    rules: { numbers: { ...UPSTREAM_NUMBERS, ibt: 4n } },
  }),
  mutant({
    id: 'v1-one-feature-a-call',
    breaks: 'SHSTK-31',
    origin: 'what was merged: one feature a call',
    profile: 'v1',
    wrap: refusing('arch_prctl', (op, state) => {
      const both = SHSTK_AND_WRSS & op.arg;
      const isLocked = (both & threadOf(state, op).locked) !== 0n;
      return both === SHSTK_AND_WRSS && !isLocked && op.option !== commands.LOCK ? 'EINVAL' : null;
    }),
  }),
  mutant({
    id: 'v1-lock-at-the-unlock',
    breaks: 'SHSTK-187',
    origin: 'easily made: a number that later versions use, given to the command beside it as well',
    profile: 'v1',
    wrap: asking('arch_prctl', (op) => (op.option === 0x3005n ? { ...op, option: commands.LOCK ?? 0n } : op)),
  }),
  mutant({
    id: 'v1-locks-not-asked',
    breaks: 'SHSTK-180',
    origin: 'easily made: the locks are looked at for DISABLE, which they are there for',
    profile: 'v1',
    wrap: on('arch_prctl', (op, state, step) => {
      const { locked } = threadOf(state, op);
      if (op.option !== commands.ENABLE || locked === 0n) return step(state, op);
      const open = withThread(state, op, () => ({ locked: 0n }));
      const done = step(open, op);
      return { ...done, state: withThread(done.state, op, () => ({ locked })) };
    }),
  }),
  mutant({
    id: 'v1-lock-without-hardware',
    breaks: 'SHSTK-181',
    origin: 'what was merged: LOCK is carried out before anybody asks for the feature',
    profile: 'v1',
    wrap: on('arch_prctl', (op, state, step) =>
      op.option === commands.LOCK && !state.config.user_shstk
        ? { state: withThread(state, op, () => ({ locked: op.arg })), outcome: { outcome: 'ok' } }
        : step(state, op),
    ),
  }),
  mutant({
    id: 'v1-nothing-to-do-is-done',
    breaks: 'SHSTK-186',
    origin: 'what was merged: what is so already is no error',
    profile: 'v1',
    wrap: answering('arch_prctl', (outcome) =>
      outcome.outcome === 'error' && outcome.error === 'ECANCELED' ? { outcome: 'ok' } : outcome,
    ),
  }),
  mutant({
    id: 'v1-map-unsupported-later',
    breaks: 'SHSTK-39',
    origin: 'what was merged: the error of arch_prctl for this call as well',
    profile: 'v1',
    rules: { mapUnsupported: UPSTREAM.mapUnsupported },
  }),
  mutant({
    id: 'v1-token-always',
    breaks: 'SHSTK-39',
    origin:
      'real: arch_prctl of earlier versions, which made a shadow stack with its token whatever was asked',
    profile: 'v1',
    wrap: asking('map_shadow_stack', (op) => ({ ...op, flags: op.flags | 1n })),
  }),
  mutant({
    id: 'v1-token-with-bit-1',
    breaks: 'SHSTK-39',
    origin: 'easily made: the bits that RSTORSSP leaves for the previous stack',
    profile: 'v1',
    wrap: on('map_shadow_stack', (op, state, step) => {
      const done = step(state, op);
      if (done.outcome.outcome !== 'ok' || !(op.flags & 1n)) return done;
      const end = (done.outcome.value ?? 0n) + op.size;
      return { ...done, state: withMemory(done.state, op, (memory) => written(memory, end - 8n, end | 3n)) };
    }),
  }),
  mutant({
    id: 'v1-mprotect-accepted',
    breaks: 'SHSTK-44',
    origin: 'what was merged: mprotect may change it, since stores need another page-table entry anyway',
    profile: 'v1',
    rules: { mprotectObjection: UPSTREAM.mprotectObjection },
  }),
  mutant({
    id: 'v1-later-entry',
    breaks: 'SHSTK-54',
    origin: 'what was merged: an entry with bit 63, which RSTORSSP does not take',
    profile: 'v1',
    rules: { signalEntry: UPSTREAM.signalEntry },
  }),
  mutant({
    id: 'v1-busy-bit-ignored',
    breaks: 'SHSTK-54',
    origin: 'easily made: both low bits are masked off before the token is looked at',
    profile: 'v1',
    invariant: 2,
    rules: reading((entry) => entry & ~2n),
  }),
];
