/** Operations in the words of the scenarios: so that what a property found can be read and run. */
import { show } from '../../model/core/compare';
import type { AnyOp, AnyOutcome } from '../../model/core/machine';
import { hex } from '../../model/core/u64';
import type { Event, Op } from '../../model/nv/types';
import type { Lab } from '../lab';
import { featureWords } from './names';
import { setupOf } from './setup';

/** The last run of a lab as a scenario: set-up, one step for each operation, and what the model expected last. */
export function scenarioOf(lab: Lab): string {
  const { config } = setupOf(lab);
  const ops = lab.trace.map(({ op }) => op as Op);
  const init = ops[0]?.op === 'vcpu_init' ? ops[0] : null;
  const rest = init ? ops.slice(1) : ops;
  const given = [
    config.vhe ? 'a VHE host' : 'a host without VHE',
    ...(config.vgic ? [] : ['there is no in-kernel vGIC']),
    ...(config.el0_32bit === undefined
      ? []
      : [`the host CPU has ${config.el0_32bit ? '' : 'no '}AArch32 at EL0`]),
    ...(init ? [`a vCPU with ${featureWords(init)}`] : []),
  ];
  const wanted = rest.length > 0 && lab.expectation ? claimsOf(lab.expectation) : [];
  const lines = [
    ...given.map((line, i) => `${i === 0 ? 'Given' : 'And'} ${line}`),
    ...rest.map((op, i) => `${i === 0 ? 'When' : 'And'} ${stepOf(op)}`),
    ...wanted,
  ];
  return ['Example: the shortest way to see it', ...lines.map((line) => `  ${line}`)].join('\n');
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

/** What an outcome shows, as Then steps. */
export function claimsOf(outcome: AnyOutcome): readonly string[] {
  const { value, error, fault } = outcome as { value?: bigint; error?: string; fault?: string };
  const events = (outcome.events ?? []) as readonly Event[];
  const first =
    outcome.outcome === 'error'
      ? `it fails with ${error ?? ''}`
      : outcome.outcome === 'fault'
        ? `it is refused with ${fault ?? ''}`
        : value === undefined
          ? 'it succeeds'
          : `it returns ${hex(value)}`;
  const table = events.map((event) => {
    const [what = '', ...rest] = wordsOf(event).split(' ');
    return `  | ${what} | ${rest.join(' ')} |`;
  });
  return [
    `Then ${first}`,
    ...(table.length > 0 ? ['And this happens, in order:', '  | what | with |', ...table] : []),
  ];
}

/** One event in the words of a table: its name and the one thing that it carries. */
export function wordsOf(event: Event): string {
  switch (event.event) {
    case 'sync':
      return `sync ${hex(event.pstate)}`;
    case 'esr':
      return `esr ${hex(event.esr)}`;
    case 'handler':
      return `handler ${event.host_context ? 'host context' : 'guest context'}`;
    case 'put':
    case 'load':
      return `${event.event} ${event.file === 'EL1' ? 'vEL1' : 'vEL2'}`;
    case 'exception':
      return `exception by ${event.by} to ${event.to}`;
    case 'eret':
      return `eret ${event.path}`;
    case 'kvm_exit':
      return `kvm_exit ${event.reason}`;
    case 'warn':
    case 'panic':
      return event.event;
    default:
      throw new Error(`no words for ${show(event satisfies never)}`);
  }
}
