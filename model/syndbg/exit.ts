/** Exits to userspace: what KVM writes to the run structure, and what it takes back from there. */
import type { At, Context } from './context';
import { registersOf, setRegisters, setVcpu, vcpuOf } from './context';
import { fieldOf, HYPERV, MSR, withFields } from './run-structure';
import type { Due, Instruction, SyndbgPayload, Vcpu } from './state';
import type { Register } from './msr';
import { CONTROL } from './msr';
import type { Hypercall, Rdmsr, Registers, Wrmsr } from './types';

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

/** KVM_EXIT_HYPERV, type SYNDBG: the exit record that KVM keeps is copied whole, so `status` is written too. */
export function exitSyndbg(
  c: Context,
  at: At,
  { payload, completed }: Due,
  rip: bigint,
  next: Instruction | null,
): void {
  const vcpu = vcpuOf(c, at);
  const status = c.rules.exitStatus(vcpu) ?? 0n;
  const { msr, ...pages } = payload;
  const record = withFields(vcpu.record, HYPERV, { type: HYPERV_TYPE.SYNDBG, msr, ...pages, status });
  c.events.push({
    event: 'exit',
    exit: 'SYNDBG',
    reason: EXIT_REASON.HYPERV,
    rip,
    type: HYPERV_TYPE.SYNDBG,
    pad1: 0n,
    msr,
    pad2: 0n,
    control: pages.control,
    status,
    send_page: pages.send_page,
    recv_page: pages.recv_page,
    pending_page: pages.pending_page,
  });
  setVcpu(c, at, {
    due: null,
    stopped: { kind: 'SYNDBG', cause: msr, next, completed },
    record,
    run: { reason: EXIT_REASON.HYPERV, part: record },
  });
}

/** KVM_EXIT_HYPERV, type HCALL: written straight to the run structure; `result` and `pad1` are left as they are. */
export function exitHcall(c: Context, at: At, op: Hypercall, rip: bigint): void {
  const { run } = vcpuOf(c, at);
  const { input, ingpa: params0, outgpa: params1 } = op;
  const part = withFields(run.part, HYPERV, { type: HYPERV_TYPE.HCALL, input, params0, params1 });
  c.events.push({
    event: 'exit',
    exit: 'HCALL',
    reason: EXIT_REASON.HYPERV,
    rip,
    type: HYPERV_TYPE.HCALL,
    pad1: fieldOf(run.part, HYPERV.pad1),
    input: op.input,
    result: fieldOf(run.part, HYPERV.result),
    params: [op.ingpa, op.outgpa],
  });
  setVcpu(c, at, { stopped: { kind: 'HCALL', of: op }, run: { reason: EXIT_REASON.HYPERV, part } });
}

/** KVM_EXIT_HYPERV, type SYNIC; its evt_page stays in KVM's record where SYNDBG has `status`. */
export function exitSynic(c: Context, at: At, msr: bigint, rip: bigint): void {
  const vcpu = vcpuOf(c, at) as Vcpu & { synic: NonNullable<Vcpu['synic']> };
  const { synic } = vcpu;
  const record = withFields(vcpu.record, HYPERV, {
    type: HYPERV_TYPE.SYNIC,
    msr,
    control: synic.control,
    evt_page: synic.eventPage,
    msg_page: synic.messagePage,
  });
  c.events.push({
    event: 'exit',
    exit: 'SYNIC',
    reason: EXIT_REASON.HYPERV,
    rip,
    type: HYPERV_TYPE.SYNIC,
    pad1: 0n,
    msr,
    control: synic.control,
    evt_page: synic.eventPage,
    msg_page: synic.messagePage,
  });
  setVcpu(c, at, {
    stopped: { kind: 'SYNIC', next: null },
    record,
    run: { reason: EXIT_REASON.HYPERV, part: record },
  });
}

/** KVM_EXIT_X86_RDMSR or KVM_EXIT_X86_WRMSR: userspace decides about the access. */
export function exitMsr(
  c: Context,
  at: At,
  of: Rdmsr | Wrmsr,
  reason: keyof typeof MSR_EXIT_REASON,
  rip: bigint,
): void {
  const kind = of.op === 'rdmsr' ? 'RDMSR' : 'WRMSR';
  const data = of.op === 'rdmsr' ? 0n : of.value;
  c.events.push({
    event: 'exit',
    exit: kind,
    reason: EXIT_REASON[`X86_${kind}`],
    rip,
    index: of.msr,
    msr_reason: MSR_EXIT_REASON[reason],
    data,
    error: 0n,
  });
  const part = withFields(vcpuOf(c, at).run.part, MSR, {
    error: 0n,
    pad: 0n,
    reason: MSR_EXIT_REASON[reason],
    index: of.msr,
    data,
  });
  setVcpu(c, at, {
    stopped: of.op === 'rdmsr' ? { kind: 'RDMSR', of } : { kind: 'WRMSR', of },
    run: { reason: EXIT_REASON[`X86_${kind}`], part },
  });
}

/** KVM_RUN returns 0 with nothing to do; whether it writes exit_reason differs from kernel to kernel. */
export function exitBare(c: Context, at: At, rip: bigint, next: Instruction): void {
  const { run } = vcpuOf(c, at);
  c.events.push({ event: 'exit', exit: 'BARE', reason: 0n, rip });
  setVcpu(c, at, { stopped: { kind: 'BARE', next }, run: { ...run, reason: 0n } });
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
