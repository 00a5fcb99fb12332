/** The state of the machine: plain readonly data. A step works on a copy of its own. */
import type { Config, Inspection, RegisterFile } from './types';

export interface Features {
  readonly hasEl2: boolean;
  readonly e2h0: boolean;
  readonly el1Is32: boolean;
}

export interface State {
  readonly config: Config;
  readonly features: Features;
  /** `never` before the first KVM_ARM_VCPU_INIT, `failed` after an entry that ended the vCPU. */
  readonly init: 'never' | 'done' | 'failed';
  readonly place: Inspection['place'];
  readonly pstate: bigint;
  readonly pc: bigint;
  readonly esr: bigint;
  /** HCR_EL2 as it lies in the VNCR page; {@link hasRun} decides how userspace reads it. */
  readonly hcr: bigint;
  /** Whether KVM_RUN was ever called, be it in vain: a new KVM_ARM_VCPU_INIT does not undo it. */
  readonly hasRun: boolean;
  readonly sampled: boolean;
  readonly loaded: 'EL1' | 'vEL2' | null;
  readonly spsr: bigint;
  readonly elr: bigint;
  /** Whether a load from unbacked memory waits for userspace. */
  readonly mmio: boolean;
  /** An SError that waits, and whether the CPU is told to take it once PSTATE.A is clear (HCR_EL2.VSE). */
  readonly serror: { readonly iss: bigint; readonly delegated: boolean } | null;
  /** Whether userspace single-steps the guest. */
  readonly stepping: boolean;
  /** While it steps: whether the step has been done, and PSTATE.SS of the guest while the vCPU is loaded. */
  readonly stepDone: boolean;
  readonly guestSs: bigint;
  readonly cpu: RegisterFile;
  readonly el1: RegisterFile;
  readonly vel2: RegisterFile;
  /** Virtual PSTATE and HCR_EL2 as they were at the entry. */
  readonly entryPstate: bigint;
  readonly entryHcr: bigint;
}

export type Draft = { -readonly [K in keyof State]: State[K] };

export const ZERO_FILE: RegisterFile = { spsr: 0n, elr: 0n, esr: 0n, vbar: 0n };
const NO_FEATURES: Features = { hasEl2: false, e2h0: false, el1Is32: false };

/** A vCPU that was created and not yet initialised. */
export function initialState(config: Config): State {
  return {
    config,
    features: NO_FEATURES,
    init: 'never',
    place: 'userspace',
    pstate: 0n,
    pc: 0n,
    esr: 0n,
    hcr: 0n,
    hasRun: false,
    sampled: false,
    loaded: null,
    spsr: 0n,
    elr: 0n,
    mmio: false,
    serror: null,
    stepping: false,
    stepDone: false,
    guestSs: 0n,
    cpu: ZERO_FILE,
    el1: ZERO_FILE,
    vel2: ZERO_FILE,
    entryPstate: 0n,
    entryHcr: 0n,
  };
}

/** A copy to work on. Written out, which is several times faster than a spread. */
export function draftOf(s: State): Draft {
  return {
    config: s.config,
    features: s.features,
    init: s.init,
    place: s.place,
    pstate: s.pstate,
    pc: s.pc,
    esr: s.esr,
    hcr: s.hcr,
    hasRun: s.hasRun,
    sampled: s.sampled,
    loaded: s.loaded,
    spsr: s.spsr,
    elr: s.elr,
    mmio: s.mmio,
    serror: s.serror,
    stepping: s.stepping,
    stepDone: s.stepDone,
    guestSs: s.guestSs,
    cpu: s.cpu,
    el1: s.el1,
    vel2: s.vel2,
    entryPstate: s.entryPstate,
    entryHcr: s.entryHcr,
  };
}

/** A copy of a register file with one register changed. */
export function withRegister(file: RegisterFile, name: keyof RegisterFile, value: bigint): RegisterFile {
  const copy = { spsr: file.spsr, elr: file.elr, esr: file.esr, vbar: file.vbar };
  copy[name] = value;
  return copy;
}
