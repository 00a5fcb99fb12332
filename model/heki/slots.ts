/** The host's two tables of 16 slots: how a range gets in, and what they deny. */
import type { Context } from './context';
import { setVm } from './context';
import type { Taken } from './rules';
import type { GfnSlot, Pool, Vm } from './state';
import type { PaRange } from './types';

const ZERO: GfnSlot = { start: 0, end: 0 };

/** While a slot is free, the highest free one; then none. */
export function takeSlot({ left }: Pool): Taken {
  return left > 1 ? { slot: left - 2, left: left - 1 } : { slot: 'full', left };
}

export function usedSlots({ slots }: Pool): readonly GfnSlot[] {
  return slots.filter((slot) => slot !== null);
}

/** Both ends are included. */
function holds({ start, end }: GfnSlot, gfn: number): boolean {
  return gfn >= start && gfn <= end;
}

/** Stores an accepted range; says `full` where it was not. */
export function storeRange(c: Context, of: 'write' | 'exec', range: PaRange): 'stored' | 'full' {
  const pool = c.state.vm[of];
  const { slot, left } = c.rules.take(pool, of);
  if (slot === 'full') {
    setVm(c, { [of]: { left, slots: pool.slots } });
    return 'full';
  }
  const stored = { start: Number(range.gfn_start), end: Number(range.gfn_end) };
  if (slot !== 'below') setVm(c, { [of]: { left, slots: replaced(pool.slots, slot, stored) } });
  else if (of === 'write') setVm(c, { stray: stored });
  else setVm(c, { write: overwritten(c.state.vm.write, stored) });
  return 'stored';
}

function replaced(slots: Pool['slots'], index: number, slot: GfnSlot): Pool['slots'] {
  const copy = slots.slice();
  copy[index] = slot;
  return copy;
}

/** Two slots below the table of EXEC ranges lie the end of write slot 14 and the start of write slot 15. */
function overwritten(pool: Pool, { start, end }: GfnSlot): Pool {
  const low = pool.slots[14] ?? ZERO;
  const high = pool.slots[15] ?? ZERO;
  const slots = replaced(replaced(pool.slots, 14, { start: low.start, end: start }), 15, {
    start: end,
    end: high.end,
  });
  return { left: pool.left, slots };
}

/** Whether a write to the frame is denied. */
export function writeLocked(c: Context, gfn: number): boolean {
  const { slots } = c.state.vm.write;
  for (const used of slots) {
    const slot = used ?? c.rules.unusedSlot;
    if (slot && holds(slot, gfn)) return true;
  }
  return false;
}

/** Whether the kernel may execute the frame. */
export function execAllowed(c: Context, gfn: number): boolean {
  const { execLocked, exec } = c.state.vm;
  return !execLocked || c.rules.allowed(exec).some((slot) => holds(slot, gfn));
}

export function lockExec(c: Context): void {
  setVm(c, { execLocked: true });
}

/** What was written below the table of write slots, in bytes from its start. */
export function strayOf({ stray }: Vm): { offset: number; value: bigint }[] {
  if (!stray) return [];
  return [
    { offset: -32, value: BigInt(stray.start) },
    { offset: -24, value: BigInt(stray.end) },
  ];
}
