/** What KVM lets userspace do: features, modes, HCR_EL2 and KVM_RUN. */
import { EL1H, EL2H, EL2T, FULL_MODE, HCR, PSR, USER } from './pstate';
import type { Features, State } from './state';
import type { Config } from './types';

export interface UserspaceRules {
  readonly initAllowed: (f: Features) => boolean;
  /** Whether the vCPU has an EL2 of its own. */
  readonly hasEl2: (f: Features) => boolean;
  readonly resetPstate: (f: Features) => bigint;
  /** Whether KVM_SET_ONE_REG takes this PSTATE. */
  readonly setAllowed: (pstate: bigint, f: Features, host: Config) => boolean;
  /** Virtual PSTATE after a SET that was taken, or refused. */
  readonly storedPstate: (old: bigint, given: bigint, taken: boolean) => bigint;
  readonly hcrVisible: (f: Features) => boolean;
  /** HCR_EL2 after a SET, and as it reads. */
  readonly hcrAfterSet: (value: bigint, f: Features) => bigint;
  readonly hcrReads: (hcr: bigint, f: Features, hasRun: boolean) => bigint;
  /** HCR_EL2 after the guest wrote it without a trap. */
  readonly hcrAfterWrite: (value: bigint, s: State) => bigint;
  readonly needsVgic: (f: Features) => boolean;
  /** Whether an entry in this mode fails and ends the vCPU. */
  readonly entryFails: (pstate: bigint, f: Features) => boolean;
  readonly usableAfterFailure: boolean;
}

/** FIQ, IRQ, Supervisor, Abort, Undefined and System; Monitor and Hyp are not among them. */
const AARCH32_EL1 = new Set([0x11n, 0x12n, 0x13n, 0x17n, 0x1bn, 0x1fn]);
const AARCH64_EL1 = new Set([0x0n, 0x4n, 0x5n]);

export const userspaceRules: UserspaceRules = {
  initAllowed: (f) => !(f.hasEl2 && f.el1Is32),
  hasEl2: (f) => f.hasEl2,
  resetPstate: (f) => (f.el1Is32 ? 0x1d3n : PSR.DAIF | (f.hasEl2 ? EL2H : EL1H)),
  setAllowed: modeAllowed,
  storedPstate: (old, given, taken) => (taken ? given : old),
  hcrVisible: (f) => f.hasEl2,
  hcrAfterSet: (value) => value,
  hcrReads: (hcr, f, hasRun) => (!hasRun ? hcr : f.e2h0 ? hcr & ~HCR.E2H : hcr | HCR.E2H),
  hcrAfterWrite: (value) => value,
  needsVgic: (f) => f.hasEl2,
  entryFails: (pstate, f) => f.hasEl2 && (pstate & USER) !== 0n,
  usableAfterFailure: false,
};

/** KVM_SET_ONE_REG of PSTATE looks at M[4:0] alone (arch/arm64/kvm/guest.c, set_core_reg). */
function modeAllowed(pstate: bigint, f: Features, host: Config): boolean {
  const mode = pstate & FULL_MODE;
  if (mode === USER) return host.el0_32bit !== false;
  if (AARCH32_EL1.has(mode)) return f.el1Is32;
  if (mode === EL2T || mode === EL2H) return f.hasEl2 && !f.el1Is32;
  return AARCH64_EL1.has(mode) && !f.el1Is32;
}
