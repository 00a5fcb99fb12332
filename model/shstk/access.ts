/** Loads and stores: ordinary ones, those of the shadow stack, and the kernel's own. */
import { PAGE, PROT_WRITE, TASK_SIZE_MAX } from './abi';
import type { Context } from './context';
import { setSpace, spaceOf } from './context';
import type { Fault } from './fault';
import { errorCode, forbidden, generalProtection, unmapped } from './fault';
import type { Mapping } from './maps';
import { mappingAt } from './maps';
import { pageAt, pageNumber, read64, touched, write32, write64 } from './memory';
import type { Space, Thread } from './state';

/** Why the CPU refuses a shadow-stack access to one byte, or null. */
function shadowFault(c: Context, space: Space, address: bigint, write: boolean): Fault | null {
  if (address >= TASK_SIZE_MAX) return kernelHalf(c, address, write);
  const mapping = mappingAt(space.maps, address);
  if (mapping === null) return unmapped(address, errorCode(write, false, true));
  const page = pageAt(space.memory, pageNumber(address));
  if (!mapping.shadow) return forbidden(address, errorCode(write, page !== null, true));
  const entry = page?.shadowEntry ?? false;
  if (c.rules.shadowAllowed(mapping.prot, entry)) return null;
  return forbidden(address, errorCode(write, mapping.prot !== 0 && page !== null, true));
}

function kernelHalf(c: Context, address: bigint, write: boolean): Fault {
  if (c.choices['push-into-kernel-half'] === 'general-protection') return generalProtection();
  return unmapped(address, errorCode(write, address >= 0xffff_8000_0000_0000n && address !== LAST, true));
}

/** A push with SSP 0 goes here; nothing is mapped at the top of the kernel's half. */
const LAST = 0xffff_ffff_ffff_fff8n;

/** Why a shadow-stack access of `bytes` is refused, or null; a page that is let through gets its entry. */
export function shadowTouch(
  c: Context,
  thread: Thread,
  address: bigint,
  bytes: bigint,
  write: boolean,
): Fault | null {
  const space = spaceOf(c, thread);
  const last = address + bytes - 1n;
  const fault = shadowFault(c, space, address, write);
  if (fault) return fault;
  const crosses = address >> 12n !== last >> 12n;
  const beyond = crosses ? shadowFault(c, space, last & ~0xfffn, write) : null;
  if (beyond) return beyond;
  const first = touched(space.memory, address, true);
  const memory = crosses ? touched(first, last, true) : first;
  if (memory !== space.memory) setSpace(c, { ...space, memory });
  return null;
}

export function shadowStore(
  c: Context,
  thread: Thread,
  address: bigint,
  value: bigint,
  bytes: 4 | 8 = 8,
): Fault | null {
  const fault = shadowTouch(c, thread, address, BigInt(bytes), true);
  if (fault) return fault;
  const { id, maps, memory } = spaceOf(c, thread);
  setSpace(c, {
    id,
    maps,
    memory: bytes === 8 ? write64(memory, address, value) : write32(memory, address, value),
  });
  return null;
}

/** A shadow-stack load of 8 bytes. */
export function shadowLoad(c: Context, thread: Thread, address: bigint): Fault | bigint {
  return shadowTouch(c, thread, address, 8n, false) ?? read64(spaceOf(c, thread).memory, address);
}

/** An ordinary load of 8 bytes by the program. */
export function load(c: Context, thread: Thread, address: bigint): Fault | bigint {
  const space = spaceOf(c, thread);
  for (const at of ends(address)) {
    const mapping = mappingAt(space.maps, at);
    if (mapping === null) return unmapped(at, errorCode(false, false, false));
    if (mapping.prot === 0) return forbidden(at, errorCode(false, false, false));
  }
  const memory = touched(space.memory, address, false);
  if (memory !== space.memory) setSpace(c, { ...space, memory });
  return read64(memory, address);
}

/** An ordinary store of 8 bytes by the program. */
export function store(c: Context, thread: Thread, address: bigint, value: bigint): Fault | null {
  const space = spaceOf(c, thread);
  for (const at of ends(address)) {
    const mapping = mappingAt(space.maps, at);
    if (mapping === null) return unmapped(at, errorCode(true, false, false));
    if (!storable(mapping)) {
      const present = pageAt(space.memory, pageNumber(at)) !== null && mapping.prot !== 0;
      return forbidden(at, errorCode(true, present, false));
    }
  }
  setSpace(c, { ...space, memory: write64(space.memory, address, value) });
  return null;
}

/** Whether the kernel can store 8 bytes for the program; it stores them if so. */
export function copyToUser(c: Context, space: Space, address: bigint, value: bigint): boolean {
  if (address >= TASK_SIZE_MAX - 8n) return false;
  const allowed = (at: bigint): boolean => {
    const mapping = mappingAt(space.maps, at);
    return mapping !== null && storable(mapping);
  };
  if (!ends(address).every(allowed)) return false;
  setSpace(c, { ...space, memory: write64(space.memory, address, value) });
  return true;
}

/** The 8 bytes at an address as the kernel copies them, or null. */
export function copyFromUser(space: Space, address: bigint): bigint | null {
  if (address >= TASK_SIZE_MAX) return null;
  const readable = ends(address).every((at) => (mappingAt(space.maps, at)?.prot ?? 0) !== 0);
  return readable ? read64(space.memory, address) : null;
}

/** Whether every page of `[start, end)` lies in a mapping that passes a test. */
export function throughout(
  { maps }: Space,
  start: bigint,
  end: bigint,
  test: (mapping: Mapping) => boolean,
): boolean {
  let page = start & ~(PAGE - 1n);
  for (; page < end; page += PAGE) {
    const mapping = mappingAt(maps, page);
    if (mapping === null || !test(mapping)) return false;
  }
  return true;
}

/** Whether ordinary stores and the kernel's copies may write there. */
export function storable(mapping: Mapping): boolean {
  return !mapping.shadow && (mapping.prot & PROT_WRITE) !== 0;
}

function ends(address: bigint): readonly bigint[] {
  return (address & 0xfffn) > 0xff8n ? [address, (address + 7n) & ~0xfffn] : [address];
}
