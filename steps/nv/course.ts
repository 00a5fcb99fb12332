/** Nested virtualisation: what Given steps change, and how a scenario begins. */
import { INSIGHT } from '../../model/core/owners';
import { HCR } from '../../model/nv/pstate';
import type { Config, Inspection, OneReg, Op, Outcome } from '../../model/nv/types';
import { phrasesFor } from '../phrases/machine';
import type { Course } from '../phrases/scene';
import type { Features, Spot, WORDS } from './words';

export interface Nv {
  readonly config: Config;
  readonly op: Op;
  readonly outcome: Outcome;
  readonly state: Inspection;
}

export interface Setup {
  readonly config: Config;
  /** Of the vCPU that is initialised before the first operation; null where the scenario does it. */
  readonly features: Features | null;
  /** HCR_EL2 as it was last written: the guest's own copy, for a write of one bit. */
  readonly hcr: bigint;
  /** Whether the subject shows what goes on inside KVM. */
  readonly insight: boolean;
}

export const COURSE: Course<Nv, Setup> = {
  fresh: (lab) => ({
    config: { vhe: true, vgic: true },
    features: null,
    hcr: 0n,
    insight: lab.offers(INSIGHT),
  }),
  start: ({ config, features }) => ({ config, ops: features ? [{ op: 'vcpu_init', ...features }] : [] }),
  follow: (_setup, op) =>
    (op.op === 'msr' || op.op === 'set_one_reg') && op.reg === 'HCR_EL2' ? { hcr: op.value } : null,
};

export const { given, act, claim, invariant } = phrasesFor<Nv, Setup, typeof WORDS>();

/** Where the scenarios put the guest's code and its vectors. */
const CODE = 0x4000_0060n;
const VBAR_EL1 = 0x4000_1000n;
const VBAR_EL2 = 0x4000_0800n;

/** HCR_EL2 with these bits, and RW. */
export function hcrWith(e2h: boolean, tge: boolean): bigint {
  return HCR.RW | (e2h ? HCR.E2H : 0n) | (tge ? HCR.TGE : 0n);
}

/** Userspace sets the registers of the vCPU. Without EL2 there is no HCR_EL2 to set. */
export function placeOps({ pstate, hcr }: Spot): readonly Op[] {
  const set = (reg: OneReg, value: bigint): Op => ({ op: 'set_one_reg', reg, value });
  const el2 = hcr === null ? [] : [set('VBAR_EL2', VBAR_EL2), set('HCR_EL2', hcr)];
  return [set('VBAR_EL1', VBAR_EL1), ...el2, set('PC', CODE), set('PSTATE', pstate)];
}

/** Userspace sets the registers and calls KVM_RUN, and KVM enters. */
export function enterOps(spot: Spot): readonly Op[] {
  return [...placeOps(spot), { op: 'kvm_run' }, { op: 'enter' }];
}

/** The guest writes SPSR_EL2 and ELR_EL2 and executes ERET. */
export function returnOps(spsr: bigint, elr: bigint): readonly Op[] {
  return [
    { op: 'msr', reg: 'SPSR_EL2', value: spsr },
    { op: 'msr', reg: 'ELR_EL2', value: elr },
    { op: 'eret' },
  ];
}
