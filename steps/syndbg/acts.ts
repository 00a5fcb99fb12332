/** SynDbg: what is given and what happens. */
import type { Op } from '../../model/syndbg/types';
import { Cells } from '../phrases/cells';
import type { Bytes } from './bytes';
import { bytesIn, readOp, writeOp } from './bytes';
import type { Setup } from './course';
import { act, given, leavesWith } from './course';
import { batchOf, batchOp, ioctlOp } from './ioctls';
import { changedLeaves, changesOf } from './leaves';
import { runAreaOf, runRows } from './run-structure';
import type { Actor, VcpuRef } from './words';
import { isPassed, PASSED } from './words';
import type { Manner } from './words-of-given';

/** A guest's instruction, with what stands in the run structure and how it runs. */
function guestAccess({ manner, run }: Setup, at: VcpuRef, msr: bigint, value?: bigint): Op {
  const { cpl: _cpl, clear: _clear, ...rest } = manner;
  const how = { ...rest, ...(run === null ? {} : { run }) };
  return value === undefined
    ? { op: 'rdmsr', ...at, msr, ...rubbish(manner), ...how }
    : { op: 'wrmsr', ...at, msr, value, ...how };
}

/** What the registers hold before a read, so that a refused one can be seen to leave them; where it is 0 it is not said. */
export function rubbish({ upper = 0n, clear }: Manner): { readonly rax?: bigint; readonly rdx?: bigint } {
  return clear ? {} : { rax: (upper << 32n) | 0xa5a5a5a5n, rdx: (upper << 32n) | 0x5a5a5a5an };
}

function hostFd(side: Actor['side']): 'system' | 'vcpu' {
  return side === 'system' ? 'system' : 'vcpu';
}

const guest = ({ vm, vcpu }: VcpuRef): Actor => ({ side: 'guest', vm, vcpu });

function host({ fd, vm, vcpu }: VcpuRef & { readonly fd: 'system' | 'vcpu' }): Actor {
  return { side: fd === 'system' ? 'system' : 'host', vm, vcpu };
}

/** Whose bytes they are: the run structure's are userspace's, the memory's the guest's. */
function owner({ vm, vcpu }: Bytes): Actor {
  return vcpu === null ? { side: 'guest', vm, vcpu: 0 } : { side: 'userspace', vm: 0, vcpu: 0 };
}

/** Of a list of one, that one. */
function onlyOf<T>(list: readonly T[]): T | null {
  return list.length === 1 ? (list[0] ?? null) : null;
}

