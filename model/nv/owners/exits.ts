/** Owners of what an exit does beside the value of PSTATE: the order, the syndrome, the return state. */
import { FULL_MODE } from '../pstate';
import type { Line, Seen, When } from './seen';
import {
  all,
  at,
  atExit,
  cleared,
  DROPPED,
  eret,
  EVERY,
  exitOf,
  fromHostUser,
  HELD,
  EXITS,
  INSNS,
  isChange,
  isFixedUp,
  levelOf,
  masked,
  OPTIONAL,
  sinceEntry,
} from './seen';

const leaves: When = ({ before, after, op }) =>
  before.place === 'guest' && after.place !== 'guest' && (EXITS as readonly string[]).includes(op.op);
const staysOrReturns: When = (look) => !isChange(look);
const vhe: When = ({ before }) => before.config.vhe;
const nvhe: When = ({ before }) => !before.config.vhe;
const el2: When = ({ before }) => before.features.hasEl2;
const notIrq: When = ({ op }) => !(op.op === 'exit' && op.kind === 'IRQ');
/** An instruction that is executed after an exit of the same run. */
const reEntered: When = (look, past) => levelOf(look) !== null && sinceEntry(past).some(isFixedUp);
const afterLoad: When = ({ after }, past) =>
  after.place !== 'userspace' && past.some(({ op }) => op.op === 'ldr');

const readsPc: When = ({ op }) => op.op === 'get_one_reg' && op.reg === 'PC';

/** The guest left host EL0 and cleared TGE: what KVM makes of it is what the patch is about. */
function fiveSteps(look: Seen): boolean {
  const exit = exitOf(look);
  return exit !== null && fromHostUser(exit) && cleared(exit.s);
}

/** SPSR_EL2 holds what running has made of what was entered, so that some of its bits hang on the CPU; or it does not. */
const byTheCpu: When = atExit(({ ran, raw }) => ran && !raw);
const asGiven: When = atExit(({ ran, raw }) => !ran || raw);

/** Whether this run has synchronised PSTATE: what SPSR_EL2 holds before is the entry's and the CPU's doing. */
function wasSynced(look: Seen, past: readonly Seen[]): boolean {
  return leaves(look, past) || isFixedUp(look) || (exitOf(look) !== null && sinceEntry(past).some(isFixedUp));
}

function isExit(look: Seen): boolean {
  return exitOf(look) !== null;
}

const ORDER: readonly Line[] = [
  { id: 'NV-12', fields: ['events.panic', 'fault', 'outcome', 'state.place'], ops: EXITS, when: el2 },
  { id: 'NV-28', fields: ['outcome'], ops: EXITS, when: fiveSteps },
  { id: 'NV-27', fields: ['events.sync'], ops: EXITS, when: nvhe },
  {
    id: 'NV-97',
    fields: ['events.sync', ...masked(HELD | FULL_MODE, 'events.sync.pstate')],
    ops: EXITS,
    when: nvhe,
  },
  { id: 'NV-10', fields: ['events.sync'], ops: EXITS, when: nvhe },
  { id: 'NV-13', fields: ['events'], ops: EXITS },
  { id: 'NV-14', fields: ['events.sync'], ops: EXITS },
  { id: 'NV-24', fields: ['events.sync'], ops: EXITS, when: all(leaves, vhe) },
  {
    id: 'NV-13',
    fields: ['events.sync', 'events.handler', 'events.handler.host_context'],
    ops: EXITS,
    when: notIrq,
  },
  { id: 'NV-14', fields: masked(FULL_MODE, 'events.sync.pstate'), ops: EXITS },
  { id: 'NV-14', fields: masked(FULL_MODE, 'state.pstate'), ops: EXITS, when: staysOrReturns },
  { id: 'NV-21', fields: ['events.esr', 'events.esr.esr', 'state.esr'], ops: EXITS },
  { id: 'NV-21', fields: ['state.vel2.esr', 'events.exception.esr'], ops: ['hvc'] },
  { id: 'NV-02', fields: ['events.handler', 'events.handler.host_context', 'state.host_context'] },
];

const RETURN: readonly Line[] = [
  { id: 'NV-22', fields: ['state.spsr'], when: all(wasSynced, asGiven) },
  {
    id: 'NV-22',
    fields: masked(EVERY & ~(DROPPED | OPTIONAL), 'state.spsr'),
    when: all(wasSynced, byTheCpu),
  },
  { id: 'NV-55', fields: masked(HELD, 'state.spsr'), when: byTheCpu },
  { id: 'NV-56', fields: masked(DROPPED, 'state.spsr'), when: byTheCpu },
  { id: 'NV-73', fields: masked(OPTIONAL, 'state.spsr'), when: byTheCpu },
  { id: 'NV-22', fields: ['outcome', 'value'], ops: [...INSNS, ...EXITS], when: reEntered },
  {
    id: 'NV-24',
    fields: masked(HELD | FULL_MODE, 'state.pstate'),
    ops: EXITS,
    when: all(leaves, staysOrReturns, vhe),
  },
  {
    id: 'NV-97',
    fields: masked(HELD | FULL_MODE, 'state.pstate'),
    ops: EXITS,
    when: all(leaves, staysOrReturns, nvhe),
  },
  {
    id: 'NV-68',
    fields: ['events.kvm_exit', 'events.kvm_exit.*', 'state.place', 'outcome', 'state.pc'],
    ops: ['ldr'],
    when: at('vEL2'),
  },
  { id: 'NV-68', fields: masked(FULL_MODE, 'state.pstate'), ops: ['ldr'], when: at('vEL2') },
  { id: 'NV-90', fields: ['state.pc'], when: afterLoad },
  { id: 'NV-90', fields: ['value'], ops: ['get_one_reg'], when: all(readsPc, afterLoad) },
  { id: 'NV-25', fields: ['state.pc', 'state.elr'], ops: EXITS, when: staysOrReturns },
  {
    id: 'NV-25',
    fields: ['value'],
    ops: ['get_one_reg'],
    when: all(readsPc, (_look, past) => past.some(isExit)),
  },
  {
    id: 'NV-71',
    fields: ['outcome', 'error', 'events.kvm_exit', 'events.kvm_exit.reason', 'state.place'],
    ops: ['signal'],
  },
  { id: 'NV-127', fields: ['state.hcr', ...masked(FULL_MODE, 'state.pstate')], ops: ['signal'], when: el2 },
];

/** An ERET that stays in host context is handled by the context that its handler sees. */
const HANDLERS: readonly Line[] = [
  {
    id: 'NV-13',
    fields: ['state.place', 'events.eret.path'],
    ops: ['eret'],
    when: all(eret(true), ({ before }: Seen) => cleared(before)),
  },
];

export const EXIT_LINES: readonly Line[] = [...ORDER, ...RETURN];
export const HANDLER_LINES = HANDLERS;
