/** Heki: what holds for every sequence of requests to the host. */
import * as fc from 'fast-check';
import { show } from '../../model/core/compare';
import type { PaRange } from '../../model/heki/types';
import type { Stage } from '../phrases/machine';
import { crMask, range, requests } from './arbitraries';
import type { Heki, Setup } from './course';
import { invariant, lockRequest, pinRequest } from './course';

async function denied(stage: Stage<Heki, Setup>, gfn: bigint): Promise<boolean> {
  return (await stage.perform({ op: 'access', gpa: gfn << 12n, error_code: 2n })).outcome === 'fault';
}

/** The frames of a NOWRITE range that are probed: its ends. */
function ends({ gfn_start, gfn_end, attributes }: PaRange): readonly bigint[] {
  return (attributes & 1n) === 0n ? [] : [gfn_start, gfn_end];
}

/** The leading ranges of a request that a host with 8/9 must accept, while it has slots. */
function wellFormed(ranges: readonly PaRange[]): readonly PaRange[] {
  const top = 1n << 52n;
  const bad = ranges.findIndex(
    ({ gfn_start, gfn_end, attributes }) =>
      gfn_start >= top || gfn_end >= top || gfn_start > gfn_end || attributes === 0n || attributes > 3n,
  );
  return bad < 0 ? ranges : ranges.slice(0, bad);
}

function covered(list: readonly (readonly PaRange[])[], gfn: bigint): boolean {
  return list.some((ranges) => ranges.some(({ gfn_start, gfn_end }) => gfn >= gfn_start && gfn <= gfn_end));
}

interface Pin {
  readonly cr: 0 | 4;
  readonly mask: bigint;
}

const pins: fc.Arbitrary<readonly Pin[]> = fc.array(
  fc.record({ cr: fc.constantFrom(0 as const, 4 as const), mask: crMask() }),
  { minLength: 1, maxLength: 5 },
);

/** What a host accepts, in one line for each register. */
function acceptable({ config: { host }, pinnableCr4 }: Setup, { cr, mask }: Pin): boolean {
  if (mask === 0n) return false;
  return cr === 0
    ? (mask & 0x10000n) !== 0n && (mask | host.cr0) === host.cr0
    : (mask | pinnableCr4) === pinnableCr4;
}

interface Whole {
  readonly ranges: readonly PaRange[];
  readonly size: bigint;
  readonly flags: bigint;
  readonly memory: boolean;
  readonly hole: boolean;
}

/** Around the length of one range, and around the limit of 16. */
const SIZES = [0x0n, 0x1n, 0x17n, 0x19n, 0x30n, 0x180n, 0x181n, 0x198n, 0x199n, 1n << 32n];

const wholes: fc.Arbitrary<Whole> = fc.record({
  ranges: fc.array(range(), { minLength: 1, maxLength: 3 }),
  size: fc.oneof(
    { weight: 1, arbitrary: fc.constant(0x18n) },
    { weight: 2, arbitrary: fc.constantFrom(...SIZES) },
  ),
  flags: fc.oneof(
    { weight: 5, arbitrary: fc.constant(0n) },
    { weight: 1, arbitrary: fc.constantFrom(1n, 1n << 31n, 1n << 63n) },
  ),
  memory: fc.integer({ min: 0, max: 2 }).map((n) => n > 0),
  hole: fc.boolean(),
});

/** The errors that a request as a whole deserves: of several any will do, which one comes first is nobody's demand. */
function wholeErrors({ size, flags, memory, hole }: Whole): readonly string[] {
  return [
    ...(flags !== 0n || size % 24n !== 0n ? ['EINVAL'] : []),
    ...(size > 384n || (size > 0n && !memory) ? ['E2BIG'] : []),
    ...(size > 0n && hole ? ['EFAULT'] : []),
  ];
}

