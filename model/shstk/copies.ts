/** The kernel's copies between its own memory and a program's (mm/gup.c, mm/process_vm_access.c, fs/proc/base.c). */
import { PROT_READ } from './abi';
import { copyFromUser, copyToUser } from './access';
import type { Context } from './context';
import { actorOf, setMemory, spaceOf } from './context';
import { mappingAt } from './maps';
import { read64, touched, written } from './memory';
import type { Space } from './state';
import { failed, OK } from './switching';
import type { Copy, Outcome } from './types';

export function copy(c: Context, op: Copy): Outcome {
  const space = spaceOf(c, actorOf(c, op.thread));
  const value = op.value ?? 0n;
  switch (op.via) {
    case 'write':
      return told(copyFromUser(space, op.addr), 'EFAULT');
    case 'process_vm_readv':
      return told(gupRead(space, op.addr, false), 'EFAULT');
    case 'proc_mem_read':
      return told(gupRead(space, op.addr, isForced(c)), 'EIO');
    case 'proc_mem':
      return forcedWrite(c, space, op.addr, value);
    case 'read':
    case 'process_vm_writev':
      return copyToUser(c, space, op.addr, value) ? OK : failed('EFAULT');
  }
}

function told(word: bigint | null, error: string): Outcome {
  return word === null ? failed(error) : { outcome: 'ok', value: word };
}

/** Eight bytes as the kernel reads them through the page tables, forced through protections or not; null if it cannot. */
function gupRead({ maps, memory }: Space, address: bigint, forced: boolean): bigint | null {
  const mapping = mappingAt(maps, address);
  const readable = mapping !== null && (forced || (mapping.prot & PROT_READ) !== 0);
  return readable ? read64(memory, address) : null;
}

function isForced(c: Context): boolean {
  return c.choices['forced-memory-write'] !== 'refused';
}

/** A write to the process's own memory file: forced through protections where the kernel allows that. */
function forcedWrite(c: Context, space: Space, address: bigint, value: bigint): Outcome {
  const mapping = mappingAt(space.maps, address);
  if (!mapping) return failed('EIO');
  const needsForce = mapping.shadow || (mapping.prot & 2) === 0;
  if (needsForce && !isForced(c)) return failed('EIO');
  setMemory(c, space, written(touched(space.memory, address, mapping.shadow), address, value));
  return OK;
}
