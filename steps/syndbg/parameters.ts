/** Parameter types of the SynDbg steps: who acts, on what, how. */
import { defineParameterType } from '@cucumber/cucumber';
import { parseU64 } from '../../model/core/u64';
import { nameValues } from '../tables';
import { CAPS, HYPERCALLS, REGISTER_NAMES } from './names';

export interface VcpuRef {
  readonly vm: number;
  readonly vcpu: number;
}

export interface Actor extends VcpuRef {
  readonly side: 'guest' | 'host' | 'system';
}

export interface Fd extends VcpuRef {
  readonly fd: 'system' | 'vm' | 'vcpu';
}

export interface SyndbgParameterTypes {
  readonly actor: Actor;
  readonly vcpu: VcpuRef;
  readonly fd: Fd;
  /** An MSR number. */
  readonly register: bigint;
  /** A hypercall input value. */
  readonly hypercall: bigint;
  readonly cap: number;
  readonly ioctl: string;
  readonly manner: string;
}

nameValues(REGISTER_NAMES);

const VCPU = /vCPU (\d+)(?: of VM (\d+))?/;

defineParameterType({ name: 'vcpu', regexp: VCPU, transformer: vcpuRef });
defineParameterType({
  name: 'actor',
  regexp:
    /the guest|guest vCPU \d+(?: of VM \d+)?|the host(?: on vCPU \d+(?: of VM \d+)?)?|userspace on \/dev\/kvm/,
  transformer: actorOf,
});
defineParameterType({ name: 'register', regexp: registerPattern(), transformer: registerNumber });
defineParameterType({
  name: 'hypercall',
  regexp: new RegExp(`(?:fast )?(?:${Object.keys(HYPERCALLS).join('|')}|hypercall 0x[0-9a-f_]+)`),
  transformer: hypercallInput,
});
defineParameterType({ name: 'cap', regexp: /KVM_CAP_[A-Z0-9_]+|capability \d+/, transformer: capNumber });
defineParameterType({ name: 'ioctl', regexp: /KVM_[A-Z0-9_]+/, transformer: (text: string) => text });
defineParameterType({ name: 'fd', regexp: /\/dev\/kvm|VM \d+|vCPU \d+(?: of VM \d+)?/, transformer: fdOf });
defineParameterType({
  name: 'manner',
  regexp:
    /in real mode|in 32-bit protected mode|through the emulator|at CPL [0-3]|with 0x[0-9a-f_]+ in the upper halves/,
  transformer: (text: string) => text,
});

function vcpuRef(vcpu: string, vm?: string): VcpuRef {
  return { vm: Number(vm ?? 0), vcpu: Number(vcpu) };
}

function actorOf(text: string): Actor {
  if (text.startsWith('userspace')) return { side: 'system', vm: 0, vcpu: 0 };
  const match = VCPU.exec(text);
  return { side: text.includes('guest') ? 'guest' : 'host', ...vcpuRef(match?.[1] ?? '0', match?.[2]) };
}

function fdOf(text: string): Fd {
  if (text === '/dev/kvm') return { fd: 'system', vm: 0, vcpu: 0 };
  const vm = /^VM (\d+)$/.exec(text);
  if (vm) return { fd: 'vm', vm: Number(vm[1]), vcpu: 0 };
  const match = VCPU.exec(text);
  return { fd: 'vcpu', ...vcpuRef(match?.[1] ?? '0', match?.[2]) };
}

function registerPattern(): RegExp {
  return new RegExp(`${Object.keys(REGISTER_NAMES).join('|')}|MSR 0x[0-9a-f_]+`);
}

function registerNumber(text: string): bigint {
  return REGISTER_NAMES[text] ?? parseU64(text.replace('MSR ', ''));
}

function hypercallInput(text: string): bigint {
  const name = text.replace('fast ', '');
  const code = HYPERCALLS[name] ?? parseU64(name.replace('hypercall ', ''));
  return text.startsWith('fast ') ? code | (1n << 16n) : code;
}

function capNumber(text: string): number {
  const number = CAPS[text] ?? Number(/\d+$/.exec(text)?.[0]);
  if (Number.isNaN(number))
    throw new RangeError(`${text} has no number here: known are ${Object.keys(CAPS).join(', ')}`);
  return number;
}
