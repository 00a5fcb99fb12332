/** Instructions of the guest, and exits that are forced. */
import { hex, parseU64 } from '../../model/core/u64';
import type { Exit, Op, Trapped } from '../../model/nv/types';
import type { Word } from '../phrases/word';
import { alternatives } from '../phrases/word';
import { BITS, bitsOfText, pstateText } from './bits';

const HEX = '0x[0-9a-fA-F_]+';
const TRAPPED: readonly Trapped['insn'][] = [
  ...(['SMC', 'TLBI VMALLE1', 'TLBI ALLE2'] as const),
  ...(['MRS VBAR_EL12', 'MRS ACTLR_EL1', 'WFE'] as const),
];

const BY_HYPERVISOR = ' trapped by its hypervisor';
const FIXED_UP = ', fixed up';
const FORGED = ' with a wrong code';

/** One instruction, as the operation that executes it. */
export const nvInsn: Word<Op> = {
  pattern: new RegExp(
    `SVC(?: ${HEX})?|UDF|FP|HVC ${HEX}|LDR from ${HEX}|ERET(?:${BY_HYPERVISOR})?|ERETA[AB](?:${FORGED})?|(?:${alternatives(TRAPPED)})(?:${FIXED_UP})?`,
  ),
  forms: `SVC, SVC 0x…, UDF, FP, HVC 0x…, LDR from 0x…, ERET, ERET${BY_HYPERVISOR}, ERETAA, ERETAB${FORGED}, ${TRAPPED.join(', ')}; with "${FIXED_UP}" where KVM re-enters at once`,
  read: (text) => {
    const [words = ''] = text.split(FIXED_UP);
    const insn = TRAPPED.find((one) => one === words);
    if (insn) return { op: 'trapped', insn, ...(text === words ? {} : { resume: true }) };
    if (text === 'ERET') return { op: 'eret' };
    if (text.startsWith('ERETA'))
      return {
        op: 'eret',
        key: text.startsWith('ERETAA') ? 'A' : 'B',
        ...(text.endsWith(FORGED) ? { forged: true } : {}),
      };
    if (text.startsWith('ERET')) return { op: 'eret', fine_grained: true };
    const [name, operand] = text.split(/ (?:from )?/);
    if (name === 'HVC') return { op: 'hvc', imm: parseU64(operand ?? '') };
    if (name === 'LDR') return { op: 'ldr', ipa: parseU64(operand ?? '') };
    if (name === 'UDF' || name === 'FP') return { op: 'exception', class: name };
    return { op: 'exception', class: 'SVC', ...(operand === undefined ? {} : { imm: parseU64(operand) }) };
  },
  write: (op) => {
    switch (op.op) {
      case 'exception':
        return op.imm === undefined ? op.class : `${op.class} ${hex(op.imm)}`;
      case 'hvc':
        return `HVC ${hex(op.imm)}`;
      case 'ldr':
        return `LDR from ${hex(op.ipa)}`;
      case 'eret':
        if (op.key !== undefined) return `ERETA${op.key}${op.forged ? FORGED : ''}`;
        return op.fine_grained ? `ERET${BY_HYPERVISOR}` : 'ERET';
      case 'trapped':
        return op.resume ? `${op.insn}${FIXED_UP}` : op.insn;
      default:
        return null;
    }
  },
};

const EXIT = new RegExp(
  `^(a fixed-up )?(?:(IRQ)|(TRAP|SERROR) (${HEX}))(?: with SPSR_EL2 (${BITS})(?: and ELR_EL2 (${HEX}))?)?$`,
);

/** An exit that no instruction asks for, with what SPSR_EL2 and ELR_EL2 hold then where no guest decides it. */
export const nvExit: Word<Omit<Exit, 'op'>> = {
  pattern: new RegExp(EXIT.source.replace(/^\^|\$$/g, '').replace(/\((?!\?)/g, '(?:')),
  forms: 'IRQ, TRAP 0x…, SERROR 0x…, a fixed-up TRAP 0x…, IRQ with SPSR_EL2 EL1h and ELR_EL2 0x…',
  read: (text) => {
    const [, fixedUp, irq, kind, esr, spsr, elr] = EXIT.exec(text) ?? [];
    return {
      ...(irq === undefined
        ? { kind: kind === 'TRAP' ? 'TRAP' : 'SERROR', esr: parseU64(esr ?? '') }
        : { kind: 'IRQ' }),
      ...(fixedUp === undefined ? {} : { resume: true }),
      ...(spsr === undefined ? {} : { spsr: bitsOfText(spsr) }),
      ...(elr === undefined ? {} : { elr: parseU64(elr) }),
    };
  },
  write: ({ kind, esr, resume = false, spsr, elr }) => {
    const what = `${resume ? 'a fixed-up ' : ''}${kind}${esr === undefined ? '' : ` ${hex(esr)}`}`;
    const holds = spsr === undefined ? '' : ` with SPSR_EL2 ${pstateText(spsr)}`;
    return elr === undefined ? `${what}${holds}` : `${what}${holds} and ELR_EL2 ${hex(elr)}`;
  },
};
