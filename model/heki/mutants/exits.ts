/** Mutants of the exits to the host's userspace (v2 3/19). */
import type { Mutant } from '../../core/machine';
import { withVm } from '../state';
import type { Event } from '../types';
import { answering, leaving, mutant } from './mutant';
import { logging } from './wraps';

/** The exits of an outcome are others. */
const exiting = (
  change: (exit: Event & { readonly event: 'exit' }) => readonly Event[],
): ReturnType<typeof logging> =>
  logging(null, (events) => events.flatMap((one) => (one.event === 'exit' ? change(one) : [one])));

export const EXIT_MUTANTS: readonly Mutant[] = [
  mutant({
    id: 'unknown-exits-taken',
    breaks: 'HEKI-131',
    origin: 'an argument stored as it was given, with bits that nobody reads yet',
    profile: 'v2',
    wrap: answering((outcome, op) => (op.op === 'enable_cap' ? { outcome: 'ok', result: 0 } : outcome)),
  }),
  mutant({
    id: 'exits-not-built-in',
    breaks: 'HEKI-131',
    origin: 'a host without CONFIG_HEKI, which knows the numbers all the same',
    profile: 'v2',
    wrap: answering((outcome, op) =>
      op.op === 'enable_cap' ? { outcome: 'error', error: 'EINVAL' } : outcome,
    ),
  }),
  mutant({
    id: 'refused-exits-stored',
    breaks: 'HEKI-145',
    origin: 'the mask stored before it is looked at',
    profile: 'v2',
    wrap: leaving((after, op) =>
      op.op === 'enable_cap'
        ? withVm(after, {
            exits: {
              ...after.vm.exits,
              [op.cap === 'KVM_CAP_HEKI_DENIAL' ? 'denial' : 'configure']: op.registers,
            },
          })
        : after,
    ),
  }),
  mutant({
    id: 'capability-is-yes',
    breaks: 'HEKI-132',
    origin: '1, as KVM answers for most capabilities',
    profile: 'v2',
    wrap: answering((outcome, op) => (op.op === 'check_extension' ? { outcome: 'ok', result: 1 } : outcome)),
  }),
  mutant({
    id: 'pin-without-exit',
    breaks: 'HEKI-133',
    origin: 'the second version before its third patch',
    profile: 'v2',
    wrap: exiting((one) => (one.reason === 'configure' ? [] : [one])),
  }),
  mutant({
    id: 'exit-with-the-sum-of-pins',
    breaks: 'HEKI-133',
    origin: 'the pins read back after they were set',
    profile: 'v2',
    wrap: answering((outcome, op, _before, { vm: { pins } }) => ({
      ...outcome,
      events: (outcome.events ?? []).map((one) =>
        op.op === 'hypercall' && one.event === 'exit'
          ? { ...one, value: one.registers === 1n ? pins.cr0 : pins.cr4 }
          : one,
      ),
    })),
  }),
  mutant({
    id: 'exit-with-bits-that-the-host-lacks',
    breaks: 'HEKI-133',
    origin: 'the mask as the guest gave it',
    profile: 'v2',
    wrap: answering((outcome, op) => ({
      ...outcome,
      events: (outcome.events ?? []).map((one) =>
        op.op === 'hypercall' && one.event === 'exit' ? { ...one, value: op.a1 } : one,
      ),
    })),
  }),
  mutant({
    id: 'denial-without-exit',
    breaks: 'HEKI-134',
    origin: 'the second version before its third patch',
    profile: 'v2',
    wrap: exiting((one) => (one.reason === 'denial' ? [] : [one])),
  }),
  mutant({
    id: 'exit-at-every-request',
    breaks: 'HEKI-135',
    origin: 'the exit where the hypercall is dispatched, before anybody knows what comes of it',
    profile: 'v2',
    wrap: answering((outcome, op, { vm: { exits } }) => {
      const told = outcome.events?.some((one) => one.event === 'exit');
      if (op.op !== 'hypercall' || exits.configure !== 3n || told) return outcome;
      const exit: Event = { event: 'exit', reason: 'configure', registers: 1n, value: op.a1 };
      return { ...outcome, events: [...(outcome.events ?? []), exit] };
    }),
  }),
  mutant({
    id: 'exits-of-both-registers',
    breaks: 'HEKI-135',
    origin: 'the mask asked whether there is anything in it',
    profile: 'v2',
    wrap: leaving((after, op) => {
      if (op.op !== 'enable_cap') return after;
      const both = (mask: bigint): bigint => (mask === 0n ? 0n : 3n);
      const { configure, denial } = after.vm.exits;
      return withVm(after, { exits: { configure: both(configure), denial: both(denial) } });
    }),
  }),
  mutant({
    id: 'exits-of-both-kinds',
    breaks: 'HEKI-135',
    origin: 'one word for both capabilities',
    profile: 'v2',
    wrap: leaving((after, op) => {
      if (op.op !== 'enable_cap') return after;
      const { configure, denial } = after.vm.exits;
      return withVm(after, { exits: { configure: configure | denial, denial: configure | denial } });
    }),
  }),
];
