/** How the table of owners puts its conditions: what was asked, by whom, and what had happened before. */
import type { Look, OwnedLine } from '../../core/owners';
import type { Command } from '../abi';
import { commandOf as commandIn, pageAlign, SHSTK, UPSTREAM_NUMBERS } from '../abi';
import type { Mapping, Maps } from '../maps';
import { mappingAt } from '../maps';
import type { Memory } from '../memory';
import { EMPTY } from '../memory';
import type { Frame, State, Thread } from '../state';
import type { ArchPrctl, Op, Outcome } from '../types';

export type Seen = Look<State, Op, Outcome>;
export type Name = Op['op'];
export type OpOf<K extends Name> = Extract<Op, { op: K }>;

/** Whether a requirement speaks; `past` are the looks since the reset, oldest first. */
export type When<K extends Name> = (op: OpOf<K>, look: Seen, past: readonly Seen[]) => boolean;

export type Row = OwnedLine<Seen>;

/** A line of the table: a requirement owns fields of some operations, under a condition. */
export function owns<K extends Name>(
  id: string,
  ops: readonly K[],
  fields: readonly string[],
  when?: When<K>,
  shows?: (op: OpOf<K>, look: Seen) => string | null,
): Row {
  return {
    id,
    ops,
    fields,
    ...(when ? { when: (look, past) => when(look.op as OpOf<K>, look, past) } : {}),
    ...(shows ? { shows: (look) => shows(look.op as OpOf<K>, look) } : {}),
  };
}

/** The same for whatever operation. */
export function ownsAlways(
  id: string,
  fields: readonly string[],
  when: (look: Seen, past: readonly Seen[]) => boolean,
): Row {
  return { id, fields, when };
}

// Fields that go together.
export const RESULT = ['outcome', 'error'] as const;
export const FAULT = ['outcome', 'fault', 'signal', 'si_code', 'si_addr', 'trapno'] as const;
export const FEATURES = 'state.threads.*.features';
export const LOCKED = 'state.threads.*.locked';
export const SSP = 'state.threads.*.ssp';
export const UCET = 'state.threads.*.ucet';
export const CET = [SSP, UCET] as const;
export const RECORD = ['state.threads.*.base', 'state.threads.*.size'] as const;
/** What stands in a frame is shown by the return through it; a signal frame holds nothing before somebody writes over it. */
export const FRAMES = [
  'state.threads.*.depth',
  'state.threads.*.frames',
  'state.threads.*.frames.*.kind',
  'state.threads.*.frames.*.altstack',
] as const;
export const RETURN_ADDRESS = 'state.threads.*.frames.0.value';
export const MAPS = ['state.spaces.*.maps.*', 'state.spaces.*.maps.*.*'] as const;
export const WORDS = 'state.spaces.*.words.*';
export const MEMORY = [...MAPS, WORDS] as const;
export const HANDLER = ['events.handler', 'events.handler.*'] as const;
/** That nothing of the features changed. */
export const STATE = [FEATURES, LOCKED, ...CET, ...RECORD, ...MEMORY] as const;

/** The thread that acts or is acted on, before. */
export function actor({ op, before }: Seen): Thread | undefined {
  const { thread } = op as { thread?: number };
  return before.threads.find(({ id }) => id === thread);
}

export function isOn(look: Seen): boolean {
  return ((actor(look)?.features ?? 0) & SHSTK) !== 0;
}

export function succeeds({ outcome }: Seen): boolean {
  return outcome.outcome === 'ok';
}

export function fails({ outcome }: Seen, error?: string): boolean {
  return outcome.outcome === 'error' && (error === undefined || outcome.error === error);
}

export function faults({ outcome }: Seen, fault?: string): boolean {
  return outcome.outcome === 'fault' && (fault === undefined || outcome.fault === fault);
}

/** What is mapped for the thread that acts, before. */
export function mapsOf(look: Seen): Maps {
  const space = actor(look)?.space;
  return look.before.spaces.find(({ id }) => id === space)?.maps ?? [];
}

export function memoryOf(look: Seen): Memory {
  const space = actor(look)?.space;
  return look.before.spaces.find(({ id }) => id === space)?.memory ?? EMPTY;
}

export function mapping(look: Seen, address: bigint): Mapping | null {
  return mappingAt(mapsOf(look), address);
}

/** Where the thread that acts has its SSP, before. */
export function sspOf(look: Seen): bigint {
  const thread = actor(look);
  if (!thread) return 0n;
  return thread.live === 'registers' ? thread.registers.ssp : thread.buffer.ssp;
}

/** Whether the range of a call meets a shadow stack. */
export function meets(look: Seen, addr: bigint, size: bigint): boolean {
  const end = addr + pageAlign(size);
  return mapsOf(look).some((one) => one.shadow && one.start < end && one.end > addr);
}

export function isShadow(look: Seen, address: bigint): boolean {
  return mapping(look, address)?.shadow ?? false;
}

/** The innermost signal frame on the thread's normal stack. */
export function signalFrame(frames: Frame | null): Frame | null {
  let frame = frames;
  while (frame && frame.kind !== 'signal') frame = frame.below;
  return frame;
}

/** Whether such an operation was made before. */
export function earlier<K extends Name>(
  past: readonly Seen[],
  ops: readonly K[],
  test: (op: OpOf<K>, look: Seen) => boolean = () => true,
): boolean {
  return past.some((look) => (ops as readonly Name[]).includes(look.op.op) && test(look.op as OpOf<K>, look));
}

/** The looks after the last one that passes a test; all where none does. */
export function since(past: readonly Seen[], test: (look: Seen) => boolean): readonly Seen[] {
  return past.slice(past.findLastIndex(test) + 1);
}

export function isThread(op: Op, id: number | undefined): boolean {
  return (op as { thread?: number }).thread === id;
}

/** Which of the merged interface's commands is called through the ordinary entry, or null. */
export function commandOf({ option, entry }: Pick<ArchPrctl, 'option' | 'entry'>): Command | null {
  if (entry === '32' || entry === 'x32') return null;
  return numbered(option);
}

export function numbered(option: bigint): Command | null {
  return commandIn(UPSTREAM_NUMBERS, option);
}

export function path(look: Seen, member: string): string | null {
  const thread = actor(look);
  return thread ? `state.threads.${thread.id}.${member}` : null;
}

/** Whether such a bit of U_CET is set for the thread that acts, before. */
export function isEnabled(look: Seen, bit: bigint): boolean {
  const thread = actor(look);
  const cet = thread?.live === 'buffer' ? thread.buffer : thread?.registers;
  return ((cet?.ucet ?? 0n) & bit) !== 0n;
}
