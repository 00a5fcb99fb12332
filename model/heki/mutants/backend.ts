/** Mutants of the probe and the backend of a guest of the second version (v2 4/19). */
import type { Wrap } from '../../core/mistake';
import type { Mutant } from '../../core/machine';
import type { State } from '../state';
import { withGuest } from '../state';
import { leaving, mutant } from './mutant';
import { calling, taking } from './wraps';

/** The probe takes its answer for another. */
const answered = (change: (rax: bigint) => bigint): Wrap<State> =>
  taking('probe', (op) => {
    const [rax] = op.answers ?? [];
    return rax === undefined ? op : { ...op, answers: [change(rax)] };
  });

export const BACKEND_MUTANTS: readonly Mutant[] = [
  mutant({
    id: 'probe-takes-0-for-a-version',
    breaks: 'HEKI-129',
    origin: '">= 0", as most results of the kernel are read',
    profile: 'v2',
    wrap: answered((rax) => (rax === 0n ? 1n : rax)),
  }),
  mutant({
    id: 'probe-of-v1-in-v2',
    breaks: 'HEKI-129',
    origin: 'any answer but ENOSYS will do, as in the first version',
    profile: 'v2',
    wrap: answered((rax) => (BigInt.asIntN(64, rax) === -22n ? 1n : rax)),
  }),
  mutant({
    id: 'probe-cut-to-an-int',
    breaks: 'HEKI-129',
    origin: 'int err, as in the function beside it',
    profile: 'v2',
    wrap: answered((rax) => BigInt.asUintN(64, BigInt.asIntN(32, rax))),
  }),
  mutant({
    id: 'probe-the-other-way-round',
    breaks: 'HEKI-129',
    origin: '"err < 1" where the rest of the function is about support',
    profile: 'v2',
    wrap: leaving((after, op, before) => {
      if (op.op !== 'probe' || !op.kvm) return after;
      const plugged = after.guest.backend !== before.guest.backend;
      return withGuest(after, { backend: plugged ? before.guest.backend : { kind: 'kvm' } });
    }),
  }),
  mutant({
    id: 'probe-without-kvm-in-v2',
    breaks: 'HEKI-129',
    origin: 'init_heki() called for whatever hypervisor there is',
    profile: 'v2',
    wrap: taking('probe', (op) => ({ ...op, kvm: true })),
  }),
  mutant({
    id: 'registers-exchanged-in-v2',
    breaks: 'HEKI-130',
    origin: 'the arguments of the second call copied to the first, and one of them changed',
    profile: 'v2',
    wrap: calling((calls) =>
      calls.map((one) =>
        one.call === 'hypercall' && one.a1 !== 0n ? { ...one, a0: 4n - (one.a0 ?? 0n) } : one,
      ),
    ),
  }),
  mutant({
    id: 'second-result-forgotten-in-v2',
    breaks: 'HEKI-130',
    origin: 'the second call as the last statement, without a return',
    profile: 'v2',
    wrap: taking('lock_crs', (op) => {
      const [first, second] = op.answers ?? [];
      return second === undefined || first === undefined ? op : { ...op, answers: [first, 0n] };
    }),
  }),
];
