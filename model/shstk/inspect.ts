/** All of the machine's observable state as plain data. */
import { once } from '../core/once';
import { cetOf } from './context';
import type { Maps } from './maps';
import { wordsIn } from './memory';
import type { Frame, Process, Space, State, Thread } from './state';
import type { FrameView, Inspection, ProcessView, SpaceView, ThreadView } from './types';

const SHOWN_FRAMES = 64;
const SHOWN_WORDS = 4096;

export function inspect(state: State): Inspection {
  return {
    threads: Object.fromEntries(state.threads.map((thread) => [thread.id, threadView(thread)])),
    processes: Object.fromEntries(state.processes.map((process) => [process.id, processView(process)])),
    spaces: Object.fromEntries(state.spaces.map((space) => [space.id, spaceView(space)])),
  };
}

// Most operations change one thread or space, and a view that is the same object needs no comparing.

const threadView = once((thread: Thread): ThreadView => {
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

const processView = once(({ handlers, rlimits }: Process): ProcessView => ({
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

const spaceView = once(({ maps, memory }: Space): SpaceView => {
  const shadows = maps.filter(({ shadow }) => shadow);
  const words = shadows
    .flatMap(({ start, end }) => wordsIn(memory, start, end, SHOWN_WORDS))
    .slice(0, SHOWN_WORDS);
  return {
    maps: mapsView(maps),
    words: Object.fromEntries(words.map(([address, value]) => [key(address), value])),
  };
});

const mapsView = once((maps: Maps): SpaceView['maps'] =>
  Object.fromEntries(maps.map(({ start, end, prot, shadow }) => [key(start), { end, prot, shadow }])),
);

function key(address: bigint): string {
  return `0x${address.toString(16)}`;
}
