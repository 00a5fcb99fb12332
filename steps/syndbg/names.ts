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

/** What cells may say instead of a number; those of the kernel as in include/uapi/linux/kvm.h. */
export const CELL_NAMES: Readonly<Record<string, bigint>> = {
  ...REGISTER_NAMES,
  'at the instruction': 0x1000n,
  'past the WRMSR': 0x1002n,
  KVM_EXIT_HYPERV: 27n,
  KVM_EXIT_HYPERV_SYNIC: 1n,
  KVM_EXIT_HYPERV_HCALL: 2n,
  KVM_EXIT_HYPERV_SYNDBG: 3n,
  KVM_EXIT_X86_RDMSR: 29n,
  KVM_EXIT_X86_WRMSR: 30n,
  KVM_MSR_EXIT_REASON_INVAL: 1n,
  KVM_MSR_EXIT_REASON_UNKNOWN: 2n,
  KVM_MSR_EXIT_REASON_FILTER: 4n,
};

/** Bits of OPTIONS. */
export const OPTION_BITS = { USE_HCALLS: 1n << 2n } as const;

/** Bits of the mask of KVM_CAP_X86_USER_SPACE_MSR. */
export const REASON_BITS = { INVAL: 1n, UNKNOWN: 2n, FILTER: 4n } as const;

export const HYPERCALLS: Readonly<Record<string, bigint>> = {
  POST_DEBUG_DATA: 0x69n,
  RETRIEVE_DEBUG_DATA: 0x6an,
  RESET_DEBUG_SESSION: 0x6bn,
};

/** What a hypercall returns, as the TLFS names it, without HV_STATUS_. */
export const STATUSES: Readonly<Record<string, bigint>> = {
  INVALID_HYPERCALL_CODE: 2n,
  INVALID_HYPERCALL_INPUT: 3n,
  INVALID_PARAMETER: 5n,
  ACCESS_DENIED: 6n,
  OPERATION_DENIED: 8n,
  NO_DATA: 27n,
};

/** Capability numbers as in include/uapi/linux/kvm.h; 180 has a name in some profiles only. */
export const CAPS: Readonly<Record<string, number>> = {
  KVM_CAP_HYPERV_SYNIC: 123,
  KVM_CAP_HYPERV_SYNIC2: 148,
  KVM_CAP_X86_USER_SPACE_MSR: 188,
  KVM_CAP_HYPERV_ENFORCE_CPUID: 199,
};
