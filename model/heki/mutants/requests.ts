/** Mutants of the host's hypercalls: what is refused, and in which order. */
import type { Mutant } from '../../core/machine';
import { CHECKS, MAX_BYTES } from '../hypercall-checks';
import type { RequestCheck } from '../hypercall-checks';
import { GFN_MAX } from '../rules-host';
import type { HostRules } from '../rules';
import { mutant, ORIGIN } from './mutant';

const ALL: readonly RequestCheck[] = [
  CHECKS.flags,
  CHECKS.tooBig,
  CHECKS.multiple,
  CHECKS.hostMemory,
  CHECKS.readable,
];

/** The checks with one exchanged. */
function with_(name: RequestCheck['name'], change: Partial<RequestCheck>): Pick<HostRules, 'checks'> {
  return { checks: ALL.map((check) => (check.name === name ? { ...check, ...change } : check)) };
}

const without = (name: RequestCheck['name']): Pick<HostRules, 'checks'> => ({
  checks: ALL.filter((check) => check.name !== name),
});

export const REQUEST_MUTANTS: readonly Mutant[] = [
  mutant('flags-ignored', 'HEKI-50', ORIGIN.slip, without('flags'), { invariant: 11 }),
  mutant('flags-of-32-bits', 'HEKI-50', ORIGIN.slip, with_('flags', { refuses: ({ flags }) => (flags & 0xffff_ffffn) !== 0n }), { invariant: 11 }),
  mutant('size-not-limited', 'HEKI-50', ORIGIN.slip, without('too-big'), { invariant: 11 }),
  mutant('size-limit-off-by-one', 'HEKI-50', ORIGIN.slip, with_('too-big', { refuses: ({ size }) => size > MAX_BYTES + 24n }), { invariant: 11 }),
  mutant('too-big-is-einval', 'HEKI-50', ORIGIN.doc, with_('too-big', { error: 'EINVAL' }), { invariant: 11 }),
  mutant('odd-sizes-cut', 'HEKI-50', ORIGIN.slip, without('multiple'), { invariant: 11 }),
  mutant('no-memory-is-efault', 'HEKI-50', ORIGIN.doc, with_('host-memory', { error: 'EFAULT' }), { invariant: 11 }),
  mutant('unreadable-is-einval', 'HEKI-50', ORIGIN.doc, with_('readable', { error: 'EINVAL' }), { invariant: 11 }),
  mutant('unreadable-read-as-zeros', 'HEKI-50', ORIGIN.slip, without('readable'), { invariant: 11 }),
  mutant('first-byte-readable-suffices', 'HEKI-50', ORIGIN.slip, with_('readable', {
    refuses: ({ gpa, size, op }) => size !== 0n && (op.unreadable ?? []).some(({ start, end }) => gpa >= start && gpa <= end),
  })),
  mutant('size-before-flags', 'HEKI-67', ORIGIN.slip, {
    checks: [CHECKS.tooBig, CHECKS.flags, CHECKS.multiple, CHECKS.hostMemory, CHECKS.readable],
  }),
  mutant('multiple-before-too-big', 'HEKI-67', ORIGIN.slip, {
    checks: [CHECKS.flags, CHECKS.multiple, CHECKS.tooBig, CHECKS.hostMemory, CHECKS.readable],
  }),
  mutant('read-before-memory', 'HEKI-67', ORIGIN.slip, {
    checks: [CHECKS.flags, CHECKS.tooBig, CHECKS.multiple, CHECKS.readable, CHECKS.hostMemory],
  }),
  mutant('empty-request-needs-memory', 'HEKI-66', ORIGIN.slip, with_('host-memory', { refuses: ({ op }) => op.host_memory === 'fail' })),
  mutant('empty-request-refused', 'HEKI-66', ORIGIN.doc, with_('multiple', { refuses: ({ size }) => size === 0n || size % 24n !== 0n })),
  mutant('empty-request-reads', 'HEKI-66', ORIGIN.slip, with_('readable', {
    refuses: ({ gpa, size, op }) => (op.unreadable ?? []).some(({ start, end }) => start <= gpa + size && end >= gpa),
  })),
  mutant('cpl-ignored', 'HEKI-68', ORIGIN.slip, { cplRefused: () => false }),
  mutant('only-cpl-3-refused', 'HEKI-68', ORIGIN.slip, { cplRefused: (cpl) => cpl === 3 }),
  mutant('32-bit-not-cut', 'HEKI-68', ORIGIN.slip, { cut: (_mode, value) => value }),
  mutant('gfn-limit-one-too-high', 'HEKI-51', ORIGIN.slip, {
    badElement: ({ gfn_start, gfn_end, attributes }, known) =>
      gfn_start > GFN_MAX + 1n || gfn_end > GFN_MAX + 1n || gfn_start > gfn_end || attributes === 0n || (attributes & ~known) !== 0n,
  }, { invariant: 9 }),
  mutant('gfn-limit-one-too-low', 'HEKI-51', ORIGIN.slip, {
    badElement: ({ gfn_start, gfn_end, attributes }, known) =>
      gfn_start >= GFN_MAX || gfn_end >= GFN_MAX || gfn_start > gfn_end || attributes === 0n || (attributes & ~known) !== 0n,
  }, { invariant: 9 }),
  mutant('only-the-start-is-limited', 'HEKI-51', ORIGIN.slip, (rules) => ({
    badElement: (range, known) => rules.badElement({ ...range, gfn_end: range.gfn_start > range.gfn_end ? 0n : range.gfn_start }, known),
  }), { invariant: 9 }),
  mutant('one-page-refused', 'HEKI-51', ORIGIN.slip, (rules) => ({
    badElement: (range, known) => range.gfn_start === range.gfn_end || rules.badElement(range, known),
  }), { invariant: 9 }),
  mutant('all-ones-is-everything', 'HEKI-51', ORIGIN.doc, (rules) => ({
    badElement: (range, known) => range.gfn_start !== (1n << 64n) - 1n && rules.badElement(range, known),
  }), { invariant: 9 }),
  mutant('inverted-by-many-accepted', 'HEKI-51', ORIGIN.slip, (rules) => ({
    badElement: (range, known) => range.gfn_start <= range.gfn_end + 2n && rules.badElement(range, known),
  })),
  mutant('a-third-attribute-known', 'HEKI-51', ORIGIN.later, (rules) => ({
    badElement: (range, known) => rules.badElement(range, known | 4n),
  }), { invariant: 9 }),
  mutant('inverted-by-one-taken-for-empty', 'HEKI-51', ORIGIN.doc, (rules) => ({
    badElement: (range, known) => range.gfn_end + 1n !== range.gfn_start && rules.badElement(range, known),
  }), { invariant: 9 }),
  mutant('unknown-attributes-ignored', 'HEKI-51', ORIGIN.slip, (rules) => ({
    badElement: (range, known) => rules.badElement({ ...range, attributes: range.attributes & known }, known),
  }), { invariant: 9 }),
  mutant('no-attributes-accepted', 'HEKI-51', ORIGIN.slip, (rules) => ({
    badElement: (range, known) => rules.badElement({ ...range, attributes: range.attributes || 1n }, known),
  }), { invariant: 9 }),
  mutant('exec-known-to-4-9', 'HEKI-57', ORIGIN.slip, { knownAttributes: () => 3n }),
  mutant('exec-unknown-to-8-9', 'HEKI-57', ORIGIN.slip, { knownAttributes: () => 1n }),
  mutant('all-or-nothing', 'HEKI-52', ORIGIN.doc, { allOrNothing: true }, { invariant: 9 }),
  mutant('all-or-nothing-as-posted', 'HEKI-52', ORIGIN.doc, { allOrNothing: true }, { profile: 'v1-as-posted' }),
  mutant('length-limited-to-2-18', 'HEKI-69', ORIGIN.doc, (rules) => ({
    badElement: (range, known) => range.gfn_end - range.gfn_start >= 1n << 18n || rules.badElement(range, known),
  })),
  mutant('exec-locks-named-without-exec', 'HEKI-56', ORIGIN.slip, (rules) => ({ lockingText: (range) => rules.lockingText(range).replace('[exec]', '') })),
  mutant('unknown-hypercall-is-einval', 'HEKI-93', ORIGIN.doc, { unknownHypercall: 'EINVAL' }),
  mutant('hypercall-number-15', 'HEKI-59', ORIGIN.slip, { crHypercall: 15 }),
]; // prettier-ignore
