/** Nested virtualisation under KVM/arm64: PSTATE synchronised early on exit. */
import type { Machine, Profile } from '../core/machine';
import { CAPABILITIES, capabilityOf } from './capabilities';
import { requirementsOf } from './fields';
import { MUTANTS } from './mutants';
import type { Rules } from './rules';
import { BEFORE, SEED, UPSTREAM } from './rules';
import { modelOf } from './step';

const CPU_CHOICES = { pan_on_vel2_entry: ['set', 'kept'], allint_on_entry: ['set', 'clear'] } as const;

function profile(rules: Rules, about: string, choices: Profile['choices']): Profile {
  return {
    name: rules.profile,
    about,
    capabilities: CAPABILITIES[rules.profile],
    choices,
    model: (made) => modelOf(rules, made),
  };
}

export const NV: Machine = {
  name: 'nv',
  about: 'PSTATE of a guest hypervisor in KVM/arm64, synchronised early on exit',
  profiles: [
    profile(
      BEFORE,
      'what the patch replaces: PSTATE translated late, by the context as it looks after the exit',
      CPU_CHOICES,
    ),
    profile(SEED, 'the patch as posted, v2 89/94 in its series', CPU_CHOICES),
    profile(UPSTREAM, 'what Linux merged, as observed on 6.17 and 7.2', {
      ...CPU_CHOICES,
      context_check: ['yes', 'no'],
    }),
  ],
  mutants: MUTANTS,
  capabilityOf,
  unspecified: () => [],
  requirementsOf,
};
