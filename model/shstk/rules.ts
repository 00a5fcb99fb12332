/**
 * The decisions in which profiles and mutants differ, each a small pure function or a switch. The steps around
 * them are the same for all; a profile is a set of rules, a mutant is one with a rule exchanged.
 */
import type { Numbers } from './abi';
import type { Mapping, Maps } from './maps';
import type { Cet, Handler, Thread } from './state';
import type { Config } from './types';

/** What a sigreturn looks at. */
export interface SigreturnView {
  readonly ssp: bigint;
  /** The 8 bytes at SSP; null where they cannot be read. */
  readonly entry: bigint | null;
  readonly inShadowStack: boolean;
  readonly inOwnStack: boolean;
  /** Whether a signal frame waits on the normal stack. */
  readonly inHandler: boolean;
  readonly maps: Maps;
  /** The choice `sigreturn-ssp-check`. */
  readonly check: string;
  /** What stands in the signal frame in the place of a saved SSP. */
  readonly frameSsp: bigint;
}

/** What a signal delivery stores, in order, and the SSP of the handler. */
export interface Sigframe {
  readonly stores: readonly (readonly [bigint, bigint])[];
  readonly ssp: bigint;
}

export interface AllocationRules {
  /** The first objection to the arguments of map_shadow_stack, as the name of an error. */
  readonly mapObjection: (addr: bigint, size: bigint, flags: bigint) => string | null;
  /** The first objection to a fixed address, before the limits are looked at. */
  readonly addressObjection: (maps: Maps, addr: bigint, size: bigint) => string | null;
  readonly fixedAddress: (addr: bigint) => bigint;
  readonly heedsAddress: boolean;
  /** Whether what is in the way of a fixed address is unmapped. */
  readonly replacesOnCollision: boolean;
  readonly setsToken: (flags: bigint) => boolean;
  /** The address that a token restores to. */
  readonly tokenEnd: (addr: bigint, size: bigint) => bigint;
  readonly tokenValue: (end: bigint) => bigint;
  readonly failedTokenUnmaps: boolean;
  /** Whether map_shadow_stack asks for the thread's own feature. */
  readonly mapNeedsFeature: boolean;
  readonly mapUnsupported: string;
  /** What stays free below a mapping that is there, when another is put below it. */
  readonly gapBelow: (shadow: boolean, own: boolean) => bigint;
  readonly ownGap: (shadow: boolean) => bigint;
  readonly hintGap: (shadow: boolean) => bigint;
  /** Where the kernel looks for room on behalf of a 32-bit entry. */
  readonly compatMapsLow: boolean;
  readonly shadowProt: number;
  readonly counted: (mapping: { readonly shadow: boolean; readonly prot: number }) => boolean;
  readonly asLimitCounts: boolean;
  /** The size of the stack that ENABLE makes, for a limit. */
  readonly stackSize: (limit: bigint) => bigint;
  readonly threadStackSize: (asked: bigint | undefined, limit: bigint, parent: Thread) => bigint;
}

export interface MemoryRules {
  /** Whether a shadow-stack access works on a shadow-stack mapping, given whether its entry was made before. */
  readonly shadowAllowed: (prot: number, shadowEntry: boolean) => boolean;
  /** Whether a shadow-stack access works on ordinary memory. */
  readonly shadowAnywhere: boolean;
  readonly ordinaryStoreAllowed: (mapping: Mapping) => boolean;
  readonly loadAllowed: (mapping: Mapping) => boolean;
  readonly kernelCopyAllowed: (mapping: Mapping) => boolean;
  readonly pokeAllowed: boolean;
  readonly mprotect: (mapping: Mapping, prot: number) => Mapping;
  /** The error of an mprotect over such a mapping, or null. */
  readonly mprotectObjection: (mapping: Mapping, prot: number) => string | null;
  /** What mmap MAP_FIXED makes of the place of a mapping. */
  readonly fixedOver: (old: Mapping | null) => boolean;
  readonly growthKeepsShadow: boolean;
  readonly growthKeepsWords: boolean;
  readonly moveRenewsToken: boolean;
  /** Whether growth without room may move the mapping. */
  readonly mayMove: (asked: boolean) => boolean;
  /** Whether memory of such a protection that mmap makes is a shadow stack. */
  readonly mmapShadow: (prot: number) => boolean;
  readonly dontneedForgets: boolean;
  readonly munmapLeaves: (maps: Maps, start: bigint, end: bigint) => Maps;
  readonly forkShares: boolean;
}

