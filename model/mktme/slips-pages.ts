/** Mistakes in masks, sizes, conversions and the KeyIDs of pages. */
import { SPEC } from './rules';
import type { Slip } from './slips';

export const PAGE_SLIPS: readonly Slip[] = [
  { id: 'keyid-zero-counted', requirement: 'MKTME-38', origin: 'the CPU announces 2^k KeyIDs, one of which is KeyID 0', rules: { keyids: (bits) => 2 ** bits } },
  { id: 'keyid-bits-lowest', requirement: 'MKTME-38', origin: 'the shift taken for the number of bits', rules: { keyidShift: (bits) => bits } },
  { id: 'physical-mask-keeps-keyids', requirement: 'MKTME-39', origin: 'physical_mask left as it was', rules: { physicalMask: (bits) => (1n << BigInt(bits)) - 1n } },
  { id: 'disable-does-not-reset', requirement: 'MKTME-39', origin: 'only the key switched off', rules: { disable: { copies: 'removed', resets: false } } },
  { id: 'size-any-number', requirement: 'MKTME-40', origin: 'rounded up to 1 TiB only', rules: { sizing: { ...SPEC.sizing, powerOfTwo: false } } },
  { id: 'size-half-a-tib', requirement: 'MKTME-40', origin: 'a smaller unit', rules: { sizing: { ...SPEC.sizing, least: 1n << 39n, powerOfTwo: false } } },
  { id: 'c-not-counted', requirement: 'MKTME-40', origin: 'room for N mappings, not N + 1', rules: { sizing: { ...SPEC.sizing, copies: (n) => n } } },
  { id: 'not-enough-room-unsaid', requirement: 'MKTME-41', origin: 'pr_err() left out', rules: { sizing: { ...SPEC.sizing, logs: [] } } },
  { id: 'not-enough-room-and-on', requirement: 'MKTME-41', origin: 'mktme_disable() left out', rules: { sizing: { ...SPEC.sizing, disables: false } } },
  { id: 'page-address-in-c', requirement: 'MKTME-42', invariant: 8, origin: 'page_to_virt() as without MKTME', rules: { pageAddress: (geo, pfn) => geo.base + Number(pfn) } },
  { id: 'pa-of-copies-too-high', requirement: 'MKTME-42', invariant: 8, origin: '__pa() without the mask', rules: { physical: (geo, page) => page - geo.base } },
  { id: 'keyids-while-off', requirement: 'MKTME-43', origin: 'the key not asked', rules: { offKeyids: true } },
  { id: 'give-flushes-the-new-alias', requirement: 'MKTME-44', origin: 'the flush after the assignment', rules: { prepFlush: (keyid) => keyid } },
  { id: 'give-clears-first', requirement: 'MKTME-44', origin: 'cleared under the old KeyID', rules: { prepOrder: ['flush', 'warn', 'clear', 'set'] } },
  { id: 'give-does-not-flush', requirement: 'MKTME-44', origin: 'clflush left out', rules: { prepOrder: ['warn', 'set', 'clear'] } },
  { id: 'give-does-not-warn', requirement: 'MKTME-44', origin: 'WARN_ON_ONCE() left out', rules: { prepWarns: false } },
  { id: 'give-keyid-zero', requirement: 'MKTME-44', origin: 'no early return for KeyID 0', rules: { prepares: () => true } },
  { id: 'free-flushes-c', requirement: 'MKTME-44', origin: 'the flush after the reset', rules: { freeFlush: () => 0 } },
  { id: 'free-does-not-flush', requirement: 'MKTME-44', origin: 'clflush left out', rules: { freeFlush: () => null } },
  { id: 'free-does-not-warn', requirement: 'MKTME-44', origin: 'WARN_ON_ONCE() left out', rules: { freeWarns: false } },
  { id: 'free-keeps-the-keyid', requirement: 'MKTME-44', origin: 'the reset left out', rules: { freeResets: false } },
  { id: 'crypto-another-bit', requirement: 'MKTME-45', origin: '0x40000 for 0x80000', rules: { crypto: { ...SPEC.crypto, bit: 0x40000n } } },
  { id: 'crypto-some-range-is-enough', requirement: 'MKTME-45', origin: 'any for all', rules: { crypto: { ...SPEC.crypto, quantifier: 'some' } } },
  { id: 'crypto-unsaid', requirement: 'MKTME-45', origin: 'the line left out', rules: { crypto: { ...SPEC.crypto, logs: false } } },
  { id: 'keyid-added', requirement: 'MKTME-63', origin: '+ for |', rules: { entry: (geo, _level, source, keyid) => (source + (BigInt(keyid) << geo.shift)) & (geo.supported | geo.keyMask) } },
]; // prettier-ignore
