/** Which operations a subject may lack, and which of them each profile has. */
import type { AnyOp } from '../core/machine';
import { CAP } from './caps';
import type { EnableCap, Wrmsr } from './types';

const OF_OP: Readonly<Record<string, string>> = {
  hypercall: 'hypercalls',
  cpuid: 'cpuid-tables',
  set_cpuid: 'cpuid-tables',
  get_cpuid: 'cpuid-tables',
  get_supported_hv_cpuid: 'supported-cpuid',
  get_supported_cpuid: 'supported-cpuid',
  check_extension: 'capabilities',
  cap_number: 'capabilities',
  msr_listed: 'msr-lists',
  set_msr_filter: 'msr-filter',
  set_ignore_msrs: 'ignore-msrs',
  set_regs: 'set-regs',
};

/** `core` for what every subject must have. Traces, immediate exits and several VMs are asked of the config. */
export function capabilityOf(op: AnyOp): string {
  if (op.op === 'enable_cap') return ofCap((op as EnableCap).cap);
  if ((op as Wrmsr).path === 'emulated') return 'emulator';
  if ((op as Wrmsr).run?.immediate_exit === true) return 'immediate-exit';
  return OF_OP[op.op] ?? 'core';
}

function ofCap(cap: number): string {
  if (cap === CAP.HYPERV_ENFORCE_CPUID) return 'enforce-cpuid';
  if (cap === CAP.X86_USER_SPACE_MSR) return 'user-space-msr';
  if (cap === CAP.HYPERV_SYNIC || cap === CAP.HYPERV_SYNIC2) return 'synic';
  return 'capabilities';
}

const COMMON = [
  'trace',
  'hypercalls',
  'cpuid-tables',
  'supported-cpuid',
  'capabilities',
  'msr-lists',
] as const;

export const CAPABILITIES: Readonly<Record<'v6' | 'review' | 'upstream', readonly string[]>> = {
  v6: COMMON,
  review: COMMON,
  upstream: [
    ...COMMON,
    'enforce-cpuid',
    'user-space-msr',
    'msr-filter',
    'ignore-msrs',
    'synic',
    'emulator',
    'immediate-exit',
    'set-regs',
  ],
};
