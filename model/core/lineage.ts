/** Profiles are a lineage: each but the first extends an older one, and has what that has unless it says otherwise. */
import type { Profile } from './machine';

/** Since which profiles something holds and until which, the named ones included and excluded; or in one alone. */
export interface Reign {
  readonly since?: readonly string[];
  readonly until?: readonly string[];
  readonly only?: readonly string[];
}

/** A profile's place in its lineage. */
export type Link = Pick<Profile, 'name' | 'extends'>;

/**
 * The profiles in which something holds, in the machine's order. The nearest of a profile and of those it extends
 * that is named decides; where none is, it holds unless it has to begin somewhere.
 * @throws RangeError on a profile that there is not
 */
export function profilesIn(profiles: readonly Link[], reign: Reign): readonly string[] {
  const { since = [], until = [], only = [] } = reign;
  for (const name of [...since, ...until, ...only]) linkOf(profiles, name);
  const begins = since.length > 0 || only.length > 0;
  return profiles
    .filter(({ name }) => {
      if (only.includes(name)) return true;
      const decisive = ancestry(profiles, name).find((one) => since.includes(one) || until.includes(one));
      return decisive === undefined ? !begins : since.includes(decisive);
    })
    .map(({ name }) => name);
}

/** A profile and those it extends, itself first. @throws RangeError on a profile that there is not */
export function ancestry(profiles: readonly Link[], name: string): readonly string[] {
  const { extends: parent } = linkOf(profiles, name);
  return parent === null ? [name] : [name, ...ancestry(profiles, parent)];
}

function linkOf(profiles: readonly Link[], name: string): Link {
  const found = profiles.find((one) => one.name === name);
  if (!found)
    throw new RangeError(`no profile "${name}": there are ${profiles.map((one) => one.name).join(', ')}`);
  return found;
}
