/** Shadow-stack memory: the one allocator behind ENABLE, clone and map_shadow_stack (arch/x86/kernel/shstk.c). */
import { GIB4, PAGE, pageAlign, TASK_SIZE_MAX } from './abi';
import { shadowStore } from './access';
import type { Context } from './context';
import { actorOf, processOf, setSpace, spaceOf, threadOf } from './context';
import type { Maps } from './maps';
import { bytesIn, inserted, without } from './maps';
import { dropped } from './memory';
import { place } from './placement';
import type { Thread } from './state';
import type { MapShadowStack, Outcome } from './types';

export interface Request {
  /** 0 where the kernel chooses. */
  readonly addr: bigint;
  readonly size: bigint;
  readonly shadow: boolean;
  readonly prot: number;
  /** Whether the request came through the 32-bit entry. */
  readonly compat: boolean;
}

/** Maps memory at a free address or at exactly the one asked for: the address, or the name of an error. */
export function allocate(
  c: Context,
  thread: Thread,
  { addr, size, shadow, prot, compat }: Request,
): bigint | string {
  const space = spaceOf(c, thread);
  if (size === 0n) return 'EINVAL';
  const length = pageAlign(size);
  if (length === 0n || length > TASK_SIZE_MAX) return 'ENOMEM';
  const chosen = addr === 0n || !c.rules.heedsAddress;
  const start = chosen ? choose(c, space.maps, length, shadow, compat) : c.rules.fixedAddress(addr);
  if (start === null) return 'ENOMEM';
  const objection = chosen ? null : c.rules.addressObjection(space.maps, start, length);
  if (objection !== null && !(objection === 'EEXIST' && c.rules.replacesOnCollision)) return objection;
  const lack = limitObjection(c, thread, space.maps, { shadow, prot }, length);
  if (lack !== null) return lack;
  const maps = inserted(space.maps, { start, end: start + length, prot, shadow });
  setSpace(c, { ...space, maps, memory: dropped(space.memory, start, start + length) });
  return start;
}

function choose(c: Context, maps: Maps, size: bigint, shadow: boolean, compat: boolean): bigint | null {
  const { mmap_top, mmap_top_32 } = c.state.config;
  const low = compat && c.rules.compatMapsLow;
  const range = low
    ? { top: mmap_top_32, bottom: PAGE * 16n }
    : { top: mmap_top, bottom: shadow ? GIB4 : PAGE * 16n };
  return place(maps, { size, shadow, ...range }, { below: c.rules.gapBelow, own: c.rules.ownGap });
}

/** RLIMIT_AS, RLIMIT_DATA and what memory accounting grants. */
export function limitObjection(
  c: Context,
  thread: Thread,
  maps: Maps,
  kind: { readonly shadow: boolean; readonly prot: number },
  bytes: bigint,
): string | null {
  const { rlimits } = processOf(c, thread);
  const counts = c.rules.counted(kind);
  const data = bytesIn(maps, (mapping) => c.rules.counted(mapping)) + bytes;
  if (c.rules.asLimitCounts && bytesIn(maps) + bytes > rlimits.as) return 'ENOMEM';
  if (counts && data > rlimits.data) return 'ENOMEM';
  return bytes > c.state.config.largest_mapping ? 'ENOMEM' : null;
}

/** A stack for a thread: the address, or the name of an error. Size 0 is judged by the caller's rule. */
export function allocateStack(c: Context, thread: Thread, size: bigint): bigint | string {
  return allocate(c, thread, { addr: 0n, size, shadow: true, prot: c.rules.shadowProt, compat: false });
}

/** Unmaps what the kernel mapped for a thread, whatever is there by now. */
export function unmapStack(c: Context, thread: Thread, base: bigint, size: bigint): void {
  if (size === 0n) return;
  const space = spaceOf(c, thread);
  setSpace(c, {
    ...space,
    maps: without(space.maps, base, base + size),
    memory: dropped(space.memory, base, base + size),
  });
}

export function mapShadowStack(c: Context, op: MapShadowStack): Outcome {
  const thread = actorOf(c, op.thread);
  if (op.entry === 'x32') return { outcome: 'error', error: 'ENOSYS' };
  const compat = op.entry === '32';
  const addr = compat ? BigInt.asUintN(32, op.addr ?? 0n) : (op.addr ?? 0n);
  const { rules } = c;
  if (!rules.supported(c.state.config)) return { outcome: 'error', error: rules.mapUnsupported };
  if (rules.mapNeedsFeature && thread.features === 0) return { outcome: 'error', error: 'EPERM' };
  const objection = rules.mapObjection(addr, op.size, op.flags);
  if (objection !== null) return { outcome: 'error', error: objection };
  const got = allocate(c, thread, { addr, size: op.size, shadow: true, prot: rules.shadowProt, compat });
  if (typeof got === 'string') return { outcome: 'error', error: got };
  if (!rules.setsToken(op.flags)) return { outcome: 'ok', value: got };
  const end = rules.tokenEnd(got, op.size);
  if ((end & 7n) === 0n) {
    shadowStore(c, threadOf(c, op.thread), end - 8n, rules.tokenValue(end));
    return { outcome: 'ok', value: got };
  }
  if (rules.failedTokenUnmaps) unmapStack(c, thread, got, pageAlign(op.size));
  return { outcome: 'error', error: 'EINVAL' };
}
