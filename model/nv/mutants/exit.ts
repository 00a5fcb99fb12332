/** Mistakes in what an exit does, and in what order. */
import type { Mutant } from '../../core/machine';
import { EL0T, EL1H, EL1T, EL2H, EL2T, FULL_MODE, isEl2, lowered, MODE_MASK, PSR, raised } from '../pstate';
import { UPSTREAM } from '../rules';
import type { ExitKind } from '../rules';
import type { Told } from './make';
import { mutantsIn, savedLate } from './make';

const BOTH = ['seed', 'upstream'] as const;

function el1(spsr: bigint): boolean {
  const mode = spsr & FULL_MODE;
  return mode === EL1H || mode === EL1T;
}

/** Exits of these kinds alone are synchronised on VHE; without it, as before. */
function onlyOnVhe(synced: (kind: ExitKind) => boolean): Told['rules'] {
  return ({ syncs }) => ({ syncs: (s, kind) => syncs(s, kind) && (!s.config.vhe || synced(kind)) });
}

export const EXIT: readonly Mutant[] = [
  ...mutantsIn(BOTH, {
    id: 'sync-at-save',
    requirement: 'NV-13',
    invariant: 7,
    origin: 'the context sampled in time and PSTATE still saved late: handlers see the old one',
    rules: savedLate((s) => UPSTREAM.fromHw(s.spsr, s.sampled)),
  }),
  ...mutantsIn(BOTH, {
    id: 'handlers-before-sync',
    requirement: 'NV-13',
    invariant: 7,
    origin: 'PSTATE taken at the end of fixup_guest_exit()',
    rules: { order: ['esr', 'handler', 'sync'] },
  }),
  ...mutantsIn(BOTH, {
    id: 'esr-before-sync',
    requirement: 'NV-13',
    invariant: 7,
    origin: 'PSTATE taken after ESR_EL2 was read',
    rules: { order: ['esr', 'sync', 'handler'] },
  }),
  ...mutantsIn(BOTH, {
    id: 'irq-not-synced',
    requirement: 'NV-14',
    invariant: 6,
    origin: 'PSTATE taken in the branch of traps, where ESR_EL2 is read',
    rules: onlyOnVhe((kind) => kind !== 'IRQ'),
  }),
  ...mutantsIn(BOTH, {
    id: 'only-irq-synced',
    requirement: 'NV-14',
    invariant: 6,
    origin: 'only the sequence of the commit message mended',
    rules: onlyOnVhe((kind) => kind === 'IRQ'),
  }),
  ...mutantsIn(BOTH, {
    id: 'serror-not-synced',
    requirement: 'NV-14',
    origin: 'SErrors have a path of their own, and PSTATE was not taken there',
    rules: onlyOnVhe((kind) => kind !== 'SERROR'),
  }),
  ...mutantsIn(['upstream'], {
    id: 'nvhe-not-synced',
    requirement: 'NV-27',
    origin: 'the condition of the patch, has_vhe(), kept when the function became common',
    rules: { syncs: (s) => s.config.vhe },
  }),
  ...mutantsIn(['seed'], {
    id: 'nvhe-translated',
    requirement: 'NV-10',
    invariant: 10,
    origin: 'the old function, which did not ask has_vhe()',
    rules: {
      sampledAtEntry: (_s, hyp) => hyp,
      savedPstate: (s) => (s.config.vhe ? null : UPSTREAM.fromHw(s.spsr, s.sampled)),
    },
  }),
  ...mutantsIn(['seed'], {
    id: 'nvhe-synced-early',
    requirement: 'NV-24',
    origin: 'has_vhe() left out of fixup_guest_exit()',
    rules: { syncs: () => true },
  }),
  ...mutantsIn(BOTH, {
    id: 'nvhe-raised',
    requirement: 'NV-10',
    invariant: 10,
    origin: 'the levels of the guest counted one too high, as on a host that runs it at EL2',
    rules: { savedPstate: (s) => (s.config.vhe ? null : s.spsr | EL2T) },
  }),
  ...mutantsIn(['upstream'], {
    id: 'untouched-el0-raised',
    requirement: 'NV-15',
    origin: 'M = 0 taken for "not set"',
    rules: {
      fromHw: (spsr, hyp) => ((spsr & FULL_MODE) === EL0T && !hyp ? spsr | EL1H : UPSTREAM.fromHw(spsr, hyp)),
    },
  }),
  ...mutantsIn(['upstream'], {
    id: 'nvhe-pstate-lost',
    requirement: 'NV-24',
    invariant: 10,
    origin: '"on VHE, PSTATE is saved in fixup_guest_exit()" read as "everywhere"',
    rules: { syncs: (s) => s.config.vhe, savedPstate: () => null },
  }),
  ...mutantsIn(['seed'], {
    id: 'always-translated',
    requirement: 'NV-15',
    invariant: 3,
    origin: 'the context not asked',
    rules: { fromHw: (spsr) => raised(spsr, FULL_MODE) },
  }),
  ...mutantsIn(['upstream'], {
    id: 'always-translated',
    requirement: 'NV-43',
    invariant: 3,
    origin: 'the context not asked: vCPUs without EL2 suffer first',
    rules: { fromHw: (spsr) => raised(spsr, FULL_MODE) },
  }),
  ...mutantsIn(BOTH, {
    id: 'never-translated',
    requirement: 'NV-17',
    invariant: 1,
    origin: 'SPSR_EL2 taken as it is',
    rules: { fromHw: (spsr) => spsr },
  }),
  ...mutantsIn(BOTH, {
    id: 'both-to-el2h',
    requirement: 'NV-16',
    origin: 'SPSel forgotten in the translation',
    rules: { fromHw: (spsr, hyp) => (hyp && el1(spsr) ? (spsr & ~MODE_MASK) | EL2H : spsr) },
  }),
  ...mutantsIn(BOTH, {
    id: 'both-to-el2t',
    requirement: 'NV-17',
    origin: 'SPSel forgotten in the translation',
    rules: { fromHw: (spsr, hyp) => (hyp && el1(spsr) ? (spsr & ~MODE_MASK) | EL2T : spsr) },
  }),
  ...mutantsIn(BOTH, {
    id: 'el0t-raised',
    requirement: 'NV-18',
    origin: 'every mode of host context taken for one of vEL2',
    rules: {
      fromHw: (spsr, hyp) => (hyp && (spsr & FULL_MODE) === EL0T ? spsr | EL2T : UPSTREAM.fromHw(spsr, hyp)),
    },
  }),
  ...(['NV-19', 'NV-55'] as const).flatMap((requirement) =>
    mutantsIn([requirement === 'NV-19' ? 'seed' : 'upstream'], {
      id: 'flags-lost',
      requirement,
      invariant: 2,
      origin: 'the new mode stored in place of the word',
      rules: { fromHw: (spsr, hyp) => UPSTREAM.fromHw(spsr, hyp) & ~PSR.NZCV },
    }),
  ),
  ...mutantsIn(BOTH, {
    id: 'pstate-32-bits',
    requirement: 'NV-19',
    invariant: 2,
    origin: 'PSTATE held in 32 bits on the way, as SPSR once was',
    rules: { fromHw: (spsr, hyp) => UPSTREAM.fromHw(spsr, hyp) & 0xffff_ffffn },
  }),
  ...mutantsIn(['upstream'], {
    id: 'aarch32-raised',
    requirement: 'NV-77',
    origin: 'PSR_MODE_MASK without PSR_MODE32_BIT, as in the patch as posted',
    rules: { fromHw: (spsr, hyp) => (hyp ? raised(spsr, MODE_MASK) : spsr) },
  }),
  ...mutantsIn(['seed'], {
    id: 'aarch32-left',
    requirement: 'NV-20',
    origin: 'PSR_MODE_MASK taken for all five bits',
    rules: { fromHw: (spsr, hyp) => (hyp ? raised(spsr, FULL_MODE) : spsr) },
  }),
  ...mutantsIn(BOTH, {
    id: 'esr-stored-on-irq',
    requirement: 'NV-21',
    invariant: 7,
    origin: 'the condition lost when the line was moved',
    rules: { storesEsr: () => true },
  }),
  ...mutantsIn(BOTH, {
    id: 'esr-never-stored',
    requirement: 'NV-21',
    invariant: 7,
    origin: 'the line lost when the function was split',
    rules: { storesEsr: () => false },
  }),
  ...mutantsIn(BOTH, {
    id: 'spsr-written-back',
    requirement: 'NV-22',
    invariant: 6,
    origin: 'the raised mode written to SPSR_EL2: a re-entry would be to real EL2',
    rules: { spsrAfterSync: (_spsr, pstate) => pstate },
  }),
  ...mutantsIn(BOTH, {
    id: 'pstate-saved-twice',
    requirement: 'NV-24',
    origin: 'the line in the save of the return state left in, without the translation',
    rules: { savedPstate: (s) => s.spsr },
  }),
  ...mutantsIn(BOTH, {
    id: 'pc-not-saved-on-vhe',
    requirement: 'NV-25',
    origin: 'the if of the patch put around both lines',
    rules: { savedPc: (s) => (s.config.vhe ? s.pc : s.elr) },
  }),
  ...mutantsIn(BOTH, {
    id: 'pc-not-saved-on-nvhe',
    requirement: 'NV-25',
    origin: 'PC moved to the exit together with PSTATE',
    rules: { savedPc: (s) => (s.config.vhe ? s.elr : s.pc) },
  }),
  ...mutantsIn(['upstream'], {
    id: 'check-before-sync',
    requirement: 'NV-12',
    origin: 'the BUG_ON one line too early',
    rules: { order: ['check', 'sync', 'esr', 'handler'] },
  }),
  ...mutantsIn(['upstream'], {
    id: 'check-missing',
    requirement: 'NV-12',
    origin: 'a mismatch that nobody looks for',
    rules: { checks: () => false },
  }),
  ...mutantsIn(BOTH, {
    id: 'idle-exit-untranslated',
    requirement: 'NV-34',
    invariant: 5,
    origin: 'an exit before the guest ran taken for one that needs no synchronisation',
    rules: { contextAtExit: (s) => s.sampled && (s.ran || s.spsr !== lowered(s.entryPstate)) },
  }),
  ...mutantsIn(BOTH, {
    id: 'entered-at-el2',
    requirement: 'NV-33',
    invariant: 5,
    origin: 'PSTATE entered as it is: EL2 is the host',
    rules: { toHw: (pstate) => pstate },
  }),
  ...mutantsIn(BOTH, {
    id: 'entered-at-el1h',
    requirement: 'NV-33',
    invariant: 5,
    origin: 'SPSel forgotten at the entry',
    rules: { toHw: (pstate) => (isEl2(pstate) ? (pstate & ~MODE_MASK) | EL1H : pstate) },
  }),
  ...mutantsIn(BOTH, {
    id: 'entry-32-bits',
    requirement: 'NV-33',
    origin: 'PSTATE entered through a 32-bit variable',
    rules: { toHw: (pstate) => lowered(pstate) & 0xffff_ffffn },
  }),
  ...mutantsIn(['upstream'], {
    id: 'el3-entered',
    requirement: 'NV-35',
    origin: 'the lowering of the first postings, without the last guard',
    rules: { toHw: (pstate) => lowered(pstate) },
  }),
  ...mutantsIn(BOTH, {
    id: 'put-by-mode',
    requirement: 'NV-23',
    invariant: 8,
    origin: 'vcpu_put asks for EL2 and forgets host EL0',
    rules: { fileToPut: (s) => (isEl2(s.pstate) ? 'vEL2' : 'EL1') },
  }),
  ...mutantsIn(BOTH, {
    id: 'load-always-vel1',
    requirement: 'NV-23',
    invariant: 8,
    origin: 'vcpu_load does not know vEL2',
    rules: { fileToLoad: () => 'EL1' },
  }),
  ...mutantsIn(BOTH, {
    id: 'put-always-vel2',
    requirement: 'NV-23',
    invariant: 8,
    origin: 'a guest hypervisor taken to be always at vEL2',
    rules: { fileToPut: (s) => (s.features.hasEl2 ? 'vEL2' : 'EL1') },
  }),
];
