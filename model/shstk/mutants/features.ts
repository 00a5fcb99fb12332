/** Mutants of enabling, disabling, locking and exec. */
import type { Mutant } from '../../core/machine';
import { BIT63, SHSTK, UPSTREAM_NUMBERS, V1_NUMBERS, WRSS } from '../abi';
import { covered } from '../maps';
import type { State, Thread } from '../state';
import type { ArchPrctl, Op } from '../types';
import { mutant, wrapped } from './mutant';
import {
  answering,
  asking,
  leaving,
  limitsBack,
  on,
  refusing,
  spaceOf,
  threadOf,
  under,
  withCetOf,
  withLimits,
  withThread,
} from './wrap';

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
  wrapped(
    'elf-marking-enables',
    'SHSTK-01',
    'all versions before the series of 2022 turned the feature on where the ELF file was marked',
    on('execve', (op, state, step) => {
      const done = step(state, op);
      return op.marked ? { ...done, state: step(done.state, enable(op.thread)).state } : done;
    }),
    { invariant: 11 },
  ),
  wrapped(
    'wrss-comes-with-it',
    'SHSTK-02',
    'easily made: MSR_IA32_U_CET is written with all bits of the feature at once',
    leaving('arch_prctl', (after, op) =>
      enables(op) ? withCetOf(after, op, ({ ucet }) => ({ ucet: ucet === 0n ? 0n : 3n })) : after,
    ),
  ),
  wrapped(
    'state-in-registers-only',
    'SHSTK-10',
    'what the cover letter warns of: the saved image is loaded later, and overwrites what was written to the MSR',
    leaving(['arch_prctl', 'ptrace_setregset'], (after, op, before) =>
      withThread(after, op, ({ buffer, live }) =>
        live === 'buffer' ? { registers: buffer, buffer: threadOf(before, op).buffer } : {},
      ),
    ),
  ),
  wrapped(
    'lock-drops-unknown-bits',
    'SHSTK-11',
    'easily made: the lock mask is held to the features that there are, as the mask of what is on is',
    asking('arch_prctl', (op) => (is(LOCK)(op) ? { ...op, arg: op.arg & 3n } : op)),
  ),
  wrapped(
    'intel-only',
    'SHSTK-12',
    'what the review warns of: the series calls the feature by Intel’s name for the technology, CET',
    under(
      ['arch_prctl', 'map_shadow_stack'],
      (state) => ({
        ...state,
        config: { ...state.config, user_shstk: state.config.user_shstk && state.config.vendor === 'intel' },
      }),
      (after, _op, { config }) => ({ ...after, config }),
    ),
  ),
  mutant('old-numbers', 'SHSTK-15', 'real: the numbers and bits of the series of January 2022 (31/35)', {
    numbers: { ...V1_NUMBERS, commands: { ...V1_NUMBERS.commands, UNLOCK: 0x3005n }, regset: 0x204n },
  }),
  wrapped(
    'status-refused-when-locked',
    'SHSTK-16',
    'easily made: the lock is looked at before it is known what the command is',
    refusing('arch_prctl', (op, state) =>
      is(STATUS)(op) && threadOf(state, op).locked !== 0n ? 'EPERM' : null,
    ),
  ),
  wrapped(
    'lock-overwrites',
    'SHSTK-17',
    'easily made: features_locked = features, where the kernel has |=',
    leaving('arch_prctl', (after, op) =>
      is(LOCK)(op) ? withThread(after, op, () => ({ locked: op.arg })) : after,
    ),
    { invariant: 4 },
  ),
  wrapped(
    'lock-only-for-enable',
    'SHSTK-18',
    'easily made: LOCK is taken for a promise that nothing is turned on',
    on('arch_prctl', (op, state, step) => {
      const { locked } = threadOf(state, op);
      if (!is(DISABLE)(op) || !isLocked(op, state)) return step(state, op);
      const done = step(
        withThread(state, op, () => ({ locked: 0n })),
        op,
      );
      return { ...done, state: withThread(done.state, op, () => ({ locked })) };
    }),
    { invariant: 4 },
  ),
  wrapped(
    'bits-before-lock',
    'SHSTK-18',
    'easily made: arguments are checked before permissions, as most system calls do',
    refusing('arch_prctl', (op) => (changes(op) && several(op.arg) ? 'EINVAL' : null)),
  ),
  wrapped(
    'several-bits-accepted',
    'SHSTK-19',
    'real: the series of January 2022 took several features a call',
    on('arch_prctl', (op, state, step) => {
      if (!changes(op) || !several(op.arg) || isLocked(op, state)) return step(state, op);
      const done = step(state, { ...op, arg: op.arg & 1n });
      return op.arg & 2n ? step(done.state, { ...op, arg: 2n }) : done;
    }),
  ),
  wrapped(
    'unknown-bit-accepted',
    'SHSTK-20',
    'easily made: what is no feature falls through to the return of 0',
    answering('arch_prctl', (outcome, op) =>
      changes(op) && !several(op.arg) && outcome.outcome === 'error' && outcome.error === 'EINVAL'
        ? { outcome: 'ok' }
        : outcome,
    ),
  ),
  wrapped(
    'enable-again',
    'SHSTK-21',
    'easily made: nothing asks whether the feature is on, and the thread gets another stack',
    under(
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
  ),
  wrapped(
    'unsupported-accepted',
    'SHSTK-22',
    'easily made: the CPU is asked where memory is made, and not where the feature is turned on',
    under(
      'arch_prctl',
      (state) => ({ ...state, config: { ...state.config, user_shstk: true } }),
      (after, _op, { config }) => ({ ...after, config }),
    ),
  ),
  wrapped(
    'ssp-below-a-token',
    'SHSTK-23',
    'easily made: the new stack begins with a restore token, as one of map_shadow_stack does',
    leaving('arch_prctl', (after, op, before) =>
      enables(op) && !isOn(threadOf(before, op))
        ? withCetOf(after, op, ({ ssp }) => ({ ssp: ssp - 8n }))
        : after,
    ),
  ),
  wrapped(
    'limit-not-heeded',
    'SHSTK-23',
    'easily made: the size is 4 GiB, the upper bound that the kernel has for it',
    under('arch_prctl', (state) => withLimits(state, { stack: BIT63 }), limitsBack),
  ),
  wrapped(
    'wrss-alone',
    'SHSTK-24',
    'easily made: WRSS is a feature bit of its own, and nobody asks for the other',
    on('arch_prctl', (op, state, step) => {
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
    { invariant: 5 },
  ),
  wrapped(
    'disable-leaves-wrss',
    'SHSTK-25',
    'easily made: DISABLE clears the bit that it is asked to clear',
    leaving('arch_prctl', (after, op, before) =>
      disables(op)
        ? withThread(after, op, () => ({ features: threadOf(before, op).features & WRSS }))
        : after,
    ),
    { invariant: 5 },
  ),
  wrapped(
    'disable-keeps-ssp',
    'SHSTK-25',
    'easily made: U_CET is cleared, and PL3_SSP is left since it has no effect any more',
    leaving('arch_prctl', (after, op, before) => {
      const { live, registers, buffer } = threadOf(before, op);
      const { ssp } = live === 'registers' ? registers : buffer;
      return disables(op) ? withCetOf(after, op, () => ({ ssp })) : after;
    }),
    { invariant: 6 },
  ),
  wrapped(
    'second-stack-not-fresh',
    'SHSTK-26',
    'easily made: DISABLE leaves the memory for the next ENABLE',
    leaving('arch_prctl', (after, op, before) =>
      disables(op) ? { ...after, spaces: before.spaces } : after,
    ),
  ),
  mutant(
    'documented-self-unlock-enables',
    'SHSTK-27',
    'real: Linux 6.12 and 7.2 treat UNLOCK on oneself as ENABLE',
    { selfUnlock: 'as-enable' },
    { profile: 'upstream-documented' },
  ),
  wrapped(
    'self-unlock-clears',
    'SHSTK-28',
    'easily made: the command is carried out on the task that is given, and nobody asks whether that is current',
    on('arch_prctl', (op, state, step) =>
      is(UNLOCK)(op) ? step(state, { ...op, op: 'ptrace_arch_prctl' }) : step(state, op),
    ),
    { profile: 'upstream-documented', invariant: 4 },
  ),
  wrapped(
    'locks-survive-exec',
    'SHSTK-29',
    'easily made: exec resets what is on, and forgets the mask beside it',
    leaving('execve', (after, op, before) =>
      withThread(after, op, () => ({ locked: threadOf(before, op).locked })),
    ),
    { invariant: 11 },
  ),
  wrapped(
    'proc-words-trimmed',
    'SHSTK-30',
    'easily made: the blank after the last word is taken for a mistake',
    answering('proc_status', (outcome) =>
      outcome.outcome === 'ok'
        ? { ...outcome, features: outcome.features?.trim(), locked: outcome.locked?.trim() }
        : outcome,
    ),
  ),
  mutant(
    'self-unlock-refused',
    'SHSTK-60',
    'what its document says of UNLOCK, and what one writes who has read only that',
    { selfUnlock: 'refused' },
  ),
  wrapped(
    'locked-wrss-stops-disable',
    'SHSTK-62',
    'what one would conclude from the document: DISABLE of SHSTK turns WRSS off, and WRSS is locked',
    refusing('arch_prctl', (op, state) => {
      const { features, locked } = threadOf(state, op);
      return disables(op) && features & WRSS && locked & 2n ? 'EPERM' : null;
    }),
  ),
  wrapped(
    'unknown-option-accepted',
    'SHSTK-63',
    'easily made: a switch over the commands without a default',
    answering('arch_prctl', (outcome, op) =>
      [ENABLE, DISABLE, LOCK, UNLOCK, STATUS].includes(op.option) ? outcome : { outcome: 'ok' },
    ),
  ),
  wrapped(
    'generic-prctl-accepted',
    'SHSTK-65',
    'easily made: arm64 and riscv have these calls, and x86 is taken to have them, too',
    answering('prctl', () => ({ outcome: 'ok' })),
  ),
  wrapped(
    'limit-0-gives-a-page',
    'SHSTK-66',
    'easily made: a size of 0 is rounded up to a page, as other sizes are',
    on(['arch_prctl', 'clone'], (op, state, step) => {
      const { stack } = state.processes.find(({ id }) => id === threadOf(state, op).process)?.rlimits ?? {};
      if (stack !== 0n) return step(state, op);
      const done = step(withLimits(state, { stack: 1n }), op);
      return { ...done, state: limitsBack(done.state, op, state) };
    }),
  ),
  wrapped(
    'no-room-but-on',
    'SHSTK-67',
    'easily made: the feature bit is set before the stack is mapped',
    on('arch_prctl', (op, state, step) => {
      const done = step(state, op);
      if (done.outcome.outcome !== 'error' || done.outcome.error !== 'ENOMEM') return done;
      return {
        ...done,
        state: withThread(done.state, op, ({ features }) => ({ features: features | SHSTK })),
      };
    }),
    { invariant: 7 },
  ),
  wrapped(
    'disable-needs-the-memory',
    'SHSTK-68',
    'easily made: the error of the unmapping becomes that of the call',
    refusing('arch_prctl', (op, state) => {
      const { base, size } = threadOf(state, op);
      return disables(op) && !covered(spaceOf(state, op)?.maps ?? [], base, base + size) ? 'EINVAL' : null;
    }),
  ),
  wrapped(
    'compat-prctl-acts',
    'SHSTK-69',
    'what one would conclude from shstk_setup(), which has an error of its own for a 32-bit entry',
    asking('arch_prctl', (op) => (op.entry === '32' ? { ...op, entry: '64' } : op)),
  ),
];
