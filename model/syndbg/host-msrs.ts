/** KVM_GET_MSRS and KVM_SET_MSRS, on a vCPU and on /dev/kvm. */
import { Misuse } from '../core/machine';
import { hex } from '../core/u64';
import type { At, Context } from './context';
import { isUnknown, knownRegister, registersOf, setRegisters, setVcpu, vcpuOf, vmOf } from './context';
import { payloadOf, writeExits } from './exit';
import { GUEST_OS_ID, OTHER_HYPERV_MSRS, RESET, VP_INDEX } from './msr';
import { withRegister, withVm } from './state';
import { traceGet, traceSet } from './trace';
import type { GetMsrs, Outcome, SetMsrs } from './types';

const TSC = 0x10n;

export function getMsrs(c: Context, op: GetMsrs): Outcome {
  if (op.fd === 'system') return getSystemMsrs(c, op);
  const values: bigint[] = [];
  for (const msr of op.msrs) {
    const value = hostRead(c, op, msr);
    if (value === null) break;
    values.push(value);
  }
  return { outcome: 'ok', count: values.length, values, events: c.events };
}

function hostRead(c: Context, at: At, msr: bigint): bigint | null {
  vcpuOf(c, at);
  const name = knownRegister(c, msr);
  if (name === null) return hostOther(c, at, msr, null);
  const value = registersOf(c, at)[name];
  traceGet(c, at, msr, value);
  return value;
}

/** An MSR outside the six: guest OS id, VP index and reset are kept here, unknown ones refused or ignored. */
function hostOther(c: Context, at: At, msr: bigint, value: bigint | null): bigint | null {
  if (isUnknown(c, msr)) return c.state.ignoreMsrs ? 0n : null;
  if (msr === GUEST_OS_ID) return guestOsId(c, at, value);
  if (msr !== VP_INDEX && !(msr === RESET && value === 0n))
    throw new Misuse(
      `host access to MSR ${hex(msr)} belongs to another feature, of which this machine says nothing`,
    );
  return msr === VP_INDEX ? vpIndex(c, at, value) : 0n;
}

function guestOsId(c: Context, at: At, value: bigint | null): bigint {
  if (value === null) return vmOf(c, at.vm).guestOsId;
  c.state = withVm(c.state, at.vm, { guestOsId: value });
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

/** On /dev/kvm KVM reads feature MSRs; of the six it answers nothing, or 0, which is a choice. With ignore_msrs all others are 0. */
function getSystemMsrs(c: Context, op: GetMsrs): Outcome {
  const lists = c.choices['sysfd_get'] !== 'count0';
  const values: bigint[] = [];
  for (const msr of op.msrs) {
    const hyperv = knownRegister(c, msr) !== null || OTHER_HYPERV_MSRS.has(msr);
    const advertised = (c.rules.emulates && hyperv) || msr === TSC;
    if (!(lists && advertised) && !c.state.ignoreMsrs) break;
    values.push(0n);
  }
  return { outcome: 'ok', count: values.length, values };
}

export function setMsrs(c: Context, op: SetMsrs): Outcome {
  if (op.fd === 'system') return { outcome: 'error', error: 'EINVAL' };
  let count = 0;
  for (const { msr, value } of op.msrs) {
    if (!hostWrite(c, op, msr, value)) break;
    count += 1;
  }
  return { outcome: 'ok', count, events: c.events };
}

function hostWrite(c: Context, at: At, msr: bigint, value: bigint): boolean {
  vcpuOf(c, at);
  const name = knownRegister(c, msr);
  if (name === null) return hostOther(c, at, msr, value) !== null;
  traceSet(c, at, msr, value);
  const registers = withRegister(registersOf(c, at), name, value);
  setRegisters(c, at, registers);
  if (writeExits(name) && hostWriteExits(c, at)) {
    setVcpu(c, at, { due: { payload: payloadOf(msr, registers), completed: false } });
  }
  return true;
}

function hostWriteExits(c: Context, at: At): boolean {
  const { hostWriteExits: exits } = c.rules;
  if (exits !== 'choice') return exits === 'always';
  return c.rules.enabled(vmOf(c, at.vm), at.vcpu) && c.choices['host_write_exits'] === 'yes';
}
