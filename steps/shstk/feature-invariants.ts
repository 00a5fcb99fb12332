/** Shadow stacks: what holds for every sequence of calls that turn features on, off and over. */
import * as fc from 'fast-check';
import { show } from '../../model/core/compare';
import { hex } from '../../model/core/u64';
import type { Inspection, Op, ThreadView } from '../../model/shstk/types';
import { biasedU64 } from '../property';
import type { Setup } from './course';
import { invariant } from './course';
import type { Action } from './play';
import { at, forAll, mainOf } from './play';

export const BITS: fc.Arbitrary<bigint> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(1n, 2n, 1n, 2n, 3n, 0n, 4n) },
  { weight: 1, arbitrary: biasedU64() },
);
const COMMANDS = ['ENABLE', 'ENABLE', 'DISABLE', 'LOCK', 'UNLOCK', 'STATUS', 'ENABLE', 'DISABLE'] as const;

/** A call of the features' interface, by the program or its tracer, or something that has to do with it. */
export function featureCall(
  { kind, pick, value }: Action,
  state: Inspection,
  { numbers: { commands } }: Setup,
): Op {
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

export const FEATURE_INVARIANTS = [
  invariant(
    'in any sequence of calls no lock is lost but by exec and by a tracer, and no locked feature changes',
    ({ numbers: { commands } }) =>
      forAll({
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
      }),
  ),

  invariant('in any sequence of calls WRSS is on only with shadow stacks', () =>
    forAll({
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
    }),
  ),

  invariant('in any sequence of calls the feature is off exactly where U_CET is 0, and then SSP is 0', () =>
    forAll({
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
    }),
  ),
];

function expectMask(old: ThreadView, now: ThreadView, due: bigint): void {
  if (now.locked !== due)
    throw new Error(
      `the lock mask goes from ${hex(old.locked)} to ${hex(now.locked)} instead of ${hex(due)}`,
    );
}
