/** What the CPU does under the guest, and what KVM does in its place when it delivers an exception. */
import { CPU_HOLDS, EL1H, EL1T, FULL_MODE, MODE32_BIT, PSR } from './pstate';
import type { State } from './state';

export interface CpuRules {
  /** PSTATE once the guest runs, from what was entered. */
  readonly whenRunning: (spsr: bigint) => bigint;
  /** PSTATE after an instruction that completes. */
  readonly afterInstruction: (spsr: bigint) => bigint;
  /** Offset of the synchronous vector for an exception from this hardware mode to EL1. */
  readonly vector: (spsr: bigint) => bigint;
  /** The same for the Illegal Execution State exception. */
  readonly illegalVector: (spsr: bigint) => bigint;
  /** Whether PSTATE.IL makes the first instruction fault. */
  readonly illegalStateFaults: boolean;
  /** Which registers take the return state of an exception that the CPU delivers. */
  readonly takenBy: (s: State) => 'cpu' | 'el1';
  /** SPSR as the handler reads it, with the mode as the guest knows it. */
  readonly reportedSpsr: (spsr: bigint, s: State) => bigint;
  /** PSTATE in a handler, without M. */
  readonly inHandler: (old: bigint, pan: boolean, allint: boolean) => bigint;
  /** ELR of an exception by the instruction at `pc`. */
  readonly returnAddress: (pc: bigint, cls: 'SVC' | 'UDF' | 'FP') => bigint;
  /** Whether an exception within vEL2 makes an exit of its own. */
  readonly exceptionsExit: boolean;
  /** PSTATE after a guest step that sets its own bits. */
  readonly ownBits: (before: bigint, after: bigint, s: State) => bigint;
}

const KEPT_IN_HANDLER = PSR.NZCV | PSR.DIT | PSR.PAN;

export const cpuRules: CpuRules = {
  whenRunning: (spsr) => spsr & CPU_HOLDS,
  afterInstruction: (spsr) => spsr & ~(PSR.BTYPE | PSR.SS),
  vector: syncVector,
  illegalVector: syncVector,
  illegalStateFaults: true,
  takenBy: () => 'cpu',
  reportedSpsr: (spsr, s) => (s.loaded === 'vEL2' && isEl1(spsr) ? spsr ^ 0xcn : spsr),
  inHandler: (old, pan, allint) =>
    (old & KEPT_IN_HANDLER) | PSR.DAIF | (pan ? PSR.PAN : 0n) | (allint ? PSR.ALLINT : 0n),
  returnAddress: (pc, cls) => (cls === 'SVC' ? pc + 4n : pc),
  exceptionsExit: false,
  ownBits: (_before, after) => after,
};

function isEl1(spsr: bigint): boolean {
  const mode = spsr & FULL_MODE;
  return mode === EL1T || mode === EL1H;
}

/** From EL1 by the stack that was in use, from EL0 by its register width. */
export function syncVector(spsr: bigint): bigint {
  if ((spsr & MODE32_BIT) !== 0n) return 0x600n;
  const mode = spsr & FULL_MODE;
  return mode === EL1H ? 0x200n : mode === EL1T ? 0x000n : 0x400n;
}
