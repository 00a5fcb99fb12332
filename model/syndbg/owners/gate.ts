/** Who may access the registers: MSR filter, CPUID, capability, and what a refusal looks like. */
import { CAP } from '../caps';
import {
  ALLOW_KERNEL_DEBUGGING,
  leafOf,
  LEAF_FEATURES,
  LEAF_SYNDBG_CAPABILITIES,
  LEAF_SYNDBG_INTERFACE,
  LEAF_SYNDBG_VENDOR,
  LEAF_VENDOR,
  syndbgLeaves,
  supportedLeaves,
} from '../cpuid';
import { bitSet } from '../../core/u64';
import type { Event, Leaf } from '../types';
import type { Condition, Line, Past, Seen } from './lines';
import { all, EXIT, MSR_EXIT, not, owned, QUIET, READ, REGISTERS, RESULT } from './lines';
import {
  allowed,
  anotherWaits,
  enabledInVm,
  guestAccess,
  hostMsrs,
  instructionOf,
  placeOf,
  refused,
  unknownAccess,
  vcpuOf,
  vmOf,
  written,
} from './sight';

/** Whether the leaves of the vCPU switch SynDbg on. */
const on: Condition = (look) => {
  const features = vcpuOf(look)?.features;
  return (features?.interface ?? false) && (features?.allowKernelDebugging ?? false);
};

/** Whether it is a read: a write gives no register back. */
const reading: Condition = (look) => instructionOf(look)?.op === 'rdmsr';

const enforced: Condition = (look) => vcpuOf(look)?.enforceCpuid ?? false;

/** Whether the capability of the review's profile is enabled for the VM. */
const enabled: Condition = (look) => (vmOf(look)?.capEnabledOn.length ?? 0) > 0;

const masked: Condition = (look) => (vmOf(look)?.userMsrMask ?? 0n) !== 0n;

const ignoring: Condition = ({ before }) => before.ignoreMsrs;

const filtered: Condition = (look) => (vmOf(look)?.denied.length ?? 0) > 0;

/** Whether the leaves lack, or have otherwise, something at which the gate does not look. */
const odd: Condition = (look) => oddLeaves(vcpuOf(look)?.leaves ?? []);

function oddLeaves(leaves: readonly Leaf[]): boolean {
  const of = (fn: bigint): Leaf | null => leafOf(leaves, fn);
  const vendor = of(LEAF_VENDOR);
  const usual = leafOf(supportedLeaves(), LEAF_VENDOR);
  const features = of(LEAF_FEATURES);
  const [name, face] = syndbgLeaves();
  return (
    (vendor?.eax ?? 0n) < LEAF_SYNDBG_CAPABILITIES ||
    vendor?.ebx !== usual?.ebx ||
    of(LEAF_SYNDBG_VENDOR)?.ebx !== name?.ebx ||
    of(LEAF_SYNDBG_INTERFACE)?.eax !== face?.eax ||
    !bitSet(features?.ebx ?? 0n, 11) ||
    !bitSet(features?.edx ?? 0n, 1) ||
    of(LEAF_SYNDBG_CAPABILITIES)?.eax !== 1n << BigInt(ALLOW_KERNEL_DEBUGGING)
  );
}

/** Whether one vCPU of the VM has its gate open and another has not. */
const mixed: Condition = (look) => {
  const gates = (vmOf(look)?.vcpus ?? []).map(
    ({ features }) => features.interface && features.allowKernelDebugging,
  );
  return gates.includes(true) && gates.includes(false);
};

/** The operations that gave this vCPU its leaves. */
function switches(look: Seen, past: Past): Past {
  const at = placeOf(look.op);
  return past.filter(
    ({ op }) =>
      (op.op === 'set_cpuid' || op.op === 'switch_syndbg') && op.vm === at.vm && op.vcpu === at.vcpu,
  );
}

/** Whether the vCPU has been switched more than once. */
const switchedAgain: Condition = (look, past) => switches(look, past).length > 1;

/** Whether leaves were refused to this vCPU, because it had run. */
const refusedLeaves: Condition = (look, past) =>
  switches(look, past).some(({ outcome }) => outcome.outcome === 'error');

/** Whether userspace has asked for the capability and not enabled it, or has enabled it. */
const askedOrEnabled: Condition = (look, past) =>
  enabled(look, past) || past.some(({ op }) => op.op === 'check_extension' && op.cap === CAP.HYPERV_SYNDBG);

/** Whether it is one of the two registers whose write exits. */
const exitsIfAllowed: Condition = (look) => {
  const name = written(look);
  return name === 'control' || name === 'pending_page';
};

const enabledElsewhere: Condition = (look, past) =>
  enabled(look, past) && !(vmOf(look)?.capEnabledOn ?? []).includes(placeOf(look.op).vcpu);

const leaf3Missing: Condition = (look) => leafOf(vcpuOf(look)?.leaves ?? [], LEAF_FEATURES) === null;
const twoBitsDiffer: Condition = (look) => {
  const features = vcpuOf(look)?.features;
  return features !== undefined && features.hvDebugging !== features.debugMsrs;
};
const debugMsrs: Condition = (look) => vcpuOf(look)?.features.debugMsrs ?? false;

export const FILTER: readonly Line[] = [
  owned('SYNDBG-77', [...RESULT, ...QUIET], all(guestAccess, filtered)),
  owned('SYNDBG-77', REGISTERS, all(refused, filtered)),
  owned('SYNDBG-77', ['events.*.msr_reason'], all(guestAccess, filtered)),
  {
    id: 'SYNDBG-106',
    fields: ['outcome', 'count', 'values', 'values.*', ...REGISTERS],
    when: (look) =>
      filtered(look, []) &&
      hostMsrs(look).some((msr) =>
        vmOf(look)?.denied.some(({ base, count }) => msr >= base && msr < base + BigInt(count)),
      ),
  },
  { id: 'SYNDBG-77', ops: ['set_msr_filter'], fields: ['outcome'] },
];

