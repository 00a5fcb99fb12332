/** SynDbg: who acts, on what, how. */
import { hex, parseU64 } from '../../model/core/u64';
import type { Hypercall } from '../../model/syndbg/types';
import type { Word } from '../phrases/word';
import { alternatives, bitsWord, namesWord } from '../phrases/word';
import type { Call } from './ioctls';
import type { Bytes } from './bytes';
import { bytes, letters, packet } from './bytes';
import { ioctl } from './ioctls';
import { CAPS, HYPERCALLS, OPTION_BITS, REASON_BITS, REGISTER_NAMES, STATUSES } from './names';
import type { Fd, VcpuRef } from './places';
import { FD, fdOf, fdText, VCPU, vcpuOf, vcpuText } from './places';
import { equipment, manner, vms } from './words-of-given';

export interface Actor extends VcpuRef {
  readonly side: 'guest' | 'host' | 'system' | 'userspace';
}

/** What can be written: an MSR, or bytes of memory. */
export type Target = { readonly msr: bigint } | { readonly bytes: Bytes };

/** What can be read: that, or a leaf of CPUID. */
export type Source = Target | { readonly leaf: bigint };

/** One of the six of a VM. */
export interface Held {
  readonly msr: bigint;
  readonly vm: number;
}

/** What is switched on and off: SynDbg on a vCPU, or the module parameter ignore_msrs (null). */
export type Knob = VcpuRef | null;

export type { Call, Fd, VcpuRef };

const MSR = `(?:${alternatives(Object.keys(REGISTER_NAMES))}|MSR 0x[0-9a-f_]+)`;

const vcpu: Word<VcpuRef> = {
  pattern: new RegExp(VCPU),
  forms: 'vCPU 0, vCPU 1 of VM 2',
  read: vcpuOf,
  write: vcpuText,
};

const actor: Word<Actor> = {
  pattern: new RegExp(`the guest|guest ${VCPU}|the host(?: on ${VCPU})?|userspace(?: on /dev/kvm)?`),
  forms: 'the guest, guest vCPU 1, the host, the host on vCPU 1, userspace on /dev/kvm, userspace',
  read: (text) => {
    if (text === 'userspace') return { side: 'userspace', vm: 0, vcpu: 0 };
    if (text.startsWith('userspace')) return { side: 'system', vm: 0, vcpu: 0 };
    return { side: text.includes('guest') ? 'guest' : 'host', ...vcpuOf(text) };
  },
  write: ({ side, ...at }) => {
    if (side === 'system') return 'userspace on /dev/kvm';
    if (side === 'userspace') return 'userspace';
    return side === 'guest' ? `guest ${vcpuText(at)}` : `the host on ${vcpuText(at)}`;
  },
};

const register: Word<bigint> = {
  pattern: new RegExp(MSR),
  forms: `${Object.keys(REGISTER_NAMES).join(', ')}, MSR 0x…`,
  read: (text) => REGISTER_NAMES[text] ?? parseU64(text.replace('MSR ', '')),
  write: (msr) => {
    const [name] = Object.entries(REGISTER_NAMES).find(([, value]) => value === msr) ?? [];
    return name ?? `MSR ${hex(msr)}`;
  },
};

const LEAF = 'leaf ';

const target: Word<Target> = {
  pattern: new RegExp(`${MSR}|${bytes.pattern.source}`),
  forms: `${register.forms}; ${bytes.forms}`,
  read: (text) => (/^\d byte/.test(text) ? { bytes: bytes.read(text) } : { msr: register.read(text) }),
  write: (to) => ('bytes' in to ? bytes.write(to.bytes) : register.write(to.msr)),
};

const source: Word<Source> = {
  pattern: new RegExp(`${target.pattern.source}|${LEAF}0x[0-9a-f_]+`),
  forms: `${target.forms}; leaf 0x…`,
  read: (text) => (text.startsWith(LEAF) ? { leaf: parseU64(text.slice(LEAF.length)) } : target.read(text)),
  write: (from) => ('leaf' in from ? `${LEAF}${hex(from.leaf)}` : target.write(from)),
};

/** What is written: a number, bits of OPTIONS, or letters. */
const written: Word<bigint> = {
  ...namedBits(OPTION_BITS),
  pattern: new RegExp(`${namedBits(OPTION_BITS).pattern.source}|${letters.pattern.source}`),
  forms: `${namedBits(OPTION_BITS).forms}; ${letters.forms}`,
  read: (text) => (text.startsWith('"') ? letters.read(text) : namedBits(OPTION_BITS).read(text)),
};

const OF_VM = ' of VM ';

const held: Word<Held> = {
  pattern: new RegExp(`${MSR}(?:${OF_VM}\\d+)?`),
  forms: 'CONTROL, SEND_BUFFER of VM 1',
  read: (text) => {
    const [name = '', vm = '0'] = text.split(OF_VM);
    return { msr: register.read(name), vm: Number(vm) };
  },
  write: ({ msr, vm }) => `${register.write(msr) ?? ''}${vm === 0 ? '' : `${OF_VM}${vm}`}`,
};

