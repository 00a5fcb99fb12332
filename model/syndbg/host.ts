/** What userspace asks of KVM: the ioctls. */
import { Misuse } from '../core/machine';
import { hex } from '../core/u64';
import type { At, Context } from './context';
import { registersOf, setRegisters, setVcpu, vcpuOf, vmOf } from './context';
import { leafOf, LEAF_FEATURES, LEAF_LIMITS, postedLeaves, supportedLeaves } from './cpuid';
import { deniedBy, traceGet, traceSet } from './guest';
import { GUEST_OS_ID, MSR_118, OTHER_HYPERV_MSRS, registerOf, RESET, unknownMsr } from './msr';
import type { Vm } from './state';
import { withRegister, withVm } from './state';
import type {
  CapNumber, CheckExtension, EnableCap, GetCpuid, GetMsrs, GetSupportedHvCpuid, Leaf, MsrListed, Outcome, SetCpuid,
  SetIgnoreMsrs, SetMsrFilter, SetMsrs,
} from './types'; // prettier-ignore

/** Capability numbers of the KVM API (include/uapi/linux/kvm.h). */
export const CAP = {
  HYPERV_SYNIC: 123,
  HYPERV_SYNIC2: 148,
  HYPERV_SYNDBG: 180,
  X86_USER_SPACE_MSR: 188,
  HYPERV_ENFORCE_CPUID: 199,
} as const;

/** What KVM_CHECK_EXTENSION answered on 6.1, 6.12 and 7.2, the same on /dev/kvm and on a VM. */
const OBSERVED_CAPS: ReadonlyMap<number, bigint> = new Map([
  [44, 1n], [45, 1n], [46, 1n], [84, 0n], [96, 1n], [CAP.HYPERV_SYNIC, 1n], [145, 0n], [CAP.HYPERV_SYNIC2, 1n],
  [149, 1n], [154, 1n], [155, 1n], [161, 1n], [163, 0n], [167, 1n], [175, 0n],
  [CAP.X86_USER_SPACE_MSR, 1n], [189, 1n], [191, 1n], [CAP.HYPERV_ENFORCE_CPUID, 1n],
]); // prettier-ignore

const TSC = 0x10n;

export function getMsrs(c: Context, op: GetMsrs): Outcome {
  if (op.fd === 'system') return getSystemMsrs(c, op);
  const values: bigint[] = [];
  for (const msr of op.msrs.slice(0, c.rules.batchLimit)) {
    const value = hostRead(c, op, msr);
    if (value === null) {
      c.exercised.push('SYNDBG-80');
      if (c.rules.batchStopsAtUnknown) break;
      values.push(0n);
    } else values.push(value);
  }
  if (op.msrs.length > 1) c.exercised.push('SYNDBG-80');
  return { outcome: 'ok', count: values.length, values, events: c.events };
}

function hostRead(c: Context, at: At, msr: bigint): bigint | null {
  const name = c.rules.register(msr);
  if (name === null || !hostReaches(c, at, msr)) return hostOther(c, at, msr, null);
  c.exercised.push('SYNDBG-01', 'SYNDBG-02', 'SYNDBG-14', 'SYNDBG-16', 'SYNDBG-18', 'SYNDBG-53');
  const value = c.rules.readBack(name, registersOf(c, at));
  traceGet(c, at, msr, value);
  return value;
}

function hostReaches(c: Context, at: At, msr: bigint): boolean {
  const vm = vmOf(c, at.vm);
  vcpuOf(c, at);
  if (vm.denied.length > 0) c.exercised.push('SYNDBG-77');
  return c.rules.hostMayAccess(vm, at.vcpu) && !(deniedBy(vm, msr) && c.rules.filterApplies('host'));
}

