/** Shadow stacks: what holds for every call that fails, for exec, and for map_shadow_stack. */
import * as fc from 'fast-check';
import { describeDifference, differences, show } from '../../model/core/compare';
import { hex } from '../../model/core/u64';
import type { Inspection, MapShadowStack } from '../../model/shstk/types';
import { biasedU64 } from '../property';
import { invariant } from './course';
import { BITS, featureCall } from './feature-invariants';
import { at, forAll, mainOf } from './play';

const ADDRESSES: fc.Arbitrary<bigint> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      0n,
      0n,
      1n,
      0xfffff000n,
      0x100000000n,
      0x700000000n,
      0x700000008n,
      0x700000800n,
      0x7fffffffe000n,
      0x7ffffffff000n,
      0x800000000000n,
      0xffff800000000000n,
    ),
  },
  { weight: 1, arbitrary: biasedU64() },
);
const SIZES = [
  0x1000n,
  8n,
  0xcn,
  0n,
  0x1004n,
  0x2000n,
  0xffffffffffffffffn,
  0x7ffffffff000n,
  7n,
  16n,
  0x1008n,
  0x8000000000000000n,
] as const;
const FLAGS = [0n, 1n, 1n, 0n, 2n, 3n, 0x100000000n, 0x100000001n] as const;

export const CALL_INVARIANTS = [
  invariant('in any sequence of calls what fails changes nothing', () =>
    forAll({
      kinds: ['self', 'self', 'map', 'map', 'tracer', 'limit'],
      value: BITS,
      mustReach: ['failed', 'succeeded'],
      length: 16,
      op: featureCall,
      watch: (seen) => ({
        observe: ({ op, outcome, before, after }) => {
          seen.note(outcome.outcome === 'error' ? 'failed' : 'succeeded');
          const changed = outcome.outcome === 'error' ? differences(before, after) : [];
          if (changed.length > 0)
            throw new Error(`${show(op)} fails and changes ${changed.map(describeDifference).join(', ')}`);
        },
      }),
    }),
  ),

  invariant('whatever was on or locked, exec leaves nothing on and nothing locked', () =>
    forAll({
      kinds: ['self', 'self', 'exec'],
      value: BITS,
      mustReach: ['was on', 'was locked', 'marked', 'unmarked'],
      op: featureCall,
      watch: (seen) => ({
        observe: ({ op, before, after }) => {
          if (op.op !== 'execve') return;
          const [old, now] = [mainOf(before), mainOf(after)];
          if (old.features !== 0n) seen.note('was on');
          if (old.locked !== 0n) seen.note('was locked');
          seen.note(op.marked ? 'marked' : 'unmarked');
          if (now.features | now.locked | now.ssp | (now.size ?? 0n))
            throw new Error(`after exec: ${show(now)}`);
        },
      }),
    }),
  ),

  invariant(
    'whatever address, size and flags, map_shadow_stack gives the first objection, or the address with its token',
    () =>
      forAll({
        kinds: [...FLAGS.keys()].flatMap((flag) => SIZES.map((_, size) => `${flag} ${size}`)),
        value: ADDRESSES,
        mustReach: ['EINVAL', 'ENOSPC', 'ERANGE', 'ENOMEM', 'EOVERFLOW', 'token', 'chosen'],
        length: 20,
        op: ({ kind, value }) => {
          const [flag = '0', size = '0'] = kind.split(' ');
          return {
            op: 'map_shadow_stack',
            thread: 1,
            addr: value,
            size: at(SIZES, Number(size)),
            flags: at(FLAGS, Number(flag)),
          };
        },
        watch: (seen) => ({
          observe: ({ op, outcome, before, after }) => {
            const request = op as MapShadowStack & { addr: bigint };
            const { error, value } = outcome as { error?: string; value?: bigint };
            const due = isErrorNumber(request.addr) ? (error ?? 'an error') : objection(before, request);
            if ((error ?? null) !== due)
              throw new Error(`${show(op)} gives ${error ?? 'an address'} instead of ${due ?? 'an address'}`);
            if (due !== null) return seen.note(due);
            if (value === undefined || (request.addr !== 0n && value !== request.addr))
              throw new Error(`${show(op)} gives ${show(value)}`);
            if (request.addr === 0n) seen.note('chosen');
            if ((request.flags & 1n) === 0n) return;
            seen.note('token');
            const end = value + request.size;
            const word = after.spaces[1]?.words[hex(end - 8n)];
            if (word !== end + 1n) throw new Error(`${show(op)} leaves ${show(word)} at ${hex(end - 8n)}`);
          },
        }),
      }),
  ),
];

/** Addresses that are error numbers to a kernel: what it then fails with nobody has promised (SHSTK-207). */
const isErrorNumber = (addr: bigint): boolean => addr > 0xffff_ffff_ffff_f000n;

/** The first objection, or null. Orders that nobody has tried are left to either. */
function objection(
  state: Inspection,
  { addr, size, flags }: { addr: bigint; size: bigint; flags: bigint },
): string | null {
  const low = flags & 0xffffffffn;
  if (low > 1n) return 'EINVAL';
  if (low === 1n && size < 8n) return 'ENOSPC';
  if (addr > 0n && addr < 0x100000000n) return 'ERANGE';
  if (size > 0xfffffffffffff000n) return 'EOVERFLOW';
  if (size === 0n) return 'EINVAL';
  const length = (size + 0xfffn) & ~0xfffn;
  if (length > 0x7ffffffff000n) return 'ENOMEM';
  if (addr + length > (addr === 0n ? 0x7fff00000000n : 0x7ffffffff000n)) return 'ENOMEM';
  if (addr % 0x1000n !== 0n) return 'EINVAL';
  const maps = Object.entries(state.spaces[1]?.maps ?? {}).map(([start, { end }]) => ({
    start: BigInt(start),
    end,
  }));
  if (addr !== 0n && maps.some(({ start, end }) => start < addr + length && end > addr)) return 'EEXIST';
  return low === 1n && (addr + size) % 8n !== 0n ? 'EINVAL' : null;
}
