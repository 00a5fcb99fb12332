/** Mistakes in what an exit does, and in what order. */
import type { Mutant } from '../../core/machine';
import { EL0T, EL1H, EL2H, EL2T, FULL_MODE, isEl2, PSR } from '../pstate';
import type { Effect, ExitKind } from '../rules';
import { BEFORE, SEED, UPSTREAM } from '../rules';
import type { State } from '../state';
import type { Outcome } from '../types';
import { leaving, mutantsIn, type Exchange, type Wrong } from './make';

const BOTH = ['seed', 'upstream'] as const;

/** On VHE an exit does something else; without it, as before. */
function onVhe(wrong: (right: readonly Effect[], kind: ExitKind) => readonly Effect[]): Exchange {
  return ({ atExit }) => ({
    atExit: (s, kind) => (s.config.vhe ? wrong(atExit(s, kind), kind) : atExit(s, kind)),
  });
}

/** On VHE exits of these kinds alone are synchronised. */
function onlySynced(synced: (kind: ExitKind) => boolean): Exchange {
  return onVhe((right, kind) => (synced(kind) ? right : right.filter((effect) => effect !== 'sync')));
}

/** What becomes of PSTATE in host context is wrong. */
function translating(wrong: (pstate: bigint) => bigint): Wrong {
  return (step, before, op) => {
    const { state, outcome } = step(before, op);
    if (op.op !== 'exit' || !state.sampled) return { state, outcome };
    const pstate = wrong(state.pstate);
    const events = outcome.events?.map((event) => (event.event === 'sync' ? { ...event, pstate } : event));
    return { state: { ...state, pstate }, outcome: { ...outcome, events: events ?? [] } };
  };
}

const hasLeft = (s: State): boolean => s.place === 'kvm';

