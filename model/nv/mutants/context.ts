/** Mistakes about where the guest is, and when that is asked. */
import type { Mutant } from '../../core/machine';
import { EL1H, EL1T, FULL_MODE, HCR, isEl2 } from '../pstate';
import { LATE_SYNC, SEED, UPSTREAM } from '../rules';
import type { State } from '../state';
import { mutantsIn, savedLate, wrapped } from './make';

const BOTH = ['seed', 'upstream'] as const;
const tge = (s: State): boolean => (s.hcr & HCR.TGE) !== 0n;
const e2h = (s: State): boolean => (s.hcr & HCR.E2H) !== 0n;
const el1 = (s: State): boolean => (s.pstate & FULL_MODE) === EL1H || (s.pstate & FULL_MODE) === EL1T;

export const CONTEXT: readonly Mutant[] = [
  ...mutantsIn(BOTH, {
    id: 'late-sync',
    requirement: 'NV-13',
    invariant: 1,
    origin: 'what the patch replaces: from_hw_pstate() in the save of the return state',
    rules: savedLate(LATE_SYNC.savedPstate),
  }),
  ...mutantsIn(BOTH, {
    id: 'sampled-after-exit',
    requirement: 'NV-28',
    invariant: 1,
    origin: 'PSTATE moved to fixup_guest_exit(), and is_hyp_ctxt() asked there instead of before the entry',
    rules: { contextAtExit: (s) => UPSTREAM.isHypCtxt(s) },
  }),
  ...mutantsIn(BOTH, {
    id: 'sampled-in-the-loop',
    requirement: 'NV-08',
    invariant: 6,
    origin: 'the question put inside do … while: the same answer as long as no guest misbehaves',
    rules: { sampledAfterFixup: (s) => UPSTREAM.isHypCtxt(s) },
  }),
  ...mutantsIn(BOTH, {
    id: 'sampled-once-a-vcpu',
    requirement: 'NV-09',
    origin: 'a flag in the vCPU that is set and never cleared again',
    rules: { sampledAtEntry: (s, hyp) => (s.everSampled ? s.sampled : s.config.vhe && hyp) },
  }),
  wrapped(
    {
      id: 'sampled-at-kvm-run',
      requirement: 'NV-09',
      origin: 'asked where the vCPU is loaded, before KVM has injected what waits',
    },
    (model, op, state) =>
      op === 'kvm_run' && state.place === 'kvm' ? { ...state, sampled: UPSTREAM.isHypCtxt(state) } : state,
    { sampledAtEntry: (s) => s.sampled },
  ),
  ...mutantsIn(BOTH, {
    id: 'tge-undoes-the-sample',
    requirement: 'NV-03',
    invariant: 4,
    origin: 'the translation looks at HCR_EL2 again',
    rules: { contextAtExit: (s) => s.sampled && s.hcr === s.entryHcr },
  }),
  ...mutantsIn(['seed'], {
    id: 'needs-e2h-and-tge',
    requirement: 'NV-05',
    origin: 'only {1,1} counted as in-host',
    rules: { isHypCtxt: (s) => isEl2(s.pstate) || (e2h(s) && tge(s)) },
  }),
  ...mutantsIn(['upstream'], {
    id: 'needs-e2h-and-tge',
    requirement: 'NV-06',
    origin: 'only {1,1} counted as in-host: wrong where E2H does not exist',
    rules: {
      isHypCtxt: (s) => s.features.hasEl2 && (isEl2(s.pstate) || (e2h(s) && tge(s) && !s.features.e2h0)),
    },
  }),
  ...mutantsIn(['upstream'], {
    id: 'no-el2-gate',
    requirement: 'NV-06',
    origin: 'the predicate of the first postings, before vcpu_has_nv() was asked first',
    rules: { isHypCtxt: SEED.isHypCtxt },
  }),
  ...mutantsIn(['upstream'], {
    id: 'tge-alone-warned-of',
    requirement: 'NV-79',
    origin: 'the WARN of the first postings, with which a guest could fill the log of the host',
    rules: { warnsOfTge: SEED.warnsOfTge },
  }),
  ...mutantsIn(['seed'], {
    id: 'tge-alone-not-warned-of',
    requirement: 'NV-78',
    origin: 'the WARN left out too early',
    rules: { warnsOfTge: () => false },
  }),
  ...mutantsIn(['seed'], {
    id: 'every-tge-warned-of',
    requirement: 'NV-78',
    origin: 'the WARN before E2H is looked at: every host user space would set it off',
    rules: { warnsOfTge: () => true },
  }),
  ...mutantsIn(['seed'], {
    id: 'always-host',
    requirement: 'NV-05',
    origin: 'the feature asked for in place of the context',
    rules: { isHypCtxt: (s) => s.features.hasEl2 },
  }),
  ...mutantsIn(['upstream'], {
    id: 'always-host',
    requirement: 'NV-06',
    origin: 'the feature asked for in place of the context',
    rules: { isHypCtxt: (s) => s.features.hasEl2 },
  }),
  ...mutantsIn(['upstream'], {
    id: 'context-by-mode',
    requirement: 'NV-42',
    origin: 'host EL0 taken for a guest: vcpu_is_el2() asked instead of is_hyp_ctxt()',
    rules: { sampledAtEntry: (s) => s.features.hasEl2 && isEl2(s.pstate) },
  }),
  ...mutantsIn(['upstream'], {
    id: 'context-by-tge',
    requirement: 'NV-42',
    origin: 'vEL2 with TGE clear taken for a guest',
    rules: { sampledAtEntry: (s) => s.features.hasEl2 && tge(s) },
  }),
  ...mutantsIn(['upstream'], {
    id: 'context-by-e2h',
    requirement: 'NV-42',
    origin: 'a VHE guest taken for one that is always in host context',
    rules: { sampledAtEntry: (s) => s.features.hasEl2 && e2h(s) },
  }),
  ...mutantsIn(['upstream'], {
    id: 'misplaced-el1-is-guest',
    requirement: 'NV-42',
    origin: 'EL1 believed before TGE is looked at',
    rules: { sampledAtEntry: (s, hyp) => hyp && !el1(s) },
  }),
  ...(['NV-05', 'NV-06'] as const).flatMap((requirement) =>
    mutantsIn([requirement === 'NV-05' ? 'seed' : 'upstream'], {
      id: 'stale-tge',
      requirement,
      origin: 'TGE from the copy that was made at the entry, not from the VNCR page',
      rules: { isHypCtxt: (s) => s.features.hasEl2 && (isEl2(s.pstate) || (s.entryHcr & HCR.TGE) !== 0n) },
    }),
  ),
  ...mutantsIn(BOTH, {
    id: 'hcr-write-lost',
    requirement: 'NV-04',
    origin: 'userspace shown the copy of HCR_EL2 that was made at the entry',
    rules: { hcrAfterWrite: (_value, s) => s.hcr },
  }),
  ...mutantsIn(['before'], {
    id: 'before-mended',
    requirement: 'NV-29',
    origin: 'the patch applied: what is taken for the old order is the new one',
    rules: {
      contextAtExit: UPSTREAM.contextAtExit,
      order: UPSTREAM.order,
      savedPstate: UPSTREAM.savedPstate,
    },
  }),
  ...mutantsIn(['before'], {
    id: 'before-untranslated',
    requirement: 'NV-69',
    origin: 'no translation at all, which is more than the old order got wrong',
    rules: { savedPstate: (s) => s.spsr },
  }),
];
