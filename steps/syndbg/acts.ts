/** SynDbg: what is given and what happens. */
import { parseU64 } from '../../model/core/u64';
import type { Leaf, Op, RunArea } from '../../model/syndbg/types';
import { Cells, cellOf } from '../phrases/cells';
import type { Manner, Setup } from './course';
import { act, given, leavesWith } from './course';
import { changedLeaves, changesOf, leafOfRow, WORDS_OF_LEAF } from './leaves';
import { ioctlCells, ioctlOp, runAreaOf } from './tables';
import type { Actor, VcpuRef } from './words';

/** A guest's instruction, with what stands in the run structure and how it runs. */
function guestAccess({ manner, run }: Setup, at: VcpuRef, msr: bigint, value?: bigint): Op {
  const { cpl: _cpl, ...rest } = manner;
  const how = { ...rest, ...(run === null ? {} : { run }) };
  return value === undefined
    ? { op: 'rdmsr', ...at, msr, ...rubbish(manner), ...how }
    : { op: 'wrmsr', ...at, msr, value, ...how };
}

/** What the registers hold before a read, so that a refused one can be seen to leave them. */
export function rubbish({ upper = 0n }: Manner): { readonly rax: bigint; readonly rdx: bigint } {
  return { rax: (upper << 32n) | 0xa5a5a5a5n, rdx: (upper << 32n) | 0x5a5a5a5an };
}

function hostFd(side: Actor['side']): 'system' | 'vcpu' {
  return side === 'system' ? 'system' : 'vcpu';
}

const guest = ({ vm, vcpu }: VcpuRef): Actor => ({ side: 'guest', vm, vcpu });

function host({ fd, vm, vcpu }: VcpuRef & { readonly fd: 'system' | 'vcpu' }): Actor {
  return { side: fd === 'system' ? 'system' : 'host', vm, vcpu };
}

