/** Mutants of alternate stacks, and of frames that have no place on them. */
import type { Mutant } from '../../core/machine';
import { MINSIGSTKSZ, SIGSEGV } from '../abi';
import { storable, throughout } from '../access';
import { isOn, placeFrame, stackPointer } from '../signal-frame';
import type { Altstack, Frame, Handler, State, Thread } from '../state';
import type { Op, Signal } from '../types';
import { mutant } from './mutant';
import type { Step } from './wrap';
import { answering, asking, leaving, on, refusing, spaceOf, threadOf, under, withThread } from './wrap';

type Acting = Readonly<{ thread: number }>;

function handlerOf(state: State, op: Signal): Handler | undefined {
  const { process } = threadOf(state, op);
  return state.processes.find(({ id }) => id === process)?.handlers.get(op.signo);
}

/** Whether the frame of a signal's handler has no place. */
function hasNoFrame(state: State, op: Signal): boolean {
  const [handler, space] = [handlerOf(state, op), spaceOf(state, op)];
  if (!handler || !space || handler.restorer === null) return false;
  return placeFrame(state.config, space, threadOf(state, op), handler) === null;
}

const isNested = (thread: Thread): boolean => isOn(thread.altstack, stackPointer(thread));

/** The step with another alternate stack, which is the old one again afterwards. */
function lending(
  state: State,
  op: Op & Acting,
  step: Step,
  lent: (old: Altstack | null) => Altstack | null,
): ReturnType<Step> {
  const { altstack } = threadOf(state, op);
  const done = step(
    withThread(state, op, () => ({ altstack: lent(altstack) })),
    op,
  );
  return { ...done, state: withThread(done.state, op, () => ({ altstack })) };
}

/** Reaching 16 KiB further down. */
const larger = (old: Altstack | null): Altstack | null =>
  old && { base: old.base - 0x4000n, size: old.size + 0x4000n };

/** The frames with the stack pointers in them changed. */
function moved(frames: Frame | null, at: (old: bigint | null) => bigint | null): Frame | null {
  return frames && { ...frames, at: at(frames.at), below: moved(frames.below, at) };
}

function signalFrame(frames: Frame | null): Frame | null {
  return frames === null || frames.kind === 'signal' ? frames : signalFrame(frames.below);
}

/** The two frames of a handler, upon others. */
function upon(frames: Frame | null, below: Frame | null): Frame | null {
  if (frames?.kind !== 'call' || frames.below?.kind !== 'signal') return frames;
  const depth = below?.depth ?? 0;
  return { ...frames, depth: depth + 2, below: { ...frames.below, depth: depth + 1, below } };
}

/** The state with the handler of a signal changed, in every process. */
const withHandler = (state: State, signo: number, change: Partial<Handler>): State => ({
  ...state,
  processes: state.processes.map((one) => {
    const old = one.handlers.get(signo);
    return old ? { ...one, handlers: new Map(one.handlers).set(signo, { ...old, ...change }) } : one;
  }),
});

