/** What a SYNDBG exit shows, and what comes back when userspace answers it. */
import { STATUS as STATUS_MSR } from '../msr';
import { HYPERV_TYPE } from '../exit';
import { fieldOf, HYPERV } from '../run-structure';
import type { Condition, Line, Seen } from './lines';
import { all, EXIT, not, owned, QUIET, REGISTERS, RESULT } from './lines';
import {
  completes,
  immediate,
  instructionOf,
  placeOf,
  registersOf,
  sinceExit,
  takesStatus,
  vcpuOf,
  vmOf,
  written,
} from './sight';

const SHOWN = ['msr', 'control', 'send_page', 'recv_page', 'pending_page'].map(
  (name) => `events.SYNDBG.${name}`,
);

/** Whether KVM's instruction emulator runs a write. */
const emulatedWrite: Condition = ({ op }) => op.op === 'wrmsr' && op.path === 'emulated';

/** Whether a vCPU is entered that waits in such a return, with an instruction to run once more. */
const reenters =
  (kind: 'BARE' | 'SYNDBG'): Condition =>
  (look) => {
    const stopped = vcpuOf(look)?.stopped;
    return look.op.op === 'run' && stopped?.kind === kind && stopped.next !== null;
  };

const STATUS = ['state.vms.*.registers.status'];
const CALL = ['events', 'events.*', 'events.*.rip', 'state.vms.*.vcpus.*.stopped', ...RESULT];

/** What follows from an emulated write was only seen: nothing else is demanded there. */
function seen(id: string, fields: readonly string[], when: Condition): Line {
  return { id, alone: true, fields, when };
}

export const EMULATED: readonly Line[] = [
  seen('SYNDBG-93', REGISTERS, emulatedWrite),
  owned(
    'SYNDBG-93',
    ['values.*'],
    (look) => look.op.op === 'get_msrs' && vcpuOf(look)?.stopped?.kind === 'BARE',
  ),
  seen('SYNDBG-144', STATUS, reenters('BARE')),
  seen('SYNDBG-144', STATUS, reenters('SYNDBG')),
  seen('SYNDBG-132', CALL, emulatedWrite),
  seen('SYNDBG-132', [...CALL, ...REGISTERS], reenters('BARE')),
  seen('SYNDBG-133', [...CALL, ...REGISTERS], reenters('SYNDBG')),
];

export const PAYLOAD: readonly Line[] = [
  owned('SYNDBG-20', ['events.SYNDBG.reason', 'events.SYNDBG.type']),
  owned('SYNDBG-22', SHOWN),
  ...(['control', 'pending_page'] as const).map((name): Line => ({
    id: 'SYNDBG-04',
    fields: [`events.SYNDBG.${name}`],
    when: (look) => written(look) === name,
  })),
  owned('SYNDBG-60', ['events.SYNDBG.rip']),
  owned('SYNDBG-128', ['events.RDMSR.rip', 'events.WRMSR.rip']),
  owned('SYNDBG-61', ['events.SYNDBG.pad1', 'events.SYNDBG.pad2']),
  owned('SYNDBG-62', ['events.SYNDBG.status']),
];

/** Whether CONTROL asks userspace to send or to receive. */
const commanded: Condition = (look) => ((registersOf(look)?.control ?? 0n) & 3n) !== 0n;

/** Whether the host has written STATUS since the exit. */
const hostWroteStatus: Condition = (look, past) =>
  sinceExit(look, past).some(
    ({ op }) => op.op === 'set_msrs' && op.msrs.some(({ msr }) => msr === STATUS_MSR),
  );

/** Whether the run structure of another vCPU of the VM holds a SYNDBG exit, answered or not. */
const anotherExited: Condition = (look) =>
  (vmOf(look)?.vcpus ?? []).some(
    ({ run }, i) => i !== placeOf(look.op).vcpu && fieldOf(run.part, HYPERV.type) === HYPERV_TYPE.SYNDBG,
  );

