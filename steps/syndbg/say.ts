/** Operations in the words of the scenarios: so that what a property found can be read and run. */
import { show } from '../../model/core/compare';
import type { AnyOp, AnyOutcome } from '../../model/core/machine';
import { hex } from '../../model/core/u64';
import type { Event, Op, RunArea } from '../../model/syndbg/types';
import type { Lab } from '../lab';
import { HYPERCALLS, REGISTER_NAMES } from './names';
import { leavesWith, setupOf, switchOps } from './setup';

const NAMES = new Map(Object.entries(REGISTER_NAMES).map(([name, msr]) => [msr, name]));

/** The last run of a lab as a scenario: set-up, one When after another, and what the model expected at the end. */
export function scenarioOf(lab: Lab): string {
  const { config, switchedOn } = setupOf(lab);
  const prepared = switchOps(lab.profile, config, switchedOn).length;
  const ops = lab.trace.slice(prepared).map(({ op }) => op);
  const given = `Given ${config.vms} VM${config.vms === 1 ? '' : 's'} of ${config.vcpus} vCPU${config.vcpus === 1 ? '' : 's'} with SynDbg ${switchedOn ? 'on' : 'off'}`;
  const acts = ops.flatMap((op, i) => [
    `${i === 0 ? 'When' : 'And'} ${stepOf(op)[0] ?? ''}`,
    ...stepOf(op).slice(1),
  ]);
  const last = ops.at(-1);
  const wanted = last && lab.expectation ? claimsOf(last, lab.expectation) : [];
  const lines = [given, ...acts, ...wanted.map((line, i) => (i === 0 ? `Then ${line}` : line))];
  return ['Example: the shortest way to see it', ...lines.map((line) => `  ${line}`)].join('\n');
}

/** One operation as a step, with the lines of its table if it has one. */
export function stepOf(any: AnyOp): readonly string[] {
  const op = any as Op;
  switch (op.op) {
    case 'wrmsr':
      return [`guest ${vcpu(op)} writes ${hex(op.value)} to ${msrName(op.msr)}`];
    case 'rdmsr':
      return [`guest ${vcpu(op)} reads ${msrName(op.msr)}`];
    case 'hypercall':
      return [`guest ${vcpu(op)} calls ${callName(op.input)}`];
    case 'cpuid':
      return [`guest ${vcpu(op)} executes CPUID with ${hex(op.function)}`];
    case 'run':
      return op.run
        ? [`userspace re-enters ${vcpu(op)} with:`, ...rows(runRows(op.run))]
        : [`userspace re-enters ${vcpu(op)}`];
    case 'set_msrs':
      return op.msrs.length === 1
        ? [
            `the host on ${vcpu(op)} writes ${hex(op.msrs[0]?.value ?? 0n)} to ${msrName(op.msrs[0]?.msr ?? 0n)}`,
          ]
        : ioctl('KVM_SET_MSRS', vcpu(op), {
            msrs: op.msrs.map(({ msr }) => hex(msr)).join(', '),
            values: op.msrs.map(({ value }) => hex(value)).join(', '),
          });
    case 'get_msrs':
      return op.msrs.length === 1
        ? [`the host on ${vcpu(op)} reads ${msrName(op.msrs[0] ?? 0n)}`]
        : ioctl('KVM_GET_MSRS', vcpu(op), { msrs: op.msrs.map(hex).join(', ') });
    case 'set_cpuid':
      return leavesStep(op);
    case 'enable_cap':
      return [
        `userspace enables capability ${op.cap} on ${op.fd === 'vm' ? `VM ${op.vm}` : vcpu(op)} with ${hex(op.arg)}`,
      ];
    case 'get_supported_hv_cpuid':
      return ioctl(
        'KVM_GET_SUPPORTED_HV_CPUID',
        op.fd === 'system' ? '/dev/kvm' : op.fd === 'vm' ? `VM ${op.vm}` : vcpu(op),
        { nent: String(op.nent) },
      );
    default:
      throw new Error(`${op.op} is part of no property, so it has no words here`);
  }
}

/** What the model expected, as Then steps. */
export function claimsOf(any: AnyOp, outcome: AnyOutcome): readonly string[] {
  const op = any as Op & { vcpu?: number; vm?: number };
  const exit = ((outcome.events ?? []) as readonly Event[]).find(({ event }) => event === 'exit') as
    Record<string, unknown> | undefined;
  if (exit) {
    const { event: _event, exit: kind, ...fields } = exit;
    const cells = Object.entries(fields).filter(([, value]) => typeof value === 'bigint') as [
      string,
      bigint,
    ][];
    return [
      `${vcpu({ vm: op.vm ?? 0, vcpu: op.vcpu ?? 0 })} exits with:`,
      ...rows([['exit', String(kind)], ...cells.map(([name, value]) => [name, hex(value)] as const)]),
    ];
  }
  const { fault, error, value, values, count } = outcome as {
    fault?: string;
    error?: string;
    value?: bigint;
    values?: readonly bigint[];
    count?: number;
  };
  if (fault !== undefined) return [`it is refused with ${fault}`];
  if (error !== undefined) return [`it fails with ${error}`];
  if (value !== undefined) return [`it returns ${hex(value)}`];
  if (count === 1 && values?.[0] !== undefined) return [`it returns ${hex(values[0])}`];
  return ['it succeeds'];
}

function vcpu(at: { readonly vm: number; readonly vcpu: number }): string {
  return at.vm === 0 ? `vCPU ${at.vcpu}` : `vCPU ${at.vcpu} of VM ${at.vm}`;
}

function msrName(msr: bigint): string {
  return NAMES.get(msr) ?? `MSR ${hex(msr)}`;
}

function callName(input: bigint): string {
  const found = Object.entries(HYPERCALLS).find(([, code]) => (input & ~(1n << 16n)) === code);
  return found ? `${input === found[1] ? '' : 'fast '}${found[0]}` : `hypercall ${hex(input)}`;
}

function leavesStep(op: Extract<Op, { op: 'set_cpuid' }>): readonly string[] {
  const same = [true, false].find((on) => show(leavesWith(on)) === show(op.leaves));
  if (same !== undefined)
    return [`userspace gives ${vcpu(op)} the leaves with SynDbg ${same ? 'on' : 'off'}`];
  const head = ['leaf', 'eax', 'ebx', 'ecx', 'edx'] as const;
  const cells = op.leaves.map((leaf) => [leaf.function, leaf.eax, leaf.ebx, leaf.ecx, leaf.edx].map(hex));
  return [`userspace gives ${vcpu(op)} these leaves alone:`, ...rows([head, ...cells])];
}

function ioctl(name: string, fd: string, args: Readonly<Record<string, string>>): readonly string[] {
  return [`userspace calls ${name} on ${fd} with:`, ...rows(Object.entries(args))];
}

function runRows(run: RunArea): readonly (readonly [string, string])[] {
  return Object.entries(run).map(([field, value]) => [
    field,
    typeof value === 'bigint' ? hex(value) : value === true ? '1' : '0',
  ]);
}

function rows(cells: readonly (readonly string[])[]): readonly string[] {
  return cells.map((row) => `    | ${row.join(' | ')} |`);
}
