/** The capabilities that the profiles have; what an operation asks for is in the schema. */
import { INSIGHT } from '../core/owners';

const COMMON = [
  'memory-calls',
  'altstack',
  'exec',
  'instructions',
  'context-switch',
  'abi',
  'no-shstk',
  INSIGHT,
] as const;
const MERGED = [
  ...COMMON,
  'kernel-copies',
  'threads',
  'ptrace',
  'proc',
  'generic-prctl',
  'compat-entry',
  'map-at-address',
  'vsyscall',
  'amd',
  'no-checkpoint-restore',
];

/** The series of 2022 is silent about the rest: threads and ptrace came later, or are not in the catalogue. */
export const CAPABILITIES: Readonly<Record<'v1' | 'upstream' | 'upstream-documented', readonly string[]>> = {
  v1: COMMON,
  upstream: MERGED,
  'upstream-documented': MERGED,
};
