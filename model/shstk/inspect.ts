/** All of the machine's observable state as plain data. */
import { lately } from '../core/once';
import { cetOf } from './context';
import type { Maps } from './maps';
import { wordsIn } from './memory';
import type { Frame, Process, Space, State, Thread } from './state';
import type { FrameView, Inspection, ProcessView, SpaceView, ThreadView } from './types';

const SHOWN_FRAMES = 64;
const SHOWN_WORDS = 4096;

export function inspect(state: State): Inspection {
  return {
    threads: byNumber(state.threads, threadView),
    processes: byNumber(state.processes, processView),
    spaces: byNumber(state.spaces, spaceView),
  };
}

/** Written out, as is what follows, which is faster than by way of lists of entries. */
function byNumber<T extends { readonly id: number }, V>(
  all: readonly T[],
  view: (one: T) => V,
): Record<string, V> {
  const shown: Record<string, V> = {};
  for (const one of all) shown[one.id] = view(one);
  return shown;
}

// Most operations change one thread or space of the few that there are, and a view that is the same object needs no comparing.

const threadView = lately((thread: Thread): ThreadView => {
  const { ssp, ucet } = cetOf(thread);
  const { process, space, locked, base, size } = thread;
  return {
    process,
    space,
    features: BigInt(thread.features),
    locked,
    ssp,
    ucet,
    base,
    size,
    depth: thread.frames?.depth ?? 0,
    frames: framesOf(thread.frames),
    waits_for: thread.waitsFor,
  };
});

const processView = lately(({ handlers, rlimits }: Process): ProcessView => ({
  handled: [...handlers.keys()].sort((a, b) => a - b),
  rlimits,
}));

function framesOf(innermost: Frame | null): FrameView[] {
  const list: FrameView[] = [];
  for (let frame = innermost; frame && list.length < SHOWN_FRAMES; frame = frame.below) {
    list.push({ kind: frame.kind, value: frame.value, altstack: frame.at !== null });
  }
  return list;
}

const spaceView = lately(({ maps, memory }: Space): SpaceView => {
  const words: SpaceView['words'] = {};
  let left = SHOWN_WORDS;
  for (const { start, end, shadow } of maps) {
    const found = shadow ? wordsIn(memory, start, end, left) : [];
    for (const [address, value] of found) words[key(address)] = value;
    left -= found.length;
  }
  return { maps: mapsView(maps), words };
});

const mapsView = lately((maps: Maps): SpaceView['maps'] => {
  const shown: SpaceView['maps'] = {};
  for (const { start, end, prot, shadow } of maps) shown[key(start)] = { end, prot, shadow };
  return shown;
});

function key(address: bigint): string {
  return `0x${address.toString(16)}`;
}
