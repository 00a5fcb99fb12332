/** Numbers of the interface (asm/prctl.h, asm/mman.h, elf.h) and of the architecture (SDM volume 1, chapter 17). */
import { u64 } from '../core/u64';

/** Feature bits of arch_prctl as this machine keeps them inside, whatever a profile's numbers for them are. */
export const SHSTK = 1;
export const WRSS = 2;

/** Bits of IA32_U_CET. */
export const SHSTK_EN = 1n;
/** The number of that bit. */
export const SH_STK_EN = 0;
export const WRSS_EN = 2n;

export const SET_TOKEN = 1n;

/** The least that sigaltstack takes, in bytes (asm/signal.h). */
export const MINSIGSTKSZ = 2048n;
/** Bytes of a signal frame where the configuration names none: those of a CPU with AVX-512 and PKU. */
export const SIGNAL_FRAME = 0xc88n;

export const SIGILL = 4;
export const SIGSEGV = 11;

export const PROT_READ = 1;
export const PROT_WRITE = 2;
export const PROT_EXEC = 4;

export const PAGE = 0x1000n;
export const GIB4 = 0x1_0000_0000n;
/** The end of user addresses with 4-level paging, a page short of 2^47 (seen on Linux 6.12 and 7.2). */
export const TASK_SIZE_MAX = 0x7fff_ffff_f000n;
/** The lowest address at which the kernel puts anything by itself (vm.mmap_min_addr, as distributions set it). */
export const MMAP_MIN_ADDR = 0x1_0000n;
export const BIT63 = 1n << 63n;

const COMMANDS = ['ENABLE', 'DISABLE', 'LOCK', 'UNLOCK', 'STATUS'] as const;
export type Command = (typeof COMMANDS)[number];

/** The numbers of one version of the interface. */
export interface Numbers {
  readonly commands: Readonly<Partial<Record<Command, bigint>>>;
  readonly shstk: bigint;
  readonly wrss: bigint;
  readonly ibt: bigint | null;
  readonly mapShadowStack: bigint;
  readonly regset: bigint | null;
}

/** The command that a number stands for in a version of the interface, or null. */
export function commandOf({ commands }: Numbers, option: bigint): Command | null {
  return COMMANDS.find((name) => commands[name] === option) ?? null;
}

export const UPSTREAM_NUMBERS: Numbers = {
  commands: { ENABLE: 0x5001n, DISABLE: 0x5002n, LOCK: 0x5003n, UNLOCK: 0x5004n, STATUS: 0x5005n },
  shstk: 1n,
  wrss: 2n,
  ibt: null,
  mapShadowStack: 453n,
  regset: 0x204n,
};

/** 20220130211838.8382-32-rick.p.edgecombe@intel.com and, for WRSS, -35-; the call is in -33-. */
export const V1_NUMBERS: Numbers = {
  commands: { STATUS: 0x3001n, DISABLE: 0x3002n, LOCK: 0x3003n, ENABLE: 0x3004n },
  shstk: 2n,
  wrss: 0x10n,
  ibt: 1n,
  mapShadowStack: 451n,
  regset: null,
};

/** `size` rounded up to pages, modulo 2^64 as the kernel's macro computes it. */
export function pageAlign(size: bigint): bigint {
  return u64(size + PAGE - 1n) & ~(PAGE - 1n);
}
