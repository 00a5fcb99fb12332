/** Operations in the words of the scenarios: so that what a property found can be read and run. */
import { differences, show } from '../../model/core/compare';
import type { AnyOp } from '../../model/core/machine';
import { bitsOf } from '../../model/core/owners';
import { hex } from '../../model/core/u64';
import type { Inspection, OneReg, Op } from '../../model/nv/types';
import { expectedAfter, tellingOf } from '../expected';
import type { Lab } from '../lab';
import { featureWords } from './names';
import { claimOf } from './say-claims';
import { enterOps, setupOf } from './setup';

/**
 * The last run of a lab as a scenario: set-up, the operations up to the one that differs, and what must hold of it by
 * the reference. What the subject carried out though it makes no sense, it should have refused.
 */
export function scenarioOf(lab: Lab): string {
  const { config } = setupOf(lab);
  const named = lab.named();
  const { at } = named;
  const ops = lab.trace.slice(0, at === null ? undefined : at + 1).map(({ op }) => op as Op);
  const [init] = ops;
  const given = [
    config.vhe ? 'a VHE host' : 'a host without VHE',
    ...(config.vgic ? [] : ['there is no in-kernel vGIC']),
    ...(config.el0_32bit === undefined
      ? []
      : [`the host CPU has ${config.el0_32bit ? '' : 'no '}AArch32 at EL0`]),
    ...(init?.op === 'vcpu_init' ? [`a vCPU with ${featureWords(init)}`] : []),
  ];
  const acts = stepsOf(init?.op === 'vcpu_init' ? ops.slice(1) : ops);
  const telling = tellingOf(named);
  const expected = expectedAfter<Inspection>(lab, config, ops);
  const wanted = expected
    ? claimOf(telling?.field ?? 'outcome', expected, telling ? bitsOf(telling) : null)
    : null;
  const lines = [
    ...given.map((line, i) => `${i === 0 ? 'Given' : 'And'} ${line}`),
    ...acts.map((line, i) => `${i < acts.length - 1 ? 'And' : 'When'} ${line}`),
    ...(wanted ?? [SENSELESS]).map((line, i) => (i === 0 ? `Then ${line}` : line)),
  ];
  return ['Example: the shortest way to see it', ...lines.map((line) => `  ${line}`)].join('\n');
}

/** Said of what makes no sense and was carried out: no outcome stands for it, and any failure would be nearer. */
const SENSELESS = 'it fails with EINVAL';

/** Operations as steps; what a phrase of the suite does in several operations is that phrase. */
export function stepsOf(ops: readonly Op[]): readonly string[] {
  const [first, ...rest] = ops;
  if (!first) return [];
  const folded = entryWords(ops) ?? returnWords(ops);
  return folded ? [folded.words, ...stepsOf(ops.slice(folded.ops))] : [stepOf(first), ...stepsOf(rest)];
}

interface Folded {
  readonly words: string;
  /** How many operations they stand for. */
  readonly ops: number;
}

/** Userspace places the vCPU, and KVM enters. */
function entryWords(ops: readonly Op[]): Folded | null {
  const set = (reg: OneReg): bigint | null => {
    const op = ops.slice(0, 7).find((one) => one.op === 'set_one_reg' && one.reg === reg);
    return op?.op === 'set_one_reg' ? op.value : null;
  };
  const [pstate, hcr] = [set('PSTATE'), set('HCR_EL2')];
  if (pstate === null) return null;
  const phrase = enterOps(pstate, hcr);
  if (differences(phrase, ops.slice(0, phrase.length)).length > 0) return null;
  const at = hcr === null ? '' : ` and HCR_EL2 ${hex(hcr)}`;
  return { words: `the guest is entered with PSTATE ${hex(pstate)}${at}`, ops: phrase.length };
}

function returnWords([spsr, elr, eret]: readonly Op[]): Folded | null {
  if (spsr?.op !== 'msr' || elr?.op !== 'msr' || eret?.op !== 'eret') return null;
  if (spsr.reg !== 'SPSR_EL2' || elr.reg !== 'ELR_EL2' || eret.fine_grained) return null;
  return { words: `the guest returns with SPSR_EL2 ${hex(spsr.value)} to ${hex(elr.value)}`, ops: 3 };
}

/** One operation as a step. */
export function stepOf(any: AnyOp): string {
  const op = any as Op;
  switch (op.op) {
    case 'vcpu_init':
      return `userspace initialises a vCPU with ${featureWords(op)}`;
    case 'get_one_reg':
      return `userspace reads ${op.reg}`;
    case 'set_one_reg':
      return `userspace sets ${op.reg} to ${hex(op.value)}`;
    case 'kvm_run':
      return 'userspace calls KVM_RUN';
    case 'enter':
      return 'KVM enters the guest';
    case 'preempt':
      return 'the host preempts KVM';
    case 'signal':
      return 'a signal ends KVM_RUN';
    case 'inject_irq':
      return 'KVM injects an interrupt into vEL2';
    case 'exit':
      return `the guest exits by ${exitWords(op)}${rawWords(op)}`;
    case 'execute':
      return op.pc === undefined
        ? 'the guest runs on'
        : `the guest ${op.br ? 'branches' : 'runs on'} to ${hex(op.pc)}`;
    case 'exception':
      return `the guest executes ${op.class}${op.imm === undefined ? '' : ` ${hex(op.imm)}`}`;
    case 'msr':
      return `the guest writes ${hex(op.value)} to ${op.reg}`;
    case 'mrs':
      return `the guest reads ${op.reg}`;
    case 'eret':
      return `the guest executes ERET${op.fine_grained ? ' trapped by its hypervisor' : ''}`;
    case 'hvc':
      return `the guest executes HVC ${hex(op.imm)}`;
    case 'trapped':
      return `the guest executes ${op.insn}${op.resume ? ', fixed up' : ''}`;
    case 'ldr':
      return `the guest loads from ${hex(op.ipa)}`;
    default:
      throw new Error(`no words for ${show(op satisfies never)}`);
  }
}

function exitWords(op: Extract<Op, { op: 'exit' }>): string {
  if (op.kind === 'IRQ') return 'IRQ';
  return `${op.resume ? 'a fixed-up ' : ''}${op.kind} ${hex(op.esr ?? 0n)}`;
}

function rawWords({ spsr, elr }: Extract<Op, { op: 'exit' }>): string {
  if (spsr === undefined) return '';
  return ` with SPSR_EL2 ${hex(spsr)}${elr === undefined ? '' : ` and ELR_EL2 ${hex(elr)}`}`;
}
