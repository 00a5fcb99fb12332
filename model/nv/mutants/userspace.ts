/** Mistakes in what userspace may do and what it reads. */
import type { Mutant } from '../../core/machine';
import { EL1H, EL2H, EL2T, FULL_MODE, HCR, MODE_MASK, PSR, USER } from '../pstate';
import { UPSTREAM } from '../rules';
import { mutantsIn } from './make';

const BOTH = ['seed', 'upstream'] as const;
const set = UPSTREAM.setAllowed;
const isEl2Mode = (pstate: bigint): boolean => (pstate & FULL_MODE) === EL2T || (pstate & FULL_MODE) === EL2H;

export const USERSPACE: readonly Mutant[] = [
  ...mutantsIn(BOTH, {
    id: 'el2-without-el2',
    requirement: 'NV-40',
    invariant: 9,
    origin: 'the modes of EL2 added to the list without the question',
    rules: { setAllowed: (p, f, host) => set(p, f, host) || (isEl2Mode(p) && !f.el1Is32) },
  }),
  ...mutantsIn(BOTH, {
    id: 'el2-refused',
    requirement: 'NV-40',
    invariant: 9,
    origin: 'the list of modes from before nested virtualisation',
    rules: { setAllowed: (p, f, host) => set(p, f, host) && !isEl2Mode(p) },
  }),
  ...mutantsIn(BOTH, {
    id: 'aarch64-needs-el2',
    requirement: 'NV-41',
    invariant: 9,
    origin: 'the new condition put in front of all AArch64 modes',
    rules: {
      setAllowed: (p, f, host) => set(p, f, host) && (f.hasEl2 || f.el1Is32 || (p & FULL_MODE) === USER),
    },
  }),
  ...mutantsIn(BOTH, {
    id: 'aarch64-on-32bit-el1',
    requirement: 'NV-41',
    invariant: 9,
    origin: 'the width of EL1 not asked',
    rules: { setAllowed: (p, f, host) => set(p, f, host) || set(p, { ...f, el1Is32: false }, host) },
  }),
  ...mutantsIn(BOTH, {
    id: 'user-without-the-cpu',
    requirement: 'NV-41',
    origin: 'system_supports_32bit_el0() not asked',
    rules: { setAllowed: (p, f, host) => set(p, f, { ...host, el0_32bit: true }) },
  }),
  ...mutantsIn(['upstream'], {
    id: 'set-compares-four-bits',
    requirement: 'NV-41',
    invariant: 9,
    origin: 'PSR_MODE_MASK in the switch of set_core_reg()',
    rules: { setAllowed: (p, f, host) => set(p, f, host) || (!f.el1Is32 && set(p & MODE_MASK, f, host)) },
  }),
  ...mutantsIn(['upstream'], {
    id: 'user-needs-32bit-el1',
    requirement: 'NV-41',
    origin: 'all of AArch32 treated alike',
    rules: { setAllowed: (p, f, host) => set(p, f, host) && ((p & FULL_MODE) !== USER || f.el1Is32) },
  }),
  ...mutantsIn(['upstream'], {
    id: 'set-checks-other-bits',
    requirement: 'NV-48',
    origin: 'reserved bits refused',
    rules: {
      setAllowed: (p, f, host) => set(p, f, host) && (p & ~0xffff_ffffn) === 0n && (p & PSR.IL) === 0n,
    },
  }),
  ...mutantsIn(['upstream'], {
    id: 'set-masks-other-bits',
    requirement: 'NV-48',
    origin: 'reserved bits dropped at the SET',
    rules: { storedPstate: (old, given, taken) => (taken ? given & (PSR.NZCV | PSR.DAIF | FULL_MODE) : old) },
  }),
  ...mutantsIn(['upstream'], {
    id: 'set-stores-the-mode',
    requirement: 'NV-48',
    origin: 'only the field that was judged is stored',
    rules: { storedPstate: (old, given, taken) => (taken ? (old & ~FULL_MODE) | (given & FULL_MODE) : old) },
  }),
  ...mutantsIn(BOTH, {
    id: 'refused-set-stores',
    requirement: 'NV-41',
    invariant: 9,
    origin: 'the value stored before it is judged',
    rules: { storedPstate: (_old, given) => given },
  }),
  ...mutantsIn(['upstream'], {
    id: 'refused-set-resets',
    requirement: 'NV-41',
    origin: 'PSTATE taken back to reset where a SET is refused',
    rules: { storedPstate: (_old, given, taken) => (taken ? given : PSR.DAIF | EL1H) },
  }),
  ...mutantsIn(['upstream'], {
    id: 'e2h0-is-el2',
    requirement: 'NV-50',
    origin: 'the two feature bits or-ed',
    rules: { hasEl2: (f) => f.hasEl2 || f.e2h0 },
  }),
  ...mutantsIn(['upstream'], {
    id: 'el2-with-32bit-el1',
    requirement: 'NV-49',
    origin: 'the combination of features not looked at',
    rules: { initAllowed: () => true },
  }),
  ...mutantsIn(['upstream'], {
    id: 'el2-never-initialises',
    requirement: 'NV-49',
    origin: 'HAS_EL2 refused with the one feature that it excludes, and without it',
    rules: { initAllowed: (f) => !f.hasEl2 && !f.el1Is32 },
  }),
  ...mutantsIn(['upstream'], {
    id: 'reset-to-el1h',
    requirement: 'NV-53',
    origin: 'the reset value from before nested virtualisation',
    rules: { resetPstate: (f) => (f.el1Is32 ? 0x1d3n : PSR.DAIF | EL1H) },
  }),
  ...mutantsIn(['upstream'], {
    id: 'reset-aarch64',
    requirement: 'NV-53',
    origin: 'the width of EL1 forgotten at reset, and EL2 taken for the only mode',
    rules: { resetPstate: () => PSR.DAIF | EL2H },
  }),
  ...mutantsIn(['upstream'], {
    id: 'hcr-forced-at-set',
    requirement: 'NV-44',
    origin: 'RES1 bits applied when userspace writes',
    rules: { hcrAfterSet: (value) => value | HCR.E2H },
  }),
  ...mutantsIn(['upstream'], {
    id: 'hcr-filtered-at-set',
    requirement: 'NV-44',
    origin: 'only the bits that are understood are kept',
    rules: { hcrAfterSet: (value) => value & (HCR.E2H | HCR.RW) },
  }),
  ...mutantsIn(['upstream'], {
    id: 'hcr-reset-to-e2h',
    requirement: 'NV-44',
    origin: 'the RES1 bits there from the beginning',
    rules: { hcrReads: (hcr, f) => (f.e2h0 ? hcr & ~HCR.E2H : hcr | HCR.E2H) },
  }),
  ...mutantsIn(['upstream'], {
    id: 'e2h-never-forced',
    requirement: 'NV-45',
    origin: 'the VNCR page shown as the guest wrote it',
    rules: { hcrReads: (hcr) => hcr },
  }),
  ...mutantsIn(['upstream'], {
    id: 'e2h-forced-on-e2h0',
    requirement: 'NV-45',
    origin: 'E2H RES1 for every guest hypervisor',
    rules: { hcrReads: (hcr, _f, hasRun) => (hasRun ? hcr | HCR.E2H : hcr) },
  }),
  ...mutantsIn(['upstream'], {
    id: 'tge-forced-with-e2h',
    requirement: 'NV-45',
    origin: 'the two bits of host context kept as one',
    rules: { hcrReads: (hcr, f, hasRun) => UPSTREAM.hcrReads(hasRun ? hcr & ~HCR.TGE : hcr, f, hasRun) },
  }),
  ...mutantsIn(['upstream'], {
    id: 'hcr-without-el2',
    requirement: 'NV-43',
    origin: 'the visibility of EL2 registers not asked for',
    rules: { hcrVisible: () => true },
  }),
  ...mutantsIn(['upstream'], {
    id: 'runs-without-vgic',
    requirement: 'NV-54',
    origin: 'the rule for vCPUs without EL2 applied to all',
    rules: { needsVgic: () => false },
  }),
  ...mutantsIn(['upstream'], {
    id: 'vgic-for-all',
    requirement: 'NV-50',
    origin: 'the rule for vCPUs with EL2 applied to all',
    rules: { needsVgic: () => true },
  }),
  ...mutantsIn(['upstream'], {
    id: 'user-enters-with-el2',
    requirement: 'NV-51',
    origin: 'the mode not looked at after the SET',
    rules: { entryFails: () => false },
  }),
  ...mutantsIn(['upstream'], {
    id: 'usable-after-failed-entry',
    requirement: 'NV-51',
    origin: 'the entry refused, and the vCPU not taken out of use',
    rules: { usableAfterFailure: true },
  }),
  ...mutantsIn(['upstream'], {
    id: 'user-never-enters',
    requirement: 'NV-52',
    origin: 'AArch32 refused on every 64-bit EL1',
    rules: { entryFails: (pstate, f) => (pstate & USER) !== 0n && !f.el1Is32 },
  }),
];
