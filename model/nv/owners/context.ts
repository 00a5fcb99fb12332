/** Owners of the context and of whose registers the CPU holds: the entry, vcpu_put and vcpu_load, changes by KVM. */
import { EL2T, FULL_MODE, HCR, isEl2 } from '../pstate';
import type { Line, Seen, When } from './seen';
import {
  all,
  at,
  beganInHost,
  cleared,
  eret,
  fromHostUser,
  exitOf,
  INSNS,
  isChange,
  isLeftover,
  levelOf,
  masked,
  modeOf,
  signedReturn,
  sinceEntry,
  tge,
} from './seen';

const FILES = ['state.el1.*', 'state.vel2.*', 'state.cpu.*', 'state.loaded'] as const;
const PUTS = ['events.put', 'events.put.file', 'events.load', 'events.load.file'] as const;
const SAVES = ['preempt', 'signal'] as const;

const el2: When = ({ before }) => before.features.hasEl2;
const byTge: When = ({ before: s }) => s.features.hasEl2 && tge(s.hcr) && !isEl2(s.pstate);
/** Preempted, or out to userspace and back, after vEL2 was running. */
const vel2Was: When = (_look, past) =>
  past.some((one) => {
    const exit = exitOf(one);
    return exit !== null && exit.host && exit.s.place === 'guest';
  });
const wasPut: When = (_look, past) => past.some(({ op }) => op.op === 'preempt' || op.op === 'signal');
/** The five steps, then an exit, and the guest goes on. */
const resumed: When = (look, past) =>
  levelOf(look) === 'vEL2' &&
  past.some((one) => {
    const exit = exitOf(one);
    return one.after.place === 'kvm' && exit !== null && fromHostUser(exit);
  });
const enteredLegally: When = ({ before: s }) =>
  s.place === 'guest' && (isEl2(s.entryPstate) || modeOf(s.entryPstate) < EL2T);
/** The host has ended, or ends at the exit from there, unless it forgoes to check the context. */
const endsTheHost: When = ({ after: s }) =>
  s.place === 'panicked' || (s.place === 'guest' && isLeftover(s.entryPstate));
/** KVM delivers an exception to vEL2 from vEL2 or from its user space. */
const inPlace: When = (look) => {
  const { before: s, op } = look;
  const mode = modeOf(op.op === 'hvc' ? s.spsr : s.pstate);
  const vel2 = op.op === 'hvc' ? levelOf(look) === 'vEL2' : isEl2(mode);
  return isChange(look) && (vel2 || (mode === 0n && tge(s.hcr) && !s.features.e2h0));
};
const changedBefore: When = (_look, past) => past.some(isChange);
const inFromGuest: When = (look) => levelOf(look) === 'vEL1';
const slowByRight: When = (look) => eret(true)(look, []) && !isFastTarget(look);
const fastByRight: When = (look) => eret(true)(look, []) && isFastTarget(look);

/** ERET that stays in host context, and that the guest hypervisor has trapped. */
const trappedByGuest: When = (look) => {
  const { op, before: s } = look;
  const asked = (s.hcr & HCR.NV) !== 0n || (op.op === 'eret' && op.fine_grained === true);
  return asked && fastByRight(look, []);
};

/** ERET to host EL0, but without E2H. */
const toUserWithoutE2h: When = ({ before: s }) => modeOf(s.cpu.spsr) === 0n && tge(s.hcr) && s.features.e2h0;

/** Whether ERET stays in host context, and in the registers of vEL2. */
function isFastTarget({ before: s }: Seen): boolean {
  const mode = modeOf(s.cpu.spsr);
  return isEl2(mode) || (mode === 0n && tge(s.hcr) && !s.features.e2h0);
}

/** An SError for what is no vCPU yet, or no more, may be taken by a kernel, or refused: nobody says what it leaves. */
const erredBefore: When = (look, past) =>
  look.after.init !== 'done' &&
  [...past, look].some(({ op, before }) => op.op === 'set_vcpu_events' && before.init !== 'done');

/** Whose registers the CPU held, once the host has ended, and what is no vCPU. */
export const OVER_LINES: readonly Line[] = [
  { open: 'unspecified', fields: FILES, when: endsTheHost },
  { open: 'unspecified', fields: ['state.**', 'events', 'events.**'], when: erredBefore, alone: true },
];

