/** Storage: what a write leaves, what a read gives, for guest and host; the host's own ways in. */
import { CAP } from '../caps';
import type { Register } from '../msr';
import { GUEST_OS_ID, OTHER_HYPERV_MSRS, registerOf, REGISTERS as NAMES, RESET, unknownMsr } from '../msr';
import type { Condition, Line, Past, Seen } from './lines';
import { EXIT, owned, QUIET, READ, REGISTERS, RESULT } from './lines';
import {
  accessed,
  allowed,
  exitingWrite,
  hostMsrs,
  hostRegister,
  lastWriter,
  msrsOf,
  placeOf,
  readBy,
  registersOf,
  vcpuOf,
  vmOf,
  written,
} from './sight';

const reads = (look: Seen): Register | null =>
  readBy(look) ?? (look.op.op === 'get_msrs' ? hostRegister(look) : null);

/** Who wrote last what is read. */
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

/** Who wrote what the read gives; null where nobody did, or nothing is read. */
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
  owned(
    'SYNDBG-16',
    [...RESULT, 'count'],
    (look, past) => (accessed(look) === 'options' && allowed(look, past)) || hostRegister(look) === 'options',
  ),
];

export const READS: readonly Line[] = [
  owned('SYNDBG-01', value, unwritten),
  owned('SYNDBG-19', value, (look, past) => sideOfWriter(look, past) === 'answer', source),
  owned('SYNDBG-02', value, writtenByAnother, source),
  {
    id: 'SYNDBG-107',
    fields: ['rax & 0xffffffff00000000', 'rdx & 0xffffffff00000000'],
    when: ({ op, outcome }) =>
      op.op === 'rdmsr' &&
      outcome.outcome === 'ok' &&
      ((op.upper ?? 0n) | ((op.rax ?? 0n) >> 32n) | ((op.rdx ?? 0n) >> 32n)) !== 0n,
  },
  {
    id: 'SYNDBG-18',
    fields: [...RESULT, ...READ, ...QUIET, ...REGISTERS],
    when: (look, past) => readBy(look) !== null && allowed(look, past),
    shows: source,
  },
  owned('SYNDBG-04', value, (look, past) => sideOfWriter(look, past) !== null),
];

const hostMoves = (look: Seen): Register | null => (look.op.op === 'set_msrs' ? hostRegister(look) : null);

/** The register that guest or host write. */
const stores = (look: Seen): Register | null => (allowed(look, []) ? written(look) : hostMoves(look));

const several: Condition = ({ before: { config } }) => config.vcpus > 1 || config.vms > 1;

const again: Condition = (look, past) => {
  const at = placeOf(look.op);
  return (
    exitingWrite(look, past) &&
    past.some(
      (one) => placeOf(one.op).vm === at.vm && placeOf(one.op).vcpu === at.vcpu && exitingWrite(one, []),
    )
  );
};

const sameOrZero: Condition = (look, past) => {
  const name = written(look);
  const { op } = look;
  if (name === null || op.op !== 'wrmsr' || !exitingWrite(look, past)) return false;
  return op.value === 0n || op.value === registersOf(look)?.[name];
};

/** Whether there is an in-kernel irqchip, or an attempt to enable SynIC. */
const irqchip: Condition = (look, past) =>
  look.before.config.irqchip ||
  past.some(
    ({ op }) => op.op === 'enable_cap' && (op.cap === CAP.HYPERV_SYNIC || op.cap === CAP.HYPERV_SYNIC2),
  );

/** The requirement on a guest's write of a register. */
function writeOf(name: Register): string {
  if (name === 'control') return 'SYNDBG-05';
  return name === 'pending_page' ? 'SYNDBG-06' : 'SYNDBG-07';
}

/** Lines for the registers of VMs other than the operation's. */
const elsewhere: readonly Line[] = Array.from({ length: 16 }, (_, vm) =>
  owned(
    'SYNDBG-75',
    [`state.vms.${vm}.registers.*`],
    (look) => stores(look) !== null && placeOf(look.op).vm !== vm,
  ),
);

export const WRITES: readonly Line[] = [
  { id: 'SYNDBG-01', ops: ['reset'], fields: REGISTERS },
  ...elsewhere,
  owned('SYNDBG-26', ['state.vms.*.vcpus.*.stopped'], exitingWrite),
  owned('SYNDBG-72', EXIT, (look, past) => exitingWrite(look, past) && irqchip(look, past)),
  owned('SYNDBG-09', EXIT, sameOrZero),
  owned('SYNDBG-28', EXIT, again),
  ...NAMES.map((name) => owned(writeOf(name), QUIET, (look) => written(look) === name && allowed(look, []))),
  owned('SYNDBG-12', [...RESULT, ...EXIT], exitingWrite),
  {
    id: 'SYNDBG-59',
    fields: [...RESULT, ...REGISTERS],
    when: ({ op }) => (op.op === 'wrmsr' || op.op === 'rdmsr') && op.upper !== undefined,
  },
  owned('SYNDBG-02', REGISTERS, (look, past) => stores(look) !== null && several(look, past)),
  owned('SYNDBG-129', ['state.vms.*.registers.status'], exitingWrite),
  owned('SYNDBG-04', REGISTERS, (look) => stores(look) !== null),
  ...NAMES.map((name) =>
    owned(writeOf(name), REGISTERS, (look) => written(look) === name && allowed(look, [])),
  ),
];