export interface SignalRules {
  /** The SSP below which a delivery pushes. */
  readonly deliverFrom: (ssp: bigint, onAltstack: boolean, thread: Thread) => bigint;
  /** Null where the delivery is refused. */
  readonly sigframe: (ssp: bigint, handler: Handler) => Sigframe | null;
  /** The SSP after a delivery that failed at some store. */
  readonly failedDelivery: (before: Cet) => Cet;
  /** Whether a handler runs although its entries could not be stored. */
  readonly runsWithoutEntries: (onAltstack: boolean) => boolean;
  readonly needsRestorerWhenOff: boolean;
  readonly entriesWhenOff: boolean;
  /** The SSP after sigreturn; null where it is refused. */
  readonly sigreturn: (view: SigreturnView) => bigint | null;
  readonly refusedSigreturn: (cet: Cet) => Cet;
  readonly sigreturnChecksWhenOff: boolean;
  /** What delivery leaves in the signal frame in the place of a saved SSP. */
  readonly frameSsp: (ssp: bigint) => bigint;
  readonly compatHandler: 'refused' | 'refused-with-entry' | 'runs';
  /** The code of a control protection fault. */
  readonly cpCode: (cause: 'ret' | 'far' | 'rstorssp') => number;
  readonly cpAddress: 'zero' | 'ssp';
  readonly logs: 'unhandled' | 'always' | 'never';
}

export interface CpuRules {
  readonly mismatch: (pushed: bigint, ret: bigint) => boolean;
  readonly comparesWhenOff: boolean;
  /** Whether a return through an entry that cannot be read is a page fault. */
  readonly emptyPop: 'page-fault' | 'control-protection' | 'through';
  readonly rstorsspToken: (token: bigint, address: bigint, at12: boolean) => boolean;
  readonly previousSsp: (ssp: bigint) => bigint;
  readonly failedRstorsspMoves: boolean;
  readonly savedToken: (previous: bigint) => bigint;
  readonly wrssNeedsEnable: boolean;
  readonly incsspChecks: boolean;
  readonly offInstructions: 'invalid-opcode' | 'nothing';
  readonly rdsspOff: (register: bigint) => bigint;
  readonly wrussFault: '#GP' | '#UD';
  readonly supervisorBusy: '#UD' | '#CP';
  readonly vsyscallPops: boolean;
}

export interface FeatureRules {
  readonly supported: (config: Config) => boolean;
  readonly lock: (mask: bigint, arg: bigint) => bigint;
  /** Whether a lock stops the command; asked before anything else. */
  readonly locked: (command: 'ENABLE' | 'DISABLE', arg: bigint, thread: Thread) => boolean;
  /** Whether the number of bits is tested before the lock. */
  readonly bitsBeforeLock: boolean;
  readonly severalBits: (arg: bigint) => boolean;
  /** What a bit that is no feature gives. */
  readonly unknownBit: string | null;
  readonly enableTwice: 'nothing' | 'again' | 'EBUSY';
  readonly wrssNeedsShstk: boolean;
  readonly wrssOffWithoutShstk: 'EPERM' | 'ok';
  readonly featuresAfterDisable: (features: number, locked: bigint) => number;
  readonly disableObjection: (thread: Thread, maps: Maps) => string | null;
  readonly disableFrees: boolean;
  readonly disableWhenOff: 'ok' | 'EPERM';
  readonly disableScope: 'thread' | 'process';
  readonly disableKeepsSsp: boolean;
  /** Whether the thread's record of its stack outlives DISABLE. */
  readonly disableKeepsRecord: boolean;
  readonly missingMemory: string | null;
  readonly unsupportedError: string;
  selfUnlock: 'as-enable' | 'refused' | 'clears';
  readonly statusBadPointer: string | null;
  readonly statusBytes: 4 | 8;
  readonly statusPlace: (pointer: bigint) => bigint;
  readonly statusNeedsUnlocked: boolean;
  readonly entry32: 'EINVAL' | 'EOPNOTSUPP' | 'acts';
  readonly unknownOption: string | null;
  readonly genericPrctl: string | null;
  readonly freshSsp: (base: bigint, size: bigint) => bigint;
  readonly freshUcet: (features: number) => bigint;
  readonly zeroLimit: 'EINVAL' | 'page' | 'empty';
  readonly cetPlace: (live: 'registers' | 'buffer') => 'registers' | 'buffer';
  readonly words: (features: number) => string;
  readonly lockWords: (locked: bigint) => string;
}

export interface TaskRules {
  afterExec(thread: Thread, marked: boolean): { readonly features: number; readonly locked: bigint };
  readonly cloneStack: (
    vm: boolean,
    vfork: boolean,
    thread: Thread,
  ) => 'none' | 'new' | 'shared' | 'copied' | 'borrowed';
  inherited(thread: Thread): { readonly features: number; readonly locked: bigint };
  readonly exitFrees: (thread: Thread) => boolean;
  readonly childSsp: (ssp: bigint) => bigint;
}

export interface TracerRules {
  readonly getLength: (active: boolean, len: number) => number | string;
  readonly setLength: (active: boolean, len: number) => number | string;
  readonly sspObjection: (value: bigint, maps: Maps) => string | null;
  /** What the tracer's arch_prctl does for a command besides STATUS and LOCK. */
  readonly command: (command: string, config: Config, arg: bigint) => 'EINVAL' | 'acts' | 'unlocks';
  readonly unlock: (mask: bigint, arg: bigint) => bigint;
  readonly lockByTracer: boolean;
}

export interface Rules
  extends AllocationRules, MemoryRules, SignalRules, CpuRules, FeatureRules, TaskRules, TracerRules {
  readonly profile: 'v1' | 'upstream' | 'upstream-documented';
  readonly numbers: Numbers;
}
