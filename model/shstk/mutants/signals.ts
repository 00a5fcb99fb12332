/** Mutants of signal delivery and sigreturn. */
import type { Mutant } from '../../core/machine';
import { BIT63, PAGE, SHSTK } from '../abi';
import { EMPTY, read64, write64 } from '../memory';
import { MARKED_ENTRY } from '../signal-entry';
import type { Frame, State, Thread } from '../state';
import type { Op, Outcome, Signal } from '../types';
import { mutant, wrapped } from './mutant';
import type { Wrap } from './wrap';
import {
  answering,
  asking,
  leaving,
  mappingOf,
  on,
  spaceOf,
  sspOf,
  threadOf,
  under,
  withCetOf,
  withMemory,
  withThread,
} from './wrap';

const { restored, stored } = MARKED_ENTRY;

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

const isShadow = (state: State, op: { readonly thread: number }, address: bigint): boolean =>
  mappingOf(state, op, address)?.shadow ?? false;

const entryAt = (state: State, op: { readonly thread: number }): bigint =>
  read64(spaceOf(state, op)?.memory ?? EMPTY, sspOf(state, op));

/** The state in which the entry at SSP is none. */
function spoilt(state: State, op: { readonly thread: number }): State {
  return withMemory(state, op, (memory) => write64(memory, sspOf(state, op), 0n));
}

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
    'sigreturn-takes-return-addresses',
    'SHSTK-06',
    'easily made: the mark is taken off without asking whether it is there',
    {
      signalEntry: {
        ...MARKED_ENTRY,
        restored: ({ entry, ...view }) => restored({ ...view, entry: entry === null ? null : entry | BIT63 }),
      },
    },
    { invariant: 2 },
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
  mutant(
    'old-ssp-off-by-8',
    'SHSTK-49',
    'easily made: what is stored is the place of the entry, as in a token of SAVEPREVSSP',
    { signalEntry: { ...MARKED_ENTRY, stored: (ssp) => stored(ssp - 8n) } },
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
  wrapped(
    'overflow-handler-on-the-altstack',
    'SHSTK-91',
    'what one would conclude from sigaltstack(2): it is there for stacks that have overflowed',
    withFeatures('call', ({ features, altstack }) => (altstack === null ? features : 0)),
  ),
  wrapped(
    'sigreturn-value-must-be-mapped',
    'SHSTK-98',
    'what one would conclude from the check of the entry: where it leads is checked as well',
    on('sigreturn', (op, state, step) => {
      const done = step(state, op);
      if (done.outcome.outcome !== 'ok' || !isOn(threadOf(state, op))) return done;
      return isShadow(done.state, op, sspOf(done.state, op) - 8n) ? done : step(spoilt(state, op), op);
    }),
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
    'refused-sigreturn-is-a-protection-fault',
    'SHSTK-101',
    'easily made: the signal is that of the last exception, which the kernel keeps in the thread',
    answering('sigreturn', (outcome) =>
      isRefused(outcome) ? { ...outcome, fault: '#GP', trapno: 13 } : outcome,
    ),
  ),
  wrapped(
    'sigreturn-own-stack-only',
    'SHSTK-102',
    'what one would conclude from the record that the kernel keeps of the stack of each thread',
    on('sigreturn', (op, state, step) => {
      const { base, size } = threadOf(state, op);
      const ssp = sspOf(state, op);
      const own = ssp >= base && ssp < base + size;
      return step(own || !isShadow(state, op, ssp) ? state : spoilt(state, op), op);
    }),
  ),
  wrapped(
    'sigreturn-skips-the-restorer',
    'SHSTK-103',
    'easily made: a place 16 above SSP, as delivery left it, whoever calls',
    on('sigreturn', (op, state, step) => {
      const { frames } = threadOf(state, op);
      const byHandler = frames?.below?.kind === 'signal' && frames.value === entryAt(state, op);
      return step(byHandler ? withCetOf(state, op, ({ ssp }) => ({ ssp: ssp + 8n })) : state, op);
    }),
    { invariant: 2 },
  ),
  wrapped(
    'sigreturn-asks-when-off',
    'SHSTK-104',
    'easily made: sigreturn asks whether the CPU has the feature, and not whether the thread has it on',
    withFeatures('sigreturn', ({ features }) => features | SHSTK),
  ),
  wrapped(
    'delivery-needs-24-bytes',
    'SHSTK-105',
    'easily made: room for one word more, as the token of another stack would need',
    on('signal', (op, state, step) => {
      const ssp = sspOf(state, op);
      if (!isOn(threadOf(state, op)) || isShadow(state, op, ssp - 24n)) return step(state, op);
      const done = step(
        withCetOf(state, op, () => ({ ssp: 0n })),
        op,
      );
      return { ...done, state: withCetOf(done.state, op, () => ({ ssp })) };
    }),
  ),
  wrapped(
    'failed-delivery-leaves-an-entry',
    'SHSTK-106',
    'easily made: SSP is written after each of the two stores',
    on('signal', (op, state, step) => {
      const done = step(state, op);
      if (!isRefused(done.outcome) || sspOf(state, op) < 8n) return done;
      return step(
        withCetOf(state, op, ({ ssp }) => ({ ssp: ssp - 8n })),
        op,
      );
    }),
  ),
  wrapped(
    'compat-handler-runs',
    'SHSTK-108',
    'easily made: nobody asks through which entry the handler was registered',
    asking('sigaction', ({ entry: _entry, ...op }) => op),
  ),
];
