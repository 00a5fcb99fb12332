/** Shadow stacks: what holds for every sequence of calls, returns, signals and sigreturns. */
import { show } from '../../model/core/compare';
import { hex } from '../../model/core/u64';
import type { Inspection, Op, Outcome } from '../../model/shstk/types';
import { invariant } from './course';
import type { Action } from './play';
import { at, forAll, handler, mainOf } from './play';
import { END } from './values';

const ALTSTACK: Op = { op: 'sigaltstack', thread: 1, base: 0x500000n, size: 0x10000n };
/** Handlers in one another, for which an alternate stack has room whatever the size of a frame. */
const NESTED = 4;

/** Return addresses: such as could pass for an SSP among them. */
const RETURNS = [0x401005n, 0x401008n, END - 8n, END - 0x800n, 0x500000n] as const;

/** What a program may do: for `leave` it returns from whatever it is in. */
export function innocent({ kind, pick }: Action, state: Inspection): Op | null {
  const { frames } = mainOf(state);
  const top = frames[0]?.kind;
  switch (kind) {
    case 'call':
      return { op: 'call', thread: 1, ret: at(RETURNS, pick) };
    case 'signal':
      return frames.filter(({ kind: one }) => one === 'signal').length === NESTED
        ? null
        : { op: 'signal', thread: 1, signo: pick % 2 === 0 ? 10 : 12 };
    case 'leave':
      return top === 'call'
        ? { op: 'ret', thread: 1 }
        : top === 'signal'
          ? { op: 'sigreturn', thread: 1 }
          : null;
    case 'sigreturn':
      return { op: 'sigreturn', thread: 1 };
    default:
      return { op: 'incssp', thread: 1, count: (pick % 3) + 1 };
  }
}

export const SIGNAL_INVARIANTS = [
  invariant(
    'any sequence of calls, returns, signals and sigreturns runs without a fault and ends where it began',
    () =>
      forAll({
        kinds: ['call', 'signal', 'leave', 'leave'],
        first: [ALTSTACK, handler(10), handler(12, true)],
        mustReach: ['ret', 'sigreturn', 'altstack', 'nested'],
        length: 24,
        op: innocent,
        watch: (seen) => ({
          observe: ({ op, outcome, after }) => {
            if (outcome.outcome !== 'ok')
              throw new Error(`${show(op)} of an honest program gives ${show(outcome)}`);
            const { frames } = mainOf(after);
            seen.note(frames[0]?.altstack ? 'altstack' : op.op);
            if (frames.filter(({ kind }) => kind === 'signal').length > 1) seen.note('nested');
          },
          end: async (stage) => {
            for (;;) {
              const main = mainOf(await stage.state());
              const [frame] = main.frames;
              if (!frame && main.ssp === END) return;
              if (!frame)
                throw new Error(
                  `everything has returned, and SSP is ${hex(main.ssp)} instead of ${hex(END)}`,
                );
              const op: Op = { op: frame.kind === 'call' ? 'ret' : 'sigreturn', thread: 1 };
              const outcome = await stage.perform(op);
              if (outcome.outcome !== 'ok')
                throw new Error(`${show(op)} of an honest program gives ${show(outcome)}`);
            }
          },
        }),
      }),
  ),

  invariant(
    'in any sequence a sigreturn succeeds only on an entry that a delivery left and nobody has used',
    () =>
      forAll({
        kinds: ['call', 'signal', 'leave', 'sigreturn', 'sigreturn', 'incssp'],
        first: [handler(10), handler(11), handler(12)],
        mustReach: ['accepted', 'refused'],
        length: 20,
        op: innocent,
        watch: (seen) => {
          /** By the address of the entry: the SSP that it stands for. */
          const entries = new Map<bigint, bigint>();
          return {
            observe: ({ op, outcome, before, after }) => {
              const old = mainOf(before).ssp;
              if (op.op === 'sigreturn') {
                seen.note(outcome.outcome === 'ok' ? 'accepted' : 'refused');
                const due = entries.get(old);
                const got = outcome.outcome === 'ok' ? mainOf(after).ssp : null;
                if (got !== null && got !== due) {
                  throw new Error(
                    `sigreturn with SSP ${hex(old)} goes to ${hex(got)}, and ${due === undefined ? 'no delivery left an entry there' : hex(due)}`,
                  );
                }
                if (got === null && due !== undefined)
                  throw new Error(`sigreturn refuses the entry that a delivery left at ${hex(old)}`);
              }
              const now = after.threads[1]?.ssp;
              if (now === undefined) return;
              for (const address of entries.keys()) if (address < now) entries.delete(address);
              if (delivered(outcome)) entries.set(now + 8n, now + 16n);
            },
          };
        },
      }),
  ),
];

function delivered(outcome: Outcome): boolean {
  return (outcome.events ?? []).some(({ event }) => event === 'handler');
}
