/** Names that scenarios use for numbers. */
import { GUEST_OS_ID, MSR_OF, RESET, SCONTROL, SIEFP, SIMP, VP_INDEX } from '../../model/syndbg/msr';

export const REGISTER_NAMES: Readonly<Record<string, bigint>> = {
  CONTROL: MSR_OF.control,
  STATUS: MSR_OF.status,
  SEND_BUFFER: MSR_OF.send_page,
  RECV_BUFFER: MSR_OF.recv_page,
  PENDING_BUFFER: MSR_OF.pending_page,
  OPTIONS: MSR_OF.options,
  GUEST_OS_ID,
  VP_INDEX,
  RESET,
  SCONTROL,
  SIEFP,
  SIMP,
};

export const HYPERCALLS: Readonly<Record<string, bigint>> = {
  POST_DEBUG_DATA: 0x69n,
  RETRIEVE_DEBUG_DATA: 0x6an,
  RESET_DEBUG_SESSION: 0x6bn,
};

/** Capability numbers as in include/uapi/linux/kvm.h; 180 has a name in some profiles only. */
export const CAPS: Readonly<Record<string, number>> = {
  KVM_CAP_HYPERV_SYNIC: 123,
  KVM_CAP_HYPERV_SYNIC2: 148,
  KVM_CAP_X86_USER_SPACE_MSR: 188,
  KVM_CAP_HYPERV_ENFORCE_CPUID: 199,
};
