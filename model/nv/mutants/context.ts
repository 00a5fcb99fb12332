/** Mistakes about where the guest is, and when that is asked. */
import type { Mutant } from '../../core/machine';
import { FULL_MODE, HCR, isEl2, raised } from '../pstate';
import { BEFORE, SEED, UPSTREAM } from '../rules';
import type { State } from '../state';
import { leaving, mutantsIn, telling } from './make';

const BOTH = ['seed', 'upstream'] as const;
const tge = (s: State): boolean => (s.hcr & HCR.TGE) !== 0n;
const e2h = (s: State): boolean => (s.hcr & HCR.E2H) !== 0n;
/** Exits that KVM may fix up inside the loop. */
const FIXABLE = ['exit', 'trapped', 'eret'] as const;

export const CONTEXT: readonly Mutant[] = [
  ...mutantsIn(BOTH, {
    id: 'late-sync',
    breaks: 'NV-13',
    invariant: 1,
    origin: 'what the patch replaces: from_hw_pstate() in the save of the return state',
    rules: ({ atExit, savesPstate }) => ({
      atExit: (s, kind) => (s.config.vhe ? BEFORE.atExit(s, kind) : atExit(s, kind)),
      savesPstate: (s) => s.config.vhe || savesPstate(s),
      contextAtExit: (s) => s.config.vhe && BEFORE.contextAtExit(s),
    }),
  }),
  ...mutantsIn(['seed'], {
    id: 'sampled-after-exit',
    breaks: 'NV-07',
    invariant: 1,
    origin: 'is_hyp_ctxt() asked in fixup_guest_exit() alone: nothing is sampled before the entry',
    rules: { contextAtExit: (s) => s.config.vhe && SEED.isHypCtxt(s) },
    wrap: leaving(['enter'], () => ({ sampled: false })),
  }),
  ...mutantsIn(['upstream'], {
    id: 'asked-again-after-exit',
    breaks: 'NV-28',
    invariant: 1,
    origin: 'PSTATE moved to fixup_guest_exit(), and the sampled context not used there',
    rules: { contextAtExit: (s) => s.config.vhe && UPSTREAM.isHypCtxt(s) },
  }),
  ...mutantsIn(['upstream'], {
    id: 'sampled-in-the-loop',
    breaks: 'NV-08',
    invariant: 6,
    origin: 'the question put inside do … while: the same answer as long as no guest misbehaves',
    wrap: leaving(FIXABLE, (after) =>
      after.place === 'guest' ? { sampled: UPSTREAM.isHypCtxt(after) } : {},
    ),
  }),
  ...mutantsIn(['seed'], {
    id: 'sampled-once-a-vcpu',
    breaks: 'NV-01',
    origin: 'a flag in the vCPU that is set and never cleared again',
    wrap: leaving(['enter'], (after, before) => ({ sampled: before.sampled || after.sampled })),
  }),
  ...mutantsIn(['upstream'], {
    id: 'sampled-at-kvm-run',
    breaks: 'NV-09',
    origin: 'asked where the vCPU is loaded, before KVM has injected what waits',
    wrap: leaving(['kvm_run', 'enter'], (after, before) => ({
      sampled: after.place === 'kvm' ? UPSTREAM.isHypCtxt(after) : before.sampled,
    })),
  }),
  ...mutantsIn(['upstream'], {
    id: 'tge-undoes-the-sample',
    breaks: 'NV-03',
    invariant: 4,
    origin: 'the translation looks at HCR_EL2 again',
    rules: { contextAtExit: (s) => s.sampled && s.hcr === s.entryHcr },
  }),
  ...mutantsIn(['upstream'], {
    id: 'change-of-tge-obeyed',
    breaks: 'NV-30',
    origin: 'vEL2 believed to have left host context with TGE',
    rules: { contextAtExit: (s) => s.sampled && !(isEl2(s.entryPstate) && s.hcr !== s.entryHcr) },
  }),
  ...mutantsIn(['upstream'], {
    id: 'entered-vel1-raised',
    breaks: 'NV-31',
    origin: 'a guest hypervisor taken to be at vEL2 wherever the hardware runs EL1',
    rules: { contextAtExit: (s) => s.sampled || (s.config.vhe && s.features.hasEl2) },
  }),
  ...mutantsIn(['seed'], {
    id: 'handler-told-of-the-entry',
    breaks: 'NV-02',
    origin: 'is_hyp_ctxt() answered from PSTATE as it was entered',
    wrap: telling(FIXABLE, (right, _op, s) =>
      right.map((event) =>
        event.event === 'handler' ? { ...event, host_context: isEl2(s.entryPstate) } : event,
      ),
    ),
  }),
  ...mutantsIn(['seed'], {
    id: 'needs-e2h-and-tge',
    breaks: 'NV-05',
    origin: 'only {1,1} counted as in-host',
    rules: { isHypCtxt: (s) => isEl2(s.pstate) || (e2h(s) && tge(s)) },
  }),
  ...mutantsIn(['upstream'], {
    id: 'needs-e2h-and-tge',
    breaks: 'NV-06',
    origin: 'only {1,1} counted as in-host: wrong where E2H does not exist',
    rules: {
      isHypCtxt: (s) => s.features.hasEl2 && (isEl2(s.pstate) || (e2h(s) && tge(s) && !s.features.e2h0)),
    },
  }),
  ...mutantsIn(['upstream'], {
    id: 'no-el2-gate',
    breaks: 'NV-06',
    origin: 'the predicate of the first postings, before vcpu_has_nv() was asked first',
    rules: { isHypCtxt: SEED.isHypCtxt },
  }),
  ...mutantsIn(['upstream'], {
    id: 'tge-alone-warned-of',
    breaks: 'NV-79',
    origin: 'the WARN of the first postings, with which a guest could fill the log of the host',
    rules: { warnsOfTge: SEED.warnsOfTge },
  }),
  ...mutantsIn(['seed'], {
    id: 'tge-alone-not-warned-of',
    breaks: 'NV-78',
    origin: 'the WARN left out too early',
    rules: { warnsOfTge: () => false },
  }),
  ...mutantsIn(['seed'], {
    id: 'every-tge-warned-of',
    breaks: 'NV-78',
    origin: 'the WARN before E2H is looked at: every host user space would set it off',
    rules: { warnsOfTge: () => true },
  }),
  ...mutantsIn(['seed'], {
    id: 'misplaced-el1-is-guest',
    breaks: 'NV-34',
    origin: 'EL1 believed before TGE is looked at',
    rules: { contextAtExit: (s) => s.sampled && raised(s.entryPstate, FULL_MODE) === s.entryPstate },
  }),
  ...mutantsIn(['upstream'], {
    id: 'context-by-mode',
    breaks: 'NV-42',
    origin: 'host EL0 taken for a guest: vcpu_is_el2() asked instead of is_hyp_ctxt()',
    wrap: leaving(['enter'], (after) => ({ sampled: after.features.hasEl2 && isEl2(after.pstate) })),
  }),
  ...mutantsIn(['upstream'], {
    id: 'hcr-write-lost',
    breaks: 'NV-04',
    origin: 'userspace shown the copy of HCR_EL2 that was made at the entry',
    wrap: leaving(['msr'], (_after, before, { reg }) => (reg === 'HCR_EL2' ? { hcr: before.hcr } : {})),
  }),
  ...mutantsIn(['seed'], {
    id: 'e2h-forced',
    breaks: 'NV-76',
    origin: 'E2H RES1, as merged: the posted text has the VNCR page as the guest wrote it',
    rules: { hcrReads: UPSTREAM.hcrReads },
  }),
  ...mutantsIn(['before'], {
    id: 'before-mended',
    breaks: 'NV-29',
    origin: 'the patch applied: what is taken for the old order is the new one',
    rules: { atExit: SEED.atExit, savesPstate: SEED.savesPstate, contextAtExit: SEED.contextAtExit },
  }),
  ...mutantsIn(['before'], {
    id: 'before-untranslated',
    breaks: 'NV-69',
    origin: 'no translation at all, which is more than the old order got wrong',
    rules: { contextAtExit: () => false },
  }),
];
