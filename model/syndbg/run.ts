/** KVM_RUN: from what userspace left in the run structure to the next exit, fault or halt. */
import { Misuse } from '../core/machine';
import type { At, Context } from './context';
import { setVcpu, vcpuOf } from './context';
import { completeSyndbg, exitSyndbg } from './exit';
import { generalProtection, readResult, ripOf } from './fault';
import { execute } from './guest';
import { CONTROL } from './msr';
import { bytesOf, edited, fieldOf, HYPERV, MSR, withBytes } from './run-structure';
import type { Instruction, Result, Stopped } from './state';
import type { Outcome, ReadRun, Run, SetRegs, WriteRun } from './types';

/**
 * Puts one instruction at RIP and enters the guest.
 * @throws Misuse if the vCPU waits in an exit
 */
export function runInstruction(c: Context, op: Instruction): Outcome {
  const { stopped } = vcpuOf(c, op);
  if (stopped) {
    throw new Misuse(
      `vCPU ${op.vcpu} waits in its ${stopped.kind} exit and cannot execute ${op.op}: send {"op":"run"} first`,
    );
  }
  return enter(c, op, op.run, op, null);
}

/** Enters the guest as it stands: completes an exit, runs what was put off, else lets the guest halt. */
export function runOn(c: Context, op: Run): Outcome {
  const vcpu = vcpuOf(c, op);
  const { stopped, run } = vcpu;
  if (
    stopped?.kind === 'SYNDBG' &&
    !c.rules.saysStatus &&
    op.run?.status === undefined &&
    fieldOf(run.part, HYPERV.status) === c.rules.exitStatus(vcpu) &&
    (op.run?.msr ?? fieldOf(run.part, HYPERV.msr)) === CONTROL
  )
    throw new Misuse(
      `profile ${c.rules.profile} leaves the exit's status field open, so a CONTROL exit cannot be completed ` +
        'without writing another: give run.status',
    );
  return enter(c, op, op.run, null, stopped);
}

/**
 * KVM_SET_REGS with a RIP where the guest halts: a SYNDBG exit is completed all the same, and an instruction that was
 * put off stands no longer at RIP.
 * @throws Misuse in exits whose completion moves RIP once more
 */
export function setRegs(c: Context, op: SetRegs): Outcome {
  const { stopped } = vcpuOf(c, op);
  if (stopped && stopped.kind !== 'SYNDBG' && !(stopped.kind === 'EINTR' && stopped.result === null))
    throw new Misuse(
      `set_regs while the vCPU waits in its ${stopped.kind} exit: only SYNDBG exits and instructions not begun allow it`,
    );
  setVcpu(c, op, { stopped: stopped?.kind === 'SYNDBG' ? { ...stopped, next: null } : null });
  return { outcome: 'ok' };
}

export function readRun(c: Context, op: ReadRun): Outcome {
  return { outcome: 'ok', value: bytesOf(vcpuOf(c, op).run, op.offset, op.size) };
}

export function writeRun(c: Context, op: WriteRun): Outcome {
  setVcpu(c, op, { run: withBytes(vcpuOf(c, op).run, op.offset, op.size, op.value) });
  return { outcome: 'ok' };
}

function enter(
  c: Context,
  at: At,
  edits: Run['run'],
  instruction: Instruction | null,
  stopped: Stopped | null,
): Outcome {
  if (edits) setVcpu(c, at, { run: edited(vcpuOf(c, at).run, edits) });
  const immediate = edits?.immediate_exit === true;
  const completed = stopped ? complete(c, at, stopped) : { next: instruction, result: null };
  if (immediate) return interrupted(c, at, completed);
  const next = completed.next;
  const { due, stopped: still, hasRun } = vcpuOf(c, at);
  if (still !== null || !hasRun) setVcpu(c, at, { stopped: null, hasRun: true });
  if (due) {
    setVcpu(c, at, { due: null });
    exitSyndbg(c, at, due, ripOf(next), next);
    return { outcome: 'ok', events: c.events };
  }
  if (completed.result) return completed.result;
  return (next && execute(c, at, next)) ?? { outcome: 'ok', events: c.events };
}

/** KVM_RUN with immediate_exit: -EINTR, with completions done and instructions not begun. */
function interrupted(
  c: Context,
  at: At,
  rest: { readonly next: Instruction | null; readonly result: Result | null },
): Outcome {
  const open = rest.next !== null || rest.result !== null;
  setVcpu(c, at, { stopped: open ? { kind: 'EINTR', ...rest } : null });
  return { outcome: 'error', error: 'EINTR' };
}

function complete(
  c: Context,
  at: At,
  stopped: Stopped,
): { readonly next: Instruction | null; readonly result: Result | null } {
  const { part } = vcpuOf(c, at).run;
  switch (stopped.kind) {
    case 'SYNDBG':
      if (!stopped.completed) completeSyndbg(c, at);
      return { next: stopped.next, result: null };
    case 'BARE':
      completeSyndbg(c, at);
      return { next: stopped.next, result: null };
    case 'SYNIC':
      return { next: stopped.next, result: null };
    case 'EINTR':
      return { next: stopped.next, result: stopped.result };
    case 'HCALL':
      return { next: null, result: { outcome: 'ok', value: fieldOf(part, HYPERV.result) } };
    case 'RDMSR':
      if (fieldOf(part, MSR.error) !== 0n) return { next: null, result: generalProtection(stopped.of) };
      return { next: null, result: readResult(fieldOf(part, MSR.data), c.events) };
    case 'WRMSR':
      return { next: null, result: fieldOf(part, MSR.error) !== 0n ? generalProtection(stopped.of) : null };
  }
}
