/** Who may access the registers: the MSR filter, the gate, and what a refusal becomes. */
import type { At, Context } from './context';
import { vmOf } from './context';
import { exitMsr, MSR_EXIT_REASON } from './exit';
import { generalProtection, ripOf } from './fault';
import type { Result, Vm } from './state';
import type { Rdmsr, Wrmsr } from './types';

/** The MSR filter first, then the gate; `allowed` where neither objects. */
export function refused(c: Context, at: At, op: Rdmsr | Wrmsr): Result | null | 'allowed' {
  const vm = vmOf(c, at.vm);
  if (deniedBy(vm, op.msr)) return refuse(c, at, op, 'FILTER');
  return c.rules.mayAccess(vm, at.vcpu, op.op) ? 'allowed' : refuse(c, at, op, 'INVAL');
}

/** Whether a range of the MSR filter holds the MSR. */
function deniedBy(vm: Vm, msr: bigint): boolean {
  return vm.denied.some(({ base, count }) => msr >= base && msr < base + BigInt(count));
}

/** A refused access: an exit if userspace asked for this kind, else #GP. */
export function refuse(
  c: Context,
  at: At,
  op: Rdmsr | Wrmsr,
  reason: keyof typeof MSR_EXIT_REASON,
): Result | null {
  if ((vmOf(c, at.vm).userMsrMask & MSR_EXIT_REASON[reason]) === 0n) return generalProtection(op);
  exitMsr(c, at, op, reason, ripOf(op));
  return null;
}
