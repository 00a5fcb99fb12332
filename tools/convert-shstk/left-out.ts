/** Why an observation is in no recording: a closed list. */
import type { Observation } from './observations';

export const REASONS = {
  environment: 'describes the kernel, the CPU or the run, not an operation',
  'cpu-model': 'the CPU model is known to be wrong here: it does not check IRETQ',
  'bare-end': 'says that the process ended, and not of which operation',
  'other-flag': 'is about MAP_ABOVE4G, which no operation here has',
  'top-not-seen': 'depends on a return address that was not observed',
  'name-not-seen': 'is a fault whose experiment is not named beside it',
  text: 'is the text of /proc/PID/smaps, whose fields are lines of their own',
  'size-line': 'carries only the beginning of an experiment whose end is a line of its own',
  'does-not-fit': 'what was seen is not what such an experiment is known to show',
  unknown: 'the experiment is none that was met before',
} as const;

export type Reason = keyof typeof REASONS;

export function reasonFor({ test, in: input }: Observation): Reason {
  if (/^0\.|^@@/.test(test)) return 'environment';
  if (test === '4.iret') return 'cpu-model';
  if (input === 'end' || test === 'T.traced_end') return 'bare-end';
  if (test === '2.map_above4g') return 'other-flag';
  if (test === '3.saveprevssp') return 'top-not-seen';
  if (input === 'terminal') return 'name-not-seen';
  if (test === '8.smaps') return 'text';
  if (test.startsWith('8.overflow') || test === '6.signal_room') return 'size-line';
  return 'unknown';
}
