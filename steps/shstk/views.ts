/** What a state shows of a thread and of its memory. */
import { hex } from '../../model/core/u64';
import type { Inspection, MappingView, SpaceView, ThreadView } from '../../model/shstk/types';
import type { Range } from './words';

/** What a piece of memory is. */
export type Kind = 'shadow' | 'ordinary' | 'unmapped';

/** @throws Error where the thread has ended */
export function viewOf({ threads }: Inspection, id: number): ThreadView {
  const view = threads[id];
  if (!view) throw new Error(`there is no thread ${id} any more`);
  return view;
}

/** The memory of a thread. A process with memory of its own has it under the number of its first thread. */
export function spaceOf(state: Inspection, id: number): SpaceView {
  return state.spaces[viewOf(state, id).space] ?? { maps: {}, words: {} };
}

/** @throws Error where some of the range is something else */
export function expectKind(state: Inspection, { thread: id, start, end }: Range, kind: Kind): void {
  const got = kindOf(spaceOf(state, id), start, end);
  if (got !== kind) throw new Error(`expected ${hex(start)} to ${hex(end)} to be ${kind}, it is ${got}`);
}

/** What all of the bytes are; a mapping may begin or end further out. */
function kindOf(
  { maps }: SpaceView,
  start: bigint,
  end: bigint,
): Kind | 'partly one thing and partly another' {
  const hit = Object.entries(maps)
    .map(([at, map]): MappingView & { start: bigint } => ({ start: BigInt(at), ...map }))
    .filter((map) => map.start < end && map.end > start);
  if (hit.length === 0) return 'unmapped';
  const bytes = hit.reduce((sum, map) => sum + least(map.end, end) - most(map.start, start), 0n);
  const isShadow = hit.every(({ shadow }) => shadow);
  if (bytes !== end - start || hit.some(({ shadow }) => shadow !== isShadow))
    return 'partly one thing and partly another';
  return isShadow ? 'shadow' : 'ordinary';
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function most(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
