/** Mutants of the host's hypercalls: what is refused, and what stays of a request that is. */
import type { Mutant } from '../../core/machine';
import { MAX_BYTES } from '../hypercall-checks';
import { GFN_MAX } from '../lock-ranges';
import { answering, mutant, stepping } from './mutant';
import { hosted, isRequest, requesting, saying, taking } from './wraps';

const lower = (a: bigint, b: bigint): bigint => (a < b ? a : b);

export const REQUEST_MUTANTS: readonly Mutant[] = [
  mutant({
    id: 'requests-not-checked',
    breaks: 'HEKI-50',
    origin: 'the guest’s kernel trusted, whose one caller makes no such request',
    invariant: 11,
    wrap: taking('hypercall', (op) => {
      if (!isRequest(op)) return op;
      const { host_memory: _memory, unreadable: _unreadable, ...rest } = op;
      return { ...rest, a1: lower(op.a1 - (op.a1 % 24n), MAX_BYTES), a2: 0n };
    }),
  }),
  mutant({
    id: 'limit-left-to-the-slots',
    breaks: 'HEKI-139',
    origin: 'a table that is full refuses what is too much, with the same error',
    invariant: 11,
    wrap: taking('hypercall', (op) =>
      isRequest(op) && op.a1 > MAX_BYTES ? { ...op, a1: BigInt(24 * (op.array?.length ?? 0)) } : op,
    ),
  }),
  mutant({
    id: 'array-read-in-place',
    breaks: 'HEKI-140',
    origin: 'the array mapped, and not copied: no memory is asked for, and the guest can still change it',
    invariant: 11,
    wrap: taking('hypercall', ({ host_memory: _memory, ...op }) => op),
  }),
  mutant({
    id: 'hole-read-as-zeros',
    breaks: 'HEKI-141',
    origin: 'the result of kvm_read_guest() not looked at',
    invariant: 11,
    wrap: taking('hypercall', ({ unreadable: _unreadable, ...op }) => op),
  }),
  mutant({
    id: 'exec-taken-without-mbec',
    breaks: 'HEKI-142',
    origin: 'one execute bit for the kernel and its processes, since most hosts have MBEC',
    wrap: hosted(() => ({ mbec: true })),
  }),
  mutant({
    id: 'exec-refused-with-mbec',
    breaks: 'HEKI-143',
    origin: 'the module parameter that turns MBEC on, off by default',
    wrap: hosted(() => ({ mbec: false })),
  }),
  mutant({
    id: 'ranges-not-checked',
    breaks: 'HEKI-51',
    origin: 'the same trust: bounds cut and ordered, unknown bits left out',
    invariant: 9,
    wrap: requesting(({ gfn_start, gfn_end, attributes }) => {
      const [a, b] = [lower(gfn_start, GFN_MAX), lower(gfn_end, GFN_MAX)];
      return { gfn_start: lower(a, b), gfn_end: a < b ? b : a, attributes: attributes & 3n || 1n };
    }),
  }),
  mutant({
    id: 'zeros-end-the-array',
    breaks: 'HEKI-51',
    origin: 'an entry of zeros taken for the end, as tables of the kernel have it',
    wrap: taking('hypercall', (op) => {
      const given = 24n * BigInt(op.array?.length ?? 0);
      const shorter = isRequest(op) && op.a1 % 24n === 0n && op.a1 <= MAX_BYTES && given < op.a1;
      return shorter ? { ...op, a1: given } : op;
    }),
  }),
  mutant({
    id: 'all-or-nothing',
    breaks: 'HEKI-52',
    origin: 'what one expects of a request that fails',
    invariant: 9,
    wrap: stepping((step, before, op) => {
      const { state, outcome } = step(before, op);
      return isRequest(op) && outcome.outcome === 'error'
        ? { state: before, outcome: { ...outcome, events: [] } }
        : { state, outcome };
    }),
  }),
  mutant({
    id: 'exec-locks-named-without-exec',
    breaks: 'HEKI-56',
    origin: 'the line of 4/9 left as it was when 8/9 added EXEC',
    wrap: saying(/(Locking .*)\[exec\]/, '$1'),
  }),
  mutant({
    id: 'exec-unknown-to-8-9',
    breaks: 'HEKI-143',
    origin: 'the mask of known attributes left as it was when 8/9 added EXEC',
    wrap: hosted(({ series }) => ({ series: series === '8/9' ? '4/9' : series })),
  }),
  mutant({
    id: 'exec-known-to-4-9',
    breaks: 'HEKI-57',
    origin: 'both attributes known from the start, since one header defines them',
    wrap: hosted(({ series }) => ({ series: series === '4/9' ? '8/9' : series })),
  }),
  mutant({
    id: 'hypercall-number-15',
    breaks: 'HEKI-59',
    origin: 'the next free number after another hypercall was merged',
    rules: { crHypercall: 15 },
  }),
  mutant({
    id: 'cpl-ignored',
    breaks: 'HEKI-68',
    origin: 'the new cases before the check, as one hypercall of KVM for user space has it',
    wrap: taking('hypercall', ({ cpl: _cpl, ...op }) => op),
  }),
  mutant({
    id: '32-bit-not-cut',
    breaks: 'HEKI-116',
    origin: 'the arguments read anew, past the masks that the dispatcher puts on them',
    wrap: taking('hypercall', ({ mode: _mode, ...op }) => op),
  }),
  mutant({
    id: 'unknown-hypercall-is-einval',
    breaks: 'HEKI-93',
    origin: 'a default case that the new errors are copied from',
    wrap: answering((outcome) =>
      outcome.outcome === 'error' && outcome.error === 'ENOSYS'
        ? { ...outcome, error: 'EINVAL', value: (outcome.value ?? 0n) + 978n }
        : outcome,
    ),
  }),
];
