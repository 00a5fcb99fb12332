/** Deliberately wrong variants: each is a profile with rules exchanged, for a mistake that was made or easily is. */
import type { Mutant } from '../core/machine';
import type { Fault } from './faults';
import { REPLY_FAULTS, SYNC_FAULTS, V2_FAULTS, withFaults } from './faults';
import type { Slip } from './slips';
import { CALLER_SLIPS } from './slips-callers';
import { PAGE_SLIPS } from './slips-pages';
import { SYNC_SLIPS } from './slips';
import { modelOf } from './step';

/** `spec` with one thing wrong. */
function ofSpec({ id, requirement, invariant, origin, rules }: Slip): Mutant {
  const wrong = { ...withFaults('spec', []), ...rules };
  const mutant = {
    id,
    profile: 'spec',
    requirement,
    origin,
    model: (choices: Readonly<Record<string, string>>) => modelOf(wrong, choices),
  };
  return invariant === undefined ? mutant : { ...mutant, invariant };
}

/** Faults that show only together with another one: rounding is all that is left where a split fills its range alone. */
const HIDDEN: readonly string[] = ['removal-not-rounded'];

/**
 * A profile of posted code says what that code does: a variant of it with one fault mended is as wrong as any.
 * The requirement is the one under which the profile's own scenario shows the fault.
 */
const SHOWN_BY: Readonly<Record<string, string>> = {
  'no-range-check': 'MKTME-07',
  'split-fills-the-range-only': 'MKTME-16',
  'huge-leaf-cleared-before-allocation': 'MKTME-05',
  'table-freed-for-any-part': 'MKTME-13',
  'collapse-leaks-lower-tables': 'MKTME-15',
  'table-freed-while-linked': 'MKTME-15',
  'top-level-in-lockstep': 'MKTME-07',
  'top-table-made-after-an-error': 'MKTME-05',
  'keyid-ored-then-masked': 'MKTME-12',
  'more-keyids-than-bits': 'MKTME-04',
  'non-present-leaf-walked': 'MKTME-36',
  'enable-ignores-error': 'MKTME-35',
  'disable-keeps-copies': 'MKTME-39',
  'removal-not-rounded': 'MKTME-26',
  'error-path-not-synced': 'MKTME-36',
  'forced-split-not-synced': 'MKTME-36',
  'hook-takes-the-address-unrounded': 'MKTME-29',
  'hook-returns-before-the-cache-flush': 'MKTME-31',
  'hook-starts-at-the-last-chunk': 'MKTME-33',
};

function mended(profile: 'reply' | 'v2', faults: readonly Fault[]): readonly Mutant[] {
  return faults.map(({ id, origin }) => {
    const rules = withFaults(profile, faults.filter((fault) => fault.id !== id)); // prettier-ignore
    const requirement = SHOWN_BY[id] ?? 'MKTME-07';
    return {
      id: `${profile}-without-${id}`,
      profile,
      requirement,
      origin: `the fault mended in silence (${origin})`,
      model: (choices) => modelOf(rules, choices),
    };
  });
}

/** The posted code with the branch for splits forgotten. */
function splitForgotten(profile: 'reply' | 'v2', faults: readonly Fault[]): Mutant {
  const rules = { ...withFaults(profile, faults), followsSplit: false };
  return {
    id: `${profile}-split-not-followed`,
    profile,
    requirement: 'MKTME-16',
    origin: 'one of the branches of the walk forgotten',
    model: (choices) => modelOf(rules, choices),
  };
}

export const MUTANTS: readonly Mutant[] = [
  ...[...SYNC_FAULTS, ...REPLY_FAULTS, ...V2_FAULTS].filter(({ id }) => !HIDDEN.includes(id)).map(ofSpec),
  ...[...SYNC_SLIPS, ...CALLER_SLIPS, ...PAGE_SLIPS].map(ofSpec),
  ...mended('reply', [...SYNC_FAULTS, ...REPLY_FAULTS]),
  ...mended('v2', [...SYNC_FAULTS, ...V2_FAULTS]),
  splitForgotten('reply', [...SYNC_FAULTS, ...REPLY_FAULTS]),
  splitForgotten('v2', [...SYNC_FAULTS, ...V2_FAULTS]),
];
