/** Why a fact is in no recording: a closed list. */
import type { Fact } from './facts';
import { FOREIGN_CAPS } from './groups/lists';

export const REASONS = {
  environment: 'describes the machine that the probe ran on, not an operation',
  'other-feature':
    'belongs to another feature: the crash MSRs 0x40000100 and 0x40000106, capabilities 182 and 183',
  implied: 'says that a call succeeded whose contents are lines of their own',
  'no-operation': 'the probe made no call in this setup',
  'does-not-fit': 'what was printed is not what the probe is known to print',
  unknown: 'the experiment is none that was met before',
} as const;

export type Reason = keyof typeof REASONS;

export function reasonFor({ group, id, fields }: Fact): Reason {
  if (group === 'env' || id === 'force_emulation_prefix') return 'environment';
  if (group.startsWith('neigh_') && /\/0x4000010[06]$/.test(id)) return 'other-feature';
  if (group === 'cap_number' && FOREIGN_CAPS.includes(fields['number'] as bigint)) return 'other-feature';
  if (group === 'msr_list' && !id.includes('/')) return 'implied';
  if (group === 'cfg' && id === 'nocpuid/enforce0') return 'no-operation';
  return 'unknown';
}
