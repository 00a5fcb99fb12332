/** Mutants of the gate: who may access the registers, and how a refusal looks. */
import type { Mutant } from '../../core/machine';
import type { Wrap } from '../../core/mistake';
import { leafOf, LEAF_FEATURES, LEAF_INTERFACE, LEAF_SYNDBG_CAPABILITIES } from '../cpuid';
import { registerOf } from '../msr';
import { REVIEW, UPSTREAM } from '../profiles';
import type { Rules } from '../rules';
import type { State } from '../state';
import { NO_REGISTERS, withVcpu, withVm } from '../state';
import { answering, hearing, leaving, mutant, stepping } from './mutant';
import { refusedAccess, vcpuAt, vmAt, withValues } from './wraps';

const open: Rules['mayAccess'] = (vm, vcpu, access) => UPSTREAM.mayAccess(vm, vcpu, access);

/** The MSR filter binds the host, and does not bind the guest. */
const filteringTheHost: Wrap<State> = stepping((step, state, op) => {
  const host = op.op === 'get_msrs' || op.op === 'set_msrs';
  if (!host && op.op !== 'wrmsr' && op.op !== 'rdmsr') return step(state, op);
  const { denied } = vmAt(state, op);
  const [first] = host ? op.msrs : [];
  const msr = typeof first === 'object' ? first.msr : first;
  if (msr !== undefined && denied.some(({ base, count }) => msr >= base && msr < base + BigInt(count))) {
    const values = op.op === 'get_msrs' ? { values: [] } : {};
    return { state, outcome: { outcome: 'ok', count: 0, ...values, events: [] } };
  }
  const { state: after, outcome } = step(withVm(state, op.vm, { denied: [] }), op);
  return { outcome, state: withVm(after, op.vm, { denied }) };
});

