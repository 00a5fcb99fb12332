/** What guest instructions do: WRMSR, RDMSR, hypercalls and CPUID. */
import { Misuse } from '../core/machine';
import { bitSet, hex } from '../core/u64';
import type { At, Context } from './context';
import { registersOf, setRegisters, setVcpu, vcpuOf, vmOf } from './context';
import { leafOf } from './cpuid';
import { exitBare, exitHcall, exitMsr, exitSynic, exitSyndbg, MSR_EXIT_REASON } from './exit';
import { FAST, INVALID_HYPERCALL_CODE } from './hypercall-checks';
import type { Register } from './msr';
import { registerOf, SCONTROL, SIEFP, SIMP, unknownMsr } from './msr';
import type { Instruction, Result, Vm } from './state';
import { withRegister } from './state';
import type { Cpuid, Hypercall, Rdmsr, Registers, Wrmsr } from './types';

const DEFAULT_RIP = 0x1000n;
/** Lengths of the instructions: WRMSR and RDMSR 2 bytes, VMMCALL 3. */
const MSR_LENGTH = 2n;
const HCALL_LENGTH = 3n;
/** -KVM_ENOSYS: what KVM's own hypercalls answer to a number that they do not know. */
const KVM_ENOSYS = -1000n;

export function ripOf(op: Instruction): bigint {
  return op.rip ?? DEFAULT_RIP;
}

/** Runs one instruction. Null means that the vCPU left the guest, and the exit is among the events. */
export function execute(c: Context, at: At, op: Instruction): Result | null {
  if (op.op === 'wrmsr') return wrmsr(c, at, op);
  if (op.op === 'rdmsr') return rdmsr(c, at, op);
  if (op.op === 'hypercall') return hypercall(c, at, op);
  return cpuid(c, at, op);
}

