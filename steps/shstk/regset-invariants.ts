/** Shadow stacks: what holds for whatever a tracer sets as SSP. */
import * as fc from 'fast-check';
import { show } from '../../model/core/compare';
import { hex } from '../../model/core/u64';
import { TASK_SIZE_MAX } from '../../model/shstk/abi';
import type { Op } from '../../model/shstk/types';
import { biasedU64 } from '../property';
import { invariant } from './course';
import { at, forAll, mainOf } from './play';

const POINTERS: fc.Arbitrary<bigint> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.constantFrom(
      0n,
      8n,
      4n,
      1n,
      0x7ffff7dffff8n,
      0x7ffff7e00000n,
      0x500000n,
      0x7fffffffeff8n,
      0x7ffffffff000n,
      0x7fffffffeffcn,
      0xffff888000000000n,
    ),
  },
  { weight: 2, arbitrary: biasedU64() },
);
const LENGTHS = [8, 8, 16, 0, 4, 7, 24, 8] as const;

export const REGSET_INVARIANTS = [
  invariant(
    'whatever a tracer sets as SSP, aligned user addresses are taken and read back, and nothing else is',
    () =>
      forAll({
        kinds: ['set', 'set', 'get', 'switch'],
        value: POINTERS,
        mustReach: ['taken', 'EINVAL', 'ENODEV', 'read'],
        length: 16,
        op: ({ kind, pick, value }) => {
          if (kind === 'get') return { op: 'ptrace_getregset', thread: 1, len: at(LENGTHS, pick) };
          if (kind === 'set') return { op: 'ptrace_setregset', thread: 1, len: at(LENGTHS, pick), value };
          return { op: 'arch_prctl', thread: 1, option: pick % 2 === 0 ? 0x5001n : 0x5002n, arg: 1n };
        },
        watch: (seen) => ({
          observe: ({ op, outcome, before, after }) => {
            if (op.op !== 'ptrace_setregset' && op.op !== 'ptrace_getregset') return;
            const [old, now] = [mainOf(before), mainOf(after)];
            const due = op.len % 8 !== 0 ? 'EINVAL' : old.features === 0n ? 'ENODEV' : setObjection(op);
            const { error, value, length } = outcome as { error?: string; value?: bigint; length?: number };
            if ((error ?? null) !== due)
              throw new Error(
                `${show(op)} with features ${hex(old.features)} gives ${error ?? 'no error'} instead of ${due ?? 'none'}`,
              );
            const ssp = due === null && op.op === 'ptrace_setregset' ? op.value : old.ssp;
            if (now.ssp !== ssp)
              throw new Error(`after ${show(op)} SSP is ${hex(now.ssp)} instead of ${hex(ssp)}`);
            if (due !== null) return seen.note(due);
            if (length !== Math.min(op.len, 8))
              throw new Error(`${show(op)} reports a length of ${length ?? 'nothing'}`);
            if (op.op === 'ptrace_getregset' && op.len >= 8 && value !== ssp)
              throw new Error(`${show(op)} reads ${show(value)} instead of ${hex(ssp)}`);
            seen.note(op.op === 'ptrace_setregset' ? 'taken' : 'read');
          },
        }),
      }),
  ),
];

function setObjection(op: Op): string | null {
  if (op.op !== 'ptrace_setregset') return null;
  return op.len === 0 || op.value % 8n !== 0n || op.value >= TASK_SIZE_MAX ? 'EINVAL' : null;
}
