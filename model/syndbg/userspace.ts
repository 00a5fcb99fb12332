/**
 * The userspace half: what a VMM with the debugger's transport does with an exit of the debugger (QEMU:
 * hw/hyperv/syndbg.c, hw/hyperv/hyperv.c and target/i386/kvm/hyperv.c, kvm_hv_handle_exit).
 */
import { Misuse } from '../core/machine';
import { bitSet } from '../core/u64';
import type { Context } from './context';
import { setVcpu, vcpuOf, vmOf } from './context';
import { DEBUGGER_BITS, LEAF_FEATURES, supportedLeaves, SYNDBG_LEAVES } from './cpuid';
import { setCpuid } from './host-cpuid';
import { store } from './memory';
import { CONTROL, PENDING_BUFFER } from './msr';
import { sendPacket, takePacket, tellGuest } from './packets';
import type { Part } from './run-structure';
import { fieldOf, HYPERV, withField } from './run-structure';
import { serveCall } from './served-calls';
import { withVm } from './state';
import type { Outcome, PassLeaves, Serve } from './types';

/** Bits of CONTROL; the length of what is sent stands from bit 16 on. */
export const SEND = 0;
export const RECEIVE = 1;
/** Bits of STATUS; the length of what was received stands from bit 16 on. */
export const SENT = 1n << 0n;
export const RECEIVED = 1n << 2n;
const LENGTH_AT = 16n;
/** Where the length stands, in both. */
export const LENGTH = 0xffffn << LENGTH_AT;

/** @throws Misuse where the vCPU waits in no exit of the debugger, or a packet has a length that is not kept here */
export function serve(c: Context, op: Serve): Outcome {
  const { stopped, run } = vcpuOf(c, op);
  if (stopped?.kind !== 'SYNDBG' && stopped?.kind !== 'HCALL')
    throw new Misuse(`vCPU ${op.vcpu} waits in no SYNDBG or HCALL exit: there is nothing to serve`);
  const answer = (field: 'status' | 'result', value: bigint): void => {
    setVcpu(c, op, { run: { ...run, part: withField(run.part, HYPERV[field], value) } });
  };
  const msr = fieldOf(run.part, HYPERV.msr);
  if (stopped.kind === 'HCALL') answer('result', serveCall(c, op.vm, run.part));
  else if (msr === CONTROL) answer('status', command(c, op.vm, run.part));
  else if (msr === PENDING_BUFFER) {
    c.state = withVm(c.state, op.vm, { pendingByte: fieldOf(run.part, HYPERV.pending_page) });
    if (vmOf(c, op.vm).packets.length > 0) tellGuest(c, op.vm);
  }
  return { outcome: 'ok', events: c.events };
}

/** Does what CONTROL says, and gives the status that the guest will read. */
function command(c: Context, vm: number, part: Part): bigint {
  const control = fieldOf(part, HYPERV.control);
  if (bitSet(control, SEND)) {
    sendPacket(c, vm, fieldOf(part, HYPERV.send_page), Number((control & LENGTH) >> LENGTH_AT));
    return SENT;
  }
  return bitSet(control, RECEIVE) ? receive(c, vm, fieldOf(part, HYPERV.recv_page)) : 0n;
}

/** The oldest packet goes to the guest; 0 where there is none. */
function receive(c: Context, vm: number, page: bigint): bigint {
  const packet = takePacket(c, vm);
  if (!packet) return 0n;
  store(c, vm, page, packet.size, packet.value);
  return RECEIVED | (BigInt(packet.size) << LENGTH_AT);
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
