/** Owners of PSTATE.SS, and of what a single step by userspace is. */
import { PSR } from '../pstate';
import type { Line, Seen, When } from './seen';
import { all, eret, isChange, levelOf, masked } from './seen';

const INSNS = ['execute', 'exception', 'msr', 'mrs', 'hvc', 'enter'] as const;
const FRAME = ['state.vel2.spsr', 'state.cpu.spsr'] as const;

/** Userspace steps. */
const steps: When = (look, past) => {
  const asked = [...past, look].findLast(({ op }) => op.op === 'set_guest_debug')?.op;
  return asked?.op === 'set_guest_debug' && asked.single_step;
};
const wasAsked: When = (_look, past) => past.some(({ op }) => op.op === 'set_guest_debug');
const readsPstate: When = ({ op }) => op.op === 'get_one_reg' && op.reg === 'PSTATE';
/** KVM has delivered an exception to vEL2 from guest context, by this operation or the one before. */
const delivered: When = (look, past) => [look, past.at(-1)].some((one) => one !== undefined && changes(one));
const changes = (look: Seen): boolean =>
  (look.op.op === 'inject_irq' && isChange(look)) || (look.op.op === 'hvc' && levelOf(look) === 'vEL1');
const hvcOfGuest: When = (look, past) =>
  [look, ...past.slice(-1)].some((one) => one.op.op === 'hvc' && levelOf(one) === 'vEL1');
const failed: When = ({ op }, past) =>
  (op.op === 'enter' || op.op === 'kvm_run') && past.some((one) => one.op.op === 'set_vcpu_events');

export const DEBUG_LINES: readonly Line[] = [
  { id: 'NV-125', fields: masked(PSR.SS, ...FRAME), ops: ['hvc', 'enter'], when: all(steps, hvcOfGuest) },
  {
    open: 'unspecified',
    fields: masked(PSR.SS, ...FRAME, 'state.spsr', 'events.sync.pstate'),
    when: steps,
    alone: true,
  },
  { id: 'NV-124', fields: masked(PSR.SS, 'state.pstate'), when: steps },
  { id: 'NV-124', fields: masked(PSR.SS, 'value'), when: all(steps, readsPstate) },
  { id: 'NV-122', fields: masked(PSR.SS, ...FRAME), when: delivered },
  { id: 'NV-122', fields: masked(PSR.SS, ...FRAME), when: failed },
  { id: 'NV-121', fields: masked(PSR.SS, 'state.pstate'), ops: ['eret'], when: all(eret(true), isChange) },
  {
    id: 'NV-123',
    fields: ['outcome', 'events.kvm_exit', 'events.kvm_exit.reason', 'state.place', 'state.pc'],
    ops: INSNS,
    when: steps,
  },
  { id: 'NV-123', fields: ['events.kvm_exit', 'state.place'], ops: INSNS, when: wasAsked },
  { id: 'NV-123', fields: ['outcome', 'error'], ops: ['set_guest_debug'] },
];
