/** Shadow-stack memory: the one allocator behind ENABLE, clone and map_shadow_stack (arch/x86/kernel/shstk.c). */
import { u32 } from '../core/u64';
import { GIB4, MMAP_MIN_ADDR, PAGE, pageAlign, PROT_WRITE, SET_TOKEN, TASK_SIZE_MAX } from './abi';
import { shadowStore } from './access';
import type { Context } from './context';
import { actorOf, processOf, setSpace, spaceOf, threadOf } from './context';
import { errorIn } from './errno';
import type { Mapping, Maps } from './maps';
import { bytesIn, inserted, overlaps, without } from './maps';
import { dropped } from './memory';
import { place } from './placement';
import type { Space, Thread } from './state';
import type { MapShadowStack, Outcome } from './types';

export interface Request {
  /** 0 where the kernel chooses. */
  readonly addr: bigint;
  readonly size: bigint;
  readonly shadow: boolean;
  readonly prot: number;
  /** Whether the request came through the 32-bit entry. */
  readonly compat: boolean;
  /** Whether the caller has hinted at a place that it does not get. */
  readonly hinted?: boolean;
  /** Whether it takes the place of what is at the address (MAP_FIXED). */
  readonly over?: boolean;
}

/** Maps memory at a free address or at exactly the one asked for: the address, or the name of an error. */
export function allocate(c: Context, thread: Thread, request: Request): bigint | string {
  const { addr, size, shadow, prot, over } = request;
  const space = spaceOf(c, thread);
  if (size === 0n) return 'EINVAL';
  if (size > TASK_SIZE_MAX) return 'ENOMEM';
  const length = pageAlign(size);
  const start = addr === 0n ? choose(c, space.maps, length, request) : addr;
  if (start === null) return 'ENOMEM';
  const objection = addressObjection(addr, length);
  if (objection !== null) return objection;
  const free = over ? unmapped(space, start, start + length) : space;
  if (overlaps(free.maps, start, start + length)) return 'EEXIST';
  const lack = limitObjection(c, thread, free.maps, prot, length);
  if (lack !== null) return lack;
  setSpace(c, { ...free, maps: inserted(free.maps, { start, end: start + length, prot, shadow }) });
  return start;
}

/** The first objection to a fixed address, before the limits are looked at (mm/mmap.c, __get_unmapped_area()). */
function addressObjection(addr: bigint, size: bigint): string | null {
  const taken = errorIn(addr);
  if (taken !== null) return taken;
  if (addr + size > TASK_SIZE_MAX) return 'ENOMEM';
  return (addr & (PAGE - 1n)) === 0n ? null : 'EINVAL';
}

/** The address space without `[start, end)` and its words. */
export function unmapped(space: Space, start: bigint, end: bigint): Space {
  return { ...space, maps: without(space.maps, start, end), memory: dropped(space.memory, start, end) };
}

/** For a call through the 32-bit entry below 4 GiB, for shadow stacks else above. */
function choose(c: Context, maps: Maps, size: bigint, { shadow, compat, hinted }: Request): bigint | null {
  const { mmap_top, mmap_top_32 } = c.state.config;
  const range = compat
    ? { top: mmap_top_32, bottom: MMAP_MIN_ADDR }
    : { top: mmap_top, bottom: shadow ? GIB4 : MMAP_MIN_ADDR };
  return place(maps, { size, shadow, small: compat || hinted, ...range }, c.rules.guard);
}

/** RLIMIT_AS, RLIMIT_DATA and what memory accounting grants (may_expand_vm()). */
export function limitObjection(
  c: Context,
  thread: Thread,
  maps: Maps,
  prot: number,
  bytes: bigint,
): string | null {
  const { rlimits } = processOf(c, thread);
  if (bytesIn(maps) + bytes > rlimits.as) return 'ENOMEM';
  if (isWritable({ prot }) && bytesIn(maps, isData) + bytes > rlimits.data) return 'ENOMEM';
  return bytes > c.state.config.largest_mapping ? 'ENOMEM' : null;
}

function isWritable({ prot }: Pick<Mapping, 'prot'>): boolean {
  return (prot & PROT_WRITE) !== 0;
}

/** What is mapped of shadow stacks is stack, and no data (vm_stat_account(), is_stack_mapping()). */
function isData(mapping: Mapping): boolean {
  return isWritable(mapping) && !mapping.shadow;
}

/** The size of a stack for a limit: at most 4 GiB, whole pages. */
export function stackSize(limit: bigint): bigint {
  return pageAlign(limit < GIB4 ? limit : GIB4);
}

/** A stack for a thread: the address, or the name of an error. */
export function allocateStack(c: Context, thread: Thread, size: bigint): bigint | string {
  return allocate(c, thread, { addr: 0n, size, shadow: true, prot: c.rules.shadowProt, compat: false });
}

/** Unmaps what the kernel mapped for a thread, whatever is there by now. */
export function unmapStack(c: Context, thread: Thread, base: bigint, size: bigint): void {
  if (size > 0n) setSpace(c, unmapped(spaceOf(c, thread), base, base + size));
}

export function mapShadowStack(c: Context, op: MapShadowStack): Outcome {
  const thread = actorOf(c, op.thread);
  if (op.entry === 'x32') return { outcome: 'error', error: 'ENOSYS' };
  const compat = op.entry === '32';
  const { addr: asked = 0n } = op;
  const addr = compat ? u32(asked) : asked;
  const { rules } = c;
  if (!rules.hasShstk(c.state.config)) return { outcome: 'error', error: rules.mapUnsupported };
  const objection = rules.mapObjection(addr, op.size, op.flags);
  if (objection !== null) return { outcome: 'error', error: objection };
  const got = allocate(c, thread, { addr, size: op.size, shadow: true, prot: rules.shadowProt, compat });
  if (typeof got === 'string') return { outcome: 'error', error: got };
  if ((op.flags & SET_TOKEN) === 0n) return { outcome: 'ok', value: got };
  const end = got + op.size;
  if ((end & 7n) === 0n) {
    shadowStore(c, threadOf(c, op.thread), end - 8n, end | 1n);
    return { outcome: 'ok', value: got };
  }
  unmapStack(c, thread, got, pageAlign(op.size));
  return { outcome: 'error', error: 'EINVAL' };
}
