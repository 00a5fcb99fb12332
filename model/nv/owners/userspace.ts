/** Owners of what userspace is given: vCPUs and their features, PSTATE, HCR_EL2, KVM_RUN. */
import { FULL_MODE, HCR, isEl2, USER } from '../pstate';
import type { Line, Seen, When } from './seen';
import { masked, modeOf } from './seen';

const ANSWER = ['outcome', 'error'] as const;
/** What follows from whether the vCPU has an EL2: the context, and whose registers the CPU holds. */
const CONTEXT = [
  ...['state.host_context', 'state.sampled', 'state.loaded'],
  ...['events.put', 'events.put.file', 'events.load', 'events.load.file'],
] as const;
/** What userspace reads of a vCPU; 0 where it cannot. */
const READABLE = [
  ...['state.pstate', 'state.pc', 'state.el1.*', 'state.vel2.*'],
  ...masked(HCR.E2H | HCR.TGE, 'state.hcr'),
] as const;
const REGISTERS = ['get_one_reg', 'set_one_reg'] as const;
const READ = ['outcome', 'mode', ...masked(FULL_MODE, 'value')];

const isSet =
  (reg: string): When =>
  ({ op }) =>
    op.op === 'set_one_reg' && op.reg === reg;
const isGet =
  (reg: string): When =>
  ({ op }) =>
    op.op === 'get_one_reg' && op.reg === reg;
const given = ({ op }: Seen): bigint => (op.op === 'set_one_reg' ? op.value : 0n);
const setsPstate = isSet('PSTATE');
const setsEl2: When = (look) => setsPstate(look, []) && isEl2(given(look));
const setsOther: When = (look) => setsPstate(look, []) && !isEl2(given(look));
const setsMoreThanMode: When = (look) => setsPstate(look, []) && (given(look) & ~FULL_MODE) !== 0n;
const isHcr: When = ({ op }) => (op.op === 'get_one_reg' || op.op === 'set_one_reg') && op.reg === 'HCR_EL2';
const hcrAbsent: When = (look) => isHcr(look, []) && !look.before.features.hasEl2;
const hcrFresh: When = ({ after }) => after.features.hasEl2 && !after.hasRun;
const hcrAfterRun: When = ({ after }) => after.features.hasEl2 && after.hasRun;
const readsHcrAfterRun: When = (look, past) => isGet('HCR_EL2')(look, past) && hcrAfterRun(look, past);
const gone: When = ({ before }) => before.init === 'failed';
const runAgain: When = ({ op, before }) => op.op === 'kvm_run' && before.init === 'failed';
const never: When = ({ before }) => before.init === 'never';
const signalWaits: When = ({ op }) => op.op === 'kvm_run' && op.signal === true;
const loadWaits: When = ({ op, before }) => op.op === 'kvm_run' && before.mmio;
const setsOrRuns: When = ({ op }) => op.op === 'set_one_reg' || op.op === 'kvm_run';
const initAgain: When = ({ op, before }) => op.op === 'vcpu_init' && before.init !== 'never';
const initAfterRun: When = ({ op, before }) => op.op === 'vcpu_init' && before.hasRun;
/** A register is read as a KVM_ARM_VCPU_INIT has left it, and such a one. */
const readsAfter =
  (reads: When, such: When, changes: When = setsOrRuns): When =>
  (look, past) => {
    const last = past.findLastIndex(({ op }) => op.op === 'vcpu_init');
    const made = past[last];
    const isChanged = past.slice(last + 1).some((one) => changes(one, []));
    return reads(look, past) && made !== undefined && !isChanged && such(made, past.slice(0, last));
  };
/** vEL2 reads HCR_EL2, which a KVM_RUN leaves alone. */
const vel2ReadsHcr: When = ({ op }) => op.op === 'mrs' && op.reg === 'HCR_EL2';
const writesHcr: When = ({ op }) => (op.op === 'msr' || op.op === 'set_one_reg') && op.reg === 'HCR_EL2';
const cannotEnter: When = ({ op, before }) =>
  op.op === 'enter' && before.features.hasEl2 && (modeOf(before.pstate) & USER) !== 0n;
