/** The profiles, oldest first: what must hold, and that with the faults of posted code. */
import { rulesNamed } from '../core/rules';
import { faulty, MAIL_FAULTS, mending, REPOST_FAULTS, SHARED_FAULTS } from './faults';
import type { Rules } from './rules';
import { SPEC } from './rules';

/** The diff of the mail (20190617144328.oqwx5rb5yfm2ziws@box). It leaves nothing open: it is what its code did. */
export const REPLY: Rules = {
  ...SPEC,
  profile: 'reply',
  choices: {},
  ...faulty([...SHARED_FAULTS, ...MAIL_FAULTS]),
};

/** The diff as reposted (PATCHv2 19/59 of 2019-07-31): the faults of the hook are mended, and there is another. */
export const V2: Rules = { ...REPLY, profile: 'v2', ...mending(MAIL_FAULTS), ...faulty(REPOST_FAULTS) };

const SETS: readonly Rules[] = [SPEC, REPLY, V2];

/** The rules of a profile. @throws RangeError on a profile that there is not */
export function rulesOf(profile: string): Rules {
  return rulesNamed('mktme', SETS, profile);
}
