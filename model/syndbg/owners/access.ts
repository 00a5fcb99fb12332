/** Storage: what a write leaves, what a read gives, for guest and host; the host's own ways in. */
import type { Register } from '../msr';
import { GUEST_OS_ID, OTHER_HYPERV_MSRS, registerOf, REGISTERS as NAMES, RESET, unknownMsr } from '../msr';
import type { Condition, Line, Past, Seen } from './sight';
import {
  accessed,
  allowed,
  anotherWaits,
  EXIT,
  exitingWrite,
  guestAccess,
  hostMsrs,
  hostRegister,
  lastWriter,
  placeOf,
  READ,
  readBy,
  REGISTERS,
  registersOf,
  RESULT,
  vcpuOf,
  written,
} from './sight';

const reads = (look: Seen): Register | null =>
  readBy(look) ?? (look.op.op === 'get_msrs' ? hostRegister(look) : null);

/** Who reads what somebody else wrote, or nobody did. */
function writerOfRead(look: Seen, past: Past): ReturnType<typeof lastWriter> | 'no read' {
  const name = reads(look);
  if (name === null) return 'no read';
  return lastWriter(past, placeOf(look.op).vm, name);
}

const unwritten: Condition = (look, past) => writerOfRead(look, past) === null;

const writtenByAnother: Condition = (look, past) => {
  const writer = writerOfRead(look, past);
  if (writer === null || writer === 'no read') return false;
  const side = look.op.op === 'get_msrs' ? 'host' : 'guest';
  return writer.vcpu !== placeOf(look.op).vcpu || writer.side !== side;
};

const sideOfWriter = (look: Seen, past: Past): string | null => {
  const writer = writerOfRead(look, past);
  return writer === null || writer === 'no read' ? null : writer.side;
};

const value = [...READ, 'values.*'];

/** Where the value that a read gives stands in the state. */
function source(look: Seen): string | null {
  const name = reads(look);
  return name === null ? null : `state.vms.${placeOf(look.op).vm}.registers.${name}`;
}

/** OPTIONS does not adjoin the other five. */
export const APART: readonly Line[] = [
  { id: 'SYNDBG-16', fields: [...RESULT, 'count'], when: (look, past) => (accessed(look) === 'options' && allowed(look, past)) || hostRegister(look) === 'options' }, // prettier-ignore
];

export const READS: readonly Line[] = [
  { id: 'SYNDBG-01', fields: value, when: unwritten },
  { id: 'SYNDBG-19', fields: value, when: (look, past) => sideOfWriter(look, past) === 'answer', shows: source }, // prettier-ignore
  { id: 'SYNDBG-02', fields: value, when: writtenByAnother, shows: source },
  {
    id: 'SYNDBG-59',
    fields: ['rax & 0xffffffff00000000', 'rdx & 0xffffffff00000000'],
    when: ({ op, outcome }) =>
      op.op === 'rdmsr' && outcome.outcome === 'ok' && ((op.upper ?? 0n) | (op.rax ?? 0n) >> 32n | (op.rdx ?? 0n) >> 32n) !== 0n, // prettier-ignore
  },
  {
    id: 'SYNDBG-18',
    fields: [...RESULT, ...READ, 'events', 'events.*', ...REGISTERS],
    when: (look, past) => readBy(look) !== null && allowed(look, past),
    shows: source,
  },
  { id: 'SYNDBG-04', fields: value, when: (look, past) => sideOfWriter(look, past) !== null },
];

const hostMoves = (look: Seen): Register | null => (look.op.op === 'set_msrs' ? hostRegister(look) : null);

/** The register that guest or host write. */
const stores = (look: Seen): Register | null =>
  allowed(look, []) ? written(look) : hostMoves(look);

const several: Condition = ({ before: { config } }) => config.vcpus > 1 || config.vms > 1;

const again: Condition = (look, past) => {
  const at = placeOf(look.op);
  return (
    exitingWrite(look, past) &&
    past.some((one) => placeOf(one.op).vm === at.vm && placeOf(one.op).vcpu === at.vcpu && exitingWrite(one, []))
  ); // prettier-ignore
};

const sameOrZero: Condition = (look, past) => {
  const name = written(look);
  const { op } = look;
  if (name === null || op.op !== 'wrmsr' || !exitingWrite(look, past)) return false;
  return op.value === 0n || op.value === registersOf(look)?.[name];
};

/** Whether there is an in-kernel irqchip, or an attempt to enable SynIC. */
const irqchip: Condition = (look, past) =>
  look.before.config.irqchip || past.some(({ op }) => op.op === 'enable_cap' && (op.cap === 123 || op.cap === 148)); // prettier-ignore

/** Lines for the registers of VMs other than the operation's. */
const elsewhere: readonly Line[] = Array.from({ length: 16 }, (_, vm) => ({
  id: 'SYNDBG-75',
  fields: [`state.vms.${vm}.registers.*`],
  when: (look) => stores(look) !== null && placeOf(look.op).vm !== vm,
}));

