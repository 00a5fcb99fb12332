/** Shadow stacks: what holds for every sequence of calls that turn features on, off and over. */
import * as fc from 'fast-check';
import { describeDifference, differences, show } from '../../model/core/compare';
import { hex } from '../../model/core/u64';
import type { Inspection, MapShadowStack, Op, ThreadView } from '../../model/shstk/types';
import { biasedU64 } from '../property';
import { then } from '../typed';
import { numbersOf } from './calls';
import type { Action } from './play';
import { at, forAll, mainOf } from './play';

const BITS: fc.Arbitrary<bigint> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(1n, 2n, 1n, 2n, 3n, 0n, 4n) },
  { weight: 1, arbitrary: biasedU64() },
);
const COMMANDS = ['ENABLE', 'ENABLE', 'DISABLE', 'LOCK', 'UNLOCK', 'STATUS', 'ENABLE', 'DISABLE'] as const;

function featureCall({ kind, pick, value }: Action, state: Inspection, profile: string): Op {
  const { commands } = numbersOf(profile);
  const option = commands[at(COMMANDS, pick)] ?? 0x5006n;
  switch (kind) {
    case 'exec':
      return { op: 'execve', thread: 1, marked: pick % 2 === 0 };
    case 'tracer':
      return { op: 'ptrace_arch_prctl', thread: 1, option, arg: value };
    case 'unlock':
      return { op: 'ptrace_arch_prctl', thread: 1, option: commands.UNLOCK ?? 0n, arg: value };
    case 'lock':
      return { op: 'arch_prctl', thread: 1, option: commands.LOCK ?? 0n, arg: 2n };
    case 'locked':
      return {
        op: 'arch_prctl',
        thread: 1,
        option: commands.DISABLE ?? 0n,
        arg: at([mainOf(state).locked & 3n, 1n], pick),
      };
    case 'limit':
      return {
        op: 'setrlimit',
        thread: 1,
        resource: 'as',
        value: pick % 2 === 0 ? 0x400000n : 0xffffffffffffffffn,
      };
    case 'map':
      return {
        op: 'map_shadow_stack',
        thread: 1,
        addr: 0n,
        size: at([0xcn, 0n, 0x1000n, 0x1004n], pick),
        flags: value & 3n,
      };
    default:
      return { op: 'arch_prctl', thread: 1, option, arg: option === commands.STATUS ? 0x500000n : value };
  }
}

then(
  'in any sequence of calls no lock is lost but by exec and by a tracer, and no locked feature changes',
  async function () {
    const { commands } = numbersOf(this.profile);
    await forAll(this, {
      kinds: ['self', 'self', 'self', 'self', 'locked', 'tracer', 'unlock', 'exec'],
      value: BITS,
      mustReach: ['locked', 'refused', 'changed', 'unlocked', 'exec'],
      length: 20,
      op: featureCall,
      watch: (seen) => ({
        observe: ({ op, outcome, before, after }) => {
          const [old, now] = [mainOf(before), mainOf(after)];
          if (op.op === 'execve') return seen.note('exec');
          if (op.op === 'ptrace_arch_prctl') {
            if (old.locked & ~now.locked) seen.note('unlocked');
            return expectMask(
              old,
              now,
              op.option === commands.UNLOCK
                ? old.locked & ~op.arg
                : op.option === commands.LOCK
                  ? old.locked | op.arg
                  : old.locked,
            );
          }
          if (op.op !== 'arch_prctl') return;
          expectMask(old, now, op.option === commands.LOCK ? old.locked | op.arg : old.locked);
          if (now.locked !== old.locked) seen.note('locked');
          if (outcome.outcome === 'error') seen.note('refused');
          const changed = old.features ^ now.features;
          if (changed !== 0n) seen.note('changed');
          const withShstk = op.option === commands.DISABLE && op.arg === 1n ? 2n : 0n;
          const wrong = changed & old.locked & ~withShstk;
          if (wrong !== 0n) throw new Error(`${show(op)} changes feature ${hex(wrong)}, which is locked`);
        },
      }),
    });
  },
);

function expectMask(old: ThreadView, now: ThreadView, due: bigint): void {
  if (now.locked !== due)
    throw new Error(
      `the lock mask goes from ${hex(old.locked)} to ${hex(now.locked)} instead of ${hex(due)}`,
    );
}

then('in any sequence of calls WRSS is on only with shadow stacks', async function () {
  await forAll(this, {
    kinds: ['self', 'self', 'locked', 'lock', 'tracer'],
    value: BITS,
    mustReach: ['off', 'on', 'wrss'],
    length: 20,
    op: featureCall,
    watch: (seen) => ({
      observe: ({ after }) => {
        const { features } = mainOf(after);
        seen.note(features === 0n ? 'off' : features === 1n ? 'on' : 'wrss');
        if (features !== 0n && features !== 1n && features !== 3n)
          throw new Error(`the feature mask is ${hex(features)}`);
      },
    }),
  });
});

then(
  'in any sequence of calls the feature is off exactly where U_CET is 0, and then SSP is 0',
  async function () {
    await forAll(this, {
      kinds: ['self', 'self', 'self', 'exec'],
      value: BITS,
      mustReach: ['off', 'on', 'off again'],
      length: 20,
      op: featureCall,
      watch: (seen) => {
        let was = false;
        return {
          observe: ({ after }) => {
            const { features, ucet = 0n, ssp, size = 0n } = mainOf(after);
            const on = features !== 0n;
            seen.note(on ? 'on' : was ? 'off again' : 'off');
            was ||= on;
            if (on !== (ucet !== 0n) || (!on && (ssp !== 0n || size !== 0n))) {
              throw new Error(
                `features ${hex(features)}, U_CET ${hex(ucet)}, SSP ${hex(ssp)}, stack size ${hex(size)}`,
              );
            }
          },
        };
      },
    });
  },
);

then('in any sequence of calls what fails changes nothing', async function () {
  await forAll(this, {
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
  });
});

then('whatever was on or locked, exec leaves nothing on and nothing locked', async function () {
  await forAll(this, {
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
  });
});

const ADDRESSES: fc.Arbitrary<bigint> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(0n, 0n, 1n, 0xfffff000n, 0x100000000n, 0x700000000n, 0x700000008n, 0x700000800n, 0x7fffffffe000n, 0x7ffffffff000n, 0x800000000000n, 0xffff800000000000n) },
  { weight: 1, arbitrary: biasedU64() },
); // prettier-ignore
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

then(
  'whatever address, size and flags, map_shadow_stack gives the first objection, or the address with its token',
  async function () {
    await forAll(this, {
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
          const due = objection(before, request);
          const { error, value } = outcome as { error?: string; value?: bigint };
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
    });
  },
);

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
  if (addr % 0x1000n !== 0n) return 'EINVAL';
  if (addr + length > (addr === 0n ? 0x7fff00000000n : 0x7ffffffff000n)) return 'ENOMEM';
  const maps = Object.entries(state.spaces[1]?.maps ?? {}).map(([start, { end }]) => ({
    start: BigInt(start),
    end,
  }));
  if (addr !== 0n && maps.some(({ start, end }) => start < addr + length && end > addr)) return 'EEXIST';
  return low === 1n && (addr + size) % 8n !== 0n ? 'EINVAL' : null;
}
