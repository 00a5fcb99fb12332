/** Mutants of signal delivery and sigreturn. */
import type { Mutant } from '../../core/machine';
import { BIT63, PAGE, SHSTK } from '../abi';
import { MARKED_ENTRY } from '../signal-entry';
import type { Frame, State, Thread } from '../state';
import type { Outcome, Signal } from '../types';
import { mutant } from './mutant';
import { leaving, on, sspOf, stepping, threadOf, under, withCetOf, withThread, asIfOn } from './wrap';

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

/** A state with the SSP that the last signal interrupted. */
interface Remembering extends State {
  readonly saved?: bigint | undefined;
}

/** Every sigreturn goes back to where the last signal came. */
const forgettingNesting = stepping((step, before: Remembering, op) => {
  const { state, outcome } = step(before, op);
  const saved = op.op === 'signal' && outcome.outcome === 'ok' ? sspOf(before, op) : before.saved;
  const left =
    op.op === 'sigreturn' && outcome.outcome === 'ok' && isOn(threadOf(before, op)) && saved !== undefined
      ? withCetOf(state, op, () => ({ ssp: saved }))
      : state;
  return { state: (saved === undefined ? left : { ...left, saved }) as State, outcome };
});

/** What was interrupted returns only once the entry of the signal has been used. */
const insistingOnSigreturn = stepping((step, before: Remembering, op) => {
  const { saved } = before;
  const jumped = op.op === 'ret' && saved !== undefined && sspOf(before, op) >= saved;
  const value = op.op === 'ret' ? BigInt.asUintN(64, ~(threadOf(before, op).frames?.value ?? 0n)) : 0n;
  const from = jumped
    ? step(before, { ...op, op: 'overwrite', what: 'return', frame: 0, value }).state
    : before;
  const { state, outcome } = step(from, op);
  const came = op.op === 'signal' && outcome.outcome === 'ok' && isOn(threadOf(before, op));
  const now = came ? sspOf(before, op) : op.op === 'sigreturn' ? undefined : saved;
  const left: Remembering = { ...state, saved: now };
  return { state: left, outcome };
});

