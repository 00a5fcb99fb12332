/** From the probe's words for exits and ends of a run to events and outcomes. */
import type { Fact } from './facts';
import { Misfit, value } from './facts';
import type { Instruction } from './instruction';

export type ExitKind = 'SYNDBG' | 'HCALL' | 'SYNIC' | 'RDMSR' | 'WRMSR' | 'BARE';

type Fields = Readonly<Record<string, unknown>>;

const KIND_OF_TYPE: Readonly<Record<string, ExitKind>> = { '1': 'SYNIC', '2': 'HCALL', '3': 'SYNDBG' };

/** Exit reasons: 27 HYPERV, 29 and 30 X86_RDMSR and X86_WRMSR; 0 and what the probe preset are no reason at all. */
export function kindOf(exit: Fields): ExitKind {
  const kind = {
    '27': KIND_OF_TYPE[String(exit['type'])],
    '29': 'RDMSR' as const,
    '30': 'WRMSR' as const,
    '0': 'BARE' as const,
    [String(0xdeadbeefn)]: 'BARE' as const,
  }[String(exit['reason'])];
  if (!kind) throw new Error(`exit with reason ${String(exit['reason'])}, type ${String(exit['type'])}`);
  return kind;
}

/** The fields of an event, in the probe's words where they differ. */
const FIELDS: Readonly<Record<ExitKind, Readonly<Record<string, string>>>> = {
  SYNDBG: same('type', 'pad1', 'msr', 'pad2', 'control', 'status', 'send_page', 'recv_page', 'pending_page'),
  HCALL: same('type', 'pad1', 'input', 'result'),
  SYNIC: {
    ...same('type', 'pad1'),
    msr: 'synic_msr',
    control: 'synic_control',
    evt_page: 'synic_evt_page',
    msg_page: 'synic_msg_page',
  },
  RDMSR: { index: 'um_index', msr_reason: 'um_reason', data: 'um_data', error: 'um_error' },
  WRMSR: { index: 'um_index', msr_reason: 'um_reason', data: 'um_data', error: 'um_error' },
  BARE: {},
};

function same(...names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name) => [name, name]));
}

export function eventOf(kind: ExitKind, exit: Fields): object {
  const fields = Object.entries(FIELDS[kind]).map(([name, theirs]) => [name, exit[theirs]] as const);
  const params = kind === 'HCALL' ? { params: [exit['param0'], exit['param1']] } : {};
  const event = { reason: exit['reason'], rip: exit['rip'], ...Object.fromEntries(fields), ...params };
  for (const [name, found] of Object.entries(event)) {
    if (found === undefined) throw new Error(`${kind} exit without ${name}`);
  }
  return { event: 'exit', exit: kind, ...event };
}

/** How the instruction ended, after its last exit if it had any. */
export function outcomeAtEnd(op: Instruction, fact: Fact): object {
  const { end, vector, errcode } = fact.fields;
  if (end === 'exception' && vector === 13n) {
    const rip = value(fact, 'fault_ip');
    const kept = op.op === 'rdmsr' ? registers(fact) : {};
    return { outcome: 'fault', fault: '#GP', rip, error_code: errcode, ...kept, events: [] };
  }
  if (end !== 'ok') throw new Misfit(fact, `ends with ${String(end)} ${String(vector)}`);
  return { outcome: 'ok', ...results(op, fact), events: [] };
}

function results(op: Instruction, fact: Fact): object {
  if (op.op === 'rdmsr') return { value: value(fact, 'read'), ...registers(fact) };
  if (op.op === 'cpuid') {
    return Object.fromEntries(['eax', 'ebx', 'ecx', 'edx'].map((name) => [name, value(fact, name)]));
  }
  if (op.op !== 'hypercall') return {};
  const { rax, rdx } = registers(fact);
  return { value: op.mode === 'prot32' ? (rdx << 32n) | rax : rax };
}

function registers(fact: Fact): { readonly rax: bigint; readonly rdx: bigint } {
  return { rax: value(fact, 'rax'), rdx: value(fact, 'rdx') };
}
