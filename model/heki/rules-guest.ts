/** The guest's part as the series has it. Sources: 3/9 and, for the backend and the probe, 6/9; tests 9/9. */
import { u32 } from '../core/u64';
import { parseBool } from './command-line';
import { configuringText, PA_RANGE_BYTES, pageAlign, paSymbol, pfnDown, pfnUp } from './ranges';
import type { GuestRules } from './rules';
import { tableOf } from './sections';
import { u64 } from '../core/u64';

/** CR0.WP, the one bit that the guest pins there. */
export const CR0_WP = 0x10000n;
/** SMEP, SMAP, UMIP, FSGSBASE and CET: what may be pinned in CR4. */
export const CR4_PINNABLE = 0xb10800n;
/** -KVM_ENOSYS, as RAX shows it. */
export const ENOSYS = u64(-1000n);

export const GUEST: GuestRules = {
  built: ({ arch, jump_label, heki }) => arch === 'x86-64' && !jump_label && heki !== 'n',
  enabledByDefault: true,
  parseFlag: parseBool,
  afterInvalid: (now) => now,
  paramResult: () => 1,
  testResult: 1,
  invalidText: (value) => `Invalid option string for heki: '${value ?? '(null)'}'`,
  guestPrefix: 'heki-guest: ',
  guestLevel: 'warning',
  warnPrefix: '',
  flagWritable: ({ sealed }) => !sealed,
  archInitRuns: (enabled) => enabled,
  enabledLoggedFirst: true,
  table: tableOf,
  bootOrder: [
    'mm_init',
    'heki_early_init',
    'poking_init',
    'ftrace_init',
    'free_initmem',
    'mark_readonly',
    'heki_late_init',
    'pti_finalize',
  ],
  numAfter: (count) => count,
  gfnStart: ({ va_start }, physBase) => pfnDown(paSymbol(va_start, physBase)),
  gfnEnd: ({ va_end }, physBase) => u64(pfnUp(paSymbol(va_end, physBase)) - 1n),
  attributes: (attributes) => attributes,
  arranged: (ranges) => ranges,
  convertsInPlace: false,
  storage: (num) => pageAlign(PA_RANGE_BYTES * num),
  released: (num) => pageAlign(PA_RANGE_BYTES * num),
  configuringText,
  lateRuns: (enabled) => enabled,
  backendTestedFirst: false,
  protectFailed: (result) => result !== 0,
  lockFailed: (result) => result !== 0,
  protectedLoggedEarly: false,
  locksAfterFailure: false,
  locksFirst: false,
  samplesBackendOnce: true,
  releases: () => 1,
  resetsAfterRelease: true,
  samplesRanges: false,
  protectsWith: (ranges) => ranges,
  lateFailureStopsBoot: false,
  sizeArgument: (num) => PA_RANGE_BYTES * num,
  lockOrder: [0, 4],
  lockStopsAtError: true,
  lockReturnsFirst: false,
  cr0Mask: CR0_WP,
  cr4Mask: (cr4) => cr4 & CR4_PINNABLE,
  plugsOn: (answer) => answer !== ENOSYS,
  probesWithoutKvm: false,
  backendWarns: true,
  asInt: (value) => Number(BigInt.asIntN(32, u32(value))),
  testRuns: (when) => when === 'disabled' || when === 'success',
  storedTest: (parsed, now) => parsed ?? now,
};
