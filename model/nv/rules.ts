/**
 * The decisions in which profiles and mutants differ, each a small pure function. What surrounds them
 * (userspace.ts, run.ts, exit.ts, guest.ts, traps.ts) is the same for all.
 */
import { cpuRules, type CpuRules } from './rules-cpu';
import { eretRules, type EretRules } from './rules-eret';
import { userspaceRules, type UserspaceRules } from './rules-userspace';
import { EL2H, FULL_MODE, HCR, isEl2, lowered, MODE32_BIT, MODE_MASK, PSR, raised } from './pstate';
import type { State } from './state';

export type ExitKind = 'IRQ' | 'TRAP' | 'SERROR';
/** What an exit does, in order. */
export type Effect = 'sync' | 'esr' | 'check' | 'handler';

export interface Rules extends UserspaceRules, CpuRules, EretRules {
  readonly profile: 'before' | 'seed' | 'upstream';
  /** Whether the vCPU is in host context, from virtual PSTATE and HCR_EL2 as they are now. */
  readonly isHypCtxt: (s: State) => boolean;
  /** Whether is_hyp_ctxt() warns where it answers by TGE. */
  readonly warnsOfTge: (e2h: boolean) => boolean;
  /** The context that a run uses, from is_hyp_ctxt() at its entry. */
  readonly sampledAtEntry: (s: State, hyp: boolean) => boolean;
  /** The context that an exit's translation uses. */
  readonly contextAtExit: (s: State) => boolean;
  /** The sampled context after an exit that is fixed up. */
  readonly sampledAfterFixup: (s: State) => boolean;
  readonly order: readonly Effect[];
  /** Whether the exit itself synchronises PSTATE. */
  readonly syncs: (s: State, kind: ExitKind) => boolean;
  readonly fromHw: (spsr: bigint, hyp: boolean) => bigint;
  readonly toHw: (pstate: bigint, s: State) => bigint;
  readonly spsrAfterSync: (spsr: bigint, pstate: bigint) => bigint;
  readonly storesEsr: (kind: ExitKind) => boolean;
  /** Whether a context that is not the sampled one ends the host. */
  readonly checks: (s: State, choice: string | undefined) => boolean;
  /** Virtual PSTATE and PC when the run saves its return state; null where PSTATE is left as it is. */
  readonly savedPstate: (s: State) => bigint | null;
  readonly savedPc: (s: State) => bigint;
  readonly fileToPut: (s: State, hyp: boolean) => 'EL1' | 'vEL2';
  readonly fileToLoad: (s: State, hyp: boolean) => 'EL1' | 'vEL2';
}

/** What Linux merged, as observed on 6.17 and 7.2. */
export const UPSTREAM: Rules = {
  ...userspaceRules,
  ...cpuRules,
  ...eretRules,
  profile: 'upstream',
  isHypCtxt: (s) => s.features.hasEl2 && (isEl2(s.pstate) || (s.hcr & HCR.TGE) !== 0n),
  warnsOfTge: () => false,
  sampledAtEntry: (s, hyp) => s.config.vhe && hyp,
  contextAtExit: (s) => s.sampled,
  sampledAfterFixup: (s) => s.sampled,
  order: ['sync', 'check', 'esr', 'handler'],
  syncs: () => true,
  fromHw: (spsr, hyp) => (hyp ? raised(spsr, FULL_MODE) : spsr),
  toHw: (pstate) => neverEl2(lowered(pstate)),
  spsrAfterSync: (spsr) => spsr,
  storesEsr: (kind) => kind !== 'IRQ',
  checks: (s, choice) => s.features.hasEl2 && choice !== 'no',
  savedPstate: (s) => (s.config.vhe ? null : s.spsr),
  savedPc: (s) => s.elr,
  fileToPut: (_s, hyp) => (hyp ? 'vEL2' : 'EL1'),
  fileToLoad: (_s, hyp) => (hyp ? 'vEL2' : 'EL1'),
};

/** The patch as posted, 89 of 94 in its series (20200211174938.27809-90-maz@kernel.org). */
export const SEED: Rules = {
  ...UPSTREAM,
  profile: 'seed',
  isHypCtxt: (s) => isEl2(s.pstate) || (s.hcr & HCR.TGE) !== 0n,
  warnsOfTge: (e2h) => !e2h,
  order: ['sync', 'esr', 'handler'],
  syncs: (s) => s.config.vhe,
  fromHw: (spsr, hyp) => (hyp ? raised(spsr, MODE_MASK) : spsr),
  toHw: (pstate) => lowered(pstate),
  checks: () => false,
  initAllowed: () => true,
  hcrReads: (hcr) => hcr,
  needsVgic: () => false,
};

/** The fault that the patch mends: PSTATE is translated at the end, by the context as it looks then. */
export const LATE_SYNC = {
  contextAtExit: (s: State) => UPSTREAM.isHypCtxt(s),
  order: ['esr', 'handler'],
  savedPstate: (s: State) => UPSTREAM.fromHw(s.spsr, s.config.vhe && UPSTREAM.isHypCtxt(s)),
  checks: () => false,
} satisfies Partial<Rules>;

/** What the patch replaces, on today's code: a Linux 7.2 patched back behaves so. */
export const BEFORE: Rules = { ...UPSTREAM, ...LATE_SYNC, profile: 'before' };

/** A mode of EL2 or above that is left must not reach the hardware: it enters as EL2h with IL set. */
function neverEl2(pstate: bigint): bigint {
  const illegal = (pstate & MODE32_BIT) === 0n && (pstate & MODE_MASK) >= 8n;
  return illegal ? (pstate & ~MODE_MASK) | EL2H | PSR.IL : pstate;
}
