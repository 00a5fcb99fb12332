/** The state of the machine: plain readonly data, shared between steps where nothing changed. */
import type { Maps } from './maps';
import { merged } from './maps';
import type { Memory } from './memory';
import { EMPTY } from './memory';
import type { Config } from './types';

/** The user state of CET: IA32_PL3_SSP and IA32_U_CET. */
export interface Cet {
  readonly ssp: bigint;
  readonly ucet: bigint;
}

/** What sigaltstack set. */
export interface Altstack {
  readonly base: bigint;
  readonly size: bigint;
}

/** A frame of the normal stack; a list, so that deep chains of calls share what lies below. */
export interface Frame {
  readonly kind: 'call' | 'signal';
  /** The return address; of a signal frame what is in the place of a saved SSP. */
  readonly value: bigint;
  /** The stack pointer in it where it lies on an alternate stack; null on the ordinary stack. */
  readonly at: bigint | null;
  /** Of a signal frame the alternate stack that was set when the signal came. */
  readonly saved: Altstack | null;
  readonly depth: number;
  readonly below: Frame | null;
}

export interface Thread {
  readonly id: number;
  readonly process: number;
  readonly space: number;
  /** SHSTK 1, WRSS 2. */
  readonly features: number;
  readonly locked: bigint;
  /** The state in the CPU's registers and in the xsave buffer; `live` says which of them counts. */
  readonly registers: Cet;
  readonly buffer: Cet;
  readonly live: 'registers' | 'buffer';
  /** The shadow stack that the kernel made for the thread; 0 and 0 where it has none. */
  readonly base: bigint;
  readonly size: bigint;
  readonly frames: Frame | null;
  /** Number of the normal stack in use, and the frames of the others. */
  readonly stack: number;
  readonly parked: ReadonlyMap<number, Frame | null>;
  readonly altstack: Altstack | null;
  /** The vfork child that the thread waits for. */
  readonly waitsFor: number | null;
  /** A thread of the kernel in the program's memory (PF_USER_WORKER): it runs no code of the program. */
  readonly worker: boolean;
}

export interface Handler {
  readonly restorer: bigint | null;
  readonly onstack: boolean;
  /** Registered through the 32-bit entry, so that its code would run in compatibility mode. */
  readonly compat: boolean;
}

export interface Process {
  readonly id: number;
  readonly handlers: ReadonlyMap<number, Handler>;
  readonly rlimits: { readonly stack: bigint; readonly as: bigint; readonly data: bigint };
}

export interface Space {
  readonly id: number;
  readonly maps: Maps;
  readonly memory: Memory;
}

export interface State {
  readonly config: Config;
  readonly threads: readonly Thread[];
  readonly processes: readonly Process[];
  readonly spaces: readonly Space[];
  /** Numbers for the next thread, process and space. */
  readonly next: number;
}

export const CET_OFF: Cet = { ssp: 0n, ucet: 0n };

/**
 * One process of one thread, as a fresh program begins: feature off, nothing locked.
 * @throws RangeError where the mappings are none that a program has
 */
export function initialState(config: Config): State {
  needMappings(config.mappings);
  return {
    config,
    threads: [freshThread(1, 1, 1)],
    processes: [{ id: 1, handlers: new Map(), rlimits: config.rlimits }],
    spaces: [freshSpace(1, config)],
    next: 2,
  };
}

function needMappings(mappings: Config['mappings']): void {
  let last = 0n;
  for (const { start, end } of mappings) {
    if (start < last || end <= start || ((start | end) & 0xfffn) !== 0n)
      throw new RangeError(
        `0x${start.toString(16)} to 0x${end.toString(16)} is no mapping: they are whole pages, sorted and apart`,
      );
    last = end;
  }
}

export function freshSpace(id: number, config: Config): Space {
  const maps = merged(config.mappings.map((mapping) => ({ ...mapping, shadow: false })));
  return { id, maps, memory: EMPTY };
}

export function freshThread(id: number, process: number, space: number): Thread {
  return {
    id,
    process,
    space,
    features: 0,
    locked: 0n,
    registers: CET_OFF,
    buffer: CET_OFF,
    live: 'registers',
    base: 0n,
    size: 0n,
    frames: null,
    stack: 0,
    parked: new Map(),
    altstack: null,
    waitsFor: null,
    worker: false,
  };
}

/** A copy of the thread with another CET state in one place. Written out, which is faster than a spread. */
export function withCet(t: Thread, place: 'registers' | 'buffer', cet: Cet): Thread {
  return {
    id: t.id,
    process: t.process,
    space: t.space,
    features: t.features,
    locked: t.locked,
    registers: place === 'registers' ? cet : t.registers,
    buffer: place === 'buffer' ? cet : t.buffer,
    live: t.live,
    base: t.base,
    size: t.size,
    frames: t.frames,
    stack: t.stack,
    parked: t.parked,
    altstack: t.altstack,
    waitsFor: t.waitsFor,
    worker: t.worker,
  };
}

/** A copy of the thread with other frames and another SSP in its registers: what CALL and RET do. */
export function withFrames(t: Thread, frames: Frame | null, registers: Cet): Thread {
  return {
    id: t.id,
    process: t.process,
    space: t.space,
    features: t.features,
    locked: t.locked,
    registers,
    buffer: t.buffer,
    live: t.live,
    base: t.base,
    size: t.size,
    frames,
    stack: t.stack,
    parked: t.parked,
    altstack: t.altstack,
    waitsFor: t.waitsFor,
    worker: t.worker,
  };
}
