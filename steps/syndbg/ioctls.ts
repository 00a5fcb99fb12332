/** SynDbg: ioctls as they are called and as operations. */
import { hex, parseU64 } from '../../model/core/u64';
import type { Op } from '../../model/syndbg/types';
import { Cells } from '../phrases/cells';
import type { Word } from '../phrases/word';
import { valueOfText } from '../tables';
import type { Fd } from './places';
import { FD, fdOf, fdText } from './places';

/** An ioctl with its arguments by name. */
export interface Call {
  readonly name: string;
  readonly on: Fd;
  readonly args: Readonly<Record<string, string>>;
}

const WITH = ' with ';

export const ioctl: Word<Call> = {
  pattern: new RegExp(`KVM_[A-Z0-9_]+ on ${FD}(?:${WITH}[a-z]+ [^\\s,:]+(?:, [a-z]+ [^\\s,:]+)*)?`),
  forms: 'KVM_GET_MSRS on vCPU 0, KVM_X86_SET_MSR_FILTER on VM 0 with deny CONTROL, count 5',
  read: (text) => {
    const [call = '', args = ''] = text.split(WITH);
    const [name = '', on = ''] = call.split(' on ');
    const pairs = args.split(', ').flatMap((pair) => {
      const [key, value] = pair.split(' ');
      return key !== undefined && value !== undefined ? [[key, value] as const] : [];
    });
    return { name, on: fdOf(on), args: Object.fromEntries(pairs) };
  },
  write: ({ name, on, args }) => {
    const pairs = Object.entries(args).map((pair) => pair.join(' '));
    return `${name} on ${fdText(on)}${pairs.length === 0 ? '' : `${WITH}${pairs.join(', ')}`}`;
  },
};

/** @throws Error on an ioctl that there is not here, or that lacks an argument */
export function ioctlOp({ name, on, args }: Call): Op {
  const { fd, ...at } = on;
  const arg = (key: string): string => required(name, args, key);
  switch (name) {
    case 'KVM_CHECK_EXTENSION':
      return { op: 'check_extension', fd: fd === 'vm' ? 'vm' : 'system', vm: at.vm, cap: Number(arg('cap')) };
    case 'KVM_GET_SUPPORTED_HV_CPUID':
      return {
        ...{ op: 'get_supported_hv_cpuid', fd, ...at, nent: Number(arg('nent')) },
        ...(args['entries'] === 'whole' ? { whole: true } : {}),
      };
    case 'KVM_GET_SUPPORTED_CPUID':
      return { op: 'get_supported_cpuid' };
    case 'KVM_GET_MSR_INDEX_LIST':
      return { op: 'msr_listed', list: 'index', msr: valueOfText(arg('msr')) };
    case 'KVM_GET_MSR_FEATURE_INDEX_LIST':
      return { op: 'msr_listed', list: 'feature', msr: valueOfText(arg('msr')) };
    case 'KVM_X86_SET_MSR_FILTER': {
      const deny = [{ base: valueOfText(arg('deny')), count: Number(arg('count')) }];
      return { op: 'set_msr_filter', vm: at.vm, deny };
    }
    case 'KVM_SET_REGS':
      return { op: 'set_regs', ...at, rip: parseU64(arg('rip')) };
    default:
      throw new Error(`${name} is not among the ioctls of this machine`);
  }
}

function required(name: string, args: Call['args'], key: string): string {
  const value = args[key];
  if (value === undefined) throw new Error(`${name} needs "${WITH.trim()} ${key} …"`);
  return value;
}

/** A batch: a row for each MSR, with the value that is written. @throws Error on an ioctl that is none */
export function batchOp({ name, on: { fd, ...at } }: Call, { rows }: Cells): Op {
  const where = { fd: fd === 'system' ? fd : ('vcpu' as const), ...at };
  const number = (text = ''): bigint => valueOfText(text);
  switch (name) {
    case 'KVM_GET_MSRS':
      return { op: 'get_msrs', ...where, msrs: rows.map(([msr]) => number(msr)) };
    case 'KVM_SET_MSRS': {
      const msrs = rows.map(([msr, value]) => ({ msr: number(msr), value: number(value) }));
      return { op: 'set_msrs', ...where, msrs };
    }
    default:
      throw new Error(`${name} takes no table: only KVM_GET_MSRS and KVM_SET_MSRS do`);
  }
}

/** The batch that performs an operation; null where it is none. */
export function batchOf(op: Op): [Call, Cells] | null {
  if (op.op === 'get_msrs')
    return [{ name: 'KVM_GET_MSRS', on: op, args: {} }, new Cells(op.msrs.map((msr) => [hex(msr)]))];
  if (op.op === 'set_msrs') {
    const rows = op.msrs.map(({ msr, value }) => [hex(msr), hex(value)]);
    return [{ name: 'KVM_SET_MSRS', on: op, args: {} }, new Cells(rows)];
  }
  return null;
}