const el2: When = ({ before }) => before.features.hasEl2;
const withoutVgic: When = ({ before }) => before.features.hasEl2 && !before.config.vgic;
/** A KVM_RUN has failed for want of a vGIC, and left undone what a run does. */
const neverRan: When = (look, past) =>
  withoutVgic(look, past) && [...past, look].some(({ op }) => op.op === 'kvm_run');

/** HAS_EL2_E2H0 without HAS_EL2 was asked for: by this operation, or by the one that made the vCPU. */
const e2h0Alone: When = ({ op }, past) => {
  const made = op.op === 'vcpu_init' ? op : past.findLast((one) => one.op.op === 'vcpu_init')?.op;
  return made?.op === 'vcpu_init' && made.has_el2_e2h0 && !made.has_el2;
};

export const USERSPACE_LINES: readonly Line[] = [
  // A vCPU whose entry failed.
  {
    id: 'NV-51',
    fields: [...ANSWER, 'events.kvm_exit', 'events.kvm_exit.reason', 'state.place'],
    when: cannotEnter,
  },
  { id: 'NV-86', fields: [...ANSWER, ...READABLE], ops: REGISTERS, when: gone },
  { id: 'NV-87', fields: ANSWER, ops: [...REGISTERS, 'kvm_run'], when: never },
  {
    id: 'NV-89',
    fields: [...ANSWER, 'events.kvm_exit', 'events.kvm_exit.reason', 'state.place'],
    when: signalWaits,
  },
  {
    id: 'NV-91',
    fields: [...ANSWER, 'events.kvm_exit', 'events.kvm_exit.reason', 'state.place'],
    when: runAgain,
  },
  { id: 'NV-90', fields: ['state.pc'], when: loadWaits },
  { id: 'NV-52', fields: ANSWER, ops: ['enter'], when: ({ before }) => modeOf(before.pstate) === USER },
  // Features.
  {
    id: 'NV-50',
    alone: true,
    fields: [...ANSWER, 'state.pstate', 'state.place', 'value', 'mode'],
    ops: ['vcpu_init', 'get_one_reg', 'set_one_reg', 'kvm_run'],
    when: e2h0Alone,
  },
  { id: 'NV-50', alone: true, fields: CONTEXT, when: e2h0Alone },
  { id: 'NV-88', fields: ANSWER, when: initAgain },
  { id: 'NV-85', fields: masked(HCR.E2H | HCR.RW | HCR.TGE, 'state.hcr'), when: initAfterRun },
  {
    id: 'NV-85',
    fields: [...masked(HCR.E2H | HCR.RW | HCR.TGE, 'value'), 'e2h', 'tge'],
    when: readsAfter(isGet('HCR_EL2'), initAfterRun),
  },
  {
    id: 'NV-85',
    fields: masked(HCR.E2H | HCR.RW | HCR.TGE, 'value'),
    when: readsAfter(vel2ReadsHcr, initAfterRun, writesHcr),
  },
  { id: 'NV-102', fields: ['state.pc'], ops: ['vcpu_init'] },
  { id: 'NV-102', fields: ['value'], when: readsAfter(isGet('PC'), () => true) },
  { id: 'NV-53', fields: ['state.pstate', 'value', 'mode'], ops: ['vcpu_init'] },
  { id: 'NV-53', fields: ['value', 'mode'], ops: ['get_one_reg'], when: isFirstLook },
  { id: 'NV-49', fields: ANSWER, ops: ['vcpu_init'] },
  { id: 'NV-54', alone: true, fields: [...ANSWER, 'events.load'], ops: ['kvm_run'], when: withoutVgic },
  { id: 'NV-54', alone: true, fields: ['state.place', 'state.loaded'], when: neverRan },
  { id: 'NV-84', alone: true, fields: masked(HCR.E2H | HCR.RW, 'state.hcr'), when: neverRan },
  {
    id: 'NV-84',
    alone: true,
    fields: [...masked(HCR.E2H | HCR.RW, 'value'), 'e2h'],
    when: (look, past) => isGet('HCR_EL2')(look, past) && neverRan(look, past),
  },
  // That a run begins where nothing stands in its way is of the entry, and no matter of what was seen without a vGIC.
  { id: 'NV-33', fields: ['outcome'], ops: ['kvm_run'], when: ({ outcome }) => outcome.outcome === 'ok' },
  { id: 'NV-54', fields: [...ANSWER, 'state.place'], ops: ['kvm_run'], when: el2 },
  // PSTATE.
  { id: 'NV-126', fields: ['state.pstate'], when: isRefusedSet },
  { id: 'NV-40', fields: [...ANSWER, ...masked(FULL_MODE, 'state.pstate')], when: setsEl2 },
  { id: 'NV-41', fields: [...ANSWER, ...masked(FULL_MODE, 'state.pstate')], when: setsOther },
  { id: 'NV-48', fields: ['state.pstate', ...ANSWER], when: setsMoreThanMode },
  { id: 'NV-47', fields: ANSWER, when: setsPstate },
  {
    id: 'NV-126',
    fields: ['value', 'mode'],
    when: (look, past) => isGet('PSTATE')(look, past) && lastSetRefused(past),
  },
  { id: 'NV-48', fields: ['value'], when: readsSetBits },
  { id: 'NV-40', fields: READ, when: (look, past) => readsTakenSet(look, past, setsEl2) },
  { id: 'NV-41', fields: READ, when: (look, past) => readsTakenSet(look, past, setsOther) },
  // HCR_EL2.
  { id: 'NV-43', fields: [...ANSWER, 'value', 'e2h', 'tge'], when: hcrAbsent },
  {
    id: 'NV-44',
    fields: [...ANSWER, 'value', 'e2h', 'tge', 'state.hcr'],
    when: (look) => isHcr(look, []) && hcrFresh(look, []),
  },
  { id: 'NV-44', fields: ['state.hcr'], when: hcrFresh },
  { id: 'NV-45', fields: ['outcome', 'e2h', ...masked(HCR.E2H, 'value')], when: readsHcrAfterRun },
  { id: 'NV-99', fields: ['tge', ...masked(HCR.TGE, 'value')], when: readsHcrAfterRun },
  { id: 'NV-83', fields: masked(HCR.RW, 'value'), when: readsHcrAfterRun },
  { id: 'NV-45', fields: masked(HCR.E2H, 'state.hcr'), when: hcrAfterRun },
  { id: 'NV-99', fields: masked(HCR.TGE, 'state.hcr'), when: hcrAfterRun },
  { id: 'NV-83', fields: masked(HCR.RW, 'state.hcr'), when: hcrAfterRun },
  { id: 'NV-42', fields: masked(HCR.TGE, 'state.hcr'), when: hcrAfterRun },
];

function isRefusedSet(look: Seen): boolean {
  return setsPstate(look, []) && look.outcome.outcome === 'error';
}

function lastSetRefused(past: readonly Seen[]): boolean {
  const last = past.findLast((one) => setsPstate(one, []));
  return last !== undefined && isRefusedSet(last);
}

/** PSTATE is read as such a SET has left it. */
function readsTakenSet(look: Seen, past: readonly Seen[], such: When): boolean {
  const last = past.findLast((one) => setsPstate(one, []));
  return (
    isGet('PSTATE')(look, past) && !look.before.hasRun && last?.outcome.outcome === 'ok' && such(last, [])
  );
}

/** PSTATE is read as it was set, before any run. */
function readsSetBits(look: Seen, past: readonly Seen[]): boolean {
  return isGet('PSTATE')(look, past) && !look.before.hasRun && past.some((one) => setsMoreThanMode(one, []));
}

/** Nothing but the reset has had a hand in it. */
function isFirstLook(_look: Seen, past: readonly Seen[]): boolean {
  return past.at(-1)?.op.op === 'vcpu_init';
}
