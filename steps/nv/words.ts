/** Nested virtualisation: hosts, places, registers, instructions and exits. */
import { differences } from '../../model/core/compare';
import { hex, parseU64 } from '../../model/core/u64';
import { HCR } from '../../model/nv/pstate';
import type { Config, Execute, GuestReg, OneReg, Op, VcpuInit } from '../../model/nv/types';
import type { Word } from '../phrases/word';
import { alternatives, namesWord } from '../phrases/word';
import { BITS, bitsOfText, hcrText, pstateText } from './bits';
import { nvExit, nvInsn } from './instructions';
import type { Reading } from './readings';
import { READINGS } from './readings';

/** The features that a vCPU is initialised with. */
export type Features = Omit<VcpuInit, 'op'>;

/** Where a guest is: PSTATE, and HCR_EL2 where there is one. */
export interface Spot {
  readonly pstate: bigint;
  readonly hcr: bigint | null;
}

const HEX = '0x[0-9a-fA-F_]+';

const ONE_REGS: readonly OneReg[] = [
  ...(['PSTATE', 'PC', 'HCR_EL2', 'SPSR_EL1', 'ELR_EL1', 'ESR_EL1', 'VBAR_EL1'] as const),
  ...(['SPSR_EL2', 'ELR_EL2', 'ESR_EL2', 'VBAR_EL2'] as const),
];
const GUEST_REGS: readonly GuestReg[] = [
  ...(['HCR_EL2', 'SPSR_EL1', 'ELR_EL1', 'ESR_EL1', 'VBAR_EL1'] as const),
  ...(['SPSR_EL2', 'ELR_EL2', 'ESR_EL2', 'VBAR_EL2', 'CurrentEL', 'SPSel'] as const),
  ...(['NZCV', 'DAIF', 'PAN', 'UAO', 'DIT', 'SSBS'] as const),
];

/** What the host and the VM have or lack, as it changes the configuration. */
const HOSTS: Readonly<Record<string, Partial<Config>>> = {
  'host with VHE': { vhe: true },
  'host without VHE': { vhe: false },
  'host with AArch32 at EL0': { el0_32bit: true },
  'host without AArch32 at EL0': { el0_32bit: false },
  'VM without an in-kernel vGIC': { vgic: false },
};

const nvHost: Word<Partial<Config>> = namesWord(HOSTS);

/** What KVM does by itself. */
const nvKvm = namesWord<'enter' | 'inject_irq'>({
  'enters the guest': 'enter',
  'injects an interrupt into vEL2': 'inject_irq',
});

const SERROR = 'KVM_SET_VCPU_EVENTS with SError ';
const CALLS: Readonly<Record<string, Op>> = {
  KVM_RUN: { op: 'kvm_run' },
  'KVM_RUN with a signal waiting': { op: 'kvm_run', signal: true },
  'KVM_SET_GUEST_DEBUG with single step': { op: 'set_guest_debug', single_step: true },
  'KVM_SET_GUEST_DEBUG with nothing': { op: 'set_guest_debug', single_step: false },
};

/** The operation without what is false by default. */
function plain(op: Op): Op {
  return op.op === 'kvm_run' && op.signal !== true ? { op: 'kvm_run' } : op;
}

/** What userspace asks of KVM. */
const nvCall: Word<Op> = {
  pattern: new RegExp(`${SERROR}${HEX}|${alternatives(Object.keys(CALLS))}`),
  forms: `${Object.keys(CALLS).join(', ')}, ${SERROR}0x…`,
  read: (text) => CALLS[text] ?? { op: 'set_vcpu_events', serror_esr: parseU64(text.slice(SERROR.length)) },
  write: (op) => {
    if (op.op === 'set_vcpu_events') return `${SERROR}${hex(op.serror_esr)}`;
    const [name] = Object.entries(CALLS).find(([, call]) => differences(call, plain(op)).length === 0) ?? [];
    return name ?? null;
  },
};

const FEATURES: readonly (readonly [keyof Features, string])[] = [
  ['has_el2', 'HAS_EL2'],
  ['has_el2_e2h0', 'HAS_EL2_E2H0'],
  ['el1_32bit', 'EL1_32BIT'],
];
const FEATURE = alternatives(FEATURES.map(([, name]) => name));

const nvFeatures: Word<Features> = {
  pattern: new RegExp(`no feature|(?:${FEATURE})(?: and (?:${FEATURE}))*`),
  forms: 'no feature, or HAS_EL2, HAS_EL2_E2H0 and EL1_32BIT joined by and',
  read: (text) => {
    const named = text.split(' and ');
    return {
      has_el2: named.includes('HAS_EL2'),
      has_el2_e2h0: named.includes('HAS_EL2_E2H0'),
      el1_32bit: named.includes('EL1_32BIT'),
    };
  },
  write: (features) => {
    const named = FEATURES.flatMap(([member, name]) => (features[member] ? [name] : []));
    return named.join(' and ') || 'no feature';
  },
};

