/** Faults as user space learns of them (arch/x86/mm/fault.c, arch/x86/kernel/cet.c). */
import { SIGILL, SIGSEGV } from './abi';
import type { Faulted } from './types';

export type Fault = Omit<Faulted, 'outcome' | 'events'>;

/** Bits of a page fault's error code. */
export const PRESENT = 0x1n;
export const WRITE = 0x2n;
export const USER = 0x4n;
export const SHADOW = 0x40n;

function segv(
  fault: Fault['fault'],
  code: Fault['si_code'],
  addr: bigint,
  trapno: number,
  error: bigint,
): Fault {
  return { fault, signal: SIGSEGV, si_code: code, si_addr: addr, trapno, error_code: error };
}

/** A page fault's error code: an access from user mode, at a page that is there or not. */
export function errorCode(write: boolean, present: boolean, shadow: boolean): bigint {
  return USER | (write ? WRITE : 0n) | (present ? PRESENT : 0n) | (shadow ? SHADOW : 0n);
}

export function unmapped(address: bigint, error: bigint): Fault {
  return segv('#PF', 'SEGV_MAPERR', address, 14, error);
}

export function forbidden(address: bigint, error: bigint): Fault {
  return segv('#PF', 'SEGV_ACCERR', address, 14, error);
}

/** The causes of a control protection fault, by their error codes. */
const CAUSES = ['unknown', 'near ret', 'far/iret', 'endbranch', 'rstorssp', 'setssbsy'] as const;

export function controlProtection(cause: (typeof CAUSES)[number]): Fault {
  return segv('#CP', 'SEGV_CPERR', 0n, 21, BigInt(CAUSES.indexOf(cause)));
}

export function generalProtection(): Fault {
  return segv('#GP', 'SI_KERNEL', 0n, 13, 0n);
}

/** The kernel itself refuses: no exception was taken. */
export function refused(): Fault {
  return segv('none', 'SI_KERNEL', 0n, 0, 0n);
}

export function invalidOpcode(): Fault {
  return { fault: '#UD', signal: SIGILL, si_code: 'ILL_ILLOPN', trapno: 6, error_code: 0n };
}

/** The name of a control protection error code in the kernel's log. */
export function cpName(code: number): (typeof CAUSES)[number] {
  return CAUSES[code] ?? 'unknown';
}
