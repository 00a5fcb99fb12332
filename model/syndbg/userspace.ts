/**
 * The userspace half: what a VMM with the debugger's transport does with a SYNDBG exit (QEMU: hw/hyperv/syndbg.c,
 * hw/hyperv/hyperv.c and target/i386/kvm/hyperv.c, kvm_hv_handle_exit).
 */
import { Misuse } from '../core/machine';
import { bitSet } from '../core/u64';
import type { Context } from './context';
import { setVcpu, vcpuOf, vmOf } from './context';
import { DEBUGGER_BITS, LEAF_FEATURES, supportedLeaves, SYNDBG_LEAVES } from './cpuid';
import { setCpuid } from './host-cpuid';
import { CONTROL, PENDING_BUFFER } from './msr';
import { fieldOf, HYPERV, withField } from './run-structure';
import type { Memory } from './state';
import { withVm } from './state';
import type { Outcome, PacketIn, PassLeaves, ReadMemory, Serve, WriteMemory } from './types';

/** Bits of CONTROL; the length of what is sent stands from bit 16 on. */
export const SEND = 0;
export const RECEIVE = 1;
/** Bits of STATUS; the length of what was received stands from bit 16 on. */
const SENT = 1n << 0n;
const RECEIVED = 1n << 2n;
const LENGTH_AT = 16n;
const LARGEST = 8;

export function readMemory(c: Context, op: ReadMemory): Outcome {
  return { outcome: 'ok', value: readBytes(vmOf(c, op.vm).memory, op.gpa, op.size), events: c.events };
}

export function writeMemory(c: Context, op: WriteMemory): Outcome {
  store(c, op.vm, op.gpa, op.size, op.value);
  return { outcome: 'ok', events: c.events };
}

export function packetIn(c: Context, { vm, size, value }: PacketIn): Outcome {
  const packets = [...vmOf(c, vm).packets, { size, value: BigInt.asUintN(8 * size, value) }];
  c.state = withVm(c.state, vm, { packets });
  tellGuest(c, vm);
  return { outcome: 'ok', events: c.events };
}

/** @throws Misuse where the vCPU waits in no SYNDBG exit, or the command has a length that is not kept here */
export function serve(c: Context, op: Serve): Outcome {
  const { stopped, run } = vcpuOf(c, op);
  if (stopped?.kind !== 'SYNDBG')
    throw new Misuse(`vCPU ${op.vcpu} waits in no SYNDBG exit: there is nothing to serve`);
  const msr = fieldOf(run.part, HYPERV.msr);
  if (msr === PENDING_BUFFER) {
    c.state = withVm(c.state, op.vm, { pendingByte: fieldOf(run.part, HYPERV.pending_page) });
    if (vmOf(c, op.vm).packets.length > 0) tellGuest(c, op.vm);
  }
  if (msr === CONTROL) {
    const part = withField(run.part, HYPERV.status, command(c, op.vm, run.part));
    setVcpu(c, op, { run: { ...run, part } });
  }
  return { outcome: 'ok', events: c.events };
}

/** Does what CONTROL says, and gives the status that the guest will read. */
function command(c: Context, vm: number, part: bigint): bigint {
  const control = fieldOf(part, HYPERV.control);
  if (bitSet(control, SEND)) return send(c, vm, fieldOf(part, HYPERV.send_page), lengthIn(control));
  return bitSet(control, RECEIVE) ? receive(c, vm, fieldOf(part, HYPERV.recv_page)) : 0n;
}

/** @throws Misuse on a length that is not kept here */
function lengthIn(control: bigint): number {
  const length = Number((control >> LENGTH_AT) & 0xffffn);
  if (length < 1 || length > LARGEST)
    throw new Misuse(
      `a packet of ${length} bytes belongs to another feature: they have 1 to ${LARGEST} here`,
    );
  return length;
}

function send(c: Context, vm: number, page: bigint, size: number): bigint {
  c.events.push({ event: 'packet', size, value: readBytes(vmOf(c, vm).memory, page, size) });
  return SENT;
}

/** The oldest packet goes to the guest; 0 where there is none. */
function receive(c: Context, vm: number, page: bigint): bigint {
  const [oldest, ...packets] = vmOf(c, vm).packets;
  if (!oldest) return 0n;
  c.state = withVm(c.state, vm, { packets });
  store(c, vm, page, oldest.size, oldest.value);
  tellGuest(c, vm);
  return RECEIVED | (BigInt(oldest.size) << LENGTH_AT);
}

/** The byte at the pending page says whether a packet waits. */
function tellGuest(c: Context, vm: number): void {
  const { pendingByte, packets } = vmOf(c, vm);
  if (pendingByte !== 0n) store(c, vm, pendingByte, 1, packets.length > 0 ? 1n : 0n);
}

function readBytes(memory: Memory, gpa: bigint, size: number): bigint {
  return [...Array(size).keys()].reduce(
    (sum, i) => sum | (BigInt(memory.get(BigInt.asUintN(64, gpa + BigInt(i))) ?? 0) << BigInt(8 * i)),
    0n,
  );
}

function store(c: Context, vm: number, gpa: bigint, size: number, value: bigint): void {
  const memory = new Map(vmOf(c, vm).memory);
  for (let i = 0; i < size; i += 1)
    memory.set(BigInt.asUintN(64, gpa + BigInt(i)), Number((value >> BigInt(8 * i)) & 0xffn));
  c.state = withVm(c.state, vm, { memory });
}

/** What KVM lists is what KVM can do: without a debugger userspace leaves its part out. */
export function passLeaves(c: Context, { vm, vcpu, debugger: has }: PassLeaves): Outcome {
  const listed = supportedLeaves();
  const own = listed
    .filter(({ function: fn }) => !SYNDBG_LEAVES.includes(fn))
    .map((leaf) =>
      leaf.function === LEAF_FEATURES
        ? { ...leaf, ebx: leaf.ebx & ~DEBUGGER_BITS.ebx, edx: leaf.edx & ~DEBUGGER_BITS.edx }
        : leaf,
    );
  return setCpuid(c, { op: 'set_cpuid', vm, vcpu, leaves: [...(has ? listed : own)] });
}
