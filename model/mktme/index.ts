/** Per-KeyID direct mappings of MKTME, kept in sync with the canonical one. */
import type { Machine } from '../core/machine';
import { profileOf } from '../core/rules';
import { FIELDS } from './owners';
import { LAYOUTS } from './layouts';
import { MUTANTS } from './mutants';
import { REPLY, V2 } from './profiles';
import { SPEC } from './rules';
import { modelOf } from './step';
import { tidy } from './tidy';
import { OPERATION_NAMES, OPERATIONS } from './types';

const profile = profileOf(modelOf);

export const MKTME: Machine = {
  name: 'mktme',
  about: 'per-KeyID direct mappings of MKTME, kept in sync with the canonical one',
  profiles: [
    profile(SPEC, 'what must hold'),
    profile(REPLY, 'the diff of the mail of 2019-06-17, with its faults', { extends: 'spec' }),
    profile(V2, 'the diff as reposted in PATCHv2 19/59, with its faults', { extends: 'reply' }),
  ],
  mutants: MUTANTS,
  operations: OPERATIONS,
  operationNames: OPERATION_NAMES,
  fields: FIELDS,
  layouts: LAYOUTS,
  tidy,
};
