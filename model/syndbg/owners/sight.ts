/** What the conditions of the table ask about a look: who acts on what, where the gate stands, what came before. */
import { edited, fieldOf, HYPERV } from '../run-structure';
import type { Register } from '../msr';
import { CONTROL, registerOf, unknownMsr } from '../msr';
import type { Instruction, Vcpu, Vm } from '../state';
import type { GetMsrs, Registers, SetMsrs } from '../types';
import type { Condition, Past, Seen } from './lines';

interface Place {
  readonly vm: number;
  readonly vcpu: number;
}

/** The VM and vCPU that an operation names, the first where it names none. */
export function placeOf(op: Seen['op']): Place {
  const { vm = 0, vcpu = 0 } = op as { readonly vm?: number; readonly vcpu?: number };
  return { vm, vcpu };
}

/** The VM that an operation is on, as it was before. */
export function vmOf({ op, before }: Seen): Vm | undefined {
  return before.vms[placeOf(op).vm];
}

/** The vCPU that an operation is on, as it was before. */
export function vcpuOf(look: Seen): Vcpu | undefined {
  return vmOf(look)?.vcpus[placeOf(look.op).vcpu];
}

/** The six values of the operation's VM before it. */
export function registersOf(look: Seen): Registers | undefined {
  return vmOf(look)?.registers;
}

/** Whether KVM_RUN is told to return at once. */
export function immediate({ op }: Seen): boolean {
  return (op as { run?: { immediate_exit?: boolean } }).run?.immediate_exit === true;
}

/** The guest instruction that the operation carries out, which a KVM_RUN may have been put off; null if none. */
export function instructionOf(look: Seen): Instruction | null {
  const { op } = look;
  const vcpu = vcpuOf(look);
  if (!vcpu || vcpu.due || immediate(look)) return null;
  if (op.op === 'wrmsr' || op.op === 'rdmsr' || op.op === 'hypercall' || op.op === 'cpuid') return op;
  if (op.op !== 'run') return null;
  const { stopped } = vcpu;
  return stopped && 'next' in stopped ? stopped.next : null;
}

/** The register that a guest's RDMSR or WRMSR is for; null for other MSRs and operations. */
export function accessed(look: Seen): Register | null {
  const one = instructionOf(look);
  return one?.op === 'wrmsr' || one?.op === 'rdmsr' ? registerOf(one.msr) : null;
}

export const guestAccess: Condition = (look) => accessed(look) !== null;

/** The register that the guest writes, or null. */
export function written(look: Seen): Register | null {
  return instructionOf(look)?.op === 'wrmsr' ? accessed(look) : null;
}

/** The register that the guest reads, or null. */
export function readBy(look: Seen): Register | null {
  return instructionOf(look)?.op === 'rdmsr' ? accessed(look) : null;
}

/** An access to an MSR that no part of KVM knows. */
export const unknownAccess: Condition = (look) => {
  const one = instructionOf(look);
  return (one?.op === 'wrmsr' || one?.op === 'rdmsr') && unknownMsr(one.msr);
};

/** Whether the access was carried out, and neither refused by a fault nor handed to userspace. */
export const allowed: Condition = (look) =>
  guestAccess(look, []) &&
  look.outcome.outcome === 'ok' &&
  !(look.outcome.events ?? []).some(
    (event) => event.event === 'exit' && (event.exit === 'RDMSR' || event.exit === 'WRMSR'),
  );

export const refused: Condition = (look) => guestAccess(look, []) && !allowed(look, []);

/** Whether the write is of a register that exits. */
export const exitingWrite: Condition = (look) => {
  const name = written(look);
  return (name === 'control' || name === 'pending_page') && allowed(look, []);
};

/** What userspace writes or reads, through a vCPU or on /dev/kvm. */
export function msrsOf(op: GetMsrs | SetMsrs): readonly bigint[] {
  return op.op === 'get_msrs' ? op.msrs : op.msrs.map(({ msr }) => msr);
}

