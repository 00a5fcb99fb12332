/** Memory calls that a program makes on its shadow stacks as on any memory (mm/mmap.c, mprotect.c, mremap.c). */
import { GIB4, PAGE, pageAlign, TASK_SIZE_MAX } from './abi';
import { copyFromUser, copyToUser } from './access';
import { allocate, limitObjection } from './alloc';
import type { Context } from './context';
import { actorOf, processOf, setProcess, setSpace, spaceOf } from './context';
import { failed, OK } from './switching';
import type { Mapping } from './maps';
import { changed, covered, inserted, mappingAt, overlaps, without } from './maps';
import { dropped, moved, touched, write64 } from './memory';
import { hintFits, place } from './placement';
import type { Space, Thread } from './state';
import type { Copy, Madvise, Mmap, Mprotect, Mremap, Munmap, Outcome, Setrlimit } from './types';

export function mmap(c: Context, op: Mmap): Outcome {
  const thread = actorOf(c, op.thread);
  const { maps } = spaceOf(c, thread);
  const size = pageAlign(op.size);
  const request = { size: op.size, shadow: false, prot: op.prot, compat: false };
  if (op.place === 'fixed') return mmapOver(c, thread, op);
  if (op.place === 'noreplace') return answer(allocate(c, thread, { addr: op.addr, ...request }));
  const hint = op.addr & ~(PAGE - 1n);
  const fits = hint !== 0n && hint + size <= TASK_SIZE_MAX && hintFits(maps, hint, size, c.rules.guard);
  return answer(allocate(c, thread, { addr: fits ? hint : 0n, ...request }));
}

function mmapOver(c: Context, thread: Thread, op: Mmap): Outcome {
  const size = pageAlign(op.size);
  if (op.addr & (PAGE - 1n) || size === 0n || op.addr + size > TASK_SIZE_MAX) return failed('EINVAL');
  const space = spaceOf(c, thread);
  const end = op.addr + size;
  const maps = inserted(space.maps, { start: op.addr, end, prot: op.prot, shadow: false });
  setSpace(c, { ...space, maps, memory: dropped(space.memory, op.addr, end) });
  return { outcome: 'ok', value: op.addr };
}

export function munmap(c: Context, op: Munmap): Outcome {
  const thread = actorOf(c, op.thread);
  const size = pageAlign(op.size);
  if (op.addr & (PAGE - 1n) || size === 0n) return failed('EINVAL');
  const space = spaceOf(c, thread);
  const maps = without(space.maps, op.addr, op.addr + size);
  setSpace(c, { ...space, maps, memory: dropped(space.memory, op.addr, op.addr + size) });
  return OK;
}

export function mprotect(c: Context, op: Mprotect): Outcome {
  const space = spaceOf(c, actorOf(c, op.thread));
  const end = op.addr + pageAlign(op.size);
  if (op.addr & (PAGE - 1n)) return failed('EINVAL');
  if (!covered(space.maps, op.addr, end)) return failed('ENOMEM');
  const hit = space.maps.filter((mapping) => mapping.start < end && mapping.end > op.addr);
  for (const mapping of hit) {
    const objection = c.rules.mprotectObjection(mapping, op.prot);
    if (objection !== null) return failed(objection);
  }
  setSpace(c, {
    ...space,
    maps: changed(space.maps, op.addr, end, (mapping) => ({ ...mapping, prot: op.prot })),
  });
  return OK;
}

export function mremap(c: Context, op: Mremap): Outcome {
  const thread = actorOf(c, op.thread);
  const space = spaceOf(c, thread);
  const mapping = mappingAt(space.maps, op.addr);
  const [oldSize, newSize] = [pageAlign(op.old_size), pageAlign(op.new_size)];
  const end = op.addr + oldSize;
  if (op.addr & (PAGE - 1n) || newSize === 0n || oldSize === 0n) return failed('EINVAL');
  if (!mapping || mapping.end < end) return failed('EFAULT');
  if (newSize <= oldSize) {
    const start = op.addr + newSize;
    setSpace(c, {
      ...space,
      maps: without(space.maps, start, end),
      memory: dropped(space.memory, start, end),
    });
    return { outcome: 'ok', value: op.addr };
  }
  const lack = limitObjection(c, thread, space.maps, mapping, newSize - oldSize);
  if (lack !== null) return failed(lack);
  const room = mapping.end === end && !overlaps(space.maps, end, op.addr + newSize);
  if (room) {
    const { prot, shadow } = mapping;
    const maps = inserted(space.maps, { start: op.addr, end: op.addr + newSize, prot, shadow });
    setSpace(c, { ...space, maps });
    return { outcome: 'ok', value: op.addr };
  }
  return op.may_move ? relocate(c, space, op.addr, oldSize, newSize, mapping) : failed('ENOMEM');
}

/** Moves a mapping to where it has room: its words stay at the same distance from its start. */
function relocate(
  c: Context,
  space: Space,
  from: bigint,
  oldSize: bigint,
  newSize: bigint,
  { prot, shadow }: Mapping,
): Outcome {
  const wish = { size: newSize, shadow, top: c.state.config.mmap_top, bottom: GIB4 };
  const start = place(space.maps, wish, c.rules.guard);
  if (start === null) return failed('ENOMEM');
  const maps = inserted(without(space.maps, from, from + oldSize), {
    start,
    end: start + newSize,
    prot,
    shadow,
  });
  setSpace(c, { ...space, maps, memory: moved(space.memory, from, from + oldSize, start) });
  return { outcome: 'ok', value: start };
}

export function madvise(c: Context, op: Madvise): Outcome {
  const space = spaceOf(c, actorOf(c, op.thread));
  if (op.addr & (PAGE - 1n)) return failed('EINVAL');
  const end = op.addr + pageAlign(op.size);
  if (!covered(space.maps, op.addr, end)) return failed('ENOMEM');
  setSpace(c, { ...space, memory: dropped(space.memory, op.addr, end) });
  return OK;
}

export function setrlimit(c: Context, op: Setrlimit): Outcome {
  const process = processOf(c, actorOf(c, op.thread));
  setProcess(c, { ...process, rlimits: { ...process.rlimits, [op.resource]: op.value } });
  return OK;
}

/** The kernel's copies: write(2) out of the memory, the others into it. */
export function copy(c: Context, op: Copy): Outcome {
  const space = spaceOf(c, actorOf(c, op.thread));
  const value = op.value ?? 0n;
  if (op.via === 'write') {
    const word = copyFromUser(space, op.addr);
    return word === null ? failed('EFAULT') : { outcome: 'ok', value: word };
  }
  if (op.via === 'proc_mem') return forced(c, space, op.addr, value);
  return copyToUser(c, space, op.addr, value) ? OK : failed('EFAULT');
}

/** A write to the process's own memory file: forced through protections where the kernel allows that. */
function forced(c: Context, space: Space, address: bigint, value: bigint): Outcome {
  const mapping = mappingAt(space.maps, address);
  if (!mapping) return failed('EIO');
  const needsForce = mapping.shadow || (mapping.prot & 2) === 0;
  if (needsForce && c.choices['forced-memory-write'] === 'refused') return failed('EIO');
  setSpace(c, { ...space, memory: write64(touched(space.memory, address, mapping.shadow), address, value) });
  return OK;
}

function answer(got: bigint | string): Outcome {
  return typeof got === 'string' ? failed(got) : { outcome: 'ok', value: got };
}
