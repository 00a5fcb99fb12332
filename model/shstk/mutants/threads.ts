/** Mutants of fork, clone, exit and of what a tracer may do. */
import type { Mutant } from '../../core/machine';
import { BIT63, SHSTK, UPSTREAM_NUMBERS } from '../abi';
import { UPSTREAM } from '../profiles';
import type { State, Thread } from '../state';
import type { Clone, PtraceArchPrctl } from '../types';
import { mutant, wrapped } from './mutant';
import {
  asking,
  leaving,
  limitsBack,
  mappingOf,
  on,
  refusing,
  threadOf,
  under,
  withCetOf,
  withLimits,
  withThread,
} from './wrap';

const { DISABLE, ENABLE, LOCK } = UPSTREAM_NUMBERS.commands;
const REGSET = ['ptrace_getregset', 'ptrace_setregset'] as const;

const isThread = ({ vm, vfork }: Clone): boolean => vm && !vfork;
const isOn = ({ features }: Thread): boolean => (features & SHSTK) !== 0;

/** The state with the thread that a clone has made changed. */
function withChild(after: State, before: State, change: (child: Thread) => Partial<Thread>): State {
  return withThread(after, { thread: before.next }, change);
}

/** The record of its stack that the child of such a clone takes from its parent. */
const recordOf =
  (kind: (op: Clone) => boolean) =>
  (after: State, op: Clone, before: State): State => {
    const { base, size } = threadOf(before, op);
    return kind(op) ? withChild(after, before, () => ({ base, size })) : after;
  };

const commands = (op: PtraceArchPrctl, ...options: readonly (bigint | undefined)[]): boolean =>
  options.includes(op.option);

