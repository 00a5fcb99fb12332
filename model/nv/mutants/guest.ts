/** Mistakes in what the guest sees of its own exceptions, returns and bits. */
import type { Mutant } from '../../core/machine';
import { CPU_HOLDS, EL1H, EL1T, EL2H, EL2T, FULL_MODE, HCR, PSR, USER } from '../pstate';
import { UPSTREAM } from '../rules';
import { syncVector } from '../rules-cpu';
import type { State } from '../state';
import { mutantsIn } from './make';

const BOTH = ['seed', 'upstream'] as const;
const tge = (s: State): boolean => (s.hcr & HCR.TGE) !== 0n;
const tgeAtEntry = (s: State): boolean => (s.entryHcr & HCR.TGE) !== 0n;

export const GUEST: readonly Mutant[] = [
  ...mutantsIn(['upstream'], {
    id: 'il-dropped',
    requirement: 'NV-57',
    origin: 'IL masked at the entry',
    rules: { illegalStateFaults: false },
  }),
  ...mutantsIn(['upstream'], {
    id: 'il-at-0x200',
    requirement: 'NV-57',
    origin: 'the vector of the usual case for all',
    rules: { illegalVector: () => 0x200n },
  }),
  ...mutantsIn(['upstream'], {
    id: 'il-stays-in-handler',
    requirement: 'NV-59',
    origin: 'IL not cleared when it is taken',
    rules: { inHandler: (old, pan, allint) => UPSTREAM.inHandler(old, pan, allint) | (old & PSR.IL) },
  }),
  ...mutantsIn(['upstream'], {
    id: 'return-state-to-vel1',
    requirement: 'NV-66',
    origin: "vEL2's SPSR and ELR put into vEL1's registers, as late translation did",
    rules: {
      takenBy: (s) => (s.loaded === 'vEL2' && (s.spsr & (FULL_MODE | PSR.IL)) === 0n ? 'el1' : 'cpu'),
    },
  }),
  ...mutantsIn(['upstream'], {
    id: 'exceptions-routed-by-tge',
    requirement: 'NV-64',
    origin: 'TGE asked at vEL2, where it does not matter',
    rules: { takenBy: (s) => (s.loaded === 'vEL2' && !tge(s) ? 'el1' : 'cpu') },
  }),
  ...mutantsIn(['upstream'], {
    id: 'exceptions-exit',
    requirement: 'NV-74',
    origin: 'exceptions of vEL2 trapped as those of a hypervisor are without ARMv8.4-NV',
    rules: { exceptionsExit: true },
  }),
  ...mutantsIn(['upstream'], {
    id: 'spsr-shows-el1',
    requirement: 'NV-64',
    origin: 'SPSR_EL2 with the mode of the hardware',
    rules: { reportedSpsr: (spsr, s) => ((spsr & PSR.IL) === 0n ? spsr : UPSTREAM.reportedSpsr(spsr, s)) },
  }),
  ...mutantsIn(['upstream'], {
    id: 'svc-returns-to-itself',
    requirement: 'NV-64',
    origin: 'ELR at the instruction, as for faults',
    rules: { returnAddress: (pc) => pc },
  }),
  ...mutantsIn(['upstream'], {
    id: 'faults-return-behind',
    requirement: 'NV-64',
    origin: 'ELR behind the instruction, as for SVC',
    rules: { returnAddress: (pc) => pc + 4n },
  }),
  ...mutantsIn(['upstream'], {
    id: 'aarch32-at-0x400',
    requirement: 'NV-52',
    origin: 'the vector of a 64-bit lower level for both widths',
    rules: { vector: (spsr) => (syncVector(spsr) === 0x600n ? 0x400n : syncVector(spsr)) },
  }),
  ...mutantsIn(['upstream'], {
    id: 'ss-survives',
    requirement: 'NV-56',
    origin: 'SPSR_EL2 taken for what the CPU holds',
    rules: {
      whenRunning: (spsr) => spsr & (CPU_HOLDS | PSR.SS),
      afterInstruction: (spsr) => spsr & ~PSR.BTYPE,
    },
  }),
  ...mutantsIn(['upstream'], {
    id: 'btype-survives',
    requirement: 'NV-56',
    origin: 'BTYPE kept over the instruction that it is for',
    rules: { afterInstruction: (spsr) => spsr & ~PSR.SS },
  }),
  ...mutantsIn(['upstream'], {
    id: 'btype-lost-on-hvc',
    requirement: 'NV-19',
    origin: 'BTYPE cleared with SS when KVM steps over the HVC',
    rules: { fromHw: (spsr, hyp) => UPSTREAM.fromHw(spsr & ~PSR.BTYPE, hyp) },
  }),
  ...mutantsIn(['upstream'], {
    id: 'absent-bits-survive',
    requirement: 'NV-56',
    origin: 'nothing masked on the way through the CPU',
    rules: { whenRunning: (spsr) => spsr },
  }),
  ...mutantsIn(['upstream'], {
    id: 'controls-lost',
    requirement: 'NV-55',
    origin: 'PAN, UAO, DIT, SSBS and ALLINT not among the bits that are kept',
    rules: { whenRunning: (spsr) => spsr & (PSR.DAIF | PSR.IL | PSR.NZCV | FULL_MODE) },
  }),
  ...mutantsIn(['upstream'], {
    id: 'masks-and-flags-lost',
    requirement: 'NV-55',
    origin: 'DAIF and NZCV of the host after the exit',
    rules: {
      whenRunning: (spsr) =>
        (spsr & USER) === 0n ? (spsr & CPU_HOLDS & ~PSR.NZCV) | PSR.DAIF : UPSTREAM.whenRunning(spsr),
    },
  }),
  ...mutantsIn(['upstream'], {
    id: 'own-bits-lost',
    requirement: 'NV-70',
    origin: 'PSTATE of the entry reported for that of the exit where TGE says that the context has changed',
    rules: { ownBits: (before, after, s) => (tgeAtEntry(s) && !tge(s) ? before : after) },
  }),
  ...mutantsIn(['upstream'], {
    id: 'el1-under-tge',
    requirement: 'NV-58',
    origin: 'TGE not asked: an EL1 that is not there',
    rules: { eretLegal: (mode, s) => UPSTREAM.eretLegal(mode, s) || mode === EL1H || mode === EL1T },
  }),
  ...mutantsIn(['upstream'], {
    id: 'eret-to-user',
    requirement: 'NV-58',
    origin: 'RW not asked: AArch32 under a 64-bit EL1',
    rules: { eretLegal: (mode, s) => UPSTREAM.eretLegal(mode, s) || mode === USER },
  }),
  ...mutantsIn(['upstream'], {
    id: 'every-eret-legal',
    requirement: 'NV-58',
    origin: 'no check of the return at all, as in the first postings',
    rules: { eretLegal: () => true },
  }),
  ...mutantsIn(['upstream'], {
    id: 'illegal-keeps-pc',
    requirement: 'NV-59',
    origin: 'the return refused altogether',
    rules: { illegalPc: (_elr, pc) => pc },
  }),
  ...mutantsIn(['upstream'], {
    id: 'illegal-takes-mode',
    requirement: 'NV-59',
    origin: 'IL set and PSTATE taken from SPSR_EL2 all the same',
    rules: { illegalPstate: (_old, spsr) => spsr | PSR.IL },
  }),
  ...mutantsIn(['upstream'], {
    id: 'illegal-without-il',
    requirement: 'NV-38',
    origin: 'the mode kept, and nobody told',
    rules: { illegalPstate: (old) => old },
  }),
  ...mutantsIn(['upstream'], {
    id: 'illegal-loses-flags',
    requirement: 'NV-81',
    origin: 'only the mode kept',
    rules: { illegalPstate: (old) => (old & FULL_MODE) | PSR.DAIF | PSR.IL },
  }),
  ...mutantsIn(['upstream'], {
    id: 'eret-loses-flags',
    requirement: 'NV-60',
    origin: 'PSTATE made from the mode alone',
    rules: { eretPstate: (spsr) => (spsr & FULL_MODE) | PSR.DAIF },
  }),
  ...mutantsIn(['upstream'], {
    id: 'eret-keeps-pc',
    requirement: 'NV-60',
    origin: 'PC left at the ERET',
    rules: { eretPc: (_elr, pc) => pc },
  }),
  ...mutantsIn(BOTH, {
    id: 'change-without-put-and-load',
    requirement: 'NV-36',
    invariant: 8,
    origin: 'PSTATE changed under a loaded vCPU',
    rules: { changeReloads: false },
  }),
  ...mutantsIn(['upstream'], {
    id: 'fast-out-of-host',
    requirement: 'NV-37',
    invariant: 11,
    origin: 'every ERET of vEL2 done inside the loop',
    rules: { eretFast: (_mode, _hcr, hyp) => hyp },
  }),
  ...mutantsIn(['upstream'], {
    id: 'fast-el0-without-tge',
    requirement: 'NV-37',
    invariant: 11,
    origin: 'EL0 taken for host EL0',
    rules: { eretFast: (mode, hcr, hyp, fine) => UPSTREAM.eretFast(mode, hcr | HCR.TGE, hyp, fine) },
  }),
  ...mutantsIn(['upstream'], {
    id: 'fast-with-nv',
    requirement: 'NV-37',
    origin: 'HCR_EL2.NV of the guest hypervisor not asked',
    rules: { eretFast: (mode, hcr, hyp, fine) => UPSTREAM.eretFast(mode, hcr & ~HCR.NV, hyp, fine) },
  }),
  ...mutantsIn(['upstream'], {
    id: 'fast-though-trapped',
    requirement: 'NV-37',
    origin: 'HFGITR_EL2.ERET of the guest hypervisor not asked',
    rules: { eretFast: (mode, hcr, hyp) => UPSTREAM.eretFast(mode, hcr, hyp, false) },
  }),
  ...mutantsIn(['upstream'], {
    id: 'never-fast',
    requirement: 'NV-72',
    origin: 'the fast path lost',
    rules: { eretFast: () => false },
  }),
  ...mutantsIn(['upstream'], {
    id: 'hvc-to-vel1',
    requirement: 'NV-63',
    origin: 'HVC of vEL2 delivered where the hardware runs it',
    rules: { hvcTarget: (level) => (level === 'vEL2' ? 'vEL1' : 'vEL2') },
  }),
  ...mutantsIn(['upstream'], {
    id: 'hvc-to-host',
    requirement: 'NV-63',
    origin: 'HVC of vEL2 answered as a call to the host',
    rules: { hvcTarget: (level) => (level === 'vEL2' ? 'host' : 'vEL2') },
  }),
  ...mutantsIn(['upstream'], {
    id: 'hvc-returns-to-itself',
    requirement: 'NV-63',
    origin: 'ELR at the HVC, as for trapped instructions',
    rules: { hvcReturn: (pc) => pc },
  }),
  ...mutantsIn(['upstream'], {
    id: 'irq-always-injected',
    requirement: 'NV-39',
    origin: 'IMO and TGE not asked',
    rules: { irqAllowed: () => true },
  }),
  ...mutantsIn(['upstream'], {
    id: 'irq-needs-imo',
    requirement: 'NV-39',
    origin: 'TGE and the level forgotten',
    rules: { irqAllowed: (s) => (s.hcr & HCR.IMO) !== 0n },
  }),
  ...mutantsIn(['upstream'], {
    id: 'irq-only-below-vel2',
    requirement: 'NV-39',
    origin: 'vEL2 taken to have its interrupts masked always',
    rules: { irqAllowed: (s) => (s.pstate & FULL_MODE) !== EL2H && (s.pstate & FULL_MODE) !== EL2T },
  }),
  ...mutantsIn(['upstream'], {
    id: 'emulated-not-skipped',
    requirement: 'NV-65',
    origin: 'PC left at the instruction: it traps for ever',
    rules: { skip: 0n },
  }),
  ...mutantsIn(['upstream'], {
    id: 'vbar-el12-of-vel2',
    requirement: 'NV-65',
    origin: 'the register that the hardware has under this name',
    rules: { vbarEl12: (s) => s.cpu.vbar },
  }),
  ...mutantsIn(['upstream'], {
    id: 'smc-unknown',
    requirement: 'NV-75',
    origin: 'calls of vEL2 refused',
    rules: { smcAnswer: 0xffff_ffff_ffff_ffffn },
  }),
];
