/** Which operations a subject may lack, and which of them each profile has. */
import type { AnyOp } from '../core/machine';
import type { ArchPrctl, MapShadowStack, Sigaction } from './types';

const OF_OP: Readonly<Record<string, string>> = {
  mprotect: 'memory-calls',
  mremap: 'memory-calls',
  madvise: 'memory-calls',
  munmap: 'memory-calls',
  copy: 'kernel-copies',
  sigaltstack: 'altstack',
  clone: 'threads',
  execve: 'exec',
  incssp: 'instructions',
  rstorssp: 'instructions',
  saveprevssp: 'instructions',
  privileged: 'instructions',
  ptrace_getregset: 'ptrace',
  ptrace_setregset: 'ptrace',
  ptrace_arch_prctl: 'ptrace',
  ptrace_poke: 'ptrace',
  context_switch: 'context-switch',
  proc_status: 'proc',
  smaps: 'proc',
  abi: 'abi',
  prctl: 'generic-prctl',
};

/** `core` for what every subject must have. */
export function capabilityOf(op: AnyOp): string {
  const { entry } = op as Partial<ArchPrctl & MapShadowStack & Sigaction>;
  if (entry === '32' || entry === 'x32') return 'compat-entry';
  if (op.op === 'map_shadow_stack' && (op as MapShadowStack).addr !== undefined) return 'map-at-address';
  if (op.op === 'call' && (op as { to?: string }).to === 'vsyscall') return 'vsyscall';
  return OF_OP[op.op] ?? 'core';
}

const COMMON = ['memory-calls', 'altstack', 'exec', 'instructions', 'context-switch', 'abi'] as const;
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
];

/** The series of 2022 is silent about the rest: threads and ptrace came later, or are not in the catalogue. */
export const CAPABILITIES: Readonly<Record<'v1' | 'upstream' | 'upstream-documented', readonly string[]>> = {
  v1: COMMON,
  upstream: MERGED,
  'upstream-documented': MERGED,
};
