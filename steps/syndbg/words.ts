/** SynDbg: who acts, on what, how. */
import { parseU64 } from '../../model/core/u64';
import { alternatives } from '../phrases/word';
import type { Word } from '../phrases/word';
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

const VCPU = 'vCPU \\d+(?: of VM \\d+)?';

const vcpu: Word<VcpuRef> = {
  pattern: new RegExp(VCPU),
  forms: 'vCPU 0, vCPU 1 of VM 2',
  read: vcpuOf,
  write: vcpuText,
};

const actor: Word<Actor> = {
  pattern: new RegExp(`the guest|guest ${VCPU}|the host(?: on ${VCPU})?|userspace on /dev/kvm`),
  forms: 'the guest, guest vCPU 1, the host, the host on vCPU 1, userspace on /dev/kvm',
  read: (text) => {
    if (text.startsWith('userspace')) return { side: 'system', vm: 0, vcpu: 0 };
    return { side: text.includes('guest') ? 'guest' : 'host', ...vcpuOf(text) };
  },
  write: ({ side, ...at }) => {
    if (side === 'system') return 'userspace on /dev/kvm';
    return side === 'guest' ? `guest ${vcpuText(at)}` : `the host on ${vcpuText(at)}`;
  },
};

const register: Word<bigint> = {
  pattern: new RegExp(`${alternatives(Object.keys(REGISTER_NAMES))}|MSR 0x[0-9a-f_]+`),
  forms: `${Object.keys(REGISTER_NAMES).join(', ')}, MSR 0x…`,
  read: (text) => REGISTER_NAMES[text] ?? parseU64(text.replace('MSR ', '')),
  write: (msr) => {
    const [name] = Object.entries(REGISTER_NAMES).find(([, value]) => value === msr) ?? [];
    return name ?? `MSR 0x${msr.toString(16)}`;
  },
};

const FAST = 1n << 16n;

const hypercall: Word<bigint> = {
  pattern: new RegExp(`(?:fast )?(?:${alternatives(Object.keys(HYPERCALLS))}|hypercall 0x[0-9a-f_]+)`),
  forms: `${Object.keys(HYPERCALLS).join(', ')}, fast POST_DEBUG_DATA, hypercall 0x…`,
  read: (text) => {
    const name = text.replace('fast ', '');
    const code = HYPERCALLS[name] ?? parseU64(name.replace('hypercall ', ''));
    return text.startsWith('fast ') ? code | FAST : code;
  },
  write: (input) => {
    const [name] = Object.entries(HYPERCALLS).find(([, code]) => (input & ~FAST) === code) ?? [];
    return name === undefined ? `hypercall 0x${input.toString(16)}` : `${(input & FAST) === 0n ? '' : 'fast '}${name}`; // prettier-ignore
  },
};

const cap: Word<number> = {
  pattern: /KVM_CAP_[A-Z0-9_]+|capability \d+/,
  forms: `${Object.keys(CAPS).join(', ')}, capability 200`,
  read: (text) => {
    const number = CAPS[text] ?? Number(/\d+$/.exec(text)?.[0]);
    if (Number.isNaN(number))
      throw new RangeError(`${text} has no number here: known are ${Object.keys(CAPS).join(', ')}`);
    return number;
  },
  write: (number) => `capability ${number}`,
};

const ioctl: Word<string> = {
  pattern: /KVM_[A-Z0-9_]+/,
  forms: 'the name of an ioctl, as in KVM_GET_MSRS',
  read: (text) => text,
  write: (text) => text,
};

const fd: Word<Fd> = {
  pattern: new RegExp(`/dev/kvm|VM \\d+|${VCPU}`),
  forms: '/dev/kvm, VM 0, vCPU 0, vCPU 1 of VM 2',
  read: (text) => {
    if (text === '/dev/kvm') return { fd: 'system', vm: 0, vcpu: 0 };
    return text.startsWith('VM ')
      ? { fd: 'vm', vm: Number(text.slice('VM '.length)), vcpu: 0 }
      : { fd: 'vcpu', ...vcpuOf(text) };
  },
  write: ({ fd: kind, ...at }) =>
    kind === 'system' ? '/dev/kvm' : kind === 'vm' ? `VM ${at.vm}` : vcpuText(at),
};

const manner: Word<string> = {
  pattern:
    /in real mode|in 32-bit protected mode|through the emulator|at CPL [0-3]|with 0x[0-9a-f_]+ in the upper halves/,
  forms:
    'in real mode, in 32-bit protected mode, through the emulator, at CPL 0, with 0x… in the upper halves',
  read: (text) => text,
  write: (text) => text,
};

export const WORDS = { vcpu, actor, register, hypercall, cap, ioctl, fd, manner } as const;

/** Of the first vCPU where the text names none. */
function vcpuOf(text: string): VcpuRef {
  const [, index = '0', vm = '0'] = /vCPU (\d+)(?: of VM (\d+))?/.exec(text) ?? [];
  return { vm: Number(vm), vcpu: Number(index) };
}

function vcpuText({ vm, vcpu: index }: VcpuRef): string {
  return vm === 0 ? `vCPU ${index}` : `vCPU ${index} of VM ${vm}`;
}
