/** What the profiles differ in. All else is the same in each, and written where it happens. */
import type { ProfileRules } from '../core/rules';
import type { Numbers } from './abi';
import type { Mapping } from './maps';
import type { Guard } from './placement';
import type { Config } from './types';

/** What a sigreturn finds where SSP points. */
export interface SigreturnView {
  readonly ssp: bigint;
  /** The 8 bytes at SSP; null where they cannot be read. */
  readonly entry: bigint | null;
  /** Whether the kernel has looked at the mapping, and it is no shadow stack. */
  readonly outside: boolean;
}

/** What a delivery leaves on the shadow stack for the sigreturn that ends it. */
export interface SignalEntry {
  /** Whether RSTORSSP would take it as well. */
  readonly isToken: boolean;
  /** The word that is stored for the SSP that was interrupted. */
  readonly stored: (ssp: bigint) => bigint;
  /** The SSP after sigreturn; null where it is refused. */
  readonly restored: (view: SigreturnView) => bigint | null;
}

export interface Rules extends ProfileRules {
  readonly numbers: Numbers;
  /** Whether the kernel has the feature on such a machine. */
  readonly hasShstk: (config: Config) => boolean;
  /** Whether one arch_prctl names several features, every one of which has to change, or just one. */
  readonly featuresPerCall: 'several' | 'one';
  /** What a thread gets that calls UNLOCK for itself. */
  readonly selfUnlock: 'refused' | 'as-enable';
  /** The first objection to the arguments of map_shadow_stack, as the name of an error. */
  readonly mapObjection: (addr: bigint, size: bigint, flags: bigint) => string | null;
  /** What map_shadow_stack gives on a CPU without shadow stacks. */
  readonly mapUnsupported: 'ENOSYS' | 'EOPNOTSUPP';
  readonly guard: Guard;
  /** The protection of new shadow-stack memory. */
  readonly shadowProt: number;
  /** Whether a shadow-stack access works on a shadow-stack mapping, given whether its entry was made before. */
  readonly shadowAllowed: (prot: number, shadowEntry: boolean) => boolean;
  /** The error of an mprotect over such a mapping, or null. */
  readonly mprotectObjection: (mapping: Mapping, prot: number) => string | null;
  readonly signalEntry: SignalEntry;
}
