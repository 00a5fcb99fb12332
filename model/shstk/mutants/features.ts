/** Mutants of enabling, disabling, locking and exec. */
import type { Mutant } from '../../core/machine';
import { GIB4, PAGE, SHSTK, UPSTREAM_NUMBERS, V1_NUMBERS, WRSS } from '../abi';
import type { State, Thread } from '../state';
import type { ArchPrctl, Op } from '../types';
import { mutant } from './mutant';
import { answering, asking, leaving, on, refusing, threadOf, under, withCetOf, withThread } from './wrap';

const { ENABLE, DISABLE, LOCK, UNLOCK, STATUS } = UPSTREAM_NUMBERS.commands;

const is =
  (option: bigint | undefined, arg?: bigint) =>
  (op: ArchPrctl): boolean =>
    (op.entry ?? '64') === '64' && op.option === option && (arg === undefined || op.arg === arg);
const enables = is(ENABLE, 1n);
const disables = is(DISABLE, 1n);
const changes = (op: ArchPrctl): boolean => is(ENABLE)(op) || is(DISABLE)(op);
const several = (arg: bigint): boolean => (arg & (arg - 1n)) !== 0n;
const isOn = ({ features }: Thread): boolean => (features & SHSTK) !== 0;
const isLocked = (op: ArchPrctl, state: State): boolean => (op.arg & threadOf(state, op).locked) !== 0n;
const enable = (thread: number): Op => ({ op: 'arch_prctl', thread, option: ENABLE ?? 0n, arg: 1n });