export const THREAD_MUTANTS: readonly Mutant[] = [
  wrapped(
    'fork-shares-the-stack',
    'SHSTK-43',
    'easily made: pages that are written by CALL alone are not marked for copying',
    leaving('clone', (after, op, before) => {
      if (op.vm || op.vfork) return after;
      const { space } = threadOf(before, op);
      const shared = withChild(after, before, () => ({ space }));
      return { ...shared, spaces: shared.spaces.filter(({ id }) => id !== before.next) };
    }),
    { invariant: 12 },
  ),
  wrapped(
    'vfork-child-frees-the-stack',
    'SHSTK-45',
    'real: before 331955600ddf (x86/shstk: Handle vfork clone failure correctly) the record was shared for a while',
    leaving(
      'clone',
      recordOf(({ vm, vfork }) => vm && vfork),
    ),
    { invariant: 9 },
  ),
  wrapped(
    'stack-without-the-feature',
    'SHSTK-45',
    'easily made: the clone asks for CLONE_VM alone',
    on('clone', (op, state, step) => {
      if (!isThread(op) || isOn(threadOf(state, op))) return step(state, op);
      const done = step(
        withThread(state, op, () => ({ features: SHSTK })),
        op,
      );
      const features = 0;
      return {
        ...done,
        state: withChild(
          withThread(done.state, op, () => ({ features })),
          state,
          () => ({ features }),
        ),
      };
    }),
  ),
  wrapped(
    'thread-stack-is-4g',
    'SHSTK-46',
    'easily made: the upper bound is taken, since memory that is not touched costs nothing',
    on('clone', (op, state, step) => {
      if (op.stack_size !== undefined) return step(state, op);
      const done = step(withLimits(state, { stack: BIT63 }), op);
      return { ...done, state: limitsBack(done.state, op, state) };
    }),
  ),
  wrapped(
    'locks-not-inherited',
    'SHSTK-47',
    'easily made: the features are copied to the new task, and the mask beside them is not',
    leaving('clone', (after, _op, before) => withChild(after, before, () => ({ locked: 0n }))),
  ),
  wrapped(
    'exit-leaks',
    'SHSTK-48',
    'easily made: the memory goes with the process, so nobody unmaps it when a thread ends',
    leaving('exit', (after, _op, before) => ({
      ...after,
      spaces: after.spaces.map((space) => before.spaces.find(({ id }) => id === space.id) ?? space),
    })),
    { invariant: 9 },
  ),
  wrapped(
    'disable-frees-twice',
    'SHSTK-48',
    'what 509ff51ee652 (x86/shstk: Add warning for shadow stack double unmap) looks for',
    leaving('arch_prctl', (after, op, before) => {
      const { base, size } = threadOf(before, op);
      return op.option === DISABLE && op.arg === 1n ? withThread(after, op, () => ({ base, size })) : after;
    }),
    { invariant: 9 },
  ),
  wrapped(
    'thread-size-from-the-enabling',
    'SHSTK-92',
    'what one would conclude from the record of the stack: the child gets one of the same size',
    under(
      'clone',
      (state, op) =>
        withLimits(state, op.stack_size === undefined ? { stack: threadOf(state, op).size } : {}),
      limitsBack,
    ),
  ),
  wrapped(
    'clone3-size-capped',
    'SHSTK-93',
    'what one would conclude from the other sizes: the limit bounds this one as well',
    asking('clone', (op, state) => {
      const { process } = threadOf(state, op);
      const { stack = 0n } = state.processes.find(({ id }) => id === process)?.rlimits ?? {};
      return (op.stack_size ?? 0n) > stack ? { ...op, stack_size: stack } : op;
    }),
  ),
  wrapped(
    'disable-turns-the-process-off',
    'SHSTK-94',
    'what one would conclude from seccomp and its like, which act on the process',
    on('arch_prctl', (op, state, step) => {
      const done = step(state, op);
      if (op.option !== DISABLE || op.arg !== 1n || done.outcome.outcome !== 'ok') return done;
      const { id, process } = threadOf(state, op);
      const others = done.state.threads.filter((one) => one.process === process && one.id !== id);
      return {
        ...done,
        state: others.reduce((left, one) => step(left, { ...op, thread: one.id }).state, done.state),
      };
    }),
  ),
  wrapped(
    'vfork-copy-owns-its-copy',
    'SHSTK-96',
    'what one would conclude from fork: a copy of the memory is the child’s own',
    leaving(
      'clone',
      recordOf(({ vm, vfork }) => !vm && vfork),
    ),
  ),

  wrapped(
    'unlock-though-not-built',
    'SHSTK-27',
    'easily made: the option of the build is asked where the kernel is saved, and not here',
    under(
      'ptrace_arch_prctl',
      (state) => ({ ...state, config: { ...state.config, checkpoint_restore: true } }),
      (after, _op, { config }) => ({ ...after, config }),
    ),
  ),
  mutant(
    'regset-0x203',
    'SHSTK-57',
    'what the changelog of version 4 warns of: the number that binutils had already taken for core dumps',
    { numbers: { ...UPSTREAM.numbers, regset: 0x203n } },
  ),
  wrapped(
    'regset-when-off',
    'SHSTK-58',
    'real: versions before 5 did not ask whether the tracee has the feature on (its changelog)',
    on(REGSET, (op, state, step) => {
      const { features } = threadOf(state, op);
      const done = step(
        withThread(state, op, () => ({ features: SHSTK })),
        op,
      );
      return { ...done, state: withThread(done.state, op, () => ({ features })) };
    }),
    { invariant: 10 },
  ),
  wrapped(
    'set-unaligned',
    'SHSTK-59',
    'real: versions before 2 did not look at the alignment (its changelog)',
    on('ptrace_setregset', (op, state, step) => {
      const done = step(state, { ...op, value: op.value & ~7n });
      return done.outcome.outcome === 'ok'
        ? { ...done, state: withCetOf(done.state, op, () => ({ ssp: op.value })) }
        : done;
    }),
    { invariant: 10 },
  ),
  wrapped(
    'feature-before-length',
    'SHSTK-118',
    'what one would conclude from the source, in which the feature is asked for first',
    refusing(REGSET, (op, state) => (isOn(threadOf(state, op)) ? null : 'ENODEV')),
    { invariant: 10 },
  ),
  wrapped(
    'set-only-into-shadow-stacks',
    'SHSTK-119',
    'easily made: the value is checked as thoroughly as can be',
    refusing('ptrace_setregset', (op, state) =>
      isOn(threadOf(state, op)) && op.len >= 8 && op.len % 8 === 0 && !mappingOf(state, op, op.value)?.shadow
        ? 'EINVAL'
        : null,
    ),
    { invariant: 10 },
  ),
  wrapped(
    'tracer-enables',
    'SHSTK-120',
    'easily made: the task that is given may be another, and ENABLE takes it all the same',
    on('ptrace_arch_prctl', (op, state, step) =>
      commands(op, ENABLE, DISABLE) ? step(state, { ...op, op: 'arch_prctl' }) : step(state, op),
    ),
  ),
  wrapped(
    'tracer-cannot-lock',
    'SHSTK-120',
    'what one would conclude from the document, which tells of UNLOCK alone for tracers',
    refusing('ptrace_arch_prctl', (op) => (commands(op, LOCK) ? 'EINVAL' : null)),
  ),
];
