/** Words of the nv scenarios: registers, modes, features, instructions and exits. */
import { defineParameterType } from '@cucumber/cucumber';
import { parseU64 } from '../../model/core/u64';
import type { Exit, GuestReg, Mode, OneReg, Op, VcpuInit } from '../../model/nv/types';

export type Bit = 'set' | 'clear';
export type ExitWords = Pick<Exit, 'kind' | 'esr' | 'resume'>;
export type Place = 'in the guest' | 'in KVM' | 'in userspace';

export interface NvParameterTypes {
  readonly nvRegister: OneReg;
  readonly nvGuestRegister: GuestReg;
  readonly nvMode: Mode;
  readonly nvBit: boolean;
  readonly nvFeatures: Omit<VcpuInit, 'op'>;
  readonly nvInsn: Op;
  readonly nvExit: ExitWords;
  /** Whether it is host context. */
  readonly nvContext: boolean;
  readonly nvPlace: Place;
  readonly nvFile: 'EL1' | 'vEL2' | null;
}

export const ONE_REGS: readonly OneReg[] = [
  'PSTATE', 'PC', 'HCR_EL2', 'SPSR_EL1', 'ELR_EL1', 'ESR_EL1', 'VBAR_EL1', 'SPSR_EL2', 'ELR_EL2', 'ESR_EL2', 'VBAR_EL2',
]; // prettier-ignore
export const GUEST_REGS: readonly GuestReg[] = [
  'HCR_EL2', 'SPSR_EL1', 'ELR_EL1', 'ESR_EL1', 'VBAR_EL1', 'SPSR_EL2', 'ELR_EL2', 'ESR_EL2', 'VBAR_EL2', 'CurrentEL',
  'SPSel', 'NZCV', 'DAIF', 'PAN', 'UAO', 'DIT', 'SSBS',
]; // prettier-ignore
/** M[4:0] of each mode that has a name. */
export const MODE_OF: Readonly<Partial<Record<Mode, bigint>>> = {
  EL0t: 0x0n, EL1t: 0x4n, EL1h: 0x5n, EL2t: 0x8n, EL2h: 0x9n, EL3t: 0xcn, EL3h: 0xdn, User: 0x10n, FIQ: 0x11n,
  IRQ: 0x12n, Supervisor: 0x13n, Monitor: 0x16n, Abort: 0x17n, Hyp: 0x1an, Undefined: 0x1bn, System: 0x1fn,
}; // prettier-ignore

const TRAPPED = ['SMC', 'TLBI VMALLE1', 'TLBI ALLE2', 'MRS VBAR_EL12', 'MRS ACTLR_EL1', 'WFE'] as const;
const FEATURE = /HAS_EL2(?!_)|HAS_EL2_E2H0|EL1_32BIT/g;
const HEX = '0x[0-9a-f_]+';

const anyOf = (words: readonly string[]): RegExp => new RegExp(words.join('|'));
const same = (text: string): unknown => text;

defineParameterType({ name: 'nvRegister', regexp: anyOf(ONE_REGS), transformer: same });
defineParameterType({ name: 'nvGuestRegister', regexp: anyOf(GUEST_REGS), transformer: same });
defineParameterType({ name: 'nvMode', regexp: anyOf(Object.keys(MODE_OF)), transformer: same });
defineParameterType({ name: 'nvBit', regexp: /set|clear/, transformer: (text: string) => text === 'set' });
defineParameterType({
  name: 'nvFeatures',
  regexp: /no feature|(?:HAS_EL2|EL1_32BIT)(?:[A-Z0-9_]| and )*/,
  transformer: featuresOf,
});
defineParameterType({
  name: 'nvInsn',
  regexp: new RegExp(
    `(?:SVC(?: ${HEX})?|UDF|FP|HVC ${HEX}|ERET(?: trapped by its hypervisor)?|${TRAPPED.join('|')})(?:, fixed up)?`,
  ),
  transformer: instructionOf,
});
defineParameterType({
  name: 'nvExit',
  regexp: new RegExp(`IRQ|(?:a fixed-up )?(?:TRAP|SERROR) ${HEX}`),
  transformer: exitOf,
});
defineParameterType({
  name: 'nvContext',
  regexp: /host|guest/,
  transformer: (text: string) => text === 'host',
});
defineParameterType({ name: 'nvPlace', regexp: /in the guest|in KVM|in userspace/, transformer: same });
defineParameterType({ name: 'nvFile', regexp: /vEL1|vEL2|nobody/, transformer: fileOf });

/** @throws RangeError on a word that is no feature */
export function featuresOf(text: string): NvParameterTypes['nvFeatures'] {
  const named = text === 'no feature' ? [] : text.split(' and ');
  const wrong = named.find((word) => !(word.match(FEATURE)?.[0] === word));
  if (wrong !== undefined)
    throw new RangeError(`"${wrong}" is no feature: HAS_EL2, HAS_EL2_E2H0, EL1_32BIT or no feature`);
  return {
    has_el2: named.includes('HAS_EL2'),
    has_el2_e2h0: named.includes('HAS_EL2_E2H0'),
    el1_32bit: named.includes('EL1_32BIT'),
  };
}

function instructionOf(text: string): Op {
  const [words = '', fixed] = text.split(/(, fixed up)$/);
  const resume = fixed === undefined ? {} : { resume: true };
  const [name, imm] = words.split(' ');
  if (name === 'SVC')
    return { op: 'exception', class: 'SVC', ...(imm === undefined ? {} : { imm: parseU64(imm) }) };
  if (name === 'UDF' || name === 'FP') return { op: 'exception', class: name };
  if (name === 'HVC') return { op: 'hvc', imm: parseU64(imm ?? '') };
  if (name === 'ERET') return imm === undefined ? { op: 'eret' } : { op: 'eret', fine_grained: true };
  const insn = TRAPPED.find((one) => one === words);
  if (!insn)
    throw new RangeError(
      `"${words}" is no instruction of these scenarios: SVC, UDF, FP, HVC, ERET, ${TRAPPED.join(', ')}`,
    );
  return { op: 'trapped', insn, ...resume };
}

function exitOf(text: string): ExitWords {
  if (text === 'IRQ') return { kind: 'IRQ' };
  const resume = text.startsWith('a fixed-up ') ? { resume: true } : {};
  const [kind, esr] = text.replace('a fixed-up ', '').split(' ') as ['TRAP' | 'SERROR', string];
  return { kind, esr: parseU64(esr), ...resume };
}

function fileOf(text: string): 'EL1' | 'vEL2' | null {
  return text === 'nobody' ? null : text === 'vEL1' ? 'EL1' : 'vEL2';
}
