/** What is decided at boot: KeyIDs, the size of the direct mappings, whether the memory can be encrypted. */
import { Misuse } from '../core/machine';
import { switchOff } from './callers';
import type { Context } from './context';
import { done, set, withEvents } from './context';
import { keyidLayout, keyidsOf, keyidVariables } from './geometry';
import type { Detect, EfiMemory, Outcome, SetupDirectMappingSize } from './types';

const TIB = 1n << 40n;
/** The attribute of memory that can be encrypted. */
const CPU_CRYPTO = 0x80000n;

/** The CPU announces how many physical address bits are KeyID bits (MKTME-38). */
export function detect(c: Context, { keyid_bits: bits, phys_bits: physBits }: Detect): Outcome {
  if (c.state.booted) throw new Misuse('KeyIDs are detected at boot, before anything is mapped');
  const nrKeyids = keyidsOf(bits);
  const geo = { ...c.state.geo, ...keyidLayout(bits, physBits) };
  const variables = keyidVariables(geo);
  set(c, { geo, nrKeyids, copies: nrKeyids, ...variables });
  return {
    outcome: 'ok',
    nr_keyids: nrKeyids,
    keyid_shift: Number(variables.shift),
    keyid_mask: variables.keyMask,
    physical_mask: variables.physicalMask,
  };
}

/** How large one direct mapping is, so that KeyIDs + 1 of them fit (MKTME-40, MKTME-41). */
export function setupDirectMappingSize(c: Context, op: SetupDirectMappingSize): Outcome {
  if (c.state.booted) throw new Misuse('the direct mappings are laid out at boot, before anything is mapped');
  const { nrKeyids } = c.state;
  const area = 1n << BigInt(op.virtual_bits - 1);
  const share = area / BigInt(nrKeyids + 1);
  const least = roundUp(op.memory, TIB);
  const rounded = nrKeyids > 0 ? powerAbove(least) : least;
  if (nrKeyids > 0 && rounded > share) tooLarge(c);
  const on = c.state.nrKeyids > 0;
  const padded = rounded + TIB * BigInt(op.padding_tib);
  const size = on ? smaller(powerAbove(padded), powerBelow(share)) : smaller(padded, area);
  const geo = { ...c.state.geo, dm: Number(size >> 12n) };
  set(c, { geo });
  const mask = on ? size - 1n : (1n << 64n) - 1n;
  return withEvents(c, { outcome: 'ok', size, mask, nr_keyids: c.state.nrKeyids });
}

function tooLarge(c: Context): void {
  for (const text of [
    'x86/mktme: Disabled. Not enough virtual address space',
    'x86/mktme: Consider switching to 5-level paging',
  ])
    c.events.push({ event: 'log', text });
  switchOff(c);
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function roundUp(value: bigint, unit: bigint): bigint {
  return ((value + unit - 1n) / unit) * unit;
}

function powerAbove(value: bigint): bigint {
  let power = TIB;
  while (power < value) power <<= 1n;
  return power;
}

function powerBelow(value: bigint): bigint {
  let power = 1n;
  while (power << 1n <= value) power <<= 1n;
  return power;
}

export function lacksCrypto({ attribute }: EfiMemory['ranges'][number]): boolean {
  return (attribute & CPU_CRYPTO) === 0n;
}

/** All memory has to be able to be encrypted, or none is (MKTME-45). */
export function efiMemory(c: Context, { ranges }: EfiMemory): Outcome {
  const lacking = ranges.find(lacksCrypto);
  if (lacking === undefined) return { outcome: 'ok' };
  const text = `Memory range 0x${lacking.start.toString(16)}-0x${lacking.end.toString(16)}: doesn't support encryption`;
  c.events.push({ event: 'log', text });
  switchOff(c);
  return done(c);
}
