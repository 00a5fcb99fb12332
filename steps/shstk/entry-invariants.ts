/** Shadow stacks: what holds for every forged entry, and for every return address that was changed. */
import * as fc from 'fast-check';
import { show } from '../../model/core/compare';
import { hex } from '../../model/core/u64';
import { BIT63, TASK_SIZE_MAX } from '../../model/shstk/abi';
import type { Inspection, Op } from '../../model/shstk/types';
import { biasedU64 } from '../property';
import type { Setup } from './course';
import { invariant } from './course';
import type { Action } from './play';
import { at, forAll, handler, mainOf } from './play';
import { innocent } from './signal-invariants';
import { END, RESTORER } from './values';

/** Values where a sigreturn entry could be taken for good: bit 63, alignment, the ends of pages and of user space. */
const ENTRIES: fc.Arbitrary<bigint> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.constantFrom(
      END - 8n,
      END,
      END - 16n,
      END - 0x1000n,
      0x500800n,
      0n,
      8n,
      TASK_SIZE_MAX,
      TASK_SIZE_MAX - 8n,
      TASK_SIZE_MAX + 8n,
      RESTORER,
    ),
  },
  { weight: 3, arbitrary: fc.constantFrom(TASK_SIZE_MAX, TASK_SIZE_MAX - 8n, END - 8n, END - 4n, 1n << 62n) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 63 }).map((bit) => 1n << BigInt(bit)) },
  { weight: 1, arbitrary: fc.bigInt({ min: 0n, max: TASK_SIZE_MAX }) },
);
const MARKS = [BIT63, BIT63, BIT63, 0n, BIT63 | 1n, BIT63 | 4n, BIT63 | (1n << 62n), 1n] as const;

function tampering({ kind, pick, value }: Action, state: Inspection, { isToken }: Setup): Op | null {
  const { ssp } = mainOf(state);
  if (kind !== 'forge') return innocent({ kind, pick, value }, state);
  const slot = ssp + 8n * BigInt(Math.max(0, pick - 5));
  if ((slot & 7n) !== 0n || slot < END - 0x800000n || slot >= END) return null;
  const own = isToken
    ? (slot + 8n) | at([1n, 1n, 0n, 2n, 3n, BIT63], pick)
    : value | at(MARKS, Number(value & 7n) + pick);
  return { op: 'wrss', thread: 1, addr: slot, value: pick === 7 ? value : own };
}

export const ENTRY_INVARIANTS = [
  invariant(
    'whatever entry is forged and wherever SSP is, sigreturn accepts what is well formed and nothing else',
    ({ isToken }) =>
      forAll({
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
              const onStack = ssp >= END - 0x800000n && ssp < END && ssp % 8n === 0n;
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
      }),
  ),

  invariant(
    'whichever bits of a return address are changed, the return through it is a control protection fault',
    () =>
      forAll({
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
      }),
  ),
];

/** Where a word on the shadow stack leads sigreturn, or null. */
function valueOf(word: bigint): bigint | null {
  const value = word ^ BIT63;
  return value < TASK_SIZE_MAX && value % 8n === 0n ? value : null;
}

function valueOfToken(word: bigint, ssp: bigint): bigint | null {
  return word === ssp + 9n ? ssp + 8n : null;
}
