/** KVM capabilities: which there are, and what enabling them does. */
import { Misuse } from '../core/machine';
import { hex } from '../core/u64';
import type { Context } from './context';
import { setVcpu, vcpuOf, vmOf } from './context';
import { withVm } from './state';
import type { CapNumber, CheckExtension, EnableCap, Outcome } from './types';

/** Capability numbers of the KVM API (include/uapi/linux/kvm.h). */
export const CAP = {
  HYPERV_SYNIC: 123,
  HYPERV_SYNIC2: 148,
  HYPERV_SYNDBG: 180,
  X86_USER_SPACE_MSR: 188,
  HYPERV_ENFORCE_CPUID: 199,
} as const;

/** What KVM_CHECK_EXTENSION answered on 6.1, 6.12 and 7.2, the same on /dev/kvm and on a VM: 1 for these … */
const THERE: readonly number[] = [44, 45, 46, 96, 123, 148, 149, 154, 155, 161, 167, 188, 189, 191, 199];
/** … and 0 for these, of which 181 is another architecture's. */
const NOT_THERE: readonly number[] = [84, 145, 163, 175, 181];
/** Of those that are there, the ones that are not of Hyper-V. */
const OTHERS: readonly number[] = [CAP.X86_USER_SPACE_MSR, 189];

const DONE: Outcome = { outcome: 'ok' };
const REFUSED: Outcome = { outcome: 'error', error: 'EINVAL' };

/** @throws Misuse on a capability of another feature, and on reasons for an exit that no kernel has, which some take */
export function enableCap(c: Context, op: EnableCap): Outcome {
  vcpuOf(c, op);
  const vm = vmOf(c, op.vm);
  if (op.fd === 'vm') {
    if (op.cap !== CAP.X86_USER_SPACE_MSR) return REFUSED;
    if (op.arg > 7n) throw new Misuse(`a mask of ${hex(op.arg)} has bits that stand for no reason`);
    c.state = withVm(c.state, op.vm, { userMsrMask: op.arg });
    return DONE;
  }
  if (!c.rules.emulates) return REFUSED;
  switch (op.cap) {
    case CAP.HYPERV_ENFORCE_CPUID:
      setVcpu(c, op, { enforceCpuid: op.arg !== 0n });
      return DONE;
    case CAP.HYPERV_SYNIC:
    case CAP.HYPERV_SYNIC2:
      if (!c.state.config.irqchip || (op.cap === CAP.HYPERV_SYNIC2 && op.arg !== 0n)) return REFUSED;
      // SCONTROL has its enable bit set from the start (KVM: kvm_hv_activate_synic).
      setVcpu(c, op, { synic: { control: 1n, eventPage: 0n, messagePage: 0n } });
      return DONE;
    case CAP.HYPERV_SYNDBG:
      if (c.rules.switchedBy !== 'capability') return REFUSED;
      c.state = withVm(c.state, op.vm, { capEnabledOn: [...vm.capEnabledOn, op.vcpu] });
      return DONE;
    default:
      throw new Misuse(`capability ${op.cap} belongs to another feature`);
  }
}

export function checkExtension(c: Context, op: CheckExtension): Outcome {
  vmOf(c, op.vm);
  if (op.cap === CAP.HYPERV_SYNDBG) {
    return { outcome: 'ok', value: c.rules.capability === null ? 0n : 1n };
  }
  const known = THERE.includes(op.cap);
  if (!known && !NOT_THERE.includes(op.cap))
    throw new Misuse(`capability ${op.cap} belongs to another feature`);
  const there = known && (c.rules.emulates || OTHERS.includes(op.cap));
  return { outcome: 'ok', value: there ? 1n : 0n };
}

/** The header's number for a name, or ENOENT where the header has no such name. */
export function capNumber(c: Context, op: CapNumber): Outcome {
  if (op.name !== c.rules.capability) return { outcome: 'error', error: 'ENOENT' };
  return { outcome: 'ok', value: BigInt(CAP.HYPERV_SYNDBG) };
}
