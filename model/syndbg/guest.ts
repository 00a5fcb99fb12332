/** What guest instructions do: WRMSR, RDMSR and CPUID; hypercalls have a room of their own. */
import { Misuse } from '../core/machine';
import { hex } from '../core/u64';
import type { At, Context } from './context';
import { registersOf, setRegisters, setVcpu, vcpuOf } from './context';
import { leafOf } from './cpuid';
import { exitBare, exitSynic, exitSyndbg } from './exit';
import { MSR_LENGTH, readResult, ripOf } from './fault';
import { refuse, refused } from './gate';
import { hypercall } from './hypercall';
import type { Register } from './msr';
import { registerOf, SCONTROL, SIEFP, SIMP, unknownMsr } from './msr';
import type { Instruction, Result } from './state';
import { withRegister } from './state';
import { traceGet, traceSet } from './trace';
import type { Cpuid, Rdmsr, Registers, Wrmsr } from './types';

/** Runs one instruction. Null means that the vCPU left the guest, and the exit is among the events. */
export function execute(c: Context, at: At, op: Instruction): Result | null {
  if (op.op === 'wrmsr') return wrmsr(c, at, op);
  if (op.op === 'rdmsr') return rdmsr(c, at, op);
  if (op.op === 'hypercall') return hypercall(c, at, op);
  return cpuid(c, at, op);
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
  return c.rules.upperHalvesCount ? (op.upper << 32n) | op.msr : op.msr;
}

function writeRegister(c: Context, at: At, op: Wrmsr, name: Register): Result | null {
  const { rules } = c;
  const before = registersOf(c, at);
  const value = rules.stored(name, op.value);
  const after = withRegister(before, name, value);
  const exits =
    rules.exits(name, before[name], value) &&
    !(rules.exitsNeedSynic && c.state.config.irqchip && !vcpuOf(c, at).synic);
  if (rules.traceFirst) traceSet(c, at, op.msr, op.value);
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
  if (!c.rules.emulatedStoresAtOnce) setRegisters(c, at, before);
  setVcpu(c, at, { due });
  const { path: _path, run: _run, ...again } = op;
  exitBare(c, at, ripOf(op), again);
}

function rdmsr(c: Context, at: At, op: Rdmsr): Result | null {
  const msr = effectiveMsr(c, op);
  const name = c.rules.register(msr);
  if (name === null) return readOther(c, at, op);
  const refusal = refused(c, at, op, name);
  if (refusal !== 'allowed') return refusal;
  const value = c.rules.readBack(name, registersOf(c, at));
  traceGet(c, at, op.msr, value);
  return readResult(c, op, value);
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
  if (!c.state.ignoreMsrs) return refuse(c, at, op, c.rules.unknownReason);
  return 'ignored';
}

function cpuid(c: Context, at: At, op: Cpuid): Result {
  if (op.function < 0x40000000n || op.function > 0x400000ffn) {
    throw new Misuse(`leaf ${hex(op.function)} is not a Hyper-V leaf: allowed are 0x40000000..0x400000ff`);
  }
  const found = leafOf(vcpuOf(c, at).leaves, op.function);
  const { eax, ebx, ecx, edx } = found ?? { eax: 0n, ebx: 0n, ecx: 0n, edx: 0n };
  return { eax, ebx, ecx, edx };
}
