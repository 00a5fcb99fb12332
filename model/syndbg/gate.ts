/** Who may access the registers: the MSR filter, the gate, and what a refusal becomes. */
import type { At, Context } from './context';
import { vmOf } from './context';
import { exitMsr, MSR_EXIT_REASON } from './exit';
import { generalProtection, readResult, ripOf } from './fault';
import type { Register } from './msr';
import type { Result, Vm } from './state';
import { traceSet } from './trace';
import type { Rdmsr, Wrmsr } from './types';

/** The MSR filter first, then the gate; `allowed` where neither objects. */
export function refused(c: Context, at: At, op: Rdmsr | Wrmsr, name: Register): Result | null | 'allowed' {
  const vm = vmOf(c, at.vm);
  if (vm.denied.length > 0) {
    const hit = c.rules.filterWholeGroup || deniedBy(vm, op.msr);
    if (hit && c.rules.filterApplies('guest')) return refuse(c, at, op, 'FILTER');
  }
  if (c.rules.gate(vm, at.vcpu, op.op === 'wrmsr' ? 'write' : 'read', name)) return 'allowed';
  if (c.state.ignoreMsrs && c.rules.ignoreMsrsOpens) return op.op === 'rdmsr' ? readResult(c, op, 0n) : {};
  if (c.rules.traceRefused) traceSet(c, at, op.msr, op.op === 'wrmsr' ? op.value : 0n);
  return refuse(c, at, op, c.rules.refusedReason);
}

/** Whether a range of the MSR filter holds the MSR. */
export function deniedBy(vm: Vm, msr: bigint): boolean {
  return vm.denied.some(({ base, count }) => msr >= base && msr < base + BigInt(count));
}

/** A refused access: an exit if userspace asked for this kind, else #GP. */
export function refuse(
  c: Context,
  at: At,
  op: Rdmsr | Wrmsr,
  reason: keyof typeof MSR_EXIT_REASON,
): Result | null {
  if ((vmOf(c, at.vm).userMsrMask & MSR_EXIT_REASON[reason]) === 0n) return generalProtection(c, op);
  exitMsr(c, at, op, reason, ripOf(op));
  return null;
}
