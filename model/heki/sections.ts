/** The table that the x86 code hands to early init (arch/x86/kernel/setup.c of 3/9). */
import { EXEC, NOWRITE } from './ranges';
import type { Kernel, Symbols, VaRange } from './types';

export interface Section {
  readonly name: string;
  readonly start: keyof Symbols;
  readonly end: keyof Symbols;
  readonly attributes: bigint;
}

/** In the order of the table; the last three only with CONFIG_UNWINDER_ORC. */
export const SECTIONS: readonly Section[] = [
  { name: '.text', start: '_stext', end: '_etext', attributes: NOWRITE | EXEC },
  { name: '.rodata', start: '__start_rodata', end: '__end_rodata', attributes: NOWRITE },
  {
    name: '.orc_unwind_ip',
    start: '__start_orc_unwind_ip',
    end: '__stop_orc_unwind_ip',
    attributes: NOWRITE,
  },
  { name: '.orc_unwind', start: '__start_orc_unwind', end: '__stop_orc_unwind', attributes: NOWRITE },
  { name: '.orc_lookup', start: 'orc_lookup', end: 'orc_lookup_end', attributes: NOWRITE },
];

/** The sections of a kernel: two without the ORC unwinder, five with it. */
export function sectionsOf(kernel: Pick<Kernel, 'orc'>): readonly Section[] {
  return kernel.orc ? SECTIONS : SECTIONS.slice(0, 2);
}

/** The table of a kernel, as address ranges. A symbol that the configuration leaves out is 0. */
export function tableOf(kernel: Pick<Kernel, 'orc'>, symbols: Symbols): readonly VaRange[] {
  return sectionsOf(kernel).map(({ start, end, attributes }) => ({
    va_start: symbols[start] ?? 0n,
    va_end: symbols[end] ?? 0n,
    attributes,
  }));
}
