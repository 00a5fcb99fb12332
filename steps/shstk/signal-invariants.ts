/** Shadow stacks: what holds for every sequence of calls, returns, signals and sigreturns. */
import * as fc from 'fast-check';
import { show } from '../../model/core/compare';
import { hex } from '../../model/core/u64';
import { rulesOf } from '../../model/shstk/profiles';
import type { Inspection, Op } from '../../model/shstk/types';
import { biasedU64 } from '../property';
import { then } from '../typed';
import type { Action } from './play';
import { at, forAll, handler, HANDLER, mainOf } from './play';

const ALTSTACK: Op = { op: 'sigaltstack', thread: 1, base: 0x508000n, size: 0x2000n };
const BIT63 = 1n << 63n;
const TASK_SIZE_MAX = 0x7ffffffff000n;
const TOP = 0x7ffff7e00000n;

/** Return addresses: such as could pass for an SSP among them. */
const RETURNS = [0x401005n, 0x401008n, TOP - 8n, TOP - 0x800n, 0x500000n] as const;

function innocent({ kind, pick }: Action, state: Inspection): Op | null {
  const top = mainOf(state).frames[0]?.kind;
  switch (kind) {
    case 'call':
      return { op: 'call', thread: 1, ret: at(RETURNS, pick) };
    case 'signal':
      return { op: 'signal', thread: 1, signo: pick % 2 === 0 ? 10 : 12 };
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

then(
  'any sequence of calls, returns, signals and sigreturns runs without a fault and ends where it began',
  async function () {
    await forAll(this, {
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
        end: async (lab) => {
          for (;;) {
            const main = mainOf((await lab.options.subject.inspect()) as Inspection);
            const [frame] = main.frames;
            if (!frame && main.ssp === TOP) return;
            if (!frame)
              throw new Error(`everything has returned, and SSP is ${hex(main.ssp)} instead of ${hex(TOP)}`);
            const op: Op = { op: frame.kind === 'call' ? 'ret' : 'sigreturn', thread: 1 };
            const outcome = await lab.perform(op);
            if (outcome.outcome !== 'ok')
              throw new Error(`${show(op)} of an honest program gives ${show(outcome)}`);
          }
        },
      }),
    });
  },
);

then(
  'in any sequence a sigreturn succeeds only on an entry that a delivery left and nobody has used',
  async function () {
    await forAll(this, {
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
    });
  },
);

/** Values where a sigreturn entry could be taken for good: bit 63, alignment, the ends of pages and of user space. */
const ENTRIES: fc.Arbitrary<bigint> = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(TOP - 8n, TOP, TOP - 16n, TOP - 0x1000n, 0x500800n, 0n, 8n, TASK_SIZE_MAX, TASK_SIZE_MAX - 8n, TASK_SIZE_MAX + 8n, HANDLER) },
  { weight: 3, arbitrary: fc.constantFrom(TASK_SIZE_MAX, TASK_SIZE_MAX - 8n, TOP - 8n, TOP - 4n, 1n << 62n) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 63 }).map((bit) => 1n << BigInt(bit)) },
  { weight: 1, arbitrary: fc.bigInt({ min: 0n, max: TASK_SIZE_MAX }) },
); // prettier-ignore
const MARKS = [BIT63, BIT63, BIT63, 0n, BIT63 | 1n, BIT63 | 4n, BIT63 | (1n << 62n), 1n] as const;

function tampering({ kind, pick, value }: Action, state: Inspection, profile: string): Op | null {
  const { ssp } = mainOf(state);
  if (kind !== 'forge') return innocent({ kind, pick, value }, state);
  const slot = ssp + 8n * BigInt(Math.max(0, pick - 5));
  if ((slot & 7n) !== 0n || slot < TOP - 0x800000n || slot >= TOP) return null;
  const own = rulesOf(profile).signalEntry.isToken
    ? (slot + 8n) | at([1n, 1n, 0n, 2n, 3n, BIT63], pick)
    : value | at(MARKS, Number(value & 7n) + pick);
  return { op: 'wrss', thread: 1, addr: slot, value: pick === 7 ? value : own };
}