export const EXIT: readonly Mutant[] = [
  ...mutantsIn(['upstream'], {
    id: 'sync-at-save',
    requirement: 'NV-13',
    invariant: 7,
    origin: 'the context sampled in time and PSTATE still saved late: handlers see the old one',
    rules: ({ atExit, savesPstate }) => ({
      atExit: (s, kind) => (s.config.vhe ? BEFORE.atExit(s, kind) : atExit(s, kind)),
      savesPstate: (s) => s.config.vhe || savesPstate(s),
    }),
  }),
  ...mutantsIn(['seed'], {
    id: 'esr-before-sync',
    requirement: 'NV-13',
    invariant: 7,
    origin: 'PSTATE taken after ESR_EL2 was read',
    rules: onVhe((right, kind) => (kind === 'IRQ' ? right : ['esr', 'sync', 'handler'])),
  }),
  ...mutantsIn(BOTH, {
    id: 'irq-not-synced',
    requirement: 'NV-14',
    invariant: 6,
    origin: 'PSTATE taken in the branch of traps, where ESR_EL2 is read',
    rules: onlySynced((kind) => kind !== 'IRQ'),
  }),
  ...mutantsIn(['upstream'], {
    id: 'serror-not-synced',
    requirement: 'NV-14',
    origin: 'SErrors have a path of their own, and PSTATE was not taken there',
    rules: onlySynced((kind) => kind !== 'SERROR'),
  }),
  ...mutantsIn(['upstream'], {
    id: 'nvhe-not-synced',
    requirement: 'NV-27',
    origin: 'the condition of the patch, has_vhe(), kept when the function became common',
    rules: {
      atExit: (s, kind) => UPSTREAM.atExit(s, kind).filter((effect) => effect !== 'sync' || s.config.vhe),
    },
  }),
  ...mutantsIn(['seed'], {
    id: 'nvhe-raised',
    requirement: 'NV-10',
    invariant: 10,
    origin: 'the levels of the guest counted one too high, as on a host that runs it at EL2',
    step: leaving(['exit'], (after) =>
      after.config.vhe || !hasLeft(after) ? {} : { pstate: after.pstate | EL2T },
    ),
  }),
  ...mutantsIn(['upstream'], {
    id: 'nvhe-pstate-lost',
    requirement: 'NV-24',
    invariant: 10,
    origin: '"on VHE, PSTATE is saved in fixup_guest_exit()" read as "everywhere"',
    rules: {
      atExit: (s, kind) => UPSTREAM.atExit(s, kind).slice(s.config.vhe ? 0 : 1),
      savesPstate: () => false,
    },
  }),
  ...mutantsIn(['seed'], {
    id: 'always-translated',
    requirement: 'NV-15',
    invariant: 3,
    origin: 'the context not asked',
    rules: { contextAtExit: (s) => s.config.vhe },
  }),
  ...mutantsIn(['upstream'], {
    id: 'always-translated',
    requirement: 'NV-43',
    invariant: 3,
    origin: 'the context not asked: vCPUs without EL2 suffer first',
    rules: { contextAtExit: () => true },
  }),
  ...mutantsIn(['upstream'], {
    id: 'never-translated',
    requirement: 'NV-17',
    invariant: 1,
    origin: 'SPSR_EL2 taken as it is',
    rules: { contextAtExit: () => false },
  }),
  ...mutantsIn(['upstream'], {
    id: 'both-to-el2h',
    requirement: 'NV-16',
    origin: 'SPSel forgotten in the translation',
    step: translating((pstate) => (isEl2(pstate) ? pstate | EL2H : pstate)),
  }),
  ...mutantsIn(['upstream'], {
    id: 'el0t-raised',
    requirement: 'NV-18',
    origin: 'every mode of host context taken for one of vEL2',
    step: translating((pstate) => ((pstate & FULL_MODE) === EL0T ? pstate | EL2T : pstate)),
  }),
  ...mutantsIn(['upstream'], {
    id: 'flags-lost',
    requirement: 'NV-19',
    invariant: 2,
    origin: 'the new mode stored in place of the word',
    step: translating((pstate) => pstate & ~PSR.NZCV),
  }),
  ...mutantsIn(['upstream'], {
    id: 'aarch32-raised',
    requirement: 'NV-77',
    origin: 'PSR_MODE_MASK without PSR_MODE32_BIT, as in the patch as posted',
    rules: { modeField: SEED.modeField },
  }),
  ...mutantsIn(['seed'], {
    id: 'aarch32-left',
    requirement: 'NV-20',
    origin: 'PSR_MODE_MASK taken for all five bits',
    rules: { modeField: UPSTREAM.modeField },
  }),
  ...mutantsIn(['upstream'], {
    id: 'esr-stored-on-irq',
    requirement: 'NV-21',
    invariant: 7,
    origin: 'the condition lost when the line was moved',
    rules: ({ atExit }) => ({
      atExit: (s, kind) => [...atExit(s, kind), ...(kind === 'IRQ' ? (['esr'] as const) : [])],
    }),
  }),
  ...mutantsIn(['seed'], {
    id: 'esr-never-stored',
    requirement: 'NV-21',
    invariant: 7,
    origin: 'the line lost when the function was split',
    rules: ({ atExit }) => ({ atExit: (s, kind) => atExit(s, kind).filter((effect) => effect !== 'esr') }),
  }),
  ...mutantsIn(['upstream'], {
    id: 'spsr-written-back',
    requirement: 'NV-22',
    invariant: 6,
    origin: 'the raised mode written to SPSR_EL2: a re-entry would be to real EL2',
    step: leaving(['exit'], (after) => (isEl2(after.pstate) ? { spsr: after.pstate } : {})),
  }),
  ...mutantsIn(['upstream'], {
    id: 'pstate-saved-twice',
    requirement: 'NV-24',
    origin: 'the line in the save of the return state left in, without the translation',
    step: leaving(['exit'], (after) => (hasLeft(after) ? { pstate: after.spsr } : {})),
  }),
  ...mutantsIn(['seed'], {
    id: 'pc-not-saved-on-vhe',
    requirement: 'NV-25',
    origin: 'the if of the patch put around both lines',
    step: leaving(['exit'], (after, { pc }) => (after.config.vhe && hasLeft(after) ? { pc } : {})),
  }),
  ...mutantsIn(['upstream'], {
    id: 'pc-not-saved-on-nvhe',
    requirement: 'NV-25',
    origin: 'PC moved to the exit together with PSTATE',
    step: leaving(['exit'], (after, { pc }) => (!after.config.vhe && hasLeft(after) ? { pc } : {})),
  }),
  ...mutantsIn(['upstream'], {
    id: 'check-missing',
    requirement: 'NV-12',
    origin: 'a mismatch that nobody looks for',
    rules: { atExit: (s, kind) => UPSTREAM.atExit(s, kind).filter((effect) => effect !== 'check') },
  }),
  ...mutantsIn(['seed'], {
    id: 'entered-at-el2',
    requirement: 'NV-33',
    invariant: 5,
    origin: 'PSTATE entered as it is: EL2 is the host',
    rules: { toHw: (pstate) => pstate },
  }),
  ...mutantsIn(['upstream'], {
    id: 'el3-entered',
    requirement: 'NV-35',
    origin: 'the lowering of the first postings, without the last guard',
    rules: { toHw: SEED.toHw },
  }),
  ...mutantsIn(['upstream'], {
    id: 'untouched-el0-raised',
    requirement: 'NV-15',
    origin: 'M = 0 taken for "not set"',
    step: leaving(['exit'], ({ sampled, pstate, config }) =>
      sampled || !config.vhe || (pstate & FULL_MODE) !== EL0T ? {} : { pstate: pstate | EL1H },
    ),
  }),
];
