/** Mutants of late init, of the backend pair and of the probe. */
import type { Mutant } from '../../core/machine';
import type { Backend, Guest } from '../state';
import { withGuest } from '../state';
import type { Call, Event } from '../types';
import { answering, leaving, mutant, stepping } from './mutant';
import { believing, calling, logging, says, taking } from './wraps';

/** The frame of an address that freed init memory holds. */
const FREED = 0xcccc4cccccccccccn >> 12n;

/** The stand-in with other results. */
const stub = (
  { backend }: Guest,
  change: (stub: Backend & { kind: 'stub' }) => Partial<Backend>,
): Partial<Guest> => (backend?.kind === 'stub' ? { backend: { ...backend, ...change(backend) } } : {});

const isCall =
  (name: Call['call']) =>
  ({ call }: Call): boolean =>
    call === name;

export const LATE_MUTANTS: readonly Mutant[] = [
  mutant({
    id: 'interrupt-context-not-looked-at',
    breaks: 'HEKI-161',
    origin: 'WARN_ON(in_interrupt()) left out',
    wrap: taking('protect_ranges', ({ context: _context, ...op }) => op),
  }),
  mutant({
    id: 'late-init-although-disabled',
    breaks: 'HEKI-37',
    origin: 'the flag asked for in early init alone, which leaves no ranges where it is off',
    invariant: 5,
    wrap: believing(['late_init'], () => ({ enabled: true })),
  }),
  mutant({
    id: 'backend-tested-first',
    breaks: 'HEKI-38',
    origin: 'the two conditions the other way round',
    invariant: 5,
    wrap: stepping((step, before, op) => {
      const { state, outcome } = step(before, op);
      const ours = op.op === 'late_init' && before.guest.backend === null;
      const events = (outcome.events ?? []).map((one): Event =>
        ours && one.event === 'log' && says(one, 'Architecture did not')
          ? { ...one, text: 'heki-guest: No hypervisor support' }
          : one,
      );
      return { state, outcome: { ...outcome, events } };
    }),
  }),
  mutant({
    id: 'first-backend-stays',
    breaks: 'HEKI-15',
    origin: 'a pointer that is set once, with cmpxchg() from NULL',
    wrap: leaving((after, op, { guest: { backend } }) =>
      op.op === 'plug' && backend !== null ? withGuest(after, { backend }) : after,
    ),
  }),
  mutant({
    id: 'table-read-again-by-late-init',
    breaks: 'HEKI-23',
    origin: 'the pointer to the table kept for late init; init memory is filled with 0xcc when it is freed',
    wrap: believing(['late_init'], ({ ranges }) => ({
      ranges:
        ranges?.map(() => ({ gfn_start: FREED, gfn_end: FREED, attributes: 0xcccc_cccc_cccc_ccccn })) ?? null,
    })),
  }),
  mutant({
    id: 'last-range-not-protected',
    breaks: 'HEKI-40',
    origin: 'a loop to the last index, without it',
    wrap: believing(['late_init'], ({ ranges }) => ({ ranges: ranges?.slice(0, -1) ?? null })),
  }),
  mutant({
    id: 'negative-results-only',
    breaks: 'HEKI-41',
    origin: '"if (err < 0)", as most of the kernel has it',
    invariant: 5,
    wrap: believing(['late_init'], (guest) =>
      stub(guest, ({ protect = 0 }) => ({ protect: Math.min(protect, 0) })),
    ),
  }),
  mutant({
    id: 'locked-before-protected',
    breaks: 'HEKI-42',
    origin: 'the cheap half first',
    invariant: 5,
    wrap: calling((calls) => {
      const locks = calls.filter(isCall('lock_crs'));
      return [...locks, ...calls.filter((one) => !locks.includes(one))];
    }),
  }),
  mutant({
    id: 'positive-lock-result-is-success',
    breaks: 'HEKI-43',
    origin: '"if (err < 0)", as most of the kernel has it',
    wrap: believing(['late_init'], (guest) => stub(guest, ({ lock = 0 }) => ({ lock: Math.min(lock, 0) }))),
  }),
  mutant({
    id: 'leak-without-backend',
    breaks: 'HEKI-39',
    origin: 'a return after the line, where the posted code has a goto',
    profile: 'seed',
    invariant: 6,
    wrap: stepping((step, before, op) => {
      const { state, outcome } = step(before, op);
      const { calls = [] } = outcome as { readonly calls?: readonly Call[] };
      const kept = calls.filter((one) => !isCall('free_pages_exact')(one));
      if (!['late_init', 'boot'].includes(op.op) || kept.length === calls.length) return { state, outcome };
      const live = state.guest.live + 1;
      return { state: withGuest(state, { live }), outcome: { ...outcome, calls: kept } as typeof outcome };
    }),
  }),
  mutant({
    id: 'pointer-left-behind',
    breaks: 'HEKI-45',
    origin: 'kfree() and its kin leave the pointer as it is',
    invariant: 6,
    wrap: leaving((after, op, { guest: { ranges, num } }) =>
      op.op === 'late_init' && after.guest.ranges !== ranges ? withGuest(after, { ranges, num }) : after,
    ),
  }),
  mutant({
    id: 'failure-stops-the-boot',
    breaks: 'HEKI-46',
    origin: 'the result handed on, by one who wants no boot without protection',
    wrap: answering((outcome, op) =>
      op.op === 'late_init' && outcome.events?.some((one) => says(one, 'Failed to'))
        ? { outcome: 'error', error: 'EIO', events: outcome.events }
        : outcome,
    ),
  }),
  mutant({
    id: 'locked-in-silence',
    breaks: 'HEKI-44',
    origin: 'success that needs no line',
    wrap: logging(['late_init'], (events) => events.filter((one) => !says(one, 'Control registers locked'))),
  }),
  mutant({
    id: 'one-entry-too-many',
    breaks: 'HEKI-119',
    origin: 'struct_size() with an entry in the struct',
    wrap: calling((calls) =>
      calls.map((one) =>
        one.call === 'hypercall' && one.nr === 13 && one.a2 === 0n
          ? { ...one, a1: (one.a1 ?? 0n) + 24n }
          : one,
      ),
    ),
  }),
  mutant({
    id: 'registers-exchanged',
    breaks: 'HEKI-63',
    origin: 'the arguments of the second call copied to the first, and one of them changed',
    wrap: calling((calls) =>
      calls.map((one) =>
        one.call === 'hypercall' && one.nr === 14 ? { ...one, a0: 4n - (one.a0 ?? 0n) } : one,
      ),
    ),
  }),
  mutant({
    id: 'second-result-forgotten',
    breaks: 'HEKI-63',
    origin: 'the second call as the last statement, without a return',
    wrap: taking('lock_crs', (op) => {
      const [first, second] = op.answers ?? [];
      return second === undefined || first === undefined ? op : { ...op, answers: [first, 0n] };
    }),
  }),
  mutant({
    id: 'pins-the-cr4-of-the-boot',
    breaks: 'HEKI-63',
    origin: 'the value that the kernel keeps of its boot CPU, where the patch reads the register',
    wrap: taking('lock_crs', (op, { config }) =>
      op.cr4 === undefined ? { ...op, cr4: config.guest_cr4 } : op,
    ),
  }),
  mutant({
    id: 'locked-although-not-protected',
    breaks: 'HEKI-147',
    origin: 'each half by itself, since either is better than nothing',
    wrap: calling((calls) =>
      calls.flatMap((one) =>
        one.call === 'protect_ranges' && !calls.some(isCall('lock_crs'))
          ? [one, { call: 'lock_crs' }]
          : [one],
      ),
    ),
  }),
  mutant({
    id: 'protection-undone',
    breaks: 'HEKI-148',
    origin: 'all or nothing, as one expects of what fails half-way',
    wrap: leaving((after, op, before, outcome) =>
      op.op === 'late_init' && outcome.events?.some((one) => says(one, 'Failed to lock control'))
        ? { ...after, vm: { ...after.vm, write: before.vm.write, exec: before.vm.exec, execLocked: false } }
        : after,
    ),
  }),
  mutant({
    id: 'pins-bits-that-the-guest-lacks',
    breaks: 'HEKI-84',
    origin: 'a constant mask in the place of the bits that the guest’s CR4 has',
    wrap: stepping((step, before, op) => {
      if (op.op === 'lock_crs') return step(before, { ...op, cr4: 0xb10800n });
      if (op.op !== 'late_init') return step(before, op);
      const { vcpus } = before;
      const { state, outcome } = step(
        { ...before, vcpus: vcpus.map((one) => ({ ...one, cr4: 0xb10800n })) },
        op,
      );
      return { state: { ...state, vcpus }, outcome };
    }),
  }),
  mutant({
    id: 'probe-takes-enosys-for-the-answer',
    breaks: 'HEKI-64',
    origin: '== in the place of !=',
    wrap: leaving((after, op, before) => {
      if (op.op !== 'probe' || !op.kvm) return after;
      const plugged = after.guest.backend !== before.guest.backend;
      return withGuest(after, { backend: plugged ? before.guest.backend : { kind: 'kvm' } });
    }),
  }),
  mutant({
    id: 'probe-without-kvm',
    breaks: 'HEKI-64',
    origin: 'the probe in common code, beside early init, and not in that of KVM guests',
    wrap: taking('probe', (op) => ({ ...op, kvm: true })),
  }),
  mutant({
    id: 'backend-fails-in-silence',
    breaks: 'HEKI-115',
    origin: 'the line left to the caller, who has one of its own',
    wrap: logging(null, (events) => events.filter((one) => !says(one, 'Failed to enforce'))),
  }),
  mutant({
    id: 'test-0-is-the-last',
    breaks: 'HEKI-89',
    origin: 'a list of tests by their number less 1, in a language whose lists go round',
    wrap: believing(['late_init'], ({ test }) => ({ test: test === 0n ? 4n : test })),
  }),
  mutant({
    id: 'test-only-when-disabled',
    breaks: 'HEKI-89',
    origin: 'the call beside the line on the flag alone',
    wrap: (model) =>
      logging(['late_init'], (events, { guest }) =>
        guest.enabled ? events.filter((one) => !says(one, 'Running test')) : events,
      )(
        answering((outcome, op, { guest }) => {
          const { calls = [] } = outcome as { readonly calls?: readonly Call[] };
          if (op.op !== 'late_init' || !guest.enabled) return outcome;
          return { ...outcome, calls: calls.filter((one) => one.call !== 'run_test') } as typeof outcome;
        })(model),
      ),
  }),
];