export const GATE_MUTANTS: readonly Mutant[] = [
  mutant({
    id: 'refused-write-stored',
    breaks: 'SYNDBG-13',
    origin: 'the check made after the store, where the exit is prepared',
    invariant: 1,
    wrap: leaving((after, op, _before, outcome) => {
      const access = refusedAccess(op, outcome);
      const name = access?.op === 'wrmsr' ? registerOf(access.msr) : null;
      return access?.op === 'wrmsr' && name ? withValues(after, op, { [name]: access.value }) : after;
    }),
  }),
  mutant({
    id: 'off-but-readable',
    breaks: 'SYNDBG-13',
    origin: 'the review asks for writes to be forbidden, and says nothing of reads',
    rules: { mayAccess: (vm, vcpu, access) => access === 'rdmsr' || open(vm, vcpu, access) },
  }),
  mutant({
    id: 'enforce-ignored',
    breaks: 'SYNDBG-15',
    origin: 'before KVM_CAP_HYPERV_ENFORCE_CPUID came, in 5.14',
    rules: { mayAccess: (vm, vcpu) => UPSTREAM.enabled(vm, vcpu) },
  }),
  mutant({
    id: 'gate-per-vm',
    breaks: 'SYNDBG-53',
    origin: 'in v10 and v11 of the series one vCPU enabled it for the VM',
    rules: { mayAccess: (vm, _vcpu, access) => vm.vcpus.some((_, vcpu) => open(vm, vcpu, access)) },
  }),
  mutant({
    id: 'fault-past-the-instruction',
    breaks: 'SYNDBG-126',
    origin: 'the instruction skipped before its result is looked at',
    wrap: answering((outcome, op) => {
      const refused = refusedAccess(op, outcome) && outcome.outcome === 'fault';
      return refused ? { ...outcome, rip: (outcome.rip ?? 0n) + 2n } : outcome;
    }),
  }),
  mutant({
    id: 'error-code-in-real-mode',
    breaks: 'SYNDBG-58',
    origin: '#GP taken for an exception that always pushes an error code',
    wrap: answering((outcome, op) =>
      refusedAccess(op, outcome) && outcome.outcome === 'fault' ? { ...outcome, error_code: 0n } : outcome,
    ),
  }),
  mutant({
    id: 'error-code-of-a-selector',
    breaks: 'SYNDBG-58',
    origin: 'bits 15 to 3 of an error code name a selector: the MSR put in its place',
    wrap: answering((outcome, op) => {
      const access = refusedAccess(op, outcome);
      if (!access || outcome.outcome !== 'fault' || outcome.error_code === undefined) return outcome;
      return { ...outcome, error_code: access.msr & 0xfff8n };
    }),
  }),
  mutant({
    id: 'refused-read-gives-0',
    breaks: 'SYNDBG-127',
    origin:
      'the registers written before the result is looked at: kvm_get_msr() leaves 0 in the value that it refuses',
    wrap: answering((outcome, op) =>
      op.op === 'rdmsr' && outcome.outcome === 'fault' ? { ...outcome, rax: 0n, rdx: 0n } : outcome,
    ),
  }),
  mutant({
    id: 'refusal-exits-past-the-instruction',
    breaks: 'SYNDBG-128',
    origin: 'the instruction skipped before userspace is asked, and once more when it has answered',
    wrap: answering((outcome) => ({
      ...outcome,
      events: (outcome.events ?? []).map((event) =>
        event.event === 'exit' && (event.exit === 'RDMSR' || event.exit === 'WRMSR')
          ? { ...event, rip: event.rip + 2n }
          : event,
      ),
    })),
  }),
  mutant({
    id: 'refusal-reported-as-unknown',
    breaks: 'SYNDBG-76',
    origin: 'KVM_MSR_RET_UNSUPPORTED returned for every refusal',
    wrap: stepping((step, before, op) => {
      const stepped = step(before, op);
      if (op.op !== 'wrmsr' && op.op !== 'rdmsr') return stepped;
      if (registerOf(op.msr) === null || open(vmAt(before, op), op.vcpu, op.op)) return stepped;
      const { state, outcome } = step(before, { ...op, msr: 0x400000fen });
      const events = (outcome.events ?? []).map((event) =>
        'index' in event ? { ...event, index: op.msr } : event,
      );
      return { state, outcome: { ...outcome, events } };
    }),
  }),
  mutant({
    id: 'absent-leaves-keep-their-bits',
    breaks: 'SYNDBG-54',
    origin: 'bits read from a leaf where there is one, and left from before where there is none',
    wrap: leaving((after, op, before, outcome) => {
      if (op.op !== 'set_cpuid' || outcome.outcome !== 'ok') return after;
      const [was, is] = [vcpuAt(before, op).features, vcpuAt(after, op).features];
      const kept = (fn: bigint): typeof was => (leafOf(op.leaves, fn) ? is : was);
      const { interface: interfaceLeaf } = kept(LEAF_INTERFACE);
      const { allowKernelDebugging } = kept(LEAF_SYNDBG_CAPABILITIES);
      const { hvDebugging, debugMsrs } = kept(LEAF_FEATURES);
      const features = { interface: interfaceLeaf, allowKernelDebugging, hvDebugging, debugMsrs };
      return withVcpu(after, op.vm, op.vcpu, { features });
    }),
  }),
  mutant({
    id: 'filter-on-the-wrong-side',
    breaks: 'SYNDBG-77',
    origin: 'the filter asked where the host comes in, and not where the guest does',
    wrap: filteringTheHost,
  }),
  mutant({
    id: 'ignore-msrs-opens-the-gate',
    breaks: 'SYNDBG-78',
    origin: 'every refused access ignored, where only that of an unknown MSR is',
    wrap: answering((outcome, op, before) =>
      before.ignoreMsrs && refusedAccess(op, outcome) ? { outcome: 'ok', events: [] } : outcome,
    ),
  }),
  mutant({
    id: 'cpuid-frozen-after-run',
    breaks: 'SYNDBG-104',
    origin: '5.16, which forbade KVM_SET_CPUID2 after KVM_RUN for equal leaves too; 5.17 put it right',
    rules: { takesLeaves: (vcpu) => !vcpu.hasRun },
  }),
  mutant({
    id: 'cpuid-changed-after-run',
    breaks: 'SYNDBG-73',
    origin: 'before 5.16, which was the first to forbid KVM_SET_CPUID2 after KVM_RUN',
    rules: { takesLeaves: () => true },
  }),
  mutant({
    id: 'off-clears-the-values',
    breaks: 'SYNDBG-100',
    origin: 'a switch that leaves nothing behind, as one would wish it',
    invariant: 11,
    wrap: leaving((after, op, before, outcome) => {
      const switched = op.op === 'set_cpuid' && outcome.outcome === 'ok' && !vcpuAt(before, op).hasRun;
      return switched ? withValues(after, op, NO_REGISTERS) : after;
    }),
  }),
  mutant({
    id: 'not-enabled-but-writable',
    breaks: 'SYNDBG-10',
    origin: 'only the two writes guarded that exit, which is all that hurts userspace',
    profile: 'review',
    invariant: 1,
    wrap: stepping((step, before, op) => {
      const stepped = step(before, op);
      const access = refusedAccess(op, stepped.outcome);
      const name = access?.op === 'wrmsr' ? registerOf(access.msr) : null;
      if (access?.op !== 'wrmsr' || !name || name === 'control' || name === 'pending_page') return stepped;
      const state = withValues(stepped.state, op, { [name]: access.value });
      return { state, outcome: { outcome: 'ok', events: [] } };
    }),
  }),
  mutant({
    id: 'support-is-enough',
    breaks: 'SYNDBG-11',
    origin: 'the patch as posted, with the new name',
    profile: 'review',
    rules: { mayAccess: () => true, enabled: () => true },
  }),
  mutant({
    id: 'enabling-does-nothing',
    breaks: 'SYNDBG-39',
    origin: 'the case of KVM_ENABLE_CAP that only reports success',
    profile: 'review',
    rules: { mayAccess: (_vm, _vcpu, access) => access === 'rdmsr', enabled: () => false },
  }),
  mutant({
    id: 'enabled-per-vcpu',
    breaks: 'SYNDBG-44',
    origin: 'KVM_ENABLE_CAP is an ioctl of a vCPU, and its other cases are of the vCPU alone',
    profile: 'review',
    rules: {
      mayAccess: (vm, vcpu, access) =>
        REVIEW.mayAccess(vm, vcpu, access) && (access === 'rdmsr' || vm.capEnabledOn.includes(vcpu)),
    },
  }),
  mutant({
    id: 'filter-binds-the-host',
    breaks: 'SYNDBG-106',
    origin: 'the filter asked in kvm_set_msr, where the host comes in as well',
    wrap: stepping((step, before, op) => {
      const host = op.op === 'get_msrs' || op.op === 'set_msrs';
      const [first] = host ? op.msrs : [];
      const msr = typeof first === 'object' ? first.msr : first;
      const denied = vmAt(before, op).denied.some(
        ({ base, count }) => msr !== undefined && msr >= base && msr < base + BigInt(count),
      );
      if (!host || !denied) return step(before, op);
      const values = op.op === 'get_msrs' ? { values: [] } : {};
      return { state: before, outcome: { outcome: 'ok', count: 0, ...values, events: [] } };
    }),
  }),
  mutant({
    id: 'msr-exit-not-answered',
    breaks: 'SYNDBG-105',
    origin: 'an exit that only tells, without complete_userspace_io',
    wrap: hearing((op, state) => {
      if (op.op !== 'run') return op;
      const kind = vcpuAt(state, op).stopped?.kind;
      return kind === 'RDMSR' || kind === 'WRMSR' ? { ...op, run: { ...op.run, error: 0n, data: 0n } } : op;
    }),
  }),
  mutant({
    id: 'upper-halves-kept',
    breaks: 'SYNDBG-107',
    origin: 'EAX and EDX written as the low halves of RAX and RDX',
    wrap: answering((outcome, op) => {
      if (op.op !== 'rdmsr' || outcome.outcome !== 'ok' || outcome.rax === undefined) return outcome;
      const kept = (old = 0n): bigint => (old >> 32n) << 32n;
      return { ...outcome, rax: outcome.rax | kept(op.rax), rdx: (outcome.rdx ?? 0n) | kept(op.rdx) };
    }),
  }),
  mutant({
    id: 'unknown-msrs-not-ignored',
    breaks: 'SYNDBG-108',
    origin: 'the parameter asked where the host comes in, and not where the guest does',
    wrap: stepping((step, before, op) => {
      const guest = op.op === 'wrmsr' || op.op === 'rdmsr';
      const { state, outcome } = step(guest ? { ...before, ignoreMsrs: false } : before, op);
      return {
        state: { ...state, ignoreMsrs: op.op === 'set_ignore_msrs' ? op.on : before.ignoreMsrs },
        outcome,
      };
    }),
  }),
];