then(
  'whatever entry is forged and wherever SSP is, sigreturn accepts what is well formed and nothing else',
  async function () {
    const { isToken } = rulesOf(this.profile).signalEntry;
    await forAll(this, {
      kinds: [
        'call',
        'signal',
        'leave',
        'forge',
        'forge',
        'forge',
        'sigreturn',
        'sigreturn',
        'sigreturn',
        'incssp',
      ],
      first: [handler(10), handler(11), handler(12)],
      value: ENTRIES,
      mustReach: ['accepted', 'refused', 'forged and accepted', 'forged and refused'],
      length: 32,
      op: tampering,
      watch: (seen) => {
        let forged = new Set<bigint>();
        return {
          observe: ({ op, outcome, before, after }) => {
            if (op.op === 'wrss' && outcome.outcome === 'ok') forged.add(op.addr);
            if (op.op !== 'sigreturn') return;
            const { ssp } = mainOf(before);
            const word = before.spaces[1]?.words[hex(ssp)] ?? 0n;
            const onStack = ssp >= TOP - 0x800000n && ssp < TOP && ssp % 8n === 0n;
            const due = onStack ? (isToken ? valueOfToken(word, ssp) : valueOf(word)) : null;
            const got = outcome.outcome === 'ok' ? mainOf(after).ssp : null;
            if (got !== due) {
              throw new Error(
                `sigreturn with ${hex(word)} at SSP ${hex(ssp)} ${got === null ? 'is refused' : `goes to ${hex(got)}`}, and ${due === null ? 'has to be refused' : `has to go to ${hex(due)}`}`,
              );
            }
            const verdict = got === null ? 'refused' : 'accepted';
            seen.note(verdict);
            if (forged.has(ssp)) seen.note(`forged and ${verdict}`);
            forged = new Set([...forged].filter((address) => address !== ssp));
          },
        };
      },
    });
  },
);

/** Where a word on the shadow stack leads sigreturn, or null. */
function valueOf(word: bigint): bigint | null {
  const value = word ^ BIT63;
  return value < TASK_SIZE_MAX && value % 8n === 0n ? value : null;
}

function valueOfToken(word: bigint, ssp: bigint): bigint | null {
  return word === ssp + 9n ? ssp + 8n : null;
}

then(
  'whichever bits of a return address are changed, the return through it is a control protection fault',
  async function () {
    await forAll(this, {
      kinds: ['call', 'call', 'overwrite', 'leave', 'leave'],
      value: fc.oneof(fc.constantFrom(1n, 1n << 63n, 1n << 32n), biasedU64()),
      mustReach: ['matches', 'differs'],
      length: 20,
      op: (action, state) => {
        const { frames } = mainOf(state);
        if (action.kind !== 'overwrite') return innocent(action, state);
        const frame = frames.length === 0 ? -1 : action.pick % frames.length;
        const old = frames[frame];
        const bit = action.pick < 3 ? 1n << BigInt(action.pick) : action.value;
        return old
          ? {
              op: 'overwrite',
              thread: 1,
              what: 'return',
              frame: action.pick < 3 ? 0 : frame,
              value: (action.pick < 3 ? (frames[0]?.value ?? 0n) : old.value) ^ bit,
            }
          : null;
      },
      watch: (seen) => {
        const honest: bigint[] = [];
        return {
          observe: ({ op, outcome, before }) => {
            if (op.op === 'call') honest.push(op.ret);
            if (op.op !== 'ret') return;
            const same = honest.at(-1) === mainOf(before).frames[0]?.value;
            seen.note(same ? 'matches' : 'differs');
            const { si_code, error_code, si_addr } = outcome as {
              si_code?: string;
              error_code?: bigint;
              si_addr?: bigint;
            };
            const fault = si_code === 'SEGV_CPERR' && error_code === 1n && si_addr === 0n;
            if (same ? outcome.outcome !== 'ok' : !fault) {
              throw new Error(
                `a return to ${same ? 'the address that was pushed' : 'another address'} gives ${show(outcome)}`,
              );
            }
            if (same) honest.pop();
          },
        };
      },
    });
  },
);

function delivered(outcome: { readonly events?: readonly { readonly event: string }[] }): boolean {
  return (outcome.events ?? []).some(({ event }) => event === 'handler');
}
