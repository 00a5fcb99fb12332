/** Tables of a scenario as operations and as expected values. */
import type { DataTable } from '@cucumber/cucumber';
import { parseU64 } from '../../model/core/u64';
import type { Op, RunArea } from '../../model/syndbg/types';
import { valueOfText } from '../tables';
import { CAPS } from './names';
import type { Fd } from './parameters';

type Cells = Readonly<Record<string, string>>;

const RUN_FIELDS = new Set([
  'fill', 'reason', 'type', 'pad1', 'msr', 'control', 'status', 'send_page', 'recv_page', 'pending_page', 'result', 'error', 'data',
]); // prettier-ignore

/** A two-column table as what userspace writes to the run structure. */
export function runAreaOf(table: DataTable): RunArea {
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
export function ioctlOp(ioctl: string, { fd, vm, vcpu }: Fd, args: Cells): Op {
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

function required(ioctl: string, args: Cells, name: string): string {
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
