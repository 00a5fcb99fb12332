/** Which requirement speaks of which field, and when; what nobody speaks of, and why. */
import type { Fields, Look, OwnerLine } from '../core/owners';
import { fieldsOf } from '../core/owners';
import type { State } from './state';
import type { Op, Outcome } from './types';

export type Seen = Look<State, Op, Outcome>;

/** Most telling first. */
const OWNERS: readonly OwnerLine<Seen>[] = [];

export const FIELDS: Fields = fieldsOf({ owners: OWNERS });