/** #GP at the instruction; RDMSR leaves RAX and RDX alone. Vector 13 pushes an error code outside real mode. */
export function generalProtection(c: Context, op: Rdmsr | Wrmsr): Result {
  c.exercised.push('SYNDBG-58');
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

function wrmsr(c: Context, at: At, op: Wrmsr): Result | null {
  const msr = effectiveMsr(c, op);
  const name = c.rules.register(msr);
  if (name === null) return writeOther(c, at, op, msr);
  const refusal = refused(c, at, op, name);
  if (refusal !== 'allowed') {
    if (c.rules.storesWhenRefused) setRegisters(c, at, withRegister(registersOf(c, at), name, op.value));
    return refusal;
  }
  return writeRegister(c, at, op, name);
}

function effectiveMsr(c: Context, op: Rdmsr | Wrmsr): bigint {
  if (op.upper === undefined) return op.msr;
  if (op.mode !== undefined && op.mode !== 'long64') {
    throw new Misuse(`upper halves of registers exist in long64 only, not in ${op.mode}`);
  }
  c.exercised.push('SYNDBG-59');
  return c.rules.upperHalvesCount ? (op.upper << 32n) | op.msr : op.msr;
}

function writeRegister(c: Context, at: At, op: Wrmsr, name: Register): Result | null {
  const { rules } = c;
  const before = registersOf(c, at);
  const value = rules.stored(name, op.value);
  const after = withRegister(before, name, value);
  const exits = rules.exits(name, before[name], value) && !(rules.exitsNeedSynic && !vcpuOf(c, at).synic);
  if (rules.traceFirst) traceSet(c, at, op.msr, op.value);
  noteWrite(c, name, exits);
  setRegisters(c, at, after);
  if (exits) leaveForSyndbg(c, at, op, before, after);
  if (!rules.traceFirst) traceSet(c, at, op.msr, op.value);
  return exits ? null : {};
}

function leaveForSyndbg(c: Context, at: At, op: Wrmsr, before: Registers, after: Registers): void {
  const due = c.rules.payload(op.msr, before, after);
  if (op.path !== 'emulated' || !c.rules.emulatedWriteExitsTwice) {
    exitSyndbg(c, at, due, ripOf(op) + c.rules.syndbgRip(MSR_LENGTH), null);
    return;
  }
  // The emulator gives up after the store: userspace is shown nothing, then the exit, and the guest runs
  // the same instruction once more, natively (observed on 6.1, 6.12 and 7.2).
  c.exercised.push('SYNDBG-93');
  if (!c.rules.emulatedStoresAtOnce) setRegisters(c, at, before);
  setVcpu(c, at, { due });
  const { path: _path, run: _run, ...again } = op;
  exitBare(c, at, ripOf(op), again);
}

const WRITE_REQUIREMENTS: Readonly<Record<Register, readonly string[]>> = {
  control: ['SYNDBG-05', 'SYNDBG-09', 'SYNDBG-28', 'SYNDBG-66', 'SYNDBG-72'],
  pending_page: ['SYNDBG-06', 'SYNDBG-09', 'SYNDBG-28', 'SYNDBG-66', 'SYNDBG-72'],
  status: ['SYNDBG-07'],
  send_page: ['SYNDBG-07'],
  recv_page: ['SYNDBG-07'],
  options: ['SYNDBG-07'],
};

function noteWrite(c: Context, name: Register, exits: boolean): void {
  c.exercised.push('SYNDBG-02', 'SYNDBG-03', 'SYNDBG-04', 'SYNDBG-08', 'SYNDBG-16', 'SYNDBG-75', ...WRITE_REQUIREMENTS[name]);
  if (exits) c.exercised.push('SYNDBG-26');
}

function rdmsr(c: Context, at: At, op: Rdmsr): Result | null {
  const msr = effectiveMsr(c, op);
  const name = c.rules.register(msr);
  if (name === null) return readOther(c, at, op);
  const refusal = refused(c, at, op, name);
  if (refusal !== 'allowed') return refusal;
  const value = c.rules.readBack(name, registersOf(c, at));
  c.exercised.push('SYNDBG-01', 'SYNDBG-02', 'SYNDBG-16', 'SYNDBG-18');
  if (op.path === 'emulated') c.exercised.push('SYNDBG-93');
  traceGet(c, at, op.msr, value);
  return readResult(c, op, value);
}

/** The MSR filter first, then the gate; `allowed` where neither objects. */
function refused(c: Context, at: At, op: Rdmsr | Wrmsr, name: Register): Result | null | 'allowed' {
  const vm = vmOf(c, at.vm);
  if (vm.denied.length > 0) {
    c.exercised.push('SYNDBG-77', 'SYNDBG-08');
    const hit = c.rules.filterWholeGroup || deniedBy(vm, op.msr);
    if (hit && c.rules.filterApplies('guest')) return refuse(c, at, op, 'FILTER');
  }
  noteGate(c, at);
  if (c.rules.gate(vm, at.vcpu, op.op === 'wrmsr' ? 'write' : 'read', name)) return 'allowed';
  if (c.state.ignoreMsrs && c.rules.ignoreMsrsOpens) return op.op === 'rdmsr' ? readResult(c, op, 0n) : {};
  if (c.rules.traceRefused) traceSet(c, at, op.msr, op.op === 'wrmsr' ? op.value : 0n);
  c.exercised.push('SYNDBG-10', 'SYNDBG-11', 'SYNDBG-13', 'SYNDBG-31', 'SYNDBG-76', 'SYNDBG-78');
  return refuse(c, at, op, c.rules.refusedReason);
}

/** Whether a range of the MSR filter holds the MSR. */
export function deniedBy(vm: Vm, msr: bigint): boolean {
  return vm.denied.some(({ base, count }) => msr >= base && msr < base + BigInt(count));
}

function noteGate(c: Context, at: At): void {
  const vcpu = vcpuOf(c, at);
  c.exercised.push(
    'SYNDBG-12', 'SYNDBG-13', 'SYNDBG-38', 'SYNDBG-39', 'SYNDBG-42', 'SYNDBG-44', 'SYNDBG-53', 'SYNDBG-54', 'SYNDBG-55',
  ); // prettier-ignore
  if (vcpu.enforceCpuid) c.exercised.push('SYNDBG-15', 'SYNDBG-56', 'SYNDBG-57', 'SYNDBG-89');
  if (c.state.ignoreMsrs) c.exercised.push('SYNDBG-78');
}

/** A refused access: an exit if userspace asked for this kind, else #GP. */
function refuse(
  c: Context,
  at: At,
  op: Rdmsr | Wrmsr,
  reason: keyof typeof MSR_EXIT_REASON,
): Result | null {
  if ((vmOf(c, at.vm).userMsrMask & MSR_EXIT_REASON[reason]) === 0n) return generalProtection(c, op);
  exitMsr(c, at, op, reason, ripOf(op));
  return null;
}

/** MSRs outside the six: unknown to KVM, or another feature's. */
function writeOther(c: Context, at: At, op: Wrmsr, msr: bigint): Result | null {
  const { synic } = vcpuOf(c, at);
  if (synic && (msr === SCONTROL || msr === SIEFP || msr === SIMP)) {
    const change = msr === SCONTROL ? 'control' : msr === SIEFP ? 'eventPage' : 'messagePage';
    setVcpu(c, at, { synic: { ...synic, [change]: op.value } });
    exitSynic(c, at, msr, ripOf(op) + MSR_LENGTH);
    return null;
  }
  const ignored = other(c, at, op);
  return ignored === 'ignored' ? {} : ignored;
}

function readOther(c: Context, at: At, op: Rdmsr): Result | null {
  const ignored = other(c, at, op);
  return ignored === 'ignored' ? readResult(c, op, 0n) : ignored;
}

function other(c: Context, at: At, op: Rdmsr | Wrmsr): Result | null | 'ignored' {
  if (!unknownMsr(op.msr) && registerOf(op.msr) === null) {
    throw new Misuse(`MSR ${hex(op.msr)} belongs to another feature, of which this machine says nothing`);
  }
  c.exercised.push('SYNDBG-16', 'SYNDBG-17', 'SYNDBG-76');
  if (!c.state.ignoreMsrs) return refuse(c, at, op, c.rules.unknownReason);
  c.exercised.push('SYNDBG-78');
  return 'ignored';
}

/** The three debug hypercalls and their unknown neighbours. */
function hypercall(c: Context, at: At, op: Hypercall): Result | null {
  const { rules } = c;
  const vm = vmOf(c, at.vm);
  const code = op.input & 0xffffn;
  if (code < 0x60n || code > 0x6fn) {
    throw new Misuse(`hypercall code ${hex(code)} belongs to another feature: this machine answers 0x60..0x6f`);
  }
  c.exercised.push('SYNDBG-52', 'SYNDBG-45');
  const usable = rules.hypercallEnabled(vm, at.vcpu);
  if (!usable) return { value: BigInt.asUintN(op.mode === 'prot32' ? 32 : 64, KVM_ENOSYS) };
  if (rules.udOutsideKernelMode && (op.mode === 'real' || (op.cpl ?? 0) !== 0)) {
    return { fault: '#UD', rip: ripOf(op) };
  }
  if (!rules.hypercallCodes.includes(code)) {
    c.exercised.push('SYNDBG-92');
    return { value: INVALID_HYPERCALL_CODE };
  }
  const context = {
    vm,
    vcpu: vcpuOf(c, at),
    code,
    input: op.input,
    options: registersOf(c, at).options,
    enabled: rules.enabled(vm, at.vcpu),
    reservedBits: c.choices['reserved_input_bits'] ?? 'ignored',
    disabledStatus: c.choices['disabled_hypercall'] ?? 'invalid-code',
  };
  for (const check of rules.checks) {
    c.exercised.push(...check.requirements);
    const status = check.status(context);
    if (status !== null) return { value: status };
  }
  if (bitSet(op.input, FAST)) c.exercised.push('SYNDBG-46');
  exitHcall(c, at, op, ripOf(op) + rules.hcallRip(HCALL_LENGTH));
  return null;
}

function cpuid(c: Context, at: At, op: Cpuid): Result {
  if (op.function < 0x40000000n || op.function > 0x400000ffn) {
    throw new Misuse(`leaf ${hex(op.function)} is not a Hyper-V leaf: allowed are 0x40000000..0x400000ff`);
  }
  c.exercised.push('SYNDBG-85');
  const found = leafOf(vcpuOf(c, at).leaves, op.function);
  const { eax, ebx, ecx, edx } = found ?? { eax: 0n, ebx: 0n, ecx: 0n, edx: 0n };
  return { eax, ebx, ecx, edx };
}

export function traceSet(c: Context, at: At, msr: bigint, data: bigint): void {
  trace(c, at, 'kvm_hv_syndbg_set_msr', msr, data);
}

export function traceGet(c: Context, at: At, msr: bigint, data: bigint): void {
  trace(c, at, 'kvm_hv_syndbg_get_msr', msr, c.rules.traceRead(data));
}

function trace(
  c: Context,
  at: At,
  name: 'kvm_hv_syndbg_set_msr' | 'kvm_hv_syndbg_get_msr',
  msr: bigint,
  data: bigint,
): void {
  if (!c.state.config.trace) return;
  c.exercised.push('SYNDBG-29', 'SYNDBG-30', 'SYNDBG-31');
  c.events.push({ event: 'trace', name, text: c.rules.traceText(at.vcpu, msr, data) });
}
