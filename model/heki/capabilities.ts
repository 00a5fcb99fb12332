/**
 * What a subject may lack, and what each profile has. No operation is core: a subject is a guest, a host, or both. What
 * every guest has is the capability `guest`, what every host has is `hypercalls`; they are the core of their sides.
 */
import { INSIGHT } from '../core/owners';
import type { ProfileName } from './rules';

const SERIES = ['guest', 'backend', 'tests', 'hypercalls', 'locks', 'control-registers', INSIGHT];

export const CAPABILITIES: Readonly<Record<ProfileName, readonly string[]>> = {
  seed: ['guest', INSIGHT],
  v1: SERIES,
  'v1-as-posted': SERIES,
  v2: ['hypercalls', 'control-registers', INSIGHT],
};