/** What userspace writes or reads through a vCPU; empty for all else. */
export function hostMsrs({ op }: Seen): readonly bigint[] {
  return (op.op === 'get_msrs' || op.op === 'set_msrs') && op.fd === 'vcpu' ? msrsOf(op) : [];
}

/** The one register that the host accesses through a vCPU; null for batches and other MSRs. */
export function hostRegister(look: Seen): Register | null {
  const [msr, ...more] = hostMsrs(look);
  return msr === undefined || more.length > 0 ? null : registerOf(msr);
}

interface Writer extends Place {
  /** `answer` is userspace's at the completion of a CONTROL exit. */
  readonly side: 'guest' | 'host' | 'answer';
}

/** Who wrote a register of a VM last; null where nobody has. */
export function lastWriter(past: Past, vm: number, name: Register): Writer | null {
  for (let i = past.length - 1; i >= 0; i -= 1) {
    const look = past[i] as Seen;
    const at = placeOf(look.op);
    if (at.vm !== vm) continue;
    if (written(look) === name && allowed(look, [])) return { ...at, side: 'guest' };
    const sets = look.op.op === 'set_msrs' && hostMsrs(look).some((msr) => registerOf(msr) === name);
    if (sets) return { ...at, side: 'host' };
    if (name === 'status' && takesStatus(look)) return { ...at, side: 'answer' };
  }
  return null;
}

/** Whether the operation re-enters a vCPU that waits in a SYNDBG exit that is still to be completed. */
export const completes: Condition = (look) => {
  const stopped = vcpuOf(look)?.stopped;
  return look.op.op === 'run' && stopped?.kind === 'SYNDBG' && !stopped.completed;
};

/** Whether the run structure says CONTROL at re-entry, so that STATUS takes its status. */
export function takesStatus(look: Seen): boolean {
  const vcpu = vcpuOf(look);
  if (!vcpu || look.op.op !== 'run' || !completes(look, [])) return false;
  return fieldOf(edited(vcpu.run, look.op.run ?? {}).part, HYPERV.msr) === CONTROL;
}

/** The operations on the same vCPU since it last left for its SYNDBG exit. */
export function sinceExit(look: Seen, past: Past): Past {
  const at = placeOf(look.op);
  const from = past.findLastIndex(
    ({ op, outcome }) =>
      placeOf(op).vm === at.vm &&
      placeOf(op).vcpu === at.vcpu &&
      (outcome.events ?? []).some((event) => event.event === 'exit' && event.exit === 'SYNDBG'),
  );
  return from < 0 ? [] : past.slice(from + 1);
}

/** What gave the vCPU the leaves that it has: a table, a switch, or what KVM lists; undefined where nothing has. */
export function leavesFrom(look: Seen, past: Past): Seen['op'] | undefined {
  const at = placeOf(look.op);
  return past.findLast(
    ({ op, outcome }) =>
      ['pass_leaves', 'set_cpuid', 'switch_syndbg'].includes(op.op) &&
      outcome.outcome === 'ok' &&
      placeOf(op).vm === at.vm &&
      placeOf(op).vcpu === at.vcpu,
  )?.op;
}

/** Whether the host or the guest reads one of these leaves. */
export function readsLeaf(...leaves: readonly bigint[]): Condition {
  return ({ op }) => (op.op === 'get_cpuid' || op.op === 'cpuid') && leaves.includes(op.function);
}

/** Whether a capability was enabled, or disabled, on a vCPU of the VM of `look`. */
export function enabledInVm(look: Seen, past: Past, cap: number): boolean {
  const { vm } = placeOf(look.op);
  return past.some(({ op }) => op.op === 'enable_cap' && op.cap === cap && op.vm === vm);
}

/** Whether another vCPU of the VM waits in its SYNDBG exit. */
export const anotherWaits: Condition = (look) =>
  (vmOf(look)?.vcpus ?? []).some(
    ({ stopped }, i) => i !== placeOf(look.op).vcpu && stopped?.kind === 'SYNDBG',
  );
