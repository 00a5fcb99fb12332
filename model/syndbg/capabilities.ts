/** Which capabilities each profile has: what a subject may lack. The schema says what asks for them. */

const COMMON = [
  'trace',
  'hypercalls',
  'cpuid-tables',
  'supported-cpuid',
  'capabilities',
  'msr-lists',
  'cpu-modes',
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
