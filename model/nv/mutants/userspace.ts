/** Mistakes in what userspace may do and what it reads. */
import type { Mutant } from '../../core/machine';
import type { Wrap } from '../../core/mistake';
import { EL2H, FULL_MODE, HCR, isEl2, modeName, PSR, USER } from '../pstate';
import type { State } from '../state';
import type { Outcome } from '../types';
import { believing, leaving, mutantsIn, refusing, stepping, takenFor } from './make';

const UPSTREAM = ['upstream'] as const;
const OK: Outcome = { outcome: 'ok', events: [] };
const EINVAL: Outcome = { outcome: 'error', error: 'EINVAL', events: [] };

/** Such values of PSTATE are taken whatever speaks against them. */
function taking(test: (pstate: bigint, s: State) => boolean): Wrap<State> {
  return stepping((step, state, op) =>
    op.op === 'set_one_reg' && op.reg === 'PSTATE' && test(op.value, state)
      ? { state: { ...state, pstate: op.value }, outcome: OK }
      : step(state, op),
  );
}

/** Such values of PSTATE are refused whatever speaks for them. */
function refusingToSet(test: (pstate: bigint, s: State) => boolean): Wrap<State> {
  return refusing(['set_one_reg'], (op, s) => op.reg === 'PSTATE' && test(op.value, s), EINVAL);
}

export const USERSPACE: readonly Mutant[] = [
  ...mutantsIn(['seed'], {
    id: 'el2-without-el2',
    breaks: 'NV-40',
    invariant: 9,
    origin: 'the modes of EL2 added to the list without the question',
    wrap: taking((pstate, { features }) => isEl2(pstate) && !features.el1Is32),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'aarch64-needs-el2',
    breaks: 'NV-41',
    invariant: 9,
    origin: 'the new condition put in front of all AArch64 modes',
    wrap: refusingToSet((pstate, { features }) => !features.hasEl2 && (pstate & USER) === 0n),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'user-needs-32bit-el1',
    breaks: 'NV-41',
    origin: 'all of AArch32 treated alike',
    wrap: refusingToSet((pstate, { features }) => modeName(pstate) === 'User' && !features.el1Is32),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'set-masks-other-bits',
    breaks: 'NV-48',
    origin: 'reserved bits dropped at the SET',
    wrap: takenFor(['set_one_reg'], (op) =>
      op.reg === 'PSTATE' ? { ...op, value: op.value & (PSR.NZCV | PSR.DAIF | FULL_MODE) } : op,
    ),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'refused-set-stores',
    breaks: 'NV-41',
    invariant: 9,
    origin: 'the value stored before it is judged',
    wrap: leaving(['set_one_reg'], (_after, _before, op) =>
      op.reg === 'PSTATE' ? { pstate: op.value } : {},
    ),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'el2-never-initialises',
    breaks: 'NV-49',
    origin: 'HAS_EL2 refused with the one feature that it excludes, and without it',
    rules: { initAllowed: (f) => !f.hasEl2 && !f.el1Is32 },
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'el2-with-32bit-el1',
    breaks: 'NV-49',
    origin: 'the combination of features not looked at',
    rules: { initAllowed: () => true },
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'reset-aarch64',
    breaks: 'NV-53',
    origin: 'the width of EL1 forgotten at reset, and EL2 taken for the only mode',
    wrap: leaving(['vcpu_init'], () => ({ pstate: PSR.DAIF | EL2H })),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'hcr-without-el2',
    breaks: 'NV-43',
    origin: 'the visibility of EL2 registers not asked for',
    wrap: believing(['get_one_reg', 'set_one_reg'], ({ features }, { reg }) =>
      reg === 'HCR_EL2' ? { features: { ...features, hasEl2: true } } : {},
    ),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'runs-without-vgic',
    breaks: 'NV-54',
    origin: 'the rule for vCPUs without EL2 applied to all',
    rules: { needsVgic: () => false },
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'user-enters-with-el2',
    breaks: 'NV-51',
    origin: 'the mode not looked at after the SET',
    wrap: believing(['enter'], ({ features, pstate }) =>
      (pstate & USER) === 0n ? {} : { features: { ...features, hasEl2: false } },
    ),
  }),
  ...mutantsIn(['seed'], {
    id: 'el2-refused',
    breaks: 'NV-40',
    invariant: 9,
    origin: 'the list of modes from before nested virtualisation',
    wrap: refusingToSet(isEl2),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'hcr-filtered-at-set',
    breaks: 'NV-44',
    origin: 'only the bits that are understood are kept',
    wrap: takenFor(['set_one_reg'], (op) =>
      op.reg === 'HCR_EL2' ? { ...op, value: op.value & (HCR.TGE | HCR.RW) } : op,
    ),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'e2h-the-wrong-way-round',
    breaks: 'NV-45',
    origin: 'E2H RES0 where HAS_EL2_E2H0 is missing, and RES1 where it is there',
    rules: ({ hcrReads }) => ({
      hcrReads: (hcr, f, hasRun) => hcrReads(hcr, { ...f, e2h0: !f.e2h0 }, hasRun),
    }),
  }),
];