export const FEATURE_MUTANTS: readonly Mutant[] = [
  mutant({
    id: 'first-interface-answers',
    breaks: 'SHSTK-63',
    origin:
      'real: kernels with the series of 2018 to 2022 answered 0x3001, and C libraries of that time believe the answer',
    wrap: on('arch_prctl', (op, state, step) =>
      op.entry === undefined && Object.values(V1_NUMBERS.commands).includes(op.option)
        ? {
            state,
            outcome: { outcome: 'ok', ...(op.option === V1_NUMBERS.commands.STATUS ? { stored: [0n] } : {}) },
          }
        : step(state, op),
    ),
  }),
  mutant({
    id: 'elf-marking-enables',
    breaks: 'SHSTK-01',
    origin: 'all versions before the series of 2022 turned the feature on where the ELF file was marked',
    invariant: 11,
    wrap: on('execve', (op, state, step) => {
      const done = step(state, op);
      return op.marked ? { ...done, state: step(done.state, enable(op.thread)).state } : done;
    }),
  }),
  mutant({
    id: 'wrss-comes-with-it',
    breaks: 'SHSTK-02',
    origin: 'easily made: MSR_IA32_U_CET is written with all bits of the feature at once',
    wrap: leaving('arch_prctl', (after, op) =>
      enables(op) ? withCetOf(after, op, ({ ucet }) => ({ ucet: ucet === 0n ? 0n : 3n })) : after,
    ),
  }),
  mutant({
    id: 'state-in-registers-only',
    breaks: 'SHSTK-10',
    origin:
      'what the cover letter warns of: the saved image is loaded later, and overwrites what was written to the MSR',
    wrap: leaving(['arch_prctl', 'ptrace_setregset'], (after, op, before) =>
      withThread(after, op, ({ buffer, live }) =>
        live === 'buffer' ? { registers: buffer, buffer: threadOf(before, op).buffer } : {},
      ),
    ),
  }),
  mutant({
    id: 'lock-drops-unknown-bits',
    breaks: 'SHSTK-11',
    origin: 'easily made: the lock mask is held to the features that there are, as the mask of what is on is',
    wrap: asking('arch_prctl', (op) => (is(LOCK)(op) ? { ...op, arg: op.arg & 3n } : op)),
  }),
  mutant({
    id: 'intel-only',
    breaks: 'SHSTK-12',
    origin: 'what the review asks about: AMD has shadow stacks as well, and the series speaks of Intel alone',
    wrap: under(
      ['arch_prctl', 'map_shadow_stack'],
      (state) => ({
        ...state,
        config: { ...state.config, user_shstk: state.config.user_shstk && state.config.vendor === 'intel' },
      }),
      (after, _op, { config }) => ({ ...after, config }),
    ),
  }),
  mutant({
    id: 'old-numbers',
    breaks: 'SHSTK-15',
    origin: 'real: the numbers and bits of the series of January 2022 (31/35)',
    rules: {
      numbers: { ...V1_NUMBERS, commands: { ...V1_NUMBERS.commands, UNLOCK: 0x3005n }, regset: 0x204n },
    },
  }),
  mutant({
    id: 'status-refused-when-locked',
    breaks: 'SHSTK-16',
    origin: 'easily made: the lock is looked at before it is known what the command is',
    wrap: refusing('arch_prctl', (op, state) =>
      is(STATUS)(op) && threadOf(state, op).locked !== 0n ? 'EPERM' : null,
    ),
  }),
  mutant({
    id: 'lock-overwrites',
    breaks: 'SHSTK-17',
    origin: 'easily made: features_locked = features, where the kernel has |=',
    invariant: 4,
    wrap: leaving('arch_prctl', (after, op) =>
      is(LOCK)(op) ? withThread(after, op, () => ({ locked: op.arg })) : after,
    ),
  }),
  mutant({
    id: 'lock-only-for-enable',
    breaks: 'SHSTK-18',
    origin: 'easily made: LOCK is taken for a promise that nothing is turned on',
    invariant: 4,
    wrap: on('arch_prctl', (op, state, step) => {
      const { locked } = threadOf(state, op);
      if (!is(DISABLE)(op) || !isLocked(op, state)) return step(state, op);
      const done = step(
        withThread(state, op, () => ({ locked: 0n })),
        op,
      );
      return { ...done, state: withThread(done.state, op, () => ({ locked })) };
    }),
  }),
  mutant({
    id: 'several-bits-accepted',
    breaks: 'SHSTK-19',
    origin: 'real: the series of January 2022 took several features a call',
    wrap: on('arch_prctl', (op, state, step) => {
      if (!changes(op) || !several(op.arg) || isLocked(op, state)) return step(state, op);
      const done = step(state, { ...op, arg: op.arg & 1n });
      return op.arg & 2n ? step(done.state, { ...op, arg: 2n }) : done;
    }),
  }),
  mutant({
    id: 'unknown-bit-accepted',
    breaks: 'SHSTK-20',
    origin: 'easily made: what is no feature falls through to the return of 0',
    wrap: answering('arch_prctl', (outcome, op) =>
      changes(op) && !several(op.arg) && outcome.outcome === 'error' && outcome.error === 'EINVAL'
        ? { outcome: 'ok' }
        : outcome,
    ),
  }),
  mutant({
    id: 'enable-again',
    breaks: 'SHSTK-21',
    origin: 'easily made: nothing asks whether the feature is on, and the thread gets another stack',
    wrap: under(
      'arch_prctl',
      (state, op) =>
        enables(op) && !isLocked(op, state)
          ? withThread(state, op, ({ features }) => ({ features: features & ~SHSTK }))
          : state,
      (after, op, before) =>
        enables(op)
          ? withThread(after, op, ({ features }) => ({ features: features | threadOf(before, op).features }))
          : after,
    ),
  }),
  mutant({
    id: 'unsupported-accepted',
    breaks: 'SHSTK-22',
    origin: 'easily made: the CPU is asked where memory is made, and not where the feature is turned on',
    wrap: under(
      'arch_prctl',
      (state) => ({ ...state, config: { ...state.config, user_shstk: true } }),
      (after, _op, { config }) => ({ ...after, config }),
    ),
  }),
  mutant({
    id: 'ssp-below-a-token',
    breaks: 'SHSTK-23',
    origin: 'easily made: the new stack begins with a restore token, as one of map_shadow_stack does',
    wrap: leaving('arch_prctl', (after, op, before) =>
      enables(op) && !isOn(threadOf(before, op))
        ? withCetOf(after, op, ({ ssp }) => ({ ssp: ssp - 8n }))
        : after,
    ),
  }),
  mutant({
    id: 'stack-not-capped',
    breaks: 'SHSTK-182',
    origin: 'easily made: the limit is taken as it is, and an unlimited one has no room',
    wrap: on('arch_prctl', (op, state, step) => {
      const thread = threadOf(state, op);
      const { stack } = state.processes.find(({ id }) => id === thread.process)?.rlimits ?? { stack: 0n };
      const isLarge = enables(op) && !isOn(thread) && stack > GIB4;
      return isLarge && !isLocked(op, state)
        ? { state, outcome: { outcome: 'error', error: 'ENOMEM' } }
        : step(state, op);
    }),
  }),
  mutant({
    id: 'stack-of-two-thirds',
    breaks: 'SHSTK-182',
    origin: 'easily made: of what lies on a normal stack the return addresses are a part, so a part is made',
    wrap: on('arch_prctl', (op, state, step) => {
      const done = step(state, op);
      if (!enables(op) || isOn(threadOf(state, op)) || done.outcome.outcome !== 'ok') return done;
      const { base, size } = threadOf(done.state, op);
      if (size < 3n * PAGE) return done;
      const gone = (size / 3n) & ~(PAGE - 1n);
      const left = step(done.state, { op: 'munmap', thread: op.thread, addr: base, size: gone });
      return { ...done, state: withThread(left.state, op, () => ({ base: base + gone, size: size - gone })) };
    }),
  }),
  mutant({
    id: 'shstk-brings-ibt',
    breaks: 'SHSTK-183',
    origin: 'easily made: ENDBR_EN is set with it, since CET is both',
    wrap: leaving('arch_prctl', (after, op, before) =>
      enables(op) && !isOn(threadOf(before, op)) ? withCetOf(after, op, () => ({ ucet: 5n })) : after,
    ),
  }),
  mutant({
    id: 'disable-off-is-an-error',
    breaks: 'SHSTK-188',
    origin: 'what the first interface did: nothing that was named has changed',
    wrap: refusing('arch_prctl', (op, state) =>
      disables(op) && !isOn(threadOf(state, op)) && !isLocked(op, state) ? 'EINVAL' : null,
    ),
  }),
  mutant({
    id: 'wrss-twice-is-an-error',
    breaks: 'SHSTK-148',
    origin: 'easily made: the first interface had an error where nothing changes, and this one has none',
    wrap: refusing('arch_prctl', (op, state) => {
      const thread = threadOf(state, op);
      const isSet = (thread.features & WRSS) !== 0;
      const same = (is(ENABLE, 2n)(op) && isSet) || (is(DISABLE, 2n)(op) && !isSet);
      return same && isOn(thread) && !isLocked(op, state) ? 'EINVAL' : null;
    }),
  }),
  mutant({
    id: 'wrss-alone',
    breaks: 'SHSTK-24',
    origin: 'easily made: WRSS is a feature bit of its own, and nobody asks for the other',
    invariant: 5,
    wrap: on('arch_prctl', (op, state, step) => {
      const done = step(state, op);
      if (!is(ENABLE, 2n)(op) || done.outcome.outcome !== 'error' || done.outcome.error !== 'EPERM')
        return done;
      if (isLocked(op, state)) return done;
      const left = withThread(
        withCetOf(state, op, () => ({ ucet: 2n })),
        op,
        () => ({ features: WRSS }),
      );
      return { state: left, outcome: { outcome: 'ok' } };
    }),
  }),
  mutant({
    id: 'disable-leaves-wrss',
    breaks: 'SHSTK-185',
    origin: 'easily made: DISABLE clears the bit that it is asked to clear',
    invariant: 5,
    wrap: leaving('arch_prctl', (after, op, before) =>
      disables(op)
        ? withThread(after, op, () => ({ features: threadOf(before, op).features & WRSS }))
        : after,
    ),
  }),
  mutant({
    id: 'disable-keeps-ssp',
    breaks: 'SHSTK-185',
    origin: 'easily made: U_CET is cleared, and PL3_SSP is left since it has no effect any more',
    invariant: 6,
    wrap: leaving('arch_prctl', (after, op, before) => {
      const { live, registers, buffer } = threadOf(before, op);
      const { ssp } = live === 'registers' ? registers : buffer;
      return disables(op) ? withCetOf(after, op, () => ({ ssp })) : after;
    }),
  }),
  mutant({
    id: 'disable-keeps-the-memory',
    breaks: 'SHSTK-25',
    origin: 'easily made: DISABLE leaves the memory for the next ENABLE',
    wrap: leaving('arch_prctl', (after, op, before) =>
      disables(op) ? { ...after, spaces: before.spaces } : after,
    ),
  }),
  mutant({
    id: 'documented-self-unlock-enables',
    breaks: 'SHSTK-27',
    origin: 'real: Linux 6.12 and 7.2 treat UNLOCK on oneself as ENABLE',
    profile: 'upstream-documented',
    rules: { selfUnlock: 'as-enable' },
  }),
  mutant({
    id: 'self-unlock-clears',
    breaks: 'SHSTK-28',
    origin:
      'easily made: the command is carried out on the task that is given, and nobody asks whether that is current',
    profile: 'upstream-documented',
    invariant: 4,
    wrap: on('arch_prctl', (op, state, step) =>
      is(UNLOCK)(op) ? step(state, { ...op, op: 'ptrace_arch_prctl' }) : step(state, op),
    ),
  }),
  mutant({
    id: 'locks-survive-exec',
    breaks: 'SHSTK-29',
    origin: 'easily made: exec resets what is on, and forgets the mask beside it',
    invariant: 11,
    wrap: leaving('execve', (after, op, before) =>
      withThread(after, op, () => ({ locked: threadOf(before, op).locked })),
    ),
  }),
  mutant({
    id: 'proc-words-trimmed',
    breaks: 'SHSTK-30',
    origin: 'easily made: the blank after the last word is taken for a mistake',
    wrap: answering('proc_status', (outcome) =>
      outcome.outcome === 'ok'
        ? { ...outcome, features: outcome.features?.trim(), locked: outcome.locked?.trim() }
        : outcome,
    ),
  }),
  mutant({
    id: 'no-room-but-on',
    breaks: 'SHSTK-67',
    origin: 'easily made: the feature bit is set before the stack is mapped',
    invariant: 7,
    wrap: on('arch_prctl', (op, state, step) => {
      const done = step(state, op);
      if (done.outcome.outcome !== 'error' || done.outcome.error !== 'ENOMEM') return done;
      return {
        ...done,
        state: withThread(done.state, op, ({ features }) => ({ features: features | SHSTK })),
      };
    }),
  }),
  mutant({
    id: 'compat-prctl-acts',
    breaks: 'SHSTK-69',
    origin: 'what one would conclude from shstk_setup(), which has an error of its own for a 32-bit entry',
    wrap: asking('arch_prctl', (op) => (op.entry === '32' ? { ...op, entry: '64' } : op)),
  }),
];
