/** The guest's memory, as far as userspace and the guest pass bytes to each other through it. */
import type { Context } from './context';
import { vmOf } from './context';
import type { Memory } from './state';
import { withVm } from './state';
import type { Outcome, ReadMemory, WriteMemory } from './types';

export function readMemory(c: Context, op: ReadMemory): Outcome {
  return { outcome: 'ok', value: readBytes(vmOf(c, op.vm).memory, op.gpa, op.size) };
}

export function writeMemory(c: Context, op: WriteMemory): Outcome {
  store(c, op.vm, op.gpa, op.size, op.value);
  return { outcome: 'ok' };
}

/** Bytes as one number, the first the lowest; 0 where nothing was written. */
export function readBytes(memory: Memory, gpa: bigint, size: number): bigint {
  return [...Array(size).keys()].reduce(
    (sum, i) => sum | (BigInt(memory.get(gpa + BigInt(i)) ?? 0) << BigInt(8 * i)),
    0n,
  );
}

export function store(c: Context, vm: number, gpa: bigint, size: number, value: bigint): void {
  const memory = new Map(vmOf(c, vm).memory);
  for (let i = 0; i < size; i += 1) memory.set(gpa + BigInt(i), Number((value >> BigInt(8 * i)) & 0xffn));
  c.state = withVm(c.state, vm, { memory });
}