/** An MSR outside the six: guest OS id and reset are kept here, unknown ones refused or ignored. */
function hostOther(c: Context, at: At, msr: bigint, value: bigint | null): bigint | null {
  const vm = vmOf(c, at.vm);
  vcpuOf(c, at);
  if (msr === GUEST_OS_ID) return otherStored(c, at, vm, value);
  if (msr === RESET && value === 0n) {
    c.exercised.push('SYNDBG-74');
    setRegisters(c, at, c.rules.afterHypervReset(registersOf(c, at)));
    return 0n;
  }
  if (!unknownMsr(msr) && registerOf(msr) === null) {
    throw new Misuse(`host access to MSR ${hex(msr)} belongs to another feature, of which this machine says nothing`);
  }
  c.exercised.push('SYNDBG-16');
  if (!c.state.ignoreMsrs || registerOf(msr) !== null) return null;
  c.exercised.push('SYNDBG-78');
  return 0n;
}

function otherStored(c: Context, at: At, vm: Vm, value: bigint | null): bigint {
  if (value === null) return vm.guestOsId;
  c.exercised.push('SYNDBG-74', 'SYNDBG-45');
  c.state = withVm(c.state, at.vm, { guestOsId: value });
  if (value === 0n) setRegisters(c, at, c.rules.afterHypervReset(registersOf(c, at)));
  return value;
}

/** On /dev/kvm KVM reads feature MSRs; of the six it answers nothing, or 0, which is a choice. */
function getSystemMsrs(c: Context, op: GetMsrs): Outcome {
  c.exercised.push('SYNDBG-14', 'SYNDBG-81');
  const lists = c.rules.systemGet(c.choices['sysfd_get'] ?? 'count1') === 'count1';
  const values: bigint[] = [];
  for (const msr of op.msrs) {
    const advertised = registerOf(msr) !== null || OTHER_HYPERV_MSRS.has(msr) || msr === TSC;
    if (!lists || !advertised) break;
    values.push(0n);
  }
  return { outcome: 'ok', count: values.length, values, events: c.events };
}

export function setMsrs(c: Context, op: SetMsrs): Outcome {
  if (op.fd === 'system') {
    c.exercised.push('SYNDBG-81');
    if (c.rules.systemSetAllowed) return { outcome: 'ok', count: op.msrs.length, events: c.events };
    return { outcome: 'error', error: 'EINVAL', events: c.events };
  }
  let count = 0;
  for (const { msr, value } of op.msrs.slice(0, c.rules.batchLimit)) {
    if (!hostWrite(c, op, msr, value)) break;
    count += 1;
  }
  if (op.msrs.length > 1) c.exercised.push('SYNDBG-80');
  return { outcome: 'ok', count, events: c.events };
}

function hostWrite(c: Context, at: At, msr: bigint, value: bigint): boolean {
  const name = c.rules.register(msr);
  if (name === null || !hostReaches(c, at, msr)) return hostOther(c, at, msr, value) !== null;
  c.exercised.push('SYNDBG-02', 'SYNDBG-04', 'SYNDBG-12', 'SYNDBG-14', 'SYNDBG-16', 'SYNDBG-53', 'SYNDBG-75');
  const before = registersOf(c, at);
  const after = withRegister(before, name, c.rules.stored(name, value));
  traceSet(c, at, msr, value);
  setRegisters(c, at, after);
  const { stopped, run } = vcpuOf(c, at);
  if (name === 'status' && stopped?.kind === 'SYNDBG') {
    c.exercised.push('SYNDBG-67');
    if (c.rules.hostStatusSurvives) setVcpu(c, at, { run: { ...run, status: value } });
  }
  if (hostWriteExits(c, at) && c.rules.exits(name, before[name], value)) {
    setVcpu(c, at, { due: c.rules.payload(msr, before, after) });
  }
  return true;
}

function hostWriteExits(c: Context, at: At): boolean {
  const { hostWriteExits: exits } = c.rules;
  if (exits !== 'choice') return exits;
  c.exercised.push('SYNDBG-11');
  return c.rules.enabled(vmOf(c, at.vm), at.vcpu) && c.choices['host_write_exits'] === 'yes';
}