/** Whether the host accesses one of the six, alone or among others. */
const reachesSix: Condition = (look) => hostMsrs(look).some((msr) => registerOf(msr) !== null);

/** Whether the host reads, while the vCPU stands in its exit, the register whose write led to it, or STATUS. */
function readsInExit(look: Seen, which: 'its own' | 'status'): boolean {
  const stopped = vcpuOf(look)?.stopped;
  const name = reads(look);
  if (stopped?.kind !== 'SYNDBG' || name === null) return false;
  return name === (which === 'status' ? 'status' : registerOf(stopped.cause));
}

/** The host through a vCPU, in batches and on /dev/kvm. */
export const HOST: readonly Line[] = [
  { id: 'SYNDBG-81', ops: ['set_msrs'], fields: ['outcome', 'error'], when: (look) => onSystem(look) },
  {
    id: 'SYNDBG-96',
    ops: ['get_msrs'],
    fields: ['outcome', 'count', 'values', 'values.*'],
    when: (look) =>
      onSystem(look) && look.op.op === 'get_msrs' && look.op.msrs.every((msr) => registerOf(msr) !== null),
  },
  // kernel-parameters.txt speaks of the guest's accesses alone; KVM's do_get_feature_msr() has the host's ignored as well.
  {
    open: 'unspecified',
    fields: ['count', 'values', 'values.*'],
    when: (look) => onSystem(look) && look.before.ignoreMsrs,
  },
  owned('SYNDBG-80', ['outcome', 'count', 'values', ...REGISTERS], (look) => hostMsrs(look).length > 1),
  owned(
    'SYNDBG-108',
    ['count', 'values', 'values.*'],
    (look) => look.before.ignoreMsrs && hostMsrs(look).some(unknownMsr),
  ),
  owned(
    'SYNDBG-16',
    ['outcome', 'count', 'values', 'values.*', ...REGISTERS],
    ({ op }) => (op.op === 'get_msrs' || op.op === 'set_msrs') && msrsOf(op).some(unknownMsr),
  ),
  owned(
    'SYNDBG-74',
    REGISTERS,
    (look) => look.op.op === 'set_msrs' && hostMsrs(look).some((msr) => msr === GUEST_OS_ID || msr === RESET),
  ),
  owned('SYNDBG-66', ['values.*'], (look) => readsInExit(look, 'its own'), source),
  owned('SYNDBG-129', ['values.*'], (look) => readsInExit(look, 'status'), source),
  owned('SYNDBG-97', [...QUIET, ...REGISTERS], (look) => hostMoves(look) !== null),
  owned('SYNDBG-14', ['outcome', 'count', 'values', ...QUIET, ...REGISTERS], reachesSix),
  owned('SYNDBG-12', [...RESULT, ...EXIT], (look) => owed(look)),
  owned('SYNDBG-12', ['outcome', 'count', ...EXIT, ...REGISTERS], (look) => hostMoves(look) !== null),
  owned(
    'SYNDBG-11',
    QUIET,
    (look) => hostMoves(look) !== null && (vmOf(look)?.capEnabledOn.length ?? 0) === 0,
  ),
  { id: 'SYNDBG-04', ops: ['set_msrs'], fields: ['outcome', 'count', ...REGISTERS], when: reachesSix },
  owned('SYNDBG-11', EXIT, (look, past) => hostHasWritten(look, past)),
  owned('SYNDBG-97', EXIT, (look, past) => hostHasWritten(look, past)),
  {
    id: 'SYNDBG-18',
    ops: ['get_msrs'],
    fields: ['outcome', 'count', 'values', 'values.*', ...QUIET, ...REGISTERS],
    when: reachesSix,
    shows: source,
  },
  {
    open: 'unspecified',
    fields: ['outcome', 'count', 'values', 'values.*'],
    when: (look) =>
      hostMsrs(look).every((msr) => registerOf(msr) === null && OTHER_HYPERV_MSRS.has(msr)) &&
      hostMsrs(look).length > 0,
  },
];

/** Whether an exit waits for the vCPU to be entered. */
function owed(look: Seen): boolean {
  const { op } = look.op;
  return (
    (op === 'run' || op === 'wrmsr' || op === 'rdmsr' || op === 'hypercall' || op === 'cpuid') &&
    (vcpuOf(look)?.due ?? null) !== null
  );
}

function onSystem({ op }: Seen): boolean {
  return (op.op === 'get_msrs' || op.op === 'set_msrs') && op.fd === 'system';
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
