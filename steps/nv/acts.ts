/** Nested virtualisation: what is given and what happens. */
import { differences } from '../../model/core/compare';
import { HCR } from '../../model/nv/pstate';
import type { OneReg, Op } from '../../model/nv/types';
import { act, enterOps, given, placeOps, returnOps } from './course';
import type { Access, Arrival, Spot } from './words';
import { isGuestReg, isOneReg } from './words';

/** The place that userspace gives a vCPU by the first of these operations; null where it does not. */
function spotOf(ops: readonly Op[]): Spot | null {
  const set = (reg: OneReg): bigint | null => {
    const op = ops.slice(0, SETS).find((one) => one.op === 'set_one_reg' && one.reg === reg);
    return op?.op === 'set_one_reg' ? op.value : null;
  };
  const pstate = set('PSTATE');
  return pstate === null ? null : { pstate, hcr: set('HCR_EL2') };
}

/** At most as many registers are set. */
const SETS = 5;

function arrivalOf(ops: readonly Op[]): [Arrival, Spot] | null {
  const spot = spotOf(ops);
  if (!spot) return null;
  const entered = enterOps(spot);
  return [differences(entered, ops.slice(0, entered.length)).length === 0 ? 'entered' : 'placed', spot];
}

/** Who reads or writes which register by the first operation, and what; null where nobody does. */
function accessOf<T>([op]: readonly Op[], said: (...access: Access) => T | null): T | null {
  switch (op?.op) {
    case 'mrs':
      return said('guest', op.reg, null);
    case 'msr':
      return said('guest', op.reg, op.value);
    case 'get_one_reg':
      return said('userspace', op.reg, null);
    case 'set_one_reg':
      return said('userspace', op.reg, op.value);
    default:
      return null;
  }
}

/** Calls of userspace that are no GET and SET. */
const CALLED: ReadonlySet<string> = new Set(['kvm_run', 'set_vcpu_events', 'set_guest_debug']);

export const ACTS = [
  given('a {nvHost}', {
    set: ({ config }, changes) => ({ config: { ...config, ...changes } }),
    say: ({ config: { vhe } }) => [{ vhe }],
  }),
  given('a vCPU with {nvFeatures}', {
    set: (_setup, features) => ({ features }),
    say: ({ features }) => (features ? [features] : null),
  }),
  act('the guest is {nvArrival} at {nvSpot}', {
    ops: (_setup, arrival, spot) => (arrival === 'entered' ? enterOps(spot) : placeOps(spot)),
    say: arrivalOf,
  }),
  act('userspace initialises a vCPU with {nvFeatures}', {
    ops: (_setup, features) => ({ op: 'vcpu_init', ...features }),
    say: ([op]) => (op?.op === 'vcpu_init' ? [op] : null),
  }),
  act('userspace calls {nvCall}', {
    ops: (_setup, op) => op,
    say: ([op]) => (op && CALLED.has(op.op) ? [op] : null),
  }),
  act('KVM {nvKvm}', {
    ops: (_setup, op) => ({ op }),
    say: ([op]) => (op?.op === 'enter' || op?.op === 'inject_irq' ? [op.op] : null),
  }),
  act('the host preempts KVM', {
    ops: () => ({ op: 'preempt' }),
    say: ([op]) => (op?.op === 'preempt' ? [] : null),
  }),
  act('a signal ends KVM_RUN', {
    ops: () => ({ op: 'signal' }),
    say: ([op]) => (op?.op === 'signal' ? [] : null),
  }),
  act('a host interrupt arrives', {
    ops: () => ({ op: 'exit', kind: 'IRQ' }),
    say: ([op]) => (op?.op === 'exit' ? [] : null),
  }),
  act('the guest exits by {nvExit}', {
    ops: (_setup, exit) => ({ op: 'exit', ...exit }),
    say: ([op]) => (op?.op === 'exit' ? [op] : null),
  }),
  act('the guest takes an exception to vEL2', {
    ops: () => ({ op: 'exception', class: 'SVC' }),
    say: ([op], { features }) => (op?.op === 'exception' && features?.has_el2 === true ? [] : null),
  }),
  act('the guest {nvTurn} TGE', {
    ops: ({ hcr }, sets) => ({ op: 'msr', reg: 'HCR_EL2', value: sets ? hcr | HCR.TGE : hcr & ~HCR.TGE }),
    say: ([op]) => (op?.op === 'msr' && op.reg === 'HCR_EL2' ? [(op.value & HCR.TGE) !== 0n] : null),
  }),
  act('the guest returns to {nvValue} at {u64}', {
    ops: (_setup, spsr, pc) => returnOps(spsr, pc),
    say: ([spsr, elr]) => (spsr?.op === 'msr' && elr?.op === 'msr' ? [spsr.value, elr.value] : null),
  }),
  act('{nvActor} writes {nvValue} to {nvRegister}', {
    ops: (_setup, actor, value, reg) => {
      if (actor === 'guest' && isGuestReg(reg)) return { op: 'msr', reg, value };
      if (actor === 'userspace' && isOneReg(reg)) return { op: 'set_one_reg', reg, value };
      throw new RangeError(`${reg} is no register that the ${actor} writes`);
    },
    say: (ops) => accessOf(ops, (actor, reg, value) => (value === null ? null : [actor, value, reg])),
  }),
  act('{nvActor} reads {nvRegister}', {
    ops: (_setup, actor, reg) => {
      if (actor === 'guest' && isGuestReg(reg)) return { op: 'mrs', reg };
      if (actor === 'userspace' && isOneReg(reg)) return { op: 'get_one_reg', reg };
      throw new RangeError(`${reg} is no register that the ${actor} reads`);
    },
    say: (ops) => accessOf(ops, (actor, reg, value) => (value === null ? [actor, reg] : null)),
  }),
  act('the guest runs {nvRun}', {
    ops: (_setup, run) => ({ op: 'execute', ...run }),
    say: ([op]) => (op?.op === 'execute' ? [op] : null),
  }),
  act('the guest executes {nvInsn}', { ops: (_setup, op) => op, say: ([op]) => (op ? [op] : null) }),
] as const;
