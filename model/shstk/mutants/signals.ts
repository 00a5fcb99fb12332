/** Mutants of signal delivery and sigreturn. */
import type { Mutant } from '../../core/machine';
import { PAGE, SHSTK } from '../abi';
import { MARKED_ENTRY } from '../signal-entry';
import type { Frame, State, Thread } from '../state';
import type { Op, Outcome, Signal } from '../types';
import { mutant, wrapped } from './mutant';
import type { Wrap } from './wrap';
import { asking, leaving, on, sspOf, threadOf, under, withCetOf, withThread } from './wrap';

const { restored } = MARKED_ENTRY;

const isOn = ({ features }: Thread): boolean => (features & SHSTK) !== 0;
const isRefused = (outcome: Outcome): boolean => outcome.outcome === 'fault' && outcome.fault === 'none';

/** Whether a signal has a handler that runs on an alternate stack that is there. */
function onAltstack(state: State, op: Signal): boolean {
  const { process, altstack } = threadOf(state, op);
  const handlers = state.processes.find(({ id }) => id === process)?.handlers;
  return altstack !== null && handlers?.get(op.signo)?.onstack === true;
}

const signalFrame = (frames: Frame | null): Frame | null =>
  frames === null || frames.kind === 'signal' ? frames : signalFrame(frames.below);

/** The features read otherwise while operations of a name are performed. */
function withFeatures<K extends 'signal' | 'sigreturn' | 'call'>(
  name: K,
  features: (thread: Thread, state: State, op: Extract<Op, { op: K }>) => number,
): Wrap {
  return under(
    name,
    (state, op) => withThread(state, op, (thread) => ({ features: features(thread, state, op) })),
    (after, op, before) => withThread(after, op, () => ({ features: threadOf(before, op).features })),
  );
}

/** A state with the SSP that the last signal interrupted. */
interface Remembering extends State {
  readonly saved?: bigint;
}

/** Every sigreturn goes back to where the last signal came. */
const forgettingNesting: Wrap = (step) => (before: Remembering, op) => {
  const { state, outcome } = step(before, op);
  const saved = op.op === 'signal' && outcome.outcome === 'ok' ? sspOf(before, op) : before.saved;
  const left =
    op.op === 'sigreturn' && outcome.outcome === 'ok' && isOn(threadOf(before, op)) && saved !== undefined
      ? withCetOf(state, op, () => ({ ssp: saved }))
      : state;
  return { state: (saved === undefined ? left : { ...left, saved }) as State, outcome };
};

export const SIGNAL_MUTANTS: readonly Mutant[] = [
  wrapped(
    'sigreturn-reads-the-frame',
    'SHSTK-05',
    'what the cover letter turns down: the SSP saved in the signal frame, where an attacker can write it',
    leaving('sigreturn', (after, op, before) => {
      const saved = signalFrame(threadOf(before, op).frames)?.value ?? 0n;
      return saved === 0n ? after : withCetOf(after, op, () => ({ ssp: saved }));
    }),
  ),
  mutant(
    'sigreturn-from-anywhere',
    'SHSTK-06',
    'what the cover letter warns of: a sigreturn that the program did not come by from a signal',
    { signalEntry: { ...MARKED_ENTRY, restored: (view) => restored(view) ?? view.ssp } },
    { invariant: 2 },
  ),
  wrapped(
    'altstack-goes-to-the-top',
    'SHSTK-07',
    'what the cover letter warns of: a handler that is elsewhere on the one stack begins anew on the other',
    on('signal', (op, state, step) => {
      const { base, size } = threadOf(state, op);
      return step(
        onAltstack(state, op) && size !== 0n ? withCetOf(state, op, () => ({ ssp: base + size })) : state,
        op,
      );
    }),
    { invariant: 1 },
  ),
  wrapped(
    'altstack-not-served',
    'SHSTK-08',
    'what the review asks about: the two kinds of alternate stack do not go together',
    on('signal', (op, state, step) =>
      step(
        onAltstack(state, op) && isOn(threadOf(state, op))
          ? withCetOf(state, op, () => ({ ssp: 0n }))
          : state,
        op,
      ),
    ),
    { invariant: 1 },
  ),
  mutant(
    'old-ssp-without-bit-63',
    'SHSTK-49',
    'easily made: the SSP is stored as any return address',
    { signalEntry: { ...MARKED_ENTRY, stored: (ssp) => ssp } },
    { invariant: 1 },
  ),
  wrapped(
    'entries-when-off',
    'SHSTK-49',
    'easily made: delivery asks whether the CPU has the feature, and not whether the thread has it on',
    withFeatures('signal', ({ features }) => features | SHSTK),
  ),
  wrapped(
    'delivery-without-room',
    'SHSTK-50',
    'easily made: the error of the store is not looked at, and the handler begins',
    on('signal', (op, state, step) => {
      const done = step(state, op);
      if (!isRefused(done.outcome)) return done;
      const handler = state.processes
        .find(({ id }) => id === threadOf(state, op).process)
        ?.handlers.get(op.signo);
      if (handler?.restorer === null) return done;
      const { features } = threadOf(state, op);
      const begun = step(
        withThread(state, op, () => ({ features: 0 })),
        op,
      );
      return { ...begun, state: withThread(begun.state, op, () => ({ features })) };
    }),
  ),
  wrapped(
    'one-saved-ssp-for-all',
    'SHSTK-53',
    'easily made: the SSP is saved in the thread, where the next signal overwrites it',
    forgettingNesting,
    { invariant: 1 },
  ),
  mutant(
    'sigreturn-value-not-aligned',
    'SHSTK-51',
    'real: versions of the series before the patch "Check that SSP is aligned on sigreturn"',
    {
      signalEntry: {
        ...MARKED_ENTRY,
        restored: ({ entry, ...view }) => restored({ ...view, entry: entry === null ? null : entry & ~7n }),
      },
    },
    { invariant: 2 },
  ),
  mutant(
    'sigreturn-looks-at-no-mapping',
    'SHSTK-52',
    'real: versions of the series before the patch "Check that signal frame is shadow stack mem"',
    { signalEntry: { ...MARKED_ENTRY, restored: (view) => restored({ ...view, outside: false }) } },
  ),
  mutant(
    'sigreturn-looks-at-page-borders-only',
    'SHSTK-100',
    'real: Linux before "x86/shstk: Prevent deadlock during shstk sigreturn" (20260512173933.164829250@linuxfoundation.org)',
    {
      signalEntry: {
        ...MARKED_ENTRY,
        restored: (view) => restored({ ...view, outside: view.outside && (view.ssp & (PAGE - 1n)) === 0n }),
      },
    },
  ),
  wrapped(
    'compat-handler-runs',
    'SHSTK-108',
    'easily made: nobody asks through which entry the handler was registered',
    asking('sigaction', ({ entry: _entry, ...op }) => op),
  ),
];
