/** What guest instructions do: WRMSR, RDMSR and CPUID; hypercalls have a room of their own. */
import { Misuse } from '../core/machine';
import { hex } from '../core/u64';
import type { At, Context } from './context';
import { isUnknown, knownRegister, registersOf, setRegisters, setVcpu, vcpuOf } from './context';
import { heldLeaf } from './cpuid';
import { exitBare, exitSynic, exitSyndbg, payloadOf, writeExits } from './exit';
import { MSR_LENGTH, readResult, ripOf } from './fault';
import { refuse, refused } from './gate';
import { hypercall } from './hypercall';
import type { Register } from './msr';
import { SCONTROL, SIEFP, SIMP } from './msr';
import type { Instruction, Result, SyndbgPayload } from './state';
import { withRegister } from './state';
import { traceGet, traceSet } from './trace';
import type { Cpuid, Rdmsr, Wrmsr } from './types';

/** Runs one instruction. Null means that it gave nothing: where the vCPU left the guest, the exit is among the events. */
export function execute(c: Context, at: At, op: Instruction): Result | null {
  if (op.op === 'wrmsr') return wrmsr(c, at, op);
  if (op.op === 'rdmsr') return rdmsr(c, at, op);
  if (op.op === 'hypercall') return hypercall(c, at, op);
  return cpuid(c, at, op);
}

function wrmsr(c: Context, at: At, op: Wrmsr): Result | null {
  needUpperHalves(op);
  const name = knownRegister(c, op.msr);
  if (name === null) return writeOther(c, at, op);
  const refusal = refused(c, at, op);
  return refusal === 'allowed' ? writeRegister(c, at, op, name) : refusal;
}

/** The upper halves of RCX, RAX and RDX are ignored. @throws Misuse where there are none */
function needUpperHalves({ upper, mode = 'long64' }: Rdmsr | Wrmsr): void {
  if (upper !== undefined && mode !== 'long64')
    throw new Misuse(`upper halves of registers exist in long64 only, not in ${mode}`);
}

function writeRegister(c: Context, at: At, op: Wrmsr, name: Register): Result | null {
  traceSet(c, at, op.msr, op.value);
  const registers = withRegister(registersOf(c, at), name, op.value);
  setRegisters(c, at, registers);
  if (writeExits(name)) leaveForSyndbg(c, at, op, payloadOf(op.msr, registers));
  return null;
}

function leaveForSyndbg(c: Context, at: At, op: Wrmsr, payload: SyndbgPayload): void {
  if (op.path !== 'emulated') {
    exitSyndbg(c, at, { payload, completed: false }, ripOf(op) + MSR_LENGTH, null);
    return;
  }
  // The emulator gives up after the store: userspace is shown nothing, then the exit, and the guest runs
  // the same instruction once more, natively. The completion does not wait for the exit: it is the first thing
  // that the next KVM_RUN does (observed on 6.1, 6.12, 7.2 and 7.3).
  setVcpu(c, at, { due: { payload, completed: true } });
  const { path: _path, run: _run, ...again } = op;
  exitBare(c, at, ripOf(op), again);
}

function rdmsr(c: Context, at: At, op: Rdmsr): Result | null {
  needUpperHalves(op);
  const name = knownRegister(c, op.msr);
  if (name === null) return readOther(c, at, op);
  const refusal = refused(c, at, op);
  if (refusal !== 'allowed') return refusal;
  const value = registersOf(c, at)[name];
  traceGet(c, at, op.msr, value);
  return readResult(value, c.events);
}

/** MSRs outside the six: unknown to KVM, or another feature's. */
function writeOther(c: Context, at: At, op: Wrmsr): Result | null {
  const { msr } = op;
  const { synic, features, enforceCpuid } = vcpuOf(c, at);
  if (synic && (msr === SCONTROL || msr === SIEFP || msr === SIMP)) {
    // kvm_hv_set_msr_common() and hv_check_msr_access().
    if (!features.interface || enforceCpuid)
      throw new Misuse(`whether ${hex(msr)} is announced to the guest belongs to another feature`);
    const change = msr === SCONTROL ? 'control' : msr === SIEFP ? 'eventPage' : 'messagePage';
    setVcpu(c, at, { synic: { ...synic, [change]: op.value } });
    exitSynic(c, at, msr, ripOf(op) + MSR_LENGTH);
    return null;
  }
  const ignored = other(c, at, op);
  return ignored === 'ignored' ? null : ignored;
}

function readOther(c: Context, at: At, op: Rdmsr): Result | null {
  const ignored = other(c, at, op);
  return ignored === 'ignored' ? readResult(0n, c.events) : ignored;
}

function other(c: Context, at: At, op: Rdmsr | Wrmsr): Result | null | 'ignored' {
  if (!isUnknown(c, op.msr)) {
    throw new Misuse(`MSR ${hex(op.msr)} belongs to another feature, of which this machine says nothing`);
  }
  if (!c.state.ignoreMsrs) return refuse(c, at, op, 'UNKNOWN');
  return 'ignored';
}

function cpuid(c: Context, at: At, op: Cpuid): Result {
  if (op.function < 0x40000000n || op.function > 0x400000ffn) {
    throw new Misuse(`leaf ${hex(op.function)} is not a Hyper-V leaf: allowed are 0x40000000..0x400000ff`);
  }
  const { eax, ebx, ecx, edx } = heldLeaf(vcpuOf(c, at).leaves, op.function);
  return { outcome: 'ok', eax, ebx, ecx, edx };
}