export const HOST_INVARIANTS = [
  invariant('any requests only add write locks, one by one, up to sixteen', () => ({
    arbitrary: requests(),
    mustReach: ['locked', 'wrong range', 'no slot left'],
    run: async (stage, list, seen) => {
      const locked = new Set<bigint>();
      let taken = 0;
      for (const ranges of list) {
        const { outcome } = await stage.perform(lockRequest(ranges));
        const accepted: PaRange[] = [];
        for (const one of wellFormed(ranges)) {
          if ((one.attributes & 1n) !== 0n && taken === 16) break;
          if ((one.attributes & 1n) !== 0n) taken += 1;
          accepted.push(one);
        }
        const whole = accepted.length === ranges.length;
        if ((outcome === 'ok') !== whole)
          throw new Error(
            `${accepted.length} of ${ranges.length} ranges can be locked, and the request ended with ${outcome}`,
          );
        for (const gfn of accepted.flatMap(ends)) locked.add(gfn);
        const { host } = await stage.state();
        if (host?.write_slots.length !== taken)
          throw new Error(
            `${taken} write locks were accepted, and ${show(host?.write_slots.length)} are held`,
          );
        seen.note(
          whole ? 'locked' : wellFormed(ranges).length < ranges.length ? 'wrong range' : 'no slot left',
        );
      }
      for (const gfn of locked)
        if (!(await denied(stage, gfn))) throw new Error(`frame ${show(gfn)} was locked and can be written`);
      const free = [...locked].map((gfn) => gfn + 5n).filter((gfn) => gfn < 1n << 52n && !covered(list, gfn));
      for (const gfn of free.slice(0, 2))
        if (await denied(stage, gfn)) throw new Error(`frame ${show(gfn)} was never named and is denied`);
    },
  })),

  invariant('any masks add up, and a write is refused where it clears a bit of their sum', () => ({
    arbitrary: fc.tuple(pins, fc.constantFrom(0, 4), crMask(), fc.boolean(), fc.integer({ min: 0, max: 1 })),
    mustReach: ['accepted', 'refused', 'write allowed', 'write refused'],
    run: async (stage, [list, cr, value, keep, vcpu], seen) => {
      const sums = new Map([0, 4].map((one) => [one, 0n]));
      for (const pin of list) {
        const { outcome } = await stage.perform(pinRequest(stage.setup, pin.cr, pin.mask));
        const wanted = acceptable(stage.setup, pin);
        if ((outcome === 'ok') !== wanted)
          throw new Error(`mask ${show(pin.mask)} for CR${pin.cr} ended with ${outcome}`);
        const kept = pin.cr === 4 ? pin.mask & stage.setup.config.host.cr4 : pin.mask;
        if (wanted) sums.set(pin.cr, (sums.get(pin.cr) ?? 0n) | kept);
        seen.note(wanted ? 'accepted' : 'refused');
      }
      const { host: shown, vcpus } = await stage.state();
      if (shown?.pin_cr0 !== sums.get(0) || shown?.pin_cr4 !== sums.get(4))
        throw new Error(`pinned are ${show(shown?.pin_cr0)} and ${show(shown?.pin_cr4)}`);
      const sum = sums.get(cr) ?? 0n;
      const written = keep ? value | sum : value;
      const old = cr === 0 ? vcpus?.[vcpu]?.cr0 : vcpus?.[vcpu]?.cr4;
      await stage.perform({ op: 'write_cr', vcpu, cr, value: written });
      const allowed = (written & sum) === sum;
      const after = (await stage.state()).vcpus?.[vcpu];
      const got = cr === 0 ? after?.cr0 : after?.cr4;
      if (got !== (allowed ? written : old))
        throw new Error(`with ${show(sum)} pinned, ${show(written)} left CR${cr} at ${show(got)}`);
      seen.note(allowed ? 'write allowed' : 'write refused');
    },
  })),

  invariant('any request that is refused as a whole changes nothing', () => ({
    arbitrary: wholes,
    mustReach: ['EINVAL', 'E2BIG', 'EFAULT', 'looked at'],
    run: async (stage, how, seen) => {
      const before = await stage.state();
      const got = await stage.perform({
        ...lockRequest(how.ranges),
        a1: how.size,
        a2: how.flags,
        ...(how.memory ? {} : { host_memory: 'fail' }),
        ...(how.hole ? { unreadable: [{ start: 0x5000n, end: 0x5fffn }] } : {}),
      });
      const error = got.outcome === 'error' ? got.error : 'success';
      const wanted = wholeErrors(how);
      seen.note(wanted.length > 0 ? error : 'looked at');
      if (wanted.length === 0) return;
      if (!wanted.includes(error)) throw new Error(`expected ${wanted.join(' or ')}, got ${show(got)}`);
      if (show(await stage.state()) !== show(before))
        throw new Error(`a request that was refused with ${wanted.join(' or ')} changed the state`);
    },
  })),
] as const;
