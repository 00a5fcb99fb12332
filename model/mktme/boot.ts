/** What is decided at boot: KeyIDs, the size of the direct mappings, whether the memory can be encrypted. */
import { Misuse } from '../core/machine';
import { switchOff } from './callers';
import type { Context } from './context';
import { withEvents } from './context';
import { keyidLayout } from './geometry';
import type { Detect, EfiMemory, Outcome, SetupDirectMappingSize } from './types';

const TIB = 1n << 40n;

/** The CPU announces how many physical address bits are KeyID bits (MKTME-38). */
export function detect(c: Context, { keyid_bits: bits, phys_bits: physBits }: Detect): Outcome {
  if (c.state.booted) throw new Misuse('KeyIDs are detected at boot, before anything is mapped');
  const { rules } = c;
  const nrKeyids = rules.keyids(bits);
  const shift = rules.keyidShift(bits, physBits);
  const { keyMask } = keyidLayout(bits, bits + shift);
  const physicalMask = rules.physicalMask(physBits, keyMask);
  const geo = { ...c.state.geo, keyidBits: bits, physBits, ...keyidLayout(bits, physBits) };
  const frameMask = ((1n << geo.shift) - 1n) & ~0xfffn;
  c.state = {
    ...c.state,
    geo: { ...geo, frameMask },
    nrKeyids,
    copies: nrKeyids,
    shift: BigInt(shift),
    keyMask,
    physicalMask,
  };
  return {
    outcome: 'ok',
    nr_keyids: nrKeyids,
    keyid_shift: shift,
    keyid_mask: keyMask,
    physical_mask: physicalMask,
  };
}

/** How large one direct mapping is, so that KeyIDs + 1 of them fit (MKTME-40, MKTME-41). */
export function setupDirectMappingSize(c: Context, op: SetupDirectMappingSize): Outcome {
  if (c.state.booted) throw new Misuse('the direct mappings are laid out at boot, before anything is mapped');
  const { sizing } = c.rules;
  const area = sizing.area(op.virtual_bits);
  let available = area;
  let size = roundUp(op.memory === 0n ? 1n : op.memory, sizing.least);
  if (c.state.nrKeyids > 0) {
    const share = area / BigInt(sizing.copies(c.state.nrKeyids));
    if (sizing.powerOfTwo !== 'never') size = powerAbove(size);
    if (size > share) tooLarge(c);
    if (c.state.nrKeyids > 0) available = share;
  }
  size += TIB * BigInt(op.padding_tib);
  const power = c.state.nrKeyids > 0 ? sizing.powerOfTwo !== 'never' : sizing.powerOfTwo === 'always';
  if (power) size = powerAbove(size);
  if (size > available && sizing.capped) size = power ? powerBelow(available) : available;
  const on = c.state.nrKeyids > 0;
  const geo = { ...c.state.geo, dm: Number(size >> 12n) };
  c.state = { ...c.state, geo };
  const mask = on ? size - 1n : (1n << 64n) - 1n;
  return withEvents(c, { outcome: 'ok', size, mask, nr_keyids: c.state.nrKeyids });
}

function tooLarge(c: Context): void {
  for (const text of c.rules.sizing.logs) c.events.push({ event: 'log', text });
  if (c.rules.sizing.disables) switchOff(c);
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

/** All memory has to be able to be encrypted, or none is (MKTME-45). */
export function efiMemory(c: Context, { ranges }: EfiMemory): Outcome {
  const { bit, quantifier, logs } = c.rules.crypto;
  const lacking = ranges.filter(({ attribute }) => (attribute & bit) === 0n);
  const unfit = quantifier === 'every' ? lacking.length > 0 : lacking.length === ranges.length;
  if (!unfit) return { outcome: 'ok' };
  const [first] = lacking;
  if (first !== undefined && logs) {
    const text = `Memory range 0x${first.start.toString(16)}-0x${first.end.toString(16)}: doesn't support encryption`;
    c.events.push({ event: 'log', text });
  }
  switchOff(c);
  return withEvents(c, { outcome: 'ok' });
}
