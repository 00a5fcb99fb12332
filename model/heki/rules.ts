/**
 * The decisions in which profiles, faults and mutants differ, each a small pure function or a switch. A profile
 * is a set of them; a fault of the posted code and a mutant are the same set with one exchanged.
 */
import type { HostError } from './hypercall';
import type { RequestCheck } from './hypercall-checks';
import type { GfnSlot, Guest, Pool } from './state';
import type { Host, Kernel, PaRange, Symbols, VaRange } from './types';

export type ProfileName = 'seed' | 'v1' | 'v1-as-posted' | 'v2';
export type LatePath = 'no-backend' | 'protect-failed' | 'lock-failed' | 'success';

/** The guest's kernel. */
export interface GuestRules {
  /** CONFIG_HEKI as it comes out of the configuration. */
  built(kernel: Kernel): boolean;
  readonly enabledByDefault: boolean;
  parseFlag(text: string | null): boolean | null;
  /** The flag after an invalid value, from the flag before. */
  afterInvalid(now: boolean): boolean;
  /** What the handler of heki= returns, and that of heki_test=. */
  paramResult(valid: boolean): number;
  readonly testResult: number;
  invalidText(value: string | null): string;
  readonly guestPrefix: string;
  readonly guestLevel: 'warning' | 'WARN';
  readonly warnPrefix: string;
  flagWritable(guest: Guest): boolean;
  /** Whether early init goes on to the architecture's part. */
  archInitRuns(enabled: boolean): boolean;
  readonly enabledLoggedFirst: boolean;
  table(kernel: Kernel, symbols: Symbols): readonly VaRange[];
  readonly bootOrder: readonly string[];
  /** num_static_ranges after early init of a table of `count`. */
  numAfter(count: number, allocated: boolean): number;
  gfnStart(range: VaRange, physBase: bigint): bigint;
  gfnEnd(range: VaRange, physBase: bigint): bigint;
  attributes(attributes: bigint): bigint;
  /** The array, from the entries converted one by one. */
  arranged(ranges: readonly PaRange[]): readonly PaRange[];
  readonly convertsInPlace: boolean;
  /** Bytes asked for, and bytes given back, for an array of `num`. */
  storage(num: number): number;
  released(num: number): number;
  configuringText(range: PaRange): string;
  lateRuns(enabled: boolean): boolean;
  readonly backendTestedFirst: boolean;
  protectFailed(result: number): boolean;
  lockFailed(result: number): boolean;
  readonly protectedLoggedEarly: boolean;
  readonly locksAfterFailure: boolean;
  readonly locksFirst: boolean;
  readonly samplesBackendOnce: boolean;
  /** How often late init releases the array. */
  releases(path: LatePath): number;
  readonly resetsAfterRelease: boolean;
  /** Whether late init releases by the pointer and the count that it found when it began. */
  readonly samplesRanges: boolean;
  /** What late init hands to its backend, given the converted copy. */
  protectsWith(ranges: readonly PaRange[]): readonly PaRange[];
  readonly lateFailureStopsBoot: boolean;
  sizeArgument(num: number): number;
  readonly lockOrder: readonly (0 | 4)[];
  readonly lockStopsAtError: boolean;
  readonly lockReturnsFirst: boolean;
  readonly cr0Mask: bigint;
  cr4Mask(cr4: bigint): bigint;
  /** Whether the probe's answer in RAX plugs the backend. */
  plugsOn(answer: bigint): boolean;
  readonly probesWithoutKvm: boolean;
  readonly backendWarns: boolean;
  asInt(value: bigint): number;
  /** Whether the chosen test runs: when disabled, or at the end of a late init. */
  testRuns(when: 'disabled' | LatePath): boolean;
  storedTest(parsed: bigint | null, now: bigint): bigint;
}

/** How a range finds its slot: a slot's number, none left, or below the table. */
export interface Taken {
  readonly slot: number | 'full' | 'below';
  readonly left: number;
}

/** The host. */
export interface HostRules {
  /** The number of the hypercall that pins control registers, and of the one that locks ranges, where there is one. */
  readonly crHypercall: number;
  readonly rangesHypercall: number | null;
  cplRefused(cpl: number): boolean;
  /** The answer to a hypercall that the host does not know. */
  readonly unknownHypercall: HostError;
  /** A 64-bit value as a caller of that mode passes or sees it. */
  cut(mode: '64' | '32', value: bigint): bigint;
  readonly checks: readonly RequestCheck[];
  knownAttributes(host: Host): bigint;
  /** Whether an element is refused with EINVAL. */
  badElement(range: PaRange, known: bigint): boolean;
  readonly allOrNothing: boolean;
  take(pool: Pool, of: 'write' | 'exec'): Taken;
  /** Whether a slot of the table of write locks, or of EXEC ranges, holds the frame. */
  locks(slot: GfnSlot, gfn: number): boolean;
  executes(slot: GfnSlot, gfn: number): boolean;
  /** What a slot that was never used counts as. */
  readonly unusedSlot: GfnSlot | null;
  /** What an EXEC range that went below its table overwrites in the table of write slots. */
  readonly execBelowHitsWriteSlots: boolean;
  readonly missingMemslotFails: boolean;
  readonly warnsEachTime: boolean;
  lockingText(range: PaRange): string;
  /** Whether the NOWRITE half of a range is applied before its EXEC half is looked at. */
  writeHalfFirst(host: Host): boolean;
  mbecNeeded(host: Host): boolean;
  readonly tdpMmuNeeded: boolean;
  /** Whether the execution lock engages: the request was carried out as a whole, and held EXEC ranges. */
  engages(complete: boolean, held: boolean): boolean;
  /** The ranges in which execution is allowed once it is locked. */
  allowed(pool: Pool): readonly GfnSlot[];
  readonly userFetchChecked: boolean;
  fetchDenied(errorCode: bigint): boolean;
  writeDenied(errorCode: bigint): boolean;
  faultErrorCode(errorCode: bigint): bigint;
  readonly faultVector: number;
  faultText(kind: 'write' | 'fetch', gva: bigint): string;
  crMaskRefused(cr: 0 | 4, mask: bigint, host: Host): boolean;
  /** The bits of an accepted mask that are pinned. */
  pinnedBits(cr: 0 | 4, mask: bigint, host: Host): bigint;
  joined(pins: bigint, mask: bigint): bigint;
  pinsOfVcpu(vcpu: number): number;
  crRefused(cr: number, value: bigint, pins: bigint): boolean;
  blockedText(cr: 0 | 4, value: bigint): string;
  readonly refusedCrFaults: boolean;
  readonly refusedCrKept: boolean;
  /** The state of the host's VM after another boot of the guest. */
  readonly rebootUnlocks: boolean;
}

export interface Rules extends GuestRules, HostRules {
  readonly profile: ProfileName;
}
