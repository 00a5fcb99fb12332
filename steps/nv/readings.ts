/** What a scenario looks at of a vCPU: its registers, and what the CPU or KVM itself holds. */
import { FULL_MODE, HCR, modeName } from '../../model/nv/pstate';
import type { Inspection, RegisterFile } from '../../model/nv/types';

export interface Reading {
  readonly name: string;
  /** Where an inspection shows it; in a file, which register of it. */
  readonly at: 'pstate' | 'pc' | 'hcr' | 'spsr' | 'esr' | 'el1' | 'vel2';
  readonly register?: keyof RegisterFile;
}

const FILES = (['spsr', 'elr', 'esr', 'vbar'] as const).flatMap((register): readonly Reading[] => [
  { name: `${register.toUpperCase()}_EL1`, at: 'el1', register },
  { name: `${register.toUpperCase()}_EL2`, at: 'vel2', register },
]);

export const READINGS: readonly Reading[] = [
  { name: 'PSTATE.M', at: 'pstate' },
  { name: 'PSTATE', at: 'pstate' },
  { name: 'PC', at: 'pc' },
  { name: 'HCR_EL2', at: 'hcr' },
  { name: 'hardware SPSR_EL2.M', at: 'spsr' },
  { name: 'hardware SPSR_EL2', at: 'spsr' },
  { name: "KVM's copy of ESR_EL2", at: 'esr' },
  ...FILES,
];

/** Null where the subject does not show it. */
export function valueIn(state: Inspection, { at, register = 'spsr' }: Reading): bigint | null {
  const found = state[at];
  return typeof found === 'object' ? found[register] : (found ?? null);
}

/** A value as it is compared, and shown where it differs. Of HCR_EL2 two bits count, and of `….M` the mode. */
export function shown({ name, at }: Reading, value: bigint | null): unknown {
  if (value === null) return 'not shown';
  if (name.endsWith('.M')) return modeName(value);
  return at === 'hcr' ? { E2H: (value & HCR.E2H) !== 0n, TGE: (value & HCR.TGE) !== 0n } : value;
}

/** The state that it speaks of. PSTATE is what SPSR_EL2 has become, and a file may be the one that the CPU holds. */
export function pathsOf({ at, register }: Reading): readonly string[] {
  if (register !== undefined) return [`${at}.${register}`, `cpu.${register}`];
  return at === 'pstate' ? ['pstate', 'spsr'] : [at];
}

/** What shows the field `state.…` where it differs in these bits. */
export function readingOf([first, at, register]: readonly string[], bits: bigint | null): Reading | null {
  if (first !== 'state') return null;
  const found = READINGS.filter((one) => one.at === at && one.register === register);
  const isMode = bits !== null && (bits & ~FULL_MODE) === 0n;
  return found.find(({ name }) => name.endsWith('.M') === isMode) ?? found[0] ?? null;
}
