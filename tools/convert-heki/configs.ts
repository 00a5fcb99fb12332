/** Configurations of the harness: the kernel image of a 6.12 boot, hosts with parts of the series. */
import type { Fields, Triple } from './facts';

/** Section bounds of the kernel that the harness stood in for, without address randomisation. */
const SYMBOLS = {
  _stext: '0xffffffff81000000',
  _etext: '0xffffffff82000000',
  __start_rodata: '0xffffffff82000000',
  __end_rodata: '0xffffffff82b8d000',
};
const ORC = {
  __start_orc_unwind_ip: '0xffffffff82e8d8e8',
  __stop_orc_unwind_ip: '0xffffffff83044fc0',
  __start_orc_unwind: '0xffffffff83044fc0',
  __stop_orc_unwind: '0xffffffff832d8204',
  orc_lookup: '0xffffffff832d8204',
  orc_lookup_end: '0xffffffff83318208',
};

export const HOST_CR0 = '0x80050033';
export const HOST_CR4 = '0xb72ef0';
export const GUEST_CR4 = '0xb70ef0';
const NO_HOST = { series: 'none', mbec: false, tdp_mmu: true, cr0: HOST_CR0, cr4: HOST_CR4 };

export interface Kernel {
  readonly orc: boolean;
  readonly physBase?: string;
  readonly tests?: boolean;
  readonly guestCr4?: string;
  readonly symbols?: object;
}

export function configOf(
  { orc, physBase, tests, guestCr4, symbols }: Kernel,
  host: object = NO_HOST,
): object {
  return {
    kernel: { arch: 'x86-64', jump_label: false, heki: 'default', orc, ...(tests === true ? { tests } : {}) },
    symbols: symbols ?? { ...SYMBOLS, ...(orc ? ORC : {}) },
    phys_base: physBase ?? '0x0',
    vcpus: 1,
    guest_cr4: guestCr4 ?? GUEST_CR4,
    host,
  };
}

/** A host with part of the series; `more` overrides. */
export function hostOf(series: unknown, mbec: boolean, more: Fields = {}): object {
  return { series, mbec, tdp_mmu: true, cr0: HOST_CR0, cr4: HOST_CR4, ...more };
}

/** For facts of the host alone: the guest's kernel does not matter. */
export function hostConfig(series: unknown, mbec: boolean, more: Fields = {}): object {
  return configOf({ orc: false, symbols: {} }, hostOf(series, mbec, more));
}

/** A table of the facts as symbols. */
export function symbolsOf(table: readonly Triple[]): object {
  const bounds = Object.keys({ ...SYMBOLS, ...ORC });
  const addresses = table.flatMap(([start, end]) => [start, end]);
  return Object.fromEntries(addresses.map((address, i) => [bounds[i] ?? '', address] as const));
}
