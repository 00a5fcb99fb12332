/** What the probe had its guest do: one instruction, run to its end through all exits on the way. */
import { agree } from './agree';
import type { Fact } from './facts';
import { Misfit, value } from './facts';
import { eventOf, type ExitKind, kindOf, outcomeAtEnd } from './exits';
import type { Instruction } from './instruction';
import type { Session, Seen, Unseen } from './session';
import { MSR, SIX } from './session';

/** Before it enters the guest for an instruction the probe fills the exit area, and each time it presets the reason. */
const REASON = { reason: 0xdeadbeefn };
const POISON = { fill: 0xa5n, ...REASON };

/** What userspace does at each exit before it enters again. */
export interface Act {
  readonly status?: bigint;
  /** To control; send_page, recv_page and pending_page get the next three values. */
  readonly other?: bigint;
  readonly msr?: bigint;
  readonly type?: bigint;
  /** Of a hypercall. */
  readonly result?: bigint;
  /** What a refused read returns. */
  readonly data?: bigint;
  /** The host reads the six at the exit. */
  readonly hostReads?: boolean;
  /** The guest is entered once with immediate_exit, then the host reads the six. */
  readonly immediate?: boolean;
  /** The guest is not entered again. */
  readonly stop?: boolean;
  /** The same, because what follows the exit is written by other steps; the fact describes those too. */
  readonly goesOn?: boolean;
}

/** The exits that an instruction must have caused whose fact is missing; null where nothing tells. */
export type Expect = (op: Instruction) => readonly ExitKind[] | null;

/** WRMSR at the place of the probe's program for it. */
export function write(vcpu: number, msr: bigint, to: bigint, more: object = {}): Instruction {
  return { op: 'wrmsr', vm: 0, vcpu, msr, value: to, mode: 'real', ...more } as Instruction;
}

/** RDMSR, with rubbish in the registers that it fills. */
export function read(vcpu: number, msr: bigint, more: object = {}): Instruction {
  const before = { rax: 0xa5a5a5a5n, rdx: 0x5a5a5a5an };
  return { op: 'rdmsr', vm: 0, vcpu, msr, ...before, mode: 'real', rip: 0x1010n, ...more } as Instruction;
}

/** The guest stands at a HLT and is entered. */
export function halt(vcpu: number): Instruction {
  return { op: 'run', vm: 0, vcpu };
}

/** One instruction, with all its exits and what userspace answers. */
export function enter(
  s: Session,
  op: Instruction,
  fact: Fact | null,
  act: Act = {},
  expect: Expect = expectLike([]),
): void {
  if (fact && !act.goesOn) agree(fact, op);
  const exits = fact ? exitsOf(fact) : expected(s, op, expect);
  let step: object = { ...op, run: POISON };
  for (const { kind, fields } of exits) {
    const at = { op: 'run', vm: op.vm, vcpu: op.vcpu };
    s.step(step, fact ? exited(fact, kind, fields) : 'missing');
    if (act.hostReads || kind === 'BARE') s.hostGetSix(op.vcpu, fact, 'host_at_exit', fields);
    let edits = editsOf(act, kind);
    if (act.immediate) {
      s.step(
        { ...at, run: { ...edits, immediate_exit: true } },
        fact ? interrupted(fact, fields) : 'missing',
      );
      s.hostGetSix(op.vcpu, fact, 'host_after_immediate', fields);
      edits = {};
    }
    if (act.stop || act.goesOn) return;
    step = { ...at, run: { ...REASON, ...edits } };
  }
  s.step(step, fact ? { fact, outcome: outcomeAtEnd(op, fact) } : 'missing');
}

/**
 * Two of the same instruction with nothing between them: the entry that completes the first exit runs the second.
 * That entry is written as two steps.
 */
export function enterTwice(s: Session, first: Instruction, second: Instruction, fact: Fact): void {
  const [one, two] = exitsOf(fact);
  agree(fact, second);
  if (!one || !two) throw new Misfit(fact, 'not two exits');
  s.step({ ...first, run: POISON }, exited(fact, one.kind, one.fields));
  s.step({ op: 'run', vm: 0, vcpu: first.vcpu, run: REASON }, 'uninterrupted');
  s.step(second, exited(fact, two.kind, two.fields));
  s.step({ op: 'run', vm: 0, vcpu: first.vcpu, run: REASON }, { fact, outcome: outcomeAtEnd(second, fact) });
}

