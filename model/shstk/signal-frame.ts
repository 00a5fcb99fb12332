/** The normal stack at a signal: which one, and whether the frame can lie and be read there (arch/x86/kernel/signal.c). */
import { SIGNAL_FRAME } from './abi';
import { storable, throughout } from './access';
import type { Altstack, Frame, Handler, Space, Thread } from './state';
import type { Config } from './types';

/** Where a signal frame goes: its lowest address on an alternate stack, and null on the ordinary one. */
export interface Place {
  readonly at: bigint | null;
}

/** Whether a stack pointer lies on an alternate stack: above its base, at most at its end. */
export function isOn(altstack: Altstack | null, sp: bigint | null): boolean {
  if (altstack === null || sp === null) return false;
  return sp > altstack.base && sp - altstack.base <= altstack.size;
}

/** The thread's stack pointer where it is not on the ordinary stack, which always has room. */
export function stackPointer({ frames }: Thread): bigint | null {
  return frames?.at ?? null;
}

/** Where the frame of a handler goes; null where it does not fit or cannot be stored. */
export function placeFrame(config: Config, space: Space, thread: Thread, handler: Handler): Place | null {
  const { altstack } = thread;
  const sp = stackPointer(thread);
  const nested = isOn(altstack, sp);
  const enters = handler.onstack && altstack !== null && !nested;
  const top = enters ? altstack.base + altstack.size : sp;
  if (top === null) return { at: null };
  const at = top - sizeOf(config);
  if ((enters || nested) && !isOn(altstack, at)) return null;
  return throughout(space, at, top, storable) ? { at } : null;
}

/** Whether the kernel can read a frame back. */
export function readable(config: Config, space: Space, { at }: Frame): boolean {
  return at === null || throughout(space, at, at + sizeOf(config), ({ prot }) => prot !== 0);
}

function sizeOf({ signal_frame }: Config): bigint {
  return signal_frame ?? SIGNAL_FRAME;
}
