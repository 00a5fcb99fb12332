/** Operations in the words of the scenarios: so that what a property found can be read and run. */
import type { AnyOp } from '../../model/core/machine';
import { hex } from '../../model/core/u64';
import type { Access, Config, Hypercall, Inspection, Op, PaRange } from '../../model/heki/types';
import { expectedAfter, tellingOf } from '../expected';
import type { Lab } from '../lab';
import { claimOf, table } from './say-claims';
import { lockRequest, PLAIN, setupOf } from './setup';

/**
 * The last run of a lab as a scenario: the operations up to the one that differs, and what must hold of it by the
 * reference. Where the subject carried out what is senseless, it should have been refused.
 */
export function scenarioOf(lab: Lab): string {
  const named = lab.named();
  const { at } = named;
  const performed = lab.trace.slice(0, at === null ? undefined : at + 1).map(({ op }) => op);
  const telling = tellingOf(named);
  const expected = expectedAfter<Inspection>(lab, setupOf(lab).config, performed);
  const steps = performed.map((op) => stepOf(op));
  const wanted = expected ? claimOf(telling?.field ?? 'outcome', expected) : ['it is refused'];
  const before = [...givens(setupOf(lab).config), ...steps.slice(0, -1).flatMap((step) => and(step))];
  const last = steps.slice(-1).flatMap(([first = '', ...rows]) => [`When ${first}`, ...rows]);
  const lines = [...before, ...last, ...wanted.map((line, i) => (i === 0 ? `Then ${line}` : line))];
  return ['Example: the shortest way to see it', ...lines.map((line) => `  ${line}`)].join('\n');
}

function and([first = '', ...rows]: readonly string[]): readonly string[] {
  return [`And ${first}`, ...rows];
}

function givens({ kernel, host }: Config): readonly string[] {
  const { cr0, cr4, mbec, tdp_mmu } = host;
  const rows = [
    ...(mbec === PLAIN.host.mbec ? [] : [['mbec', mbec ? 'yes' : 'no']]),
    ...(tdp_mmu === PLAIN.host.tdp_mmu ? [] : [['tdp_mmu', tdp_mmu ? 'yes' : 'no']]),
    ...(cr0 === PLAIN.host.cr0 ? [] : [['cr0', hex(cr0)]]),
    ...(cr4 === PLAIN.host.cr4 ? [] : [['cr4', hex(cr4)]]),
  ];
  return [
    `Given a 6.12 kernel ${kernel.orc ? 'with' : 'without'} ORC tables`,
    `And a host ${host.series === 'none' ? 'without Heki' : `with ${host.series}`}`,
    ...(rows.length === 0 ? [] : ['And the host of the VM has:', ...table(rows)]),
  ];
}

/** One operation as a step, with the lines of its table if it has one. @throws Error where it has no words */
export function stepOf(any: AnyOp): readonly string[] {
  const op = any as Op;
  switch (op.op) {
    case 'param':
      return [`the kernel parses "${op.parameter ?? ''}"`];
    case 'early_init':
      return [op.alloc === 'fail' ? 'early init runs without memory' : 'early init runs'];
    case 'late_init':
      return ['late init runs'];
    case 'mark_readonly':
      return ['the kernel seals its read-only data'];
    case 'boot_order':
      return ['the boot order is read'];
    case 'set_flag':
      return [`the kernel sets its enable flag ${op.value ? 'on' : 'off'}`];
    case 'plug':
      if (op.backend !== 'stub' || op.meddles) break;
      return [`a backend is plugged that returns ${op.protect ?? 0} and ${op.lock ?? 0}`];
    case 'convert': {
      const rows = op.ranges.map((one) => [hex(one.va_start), hex(one.va_end), hex(one.attributes)]);
      return ['the kernel converts:', ...table([['va_start', 'va_end', 'attributes'], ...rows])];
    }
    case 'hypercall':
      return hypercallStep(op);
    case 'access':
      return accessStep(op);
    case 'write_cr':
      return op.path === 'emulator'
        ? [`KVM's emulator writes ${hex(op.value)} to CR${op.cr}`]
        : [`vCPU ${op.vcpu ?? 0} writes ${hex(op.value)} to CR${op.cr}`];
    default:
  }
  throw new Error(`${op.op} is part of no property, so it has no words here`);
}

function hypercallStep(op: Hypercall): readonly string[] {
  const array = op.array ?? [];
  const plain = op.nr === 13 && array.length > 0 && hex(op.a1) === hex(lockRequest(array).a1) && op.a2 === 0n;
  if (plain && !op.unreadable && !op.host_memory) {
    const rows = array.map((one) => [hex(one.gfn_start), hex(one.gfn_end), hex(one.attributes)]);
    return ['the guest asks to lock:', ...table([['gfn_start', 'gfn_end', 'attributes'], ...rows])];
  }
  const pins =
    array.length === 0 && op.a2 === 0n && !op.unreadable && !op.host_memory && (op.a0 === 0n || op.a0 === 4n);
  if (pins && op.a1 !== 0n) return [`the guest pins ${hex(op.a1)} in CR${op.a0}`];
  const hole = op.unreadable?.[0];
  const rows = [
    ['a0', hex(op.a0)],
    ['a1', hex(op.a1)],
    ['a2', hex(op.a2)],
    ...(op.host_memory === 'fail' ? [['host_memory', 'fail']] : []),
    ...(hole ? [['unreadable', `${hex(hole.start)}-${hex(hole.end)}`]] : []),
    ...(array.length > 0 ? [['ranges', array.map(rangeText).join(', ')]] : []),
  ];
  return [`the guest makes hypercall ${op.nr} with:`, ...table(rows)];
}

function rangeText({ gfn_start, gfn_end, attributes }: PaRange): string {
  return `${hex(gfn_start)}-${hex(gfn_end)} ${hex(attributes)}`;
}

const ACCESSES: Readonly<Record<string, string>> = {
  '0x0': 'the guest kernel reads',
  '0x2': 'the guest kernel writes',
  '0x10': 'the guest kernel executes',
  '0x6': 'a guest process writes',
  '0x14': 'a guest process executes',
};

function accessStep(op: Access): readonly string[] {
  const who = op.path === 'emulated' ? "KVM's emulator writes" : ACCESSES[hex(op.error_code)];
  if (who && op.gpa % 0x1000n === 0n && op.gva === undefined) return [`${who} GFN ${hex(op.gpa >> 12n)}`];
  const rows = [['gpa', hex(op.gpa)], ['error_code', hex(op.error_code)], ['gva', hex(op.gva ?? 0n)]]; // prettier-ignore
  return ['the host sees an access with:', ...table(rows)];
}
