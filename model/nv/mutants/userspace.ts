/** Mistakes in what userspace may do and what it reads. */
import type { Mutant } from '../../core/machine';
import type { Wrap } from '../../core/mistake';
import { EL2H, FULL_MODE, HCR, isEl2, modeName, PSR, USER } from '../pstate';
import { UPSTREAM as UPSTREAM_RULES } from '../rules';
import type { State } from '../state';
import type { Outcome } from '../types';
import { believing, leaving, mutantsIn, refusing, stepping, takenFor, telling } from './make';

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
    wrap: refusingToSet(
      (pstate, { features, init }) => init === 'done' && !features.hasEl2 && (pstate & USER) === 0n,
    ),
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
    breaks: 'NV-126',
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
    id: 'rw-as-set',
    breaks: 'NV-83',
    origin: 'RW RES1 where AArch32 EL1 exists, and left alone where it does not',
    rules: {
      hcrReads: (hcr, f, hasRun) => (hcr & HCR.RW) | (UPSTREAM_RULES.hcrReads(hcr, f, hasRun) & ~HCR.RW),
    },
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'tge-forgotten',
    breaks: 'NV-99',
    origin:
      'TGE masked among the bits that cannot be applied to the hardware, in the register and not in the copy',
    wrap: leaving(['set_one_reg'], (after, _before, op) =>
      op.reg === 'HCR_EL2' && after.hasRun ? { hcr: after.hcr & ~HCR.TGE } : {},
    ),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'fixed-by-good-runs-alone',
    breaks: 'NV-84',
    origin: 'the bits fixed where the vCPU is entered',
    wrap: leaving(['kvm_run'], (after, { hasRun, hcr }) => (after.config.vgic ? {} : { hasRun, hcr })),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'reset-without-masks',
    breaks: 'NV-85',
    origin: 'reset values taken as they stand in the table, before RESx was applied to them',
    wrap: leaving(['vcpu_init'], ({ init }) => (init === 'done' ? { hcr: 0n, hasRun: false } : {})),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'reset-fixed-at-the-get',
    breaks: 'NV-85',
    origin: 'RESx applied where KVM reads the register, and not in the page where the guest reads it',
    wrap: leaving(['vcpu_init'], ({ init }) => (init === 'done' ? { hcr: 0n } : {})),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'dead-vcpu-takes-registers',
    breaks: 'NV-86',
    origin: 'KVM_GET_ONE_REG guarded and KVM_SET_ONE_REG not',
    wrap: believing(['set_one_reg'], ({ init }) => (init === 'failed' ? { init: 'done' } : {})),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'dead-vcpu-gives-registers',
    breaks: 'NV-86',
    origin: 'the guard asked of the mode, and not of the vCPU',
    wrap: believing(['get_one_reg'], ({ init }) => (init === 'failed' ? { init: 'done' } : {})),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'registers-before-init',
    breaks: 'NV-87',
    origin: 'the register file read and written without asking what it is of',
    wrap: believing(['get_one_reg', 'set_one_reg'], ({ init }) => (init === 'never' ? { init: 'done' } : {})),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'runs-before-init',
    breaks: 'NV-87',
    origin: 'KVM_RUN finds no mode that it knows, and calls the vCPU invalid',
    wrap: refusing(['kvm_run'], (_op, { init }) => init === 'never', EINVAL),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'features-change',
    breaks: 'NV-88',
    origin: 'each KVM_ARM_VCPU_INIT taken for the first',
    wrap: stepping((step, s, op) => step(op.op === 'vcpu_init' ? { ...s, init: 'never' } : s, op)),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'features-frozen',
    breaks: 'NV-88',
    origin: 'a second KVM_ARM_VCPU_INIT refused as such',
    wrap: refusing(['vcpu_init'], (_op, { init }) => init === 'done', EINVAL),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'signal-after-the-run',
    breaks: 'NV-89',
    origin: 'signals looked for on the way out alone',
    wrap: takenFor(['kvm_run'], ({ op }) => ({ op })),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'signal-before-the-load',
    breaks: 'NV-90',
    origin: 'signals looked for first: the load is still to be completed, and userspace thinks it was',
    wrap: leaving(['kvm_run'], (_after, { pc, mmio }, { signal = false }) => (signal ? { pc, mmio } : {})),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'load-completed-twice',
    breaks: 'NV-90',
    origin: 'the mark of a load that waits not taken away',
    wrap: leaving(['kvm_run'], (_after, { mmio }) => ({ mmio })),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'dead-vcpu-is-silent',
    breaks: 'NV-91',
    origin: 'KVM_RUN fails and leaves the exit reason of the call before',
    wrap: telling(['kvm_run'], (right, { signal = false }, { init }) =>
      init === 'failed' && !signal ? right.filter(({ event }) => event !== 'kvm_exit') : right,
    ),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'pc-survives-init',
    breaks: 'NV-102',
    origin: 'core registers reset by hand, PC forgotten',
    wrap: leaving(['vcpu_init'], (_after, { pc }) => ({ pc })),
  }),
  ...mutantsIn(UPSTREAM, {
    id: 'e2h-the-wrong-way-round',
    breaks: 'NV-45',
    origin: 'E2H RES0 where HAS_EL2_E2H0 is missing, and RES1 where it is there',
    rules: ({ hcrReads }) => ({
      hcrReads: (hcr, f, hasRun) => hcrReads(hcr, hasRun ? { ...f, e2h0: !f.e2h0 } : f, hasRun),
    }),
  }),
];