export const STRANGERS: readonly Line[] = [
  owned('SYNDBG-108', RESULT, all(unknownAccess, ignoring)),
  owned('SYNDBG-108', READ, all(unknownAccess, ignoring, reading)),
  owned('SYNDBG-76', ['events.*.msr_reason', ...MSR_EXIT], all(unknownAccess, masked)),
  owned('SYNDBG-17', RESULT, unknownAccess),
  owned('SYNDBG-16', [...RESULT, ...QUIET, ...REGISTERS], unknownAccess),
  owned('SYNDBG-16', READ, all(unknownAccess, reading)),
  { id: 'SYNDBG-108', ops: ['set_ignore_msrs'], fields: ['outcome'] },
];

/** The result of an access, and what it leaves in the registers where it is refused. */
function access(id: string, when: Condition): readonly Line[] {
  return [owned(id, RESULT, when), owned(id, [...EXIT, ...REGISTERS], all(refused, when))];
}

export const GATE: readonly Line[] = [
  ...access('SYNDBG-56', all(guestAccess, on, enforced, leaf3Missing)),
  ...access('SYNDBG-89', all(guestAccess, on, enforced, twoBitsDiffer)),
  ...access(
    'SYNDBG-15',
    all(guestAccess, on, (look, past) => enforced(look, past) || !debugMsrs(look, past)),
  ),
  ...access(
    'SYNDBG-57',
    all(guestAccess, (look, past) => enabledInVm(look, past, CAP.HYPERV_ENFORCE_CPUID)),
  ),
  ...access('SYNDBG-53', all(guestAccess, mixed)),
  ...access('SYNDBG-73', all(guestAccess, refusedLeaves)),
  ...access('SYNDBG-78', all(refused, ignoring)),
  owned('SYNDBG-76', [...RESULT, ...MSR_EXIT, 'events.*.msr_reason'], all(refused, masked)),
  ...access(
    'SYNDBG-54',
    all(guestAccess, (look) => vcpuOf(look)?.features.interface === false),
  ),
  // At what the gate does not look was only seen: what follows from an open gate is not demanded there.
  {
    id: 'SYNDBG-55',
    alone: true,
    fields: RESULT,
    when: (look, past) => all(guestAccess, on, odd)(look, past),
  },
  owned('SYNDBG-55', [...EXIT, ...REGISTERS], all(refused, on, odd)),
  ...access('SYNDBG-42', all(guestAccess, switchedAgain)),
  ...access('SYNDBG-44', all(guestAccess, enabledElsewhere)),
  ...access(
    'SYNDBG-39',
    all((look) => written(look) !== null, askedOrEnabled),
  ),
  owned('SYNDBG-11', [...RESULT, ...EXIT], all(exitsIfAllowed, not(enabled))),
  owned('SYNDBG-11', EXIT, all(guestAccess, not(enabled))),
  ...access(
    'SYNDBG-10',
    all((look) => written(look) !== null, not(enabled)),
  ),
  owned('SYNDBG-38', RESULT, guestAccess),
  owned('SYNDBG-13', [...RESULT, ...QUIET, ...REGISTERS], all(refused, not(on))),
  owned('SYNDBG-98', [...RESULT, ...EXIT], all(allowed, anotherWaits)),
  owned(
    'SYNDBG-08',
    RESULT,
    all((look) => written(look) !== null, allowed),
  ),
];

const faultingAccess: Condition = (look) =>
  look.outcome.outcome === 'fault' && instructionOf(look)?.op !== 'hypercall';

const inRealMode: Condition = (look) => {
  const one = instructionOf(look);
  return one !== null && 'mode' in one && one.mode === 'real';
};

/** A refusal as the guest, or userspace in its stead, sees it. */
export const REFUSALS: readonly Line[] = [
  owned('SYNDBG-58', ['error_code'], faultingAccess),
  // That there is no error code shows in the fault without one.
  owned('SYNDBG-58', ['fault'], all(faultingAccess, inRealMode)),
  owned('SYNDBG-126', ['rip'], faultingAccess),
  owned('SYNDBG-127', ['rax', 'rdx'], all(faultingAccess, reading)),
  {
    id: 'SYNDBG-77',
    fields: ['outcome', 'fault', ...READ],
    when: (look, past) => answersMsrExit(look) && filtered(look, past),
  },
  owned('SYNDBG-105', ['outcome', 'fault', ...READ], answersMsrExit),
  {
    id: 'SYNDBG-76',
    fields: ['reason', 'index', 'msr_reason', 'data', 'error'].map((name) => `events.*.${name}`),
    when: ({ outcome }) => (outcome.events ?? []).some(asksUserspace),
  },
  {
    id: 'SYNDBG-76',
    ops: ['enable_cap'],
    fields: ['outcome', 'error'],
    when: ({ op }) => op.op === 'enable_cap' && op.cap === CAP.X86_USER_SPACE_MSR && op.fd === 'vm',
  },
];

function asksUserspace(event: Event): boolean {
  return event.event === 'exit' && (event.exit === 'RDMSR' || event.exit === 'WRMSR');
}

/** Whether userspace answers an exit for a refused access. */
function answersMsrExit(look: Seen): boolean {
  const stopped = vcpuOf(look)?.stopped;
  if (look.op.op !== 'run' || !stopped) return false;
  if (stopped.kind === 'EINTR') return stopped.result?.rax !== undefined;
  return stopped.kind === 'RDMSR' || stopped.kind === 'WRMSR';
}
