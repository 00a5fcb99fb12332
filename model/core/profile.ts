/** How profiles that are sets of rules are made, and what their step refuses. */
import type { Operations } from './capability';
import { capabilitiesOf } from './capability';
import type { AnyOp, Choices, Model, Profile } from './machine';
import { Unsupported } from './machine';

/** A set of rules that says which profile it is, or was made from. */
export interface NamedRules<P extends string> {
  readonly profile: P;
}

/** A set of rules that also says what its subjects may declare, so that a profile made from it says the same. */
export interface ProfileRules extends NamedRules<string> {
  readonly capabilities: readonly string[];
}

export type MakeProfile<R> = (
  rules: R,
  about: string,
  place?: Partial<Pick<Profile, 'extends' | 'kernels' | 'choices'>>,
) => Profile;

/** Makes the profiles of a machine, each with the capabilities that it has. */
export function profileMaker<P extends string, R extends NamedRules<P>>(
  capabilities: Readonly<Record<P, readonly string[]>>,
  modelOf: (rules: R, choices: Choices) => Model,
): MakeProfile<R> {
  return (rules, about, { extends: parent = null, kernels = null, choices = {} } = {}) => ({
    name: rules.profile,
    extends: parent,
    kernels,
    about,
    capabilities: capabilities[rules.profile],
    choices,
    model: (made) => modelOf(rules, made),
  });
}

/** Makes the profiles of a machine whose rules say what its subjects may declare. */
export function profilesOf<R extends ProfileRules>(
  modelOf: (rules: R, choices: Choices) => Model,
): MakeProfile<R> {
  return (rules, about, place) =>
    profileMaker<string, R>({ [rules.profile]: rules.capabilities }, modelOf)(rules, about, place);
}

/**
 * Refuses an operation of a capability that the profile lacks.
 * @throws Unsupported
 */
export function requireDeclared(
  { profile, capabilities }: ProfileRules,
  operations: Operations,
  op: AnyOp,
): void {
  for (const capability of capabilitiesOf(operations, op)) {
    if (capabilities.includes(capability)) continue;
    throw new Unsupported(`profile ${profile} has no ${op.op} of this kind (${capability})`, capability);
  }
}

/**
 * Refuses an operation of a capability that the profile lacks.
 * @throws Unsupported
 */
export function requireCapability<P extends string>(
  { profile }: NamedRules<P>,
  capabilities: Readonly<Record<P, readonly string[]>>,
  operations: Operations,
  op: AnyOp,
): void {
  requireDeclared({ profile, capabilities: capabilities[profile] }, operations, op);
}
