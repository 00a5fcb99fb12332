/** Loads and stores: ordinary ones, those of the shadow stack, and the kernel's own. */
import { PAGE_SIZE, pageNumber, pageOffset } from '../core/page';
import { PROT_WRITE } from './abi';
import type { Context } from './context';
import { setMemory, spaceOf } from './context';
import type { Fault } from './fault';
import { errorCode, forbidden, generalProtection, unmapped } from './fault';
import type { Mapping } from './maps';
import { covered, hits, mappingAt } from './maps';
import { pageAt, read64, touched, written } from './memory';
import type { Space, Thread } from './state';

/** Why the CPU refuses a shadow-stack access to one byte, or null. */
function shadowFault(c: Context, space: Space, address: bigint, write: boolean): Fault | null {
  const mapping = mappingAt(space.maps, address);
  if (mapping === null && isKernels(address) && c.choices['push-into-kernel-half'] === 'general-protection')
    return generalProtection();
  if (mapping === null) return unmapped(address, errorCode(write, false, true));
  const page = pageAt(space.memory, pageNumber(address));
  const entry = page?.shadowEntry ?? false;
  if (mapping.shadow && c.rules.shadowAllowed(mapping.prot, entry)) return null;
  return forbidden(address, errorCode(write, mapping.prot !== 0 && page !== null, true));
}

/** Whether an address is in the kernel's half, which linear-address space separation keeps user mode out of. */
function isKernels(address: bigint): boolean {
  return address >> 63n === 1n;
}

/** Why a shadow-stack access of `bytes` is refused, or null; a page that is let through gets its entry. */
export function shadowTouch(
  c: Context,
  thread: Thread,
  address: bigint,
  bytes: number,
  write: boolean,
): Fault | null {
  const space = spaceOf(c, thread);
  const pages = ends(address, bytes);
  for (const at of pages) {
    const fault = shadowFault(c, space, at, write);
    if (fault) return fault;
  }
  touch(c, space, pages, true);
  return null;
}

export function shadowStore(
  c: Context,
  thread: Thread,
  address: bigint,
  value: bigint,
  bytes: 4 | 8 = 8,
): Fault | null {
  const fault = shadowTouch(c, thread, address, bytes, true);
  if (fault) return fault;
  const space = spaceOf(c, thread);
  setMemory(c, space, written(space.memory, address, value, bytes));
  return null;
}

/** A shadow-stack load of 8 bytes. */
export function shadowLoad(c: Context, thread: Thread, address: bigint): Fault | bigint {
  return shadowTouch(c, thread, address, 8, false) ?? read64(spaceOf(c, thread).memory, address);
}

/** An ordinary load of 8 bytes by the program. */
export function load(c: Context, thread: Thread, address: bigint): Fault | bigint {
  const space = spaceOf(c, thread);
  const pages = ends(address);
  for (const at of pages) {
    const mapping = mappingAt(space.maps, at);
    if (mapping === null) return unmapped(at, errorCode(false, false, false));
    if (mapping.prot === 0) return forbidden(at, errorCode(false, false, false));
  }
  touch(c, space, pages, false);
  return read64(space.memory, address);
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
  setMemory(c, space, written(space.memory, address, value));
  return null;
}

/** Whether the kernel can store 8 bytes for the program; it stores them if so. */
export function copyToUser(c: Context, space: Space, address: bigint, value: bigint): boolean {
  const allowed = (at: bigint): boolean => {
    const mapping = mappingAt(space.maps, at);
    return mapping !== null && storable(mapping);
  };
  if (!ends(address).every(allowed)) return false;
  setMemory(c, space, written(space.memory, address, value));
  return true;
}

/** The 8 bytes at an address as the kernel copies them, or null where they begin in memory that cannot be read. */
export function copyFromUser(space: Space, address: bigint): bigint | null {
  return mappingAt(space.maps, address)?.prot ? read64(space.memory, address) : null;
}

/** The pages of some addresses are there from now on, and where `shadow` holds, as those of a shadow stack. */
export function touch(c: Context, space: Space, addresses: readonly bigint[], shadow: boolean): void {
  let { memory } = space;
  for (const at of addresses) memory = touched(memory, at, shadow);
  if (memory !== space.memory) setMemory(c, space, memory);
}

/** Whether every page of `[start, end)` lies in a mapping that passes a test. */
export function throughout(
  { maps }: Space,
  start: bigint,
  end: bigint,
  test: (mapping: Mapping) => boolean,
): boolean {
  return covered(maps, start, end) && hits(maps, start, end).every(test);
}

/** Whether ordinary stores and the kernel's copies may write there. */
export function storable(mapping: Mapping): boolean {
  return !mapping.shadow && (mapping.prot & PROT_WRITE) !== 0;
}

/** The first of so many bytes on each page that they lie on. */
function ends(address: bigint, bytes = 8): readonly bigint[] {
  const here = PAGE_SIZE - pageOffset(address);
  return here < bytes ? [address, address + BigInt(here)] : [address];
}
