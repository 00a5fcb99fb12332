/** KVM_RUN: from what userspace left in the run structure to the next exit, fault or halt. */
import { Misuse } from '../core/machine';
import type { At, Context } from './context';
import { setVcpu, vcpuOf } from './context';
import { completeSyndbg, exitSyndbg } from './exit';
import { generalProtection, NOTHING, readResult, ripOf } from './fault';
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
  const { stopped } = vcpu;
  if (stopped?.kind === 'SYNDBG' && op.run?.status === undefined && c.rules.exitStatus(vcpu) === null) {
    const { run, record } = vcpu;
    const answered = fieldOf(run.part, HYPERV.status) !== fieldOf(record, HYPERV.status);
    if (!answered && (op.run?.msr ?? fieldOf(run.part, HYPERV.msr)) === CONTROL) {
      throw new Misuse(
        `profile ${c.rules.profile} leaves the exit's status field open, so a CONTROL exit cannot be completed ` +
          'without writing another: give run.status',
      );
    }
  }
  return enter(c, op, op.run, null, stopped);
}

/**
 * KVM_SET_REGS with a RIP where the guest halts: a SYNDBG exit is completed all the same, and an instruction that was
 * put off stands no longer at RIP.
 * @throws Misuse in exits whose completion moves RIP once more
 */
export function setRegs(c: Context, op: SetRegs): Outcome {
  const { stopped } = vcpuOf(c, op);
  if (stopped?.kind === 'SYNDBG') {
    setVcpu(c, op, { stopped: { ...stopped, next: null } });
  } else if (stopped?.kind === 'EINTR' && stopped.result === null) {
    setVcpu(c, op, { stopped: null });
  } else if (stopped) {
    throw new Misuse(
      `set_regs while the vCPU waits in its ${stopped.kind} exit: only SYNDBG exits and instructions not begun allow it`,
    );
  }
  return { outcome: 'ok' };
}

export function readRun(c: Context, op: ReadRun): Outcome {
  return { outcome: 'ok', value: bytesOf(vcpuOf(c, op).run, op.offset, op.size), events: c.events };
}

export function writeRun(c: Context, op: WriteRun): Outcome {
  setVcpu(c, op, { run: withBytes(vcpuOf(c, op).run, op.offset, op.size, op.value) });
  return { outcome: 'ok', events: c.events };
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
    exitSyndbg(c, at, due, next ? ripOf(next) : 0x1000n, next);
    return { outcome: 'ok', events: c.events };
  }
  if (completed.result) return outcomeOf(c, completed.result);
  return outcomeOf(c, next ? (execute(c, at, next) ?? NOTHING) : NOTHING);
}

/** KVM_RUN with immediate_exit: -EINTR, with completions done and instructions not begun. */
function interrupted(
  c: Context,
  at: At,
  rest: { readonly next: Instruction | null; readonly result: Result | null },
): Outcome {
  const open = rest.next !== null || (rest.result !== null && Object.keys(rest.result).length > 0);
  setVcpu(c, at, { stopped: open ? { kind: 'EINTR', ...rest } : null });
  return { outcome: 'error', error: 'EINTR', events: c.events };
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
      return { next: null, result: { value: fieldOf(part, HYPERV.result) } };
    case 'RDMSR':
      if (fieldOf(part, MSR.error) !== 0n) return { next: null, result: generalProtection(stopped.of) };
      return { next: null, result: readResult(fieldOf(part, MSR.data)) };
    case 'WRMSR':
      return {
        next: null,
        result: fieldOf(part, MSR.error) !== 0n ? generalProtection(stopped.of) : NOTHING,
      };
  }
}

function outcomeOf(c: Context, result: Result): Outcome {
  const { events } = c;
  // What most instructions give, written out: a register, or nothing.
  if (result === NOTHING) return { outcome: 'ok', events };
  const { fault, value, rax, rdx } = result;
  if (fault === undefined && value !== undefined && rax !== undefined && rdx !== undefined)
    return { outcome: 'ok', value, rax, rdx, events };
  return whole(result, events);
}

function whole({ fault, rip, errorCode, rax, rdx, ...values }: Result, events: Context['events']): Outcome {
  const pair = rax === undefined || rdx === undefined ? {} : { rax, rdx };
  if (fault === undefined) return { outcome: 'ok', ...values, ...pair, events };
  const code = errorCode === undefined ? {} : { error_code: errorCode };
  return { outcome: 'fault', fault, ...code, rip: rip ?? 0n, ...pair, events };
}
