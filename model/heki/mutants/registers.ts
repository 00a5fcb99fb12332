/** Mutants of the pinned control registers. */
import type { Mutant } from '../../core/machine';
import { CR0_WP, CR4_PINNABLE } from '../rules-guest';
import { mutant, ORIGIN } from './mutant';

export const REGISTER_MUTANTS: readonly Mutant[] = [
  mutant('pins-replaced', 'HEKI-61', ORIGIN.slip, { joined: (_pins, mask) => mask }, { invariant: 10 }),
  mutant('pins-exclusive-or', 'HEKI-61', ORIGIN.slip, { joined: (pins, mask) => pins ^ mask }, { invariant: 10 }),
  mutant('pins-replaced-in-v2', 'HEKI-61', ORIGIN.slip, { joined: (_pins, mask) => mask }, { profile: 'v2', invariant: 10 }),
  mutant('empty-mask-accepted', 'HEKI-59', ORIGIN.slip, (rules) => ({
    crMaskRefused: (cr, mask, host) => mask !== 0n && rules.crMaskRefused(cr, mask, host),
  }), { invariant: 10 }),
  mutant('wp-not-needed', 'HEKI-60', ORIGIN.slip, (rules) => ({
    crMaskRefused: (cr, mask, host) => rules.crMaskRefused(cr, cr === 0 && mask !== 0n ? mask | CR0_WP : mask, host),
  }), { invariant: 10 }),
  mutant('absent-cr0-bits-accepted', 'HEKI-60', ORIGIN.slip, (rules) => ({
    crMaskRefused: (cr, mask, host) => rules.crMaskRefused(cr, cr === 0 ? mask & host.cr0 : mask, host),
  }), { invariant: 10 }),
  mutant('cr0-pins-wp-alone', 'HEKI-60', ORIGIN.doc, (rules) => ({
    crMaskRefused: (cr, mask, host) => (cr === 0 && mask !== CR0_WP) || rules.crMaskRefused(cr, mask, host),
  }), { invariant: 10 }),
  mutant('unrelated-cr4-bits-accepted', 'HEKI-60', ORIGIN.slip, (rules) => ({
    crMaskRefused: (cr, mask, host) => rules.crMaskRefused(cr, cr === 4 && (mask & CR4_PINNABLE) !== 0n ? mask & CR4_PINNABLE : mask, host),
  }), { invariant: 10 }),
  mutant('cet-not-pinnable', 'HEKI-60', ORIGIN.slip, (rules) => ({
    crMaskRefused: (cr, mask, host) => (cr === 4 && (mask & 0x800000n) !== 0n) || rules.crMaskRefused(cr, mask, host),
  }), { invariant: 10 }),
  mutant('cet-not-pinnable-in-v2', 'HEKI-60', ORIGIN.slip, (rules) => ({
    crMaskRefused: (cr, mask, host) => (cr === 4 && (mask & 0x800000n) !== 0n) || rules.crMaskRefused(cr, mask, host),
  }), { profile: 'v2', invariant: 10 }),
  mutant('absent-cr4-bits-pinned', 'HEKI-83', ORIGIN.slip, { pinnedBits: (_cr, mask) => mask }),
  mutant('absent-cr4-bits-refused', 'HEKI-83', ORIGIN.doc, (rules) => ({
    crMaskRefused: (cr, mask, host) => (cr === 4 && (mask & ~host.cr4) !== 0n) || rules.crMaskRefused(cr, mask, host),
  })),
  mutant('clearing-one-of-several-allowed', 'HEKI-62', ORIGIN.slip, { crRefused: (_cr, value, pins) => pins !== 0n && (value & pins) === 0n }, { invariant: 10 }),
  mutant('upper-half-not-pinned', 'HEKI-62', ORIGIN.slip, { crRefused: (_cr, value, pins) => (value & pins & 0xffff_ffffn) !== (pins & 0xffff_ffffn) }),
  mutant('pins-not-looked-at', 'HEKI-62', ORIGIN.slip, { crRefused: () => false }, { invariant: 10 }),
  mutant('pins-not-looked-at-in-v2', 'HEKI-62', ORIGIN.slip, { crRefused: () => false }, { profile: 'v2', invariant: 10 }),
  mutant('wp-pinned-from-the-start', 'HEKI-62', ORIGIN.doc, (rules) => ({
    crRefused: (cr, value, pins) => (cr === 0 && (value & CR0_WP) === 0n) || rules.crRefused(cr, value, pins),
  }), { invariant: 10 }),
  mutant('pinned-register-frozen', 'HEKI-62', ORIGIN.slip, { crRefused: (_cr, _value, pins) => pins !== 0n }, { invariant: 10 }),
  mutant('pinned-register-frozen-in-v2', 'HEKI-62', ORIGIN.slip, { crRefused: (_cr, _value, pins) => pins !== 0n }, { profile: 'v2', invariant: 10 }),
  mutant('refused-write-stored', 'HEKI-62', ORIGIN.slip, { refusedCrKept: false }, { invariant: 10 }),
  mutant('refused-write-faults', 'HEKI-62', ORIGIN.later, { refusedCrFaults: true }),
  mutant('refused-write-in-silence-in-v2', 'HEKI-62', 'v1 does it so', { refusedCrFaults: false }, { profile: 'v2' }),
  mutant('blocked-names-cr0-always', 'HEKI-62', ORIGIN.slip, (rules) => ({ blockedText: (_cr, value) => rules.blockedText(0, value) })),
  mutant('blocked-shows-the-value-in-decimal', 'HEKI-62', ORIGIN.slip, { blockedText: (cr, value) => `Blocked CR${cr} update: ${value}` }),
  mutant('other-registers-refused', 'HEKI-82', ORIGIN.slip, (rules) => ({
    crRefused: (cr, value, pins) => (cr !== 0 && cr !== 4 && value === 0n) || rules.crRefused(cr, value, pins),
  })),
]; // prettier-ignore
