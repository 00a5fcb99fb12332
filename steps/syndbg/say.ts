/** Operations in the words of the scenarios: so that what a property found can be read and run. */
import type { Difference } from '../../model/core/compare';
import type { AnyOp } from '../../model/core/machine';
import { hex } from '../../model/core/u64';
import type { Leaf, Op, RunArea } from '../../model/syndbg/types';
import type { Lab } from '../lab';
import { HYPERCALLS, REGISTER_NAMES } from './names';
import { claimsOf, differingClaims, rows, vcpu, waitingOf } from './say-claims';
import { leavesWith, setupOf, switchOps } from './setup';

const NAMES = new Map(Object.entries(REGISTER_NAMES).map(([name, msr]) => [msr, name]));

/**
 * The last run of a lab as a scenario: set-up, one When after another, and what must hold at the end and does not: the
 * fields that differ. What the subject carried out though it makes no sense is left out: that it was possible is what
 * is wrong.
 */
export function scenarioOf(lab: Lab): string {
  const { config, switchedOn } = setupOf(lab);
  const prepared = switchOps(lab, switchedOn).length;
  const { differences, at } = lab.named();
  const performed = lab.trace.slice(prepared, at === null ? undefined : at + 1);
  const last = performed.at(-1);
  const senseless = last !== undefined && last.outcome !== null && lab.expectation === null && at === null;
  const ops = (senseless ? performed.slice(0, -1) : performed).map(({ op }) => op);
  const given = `Given ${config.vms} VM${config.vms === 1 ? '' : 's'} of ${config.vcpus} vCPU${config.vcpus === 1 ? '' : 's'} with SynDbg ${switchedOn ? 'on' : 'off'}`;
  const acts = ops.flatMap((op, i) => [
    `${i === 0 ? 'When' : 'And'} ${stepOf(op)[0] ?? ''}`,
    ...stepOf(op).slice(1),
  ]);
  const wanted = senseless ? waitingOf(last.op, performed) : wantedOf(lab, last?.op, differences);
  const lines = [given, ...acts, ...wanted.map((line, i) => (i === 0 ? `Then ${line}` : line))];
  return ['Example: the shortest way to see it', ...lines.map((line) => `  ${line}`)].join('\n');
}

function wantedOf(lab: Lab, op: AnyOp | undefined, differences: readonly Difference[]): readonly string[] {
  if (!op) return [];
  const claims = differingClaims(op, differences);
  return claims.length > 0 ? claims : lab.expectation ? claimsOf(op, lab.expectation) : [];
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
    case 'switch_syndbg':
      return [`SynDbg is switched ${op.on ? 'on' : 'off'} on ${vcpu(op)}`];
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

function msrName(msr: bigint): string {
  return NAMES.get(msr) ?? `MSR ${hex(msr)}`;
}

function callName(input: bigint): string {
  const found = Object.entries(HYPERCALLS).find(([, code]) => (input & ~(1n << 16n)) === code);
  return found ? `${input === found[1] ? '' : 'fast '}${found[0]}` : `hypercall ${hex(input)}`;
}

/** The leaves in the phrase that made them, if there is one: those of SynDbg on or off, with what is otherwise. */
function leavesStep(op: Extract<Op, { op: 'set_cpuid' }>): readonly string[] {
  const head = `userspace gives ${vcpu(op)}`;
  const [near] = [true, false]
    .flatMap((on) => {
      const changes = changesOf(leavesWith(on), op.leaves);
      return changes ? [{ on: on ? 'on' : 'off', changes }] : [];
    })
    .sort((a, b) => a.changes.length - b.changes.length);
  if (near?.changes.length === 0) return [`${head} the leaves with SynDbg ${near.on}`];
  if (near && near.changes.length <= op.leaves.length) {
    return [
      `${head} the leaves with SynDbg ${near.on}, but:`,
      ...rows([['leaf', 'register', 'value'], ...near.changes]),
    ];
  }
  const cells = op.leaves.map((leaf) => [leaf.function, ...WORDS.map((word) => leaf[word])].map(hex));
  return [`${head} these leaves alone:`, ...rows([['leaf', ...WORDS], ...cells])];
}

const WORDS = ['eax', 'ebx', 'ecx', 'edx'] as const;

/** The rows that make one table of another; null where other leaves, or another order, are in it. */
function changesOf(usual: readonly Leaf[], given: readonly Leaf[]): readonly (readonly string[])[] | null {
  const kept = usual.filter((one) => given.some(({ function: fn }) => fn === one.function));
  const same = kept.length === given.length && kept.every((one, i) => one.function === given[i]?.function);
  if (!same) return null;
  return usual.flatMap((one): readonly (readonly string[])[] => {
    const other = given.find(({ function: fn }) => fn === one.function);
    if (!other) return [[hex(one.function), 'eax', 'absent']];
    return WORDS.flatMap((word) =>
      other[word] === one[word] ? [] : [[hex(one.function), word, hex(other[word])]],
    );
  });
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
