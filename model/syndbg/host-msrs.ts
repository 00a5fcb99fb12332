/** KVM_GET_MSRS and KVM_SET_MSRS, on a vCPU and on /dev/kvm. */
import { Misuse } from '../core/machine';
import { hex } from '../core/u64';
import type { At, Context } from './context';
import { registersOf, setRegisters, setVcpu, vcpuOf, vmOf } from './context';
import { deniedBy } from './gate';
import { GUEST_OS_ID, OTHER_HYPERV_MSRS, registerOf, RESET, unknownMsr, VP_INDEX } from './msr';
import type { Vm } from './state';
import { withRegister, withVm } from './state';
import { traceGet, traceSet } from './trace';
import type { GetMsrs, Outcome, SetMsrs } from './types';

const TSC = 0x10n;

export function getMsrs(c: Context, op: GetMsrs): Outcome {
  if (op.fd === 'system') return getSystemMsrs(c, op);
  const values: bigint[] = [];
  for (const msr of op.msrs.slice(0, c.rules.batchLimit)) {
    const value = hostRead(c, op, msr);
    if (value === null) {
      if (c.rules.batchStopsAtUnknown) break;
      values.push(0n);
    } else values.push(value);
  }
  return { outcome: 'ok', count: values.length, values, events: c.events };
}

function hostRead(c: Context, at: At, msr: bigint): bigint | null {
  const name = c.rules.register(msr);
  if (name === null || !hostReaches(c, at, msr)) return hostOther(c, at, msr, null);
  const value = c.rules.readBack(name, registersOf(c, at));
  traceGet(c, at, msr, value);
  return value;
}

function hostReaches(c: Context, at: At, msr: bigint): boolean {
  const vm = vmOf(c, at.vm);
  vcpuOf(c, at);
  return c.rules.hostMayAccess(vm, at.vcpu) && !(deniedBy(vm, msr) && c.rules.filterApplies('host'));
}

/** An MSR outside the six: guest OS id, VP index and reset are kept here, unknown ones refused or ignored. */
function hostOther(c: Context, at: At, msr: bigint, value: bigint | null): bigint | null {
  const vm = vmOf(c, at.vm);
  vcpuOf(c, at);
  if (msr === GUEST_OS_ID) return otherStored(c, at, vm, value);
  if (msr === VP_INDEX) return vpIndex(c, at, value);
  if (msr === RESET && value === 0n) {
    setRegisters(c, at, c.rules.afterHypervReset(registersOf(c, at)));
    return 0n;
  }
  if (!unknownMsr(msr) && registerOf(msr) === null) {
    throw new Misuse(
      `host access to MSR ${hex(msr)} belongs to another feature, of which this machine says nothing`,
    );
  }
  if (!c.state.ignoreMsrs || registerOf(msr) !== null) return null;
  return 0n;
}

function otherStored(c: Context, at: At, vm: Vm, value: bigint | null): bigint {
  if (value === null) return vm.guestOsId;
  c.state = withVm(c.state, at.vm, { guestOsId: value });
  if (value === 0n) setRegisters(c, at, c.rules.afterHypervReset(registersOf(c, at)));
  return value;
}

/** How large a VP index may be depends on how the kernel was built. @throws Misuse where it is */
function vpIndex(c: Context, at: At, value: bigint | null): bigint {
  if (value === null) return vcpuOf(c, at).vpIndex;
  if (value > 0xffn)
    throw new Misuse(`VP index ${hex(value)} belongs to another feature: 0x0..0xff are kept here`);
  setVcpu(c, at, { vpIndex: value });
  return value;
}

/** On /dev/kvm KVM reads feature MSRs; of the six it answers nothing, or 0, which is a choice. */
function getSystemMsrs(c: Context, op: GetMsrs): Outcome {
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
    if (c.rules.systemSetAllowed) return { outcome: 'ok', count: op.msrs.length, events: c.events };
    return { outcome: 'error', error: 'EINVAL', events: c.events };
  }
  let count = 0;
  for (const { msr, value } of op.msrs.slice(0, c.rules.batchLimit)) {
    if (!hostWrite(c, op, msr, value)) break;
    count += 1;
  }
  return { outcome: 'ok', count, events: c.events };
}

function hostWrite(c: Context, at: At, msr: bigint, value: bigint): boolean {
  const name = c.rules.register(msr);
  if (name === null || !hostReaches(c, at, msr)) return hostOther(c, at, msr, value) !== null;
  const before = registersOf(c, at);
  const after = withRegister(before, name, c.rules.stored(name, value));
  traceSet(c, at, msr, value);
  setRegisters(c, at, after);
  const { stopped, run } = vcpuOf(c, at);
  if (name === 'status' && stopped?.kind === 'SYNDBG') {
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
  return c.rules.enabled(vmOf(c, at.vm), at.vcpu) && c.choices['host_write_exits'] === 'yes';
}
