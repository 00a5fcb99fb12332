/** Tables of a scenario as operations and as expected values. */
import { hex, parseU64 } from '../../model/core/u64';
import type { Op, RunArea } from '../../model/syndbg/types';
import { Cells } from '../phrases/cells';
import { valueOfText } from '../tables';
import { CAPS } from './names';
import type { Fd } from './words';

type Arguments = Readonly<Record<string, string>>;

const RUN_FIELDS = new Set([
  'fill', 'reason', 'type', 'pad1', 'msr', 'control', 'status', 'send_page', 'recv_page', 'pending_page', 'result', 'error', 'data',
]); // prettier-ignore

/** A two-column table as what userspace writes to the run structure. */
export function runAreaOf(table: Cells): RunArea {
  const area: Record<string, bigint | boolean> = {};
  for (const [field, value] of Object.entries(table.rowsHash())) {
    if (field === 'immediate_exit') area[field] = value === '1';
    else if (RUN_FIELDS.has(field)) area[field] = valueOfText(value);
    else
      throw new Error(
        `the run structure has no field "${field}": ${[...RUN_FIELDS, 'immediate_exit'].join(', ')}`,
      );
  }
  return area;
}

/** An ioctl with its arguments by name as an operation. */
export function ioctlOp(ioctl: string, { fd, vm, vcpu }: Fd, args: Arguments): Op {
  const at = { vm, vcpu };
  const cell = (name: string): string => required(ioctl, args, name);
  switch (ioctl) {
    case 'KVM_CHECK_EXTENSION':
      return { op: 'check_extension', fd: fd === 'vm' ? 'vm' : 'system', vm, cap: capOf(cell('cap')) };
    case 'KVM_GET_SUPPORTED_HV_CPUID':
      return { op: 'get_supported_hv_cpuid', fd, ...at, nent: Number(cell('nent')) };
    case 'KVM_GET_SUPPORTED_CPUID':
      return { op: 'get_supported_cpuid' };
    case 'KVM_GET_MSR_INDEX_LIST':
      return { op: 'msr_listed', list: 'index', msr: valueOfText(cell('msr')) };
    case 'KVM_GET_MSR_FEATURE_INDEX_LIST':
      return { op: 'msr_listed', list: 'feature', msr: valueOfText(cell('msr')) };
    case 'KVM_X86_SET_MSR_FILTER':
      return {
        op: 'set_msr_filter',
        vm,
        deny: [{ base: valueOfText(cell('deny')), count: Number(cell('count')) }],
      };
    case 'KVM_SET_REGS':
      return { op: 'set_regs', ...at, rip: parseU64(cell('rip')) };
    case 'KVM_GET_CPUID2':
      return { op: 'get_cpuid', ...at, function: parseU64(cell('leaf')) };
    case 'KVM_GET_MSRS':
      return { op: 'get_msrs', fd: fd === 'system' ? fd : 'vcpu', ...at, msrs: list(cell('msrs')) };
    case 'KVM_SET_MSRS': {
      const values = list(cell('values'));
      const msrs = list(cell('msrs')).map((msr, i) => ({ msr, value: values[i] ?? 0n }));
      return { op: 'set_msrs', fd: fd === 'system' ? fd : 'vcpu', ...at, msrs };
    }
    default:
      throw new Error(`${ioctl} is not among the ioctls of this machine`);
  }
}

/** The ioctl that performs an operation, with its arguments; null where it is none that a property uses. */
export function ioctlCells(op: Op): [string, Fd, Cells] | null {
  switch (op.op) {
    case 'set_msrs': {
      const msrs = op.msrs.map(({ msr }) => hex(msr)).join(', ');
      const values = op.msrs.map(({ value }) => hex(value)).join(', ');
      return ['KVM_SET_MSRS', op, new Cells([['msrs', msrs], ['values', values]])]; // prettier-ignore
    }
    case 'get_msrs':
      return ['KVM_GET_MSRS', op, new Cells([['msrs', op.msrs.map(hex).join(', ')]])];
    case 'get_supported_hv_cpuid':
      return ['KVM_GET_SUPPORTED_HV_CPUID', op, new Cells([['nent', String(op.nent)]])];
    default:
      return null;
  }
}

function required(ioctl: string, args: Arguments, name: string): string {
  const value = args[name];
  if (value === undefined) throw new Error(`${ioctl} needs a row "${name}"`);
  return value;
}

function list(text: string): bigint[] {
  return text.split(/,\s*/).map(valueOfText);
}

function capOf(text: string): number {
  const number = CAPS[text] ?? Number(text);
  if (!Number.isInteger(number))
    throw new Error(`"${text}" is no capability: a number or one of ${Object.keys(CAPS).join(', ')}`);
  return number;
}
