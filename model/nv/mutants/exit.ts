/** Mistakes in what an exit does, and in what order. */
import type { Mutant } from '../../core/machine';
import type { Wrap } from '../../core/mistake';
import { EL0T, EL1H, EL2H, EL2T, FULL_MODE, isEl2, PSR } from '../pstate';
import type { Effect, ExitKind } from '../rules';
import { BEFORE, SEED, UPSTREAM } from '../rules';
import type { State } from '../state';
import { leaving, mutantsIn, stepping, type Exchange } from './make';

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
function translating(wrong: (pstate: bigint) => bigint): Wrap<State> {
  return stepping((step, before, op) => {
    const { state, outcome } = step(before, op);
    if (op.op !== 'exit' || !state.sampled) return { state, outcome };
    const pstate = wrong(state.pstate);
    const events = outcome.events?.map((event) => (event.event === 'sync' ? { ...event, pstate } : event));
    return { state: { ...state, pstate }, outcome: { ...outcome, events: events ?? [] } };
  });
}

const hasLeft = (s: State): boolean => s.place === 'kvm';

export const EXIT: readonly Mutant[] = [
  ...mutantsIn(['upstream'], {
    id: 'sync-at-save',
    breaks: 'NV-13',
    invariant: 7,
    origin: 'the context sampled in time and PSTATE still saved late: handlers see the old one',
    rules: ({ atExit, savesPstate }) => ({
      atExit: (s, kind) => (s.config.vhe ? BEFORE.atExit(s, kind) : atExit(s, kind)),
      savesPstate: (s) => s.config.vhe || savesPstate(s),
    }),
  }),
  ...mutantsIn(['seed'], {
    id: 'esr-before-sync',
    breaks: 'NV-13',
    invariant: 7,
    origin: 'PSTATE taken after ESR_EL2 was read',
    rules: onVhe((right, kind) => (kind === 'IRQ' ? right : ['esr', 'sync', 'handler'])),
  }),
  ...mutantsIn(BOTH, {
    id: 'irq-not-synced',
    breaks: 'NV-14',
    invariant: 6,
    origin: 'PSTATE taken in the branch of traps, where ESR_EL2 is read',
    rules: onlySynced((kind) => kind !== 'IRQ'),
  }),
  ...mutantsIn(['upstream'], {
    id: 'serror-not-synced',
    breaks: 'NV-14',
    origin: 'SErrors have a path of their own, and PSTATE was not taken there',
    rules: onlySynced((kind) => kind !== 'SERROR'),
  }),
  ...mutantsIn(['upstream'], {
    id: 'nvhe-not-synced',
    breaks: 'NV-27',
    origin: 'the condition of the patch, has_vhe(), kept when the function became common',
    rules: {
      atExit: (s, kind) => UPSTREAM.atExit(s, kind).filter((effect) => effect !== 'sync' || s.config.vhe),
    },
  }),
  ...mutantsIn(['seed'], {
    id: 'nvhe-raised',
    breaks: 'NV-10',
    invariant: 10,
    origin: 'the levels of the guest counted one too high, as on a host that runs it at EL2',
    wrap: leaving(['exit'], (after) =>
      after.config.vhe || !hasLeft(after) ? {} : { pstate: after.pstate | EL2T },
    ),
  }),
  ...mutantsIn(['upstream'], {
    id: 'nvhe-pstate-lost',
    breaks: 'NV-97',
    invariant: 10,
    origin: '"on VHE, PSTATE is saved in fixup_guest_exit()" read as "everywhere"',
    rules: {
      atExit: (s, kind) => UPSTREAM.atExit(s, kind).slice(s.config.vhe ? 0 : 1),
      savesPstate: () => false,
    },
  }),
  ...mutantsIn(['seed'], {
    id: 'always-translated',
    breaks: 'NV-15',
    invariant: 3,
    origin: 'the context not asked',
    rules: { contextAtExit: (s) => s.config.vhe },
  }),
  ...mutantsIn(['upstream'], {
    id: 'always-translated',
    breaks: 'NV-98',
    invariant: 3,
    origin: 'the context not asked: vCPUs without EL2 suffer first',
    rules: { contextAtExit: () => true },
  }),
  ...mutantsIn(['upstream'], {
    id: 'never-translated',
    breaks: 'NV-17',
    invariant: 1,
    origin: 'SPSR_EL2 taken as it is',
    rules: { contextAtExit: () => false },
  }),
  ...mutantsIn(['upstream'], {
    id: 'both-to-el2h',
    breaks: 'NV-16',
    origin: 'SPSel forgotten in the translation',
    wrap: translating((pstate) => (isEl2(pstate) ? pstate | EL2H : pstate)),
  }),
  ...mutantsIn(['upstream'], {
    id: 'el0t-raised',
    breaks: 'NV-18',
    origin: 'every mode of host context taken for one of vEL2',
    wrap: translating((pstate) => ((pstate & FULL_MODE) === EL0T ? pstate | EL2T : pstate)),
  }),
  ...mutantsIn(['upstream'], {
    id: 'flags-lost',
    breaks: 'NV-19',
    invariant: 2,
    origin: 'the new mode stored in place of the word',
    wrap: translating((pstate) => pstate & ~PSR.NZCV),
  }),
  ...mutantsIn(['upstream'], {
    id: 'aarch32-raised',
    breaks: 'NV-77',
    origin: 'PSR_MODE_MASK without PSR_MODE32_BIT, as in the patch as posted',
    rules: { modeField: SEED.modeField },
  }),
  ...mutantsIn(['seed'], {
    id: 'aarch32-left',
    breaks: 'NV-20',
    origin: 'PSR_MODE_MASK taken for all five bits',
    rules: { modeField: UPSTREAM.modeField },
  }),
  ...mutantsIn(['upstream'], {
    id: 'esr-stored-on-irq',
    breaks: 'NV-21',
    invariant: 7,
    origin: 'the condition lost when the line was moved',
    rules: ({ atExit }) => ({
      atExit: (s, kind) => [...atExit(s, kind), ...(kind === 'IRQ' ? (['esr'] as const) : [])],
    }),
  }),
  ...mutantsIn(['seed'], {
    id: 'esr-never-stored',
    breaks: 'NV-21',
    invariant: 7,
    origin: 'the line lost when the function was split',
    rules: ({ atExit }) => ({ atExit: (s, kind) => atExit(s, kind).filter((effect) => effect !== 'esr') }),
  }),
  ...mutantsIn(['upstream'], {
    id: 'spsr-written-back',
    breaks: 'NV-22',
    invariant: 6,
    origin:
      'the raised mode written to SPSR_EL2, as kvm_hyp_handle_mops() did until ff1022c3de46: a re-entry is to real EL2',
    wrap: leaving(['exit'], (after) => (isEl2(after.pstate) ? { spsr: after.pstate } : {})),
  }),
  ...mutantsIn(['seed'], {
    id: 'pc-not-saved-on-vhe',
    breaks: 'NV-25',
    origin: 'the if of the patch put around both lines',
    wrap: leaving(['exit'], (after, { pc }) => (after.config.vhe && hasLeft(after) ? { pc } : {})),
  }),
  ...mutantsIn(['upstream'], {
    id: 'pc-not-saved-on-nvhe',
    breaks: 'NV-25',
    origin: 'PC moved to the exit together with PSTATE',
    wrap: leaving(['exit'], (after, { pc }) => (!after.config.vhe && hasLeft(after) ? { pc } : {})),
  }),
  ...mutantsIn(BOTH, {
    id: 'saved-twice',
    breaks: 'NV-24',
    origin: 'the old line left in the save of the return state: PSTATE overwritten, untranslated',
    wrap: leaving(['exit', 'trapped'], (after) =>
      after.config.vhe && hasLeft(after) ? { pstate: after.spsr } : {},
    ),
  }),
  ...mutantsIn(['upstream'], {
    id: 'syndrome-of-another',
    breaks: 'NV-21',
    origin: 'ESR_EL2 read after an interrupt had come in between: the TI bit of WFE lost',
    wrap: stepping((step, before, op) => {
      const { state, outcome } = step(before, op);
      if (op.op !== 'trapped' || op.insn !== 'WFE') return { state, outcome };
      const esr = state.esr & ~1n;
      const events =
        outcome.events?.map((event) => (event.event === 'esr' ? { ...event, esr } : event)) ?? [];
      return { state: { ...state, esr }, outcome: { ...outcome, events } };
    }),
  }),
  ...mutantsIn(['upstream'], {
    id: 'check-missing',
    breaks: 'NV-12',
    origin: 'a mismatch that nobody looks for',
    rules: { atExit: (s, kind) => UPSTREAM.atExit(s, kind).filter((effect) => effect !== 'check') },
  }),
  ...mutantsIn(['seed'], {
    id: 'entered-at-el2',
    breaks: 'NV-33',
    invariant: 5,
    origin: 'PSTATE entered as it is: EL2 is the host',
    rules: { toHw: (pstate) => pstate },
  }),
  ...mutantsIn(['upstream'], {
    id: 'el3-entered',
    breaks: 'NV-35',
    origin: 'the lowering of the first postings, without the last guard',
    rules: { toHw: SEED.toHw },
  }),
  ...mutantsIn(['upstream'], {
    id: 'untouched-el0-raised',
    breaks: 'NV-15',
    origin: 'M = 0 taken for "not set"',
    wrap: leaving(['exit'], ({ sampled, pstate, config }) =>
      sampled || !config.vhe || (pstate & FULL_MODE) !== EL0T ? {} : { pstate: pstate | EL1H },
    ),
  }),
];