export const CONTEXT_LINES: readonly Line[] = [
  { id: 'NV-78', fields: ['events.warn'], when: byTge },
  { id: 'NV-79', fields: ['events.warn'], when: byTge },
  {
    id: 'NV-35',
    fields: ['state.spsr', 'state.pstate'],
    ops: ['enter'],
    when: ({ before }) => isLeftover(before.pstate),
  },
  { id: 'NV-33', fields: ['state.spsr', 'outcome'], ops: ['enter'] },
  { id: 'NV-09', fields: ['state.sampled'], ops: ['enter'], when: changedBefore },
  { id: 'NV-42', fields: ['state.sampled'], ops: ['enter'], when: el2 },
  { id: 'NV-07', fields: ['state.sampled'] },
  { id: 'NV-01', fields: ['state.host_context'], when: ({ before }) => beganInHost(before) },
  { id: 'NV-129', fields: ['state.place', 'events.eret.path', ...PUTS], ops: ['eret'], when: trappedByGuest },
  {
    id: 'NV-106',
    fields: ['state.place', 'events.eret.path', ...PUTS],
    ops: ['eret'],
    when: all(fastByRight, signedReturn({ forged: false })),
  },
  { id: 'NV-72', fields: ['state.place', 'events.eret.path', ...PUTS], ops: ['eret'], when: fastByRight },
  {
    id: 'NV-130',
    fields: ['state.place', 'events.eret.path', ...PUTS],
    ops: ['eret'],
    when: all(eret(true), toUserWithoutE2h),
  },
  { id: 'NV-37', fields: ['state.place', 'events.eret.path'], ops: ['eret'], when: slowByRight },
  { id: 'NV-37', fields: ['events.eret'], ops: ['eret'] },
  {
    id: 'NV-39',
    fields: ['outcome', 'error', 'events.exception', 'state.pc', ...masked(FULL_MODE, 'state.pstate')],
    ops: ['inject_irq'],
  },
  { id: 'NV-95', fields: [...PUTS, 'events', 'state.loaded'], ops: ['hvc', 'inject_irq'], when: inPlace },
  { id: 'NV-36', fields: [...PUTS, 'events', ...FILES], when: isChange },
  { id: 'NV-37', fields: PUTS, ops: ['eret'], when: slowByRight },
  {
    id: 'NV-36',
    fields: ['events.exception', 'events.exception.*', 'state.pc', ...masked(FULL_MODE, 'state.pstate')],
    ops: ['hvc', 'inject_irq'],
    when: all(isChange, (look) => inFromGuest(look, []) || look.op.op === 'inject_irq'),
  },
  { id: 'NV-36', fields: masked(FULL_MODE, 'state.pstate'), ops: ['eret'], when: isChange },
  { id: 'NV-36', fields: ['value', ...FILES], ops: INSNS, when: changedBefore },
  {
    id: 'NV-32',
    fields: ['value', ...FILES, ...PUTS],
    ops: ['preempt', ...INSNS],
    when: all(wasOrIsPut, vel2Was),
  },
  { id: 'NV-67', fields: ['value', 'outcome'], ops: [...INSNS, 'eret'], when: resumed },
  {
    id: 'NV-100',
    fields: [...masked(FULL_MODE, 'state.pstate', 'events.sync.pstate'), 'state.pc'],
    when: wentBackToUser,
  },
  { id: 'NV-23', fields: [...PUTS, 'events', ...FILES], ops: SAVES },
  { id: 'NV-29', fields: FILES, ops: ['preempt', 'signal', 'exit'], when: leftHostUser },
  {
    id: 'NV-69',
    fields: [...FILES, 'value'],
    ops: ['preempt', 'signal', 'exit', 'get_one_reg', 'mrs'],
    when: leftHostUser,
  },
  { id: 'NV-06', fields: [...PUTS, 'state.loaded'] },
  { id: 'NV-05', fields: [...PUTS, 'state.loaded'] },
  { id: 'NV-02', fields: [...PUTS, 'state.loaded'] },
  { id: 'NV-23', fields: [...PUTS, ...FILES] },
  { id: 'NV-23', fields: ['outcome', 'value'], ops: ['get_one_reg'], when: readsFile },
  { id: 'NV-33', fields: ['value', 'outcome'], ops: INSNS, when: enteredLegally },
  { id: 'NV-05', fields: ['events.exception', 'events.exception.*'], ops: ['exception'], when: el2 },
  { id: 'NV-06', fields: ['events.exception', 'events.exception.*'], ops: ['exception'], when: el2 },
  { id: 'NV-02', fields: ['events.exception', 'events.exception.to'], ops: ['exception'], when: el2 },
  { id: 'NV-06', fields: ['state.sampled', 'state.host_context'] },
  { id: 'NV-05', fields: ['state.sampled', 'state.host_context'] },
];

function wasOrIsPut(look: Seen, past: readonly Seen[]): boolean {
  return look.op.op === 'preempt' || (at('vEL2')(look, past) && wasPut(look, past));
}

/** Before the patch, where what vEL2 had in the CPU went: after host EL0 was left with TGE cleared, or kept. */
function leftHostUser(look: Seen, past: readonly Seen[]): boolean {
  const last = [...past, look].findLast((one) => exitOf(one) !== null);
  const exit = last ? exitOf(last) : null;
  return exit !== null && fromHostUser(exit) && cleared(exit.s);
}

/** The guest hypervisor has set TGE again and returned to host EL0. */
function wentBackToUser({ before }: Seen, past: readonly Seen[]): boolean {
  return tge(before.hcr) && sinceEntry(past).some(({ op }) => op.op === 'eret') && changedRuns(past);
}

function changedRuns(past: readonly Seen[]): boolean {
  return past.filter(({ op }) => op.op === 'enter').length > 1;
}

/** Whether userspace reads a register of vEL1 or vEL2 after a run. */
function readsFile({ op, before }: Seen): boolean {
  return op.op === 'get_one_reg' && /_EL[12]$/.test(op.reg) && op.reg !== 'HCR_EL2' && before.hasRun;
}