const nvSpot: Word<Spot> = {
  pattern: new RegExp(`${BITS}(?: with ${BITS})?`),
  forms: 'EL1h, EL0t with E2H|TGE, EL2h|DAIF|IL with E2H, EL2t with neither E2H nor TGE',
  read: (text) => {
    const [pstate = '', hcr] = text.split(' with ');
    return { pstate: bitsOfText(pstate), hcr: hcr === undefined ? null : HCR.RW | bitsOfText(hcr) };
  },
  write: ({ pstate, hcr }) => {
    const text = hcr === null ? '' : hcrText(hcr);
    return text === null ? null : `${pstateText(pstate)}${text === '' ? '' : ` with ${text}`}`;
  },
};

const nvValue: Word<bigint> = {
  pattern: new RegExp(BITS),
  forms: '0x…, EL2h (with DAIF), EL2h|DAIF|IL, E2H|TGE',
  read: bitsOfText,
  write: hex,
};

export type Actor = 'guest' | 'userspace';

/** By whom, which register, and what is written; null where it is read. */
export type Access = readonly [actor: Actor, reg: OneReg | GuestReg, value: bigint | null];

const nvActor: Word<Actor> = namesWord<Actor>({ 'the guest': 'guest', userspace: 'userspace' });

const nvRegister: Word<OneReg | GuestReg> = named([...new Set([...ONE_REGS, ...GUEST_REGS])]);

/** Whether userspace can set and get it. */
export function isOneReg(name: OneReg | GuestReg): name is OneReg {
  return ONE_REGS.some((one) => one === name);
}

/** Whether the guest can write and read it. */
export function isGuestReg(name: OneReg | GuestReg): name is GuestReg {
  return GUEST_REGS.some((one) => one === name);
}

const nvReading: Word<Reading> = namesWord(Object.fromEntries(READINGS.map((one) => [one.name, one])));

const nvRun: Word<Omit<Execute, 'op'>> = {
  pattern: new RegExp(`on(?: to ${HEX}(?: by BR)?)?`),
  forms: 'on, on to 0x…, on to 0x… by BR',
  read: (text) => {
    const [, pc] = new RegExp(`(${HEX})`).exec(text) ?? [];
    return pc === undefined ? {} : { pc: parseU64(pc), ...(text.endsWith(' by BR') ? { br: true } : {}) };
  },
  write: ({ pc, br = false }) => (pc === undefined ? 'on' : `on to ${hex(pc)}${br ? ' by BR' : ''}`),
};

export type Where =
  | { readonly context: 'host' | 'guest' }
  | { readonly place: 'kvm' | 'guest' | 'userspace'; readonly pc: bigint | null };

const PLACES = { KVM: 'kvm', 'the guest': 'guest', userspace: 'userspace' } as const;

const nvWhere: Word<Where> = {
  pattern: new RegExp(`(?:host|guest) context|(?:KVM|the guest)(?: at ${HEX})?|userspace`),
  forms: 'host context, guest context, userspace, KVM, the guest at 0x…',
  read: (text) => {
    if (text.endsWith(' context')) return { context: text.startsWith('host') ? 'host' : 'guest' };
    const [place = '', pc] = text.split(' at ');
    const found = Object.entries(PLACES).find(([name]) => name === place)?.[1] ?? 'userspace';
    return { place: found, pc: pc === undefined ? null : parseU64(pc) };
  },
  write: (where) => {
    if ('context' in where) return `${where.context} context`;
    const [name = ''] = Object.entries(PLACES).find(([, place]) => place === where.place) ?? [];
    return where.pc === null ? name : `${name} at ${hex(where.pc)}`;
  },
};

export type Arrival = 'placed' | 'entered';
export type File = 'EL1' | 'vEL2' | null;
export type Who = 'the vCPU' | 'the run' | 'the handler';

export const WORDS = {
  nvKvm,
  nvCall,
  nvHost,
  nvFeatures,
  nvSpot,
  nvValue,
  nvActor,
  nvRegister,
  nvReading,
  nvRun,
  nvWhere,
  nvInsn,
  nvExit,
  nvArrival: namesWord<Arrival>({ placed: 'placed', entered: 'entered' }),
  /** Whether TGE is set by it. */
  nvTurn: namesWord({ sets: true, clears: false }),
  nvWho: named<Who>(['the vCPU', 'the run', 'the handler']),
  /** Whose registers the CPU holds. */
  nvFile: namesWord<File>({ vEL1: 'EL1', vEL2: 'vEL2', nobody: null }),
} as const;

/** Words that stand for themselves. */
function named<T extends string>(names: readonly T[]): Word<T> {
  return namesWord<T>(Object.fromEntries(names.map((name) => [name, name])));
}
