/** Mutants of the debug hypercalls and of the trace points. */
import type { Mutant } from '../../core/machine';
import type { HypercallCheck } from '../hypercall-checks';
import { ACCESS_DENIED, CHECKS, FAST, INVALID_PARAMETER, SUCCESS } from '../hypercall-checks';
import { bitSet } from '../../core/u64';
import { UPSTREAM } from '../rules';
import { mutant, ORIGIN } from './mutant';

const { accessDenied, reserved, fast, disabled, options } = CHECKS;
const order = (...checks: readonly HypercallCheck[]): { checks: readonly HypercallCheck[] } => ({ checks });
/** KVM does the work itself. */
const succeeding: HypercallCheck = { status: () => SUCCESS };
const answering = (check: HypercallCheck, status: HypercallCheck['status']): HypercallCheck => ({
  ...check,
  status,
});

/** Access denied, unless another check would fail too: that one is asked first. */
const unless =
  (first: HypercallCheck): HypercallCheck['status'] =>
  (context) => {
    const denied = accessDenied.status(context);
    return denied === null ? null : (first.status(context) ?? denied);
  };

export const HYPERCALL_MUTANTS: readonly Mutant[] = [
  mutant('hypercall-page-needed', 'SYNDBG-45', 'before v6 4/5', { hypercallEnabled: () => false }),
  mutant('os-id-of-windows-only', 'SYNDBG-45', ORIGIN.slip, {
    hypercallEnabled: (vm, vcpu) => UPSTREAM.hypercallEnabled(vm, vcpu) && !bitSet(vm.guestOsId, 63),
  }),
  mutant('os-id-not-looked-at', 'SYNDBG-45', ORIGIN.slip, { hypercallEnabled: () => true }),
  mutant('fast-post-accepted', 'SYNDBG-46', ORIGIN.slip, order(accessDenied, reserved, disabled, options)),
  mutant('fast-post-accepted-v6', 'SYNDBG-46', ORIGIN.slip, order(options), { profile: 'v6' }),
  mutant('fast-reset-refused', 'SYNDBG-46', ORIGIN.slip,
    order(accessDenied, reserved, answering(fast, ({ input }) => (bitSet(input, FAST) ? INVALID_PARAMETER : null)), disabled, options)),
  mutant('options-not-looked-at', 'SYNDBG-47', ORIGIN.slip, order(accessDenied, reserved, fast, disabled), { invariant: 8 }),
  mutant('options-not-looked-at-v6', 'SYNDBG-47', ORIGIN.slip, order(fast), { profile: 'v6', invariant: 8 }),
  mutant('hypercall-answered-by-kvm', 'SYNDBG-48', ORIGIN.slip, order(accessDenied, reserved, fast, disabled, options, succeeding)),
  mutant('hypercall-answered-by-kvm-v6', 'SYNDBG-48', ORIGIN.slip, order(fast, options, succeeding), { profile: 'v6' }),
  mutant('output-page-not-passed', 'SYNDBG-48', ORIGIN.slip, { hcallParams: (ingpa) => [ingpa, 0n] }),
  mutant('disabled-not-looked-at', 'SYNDBG-51', 'v6 5/5 as posted', order(accessDenied, reserved, fast, options), { invariant: 8 }),
  mutant('disabled-not-looked-at-review', 'SYNDBG-49', 'v6 5/5 as posted', order(fast, options), { profile: 'review', invariant: 8 }),
  mutant('reserved-bits-ignored', 'SYNDBG-50', ORIGIN.slip, order(accessDenied, fast, disabled, options)),
  mutant('reserved-after-fast', 'SYNDBG-50', ORIGIN.slip, order(accessDenied, fast, reserved, disabled, options), { invariant: 8 }),
  mutant('reserved-before-access-denied', 'SYNDBG-50', ORIGIN.slip, order(reserved, accessDenied, fast, disabled, options)),
  mutant('disabled-gives-access-denied', 'SYNDBG-51', ORIGIN.slip,
    order(accessDenied, reserved, fast, answering(disabled, ({ enabled }) => (enabled ? null : ACCESS_DENIED)), options)),
  mutant('disabled-before-fast', 'SYNDBG-51', ORIGIN.doc, order(accessDenied, reserved, disabled, fast, options), { invariant: 8 }),
  mutant('hypercall-from-user-mode', 'SYNDBG-52', ORIGIN.slip, { udOutsideKernelMode: false }),
  mutant('hypercall-from-user-mode-v6', 'SYNDBG-52', ORIGIN.slip, { udOutsideKernelMode: false }, { profile: 'v6' }),
  mutant('fast-before-access-denied', 'SYNDBG-88', ORIGIN.slip,
    order(answering(accessDenied, unless(fast)), reserved, fast, disabled, options), { invariant: 8 }),
  mutant('options-before-access-denied', 'SYNDBG-88', ORIGIN.slip,
    order(answering(accessDenied, unless(options)), reserved, fast, disabled, options)),
  mutant('options-before-disabled', 'SYNDBG-88', ORIGIN.slip, order(accessDenied, reserved, fast, options, disabled)),
  mutant('hypercalls-ruled-by-msr-bit', 'SYNDBG-89', ORIGIN.slip,
    order(answering(accessDenied, ({ vcpu, enabled }) => (vcpu.enforceCpuid && enabled && !vcpu.features.debugMsrs ? ACCESS_DENIED : null)), reserved, fast, disabled, options)),
  mutant('msrs-ruled-by-hypercall-bit', 'SYNDBG-89', ORIGIN.slip, {
    gate: (vm, vcpu, access, name) => {
      const one = vm.vcpus[vcpu];
      return UPSTREAM.gate(vm, vcpu, access, name) && (!one?.enforceCpuid || one.features.hvDebugging);
    },
  }),
  mutant('access-denied-without-enforce', 'SYNDBG-89', ORIGIN.slip,
    order(answering(accessDenied, ({ vcpu, enabled }) => (enabled && !vcpu.features.hvDebugging ? ACCESS_DENIED : null)), reserved, fast, disabled, options)),
  mutant('options-tested-for-anything', 'SYNDBG-90', ORIGIN.slip,
    order(accessDenied, reserved, fast, disabled, answering(options, (context) => (context.options === 0n ? 8n : null))), { invariant: 8 }),
  mutant('options-compared', 'SYNDBG-90', ORIGIN.slip,
    order(accessDenied, reserved, fast, disabled, answering(options, (context) => (context.options === 4n ? null : 8n)))),
  mutant('rip-past-the-vmmcall', 'SYNDBG-91', ORIGIN.doc, { hcallRip: (length) => length }),
  mutant('result-cleared', 'SYNDBG-91', ORIGIN.doc, { hcallClearsResult: true }),
  mutant('input-without-fast-bit', 'SYNDBG-48', ORIGIN.slip, { hcallInput: (input) => input & 0xffffn }),
  mutant('hypercall-range-too-long', 'SYNDBG-92', ORIGIN.slip, { hypercallCodes: [0x69n, 0x6an, 0x6bn, 0x6cn] }),
  mutant('hypercall-range-too-early', 'SYNDBG-92', ORIGIN.slip, { hypercallCodes: [0x68n, 0x69n, 0x6an, 0x6bn] }),
  mutant('trace-without-vp-index', 'SYNDBG-29', ORIGIN.slip, {
    traceText: (vcpu, _vpIndex, msr, data) => `vcpu_id ${vcpu} msr 0x${msr.toString(16)} data 0x${data.toString(16)}`,
  }),
  mutant('trace-takes-vcpu-id-for-vp-index', 'SYNDBG-29', ORIGIN.slip, {
    traceText: (vcpu, _vpIndex, msr, data) => UPSTREAM.traceText(vcpu, BigInt(vcpu), msr, data),
  }),
  mutant('trace-of-vcpu-0', 'SYNDBG-29', ORIGIN.slip, { traceText: (_vcpu, _vpIndex, msr, data) => `vcpu_id 0 vp_index 0 msr 0x${msr.toString(16)} data 0x${data.toString(16)}` }, { profile: 'v6' }),
  mutant('get-traced-before-the-read', 'SYNDBG-30', ORIGIN.slip, { traceRead: () => 0n }),
  mutant('set-traced-after-the-exit', 'SYNDBG-30', ORIGIN.slip, { traceFirst: false }),
  mutant('refusal-traced', 'SYNDBG-31', ORIGIN.slip, { traceRefused: true }),
]; // prettier-ignore
