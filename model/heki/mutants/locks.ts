/** Mutants of the host's tables, of what they deny, and the faults of the posted code one by one. */
import type { Mutant } from '../../core/machine';
import { FAULTS } from '../faults';
import { V1, V1_AS_POSTED } from '../profiles';
import { EXEC } from '../ranges';
import { takeSlot } from '../slots';
import { FRESH_VM, withVm } from '../state';
import type { PaRange } from '../types';
import { answering, leaving, mutant, stepping } from './mutant';
import { hosted, isRequest, lookingUp, taking } from './wraps';

/** Where the kernel image is mapped. */
const IMAGE = 0xffff_ffff_8000_0000n;

/** What 8/9 says of a range: whether it is to be executable. */
const isExec = ({ attributes }: { readonly attributes: bigint }): boolean => (attributes & EXEC) !== 0n;

const OF_FAULTS: readonly Mutant[] = FAULTS.map((fault) =>
  mutant({
    id: fault.id,
    breaks: fault.requirement,
    origin: `the code as posted: ${fault.about}`,
    ...(fault.invariant === undefined ? {} : { invariant: fault.invariant }),
    rules: fault.apply(V1),
  }),
);

export const LOCK_MUTANTS: readonly Mutant[] = [
  mutant({
    id: 'last-frame-of-a-hole-not-seen',
    breaks: 'HEKI-55',
    origin: 'the end of the hole held to be the frame behind it',
    wrap: hosted(({ no_memslot: holes }) => ({
      no_memslot: (holes ?? []).flatMap(({ gfn_start, gfn_end }) =>
        gfn_end > gfn_start ? [{ gfn_start, gfn_end: gfn_end - 1n }] : [],
      ),
    })),
  }),
  mutant({
    id: 'warning-once-a-vm',
    breaks: 'HEKI-73',
    origin: 'a flag in struct kvm in the place of WARN_ON_ONCE()',
    wrap: leaving((after, op) =>
      op.op === 'reboot' && op.vm === 'another' ? withVm(after, FRESH_VM) : after,
    ),
  }),
  ...OF_FAULTS,
  mutant({
    id: 'posted-without-its-faults',
    breaks: 'HEKI-95',
    origin: 'the repairs that the series asks for, made in the posted code',
    profile: 'v1-as-posted',
    rules: { ...V1, profile: 'v1-as-posted' },
  }),
  mutant({
    id: 'full-table-overwrites-the-newest',
    breaks: 'HEKI-94',
    origin: 'the index below the table cut off at 0',
    profile: 'v1-as-posted',
    rules: { take: (pool, of) => (pool.left === 0 ? { slot: 0, left: 0 } : V1_AS_POSTED.take(pool, of)) },
  }),
  mutant({
    id: 'newest-exec-range-missed',
    breaks: 'HEKI-58',
    origin: 'the lookup that goes the wrong way, begun one slot further',
    profile: 'v1-as-posted',
    rules: { allowed: () => [] },
  }),
  mutant({
    id: 'unused-slots-cover-two-frames',
    breaks: 'HEKI-72',
    origin: 'unused slots told by their start alone, with a length of one frame',
    rules: { unusedSlot: { start: 0, end: 1 } },
  }),
  mutant({
    id: 'fifteen-slots',
    breaks: 'HEKI-53',
    origin: 'the slot that stands for the end of the table counted in',
    invariant: 9,
    rules: { take: (pool) => (pool.left > 2 ? takeSlot(pool) : { slot: 'full', left: pool.left }) },
  }),
  mutant({
    id: 'exec-pool-of-8',
    breaks: 'HEKI-75',
    origin: 'EXEC ranges are few: a kernel has one',
    rules: {
      take: (pool, of) =>
        of === 'exec' && pool.left <= 9 ? { slot: 'full', left: pool.left } : takeSlot(pool),
    },
  }),
  mutant({
    id: 'no-slot-is-einval',
    breaks: 'HEKI-144',
    origin: 'a full table held to be a wrong request',
    wrap: answering((outcome, op) =>
      isRequest(op) &&
      op.a1 <= 384n &&
      op.host_memory !== 'fail' &&
      outcome.outcome === 'error' &&
      outcome.error === 'E2BIG'
        ? { ...outcome, error: 'EINVAL', value: (outcome.value ?? 0n) - 15n }
        : outcome,
    ),
  }),
  mutant({
    id: 'device-stopped',
    breaks: 'HEKI-136',
    origin: 'a lock on the memory of the VM and not on its page tables, as the reviewers wish for',
    wrap: taking('access', (op) => (op.path === 'device' ? { ...op, path: 'emulated' } : op)),
  }),
  mutant({
    id: 'locked-by-linear-address',
    breaks: 'HEKI-138',
    origin: 'the mapping of the kernel image locked, and not its frames, so that text_poke() goes on working',
    wrap: stepping((step, before, op) => {
      if (op.op !== 'access' || (op.gva ?? IMAGE) >= IMAGE) return step(before, op);
      const { state, outcome } = step(withVm(before, { write: FRESH_VM.write }), op);
      return { state: { ...state, vm: before.vm }, outcome };
    }),
  }),
  mutant({
    id: 'reboot-clears-locks',
    breaks: 'HEKI-54',
    origin: 'kexec and reboot: a VM that is reset taken for a new one',
    wrap: leaving((after, op) => (op.op === 'reboot' ? withVm(after, { write: FRESH_VM.write }) : after)),
  }),
  mutant({
    id: 'reboot-frees-execution',
    breaks: 'HEKI-58',
    origin: 'the same, of what the next kernel has to be able to do first of all',
    wrap: leaving((after, op) =>
      op.op === 'reboot' ? withVm(after, { exec: FRESH_VM.exec, execLocked: false, stripped: [] }) : after,
    ),
  }),
  mutant({
    id: 'ends-not-locked',
    breaks: 'HEKI-54',
    origin: '< in the place of <= at both ends',
    invariant: 9,
    wrap: lookingUp(({ start, end }) => [{ start: start + 1, end: end - 1 }]),
  }),
  mutant({
    id: 'neighbours-locked-too',
    breaks: 'HEKI-54',
    origin: 'frames rounded once more, at both ends',
    wrap: lookingUp(({ start, end }) => [{ start: start - 1, end: end + 1 }]),
  }),
  mutant({
    id: 'only-the-ends-locked',
    breaks: 'HEKI-54',
    origin: 'a frame looked up as a key, by one who takes a slot for a pair of frames',
    wrap: lookingUp(({ start, end }) => [
      { start, end: start },
      { start: end, end },
    ]),
  }),
  mutant({
    id: 'reads-denied',
    breaks: 'HEKI-54',
    origin: 'the access not looked at where the frame is locked',
    wrap: taking('access', (op) =>
      (op.error_code & 0x12n) === 0n ? { ...op, error_code: op.error_code | 2n } : op,
    ),
  }),
  mutant({
    id: 'missing-memslot-refused',
    breaks: 'HEKI-55',
    origin: 'gfn_to_memslot() asked one frame too far, and its NULL taken for an error',
    wrap: stepping((step, before, op) => {
      const { state, outcome } = step(before, op);
      const holes = before.config.host.no_memslot ?? [];
      const missing = (range: PaRange): boolean =>
        holes.some((hole) => hole.gfn_start <= range.gfn_end + 1n && hole.gfn_end >= range.gfn_start);
      if (!isRequest(op) || outcome.outcome !== 'ok' || !op.array?.some(missing)) return { state, outcome };
      const events = outcome.events?.filter(({ event }) => event === 'splat') ?? [];
      return {
        state,
        outcome: { outcome: 'error', error: 'EINVAL', value: BigInt.asUintN(64, -22n), events },
      };
    }),
  }),
  mutant({
    id: 'exec-never-locked',
    breaks: 'HEKI-58',
    origin: 'the frames walked, and the switch for those that are mapped later forgotten',
    wrap: leaving((after) => (after.vm.execLocked ? withVm(after, { execLocked: false }) : after)),
  }),
  mutant({
    id: 'exec-locked-by-any-request',
    breaks: 'HEKI-76',
    origin: 'the lock at the end of every request',
    wrap: leaving((after, op, _before, outcome) =>
      isRequest(op) && outcome.outcome === 'ok' ? withVm(after, { execLocked: true }) : after,
    ),
  }),
  mutant({
    id: 'exec-locked-before-the-end',
    breaks: 'HEKI-76',
    origin: 'the lock with the first EXEC range, before the others are looked at',
    wrap: leaving((after, op, _before, outcome) =>
      isRequest(op) && outcome.outcome === 'error' && op.array?.some(isExec)
        ? withVm(after, { execLocked: true })
        : after,
    ),
  }),
  mutant({
    id: 'error-code-not-cut',
    breaks: 'HEKI-80',
    origin: 'the error code of the exit handed on, with the bits that only the host has a meaning for',
    wrap: answering((outcome, op) =>
      op.op === 'access' && outcome.outcome === 'fault' && outcome.error_code !== undefined
        ? { ...outcome, error_code: op.error_code }
        : outcome,
    ),
  }),
  mutant({
    id: 'unused-slots-cover-two-frames-as-posted',
    breaks: 'HEKI-95',
    origin: 'unused slots told by their start alone, with a length of one frame',
    profile: 'v1-as-posted',
    rules: { unusedSlot: { start: 0, end: 1 } },
  }),
];
