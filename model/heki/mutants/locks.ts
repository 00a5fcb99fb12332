/** Mutants of the host's tables, of what they deny, and the faults of the posted code one by one. */
import type { Mutant } from '../../core/machine';
import { FAULTS } from '../faults';
import { V1 } from '../profiles';
import { takeSlot } from '../rules-host';
import { modelOf } from '../step';
import { mutant, ORIGIN } from './mutant';

const OF_FAULTS: readonly Mutant[] = FAULTS.map((fault) => ({
  id: fault.id,
  profile: 'v1',
  requirement: fault.requirement,
  origin: `${ORIGIN.posted}: ${fault.about}`,
  ...(fault.invariant === undefined ? {} : { invariant: fault.invariant }),
  model: () => modelOf(fault.apply(V1)),
}));

/** A fault that follows from two others, so that the code without it alone is no different. */
const FOLLOWS = ['nothing-executable-after-a-refused-exec-range'];

/** The posted code with one of its faults put right: so that what is said of the fault is held against something. */
const REPAIRED: readonly Mutant[] = FAULTS.filter(({ id }) => !FOLLOWS.includes(id)).map(({ id, seen }) => ({
  id: `without-${id}`,
  profile: 'v1-as-posted',
  requirement: seen,
  origin: 'what the series asks for, and its code does not do',
  model: () =>
    modelOf({
      ...FAULTS.filter((fault) => fault.id !== id).reduce((rules, fault) => fault.apply(rules), V1),
      profile: 'v1-as-posted',
    }),
}));

