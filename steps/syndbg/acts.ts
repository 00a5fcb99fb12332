/** SynDbg: what is given and what happens. */
import type { DataTable } from '@cucumber/cucumber';
import type { AnyOutcome } from '../../model/core/machine';
import { parseU64 } from '../../model/core/u64';
import type { Leaf, Op } from '../../model/syndbg/types';
import type { Awaitable } from '../awaitable';
import type { Lab } from '../lab';
import { given, when } from '../typed';
import { ioctlOp, runAreaOf } from './tables';
import type { Actor, VcpuRef } from './parameters';
import { act, leavesWith, setupOf } from './setup';

given('a VM with SynDbg {switch}', function (on) {
  setupOf(this).switchedOn = on;
});

given('{int} VM(s) of {int} vCPU(s) with SynDbg {switch}', function (vms, vcpus, on) {
  const setup = setupOf(this);
  setup.switchedOn = on;
  setup.config = { ...setup.config, vms, vcpus };
});

given('tracing is on', function () {
  const setup = setupOf(this);
  setup.config = { ...setup.config, trace: true };
});

given('the VM has an in-kernel irqchip', function () {
  const setup = setupOf(this);
  setup.config = { ...setup.config, irqchip: true };
});

given('guest instructions run {manner}', function (manner) {
  const setup = setupOf(this);
  setup.manner = { ...setup.manner, ...mannerOf(manner) };
});

given('the run structure holds:', function (table) {
  setupOf(this).run = runAreaOf(table);
});

when('SynDbg is switched {switch} on {vcpu}', function (on, at) {
  return act(this, { op: 'switch_syndbg', ...at, on });
});

when('userspace gives {vcpu} the leaves with SynDbg {switch}', function (at, on) {
  return act(this, { op: 'set_cpuid', ...at, leaves: leavesWith(on) });
});

when('userspace gives {vcpu} the leaves with SynDbg {switch}, but:', function (at, on, table) {
  return act(this, { op: 'set_cpuid', ...at, leaves: changedLeaves(leavesWith(on), table) });
});

when('userspace gives {vcpu} these leaves alone:', function (at, table) {
  return act(this, { op: 'set_cpuid', ...at, leaves: table.hashes().map(leafOfRow) });
});

when('userspace enables {cap} on {fd} with {u64}', function (cap, { fd, ...at }, arg) {
  if (fd === 'system') throw new Error('KVM_ENABLE_CAP works on a VM or a vCPU, not on /dev/kvm');
  return act(this, { op: 'enable_cap', fd, ...at, cap, arg });
});

when('{actor} writes {u64} to {register}', function (actor, value, msr) {
  return access(this, actor, { msr, value });
});

when('{actor} reads {register}', function (actor, msr) {
  return access(this, actor, { msr });
});

when('{actor} calls {hypercall}', function ({ vm, vcpu }, input) {
  const { mode, cpl } = setupOf(this).manner;
  const ops = { input, ingpa: 0x5000n, outgpa: 0x6000n, ...(mode ? { mode } : {}), ...(cpl ? { cpl } : {}) };
  return act(this, { op: 'hypercall', vm, vcpu, ...ops, ...takeRun(this) });
});

when('{actor} executes CPUID with {u64}', function ({ vm, vcpu }, leaf) {
  return act(this, { op: 'cpuid', vm, vcpu, function: leaf });
});

when('userspace re-enters {vcpu}', function (at) {
  return act(this, { op: 'run', ...at, ...takeRun(this) });
});

when('userspace re-enters {vcpu} with:', function (at, table) {
  return act(this, { op: 'run', ...at, run: runAreaOf(table) });
});

when('userspace calls {ioctl} on {fd}', function (ioctl, fd) {
  return act(this, ioctlOp(ioctl, fd, {}));
});

when('userspace calls {ioctl} on {fd} with:', function (ioctl, fd, table) {
  return act(this, ioctlOp(ioctl, fd, table.rowsHash()));
});

when('userspace looks up the number of {ioctl}', function (name) {
  return act(this, { op: 'cap_number', name });
});

when('the module parameter ignore_msrs is {switch}', function (on) {
  return act(this, { op: 'set_ignore_msrs', on });
});

interface Access {
  readonly msr: bigint;
  /** The value to write; a read has none. */
  readonly value?: bigint;
}

function access(lab: Lab, { side, ...at }: Actor, { msr, value }: Access): Awaitable<AnyOutcome> {
  if (side === 'guest')
    return act(lab, guestAccess(lab, at, { msr, ...(value === undefined ? {} : { value }) }));
  const fd = side === 'system' ? 'system' : 'vcpu';
  return act(
    lab,
    value === undefined
      ? { op: 'get_msrs', fd, ...at, msrs: [msr] }
      : { op: 'set_msrs', fd, ...at, msrs: [{ msr, value }] },
  );
}

/** Registers hold rubbish before a read, so that a refused one can be seen to leave them. */
function guestAccess(lab: Lab, at: VcpuRef, { msr, value }: Access): Op {
  const { cpl: _cpl, ...manner } = setupOf(lab).manner;
  const run = takeRun(lab);
  const upper = (manner.upper ?? 0n) << 32n;
  const before = { rax: upper | 0xa5a5a5a5n, rdx: upper | 0x5a5a5a5an };
  return value === undefined
    ? { op: 'rdmsr', ...at, msr, ...before, ...manner, ...run }
    : { op: 'wrmsr', ...at, msr, value, ...manner, ...run };
}

function takeRun(lab: Lab): { run?: NonNullable<ReturnType<typeof setupOf>['run']> } {
  const setup = setupOf(lab);
  const { run } = setup;
  setup.run = null;
  return run === null ? {} : { run };
}

function mannerOf(text: string): ReturnType<typeof setupOf>['manner'] {
  if (text === 'in real mode') return { mode: 'real' };
  if (text === 'in 32-bit protected mode') return { mode: 'prot32' };
  if (text === 'through the emulator') return { path: 'emulated' };
  const cpl = /CPL (\d)/.exec(text);
  if (cpl) return { cpl: Number(cpl[1]) as 0 | 1 | 2 | 3 };
  return { upper: parseU64(/0x[0-9a-f_]+/.exec(text)?.[0] ?? '') };
}

function changedLeaves(leaves: readonly Leaf[], table: DataTable): Leaf[] {
  return table.hashes().reduce<Leaf[]>(
    (list, row) => {
      const fn = parseU64(row['leaf'] ?? '');
      if (row['value'] === 'absent') return list.filter((leaf) => leaf.function !== fn);
      const register = row['register'] ?? '';
      if (!['eax', 'ebx', 'ecx', 'edx'].includes(register))
        throw new Error(`"${register}" is no register: eax, ebx, ecx or edx`);
      return list.map((leaf) =>
        leaf.function === fn ? { ...leaf, [register]: parseU64(row['value'] ?? '') } : leaf,
      );
    },
    [...leaves],
  );
}

function leafOfRow(row: Record<string, string>): Leaf {
  const value = (name: string): bigint => parseU64(row[name] ?? '0x0');
  return {
    function: value('leaf'),
    eax: value('eax'),
    ebx: value('ebx'),
    ecx: value('ecx'),
    edx: value('edx'),
  };
}