export const WRITES: readonly Line[] = [
  ...elsewhere,
  { id: 'SYNDBG-26', fields: [...RESULT, ...EXIT], when: (look, past) => guestAccess(look, past) && anotherWaits(look, past) }, // prettier-ignore
  { id: 'SYNDBG-26', fields: ['state.vms.*.vcpus.*.stopped'], when: exitingWrite },
  { id: 'SYNDBG-72', fields: [...EXIT], when: (look, past) => exitingWrite(look, past) && irqchip(look, past) }, // prettier-ignore
  { id: 'SYNDBG-09', fields: [...EXIT], when: sameOrZero },
  { id: 'SYNDBG-28', fields: [...EXIT], when: again },
  ...NAMES.map((name): Line => {
    const id = { control: 'SYNDBG-05', pending_page: 'SYNDBG-06' }[name as string] ?? 'SYNDBG-07';
    return { id, fields: [...EXIT], when: (look) => written(look) === name && allowed(look, []) };
  }),
  { id: 'SYNDBG-12', fields: [...RESULT, ...EXIT], when: exitingWrite },
  {
    id: 'SYNDBG-59',
    fields: [...RESULT, ...REGISTERS],
    when: ({ op }) => (op.op === 'wrmsr' || op.op === 'rdmsr') && op.upper !== undefined,
  },
  { id: 'SYNDBG-02', fields: REGISTERS, when: (look, past) => stores(look) !== null && several(look, past) },
  { id: 'SYNDBG-66', fields: ['state.vms.*.registers.status'], when: exitingWrite },
  { id: 'SYNDBG-04', fields: REGISTERS, when: (look) => stores(look) !== null },
  ...NAMES.map((name): Line => {
    const id = { control: 'SYNDBG-05', pending_page: 'SYNDBG-06' }[name as string] ?? 'SYNDBG-07';
    return { id, fields: REGISTERS, when: (look) => written(look) === name && allowed(look, []) };
  }),
];

/** The host through a vCPU, in batches and on /dev/kvm. */
export const HOST: readonly Line[] = [
  { id: 'SYNDBG-81', ops: ['set_msrs'], fields: ['outcome', 'error'], when: (look) => onSystem(look) },
  { id: 'SYNDBG-96', ops: ['get_msrs'], fields: ['outcome', 'count', 'values', 'values.*'], when: (look) => onSystem(look) }, // prettier-ignore
  { id: 'SYNDBG-80', fields: ['outcome', 'count', 'values', ...REGISTERS], when: (look) => hostMsrs(look).length > 1 }, // prettier-ignore
  { id: 'SYNDBG-78', fields: ['count', 'values', 'values.*'], when: (look) => look.before.ignoreMsrs && hostMsrs(look).some(unknownMsr) }, // prettier-ignore
  { id: 'SYNDBG-16', fields: ['outcome', 'count', 'values', 'values.*'], when: (look) => hostMsrs(look).some(unknownMsr) }, // prettier-ignore
  { id: 'SYNDBG-74', fields: REGISTERS, when: (look) => look.op.op === 'set_msrs' && hostMsrs(look).some((msr) => msr === GUEST_OS_ID || msr === RESET) }, // prettier-ignore
  { id: 'SYNDBG-66', fields: ['values.*'], when: (look) => vcpuOf(look)?.stopped?.kind === 'SYNDBG' && reads(look) !== null, shows: source }, // prettier-ignore
  { id: 'SYNDBG-53', fields: ['count', 'values.*'], when: (look) => hostRegister(look) !== null && gatesDiffer(look) }, // prettier-ignore
  { id: 'SYNDBG-14', fields: ['outcome', 'count', 'values', ...EXIT, ...REGISTERS], when: (look) => hostRegister(look) !== null }, // prettier-ignore
  { id: 'SYNDBG-12', fields: [...EXIT], when: (look) => look.op.op === 'run' && vcpuOf(look)?.due !== null },
  { id: 'SYNDBG-12', fields: ['outcome', 'count', ...REGISTERS], when: (look) => hostMoves(look) !== null },
  { id: 'SYNDBG-11', fields: [...EXIT], when: (look, past) => hostHasWritten(look, past) },
  { id: 'SYNDBG-14', fields: [...EXIT], when: (look, past) => hostHasWritten(look, past) },
  { id: 'SYNDBG-18', ops: ['get_msrs'], fields: ['outcome', 'count', 'values', 'values.*', ...REGISTERS], when: (look) => hostMsrs(look).some((msr) => registerOf(msr) !== null), shows: source }, // prettier-ignore
  { open: 'unspecified', fields: ['outcome', 'count', 'values', 'values.*'], when: (look) => hostMsrs(look).every((msr) => registerOf(msr) === null && OTHER_HYPERV_MSRS.has(msr)) && hostMsrs(look).length > 0 }, // prettier-ignore
];

function onSystem({ op }: Seen): boolean {
  return (op.op === 'get_msrs' || op.op === 'set_msrs') && op.fd === 'system';
}

function gatesDiffer({ op, before }: Seen): boolean {
  const vcpus = before.vms[placeOf(op).vm]?.vcpus ?? [];
  return new Set(vcpus.map(({ features }) => features.interface && features.allowKernelDebugging)).size > 1;
}

/** Whether a vCPU that can run is entered after the host has written a register that exits when a guest writes it. */
function hostHasWritten(look: Seen, past: Past): boolean {
  if (look.op.op !== 'run' || vcpuOf(look)?.stopped !== null) return false;
  const at = placeOf(look.op);
  return past.some((one) => {
    const name = hostMoves(one);
    const here = placeOf(one.op);
    return here.vm === at.vm && here.vcpu === at.vcpu && (name === 'control' || name === 'pending_page');
  });
}
