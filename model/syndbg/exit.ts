/** Exits to userspace: what KVM writes to the run structure, and what it takes back from there. */
import type { At, Context } from './context';
import { registersOf, setRegisters, setVcpu, vcpuOf } from './context';
import type { Part } from './run-structure';
import { fieldOf, HYPERV, MSR, NO_PART, withFields } from './run-structure';
import type { Due, Instruction, Stopped, SyndbgPayload, Vcpu } from './state';
import type { Register } from './msr';
import { CONTROL } from './msr';
import type { Event, Hypercall, Rdmsr, Registers, Wrmsr } from './types';

type Exit = Extract<Event, { event: 'exit' }>;

export const EXIT_REASON = { HYPERV: 27n, X86_RDMSR: 29n, X86_WRMSR: 30n } as const;
export const HYPERV_TYPE = { SYNIC: 1n, HCALL: 2n, SYNDBG: 3n } as const;
export const MSR_EXIT_REASON = { INVAL: 1n, UNKNOWN: 2n, FILTER: 4n } as const;

/** Whether a write of the register asks for an exit to userspace. */
export function writeExits(name: Register): boolean {
  return name === 'control' || name === 'pending_page';
}

/** What the exit for a write of `msr` shows of the registers, which hold what was written. */
export function payloadOf(msr: bigint, after: Registers): SyndbgPayload {
  const { control, send_page, recv_page, pending_page } = after;
  return { msr, control, send_page, recv_page, pending_page };
}

/** The vCPU leaves the guest: with which exit, how it waits there, and what the exit's part of the run structure holds. */
function leave(c: Context, at: At, event: Exit, stopped: Stopped, part: Part): void {
  c.events.push(event);
  setVcpu(c, at, { stopped, run: { reason: event.reason, part } });
}

/** KVM_EXIT_HYPERV, type SYNDBG: the exit record that KVM keeps is copied whole, so `status` is written too. */
export function exitSyndbg(
  c: Context,
  at: At,
  { payload, completed }: Due,
  rip: bigint,
  next: Instruction | null,
): void {
  const { msr, control, send_page, recv_page, pending_page } = payload;
  const status = c.rules.exitStatus(vcpuOf(c, at));
  const type = HYPERV_TYPE.SYNDBG;
  const shown = { type, msr, control, status, send_page, recv_page, pending_page };
  const event: Exit = {
    event: 'exit',
    exit: 'SYNDBG',
    reason: EXIT_REASON.HYPERV,
    rip,
    type,
    pad1: 0n,
    msr,
    pad2: 0n,
    control,
    status,
    send_page,
    recv_page,
    pending_page,
  };
  const part = withFields(NO_PART, HYPERV, shown);
  leave(c, at, event, { kind: 'SYNDBG', cause: msr, next, completed }, part);
}

/** KVM_EXIT_HYPERV, type HCALL: written straight to the run structure; `result` and `pad1` are left as they are. */
export function exitHcall(c: Context, at: At, op: Hypercall, rip: bigint): void {
  const { run } = vcpuOf(c, at);
  const { input, ingpa: params0, outgpa: params1 } = op;
  const shown = { type: HYPERV_TYPE.HCALL, input };
  const event: Exit = {
    event: 'exit',
    exit: 'HCALL',
    reason: EXIT_REASON.HYPERV,
    rip,
    ...shown,
    pad1: fieldOf(run.part, HYPERV.pad1),
    result: fieldOf(run.part, HYPERV.result),
    params: [params0, params1],
  };
  const part = withFields(run.part, HYPERV, { ...shown, params0, params1 });
  leave(c, at, event, { kind: 'HCALL', of: op }, part);
}

/** KVM_EXIT_HYPERV, type SYNIC; its evt_page stays in KVM's record, where SYNDBG has `status`. */
export function exitSynic(c: Context, at: At, msr: bigint, rip: bigint): void {
  const { synic } = vcpuOf(c, at) as Vcpu & { synic: NonNullable<Vcpu['synic']> };
  const { control, eventPage: evt_page, messagePage: msg_page } = synic;
  const shown = { type: HYPERV_TYPE.SYNIC, msr, control };
  const event: Exit = {
    event: 'exit',
    exit: 'SYNIC',
    reason: EXIT_REASON.HYPERV,
    rip,
    pad1: 0n,
    ...shown,
    evt_page,
    msg_page,
  };
  const part = withFields(NO_PART, HYPERV, { ...shown, status: evt_page, send_page: msg_page });
  leave(c, at, event, { kind: 'SYNIC', next: null }, part);
  setVcpu(c, at, { lastEventPage: evt_page });
}

/** KVM_EXIT_X86_RDMSR or KVM_EXIT_X86_WRMSR: userspace decides about the access. */
export function exitMsr(
  c: Context,
  at: At,
  of: Rdmsr | Wrmsr,
  reason: keyof typeof MSR_EXIT_REASON,
  rip: bigint,
): void {
  const data = of.op === 'rdmsr' ? 0n : of.value;
  const shown = { error: 0n, msr_reason: MSR_EXIT_REASON[reason], index: of.msr, data };
  const part = withFields(vcpuOf(c, at).run.part, MSR, shown);
  if (of.op === 'rdmsr')
    leave(
      c,
      at,
      { event: 'exit', exit: 'RDMSR', reason: EXIT_REASON.X86_RDMSR, rip, ...shown },
      { kind: 'RDMSR', of },
      part,
    );
  else
    leave(
      c,
      at,
      { event: 'exit', exit: 'WRMSR', reason: EXIT_REASON.X86_WRMSR, rip, ...shown },
      { kind: 'WRMSR', of },
      part,
    );
}

/** KVM_RUN returns 0 with nothing to do; whether it writes exit_reason differs from kernel to kernel. */
export function exitBare(c: Context, at: At, rip: bigint, next: Instruction): void {
  const { run } = vcpuOf(c, at);
  leave(c, at, { event: 'exit', exit: 'BARE', reason: 0n, rip }, { kind: 'BARE', next }, run.part);
}

/**
 * What happens when userspace enters the vCPU after a SYNDBG exit: `status` is taken if the run structure's
 * `msr`, as userspace left it, is CONTROL.
 */
export function completeSyndbg(c: Context, at: At): void {
  const { part } = vcpuOf(c, at).run;
  if (fieldOf(part, HYPERV.msr) !== CONTROL) return;
  setRegisters(c, at, { ...registersOf(c, at), status: fieldOf(part, HYPERV.status) });
}