const registersSet: Condition = (look, past) => sinceExit(look, past).some(({ op }) => op.op === 'set_regs');

const fieldLeftAlone: Condition = (look) =>
  look.op.op === 'run' && look.op.run?.status === undefined && look.op.run?.fill === undefined;

/** Whether userspace has answered by bytes at a place, not by fields. */
const answeredByBytes: Condition = (look, past) =>
  sinceExit(look, past).some(({ op }) => op.op === 'write_run');

/** Whether a VMM has answered. */
const served: Condition = (look, past) => sinceExit(look, past).some(({ op }) => op.op === 'serve');

const answer = (look: Seen): { readonly msr?: bigint; readonly type?: bigint } =>
  (look.op.op === 'run' ? look.op.run : undefined) ?? {};

const msrChanged: Condition = (look) => {
  const stopped = vcpuOf(look)?.stopped;
  return stopped?.kind === 'SYNDBG' && answer(look).msr !== undefined && answer(look).msr !== stopped.cause;
};

/** Whether userspace has sent the vCPU elsewhere while an instruction had still to run. */
const sentElsewhere: Condition = (look, past) => {
  if (look.op.op !== 'run') return false;
  const at = placeOf(look.op);
  const last = past.findLast(({ op }) => placeOf(op).vm === at.vm && placeOf(op).vcpu === at.vcpu);
  const stopped = last?.op.op === 'set_regs' ? vcpuOf(last)?.stopped : null;
  return stopped !== null && stopped !== undefined && 'next' in stopped && stopped.next !== null;
};

export const COMPLETION: readonly Line[] = [
  owned('SYNDBG-68', ['outcome', 'error', ...STATUS], all(completes, immediate)),
  owned('SYNDBG-69', ['outcome', 'error', 'events', 'events.*', ...REGISTERS], immediate),
  owned(
    'SYNDBG-69',
    [...RESULT, ...EXIT],
    (look) => vcpuOf(look)?.stopped?.kind === 'EINTR' && instructionOf(look) !== null,
  ),
  owned('SYNDBG-112', STATUS, all(completes, answeredByBytes)),
  owned('SYNDBG-119', STATUS, all(completes, served, not(commanded))),
  owned('SYNDBG-116', STATUS, all(completes, served)),
  owned('SYNDBG-71', STATUS, all(completes, anotherExited)),
  owned('SYNDBG-67', STATUS, all(completes, hostWroteStatus)),
  owned('SYNDBG-70', STATUS, all(completes, registersSet)),
  owned(
    'SYNDBG-63',
    STATUS,
    (look, past) =>
      completes(look, past) &&
      takesStatus(look) &&
      fieldLeftAlone(look, past) &&
      !answeredByBytes(look, past) &&
      !served(look, past),
  ),
  owned('SYNDBG-64', STATUS, (look, past) => completes(look, past) && answer(look).type !== undefined),
  owned('SYNDBG-25', STATUS, all(completes, msrChanged)),
  owned('SYNDBG-19', STATUS, (look, past) => completes(look, past) && takesStatus(look)),
  owned('SYNDBG-24', [...RESULT, ...STATUS], completes),
  owned('SYNDBG-65', REGISTERS, (look, past) => completes(look, past) && writesOthers(look)),
  { id: 'SYNDBG-28', ops: ['run'], fields: QUIET, when: (look) => instructionOf(look) === null },
  owned('SYNDBG-109', [...RESULT, ...QUIET, ...REGISTERS, 'state.vms.*.vcpus.*.stopped'], sentElsewhere),
  { id: 'SYNDBG-70', ops: ['set_regs'], fields: ['outcome'] },
];

/** Whether userspace writes a field of which nothing comes back, other than what is there. */
function writesOthers(look: Seen): boolean {
  const registers = registersOf(look);
  if (look.op.op !== 'run' || !registers) return false;
  const { run = {} } = look.op;
  const names = ['control', 'send_page', 'recv_page', 'pending_page'] as const;
  return names.some((name) => run[name] !== undefined && run[name] !== registers[name]);
}
