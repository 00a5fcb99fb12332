/** Profiles that are sets of rules: the oldest a whole set, each later one an older set with what it changes. */
import type { Ask, Operations } from './capability';
import { askedBy, asksOf, capabilitiesIn } from './capability';
import type { AnyOp, Choices, Model, Profile } from './machine';
import { Unsupported } from './machine';
import { once } from './once';

/** What every set of rules says of itself. */
export interface ProfileRules {
  readonly profile: string;
  /** Every capability that a subject of the profile may declare. */
  readonly capabilities: readonly string[];
  /** Named choices that the profile leaves to the implementation; the first value is the default. */
  readonly choices: Readonly<Record<string, readonly string[]>>;
}

export type MakeProfile<R> = (
  rules: R,
  about: string,
  place?: Partial<Pick<Profile, 'extends' | 'kernels'>>,
) => Profile;

/** Makes the profiles of a machine of their rules. */
export function profileOf<R extends ProfileRules>(
  modelOf: (rules: R, choices: Choices) => Model,
): MakeProfile<R> {
  return (rules, about, { extends: parent = null, kernels = null } = {}) => ({
    name: rules.profile,
    extends: parent,
    kernels,
    about,
    capabilities: rules.capabilities,
    choices: rules.choices,
    model: (made) => modelOf(rules, made),
  });
}

/**
 * Refuses an operation of a capability that the profile lacks.
 * @throws Unsupported
 */
export function requireCapability(rules: ProfileRules, operations: Operations, op: AnyOp): void {
  for (const ask of lackingOf(rules, operations, op.op)) {
    const capability = askedBy(ask, op);
    if (capability === undefined || rules.capabilities.includes(capability)) continue;
    throw new Unsupported(
      `profile ${rules.profile} has no ${op.op} of this kind (${capability})`,
      capability,
    );
  }
}

/**
 * Of what an operation may ask for that of which the profile may lack something: of most operations nothing, so that nobody
 * has to look at each what it asks for.
 */
function lackingOf(rules: ProfileRules, operations: Operations, name: string): readonly Ask[] {
  const known = lackingBy(rules);
  const found = known.get(name);
  if (found) return found;
  const has = (one: string): boolean => rules.capabilities.includes(one);
  const made = asksOf(operations, name).filter((ask) => !capabilitiesIn(ask).every(has));
  known.set(name, made);
  return made;
}

/** By the names of operations. */
const lackingBy = once((_rules: ProfileRules) => new Map<string, readonly Ask[]>());

/**
 * The rules of a profile, by its name.
 * @throws RangeError on a profile that the machine has not
 */
export function rulesNamed<R extends ProfileRules>(machine: string, sets: readonly R[], profile: string): R {
  const found = sets.find((rules) => rules.profile === profile);
  if (!found) {
    const known = sets.map((rules) => rules.profile).join(', ');
    throw new RangeError(`${machine} has no profile "${profile}": it has ${known}`);
  }
  return found;
}
