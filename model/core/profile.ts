/** How profiles that are sets of rules are made, and what their step refuses. */
import type { Operations } from './capability';
import { capabilitiesOf } from './capability';
import type { AnyOp, Choices, Model, Profile } from './machine';
import { Unsupported } from './machine';

/** A set of rules that says which profile it is, or was made from. */
export interface NamedRules<P extends string> {
  readonly profile: P;
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
  for (const capability of capabilitiesOf(operations, op)) {
    if (capabilities[profile].includes(capability)) continue;
    throw new Unsupported(`profile ${profile} has no ${op.op} of this kind (${capability})`, capability);
  }
}
