/** The MSRs of the synthetic debugger and their neighbours (kernel: arch/x86/include/asm/hyperv-tlfs.h). */
import type { Registers } from './types';

export type Register = keyof Registers;

export const CONTROL = 0x400000f1n;
export const STATUS = 0x400000f2n;
export const SEND_BUFFER = 0x400000f3n;
export const RECV_BUFFER = 0x400000f4n;
export const PENDING_BUFFER = 0x400000f5n;
export const OPTIONS = 0x400000ffn;

export const GUEST_OS_ID = 0x40000000n;
export const VP_INDEX = 0x40000002n;
export const RESET = 0x40000003n;
export const SCONTROL = 0x40000080n;
export const SIEFP = 0x40000082n;
export const SIMP = 0x40000083n;

/** The six registers with their MSR numbers. OPTIONS does not adjoin the rest. */
export const MSR_OF: Readonly<Record<Register, bigint>> = {
  control: CONTROL,
  status: STATUS,
  send_page: SEND_BUFFER,
  recv_page: RECV_BUFFER,
  pending_page: PENDING_BUFFER,
  options: OPTIONS,
};

export const REGISTERS = Object.keys(MSR_OF) as readonly Register[];

const REGISTER_OF: ReadonlyMap<bigint, Register> = new Map(REGISTERS.map((name) => [MSR_OF[name], name]));

/** The register behind an MSR number, or null for any other MSR. */
export function registerOf(msr: bigint): Register | null {
  return REGISTER_OF.get(msr) ?? null;
}

/** Of Hyper-V's other MSRs those on which the debugger leans. Which there are besides depends on the kernel and its build. */
export const OTHER_HYPERV_MSRS: ReadonlySet<bigint> = new Set([GUEST_OS_ID, VP_INDEX, RESET]);

/**
 * Whether no part of KVM knows the MSR: 0x400000c0..0x400000ff without the six. Other MSRs belong to other
 * features, of which this machine says nothing.
 */
export function unknownMsr(msr: bigint): boolean {
  return msr >= 0x400000c0n && msr < OPTIONS && !REGISTER_OF.has(msr);
}