export const ACTS = [
  given('{vms} with {equipment}', {
    set: (_setup, counts, { switchedOn, ...more }) => ({ config: { ...counts, ...more }, switchedOn }),
    say: ({ config, switchedOn }) => [config, { ...config, switchedOn }],
  }),
  given('guest instructions run {manner}', {
    set: ({ manner }, more) => ({ manner: { ...manner, ...more } }),
  }),
  given('the run structure holds:', {
    set: (_setup, table) => ({ run: runAreaOf(table) }),
    toward: (_setup, op) => {
      const { run } = op as Partial<Extract<Op, { op: 'run' }>>;
      return run ? [runRows(run)] : null;
    },
  }),
  act('{syndbgknob} is switched {switch}', {
    ops: (_setup, at, on) => (at ? { op: 'switch_syndbg', ...at, on } : { op: 'set_ignore_msrs', on }),
    say: ([op]) => (op?.op === 'switch_syndbg' ? [op, op.on] : null),
  }),
  act('userspace gives {vcpu} {hvleaves}', {
    ops: (_setup, at, leaves) =>
      isPassed(leaves)
        ? { op: 'pass_leaves', ...at, debugger: leaves === PASSED.with }
        : { op: 'set_cpuid', ...at, leaves: leaves === null ? [] : leavesWith(leaves) },
    say: ([op]) => {
      if (op?.op === 'pass_leaves') return [op, op.debugger ? PASSED.with : PASSED.without];
      if (op?.op !== 'set_cpuid') return null;
      return [op, changesOf(leavesWith(true), op.leaves)?.length === 0];
    },
  }),
  act('userspace gives {vcpu} {hvleaves}, but:', {
    ops: (_setup, at, on, table) => {
      if (isPassed(on)) throw new Error('what KVM lists is passed on as it is: there is no "but" to it');
      const leaves = changedLeaves(on === null ? [] : leavesWith(on), table);
      return { op: 'set_cpuid', ...at, leaves };
    },
    say: ([op]) => {
      if (op?.op !== 'set_cpuid') return null;
      const [near] = [true, false, null]
        .flatMap((on) => {
          const changes = changesOf(on === null ? [] : leavesWith(on), op.leaves);
          return changes ? [{ on, changes }] : [];
        })
        .sort((a, b) => a.changes.length - b.changes.length);
      return near ? [op, near.on, new Cells(near.changes)] : null;
    },
  }),
  act('userspace enables {cap} on {fd} with {caparg}', {
    ops: (_setup, cap, { fd, ...at }, arg) => {
      if (fd === 'system') throw new Error('KVM_ENABLE_CAP works on a VM or a vCPU, not on /dev/kvm');
      return { op: 'enable_cap', fd, ...at, cap, arg };
    },
    say: ([op]) => (op?.op === 'enable_cap' ? [op.cap, op, op.arg] : null),
  }),
  act('{actor} writes {msrvalue} to {msrtarget}', {
    ops: (setup, { side, ...at }, value, target) => {
      if ('bytes' in target) return writeOp(target.bytes, value);
      const { msr } = target;
      return side === 'guest'
        ? guestAccess(setup, at, msr, value)
        : { op: 'set_msrs', fd: hostFd(side), ...at, msrs: [{ msr, value }] };
    },
    say: ([op]) => {
      if (op?.op === 'wrmsr') return [guest(op), op.value, op];
      const bytes = bytesIn(op, 'write');
      if (bytes && op && 'value' in op) return [owner(bytes), op.value, { bytes }];
      const one = op?.op === 'set_msrs' ? onlyOf(op.msrs) : null;
      return op?.op === 'set_msrs' && one ? [host(op), one.value, one] : null;
    },
  }),
  act('{actor} reads {msrsource}', {
    ops: (setup, { side, ...at }, source) => {
      if ('bytes' in source) return readOp(source.bytes);
      if ('leaf' in source)
        return { op: side === 'guest' ? 'cpuid' : 'get_cpuid', ...at, function: source.leaf };
      return side === 'guest'
        ? guestAccess(setup, at, source.msr)
        : { op: 'get_msrs', fd: hostFd(side), ...at, msrs: [source.msr] };
    },
    say: ([op]) => {
      if (op?.op === 'rdmsr') return [guest(op), op];
      const bytes = bytesIn(op, 'read');
      if (bytes) return [owner(bytes), { bytes }];
      const msr = op?.op === 'get_msrs' ? onlyOf(op.msrs) : null;
      return op?.op === 'get_msrs' && msr !== null ? [host(op), { msr }] : null;
    },
  }),
  act('{actor} calls {hypercall}', {
    ops: ({ manner: { mode, cpl }, run }, { side, vm, vcpu }, call) => {
      if (side !== 'guest') throw new RangeError('hypercalls are made by a guest');
      return {
        ...{ op: 'hypercall', vm, vcpu, ...call },
        ...(mode ? { mode } : {}),
        ...(cpl ? { cpl } : {}),
        ...(run === null ? {} : { run }),
      };
    },
    say: ([op]) => (op?.op === 'hypercall' ? [guest(op), op] : null),
  }),
  act('userspace {vmmturn} {vcpu}', {
    ops: ({ run }, turn, at) =>
      turn === 'run' ? { op: 'run', ...at, ...(run === null ? {} : { run }) } : { op: 'serve', ...at },
    say: ([op]) => (op?.op === 'run' || op?.op === 'serve' ? [op.op, { vm: op.vm, vcpu: op.vcpu }] : null),
  }),
  act('the debugger sends {packet}', {
    ops: (_setup, sent) => ({ op: 'packet', ...sent }),
    say: ([op]) => (op?.op === 'packet' ? [op] : null),
  }),
  act('userspace calls {ioctl}', {
    ops: (_setup, call) => ioctlOp(call),
    say: ([op]) => {
      if (op?.op !== 'get_supported_hv_cpuid') return null;
      return [
        {
          name: 'KVM_GET_SUPPORTED_HV_CPUID',
          on: op,
          args: { nent: String(op.nent), ...(op.whole === true ? { entries: 'whole' } : {}) },
        },
      ];
    },
  }),
  act('userspace calls {ioctl}:', {
    ops: (_setup, call, table) => batchOp(call, table),
    say: ([op]) => (op ? batchOf(op) : null),
  }),
  act('userspace looks up the number of {capname}', { ops: (_setup, name) => ({ op: 'cap_number', name }) }),
] as const;
