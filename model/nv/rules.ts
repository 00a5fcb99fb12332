/**
 * What the profiles differ in, each later one as what its source changed. All else (userspace.ts, run.ts, exit.ts,
 * guest.ts, traps.ts) is the same in all of them.
 */
import { rulesNamed, type ProfileRules } from '../core/rules';
import { EL2H, FULL_MODE, HCR, isEl2, lowered, MODE32_BIT, MODE_MASK, PSR } from './pstate';
import type { Features, State } from './state';

export type ExitKind = 'IRQ' | 'TRAP' | 'SERROR';
/** What an exit does, in order. */
export type Effect = 'sync' | 'check' | 'esr' | 'handler';
/** What a source leaves unsaid: nobody may ask a vCPU of its profile for it. */
export type Unsaid = 'illegal ERET' | 'AArch32 User with HAS_EL2' | 'HCR_EL2 without HAS_EL2';

export interface Rules extends ProfileRules {
  readonly unsaid: readonly Unsaid[];
  /** is_hyp_ctxt(): whether the vCPU is in host context, from virtual PSTATE and HCR_EL2 as they are now. */
  readonly isHypCtxt: (s: State) => boolean;
  /** Whether is_hyp_ctxt() warns where it answers by TGE. */
  readonly warnsOfTge: (e2h: boolean) => boolean;
  readonly atExit: (s: State, kind: ExitKind) => readonly Effect[];
  /** Whether the save of the return state synchronises PSTATE. */
  readonly savesPstate: (s: State) => boolean;
  /** The context by which PSTATE is synchronised. */
  readonly contextAtExit: (s: State) => boolean;
  /** The field of SPSR_EL2 that the translation compares with EL1t and EL1h. */
  readonly modeField: bigint;
  /** SPSR_EL2 of a virtual PSTATE. */
  readonly toHw: (pstate: bigint) => bigint;
  readonly initAllowed: (f: Features) => boolean;
  /** Whether a host without VHE has vCPUs with EL2. */
  readonly el2WithoutVhe: boolean;
  readonly needsVgic: (f: Features) => boolean;
  /** Whether KVM delivers an exception into vEL2 from here without vcpu_put and vcpu_load. */
  readonly deliversInPlace: (s: State) => boolean;
  /** HCR_EL2 as it reads. */
  readonly hcrReads: (hcr: bigint, f: Features, hasRun: boolean) => bigint;
}

const isHypCtxt = (s: State): boolean => isEl2(s.pstate) || (s.hcr & HCR.TGE) !== 0n;
const unlessIrq = (kind: ExitKind): readonly Effect[] => (kind === 'IRQ' ? [] : ['esr', 'handler']);

/**
 * What the patch replaces, in the lines that it removes and in the series before it (v2 08/94 and 18/94): PSTATE is
 * translated at the end, by the context as it looks then.
 */
export const BEFORE: Rules = {
  profile: 'before',
  capabilities: ['raw-exit', 'insight'],
  choices: {
    pan_on_vel2_entry: ['set', 'kept'],
    allint_on_entry: ['set', 'clear'],
    nzcv_on_entry: ['kept', 'clear'],
  },
  unsaid: ['illegal ERET', 'AArch32 User with HAS_EL2', 'HCR_EL2 without HAS_EL2'],
  isHypCtxt,
  warnsOfTge: (e2h) => !e2h,
  atExit: (_s, kind) => unlessIrq(kind),
  savesPstate: () => true,
  contextAtExit: isHypCtxt,
  modeField: FULL_MODE,
  toHw: lowered,
  initAllowed: () => true,
  el2WithoutVhe: true,
  needsVgic: () => false,
  deliversInPlace: () => false,
  hcrReads: (hcr) => hcr,
};

/** The patch as posted, 89 of 94 in its series (20200211174938.27809-90-maz@kernel.org). */
export const SEED: Rules = {
  ...BEFORE,
  profile: 'seed',
  capabilities: [
    ...BEFORE.capabilities,
    ...['forced-exit', 'el0-32bit', 'el0-64bit-only', 'el1-32bit', 'nvhe'],
  ],
  atExit: (s, kind) => [...(s.config.vhe ? (['sync'] as const) : []), ...unlessIrq(kind)],
  savesPstate: (s) => !s.config.vhe,
  contextAtExit: (s) => s.sampled,
  modeField: MODE_MASK,
};

/**
 * What Linux merged, as observed on 6.17 and 7.2: arch/arm64/kvm/hyp/vhe/switch.c, arch/arm64/kvm/hyp/include/hyp/switch.h
 * and sysreg-sr.h, arch/arm64/include/asm/kvm_emulate.h (is_hyp_ctxt), arch/arm64/kvm/arm.c.
 */
export const UPSTREAM: Rules = {
  ...SEED,
  profile: 'upstream',
  capabilities: [...SEED.capabilities, 'e2h0', 'inject-irq', 'serror', 'guest-debug', 'fgt', 'pauth'],
  choices: {
    ...SEED.choices,
    illegal_return_flags: ['pstate', 'spsr'],
    context_check: ['yes', 'no'],
    amo_at_vel2: ['as-it-is', 'as-set'],
    serror_syndrome: ['kept', 'written'],
    vector_base: ['bits-63-11', 'as-it-is'],
    fpac_il: ['set', 'clear'],
    trapped_eret: ['leaves', 'stays'],
  },
  unsaid: [],
  isHypCtxt: (s) => s.features.hasEl2 && isHypCtxt(s),
  warnsOfTge: () => false,
  atExit: (_s, kind) => ['sync', 'check', ...unlessIrq(kind)],
  modeField: FULL_MODE,
  toHw: (pstate) => neverEl2(lowered(pstate)),
  initAllowed: (f) => !(f.hasEl2 && f.el1Is32),
  el2WithoutVhe: false,
  needsVgic: (f) => f.hasEl2,
  deliversInPlace: (s) => isEl2(s.pstate) || isHostUser(s),
  hcrReads: (hcr, f, hasRun) => (hasRun && f.hasEl2 ? fixed(hcr, f) : hcr),
};

/** HCR_EL2 with the bits that are reserved for a vCPU with these features: RW set, and E2H set or clear. */
function fixed(hcr: bigint, { e2h0 }: Features): bigint {
  return HCR.RW | (e2h0 ? hcr & ~HCR.E2H : hcr | HCR.E2H);
}

/** Whether the vCPU is at EL0 of a guest hypervisor with E2H and TGE. */
function isHostUser({ pstate, hcr, features }: State): boolean {
  return (pstate & FULL_MODE) === 0n && (hcr & HCR.TGE) !== 0n && features.hasEl2 && !features.e2h0;
}

/** M[3], in which a mode of EL2 or EL3 differs from those below. */
const ABOVE_EL1 = 8n;

/** A mode of EL2 or above that is left must not reach the hardware: it enters as EL2h with IL set. */
function neverEl2(pstate: bigint): bigint {
  const illegal = (pstate & MODE32_BIT) === 0n && (pstate & ABOVE_EL1) !== 0n;
  return illegal ? (pstate & ~MODE_MASK) | EL2H | PSR.IL : pstate;
}

const SETS: readonly Rules[] = [BEFORE, SEED, UPSTREAM];

/** The rules of a profile. @throws RangeError on a profile that there is not */
export function rulesOf(profile: string): Rules {
  return rulesNamed('nv', SETS, profile);
}