export function setCpuid(c: Context, op: SetCpuid): Outcome {
  const vcpu = vcpuOf(c, op);
  c.exercised.push('SYNDBG-42', 'SYNDBG-85');
  if (vcpu.hasRun) c.exercised.push('SYNDBG-73');
  if (!c.rules.setCpuidAllowed(vcpu, op.leaves)) return { outcome: 'error', error: 'EINVAL', events: c.events };
  const leaves = c.rules.keptLeaves(op.leaves);
  if (c.rules.setCpuidClears) setRegisters(c, op, { control: 0n, status: 0n, send_page: 0n, recv_page: 0n, pending_page: 0n, options: 0n });
  setVcpu(c, op, { leaves, features: c.rules.features(leaves) });
  return { outcome: 'ok', events: c.events };
}

export function getCpuid(c: Context, op: GetCpuid): Outcome {
  c.exercised.push('SYNDBG-85');
  return { outcome: 'ok', leaf: leafOf(vcpuOf(c, op).leaves, op.function), events: c.events };
}

export function enableCap(c: Context, op: EnableCap): Outcome {
  const done: Outcome = { outcome: 'ok', events: c.events };
  const refused: Outcome = { outcome: 'error', error: 'EINVAL', events: c.events };
  const vcpu = vcpuOf(c, op);
  const vm = vmOf(c, op.vm);
  if (op.fd === 'vm') {
    if (op.cap !== CAP.X86_USER_SPACE_MSR || op.arg > 7n) return refused;
    c.state = withVm(c.state, op.vm, { userMsrMask: op.arg });
    return done;
  }
  switch (op.cap) {
    case CAP.HYPERV_ENFORCE_CPUID:
      c.exercised.push('SYNDBG-57');
      if (c.rules.enforceFrozenBySetCpuid && vcpu.leaves.length > 0) return done;
      setVcpu(c, op, { enforceCpuid: c.rules.enforce(op.arg, vcpu.enforceCpuid) });
      return done;
    case CAP.HYPERV_SYNIC:
    case CAP.HYPERV_SYNIC2:
      c.exercised.push('SYNDBG-72');
      if (!c.state.config.irqchip) return refused;
      // SCONTROL has its enable bit set from the start (KVM: kvm_hv_activate_synic).
      setVcpu(c, op, { synic: { control: 1n, eventPage: 0n, messagePage: 0n } });
      return done;
    case CAP.HYPERV_SYNDBG:
      c.exercised.push('SYNDBG-38', 'SYNDBG-39', 'SYNDBG-44', 'SYNDBG-42', 'SYNDBG-87');
      if (!c.rules.capabilityEnables) return refused;
      c.state = withVm(c.state, op.vm, { capEnabledOn: [...vm.capEnabledOn, op.vcpu] });
      return done;
    default:
      throw new Misuse(`capability ${op.cap} belongs to another feature: allowed are ${Object.values(CAP).join(', ')}`);
  }
}

export function checkExtension(c: Context, op: CheckExtension): Outcome {
  vmOf(c, op.vm);
  c.exercised.push('SYNDBG-38', 'SYNDBG-39', 'SYNDBG-42', 'SYNDBG-87');
  const own = new Map([[CAP.HYPERV_SYNDBG as number, c.rules.capabilityValue], [181, c.rules.capability181]]);
  const value = own.get(op.cap) ?? OBSERVED_CAPS.get(op.cap);
  if (value === undefined) throw new Misuse(`capability ${op.cap} belongs to another feature`);
  return { outcome: 'ok', value, events: c.events };
}

/** The header's number for a name, or ENOENT where the header has no such name. */
export function capNumber(c: Context, op: CapNumber): Outcome {
  c.exercised.push('SYNDBG-40', 'SYNDBG-38', 'SYNDBG-42');
  if (op.name !== c.rules.capabilityName) return { outcome: 'error', error: 'ENOENT', events: c.events };
  return { outcome: 'ok', value: BigInt(CAP.HYPERV_SYNDBG), events: c.events };
}

