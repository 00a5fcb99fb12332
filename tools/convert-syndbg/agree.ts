/**
 * The probe printed its inputs beside what it saw, and the registers that an instruction leaves alone. None of
 * them is carried into a recording, all have to agree with the step that was built again.
 */
import { show } from '../../model/core/compare';
import type { Fact } from './facts';
import { Misfit } from './facts';
import type { Instruction } from './instruction';

/** Length of the instruction; a HLT of one byte follows, or an OUT, at which RIP still stands. */
const LENGTH: Readonly<Record<Instruction['op'], bigint>> = {
  wrmsr: 2n,
  rdmsr: 2n,
  hypercall: 3n,
  cpuid: 2n,
  run: 0n,
};
const HLT = 0x1030n;

/** @throws Error where a fact disagrees with the step that it is put beside */
export function agree(fact: Fact, op: Instruction): void {
  const { rip = op.op === 'run' ? HLT : 0x1000n, value, upper = 0n } = op as Instruction & Registers;
  const next = rip + LENGTH[op.op];
  equal(fact, 'msr', op.msr);
  equal(fact, 'wrote', value);
  equal(fact, 'rip_after', next + 1n);
  equal(fact, 'rip_at_out', next);
  if (op.op !== 'wrmsr' || value === undefined) return;
  equal(fact, 'rax', (upper << 32n) | (value & 0xffffffffn));
  equal(fact, 'rdx', (upper << 32n) | (value >> 32n));
}

interface Registers {
  readonly rip?: bigint;
  readonly value?: bigint;
  readonly upper?: bigint;
}

/** @throws Error where the fact has the field with another value */
export function equal(fact: Fact, key: string, wanted: bigint | undefined): void {
  const found = fact.fields[key];
  if (found === undefined || found === wanted) return;
  throw new Misfit(fact, `${key} is ${show(found)}, the step built from it has ${show(wanted)}`);
}
