/** Which operations a subject may lack, and which of them each profile has. */
import type { ProfileName } from './rules';

const SERIES = ['guest', 'backend', 'tests', 'hypercalls', 'locks', 'control-registers'];

export const CAPABILITIES: Readonly<Record<ProfileName, readonly string[]>> = {
  seed: ['guest'],
  v1: SERIES,
  'v1-as-posted': SERIES,
  v2: ['hypercalls', 'control-registers'],
};