export const ACTS = [
  given('a VM with SynDbg {switch}', { set: (_setup, switchedOn) => ({ switchedOn }) }),
  given('{int} VM(s) of {int} vCPU(s) with SynDbg {switch}', {
    set: ({ config }, vms, vcpus, switchedOn) => ({ config: { ...config, vms, vcpus }, switchedOn }),
    say: ({ config: { vms, vcpus }, switchedOn }) => [vms, vcpus, switchedOn],
  }),
  given('tracing is on', {
    set: ({ config }) => ({ config: { ...config, trace: true } }),
    say: ({ config }) => (config.trace ? [] : null),
  }),
  given('the VM has an in-kernel irqchip', {
    set: ({ config }) => ({ config: { ...config, irqchip: true } }),
    say: ({ config }) => (config.irqchip ? [] : null),
  }),
  given('guest instructions run {manner}', {
    set: ({ manner }, text) => ({ manner: { ...manner, ...mannerOf(text) } }),
  }),
  given('the run structure holds:', { set: (_setup, table) => ({ run: runAreaOf(table) }) }),
  act('SynDbg is switched {switch} on {vcpu}', {
    ops: (_setup, on, at) => ({ op: 'switch_syndbg', ...at, on }),
    say: ([op]) => (op?.op === 'switch_syndbg' ? [op.on, op] : null),
  }),
  act('userspace gives {vcpu} the leaves with SynDbg {switch}', {
    ops: (_setup, at, on) => ({ op: 'set_cpuid', ...at, leaves: leavesWith(on) }),
    say: ([op]) => {
      if (op?.op !== 'set_cpuid') return null;
      return [op, (changesOf(leavesWith(true), op.leaves) ?? ['']).length === 0];
    },
  }),
  act('userspace gives {vcpu} the leaves with SynDbg {switch}, but:', {
    ops: (_setup, at, on, table) => ({
      op: 'set_cpuid',
      ...at,
      leaves: changedLeaves(leavesWith(on), table),
    }),
    say: ([op]) => {
      if (op?.op !== 'set_cpuid') return null;
      const [near] = [true, false]
        .flatMap((on) => {
          const changes = changesOf(leavesWith(on), op.leaves);
          return changes && changes.length <= op.leaves.length ? [{ on, changes }] : [];
        })
        .sort((a, b) => a.changes.length - b.changes.length);
      return near ? [op, near.on, new Cells([['leaf', 'register', 'value'], ...near.changes])] : null;
    },
  }),
  act('userspace gives {vcpu} these leaves alone:', {
    ops: (_setup, at, table) => ({ op: 'set_cpuid', ...at, leaves: table.hashes().map(leafOfRow) }),
    say: ([op]) => {
      if (op?.op !== 'set_cpuid') return null;
      const rows = op.leaves.map((leaf: Leaf) => [leaf.function, ...WORDS_OF_LEAF.map((word) => leaf[word])]);
      const cells = rows.map((row) => row.map((value) => cellOf(value) ?? ''));
      return [op, new Cells([['leaf', ...WORDS_OF_LEAF], ...cells])];
    },
  }),
  act('userspace enables {cap} on {fd} with {u64}', {
    ops: (_setup, cap, { fd, ...at }, arg) => {
      if (fd === 'system') throw new Error('KVM_ENABLE_CAP works on a VM or a vCPU, not on /dev/kvm');
      return { op: 'enable_cap', fd, ...at, cap, arg };
    },
    say: ([op]) => (op?.op === 'enable_cap' ? [op.cap, op, op.arg] : null),
  }),
  act('{actor} writes {u64} to {register}', {
    ops: (setup, { side, ...at }, value, msr) =>
      side === 'guest'
        ? guestAccess(setup, at, msr, value)
        : { op: 'set_msrs', fd: hostFd(side), ...at, msrs: [{ msr, value }] },
    say: ([op]) => {
      if (op?.op === 'wrmsr') return [guest(op), op.value, op.msr];
      const [only, ...more] = op?.op === 'set_msrs' ? op.msrs : [];
      return op?.op === 'set_msrs' && only && more.length === 0 ? [host(op), only.value, only.msr] : null;
    },
  }),
  act('{actor} reads {register}', {
    ops: (setup, { side, ...at }, msr) =>
      side === 'guest'
        ? guestAccess(setup, at, msr)
        : { op: 'get_msrs', fd: hostFd(side), ...at, msrs: [msr] },
    say: ([op]) => {
      if (op?.op === 'rdmsr') return [guest(op), op.msr];
      const [only, ...more] = op?.op === 'get_msrs' ? op.msrs : [];
      return op?.op === 'get_msrs' && only !== undefined && more.length === 0 ? [host(op), only] : null;
    },
  }),
  act('{actor} calls {hypercall}', {
    ops: ({ manner: { mode, cpl }, run }, { vm, vcpu }, input) => ({
      op: 'hypercall', vm, vcpu, input, ingpa: 0x5000n, outgpa: 0x6000n,
      ...(mode ? { mode } : {}), ...(cpl ? { cpl } : {}), ...(run === null ? {} : { run }),
    }), // prettier-ignore
    say: ([op]) => (op?.op === 'hypercall' ? [guest(op), op.input] : null),
  }),
  act('{actor} executes CPUID with {u64}', {
    ops: (_setup, { vm, vcpu }, leaf) => ({ op: 'cpuid', vm, vcpu, function: leaf }),
    say: ([op]) => (op?.op === 'cpuid' ? [guest(op), op.function] : null),
  }),
  act('userspace re-enters {vcpu}', {
    ops: ({ run }, at) => ({ op: 'run', ...at, ...(run === null ? {} : { run }) }),
    say: ([op]) => (op?.op === 'run' && !op.run ? [op] : null),
  }),
  act('userspace re-enters {vcpu} with:', {
    ops: (_setup, at, table) => ({ op: 'run', ...at, run: runAreaOf(table) }),
    say: ([op]) => (op?.op === 'run' && op.run ? [op, new Cells(runRows(op.run))] : null),
  }),
  act('userspace calls {ioctl} on {fd}', { ops: (_setup, ioctl, fd) => ioctlOp(ioctl, fd, {}) }),
  act('userspace calls {ioctl} on {fd} with:', {
    ops: (_setup, ioctl, fd, table) => ioctlOp(ioctl, fd, table.rowsHash()),
    say: ([op]) => (op ? ioctlCells(op) : null),
  }),
  act('userspace looks up the number of {ioctl}', { ops: (_setup, name) => ({ op: 'cap_number', name }) }),
  act('the module parameter ignore_msrs is {switch}', {
    ops: (_setup, on) => ({ op: 'set_ignore_msrs', on }),
  }),
] as const;

function runRows(run: RunArea): readonly (readonly [string, string])[] {
  return Object.entries(run).map(([field, value]: [string, unknown]) => [
    field,
    typeof value === 'boolean' ? (value ? '1' : '0') : (cellOf(value) ?? ''),
  ]);
}

function mannerOf(text: string): Manner {
  if (text === 'in real mode') return { mode: 'real' };
  if (text === 'in 32-bit protected mode') return { mode: 'prot32' };
  if (text === 'through the emulator') return { path: 'emulated' };
  if (text.startsWith('at CPL ')) return { cpl: Number(text.slice('at CPL '.length)) as 0 | 1 | 2 | 3 };
  return { upper: parseU64(text.split(' ')[1] ?? '') };
}
