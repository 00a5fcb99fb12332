/** The host's part as it must hold: 2/9, 4/9, 5/9 and 8/9 without the faults of the posted code. */
import { u32 } from '../core/u64';
import { CHECKS } from './hypercall-checks';
import { EXEC, lockingText, NOWRITE } from './ranges';
import type { HostRules, Taken } from './rules';
import { CR0_WP, CR4_PINNABLE } from './rules-guest';
import type { GfnSlot, Pool } from './state';

/** The largest GFN that the host takes: physical addresses have at most 64 bits. */
export const GFN_MAX = (1n << 52n) - 1n;

export const WRITE_ACCESS = 0x2n;
export const USER_ACCESS = 0x4n;
export const FETCH_ACCESS = 0x10n;

/** While a slot is free, the highest free one; then none. */
export function takeSlot({ left }: Pool): Taken {
  return left > 1 ? { slot: left - 2, left: left - 1 } : { slot: 'full', left };
}

export function usedSlots({ slots }: Pool): readonly GfnSlot[] {
  return slots.filter((slot) => slot !== null);
}

/** Both ends are included. */
function holds({ start, end }: GfnSlot, gfn: number): boolean {
  return gfn >= start && gfn <= end;
}

export const HOST: HostRules = {
  crHypercall: 14,
  rangesHypercall: 13,
  cplRefused: (cpl) => cpl !== 0,
  unknownHypercall: 'ENOSYS',
  cut: (mode, value) => (mode === '32' ? u32(value) : value),
  checks: [CHECKS.flags, CHECKS.tooBig, CHECKS.multiple, CHECKS.hostMemory, CHECKS.readable],
  knownAttributes: ({ series }) => (series === '8/9' ? NOWRITE | EXEC : NOWRITE),
  badElement: ({ gfn_start, gfn_end, attributes }, known) =>
    gfn_start > GFN_MAX ||
    gfn_end > GFN_MAX ||
    gfn_start > gfn_end ||
    attributes === 0n ||
    (attributes & ~known) !== 0n,
  allOrNothing: false,
  take: takeSlot,
  locks: holds,
  executes: holds,
  unusedSlot: null,
  execBelowHitsWriteSlots: false,
  missingMemslotFails: false,
  warnsEachTime: false,
  lockingText,
  writeHalfFirst: () => true,
  mbecNeeded: ({ mbec }) => !mbec,
  tdpMmuNeeded: true,
  engages: (complete, held) => complete && held,
  allowed: usedSlots,
  userFetchChecked: false,
  fetchDenied: (errorCode) => (errorCode & FETCH_ACCESS) !== 0n,
  writeDenied: (errorCode) => (errorCode & WRITE_ACCESS) !== 0n,
  faultErrorCode: (errorCode) => errorCode & 0xffffn,
  faultVector: 14,
  faultText: (kind, gva) => `Creating ${kind} #PF at 0x${gva.toString(16).padStart(16, '0')}`,
  crMaskRefused: (cr, mask, host) => {
    if (mask === 0n) return true;
    return cr === 0 ? (mask & CR0_WP) === 0n || (mask & ~host.cr0) !== 0n : (mask & ~CR4_PINNABLE) !== 0n;
  },
  pinnedBits: (cr, mask, host) => (cr === 0 ? mask : mask & host.cr4),
  joined: (pins, mask) => pins | mask,
  pinsOfVcpu: () => 0,
  crRefused: (_cr, value, pins) => (value & pins) !== pins,
  blockedText: (cr, value) => `Blocked CR${cr} update: 0x${value.toString(16)}`,
  refusedCrFaults: false,
  refusedCrKept: true,
  rebootUnlocks: false,
};
