/** What a SYNDBG exit shows, and what comes back when userspace answers it. */
import { CONTROL } from '../msr';
import { edited, HYPERV_TYPE } from '../exit';
import type { Condition, Line, Seen } from './sight';
import {
  placeOf,
  vmOf,
  completes,
  EXIT,
  immediate,
  instructionOf,
  registersOf,
  REGISTERS,
  RESULT,
  sinceExit,
  takesStatus,
  written,
  vcpuOf,
} from './sight';

const SHOWN = ['msr', 'control', 'send_page', 'recv_page', 'pending_page'].map((name) => `events.SYNDBG.${name}`); // prettier-ignore

/** Whether a value shown at the exit needs more than 32 bits. */
const wide: Condition = ({ outcome }) =>
  (outcome.events ?? []).some(
    (event) =>
      event.event === 'exit' &&
      event.exit === 'SYNDBG' &&
      [event.control, event.send_page, event.recv_page, event.pending_page].some((one) => one >> 32n !== 0n),
  );

/** Whether KVM's instruction emulator runs a write, or the write that it put off comes. */
const emulated: Condition = (look) => {
  const { op } = look;
  const vcpu = vcpuOf(look);
  if ((op.op === 'wrmsr' || op.op === 'rdmsr') && op.path === 'emulated') return true;
  if (op.op !== 'run') return false;
  const stopped = vcpu?.stopped;
  return stopped?.kind === 'BARE' || (stopped?.kind === 'SYNDBG' && stopped.next !== null);
};

export const EMULATED: readonly Line[] = [
  { id: 'SYNDBG-93', fields: ['events', 'events.*', 'events.*.rip', ...RESULT, ...REGISTERS], when: emulated }, // prettier-ignore
];

export const PAYLOAD: readonly Line[] = [
  { id: 'SYNDBG-20', fields: ['events.SYNDBG.reason', 'events.SYNDBG.type'] },
  ...(['control', 'pending_page'] as const).map((name): Line => ({
    id: 'SYNDBG-04',
    fields: [`events.SYNDBG.${name}`],
    when: (look) => written(look) === name,
  })),
  { id: 'SYNDBG-21', fields: SHOWN, when: wide },
  { id: 'SYNDBG-22', fields: SHOWN },
  { id: 'SYNDBG-60', fields: ['events.*.rip'] },
  { id: 'SYNDBG-61', fields: ['events.SYNDBG.pad1', 'events.SYNDBG.pad2'] },
  { id: 'SYNDBG-62', fields: ['events.SYNDBG.status'] },
];

const STATUS = ['state.vms.*.registers.status'];

/** Whether the host has written STATUS since the exit. */
const hostWroteStatus: Condition = (look, past) =>
  sinceExit(look, past).some(({ op }) => op.op === 'set_msrs' && op.msrs.some(({ msr }) => msr === CONTROL + 1n)); // prettier-ignore

/** Whether the run structure of another vCPU of the VM holds a SYNDBG exit, answered or not. */
const anotherExited: Condition = (look) =>
  (vmOf(look)?.vcpus ?? []).some(({ run }, i) => i !== placeOf(look.op).vcpu && run.type === HYPERV_TYPE.SYNDBG);

const registersSet: Condition = (look, past) => sinceExit(look, past).some(({ op }) => op.op === 'set_regs');

const leftAlone: Condition = (look) =>
  look.op.op === 'run' && look.op.run?.status === undefined && look.op.run?.fill === undefined;

const answer = (look: Seen): { readonly msr?: bigint; readonly type?: bigint } =>
  (look.op.op === 'run' ? look.op.run : undefined) ?? {};

const msrChanged: Condition = (look) => {
  const stopped = vcpuOf(look)?.stopped;
  return stopped?.kind === 'SYNDBG' && answer(look).msr !== undefined && answer(look).msr !== stopped.cause;
};

const both =
  (...conditions: readonly Condition[]): Condition =>
  (look, past) =>
    conditions.every((condition) => condition(look, past));

export const COMPLETION: readonly Line[] = [
  { id: 'SYNDBG-68', fields: ['outcome', 'error', ...REGISTERS], when: both(completes, immediate) },
  { id: 'SYNDBG-69', fields: ['outcome', 'error', 'events', 'events.*', ...REGISTERS], when: immediate },
  { id: 'SYNDBG-69', fields: [...RESULT, ...EXIT], when: (look) => vcpuOf(look)?.stopped?.kind === 'EINTR' && instructionOf(look) !== null }, // prettier-ignore
  { id: 'SYNDBG-71', fields: STATUS, when: both(completes, anotherExited) },
  { id: 'SYNDBG-67', fields: STATUS, when: both(completes, hostWroteStatus) },
  { id: 'SYNDBG-70', fields: STATUS, when: both(completes, registersSet) },
  { id: 'SYNDBG-63', fields: STATUS, when: (look, past) => completes(look, past) && takesStatus(look) && leftAlone(look, past) }, // prettier-ignore
  { id: 'SYNDBG-64', fields: STATUS, when: (look, past) => completes(look, past) && answer(look).type !== undefined }, // prettier-ignore
  { id: 'SYNDBG-25', fields: STATUS, when: both(completes, msrChanged) },
  { id: 'SYNDBG-19', fields: STATUS, when: (look, past) => completes(look, past) && takesStatus(look) },
  { id: 'SYNDBG-24', fields: [...RESULT, ...STATUS], when: completes },
  { id: 'SYNDBG-65', fields: REGISTERS, when: (look, past) => completes(look, past) && writesOthers(look) },
  { id: 'SYNDBG-28', fields: [...EXIT], when: completes },
  { id: 'SYNDBG-70', ops: ['set_regs'], fields: ['outcome'] },
];

/** Whether userspace writes a field of which nothing comes back, other than what is there. */
function writesOthers(look: Seen): boolean {
  const vcpu = vcpuOf(look);
  const registers = registersOf(look);
  if (look.op.op !== 'run' || !vcpu || !registers) return false;
  const { run = {} } = look.op;
  const names = ['control', 'send_page', 'recv_page', 'pending_page'] as const;
  return names.some((name) => run[name] !== undefined && run[name] !== registers[name]) && edited(vcpu.run, run).msr !== undefined; // prettier-ignore
}