function exited(fact: Fact, kind: ExitKind, fields: Exit['fields']): Seen {
  return { fact, outcome: { outcome: 'ok', events: [eventOf(kind, fields)] } };
}

interface Exit {
  readonly kind: ExitKind;
  readonly fields: Readonly<Record<string, unknown>>;
}

function exitsOf(fact: Fact): readonly Exit[] {
  const exits = fact.fields['exits'] as readonly Exit['fields'][];
  return exits.map((fields) => ({ kind: kindOf(fields), fields }));
}

function expected(s: Session, op: Instruction, expect: Expect): readonly Exit[] {
  const kinds = op.op === 'wrmsr' || op.op === 'rdmsr' ? expect(op) : [];
  if (kinds === null)
    s.lose('nothing tells whether an operation before it, whose fact is missing, caused an exit');
  return (kinds ?? []).map((kind) => ({ kind, fields: {} }));
}

function interrupted(fact: Fact, fields: Exit['fields']): Seen {
  if (fields['immediate_ret'] !== '-EINTR') throw new Misfit(fact, 'immediate_exit did not give EINTR');
  return { fact, outcome: { outcome: 'error', error: 'EINTR', events: [] } };
}

function editsOf(act: Act, kind: ExitKind): object {
  if (kind === 'BARE') return {};
  if (kind === 'WRMSR') return { error: 0n };
  if (kind === 'RDMSR') return { error: 0n, data: act.data ?? 0n };
  const { status, other, msr, type, result } = act;
  const pages =
    other === undefined
      ? {}
      : { control: other, send_page: other + 1n, recv_page: other + 2n, pending_page: other + 3n };
  return { status, ...pages, msr, type, result };
}

/** Six guest reads of which the probe kept the value or the vector, without presetting the exit area. */
export function guestReadSix(s: Session, vcpu: number, fact: Fact | null, prefix = 'guest'): void {
  for (const [name, msr] of SIX)
    s.step(read(vcpu, msr), fact ? compact(fact, `${prefix}_${name}`) : 'missing');
}

function compact(fact: Fact, key: string): Seen | Unseen {
  const found = fact.fields[key];
  if (typeof found === 'bigint') return { fact, outcome: { outcome: 'ok', value: found, events: [] } };
  if (found === 'exception_0xd') return { fact, outcome: { outcome: 'fault', fault: '#GP', events: [] } };
  throw new Misfit(fact, `${key} is ${String(found)}`);
}

/**
 * What accesses whose facts are there say of the six MSRs on the same vCPU in the same state: open (then a write
 * of CONTROL or PENDING exits), closed with #GP, or closed with an exit to userspace (`mayAsk`: it asked for them).
 */
export function expectLike(others: readonly (Fact | null)[], mayAsk = false): Expect {
  const there = others.filter((fact) => fact !== null);
  const user = there.some((fact) => userExit(fact));
  const open = there.some((fact) => !userExit(fact) && allowed(fact));
  const closed = there.some(
    ({ fields }) => fields['vector'] === 13n || Object.values(fields).includes('exception_0xd'),
  );
  if (Number(user) + Number(open) + Number(closed) > 1)
    throw new Error(`${there[0]?.id}: the facts disagree`);
  return ({ op, msr }) => {
    if (user) return [op === 'wrmsr' ? 'WRMSR' : 'RDMSR'];
    if (mayAsk && !open && !closed) return null;
    if (op === 'rdmsr' || (msr !== MSR.CONTROL && msr !== MSR.PENDING)) return [];
    return open ? ['SYNDBG'] : closed ? [] : null;
  };
}

function userExit(fact: Fact): boolean {
  return ((fact.fields['exits'] ?? []) as readonly Exit['fields'][]).some((exit) => 'um_index' in exit);
}

function allowed({ fields }: Fact): boolean {
  return (
    ['ok', 'stopped_by_probe'].includes(String(fields['end'])) || typeof fields['guest_CONTROL'] === 'bigint'
  );
}

/** A KVM_RUN that the probe made by itself and that has to have ended at the HLT. */
export function ranToHalt(fact: Fact, key: string): Seen {
  if (value(fact, key) !== 0n || value(fact, 'reason') !== 5n)
    throw new Misfit(fact, 'did not end at the HLT');
  return { fact, outcome: { outcome: 'ok', events: [] } };
}
