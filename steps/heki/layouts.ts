/** The two kernel images of the scenarios: Linux 6.12 on x86-64, booted without KASLR and with it. */
import type { Symbols } from '../../model/heki/types';

/** As linked: the first byte of the text lies 16 MiB above the link base, and at 16 MiB in memory. */
export const NO_KASLR: Required<Symbols> = {
  _stext: 0xffffffff81000000n,
  _etext: 0xffffffff82000000n,
  __start_rodata: 0xffffffff82000000n,
  __end_rodata: 0xffffffff82b8d000n,
  __start_orc_unwind_ip: 0xffffffff82e8d8e8n,
  __stop_orc_unwind_ip: 0xffffffff83044fc0n,
  __start_orc_unwind: 0xffffffff83044fc0n,
  __stop_orc_unwind: 0xffffffff832d8204n,
  orc_lookup: 0xffffffff832d8204n,
  orc_lookup_end: 0xffffffff83318208n,
};

/** Moved by 0x1c400000 in the kernel's address space. */
export const KASLR: Required<Symbols> = {
  _stext: 0xffffffff9d400000n,
  _etext: 0xffffffff9e400000n,
  __start_rodata: 0xffffffff9e400000n,
  __end_rodata: 0xffffffff9ef8d000n,
  __start_orc_unwind_ip: 0xffffffff9f28d8e8n,
  __stop_orc_unwind_ip: 0xffffffff9f444fc0n,
  __start_orc_unwind: 0xffffffff9f444fc0n,
  __stop_orc_unwind: 0xffffffff9f6d8204n,
  orc_lookup: 0xffffffff9f6d8204n,
  orc_lookup_end: 0xffffffff9f718208n,
};

/** Text at 0x14000000 in memory: 0x14000000 - 0x1d400000, modulo 2^64. */
export const KASLR_PHYS_BASE = 0xfffffffff6c00000n;
