/** ERET from vEL2, exceptions that KVM delivers to it, and the instructions that KVM emulates for it. */
import { EL0T, EL1H, EL1T, EL2H, EL2T, FULL_MODE, HCR, PSR } from './pstate';
import type { State } from './state';

export interface EretRules {
  /** Whether ERET from vEL2 to this M[4:0] is legal. */
  readonly eretLegal: (mode: bigint, s: State) => boolean;
  /** Whether a legal ERET is done inside the enter/fixup loop; `hcr` as it reads, `hyp` as the handler sees it. */
  readonly eretFast: (mode: bigint, hcr: bigint, hyp: boolean, fineGrained: boolean) => boolean;
  /** PSTATE and PC after a legal ERET. */
  readonly eretPstate: (spsr: bigint) => bigint;
  readonly eretPc: (elr: bigint, pc: bigint) => bigint;
  /** PSTATE after an illegal one, from PSTATE before, SPSR_EL2, and the one of them whose NZCV and DAIF stay. */
  readonly illegalPstate: (old: bigint, spsr: bigint, flags: bigint) => bigint;
  readonly illegalPc: (elr: bigint, pc: bigint) => bigint;
  /** Whether a context change by KVM is framed by vcpu_put and vcpu_load. */
  readonly changeReloads: boolean;
  /** ELR_EL2 after HVC at `pc`. */
  readonly hvcReturn: (pc: bigint) => bigint;
  /** Who gets an HVC from this level. */
  readonly hvcTarget: (level: 'vEL1' | 'vEL2') => 'vEL1' | 'vEL2' | 'host';
  /** Whether a virtual interrupt may be injected to vEL2 now. */
  readonly irqAllowed: (s: State) => boolean;
  /** How far the PC moves over an emulated instruction. */
  readonly skip: bigint;
  readonly smcAnswer: bigint;
  /** VBAR_EL12 as vEL2 reads it. */
  readonly vbarEl12: (s: State) => bigint;
}

export const eretRules: EretRules = {
  eretLegal: (mode, s) =>
    mode === EL0T || mode === EL2T || mode === EL2H || ((mode === EL1T || mode === EL1H) && !tge(s)),
  eretFast: (mode, hcr, hyp, fineGrained) =>
    hyp &&
    !fineGrained &&
    (hcr & HCR.NV) === 0n &&
    (mode === EL2T || mode === EL2H || (mode === EL0T && inHost(hcr))),
  eretPstate: (spsr) => spsr,
  eretPc: (elr) => elr,
  illegalPstate: (old, _spsr, flags) => (old & FULL_MODE) | (flags & (PSR.NZCV | PSR.DAIF)) | PSR.IL,
  illegalPc: (elr) => elr,
  changeReloads: true,
  hvcReturn: (pc) => pc + 4n,
  hvcTarget: () => 'vEL2',
  irqAllowed: (s) => !((s.pstate & FULL_MODE) >= EL2T && !tge(s) && (s.hcr & HCR.IMO) === 0n),
  skip: 4n,
  smcAnswer: 0x10001n,
  vbarEl12: (s) => s.el1.vbar,
};

function tge(s: State): boolean {
  return (s.hcr & HCR.TGE) !== 0n;
}

function inHost(hcr: bigint): boolean {
  return (hcr & HCR.TGE) !== 0n && (hcr & HCR.E2H) !== 0n;
}
