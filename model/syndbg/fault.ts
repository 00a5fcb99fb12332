/** What an MSR access leaves in the registers: #GP at the instruction, or EDX:EAX. */
import type { Instruction, Result } from './state';
import type { Event, Rdmsr, Wrmsr } from './types';

const DEFAULT_RIP = 0x1000n;

/** The length of WRMSR and RDMSR, in bytes. */
export const MSR_LENGTH = 2n;

/** Where the guest stands: at an instruction, or where it halts. */
export function ripOf(op: Instruction | null): bigint {
  return op?.rip ?? DEFAULT_RIP;
}

/** #GP at the instruction; RDMSR leaves RAX and RDX alone. Vector 13 pushes an error code outside real mode. */
export function generalProtection(op: Rdmsr | Wrmsr): Result {
  return {
    outcome: 'fault',
    fault: '#GP',
    rip: ripOf(op),
    ...(op.mode === 'real' ? {} : { error_code: 0n }),
    ...(op.op === 'rdmsr' ? { rax: op.rax ?? 0n, rdx: op.rdx ?? 0n } : {}),
  };
}

/** The registers after an RDMSR of `value`: EDX:EAX, upper halves cleared. */
export function readResult(value: bigint, events: Event[]): Result {
  return { outcome: 'ok', value, rax: value & 0xffff_ffffn, rdx: value >> 32n, events };
}
