/** Memory calls that a program makes on its shadow stacks as on any memory (mm/mmap.c, mprotect.c, mremap.c). */
import { MMAP_MIN_ADDR, PAGE, pageAlign, TASK_SIZE_MAX } from './abi';
import { allocate, limitObjection, unmapped } from './alloc';
import type { Context } from './context';
import { actorOf, processOf, setProcess, setMemory, setSpace, spaceOf } from './context';
import { failed, OK } from './switching';
import type { Mapping } from './maps';
import { changed, covered, hits, inserted, mappingAt, overlaps, without } from './maps';
import { dropped, moved } from './memory';
import { hintFits, place } from './placement';
import type { Space } from './state';
import type { Madvise, Mmap, Mprotect, Mremap, Munmap, Outcome, Setrlimit, UffdioRegister } from './types';

export function mmap(c: Context, op: Mmap): Outcome {
  const thread = actorOf(c, op.thread);
  const { maps } = spaceOf(c, thread);
  const size = pageAlign(op.size);
  const request = { addr: op.addr, size: op.size, shadow: false, prot: op.prot, compat: false };
  if (op.place !== 'hint') return answer(allocate(c, thread, { ...request, over: op.place === 'fixed' }));
  const hint = op.addr & ~(PAGE - 1n);
  const fits = hint + size <= TASK_SIZE_MAX && hintFits(maps, hint, size, c.rules.guard);
  return answer(allocate(c, thread, { ...request, addr: fits ? hint : 0n, hinted: hint !== 0n }));
}

export function munmap(c: Context, op: Munmap): Outcome {
  const thread = actorOf(c, op.thread);
  const size = pageAlign(op.size);
  if (op.addr & (PAGE - 1n) || size === 0n) return failed('EINVAL');
  setSpace(c, unmapped(spaceOf(c, thread), op.addr, op.addr + size));
  return OK;
}

export function mprotect(c: Context, op: Mprotect): Outcome {
  const space = spaceOf(c, actorOf(c, op.thread));
  const end = op.addr + pageAlign(op.size);
  if (op.addr & (PAGE - 1n)) return failed('EINVAL');
  if (!covered(space.maps, op.addr, end)) return failed('ENOMEM');
  for (const mapping of hits(space.maps, op.addr, end)) {
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
  if (op.addr & (PAGE - 1n) || newSize === 0n) return failed('EINVAL');
  if (op.dont_unmap && (!op.may_move || op.old_size !== op.new_size)) return failed('EINVAL');
  if (!mapping) return failed('EFAULT');
  if (oldSize === 0n) return failed('EINVAL');
  const end = op.addr + oldSize;
  if (mapping.end < end && (op.dont_unmap || newSize > oldSize)) return failed('EFAULT');
  if (op.dont_unmap) {
    const lack = limitObjection(c, thread, space.maps, mapping.prot, newSize);
    return lack === null ? relocate(c, space, op, mapping) : failed(lack);
  }
  if (newSize <= oldSize) {
    setSpace(c, unmapped(space, op.addr + newSize, end));
    return { outcome: 'ok', value: op.addr };
  }
  const lack = limitObjection(c, thread, space.maps, mapping.prot, newSize - oldSize);
  if (lack !== null) return failed(lack);
  if (mapping.end === end && !overlaps(space.maps, end, op.addr + newSize)) {
    const { prot, shadow } = mapping;
    const maps = inserted(space.maps, { start: op.addr, end: op.addr + newSize, prot, shadow });
    setSpace(c, { ...space, maps });
    return { outcome: 'ok', value: op.addr };
  }
  return op.may_move ? relocate(c, space, op, mapping) : failed('ENOMEM');
}

/**
 * Moves a mapping to where it has room: its words stay at the same distance from its start. No free page is asked
 * for below it, even of a shadow stack (mm/mremap.c: get_unmapped_area() is not told what it is for).
 */
function relocate(c: Context, space: Space, op: Mremap, { prot, shadow }: Mapping): Outcome {
  const [from, size] = [op.addr, pageAlign(op.new_size)];
  const wish = { size, shadow: false, top: c.state.config.mmap_top, bottom: MMAP_MIN_ADDR };
  const start = place(space.maps, wish, c.rules.guard);
  if (start === null) return failed('ENOMEM');
  const end = from + pageAlign(op.old_size);
  const kept = op.dont_unmap ? space.maps : without(space.maps, from, end);
  const maps = inserted(kept, { start, end: start + size, prot, shadow });
  setSpace(c, { ...space, maps, memory: moved(space.memory, from, end, start) });
  return { outcome: 'ok', value: start };
}

export function madvise(c: Context, op: Madvise): Outcome {
  const space = spaceOf(c, actorOf(c, op.thread));
  if (op.addr & (PAGE - 1n)) return failed('EINVAL');
  const end = op.addr + pageAlign(op.size);
  if (!covered(space.maps, op.addr, end)) return failed('ENOMEM');
  setMemory(c, space, dropped(space.memory, op.addr, end));
  return OK;
}

/** A registration is taken back at once: what is told is whether the memory may be registered (mm/userfaultfd.c). */
export function uffdioRegister(c: Context, op: UffdioRegister): Outcome {
  const { maps } = spaceOf(c, actorOf(c, op.thread));
  const end = op.addr + op.size;
  const hit = hits(maps, op.addr, end);
  if (((op.addr | op.size) & (PAGE - 1n)) !== 0n || hit.length === 0) return failed('EINVAL');
  const refusesStacks = c.choices['userfaultfd-register'] !== 'accepted';
  return refusesStacks && hit.some(({ shadow }) => shadow) ? failed('EINVAL') : OK;
}

export function setrlimit(c: Context, op: Setrlimit): Outcome {
  const process = processOf(c, actorOf(c, op.thread));
  setProcess(c, { ...process, rlimits: { ...process.rlimits, [op.resource]: op.value } });
  return OK;
}

function answer(got: bigint | string): Outcome {
  return typeof got === 'string' ? failed(got) : { outcome: 'ok', value: got };
}