export const SIGNAL_MUTANTS: readonly Mutant[] = [
  mutant({
    id: 'no-jump-out-of-a-handler',
    breaks: 'SHSTK-146',
    origin: 'easily made: every entry of a signal is kept track of, and expected back',
    wrap: insistingOnSigreturn,
  }),
  mutant({
    id: 'sigreturn-reads-the-frame',
    breaks: 'SHSTK-05',
    origin:
      'what the cover letter turns down: the SSP saved in the signal frame, where an attacker can write it',
    wrap: leaving('sigreturn', (after, op, before) => {
      const saved = signalFrame(threadOf(before, op).frames)?.value ?? 0n;
      return saved === 0n ? after : withCetOf(after, op, () => ({ ssp: saved }));
    }),
  }),
  mutant({
    id: 'sigreturn-from-anywhere',
    breaks: 'SHSTK-06',
    origin: 'what the cover letter warns of: a sigreturn that the program did not come by from a signal',
    invariant: 2,
    rules: { signalEntry: { ...MARKED_ENTRY, restored: (view) => restored(view) ?? view.ssp } },
  }),
  mutant({
    id: 'altstack-goes-to-the-top',
    breaks: 'SHSTK-07',
    origin:
      'what the cover letter warns of: a handler that is elsewhere on the one stack begins anew on the other',
    invariant: 1,
    wrap: on('signal', (op, state, step) => {
      const { base, size } = threadOf(state, op);
      return step(
        onAltstack(state, op) && size !== 0n ? withCetOf(state, op, () => ({ ssp: base + size })) : state,
        op,
      );
    }),
  }),
  mutant({
    id: 'altstack-not-served',
    breaks: 'SHSTK-08',
    origin: 'what the review asks about: the two kinds of alternate stack do not go together',
    invariant: 1,
    wrap: on('signal', (op, state, step) =>
      step(
        onAltstack(state, op) && isOn(threadOf(state, op))
          ? withCetOf(state, op, () => ({ ssp: 0n }))
          : state,
        op,
      ),
    ),
  }),
  mutant({
    id: 'old-ssp-without-bit-63',
    breaks: 'SHSTK-49',
    origin: 'easily made: the SSP is stored as any return address',
    invariant: 1,
    rules: { signalEntry: { ...MARKED_ENTRY, stored: (ssp) => ssp } },
  }),
  mutant({
    id: 'entries-when-off',
    breaks: 'SHSTK-49',
    origin:
      'easily made: delivery asks whether the CPU has the feature, and not whether the thread has it on',
    wrap: under(
      'signal',
      (state, op) => withThread(state, op, ({ features }) => ({ features: features | SHSTK })),
      (after, op, before) => withThread(after, op, () => ({ features: threadOf(before, op).features })),
    ),
  }),
  mutant({
    id: 'restorer-made-up',
    breaks: 'SHSTK-149',
    origin: 'real: 32-bit x86 has a restorer of the kernel for handlers that name none',
    wrap: under(
      'signal',
      (state) => ({
        ...state,
        processes: state.processes.map((one) => ({
          ...one,
          handlers: new Map(
            [...one.handlers].map(([signo, handler]) => [
              signo,
              { ...handler, restorer: handler.restorer ?? 0x40_1000n },
            ]),
          ),
        })),
      }),
      (after, _op, { processes }) => ({
        ...after,
        processes: processes.filter(({ id }) => after.processes.some((one) => one.id === id)),
      }),
    ),
  }),
  mutant({
    id: 'odd-ssp-rounded',
    breaks: 'SHSTK-150',
    origin: 'easily made: the low bits are masked off, as they are of a token',
    wrap: on('signal', (op, state, step) =>
      step(
        withCetOf(state, op, ({ ssp }) => ({ ssp: ssp & ~7n })),
        op,
      ),
    ),
  }),
  mutant({
    id: 'delivery-without-room',
    breaks: 'SHSTK-50',
    origin: 'easily made: the error of the store is not looked at, and the handler begins',
    wrap: on('signal', (op, state, step) => {
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
  }),
  mutant({
    id: 'one-saved-ssp-for-all',
    breaks: 'SHSTK-53',
    origin: 'easily made: the SSP is saved in the thread, where the next signal overwrites it',
    invariant: 1,
    wrap: forgettingNesting,
  }),
  mutant({
    id: 'sigreturn-value-not-aligned',
    breaks: 'SHSTK-197',
    origin: 'real: versions of the series before the patch "Check that SSP is aligned on sigreturn"',
    invariant: 2,
    rules: {
      signalEntry: {
        ...MARKED_ENTRY,
        restored: ({ entry, ...view }) => restored({ ...view, entry: entry === null ? null : entry & ~7n }),
      },
    },
  }),
  mutant({
    id: 'sigreturn-without-bit-63',
    breaks: 'SHSTK-196',
    origin: 'easily made: the bit is taken off, and nobody asks whether it was there',
    invariant: 2,
    rules: {
      signalEntry: {
        ...MARKED_ENTRY,
        restored: ({ entry, ...view }) => restored({ ...view, entry: entry === null ? null : entry | BIT63 }),
      },
    },
  }),
  mutant({
    id: 'sigreturn-anywhere',
    breaks: 'SHSTK-198',
    origin: 'easily made: SSP is a register of the program, which may hold what it likes',
    invariant: 2,
    rules: {
      signalEntry: {
        ...MARKED_ENTRY,
        restored: (view) => {
          const { entry, outside, ssp } = view;
          const isGood = entry !== null && !outside && (ssp & 7n) === 0n && (entry & BIT63) !== 0n;
          return isGood && (entry & 7n) === 0n ? entry ^ BIT63 : restored(view);
        },
      },
    },
  }),
  mutant({
    id: 'sigreturn-from-half-an-entry',
    breaks: 'SHSTK-199',
    origin: 'real: versions of the series before the patch "Check that SSP is aligned on sigreturn"',
    rules: {
      signalEntry: {
        ...MARKED_ENTRY,
        restored: ({ ssp, ...view }) =>
          (ssp & 7n) === 0n || view.outside ? restored({ ssp, ...view }) : (ssp + 8n) & ~7n,
      },
    },
  }),
  mutant({
    id: 'sigreturn-pops-the-entry',
    breaks: 'SHSTK-51',
    origin: 'easily made: what is on top is popped, and the interrupted code is thought to lie right above',
    rules: {
      signalEntry: { ...MARKED_ENTRY, restored: (view) => (restored(view) === null ? null : view.ssp + 8n) },
    },
  }),
  mutant({
    id: 'sigreturn-asks-when-off',
    breaks: 'SHSTK-144',
    origin:
      'what the review warns of: a new kernel asks every process for entries, and checkpointers that inject a sigreturn break',
    wrap: asIfOn('sigreturn'),
  }),
  mutant({
    id: 'sigreturn-looks-at-no-mapping',
    breaks: 'SHSTK-52',
    origin: 'real: versions of the series before the patch "Check that signal frame is shadow stack mem"',
    rules: { signalEntry: { ...MARKED_ENTRY, restored: (view) => restored({ ...view, outside: false }) } },
  }),
  mutant({
    id: 'sigreturn-looks-at-page-borders-only',
    breaks: 'SHSTK-100',
    origin:
      'real: Linux before "x86/shstk: Prevent deadlock during shstk sigreturn" (20260512173933.164829250@linuxfoundation.org)',
    rules: {
      signalEntry: {
        ...MARKED_ENTRY,
        restored: (view) => restored({ ...view, outside: view.outside && (view.ssp & (PAGE - 1n)) === 0n }),
      },
    },
  }),
];
