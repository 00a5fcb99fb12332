/** Deliberately wrong variants: each is a profile with rules exchanged, for a mistake that was made or easily is. */
import type { AnyOp, Mutant, Stepped } from '../core/machine';
import type { Fault, Slip } from './faults';
import { REPLY_FAULTS, SYNC_FAULTS, V2_FAULTS, V2_RULES, withFaults } from './faults';
import type { Rules } from './rules';
import { SPEC } from './rules';
import type { State } from './state';
import { addressOf } from './geometry';
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

/** A profile of posted code says what that code did: a variant of it with one fault mended is as wrong as any. */
function mended(profile: 'reply' | 'v2', faults: readonly Fault[]): readonly Mutant[] {
  const base = withFaults(profile, faults);
  return faults.flatMap(({ id, origin, posted, rules }) => {
    const made = (name: string, requirement: string, other: Partial<Rules>): Mutant => ({
      id: `${profile}-without-${name}`,
      profile,
      requirement,
      origin: `the fault mended in silence (${origin})`,
      model: (choices) => modelOf({ ...base, ...other }, choices),
    });
    if (typeof posted !== 'string')
      return posted.map((part) => made(`${id}-${part.name}`, part.posted, part.mended));
    return [made(id, posted, Object.fromEntries(Object.entries(SPEC).filter(([name]) => name in rules)))];
  });
}

/** The posted code with the branch for splits forgotten. */
function splitForgotten(profile: 'reply' | 'v2', faults: readonly Fault[]): Mutant {
  const rules = { ...withFaults(profile, faults), followsSplit: false };
  return {
    id: `${profile}-split-not-followed`,
    profile,
    requirement: 'MKTME-10',
    origin: 'one of the branches of the walk forgotten',
    model: (choices) => modelOf(rules, choices),
  };
}

/** Each change of C without a hook is carried over at once. */
const COPIES_FOLLOW_ALONE: Mutant = {
  id: 'copies-follow-alone',
  profile: 'spec',
  requirement: 'MKTME-74',
  origin: 'the copies share the tables of C',
  model: (choices) => {
    const model = modelOf(SPEC, choices);
    const step = (state: State, op: AnyOp): Stepped<State> => {
      const stepped = model.step(state, op);
      if (!['map', 'unmap', 'protect', 'split', 'collapse', 'replace'].includes(op.op)) return stepped;
      const { base, dm, levels } = stepped.state.geo;
      const [start, end] = [addressOf(levels, base), addressOf(levels, base + dm)];
      const sync = { op: 'sync_direct_mapping', start, end };
      return { state: model.step(stepped.state, sync).state, outcome: stepped.outcome };
    };
    return { ...model, step };
  },
};

/** The repost with all aliases flushed to be on the safe side. */
const CACHE_THROUGH_COPIES: Mutant = {
  id: 'cache-flushed-through-copies',
  profile: 'v2',
  requirement: 'MKTME-65',
  origin: 'all aliases flushed to be on the safe side',
  model: (choices) =>
    modelOf({ ...V2_RULES, cacheThrough: (n) => Array.from({ length: n + 1 }, (_, i) => i) }, choices),
};

export const MUTANTS: readonly Mutant[] = [
  ...[...SYNC_FAULTS, ...REPLY_FAULTS, ...V2_FAULTS].filter(({ id }) => !HIDDEN.includes(id)).map(ofSpec),
  ...[...SYNC_SLIPS, ...CALLER_SLIPS, ...PAGE_SLIPS].map(ofSpec),
  ...mended('reply', [...SYNC_FAULTS, ...REPLY_FAULTS]),
  ...mended('v2', [...SYNC_FAULTS, ...V2_FAULTS]),
  splitForgotten('reply', [...SYNC_FAULTS, ...REPLY_FAULTS]),
  splitForgotten('v2', [...SYNC_FAULTS, ...V2_FAULTS]),
  CACHE_THROUGH_COPIES,
  COPIES_FOLLOW_ALONE,
];
