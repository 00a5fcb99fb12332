/** Mutants of fork, clone, exit and of what a tracer may do. */
import type { Mutant } from '../../core/machine';
import { SHSTK, TASK_SIZE_MAX, UPSTREAM_NUMBERS } from '../abi';
import { UPSTREAM } from '../profiles';
import type { State, Thread } from '../state';
import { mutant } from './mutant';
import { answering, asking, leaving, on, refusing, threadOf, withCetOf, withThread, asIfOn } from './wrap';

const { DISABLE, ENABLE, STATUS, UNLOCK } = UPSTREAM_NUMBERS.commands;
const REGSET = ['ptrace_getregset', 'ptrace_setregset'] as const;

const isOn = ({ features }: Thread): boolean => (features & SHSTK) !== 0;

/** The state with the thread that a clone has made changed. */
function withChild(after: State, before: State, change: (child: Thread) => Partial<Thread>): State {
  return withThread(after, { thread: before.next }, change);
}

export const THREAD_MUTANTS: readonly Mutant[] = [
  mutant({
    id: 'fork-shares-the-stack',
    breaks: 'SHSTK-43',
    origin: 'easily made: pages that are written by CALL alone are not marked for copying',
    invariant: 12,
    wrap: leaving('clone', (after, op, before) => {
      if (op.vm || op.vfork) return after;
      const { space } = threadOf(before, op);
      const shared = withChild(after, before, () => ({ space }));
      return { ...shared, spaces: shared.spaces.filter(({ id }) => id !== before.next) };
    }),
  }),
  mutant({
    id: 'vfork-child-frees-the-stack',
    breaks: 'SHSTK-189',
    origin:
      'real: until 331955600ddf (x86/shstk: Handle vfork clone failure correctly) a vfork child kept the record of its parent, and a clone that failed unmapped it',
    invariant: 9,
    wrap: leaving('clone', (after, op, before) => {
      const { base, size } = threadOf(before, op);
      return op.vm && op.vfork ? withChild(after, before, () => ({ base, size })) : after;
    }),
  }),
  mutant({
    id: 'stack-without-the-feature',
    breaks: 'SHSTK-45',
    origin: 'easily made: the clone asks for CLONE_VM alone',
    wrap: on('clone', (op, state, step) => {
      if (!op.vm || op.vfork || isOn(threadOf(state, op))) return step(state, op);
      const lent = withThread(state, op, () => ({ features: SHSTK }));
      const done = step(lent, op);
      const off = withThread(done.state, op, () => ({ features: 0 }));
      return { ...done, state: withChild(off, state, () => ({ features: 0 })) };
    }),
  }),
  mutant({
    id: 'clone3-size-not-heeded',
    breaks: 'SHSTK-46',
    origin: 'easily made: clone has no size of a stack, and clone3 goes the same way',
    wrap: asking('clone', ({ stack_size: _size, ...op }) => op),
  }),
  mutant({
    id: 'locks-not-inherited',
    breaks: 'SHSTK-47',
    origin: 'easily made: the features are copied to the new task, and the mask beside them is not',
    wrap: leaving('clone', (after, _op, before) => withChild(after, before, () => ({ locked: 0n }))),
  }),
  mutant({
    id: 'wrss-not-forked',
    breaks: 'SHSTK-47',
    origin: 'easily made: what the child has is made anew from whether its parent had a shadow stack',
    wrap: leaving('clone', (after, { vm }, before) =>
      vm ? after : withChild(after, before, ({ features }) => ({ features: features & SHSTK })),
    ),
  }),
  mutant({
    id: 'exit-leaks',
    breaks: 'SHSTK-48',
    origin: 'easily made: the memory goes with the process, so nobody unmaps it when a thread ends',
    invariant: 9,
    wrap: leaving('exit', (after, _op, before) => ({
      ...after,
      spaces: after.spaces.map((space) => before.spaces.find(({ id }) => id === space.id) ?? space),
    })),
  }),

  mutant({
    id: 'get-shows-the-saved-image',
    breaks: 'SHSTK-13',
    origin: 'what the cover letter warns of: while the thread is on a CPU its saved image is old',
    wrap: answering('ptrace_getregset', (outcome, op, before) =>
      outcome.outcome === 'ok' ? { ...outcome, value: threadOf(before, op).buffer.ssp } : outcome,
    ),
  }),
  mutant({
    id: 'regset-0x203',
    breaks: 'SHSTK-57',
    origin:
      'what a comment of version 4 of the ptrace patch warns of: binutils looks for this number in core dumps',
    rules: { numbers: { ...UPSTREAM.numbers, regset: 0x203n } },
  }),
  mutant({
    id: 'regset-when-off',
    breaks: 'SHSTK-58',
    origin:
      'real: the ptrace patch up to version 4 did not ask whether the tracee has the feature on (changelog of version 5)',
    invariant: 10,
    wrap: asIfOn(REGSET),
  }),
  mutant({
    id: 'set-unaligned',
    breaks: 'SHSTK-177',
    origin: 'real: the ptrace patch in version 1 did not look at the alignment (changelog of version 2)',
    invariant: 10,
    wrap: on('ptrace_setregset', (op, state, step) => {
      const done = step(state, { ...op, value: op.value & ~7n });
      return done.outcome.outcome === 'ok'
        ? { ...done, state: withCetOf(done.state, op, () => ({ ssp: op.value })) }
        : done;
    }),
  }),
  mutant({
    id: 'set-beyond',
    breaks: 'SHSTK-178',
    origin: 'real: the ptrace patch in version 1 took any value (changelog of version 2)',
    wrap: on('ptrace_setregset', (op, state, step) => {
      const done = step(state, op);
      const isBeyond = isOn(threadOf(state, op)) && op.len === 8 && op.value >= TASK_SIZE_MAX;
      return isBeyond && op.value % 8n === 0n
        ? { state: withCetOf(state, op, () => ({ ssp: op.value })), outcome: { outcome: 'ok', length: 8 } }
        : done;
    }),
  }),
  mutant({
    id: 'set-nothing',
    breaks: 'SHSTK-59',
    origin: 'easily made: no bytes are written, and nothing went wrong',
    wrap: on('ptrace_setregset', (op, state, step) =>
      op.len === 0 && isOn(threadOf(state, op))
        ? { state, outcome: { outcome: 'ok', length: 0 } }
        : step(state, op),
    ),
  }),
  mutant({
    id: 'feature-before-length',
    breaks: 'SHSTK-118',
    origin: 'what one would conclude from the source, in which the feature is asked for first',
    invariant: 10,
    wrap: refusing(REGSET, (op, state) => (isOn(threadOf(state, op)) ? null : 'ENODEV')),
  }),
  mutant({
    id: 'tracer-sees-its-own',
    breaks: 'SHSTK-120',
    origin: 'easily made: the mask is that of the task that calls, and a tracer has nothing on',
    wrap: answering('ptrace_arch_prctl', (outcome, { option }) =>
      option === STATUS ? { outcome: 'ok', stored: [0n] } : outcome,
    ),
  }),
  mutant({
    id: 'tracer-locks-what-there-is',
    breaks: 'SHSTK-204',
    origin: 'easily made: bits that mean nothing are refused, as ENABLE refuses them',
    wrap: refusing('ptrace_arch_prctl', ({ option, arg }) =>
      option === UNLOCK && arg > 3n ? 'EINVAL' : null,
    ),
  }),
  mutant({
    id: 'child-comes-unlocked',
    breaks: 'SHSTK-206',
    origin: "easily made: locks are thought to be the program's, and a child is another",
    wrap: on('arch_prctl', (op, state, step) => {
      const thread = threadOf(state, op);
      if (thread.process === 1 || thread.locked === 0n) return step(state, op);
      const done = step(
        withThread(state, op, () => ({ locked: 0n })),
        op,
      );
      return { ...done, state: withThread(done.state, op, () => ({ locked: thread.locked })) };
    }),
  }),
  mutant({
    id: 'regset-longer-is-an-error',
    breaks: 'SHSTK-203',
    origin: 'what one would conclude from the source, in which a set of another size is refused',
    wrap: refusing(REGSET, ({ len }, state) =>
      len === 16 && isOn(threadOf(state, { thread: 1 })) ? 'EINVAL' : null,
    ),
  }),
  mutant({
    id: 'tracer-enables',
    breaks: 'SHSTK-205',
    origin: 'easily made: the task that is given may be another, and ENABLE takes it all the same',
    wrap: on('ptrace_arch_prctl', (op, state, step) =>
      [ENABLE, DISABLE].includes(op.option) ? step(state, { ...op, op: 'arch_prctl' }) : step(state, op),
    ),
  }),
];