/** Read by the names of the bits, and written as a number. */
function namedBits(names: Readonly<Record<string, bigint>>): Word<bigint> {
  return { ...bitsWord(names), write: hex };
}

const FAST = 1n << 16n;

/** A hypercall's input value and its two pages. */
type Calling = Pick<Hypercall, 'input' | 'ingpa' | 'outgpa'>;

/** Where the pages are if the text does not say. */
const PAGES = { ingpa: 0x5000n, outgpa: 0x6000n } as const;

const INPUT = `(?:fast )?(?:${alternatives(Object.keys(HYPERCALLS))}|hypercall 0x[0-9a-f_]+)`;

const hypercall: Word<Calling> = {
  pattern: new RegExp(`${INPUT}(?: from 0x[0-9a-f_]+ to 0x[0-9a-f_]+)?`),
  forms: `${Object.keys(HYPERCALLS).join(', ')}, fast POST_DEBUG_DATA, hypercall 0x…, POST_DEBUG_DATA from 0x… to 0x…`,
  read: (text) => {
    const [call = '', pages] = text.split(' from ');
    const [ingpa, outgpa] = pages?.split(' to ').map(parseU64) ?? [];
    const name = call.replace('fast ', '');
    const code = HYPERCALLS[name] ?? parseU64(name.replace('hypercall ', ''));
    return {
      input: call.startsWith('fast ') ? code | FAST : code,
      ingpa: ingpa ?? PAGES.ingpa,
      outgpa: outgpa ?? PAGES.outgpa,
    };
  },
  write: ({ input, ingpa, outgpa }) => {
    const usual = ingpa === PAGES.ingpa && outgpa === PAGES.outgpa;
    return `${inputText(input)}${usual ? '' : ` from ${hex(ingpa)} to ${hex(outgpa)}`}`;
  },
};

function inputText(input: bigint): string {
  const [name] = Object.entries(HYPERCALLS).find(([, code]) => (input & ~FAST) === code) ?? [];
  if (name === undefined) return `hypercall ${hex(input)}`;
  return (input & FAST) === 0n ? name : `fast ${name}`;
}

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

const capname: Word<string> = {
  pattern: /KVM_CAP_[A-Z0-9_]+/,
  forms: 'the name of a capability, as in KVM_CAP_HYPERV_SYNIC',
  read: (text) => text,
  write: (text) => text,
};

const fd: Word<Fd> = {
  pattern: new RegExp(FD),
  forms: '/dev/kvm, VM 0, vCPU 0, vCPU 1 of VM 2',
  read: fdOf,
  write: fdText,
};

/** The list of KVM, passed on by a userspace with or without a debugger of its own. */
export const PASSED = { with: 'passed', without: 'passed without' } as const;
type Passed = (typeof PASSED)[keyof typeof PASSED];

export function isPassed(leaves: boolean | null | Passed): leaves is Passed {
  return typeof leaves === 'string';
}

const leaves: Word<boolean | null | Passed> = namesWord<boolean | null | Passed>({
  'the leaves with SynDbg on': true,
  'the leaves with SynDbg off': false,
  'no leaves': null,
  'the leaves that KVM lists, with a debugger': PASSED.with,
  'the leaves that KVM lists, without a debugger': PASSED.without,
});

const IGNORE_MSRS = 'the module parameter ignore_msrs';

const knob: Word<Knob> = {
  pattern: new RegExp(`SynDbg on ${VCPU}|${IGNORE_MSRS}`),
  forms: `SynDbg on vCPU 0, ${IGNORE_MSRS}`,
  read: (text) => (text === IGNORE_MSRS ? null : vcpuOf(text)),
  write: (at) => (at === null ? IGNORE_MSRS : `SynDbg on ${vcpuText(at)}`),
};

/** Where a vCPU stands: the exit in which it waits, or null. */
const standing: Word<string | null> = {
  pattern: /can run|waits in its [A-Z]+ exit/,
  forms: 'can run, waits in its SYNDBG exit',
  read: (text) => (text === 'can run' ? null : (text.split(' ')[3] ?? '')),
  write: (exit) => (exit === null ? 'can run' : `waits in its ${exit} exit`),
};

export const WORDS = {
  vms,
  equipment,
  manner,
  vcpu,
  actor,
  msrtarget: target,
  msrsource: source,
  msrheld: held,
  msrvalue: written,
  caparg: namedBits(REASON_BITS),
  hypercall,
  hvstatus: namesWord(STATUSES),
  cap,
  capname,
  fd,
  ioctl,
  hvleaves: leaves,
  syndbgknob: knob,
  vcpustate: standing,
  packet,
  vmmturn: namesWord({ enters: 'run', serves: 'serve' } as const),
} as const;
