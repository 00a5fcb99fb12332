/** What an MSR access leaves in the registers: #GP at the instruction, or EDX:EAX. */
import type { Instruction, Result } from './state';
import type { Rdmsr, Wrmsr } from './types';

const DEFAULT_RIP = 0x1000n;

/** The length of WRMSR and RDMSR, in bytes. */
export const MSR_LENGTH = 2n;

export function ripOf(op: Instruction): bigint {
  return op.rip ?? DEFAULT_RIP;
}

/** #GP at the instruction; RDMSR leaves RAX and RDX alone. Vector 13 pushes an error code outside real mode. */
export function generalProtection(op: Rdmsr | Wrmsr): Result {
  return {
    fault: '#GP',
    rip: ripOf(op),
    ...(op.mode === 'real' ? {} : { errorCode: 0n }),
    ...(op.op === 'rdmsr' ? { rax: op.rax ?? 0n, rdx: op.rdx ?? 0n } : {}),
  };
}

/** Of an instruction that gives neither a value nor a fault. */
export const NOTHING: Result = {};

/** The registers after an RDMSR of `value`: EDX:EAX, upper halves cleared. */
export function readResult(value: bigint): Result {
  return { value, rax: value & 0xffff_ffffn, rdx: value >> 32n };
}
