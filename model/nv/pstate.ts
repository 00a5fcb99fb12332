/** PSTATE as SPSR_EL2 holds it, and HCR_EL2: fields, names of modes, and the two translations. */
import type { Mode } from './types';

export const EL0T = 0x0n;
export const EL1T = 0x4n;
export const EL1H = 0x5n;
export const EL2T = 0x8n;
export const EL2H = 0x9n;
export const USER = 0x10n;

/** M[3:0], the field that the seed compares, and M[4:0], with the bit that says AArch32. */
export const MODE_MASK = 0xfn;
export const MODE32_BIT = 0x10n;
export const FULL_MODE = 0x1fn;

export const PSR = {
  F: 1n << 6n,
  I: 1n << 7n,
  A: 1n << 8n,
  D: 1n << 9n,
  DAIF: 0x3c0n,
  BTYPE: 0xc00n,
  SSBS: 1n << 12n,
  ALLINT: 1n << 13n,
  IL: 1n << 20n,
  SS: 1n << 21n,
  PAN: 1n << 22n,
  UAO: 1n << 23n,
  DIT: 1n << 24n,
  NZCV: 0xf000_0000n,
} as const;

export const HCR = {
  IMO: 1n << 4n,
  AMO: 1n << 5n,
  TGE: 1n << 27n,
  RW: 1n << 31n,
  E2H: 1n << 34n,
  NV: 1n << 42n,
} as const;

/** The bits that the CPU of the recordings holds beside M; SS and BTYPE are used up by running. */
export const CPU_HOLDS =
  PSR.DAIF | PSR.SSBS | PSR.ALLINT | PSR.IL | PSR.PAN | PSR.UAO | PSR.DIT | PSR.NZCV | PSR.BTYPE | FULL_MODE;

/** M[4:0] of each mode that has a name. */
export const MODE_NAMES: Readonly<Record<number, Mode>> = {
  0x00: 'EL0t',
  0x04: 'EL1t',
  0x05: 'EL1h',
  0x08: 'EL2t',
  0x09: 'EL2h',
  0x0c: 'EL3t',
  0x0d: 'EL3h',
  0x10: 'User',
  0x11: 'FIQ',
  0x12: 'IRQ',
  0x13: 'Supervisor',
  0x16: 'Monitor',
  0x17: 'Abort',
  0x1a: 'Hyp',
  0x1b: 'Undefined',
  0x1f: 'System',
};

/** The name of M[4:0]. */
export function modeName(pstate: bigint): Mode {
  return MODE_NAMES[Number(pstate & FULL_MODE)] ?? 'reserved';
}

/** Whether M says EL2t or EL2h, of AArch64. */
export function isEl2(pstate: bigint): boolean {
  const mode = pstate & FULL_MODE;
  return mode === EL2T || mode === EL2H;
}

/** `pstate` with M[3:0] raised from EL1t or EL1h to EL2t or EL2h; `mask` is the field that is compared. */
export function raised(pstate: bigint, mask: bigint): bigint {
  const mode = pstate & mask;
  return mode === EL1T || mode === EL1H ? (pstate & ~MODE_MASK) | ((mode & 1n) | EL2T) : pstate;
}

/** The inverse, for the entry: EL2t and EL2h become EL1t and EL1h. */
export function lowered(pstate: bigint): bigint {
  return isEl2(pstate) ? (pstate & ~MODE_MASK) | ((pstate & 1n) | EL1T) : pstate;
}
