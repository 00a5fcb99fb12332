/** Mutants of fork, clone, exit and of what a tracer may do. */
import type { Mutant } from '../../core/machine';
import { SHSTK, UPSTREAM_NUMBERS } from '../abi';
import { UPSTREAM } from '../profiles';
import type { State, Thread } from '../state';
import type { Clone, PtraceArchPrctl } from '../types';
import { mutant, wrapped } from './mutant';
import { answering, asking, leaving, on, refusing, threadOf, withCetOf, withThread } from './wrap';

const { DISABLE, ENABLE } = UPSTREAM_NUMBERS.commands;
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
    'clone3-size-not-heeded',
    'SHSTK-46',
    'easily made: clone has no size of a stack, and clone3 goes the same way',
    asking('clone', ({ stack_size: _size, ...op }) => op),
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
    'get-shows-the-saved-image',
    'SHSTK-13',
    'what the cover letter warns of: while the thread is on a CPU its saved image is old',
    answering('ptrace_getregset', (outcome, op, before) =>
      outcome.outcome === 'ok' ? { ...outcome, value: threadOf(before, op).buffer.ssp } : outcome,
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
    'tracer-enables',
    'SHSTK-120',
    'easily made: the task that is given may be another, and ENABLE takes it all the same',
    on('ptrace_arch_prctl', (op, state, step) =>
      commands(op, ENABLE, DISABLE) ? step(state, { ...op, op: 'arch_prctl' }) : step(state, op),
    ),
  ),
];