export function getSupportedHvCpuid(c: Context, op: GetSupportedHvCpuid): Outcome {
  const vm = vmOf(c, op.vm);
  c.exercised.push('SYNDBG-43', 'SYNDBG-82');
  if (op.fd === 'vm' && !c.rules.hvCpuidOnVm) return { outcome: 'error', error: 'ENOTTY', events: c.events };
  const leaves = c.rules.supported(offered(c, op, vm), vm);
  if (op.nent < leaves.length - c.rules.e2bigBelow) {
    const nent = c.rules.e2bigKeepsNent ? op.nent : leaves.length;
    return { outcome: 'error', error: 'E2BIG', nent, events: c.events };
  }
  c.exercised.push(
    'SYNDBG-32', 'SYNDBG-33', 'SYNDBG-34', 'SYNDBG-35', 'SYNDBG-36', 'SYNDBG-37', 'SYNDBG-44', 'SYNDBG-83', 'SYNDBG-84',
  ); // prettier-ignore
  const listed = leaves.slice(0, op.nent);
  return { outcome: 'ok', nent: listed.length, leaves: [...listed], events: c.events };
}

function offered(c: Context, op: GetSupportedHvCpuid, vm: Vm): readonly Leaf[] {
  if (c.rules.profile === 'v6') return postedLeaves(true);
  if (c.rules.profile === 'review') return postedLeaves(vm.capEnabledOn.length > 0);
  const leaves = supportedLeaves(c.choices['supported_cpuid'] === 'old' ? 'old' : 'new');
  const bare = op.fd === 'vcpu' && !c.state.config.irqchip;
  if (bare && c.rules.irqchipHidesDebugBits) return leaves.map(withoutDebugBits);
  return bare && c.rules.irqchipHidesBits ? leaves.map(withoutIrqchip) : leaves;
}

/** Without an in-kernel irqchip a vCPU's list lacks direct synthetic timers and auto-EOI deprecation's hint. */
function withoutIrqchip(leaf: Leaf): Leaf {
  if (leaf.function === LEAF_FEATURES) return { ...leaf, edx: leaf.edx & ~(1n << 19n) };
  if (leaf.function === LEAF_LIMITS) return { ...leaf, eax: leaf.eax & ~(1n << 10n) };
  return leaf;
}

function withoutDebugBits(leaf: Leaf): Leaf {
  return leaf.function === LEAF_FEATURES ? { ...withoutIrqchip(leaf), ebx: leaf.ebx & ~(1n << 11n) } : withoutIrqchip(leaf);
}

export function getSupportedCpuid(c: Context): Outcome {
  c.exercised.push('SYNDBG-86');
  return { outcome: 'ok', functions: [...c.rules.supportedCpuidFunctions], events: c.events };
}

export function msrListed(c: Context, op: MsrListed): Outcome {
  c.exercised.push(op.list === 'index' ? 'SYNDBG-41' : 'SYNDBG-79');
  const ours = registerOf(op.msr) !== null;
  if (op.list === 'feature') return { outcome: 'ok', listed: ours && c.rules.featureListed, events: c.events };
  const recent = c.rules.listed118(c.choices['list_40000118'] ?? 'listed') === 'listed';
  const listed = ours || OTHER_HYPERV_MSRS.has(op.msr) || (op.msr === MSR_118 && recent);
  return { outcome: 'ok', listed: c.rules.indexListed(op.msr, listed), events: c.events };
}

export function setMsrFilter(c: Context, op: SetMsrFilter): Outcome {
  vmOf(c, op.vm);
  c.exercised.push('SYNDBG-77');
  c.state = withVm(c.state, op.vm, { denied: op.deny });
  return { outcome: 'ok', events: c.events };
}

export function setIgnoreMsrs(c: Context, op: SetIgnoreMsrs): Outcome {
  c.exercised.push('SYNDBG-78');
  c.state = { ...c.state, ignoreMsrs: op.on };
  return { outcome: 'ok', events: c.events };
}
