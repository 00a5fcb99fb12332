/** Packets between the debugger and the guest, which userspace passes on (QEMU: hw/hyperv/syndbg.c). */
import { Misuse } from '../core/machine';
import type { Context } from './context';
import { vmOf } from './context';
import { readBytes, store } from './memory';
import type { Vm } from './state';
import { withVm } from './state';
import type { Outcome, PacketIn } from './types';

export function packetIn(c: Context, { vm, size, value }: PacketIn): Outcome {
  const packets = [...vmOf(c, vm).packets, { size, value }];
  c.state = withVm(c.state, vm, { packets });
  tellGuest(c, vm);
  return { outcome: 'ok' };
}

/** Sends the bytes at a place of the guest's memory. @throws Misuse on a length that is not kept here */
export function sendPacket(c: Context, vm: number, gpa: bigint, size: number): void {
  if (size < 1 || size > 8)
    throw new Misuse(`a packet of ${size} bytes belongs to another feature: they have 1 to 8 here`);
  c.events.push({ event: 'packet', size, value: readBytes(vmOf(c, vm).memory, gpa, size) });
}

/** Takes the packet that has waited longest; undefined where there is none. */
export function takePacket(c: Context, vm: number): Vm['packets'][number] | undefined {
  const [oldest, ...packets] = vmOf(c, vm).packets;
  if (oldest) {
    c.state = withVm(c.state, vm, { packets });
    tellGuest(c, vm);
  }
  return oldest;
}

/** The byte at the pending page says whether a packet waits. */
export function tellGuest(c: Context, vm: number): void {
  const { pendingByte, packets } = vmOf(c, vm);
  if (pendingByte !== 0n) store(c, vm, pendingByte, 1, packets.length > 0 ? 1n : 0n);
}