export const LOCK_MUTANTS: readonly Mutant[] = [
  ...OF_FAULTS,
  ...REPAIRED,
  mutant('seventeen-slots', 'HEKI-53', ORIGIN.slip, {
    take: (pool) => (pool.left === 1 ? { slot: 16, left: 0 } : pool.left === 0 ? { slot: 'full', left: 0 } : takeSlot(pool)),
  }, { invariant: 9 }),
  mutant('fifteen-slots', 'HEKI-53', ORIGIN.slip, {
    take: (pool) => (pool.left > 2 ? { slot: pool.left - 2, left: pool.left - 1 } : { slot: 'full', left: pool.left }),
  }, { invariant: 9 }),
  mutant('slots-filled-upwards', 'HEKI-70', ORIGIN.doc, {
    take: (pool) => (pool.left > 1 ? { slot: 17 - pool.left, left: pool.left - 1 } : { slot: 'full', left: pool.left }),
  }),
  mutant('equal-ranges-share-a-slot', 'HEKI-53', ORIGIN.doc, {
    take: (pool) => {
      const count = pool.slots.filter((slot) => slot !== null).length;
      return count === 1 ? { slot: 15, left: 15 } : takeSlot(pool);
    },
  }),
  mutant('full-table-overwrites-the-oldest', 'HEKI-53', ORIGIN.slip, {
    take: (pool) => (pool.left > 1 ? takeSlot(pool) : { slot: 15, left: 1 }),
  }, { invariant: 9 }),
  mutant('end-exclusive-in-lookups', 'HEKI-54', ORIGIN.other, { locks: ({ start, end }, gfn) => gfn >= start && gfn < end }, { invariant: 9 }),
  mutant('start-exclusive-in-lookups', 'HEKI-54', ORIGIN.slip, { locks: ({ start, end }, gfn) => gfn > start && gfn <= end }, { invariant: 9 }),
  mutant('one-frame-too-many-in-lookups', 'HEKI-54', ORIGIN.slip, { locks: ({ start, end }, gfn) => gfn >= start && gfn <= end + 1 }),
  mutant('one-frame-too-many-executable', 'HEKI-58', ORIGIN.slip, { executes: ({ start, end }, gfn) => gfn >= start - 1 && gfn <= end }),
  mutant('end-exclusive-in-fetches', 'HEKI-58', ORIGIN.other, { executes: ({ start, end }, gfn) => gfn >= start && gfn < end }),
  mutant('one-frame-too-many-before', 'HEKI-54', ORIGIN.slip, { locks: ({ start, end }, gfn) => gfn >= start - 1 && gfn <= end }),
  mutant('only-the-ends-in-lookups', 'HEKI-54', ORIGIN.slip, { locks: ({ start, end }, gfn) => gfn === start || gfn === end }),
  mutant('unused-slots-cover-two-frames', 'HEKI-72', ORIGIN.slip, { unusedSlot: { start: 0, end: 1 } }),
  mutant('full-table-overwrites-the-newest', 'HEKI-94', ORIGIN.slip, (rules) => ({
    take: (pool, of) => (of === 'write' && pool.left === 0 ? { slot: 0, left: 0 } : rules.take(pool, of)),
  }), { profile: 'v1-as-posted' }),
  mutant('reboot-unlocks', 'HEKI-54', ORIGIN.doc, { rebootUnlocks: true }),
  mutant('reads-denied', 'HEKI-54', ORIGIN.slip, { writeDenied: (code) => (code & 0x10n) === 0n }),
  mutant('user-writes-allowed', 'HEKI-54', ORIGIN.slip, { writeDenied: (code) => (code & 0x6n) === 0x2n }),
  mutant('missing-memslot-refused', 'HEKI-55', ORIGIN.doc, { missingMemslotFails: true }),
  mutant('missing-memslot-warns-each-time', 'HEKI-73', ORIGIN.slip, { warnsEachTime: true }),
  mutant('exec-half-first', 'HEKI-74', ORIGIN.slip, { writeHalfFirst: ({ mbec }) => mbec }),
  mutant('exec-slots-asked-first', 'HEKI-102', ORIGIN.slip, { writeHalfFirst: ({ mbec }) => !mbec }, { profile: 'v1-as-posted' }),
  mutant('exec-without-mbec', 'HEKI-57', ORIGIN.later, { mbecNeeded: () => false }),
  mutant('exec-locked-before-the-end', 'HEKI-76', ORIGIN.doc, { engages: (_complete, held) => held }),
  mutant('exec-locked-by-any-request', 'HEKI-76', ORIGIN.slip, { engages: (complete) => complete }),
  mutant('exec-never-locked', 'HEKI-58', ORIGIN.slip, { engages: () => false }),
  mutant('exec-pool-of-8', 'HEKI-75', ORIGIN.slip, {
    take: (pool, of) => (of === 'exec' && pool.left <= 9 ? { slot: 'full', left: pool.left } : takeSlot(pool)),
  }),
  mutant('oldest-exec-range-alone', 'HEKI-77', ORIGIN.slip, { allowed: ({ slots }) => slots.slice(15).filter((slot) => slot !== null) }),
  mutant('oldest-exec-range-alone-as-posted', 'HEKI-96', ORIGIN.doc, { allowed: ({ slots }) => slots.slice(15).filter((slot) => slot !== null) }, { profile: 'v1-as-posted' }),
  mutant('ranges-from-gfn-0-count-as-unused', 'HEKI-97', ORIGIN.doc, (rules) => ({ allowed: (pool) => rules.allowed(pool).filter(({ start }) => start !== 0) }), { profile: 'v1-as-posted' }),
  mutant('unused-slots-cover-two-frames-as-posted', 'HEKI-95', ORIGIN.slip, { unusedSlot: { start: 0, end: 1 } }, { profile: 'v1-as-posted' }),
  mutant('fetches-not-checked', 'HEKI-58', ORIGIN.slip, { fetchDenied: () => false }),
  mutant('error-code-not-cut', 'HEKI-80', ORIGIN.slip, { faultErrorCode: (code) => code }),
  mutant('error-code-of-8-bits', 'HEKI-80', ORIGIN.slip, { faultErrorCode: (code) => code & 0x1n }),
  mutant('vector-13', 'HEKI-80', ORIGIN.slip, { faultVector: 13 }),
  mutant('fault-address-not-padded', 'HEKI-80', ORIGIN.slip, { faultText: (kind, gva) => `Creating ${kind} #PF at 0x${gva.toString(16)}` }),
  mutant('fetch-logged-as-write', 'HEKI-80', ORIGIN.slip, (rules) => ({ faultText: (_kind, gva) => rules.faultText('write', gva) })),
]; // prettier-ignore
