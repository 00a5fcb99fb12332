/** Mistakes in who takes an SError, and when. */
import type { Mutant } from '../../core/machine';
import { EL0T, FULL_MODE, HCR, isEl2, PSR } from '../pstate';
import type { State } from '../state';
import { believing, leaving, mutantsIn, stepping, takenFor } from './make';

const UPSTREAM = ['upstream'] as const;
const MADE = ['set_vcpu_events'] as const;
const tge = ({ hcr }: State): boolean => (hcr & HCR.TGE) !== 0n;
const isUser = ({ pstate }: State): boolean => (pstate & FULL_MODE) === EL0T;

export const SERROR: readonly Mutant[] = [
  ...mutantsIn(UPSTREAM, {
    id: 'serror-by-vse-alone',
    breaks: 'NV-112',
    origin: 'HCR_EL2.VSE of the CPU for every SError, as before 6.17: it knows of no vEL2',
    wrap: stepping((step, before, op) => {
      const { state, outcome } = step(before, op);
      const taken = op.op === 'set_vcpu_events' && outcome.outcome === 'ok';
      return taken
        ? {
            state: { ...before, serror: { iss: op.serror_esr, delegated: true } },
            outcome: { outcome: 'ok', events: [] },
          }
        : { state, outcome };
    }),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'serror-masked-from-vel2',
    breaks: 'NV-112',
    origin: 'PSTATE.A of the guest looked at before where the SError goes',
    wrap: believing(MADE, ({ hcr, pstate }) => ((pstate & PSR.A) === 0n ? {} : { hcr: hcr & ~HCR.AMO })),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'serror-always-to-vel2',
    breaks: 'NV-113',
    origin: 'AMO not asked: where there is a hypervisor it gets all SErrors',
    wrap: believing(MADE, ({ hcr, pstate }) => (isEl2(pstate) ? {} : { hcr: hcr | HCR.AMO })),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'serror-of-user-to-vel1',
    breaks: 'NV-114',
    origin: 'the target of an exception told from the mode alone: EL0 is below EL1',
    wrap: believing(MADE, (s) => (isUser(s) && tge(s) ? { hcr: s.hcr & ~HCR.TGE } : {})),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'serror-vector-of-abort',
    breaks: 'NV-114',
    origin: 'taken as an external abort is, at the synchronous vector',
    wrap: leaving(MADE, (after, before) => (after.pc === before.pc ? {} : { pc: after.pc - 0x180n })),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'serror-mask-ignored',
    breaks: 'NV-115',
    origin: 'taken at once, whatever PSTATE.A says',
    wrap: stepping((step, s, op) => {
      const right = step(s, op);
      const waits = op.op === 'set_vcpu_events' && right.state.serror?.delegated === true;
      return waits ? step({ ...s, pstate: s.pstate & ~PSR.A }, op) : right;
    }),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'serror-taken-for-ever',
    breaks: 'NV-128',
    origin: 'HCR_EL2.VSE written back after the CPU has cleared it',
    wrap: leaving(['msr'], (after, { serror }) => (after.serror === null ? { serror } : {})),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'serror-lost-when-masked',
    breaks: 'NV-128',
    origin: 'a masked SError dropped in place of kept',
    wrap: leaving(MADE, ({ serror }) => (serror?.delegated === true ? { serror: null } : {})),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'serror-at-vel2-without-vhe',
    breaks: 'NV-116',
    origin: 'TGE and AMO not asked at vEL2',
    wrap: believing(MADE, ({ hcr, pstate, features }) =>
      features.e2h0 && isEl2(pstate) ? { hcr: hcr | HCR.AMO } : {},
    ),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'serror-routed-once',
    breaks: 'NV-117',
    origin: 'the routing looked at when the SError is made pending, and not again',
    wrap: believing(['exit'], ({ serror }) => (serror === null ? {} : { serror: null })),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'serror-amo-turned',
    breaks: 'NV-118',
    origin:
      'AMO of vEL2 with E2H taken for set where it is as it is, and the SError lost where it counts as set',
    wrap: stepping((step, before, op) => {
      const alone = (before.hcr & (HCR.TGE | HCR.AMO | HCR.E2H)) === HCR.E2H && isEl2(before.pstate);
      if (op.op !== 'set_vcpu_events' || !alone) return step(before, op);
      const { state, outcome } = step(before, op);
      return state.serror === null
        ? { state: before, outcome }
        : step({ ...before, hcr: before.hcr | HCR.AMO }, op);
    }),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'serror-without-class',
    breaks: 'NV-119',
    origin: 'the syndrome as userspace gave it, without EC',
    wrap: leaving(MADE, ({ vel2 }, before) =>
      before.vel2.elr === vel2.elr ? {} : { vel2: { ...vel2, esr: vel2.esr & 0x1ff_ffffn } },
    ),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'serror-syndrome-unchecked',
    breaks: 'NV-120',
    origin: 'the syndrome masked in place of checked',
    wrap: takenFor(MADE, (op) => ({ ...op, serror_esr: op.serror_esr & 0xff_ffffn })),
  }),
];
