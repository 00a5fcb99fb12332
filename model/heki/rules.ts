/** The decisions in which profiles differ. All else is the same for all, and is written where it happens. */
import type { ProfileRules } from '../core/rules';
import type { GfnSlot, Pool } from './state';
import type { WriteCr } from './types';

/** How a range finds its slot: a slot's number, none left, or below the table. */
export interface Taken {
  readonly slot: number | 'full' | 'below';
  readonly left: number;
}

export interface Rules extends ProfileRules {
  /** Whether a kernel has Heki unless its configuration says no, and whether jump labels rule it out. */
  readonly builtByDefault: boolean;
  readonly jumpLabelsForbid: boolean;
  /** Whether the guest notes ranges in early init and has them locked in late init, or pins registers alone. */
  readonly notesRanges: boolean;
  /** The calls of a boot, in order: the two initialisations, and what the kernel calls around them. */
  readonly bootSteps: readonly string[];
  /** The number of the hypercall that locks ranges; null where there is none. */
  readonly rangesHypercall: number | null;
  /** The number of the hypercall that pins control registers. */
  readonly crHypercall: number;
  /** Numbers of hypercalls that its host knows as well, and of which nothing is said here. */
  readonly otherHypercalls: readonly number[];
  /** What may be pinned in CR4. */
  readonly pinnableCr4: bigint;
  /** Whether the hypercall that pins has flags in its third argument, of which one asks for its version. */
  readonly pinFlags: boolean;
  /** What a line on a refused write of a control register begins with. */
  readonly blockedPrefix: 'heki-kvm' | 'heki';
  /** The ways to write a control register that do not come by the check. */
  readonly uncheckedPaths: readonly WriteCr['path'][];
  /** Whether the guest gets #GP where a write of a control register is refused. */
  readonly refusedCrFaults: boolean;
  /** The next slot of the table of write locks, or of EXEC ranges. */
  take(pool: Pool, of: 'write' | 'exec'): Taken;
  /** What a slot that was never used counts as. */
  readonly unusedSlot: GfnSlot | null;
  /** The ranges in which execution is allowed once it is locked. */
  allowed(pool: Pool): readonly GfnSlot[];
  /** Whether a host without the TDP MMU refuses EXEC ranges. */
  readonly tdpMmuNeeded: boolean;
  /** Whether fetches from user mode are checked, too. */
  readonly userFetchChecked: boolean;
  /** The faults of the posted code that the profile has. */
  readonly faults: readonly string[];
}
