/** PSTATE and HCR_EL2 by the names of their bits. */
import { hex, parseU64 } from '../../model/core/u64';
import { FULL_MODE, HCR, MODE_NAMES, PSR } from '../../model/nv/pstate';
import { alternatives } from '../phrases/word';

/** M[4:0] by the mode's name. */
const MODES: Readonly<Record<string, bigint>> = Object.fromEntries(
  Object.entries(MODE_NAMES).map(([mode, name]) => [name, BigInt(mode)]),
);

const PSTATE_BITS: Readonly<Record<string, bigint>> = {
  NZCV: PSR.NZCV,
  N: 1n << 31n,
  Z: 1n << 30n,
  C: 1n << 29n,
  V: 1n << 28n,
  TCO: 1n << 25n,
  DIT: PSR.DIT,
  UAO: PSR.UAO,
  PAN: PSR.PAN,
  SS: PSR.SS,
  IL: PSR.IL,
  ALLINT: PSR.ALLINT,
  SSBS: PSR.SSBS,
  /** As an indirect branch leaves it, 0b01. */
  BTYPE: 1n << 10n,
  DAIF: PSR.DAIF,
  D: PSR.D,
  A: PSR.A,
  I: PSR.I,
  F: PSR.F,
};

const HCR_BITS: Readonly<Record<string, bigint>> = {
  NV: HCR.NV,
  E2H: HCR.E2H,
  RW: HCR.RW,
  TGE: HCR.TGE,
  IMO: HCR.IMO,
  AMO: HCR.AMO,
};

const ONE = `(?:0x[0-9a-fA-F_]+|${alternatives(Object.keys({ ...MODES, ...PSTATE_BITS, ...HCR_BITS }))})`;

const NEITHER = 'neither E2H nor TGE';

/** Names and hexadecimal numbers joined by `|`, or that no bit is set; without capturing groups. */
export const BITS = `(?:${NEITHER}|${ONE}(?:\\|${ONE})*)`;

/** A mode alone is one with all interrupts masked, as a vCPU resets; else the value is what its parts come to. */
export function bitsOfText(text: string): bigint {
  if (text === NEITHER) return 0n;
  const mode = MODES[text];
  if (mode !== undefined) return PSR.DAIF | mode;
  return text.split('|').reduce((sum, part) => sum | (valueOf(part) ?? parseU64(part)), 0n);
}

function valueOf(part: string): bigint | undefined {
  return MODES[part] ?? PSTATE_BITS[part] ?? HCR_BITS[part];
}

/** PSTATE by its mode and bits, in hexadecimal where the mode has no name. */
export function pstateText(pstate: bigint): string {
  const [mode] = Object.entries(MODES).find(([, bits]) => bits === (pstate & FULL_MODE)) ?? [];
  const rest = pstate & ~FULL_MODE;
  if (mode === undefined || rest === 0n) return hex(pstate);
  return rest === PSR.DAIF ? mode : [mode, named(rest, PSTATE_BITS)].join('|');
}

/** HCR_EL2 by its bits but RW; null where RW is clear. */
export function hcrText(hcr: bigint): string | null {
  if ((hcr & HCR.RW) === 0n) return null;
  const rest = hcr & ~HCR.RW;
  return rest === 0n ? NEITHER : named(rest, HCR_BITS);
}

function named(value: bigint, names: Readonly<Record<string, bigint>>): string {
  let rest = value;
  const parts: string[] = [];
  for (const [name, bits] of Object.entries(names)) {
    if ((rest & bits) !== bits) continue;
    parts.push(name);
    rest &= ~bits;
  }
  return [...parts, ...(rest === 0n ? [] : [hex(rest)])].join('|');
}
