/** What an MSR access leaves in the registers: #GP at the instruction, or EDX:EAX. */
import type { Context } from './context';
import type { Instruction, Result } from './state';
import type { Rdmsr, Wrmsr } from './types';

const DEFAULT_RIP = 0x1000n;

/** Lengths of the instructions: WRMSR and RDMSR 2 bytes, VMMCALL 3. */
export const MSR_LENGTH = 2n;

export function ripOf(op: Instruction): bigint {
  return op.rip ?? DEFAULT_RIP;
}

/** #GP at the instruction; RDMSR leaves RAX and RDX alone. Vector 13 pushes an error code outside real mode. */
export function generalProtection(c: Context, op: Rdmsr | Wrmsr): Result {
  const kept = c.rules.faultKeepsRegisters;
  return {
    fault: '#GP',
    rip: ripOf(op) + c.rules.faultRip(MSR_LENGTH),
    ...(op.mode === 'real' && !c.rules.errorCodeInRealMode ? {} : { errorCode: 0n }),
    ...(op.op === 'rdmsr' ? { rax: kept ? (op.rax ?? 0n) : 0n, rdx: kept ? (op.rdx ?? 0n) : 0n } : {}),
  };
}

/** The registers after an RDMSR of `value`: EDX:EAX, upper halves cleared. */
export function readResult(c: Context, op: Rdmsr, value: bigint): Result {
  const stale = c.rules.rdmsrKeepsUpper ? (op.rax ?? 0n) & 0xffff_ffff_0000_0000n : 0n;
  return { value, rax: stale | (value & 0xffff_ffffn), rdx: value >> 32n };
}
