/** Mutants at borders: what is one vCPU's or one VM's, where a range ends, and what has 64 bits. */
import type { Mutant } from '../../core/machine';
import { CAP } from '../caps';
import { GUEST_OS_ID, PENDING_BUFFER, RESET, unknownMsr } from '../msr';
import { fieldOf, HYPERV } from '../run-structure';
import { withVcpu, withVm } from '../state';
import type { RunArea } from '../types';
import { answering, hearing, leaving, mutant, stepping } from './mutant';
import { vcpuAt, vmAt, withValues } from './wraps';

const LOW = 0xffff_ffffn;

/** Userspace answers with something else. */
const answeredBy = (change: (run: RunArea) => RunArea): ReturnType<typeof hearing> =>
  hearing((op) => (op.op === 'run' && op.run ? { ...op, run: { ...op.run, ...change(op.run) } } : op));

export const BORDER_MUTANTS: readonly Mutant[] = [
  mutant({
    id: 'calls-gated-by-the-first-vcpu',
    breaks: 'SYNDBG-51',
    origin: 'the leaves of the boot vCPU taken for those of the partition, whose options the calls look at',
    wrap: stepping((step, before, op) => {
      if (op.op !== 'hypercall') return step(before, op);
      const { features } = vcpuAt(before, op);
      const first = vmAt(before, op).vcpus[0]?.features ?? features;
      const { state, outcome } = step(withVcpu(before, op.vm, op.vcpu, { features: first }), op);
      return { outcome, state: withVcpu(state, op.vm, op.vcpu, { features }) };
    }),
  }),
  mutant({
    id: 'os-id-of-the-first-vcpu',
    breaks: 'SYNDBG-45',
    origin: 'a guest OS id for each vCPU, as MSRs have one as a rule',
    wrap: hearing((op) =>
      op.op === 'set_msrs' && op.vcpu > 0
        ? { ...op, msrs: op.msrs.filter(({ msr }) => msr !== GUEST_OS_ID) }
        : op,
    ),
  }),
  mutant({
    id: 'enforced-for-the-vm',
    breaks: 'SYNDBG-57',
    origin: 'a capability of the VM, as those are that are about the guest as a whole',
    wrap: leaving((after, op) => {
      if (op.op !== 'enable_cap' || op.cap !== CAP.HYPERV_ENFORCE_CPUID) return after;
      const vcpus = vmAt(after, op).vcpus.map((one) => ({ ...one, enforceCpuid: op.arg !== 0n }));
      return withVm(after, op.vm, { vcpus });
    }),
  }),
  mutant({
    id: 'enforced-by-32-bits',
    breaks: 'SYNDBG-57',
    origin: 'args[0], which is __u64, put into an int',
    wrap: hearing((op) =>
      op.op === 'enable_cap' && op.cap === CAP.HYPERV_ENFORCE_CPUID ? { ...op, arg: op.arg & LOW } : op,
    ),
  }),
  mutant({
    id: 'mask-of-all-vms',
    breaks: 'SYNDBG-13',
    origin: 'the mask in a variable of the module, as ignore_msrs is one',
    wrap: leaving((after, op) =>
      op.op === 'enable_cap' && op.cap === CAP.X86_USER_SPACE_MSR
        ? { ...after, vms: after.vms.map((vm) => ({ ...vm, userMsrMask: op.arg })) }
        : after,
    ),
  }),
  mutant({
    id: 'filter-of-all-vms',
    breaks: 'SYNDBG-08',
    origin: 'the bitmap of the CPU’s own MSR exits, shared by the VMs that use it',
    wrap: leaving((after, op) =>
      op.op === 'set_msr_filter'
        ? { ...after, vms: after.vms.map((vm) => ({ ...vm, denied: op.deny })) }
        : after,
    ),
  }),
  mutant({
    id: 'filter-one-too-far',
    breaks: 'SYNDBG-77',
    origin: 'index <= base + nmsrs',
    wrap: hearing((op) =>
      op.op === 'set_msr_filter'
        ? { ...op, deny: op.deny.map(({ base, count }) => ({ base, count: count + 1 })) }
        : op,
    ),
  }),
  mutant({
    id: 'result-of-32-bits',
    breaks: 'SYNDBG-103',
    origin: 'the status, which has 16 bits, taken for the whole; the completed repetitions stand above it',
    wrap: answeredBy(({ result }) => (result === undefined ? {} : { result: result & LOW })),
  }),
  mutant({
    id: 'error-by-its-lowest-bit',
    breaks: 'SYNDBG-105',
    origin: 'error, which is __u8, taken for a flag',
    wrap: answeredBy(({ error }) => (error === undefined ? {} : { error: error & 1n })),
  }),
  mutant({
    id: 'answer-of-32-bits',
    breaks: 'SYNDBG-105',
    origin: 'RAX written with what userspace answers, and RDX forgotten',
    wrap: answeredBy(({ data }) => (data === undefined ? {} : { data: data & LOW })),
  }),
  mutant({
    id: 'refused-write-shown-by-eax',
    breaks: 'SYNDBG-76',
    origin: 'kvm_rax_read() where kvm_read_edx_eax() is meant',
    wrap: answering((outcome) => ({
      ...outcome,
      events: (outcome.events ?? []).map((event) =>
        event.event === 'exit' && event.exit === 'WRMSR' ? { ...event, data: event.data & LOW } : event,
      ),
    })),
  }),
  mutant({
    id: 'pages-below-4-gib',
    breaks: 'SYNDBG-48',
    origin: 'RDX and R8 read as a 32-bit guest has its GPAs, in two halves, and the upper ones left',
    wrap: answering((outcome) => ({
      ...outcome,
      events: (outcome.events ?? []).map((event) =>
        event.event === 'exit' && event.exit === 'HCALL'
          ? { ...event, params: [event.params[0] & LOW, event.params[1] & LOW] as const }
          : event,
      ),
    })),
  }),
  mutant({
    id: 'repetitions-refused',
    breaks: 'SYNDBG-48',
    origin: 'the check of the simple calls beside them, which have neither repetitions nor a variable header',
    wrap: hearing((op) =>
      op.op === 'hypercall' && (op.input & 0xfff_03fe_0000n) !== 0n ? { ...op, input: 0x68n } : op,
    ),
  }),
  mutant({
    id: 'batch-all-or-nothing',
    breaks: 'SYNDBG-80',
    origin: 'a batch that is looked through before any of it is written',
    wrap: stepping((step, before, op) => {
      const whole = op.op !== 'set_msrs' || op.fd !== 'vcpu' || !op.msrs.some(({ msr }) => unknownMsr(msr));
      const stepped = step(before, op);
      return whole ? stepped : { ...stepped, state: before };
    }),
  }),
  mutant({
    id: 'pending-page-not-taken-away',
    breaks: 'SYNDBG-27',
    origin: 'an address of 0 taken for none that was given, and the old one kept',
    wrap: leaving((after, op, before) => {
      if (op.op !== 'serve') return after;
      const { part } = vcpuAt(before, op).run;
      const away = fieldOf(part, HYPERV.msr) === PENDING_BUFFER && fieldOf(part, HYPERV.pending_page) === 0n;
      return away ? withVm(after, op.vm, { pendingByte: vmAt(before, op).pendingByte }) : after;
    }),
  }),
  mutant({
    id: 'ignored-read-gives-ones',
    breaks: 'SYNDBG-108',
    origin: 'what a bus gives where nobody answers',
    wrap: answering((outcome, op, before) =>
      op.op === 'rdmsr' && before.ignoreMsrs && unknownMsr(op.msr) && outcome.outcome === 'ok'
        ? { ...outcome, value: 0xffff_ffff_ffff_ffffn, rax: LOW, rdx: LOW }
        : outcome,
    ),
  }),
  mutant({
    id: 'not-ignored-for-the-host',
    breaks: 'SYNDBG-108',
    origin: 'the parameter asked for where the guest comes in, and not where the host does',
    wrap: stepping((step, before, op) => {
      const host = op.op === 'get_msrs' || op.op === 'set_msrs';
      if (!host) return step(before, op);
      const { state, outcome } = step({ ...before, ignoreMsrs: false }, op);
      return { outcome, state: { ...state, ignoreMsrs: before.ignoreMsrs } };
    }),
  }),
  mutant({
    id: 'edx-in-long-mode-only',
    breaks: 'SYNDBG-04',
    origin:
      'a value of 64 bits taken for one that needs a mode of 64 bits: WRMSR has EDX and EAX in every mode',
    wrap: hearing((op) =>
      op.op === 'wrmsr' && op.mode !== undefined && op.mode !== 'long64'
        ? { ...op, value: op.value & LOW }
        : op,
    ),
  }),
  mutant({
    id: 'debugger-reset-with-the-rest',
    breaks: 'SYNDBG-74',
    origin: 'all that the guest OS has set up ended together',
    wrap: leaving((after, op) => {
      const ends =
        op.op === 'set_msrs' &&
        op.msrs.some(({ msr, value }) => value === 0n && (msr === GUEST_OS_ID || msr === RESET));
      return ends ? withValues(after, op, { options: 0n }) : after;
    }),
  }),
];
