/** Mutants of late init, of the backend pair and of the probe. */
import type { Mutant } from '../../core/machine';
import { u64 } from '../../core/u64';
import { mutant, ORIGIN } from './mutant';

/** The frame of an address that freed init memory holds. */
const FREED = 0xcccc4cccccccccccn >> 12n;

export const LATE_MUTANTS: readonly Mutant[] = [
  mutant('late-init-although-disabled', 'HEKI-37', ORIGIN.slip, { lateRuns: () => true }, { invariant: 5 }),
  mutant('late-init-although-disabled-in-the-seed', 'HEKI-37', ORIGIN.slip, { lateRuns: () => true }, { profile: 'seed' }),
  mutant('backend-tested-first', 'HEKI-38', ORIGIN.slip, { backendTestedFirst: true }, { invariant: 5 }),
  mutant('backend-tested-first-in-the-seed', 'HEKI-38', ORIGIN.slip, { backendTestedFirst: true }, { profile: 'seed' }),
  mutant('negative-results-only', 'HEKI-41', ORIGIN.slip, { protectFailed: (result) => result < 0 }, { invariant: 5 }),
  mutant('positive-lock-result-is-success', 'HEKI-43', ORIGIN.slip, { lockFailed: (result) => result < 0 }),
  mutant('smallest-int-is-success', 'HEKI-41', ORIGIN.slip, { protectFailed: (result) => Math.abs(result) > 0 && -result < 2 ** 31 }, { invariant: 5 }),
  mutant('protected-logged-too-early', 'HEKI-41', ORIGIN.slip, { protectedLoggedEarly: true }, { invariant: 5 }),
  mutant('locked-although-not-protected', 'HEKI-41', ORIGIN.slip, { locksAfterFailure: true }, { invariant: 5 }),
  mutant('locked-before-protected', 'HEKI-42', ORIGIN.slip, { locksFirst: true }, { invariant: 5 }),
  mutant('backend-read-twice', 'HEKI-48', ORIGIN.slip, { samplesBackendOnce: false }),
  mutant('leak-without-backend', 'HEKI-39', ORIGIN.slip, { releases: (path) => (path === 'no-backend' ? 0 : 1) }, { invariant: 6 }),
  mutant('leak-without-backend-in-the-seed', 'HEKI-39', ORIGIN.slip, { releases: () => 0 }, { profile: 'seed', invariant: 6 }),
  mutant('leak-on-failure', 'HEKI-45', ORIGIN.slip, { releases: (path) => (path === 'protect-failed' ? 0 : 1) }, { invariant: 6 }),
  mutant('leak-on-lock-failure', 'HEKI-45', ORIGIN.slip, { releases: (path) => (path === 'lock-failed' ? 0 : 1) }, { invariant: 6 }),
  mutant('released-twice', 'HEKI-45', ORIGIN.slip, { releases: (path) => (path === 'success' ? 2 : 1) }, { invariant: 6 }),
  mutant('pointer-left-behind', 'HEKI-45', ORIGIN.slip, { resetsAfterRelease: false }, { invariant: 6 }),
  mutant('pointer-left-behind-in-the-seed', 'HEKI-45', ORIGIN.slip, { resetsAfterRelease: false }, { profile: 'seed', invariant: 6 }),
  mutant('last-range-not-protected', 'HEKI-40', ORIGIN.slip, { protectsWith: (ranges) => ranges.slice(0, -1) }),
  mutant('table-read-again-by-late-init', 'HEKI-23', 'init memory is filled with 0xcc when it is freed', {
    protectsWith: (ranges) => ranges.map(() => ({ gfn_start: FREED, gfn_end: FREED, attributes: 0xccccccccccccccccn })),
  }),
  mutant('failure-stops-the-boot', 'HEKI-46', ORIGIN.doc, { lateFailureStopsBoot: true }),
  mutant('count-for-bytes', 'HEKI-63', ORIGIN.slip, { sizeArgument: (num) => num }),
  mutant('at-least-one-entry', 'HEKI-63', ORIGIN.slip, { sizeArgument: (num) => 24 * Math.max(num, 1) }),
  mutant('size-of-a-pointer', 'HEKI-63', ORIGIN.slip, { sizeArgument: (num) => 8 * num }),
  mutant('cr4-before-cr0', 'HEKI-63', ORIGIN.slip, { lockOrder: [4, 0] }),
  mutant('goes-on-after-an-error', 'HEKI-63', ORIGIN.slip, { lockStopsAtError: false }),
  mutant('second-result-forgotten', 'HEKI-63', ORIGIN.slip, { lockReturnsFirst: true }),
  mutant('pins-all-of-cr4', 'HEKI-63', ORIGIN.slip, { cr4Mask: (cr4) => cr4 }),
  mutant('pins-bits-that-the-guest-lacks', 'HEKI-84', ORIGIN.slip, { cr4Mask: () => 0xb10800n }),
  mutant('pins-pe-instead-of-wp', 'HEKI-63', ORIGIN.slip, { cr0Mask: 1n }),
  mutant('probe-wants-success', 'HEKI-64', ORIGIN.slip, { plugsOn: (answer) => answer === 0n }),
  mutant('probe-wants-an-error', 'HEKI-64', ORIGIN.doc, { plugsOn: (answer) => answer !== 0n && answer !== u64(-1000n) }),
  mutant('probe-forgets-the-sign', 'HEKI-64', ORIGIN.slip, { plugsOn: (answer) => answer !== 1000n }),
  mutant('probe-takes-both-signs', 'HEKI-64', ORIGIN.slip, { plugsOn: (answer) => answer !== 1000n && answer !== u64(-1000n) }),
  mutant('probe-without-kvm', 'HEKI-64', ORIGIN.slip, { probesWithoutKvm: true }),
  mutant('backend-fails-in-silence', 'HEKI-85', ORIGIN.slip, { backendWarns: false }),
  mutant('result-not-cut', 'HEKI-85', ORIGIN.slip, { asInt: (value) => (value === 0n ? 0 : Number(BigInt.asIntN(32, value)) || 1) }),
  mutant('count-from-the-beginning', 'HEKI-87', ORIGIN.doc, { samplesRanges: true }),
  mutant('test-also-after-failure', 'HEKI-89', ORIGIN.slip, { testRuns: () => true }),
  mutant('test-only-when-disabled', 'HEKI-89', ORIGIN.slip, { testRuns: (when) => when === 'disabled' }),
  mutant('invalid-test-number-dropped', 'HEKI-103', ORIGIN.doc, { storedTest: (parsed, now) => (parsed !== null && parsed <= 4n ? parsed : now) }),
]; // prettier-ignore
