/** The refusals of the three debug hypercalls; a profile orders them (kernel: kvm_hv_hypercall). */
import type { Choices } from '../core/machine';
import { bitSet } from '../core/u64';
import type { Vcpu, Vm } from './state';

export const POST_DEBUG_DATA = 0x69n;
export const RETRIEVE_DEBUG_DATA = 0x6an;
export const RESET_DEBUG_SESSION = 0x6bn;

export const SUCCESS = 0n;
export const INVALID_HYPERCALL_CODE = 2n;
export const INVALID_HYPERCALL_INPUT = 3n;
export const INVALID_PARAMETER = 5n;
export const ACCESS_DENIED = 6n;
export const OPERATION_DENIED = 8n;
export const NO_DATA = 27n;

/** The fast bit of the hypercall input value. */
export const FAST = 16;
/** OPTIONS bit 2: the debugger talks by hypercalls. */
export const USE_HCALLS = 2;
/** Reserved bits of the input value: 31:27, 47:44 and 63:60 (kernel: HV_HYPERCALL_RSVD_MASK). */
export const RESERVED_INPUT = 0xf000_f000_f800_0000n;

export interface HypercallContext {
  readonly vm: Vm;
  readonly vcpu: Vcpu;
  readonly code: bigint;
  readonly input: bigint;
  readonly options: bigint;
  readonly enabled: boolean;
  readonly choices: Choices;
}

export interface HypercallCheck {
  /** The status that ends the hypercall here, or null to go on. */
  status(context: HypercallContext): bigint | null;
}

export const CHECKS = {
  accessDenied: {
    status: ({ vcpu, enabled }) =>
      vcpu.enforceCpuid && enabled && !vcpu.features.hvDebugging ? ACCESS_DENIED : null,
  },
  reserved: {
    status: ({ input, choices }) =>
      choices['reserved_input_bits'] === 'refused' && (input & RESERVED_INPUT) !== 0n
        ? INVALID_HYPERCALL_INPUT
        : null,
  },
  fast: {
    status: ({ code, input }) =>
      code !== RESET_DEBUG_SESSION && bitSet(input, FAST) ? INVALID_PARAMETER : null,
  },
  disabled: {
    status: ({ enabled, choices }) => {
      if (enabled) return null;
      return choices['disabled_hypercall'] === 'access-denied' ? ACCESS_DENIED : INVALID_HYPERCALL_CODE;
    },
  },
  options: { status: ({ options }) => (bitSet(options, USE_HCALLS) ? null : OPERATION_DENIED) },
} as const satisfies Record<string, HypercallCheck>;