export const ALTSTACK_MUTANTS: readonly Mutant[] = [
  mutant({
    id: 'ssp-before-the-frame',
    breaks: 'SHSTK-106',
    origin:
      'real: Linux before 31255e072b2e (x86/shstk: Delay signal entry SSP write until after user accesses), found by signal06 of the Linux Test Project',
    wrap: on('signal', (op, state, step) => {
      if (!hasNoFrame(state, op)) return step(state, op);
      const { frames, altstack } = threadOf(state, op);
      const half = step(
        withThread(state, op, () => ({ altstack: null, frames: null })),
        op,
      );
      return step(
        withThread(half.state, op, () => ({ altstack, frames })),
        op,
      );
    }),
  }),
  mutant({
    id: 'frame-not-stored',
    breaks: 'SHSTK-128',
    origin:
      'easily made: what is told of a delivery is the shadow stack alone, and the frame is taken for granted',
    wrap: on('signal', (op, state, step) => {
      const thread = threadOf(state, op);
      const space = spaceOf(state, op);
      const [base, size] = [thread.altstack?.base ?? 0n, thread.altstack?.size ?? 0n];
      const isBad = space !== undefined && !throughout(space, base, base + size, storable);
      return hasNoFrame(state, op) && isBad ? lending(state, op, step, () => null) : step(state, op);
    }),
  }),
  mutant({
    id: 'half-an-altstack-refused',
    breaks: 'SHSTK-08',
    origin: 'easily made: the whole alternate stack is looked at, and not the place of the frame',
    wrap: on('signal', (op, state, step) => {
      const { altstack } = threadOf(state, op);
      const space = spaceOf(state, op);
      const isWhole =
        !altstack || !space || throughout(space, altstack.base, altstack.base + altstack.size, storable);
      return isWhole ? step(state, op) : lending(state, op, step, () => ({ base: 0n, size: MINSIGSTKSZ }));
    }),
  }),
  mutant({
    id: 'first-frame-overflows',
    breaks: 'SHSTK-134',
    origin:
      'real: Linux before 2beb4a53fc3f (x86/signal: Detect and prevent an alternate signal stack overflow) looked at the second handler on the stack, and not at the first',
    wrap: on('signal', (op, state, step) =>
      isNested(threadOf(state, op)) ? step(state, op) : lending(state, op, step, larger),
    ),
  }),
  mutant({
    id: 'next-frame-overflows',
    breaks: 'SHSTK-134',
    origin: 'easily made: the size is compared where the stack is entered, and never again',
    wrap: on('signal', (op, state, step) =>
      isNested(threadOf(state, op)) ? lending(state, op, step, larger) : step(state, op),
    ),
  }),
  mutant({
    id: 'a-frame-wants-two-pages',
    breaks: 'SHSTK-49',
    origin: 'easily made: room is asked for as if the frame began on a page of its own',
    wrap: on('signal', (op, state, step) => {
      const { altstack } = threadOf(state, op);
      return altstack && altstack.size < 0x2000n && handlerOf(state, op)?.onstack
        ? lending(state, op, step, () => ({ ...altstack, size: MINSIGSTKSZ }))
        : step(state, op);
    }),
  }),
  mutant({
    id: 'segv-tried-again',
    breaks: 'SHSTK-130',
    origin: 'easily made: whatever signal fails, a SIGSEGV is sent, and its handler asked for',
    wrap: answering('signal', (outcome, { signo }) =>
      signo === SIGSEGV && outcome.outcome === 'fault'
        ? {
            ...outcome,
            events: [{ event: 'signal', signo: SIGSEGV, si_code: 'SI_KERNEL' }, ...(outcome.events ?? [])],
          }
        : outcome,
    ),
  }),
  mutant({
    id: 'frame-not-read',
    breaks: 'SHSTK-129',
    origin: 'easily made: the shadow stack says where to go on, so the other is not asked',
    wrap: on('sigreturn', (op, state, step) =>
      step(
        withThread(state, op, ({ frames }) => ({ frames: moved(frames, () => null) })),
        op,
      ),
    ),
  }),
  mutant({
    id: 'frame-to-be-written',
    breaks: 'SHSTK-53',
    origin: 'easily made: the check of the delivery serves the return as well',
    wrap: on('sigreturn', (op, state, step) => {
      const at = signalFrame(threadOf(state, op).frames)?.at ?? null;
      const space = spaceOf(state, op);
      const isWritable = at === null || !space || throughout(space, at, at + 1n, storable);
      return isWritable
        ? step(state, op)
        : step(
            withThread(state, op, ({ frames }) => ({ frames: moved(frames, (old) => old && 0n) })),
            op,
          );
    }),
  }),

  mutant({
    id: 'altstack-of-any-size',
    breaks: 'SHSTK-131',
    origin: 'easily made: that a stack is too small shows when it is used',
    wrap: asking('sigaltstack', (op) => ({ ...op, size: op.size < MINSIGSTKSZ ? MINSIGSTKSZ : op.size })),
  }),
  mutant({
    id: 'least-altstack-refused',
    breaks: 'SHSTK-131',
    origin: 'easily made: at most for less than',
    wrap: refusing('sigaltstack', ({ size }) => (size === MINSIGSTKSZ ? 'ENOMEM' : null)),
  }),
  mutant({
    id: 'altstack-changed-in-use',
    breaks: 'SHSTK-132',
    origin: 'easily made: where the thread stands is not asked',
    wrap: under(
      'sigaltstack',
      (state, op) => withThread(state, op, () => ({ frames: null })),
      (after, op, before) => withThread(after, op, () => ({ frames: threadOf(before, op).frames })),
    ),
  }),
  mutant({
    id: 'altstack-kept-in-any-handler',
    breaks: 'SHSTK-131',
    origin: 'easily made: whether a handler runs is asked, and not on which stack',
    wrap: refusing('sigaltstack', (op, state) =>
      signalFrame(threadOf(state, op).frames) === null ? null : 'EPERM',
    ),
  }),
  mutant({
    id: 'altstack-unasked',
    breaks: 'SHSTK-135',
    origin: 'easily made: one of the two conditions is enough',
    wrap: under(
      'signal',
      (state, { signo }) => withHandler(state, signo, { onstack: true }),
      (after, _op, before) => ({ ...after, processes: before.processes }),
    ),
  }),
  mutant({
    id: 'altstack-unset',
    breaks: 'SHSTK-135',
    origin: 'easily made: one of the two conditions is enough',
    wrap: leaving('signal', (after, op, before) =>
      handlerOf(before, op)?.onstack && threadOf(before, op).altstack === null
        ? withThread(after, op, ({ frames }) => ({ frames: moved(frames, () => 0n) }))
        : after,
    ),
  }),
  mutant({
    id: 'altstack-not-inherited',
    breaks: 'SHSTK-135',
    origin: 'easily made: what a thread does not inherit a process does not either',
    wrap: leaving('clone', (after, _op, before) =>
      withThread(after, { thread: before.next }, () => ({ altstack: null })),
    ),
  }),
  mutant({
    id: 'altstack-shared-by-threads',
    breaks: 'SHSTK-133',
    origin: 'easily made: a new thread is a copy of the one that makes it',
    wrap: leaving('clone', (after, op, before) =>
      withThread(after, { thread: before.next }, () => ({ altstack: threadOf(before, op).altstack })),
    ),
  }),
  mutant({
    id: 'altstack-outlasts-the-handler',
    breaks: 'SHSTK-136',
    origin:
      'easily made: sigreturn brings back registers and signal mask, and the rest of the frame is for readers',
    wrap: leaving('sigreturn', (after, op, before) =>
      withThread(after, op, () => ({ altstack: threadOf(before, op).altstack })),
    ),
  }),
  mutant({
    id: 'altstack-set-after-the-handler',
    breaks: 'SHSTK-135',
    origin:
      'easily made: the stack is chosen when a handler is registered or has returned, and not at each signal',
    wrap: leaving('sigaltstack', (after, op, before) => {
      const { frames, altstack } = threadOf(before, op);
      return signalFrame(frames) === null ? after : withThread(after, op, () => ({ altstack }));
    }),
  }),
  mutant({
    id: 'refused-on-the-frame',
    breaks: 'SHSTK-137',
    origin: 'easily made: the shadow stack is asked before anything is restored',
    wrap: on('sigreturn', (op, state, step) => {
      const done = step(state, op);
      if (done.outcome.outcome !== 'fault') return done;
      const { frames } = threadOf(state, op);
      return { ...done, state: withThread(done.state, op, (now) => ({ frames: upon(now.frames, frames) })) };
    }),
  }),
];
