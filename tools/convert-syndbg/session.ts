/** Writing recordings: one session is one fresh machine, one header and its lines. */
import { toWire } from '../../model/core/wire';
import { equal } from './agree';
import type { Fact, Facts } from './facts';
import { Misfit, result, value } from './facts';
import type { Offered, Setup } from './tables';
import { tableOf } from './tables';

/**
 * Why an outcome is not known: the file holds no such fact, the probe never printed the result, or the guest went
 * on to its next instruction within the same KVM_RUN, which is two steps here.
 */
export type Unseen = 'missing' | 'unprinted' | 'uninterrupted';

/** A fact and the outcome that it shows. */
export interface Seen {
  readonly fact: Fact;
  readonly outcome: object;
}

export interface Shape {
  readonly vms?: number;
  readonly vcpus?: number;
  readonly irqchip?: boolean;
}

/** What all groups share: the facts, the kernel's tables and the output. */
export interface Lab {
  readonly facts: Facts;
  readonly offered: Offered;
  readonly source: { readonly kernel: string; readonly observed: string };
  readonly lines: string[];
}

export class Session {
  private readonly pending: string[] = [];
  private lost: string | null = null;
  /** The experiment of the last line that had one. */
  private id: string | null = null;

  constructor(
    private readonly lab: Lab,
    shape: Shape = {},
  ) {
    const config = {
      vms: shape.vms ?? 1,
      vcpus: shape.vcpus ?? 1,
      irqchip: shape.irqchip ?? false,
      trace: false,
    };
    const { source } = lab;
    this.pending.push(
      JSON.stringify({ recording: 1, machine: 'syndbg', profile: 'upstream', config, source }),
    );
  }

  /** One operation. What nobody saw is kept only if something seen follows, for nothing else can depend on it. */
  step(op: object, seen: Seen | Unseen): void {
    if (typeof seen === 'string') {
      this.pending.push(JSON.stringify(toWire({ step: op, unobserved: seen })));
      return;
    }
    const { fact, outcome } = seen;
    const id = `${fact.group}/${fact.id}`;
    if (this.lost !== null) throw new Misfit(fact, `cannot be placed, since ${this.lost}`);
    this.lab.facts.take(fact);
    this.pending.push(JSON.stringify(toWire({ step: op, outcome, ...(id === this.id ? {} : { id }) })));
    this.id = id;
    this.lab.lines.push(...this.pending.splice(0));
  }

  /** From here on the state of the machine is not known; nothing seen may follow. */
  lose(why: string): void {
    this.lost = why;
  }

  /** KVM_SET_CPUID2, then ENFORCE_CPUID if asked. `fact` holds the results where the probe printed them. */
  setUp(vcpu: number, setup: Setup, enforce: number, fact: Fact | null = null): void {
    this.setCpuid(vcpu, setup, fact && seen(fact, 'set_cpuid2'));
    if (enforce) this.enforce(vcpu, 1n, fact && seen(fact, 'enable_enforce'));
  }

  setCpuid(vcpu: number, setup: Setup, answer: Seen | Unseen | null = null): void {
    const leaves = tableOf(setup, this.lab.offered);
    if (leaves) this.step({ op: 'set_cpuid', vm: 0, vcpu, leaves }, answer ?? 'unprinted');
  }

  enforce(vcpu: number, arg: bigint, answer: Seen | Unseen | null = null): void {
    this.step({ op: 'enable_cap', fd: 'vcpu', vm: 0, vcpu, cap: 199, arg }, answer ?? 'unprinted');
  }

  /** KVM_SET_MSRS of one MSR on a vCPU; `key` is the field that holds the count. */
  hostSet(vcpu: number, msr: bigint, to: bigint, fact: Fact | Unseen, key = 'set_count', vm = 0): void {
    const op = { op: 'set_msrs', fd: 'vcpu', vm, vcpu, msrs: [{ msr, value: to }] };
    if (typeof fact === 'string') return this.step(op, fact);
    equal(fact, 'msr', msr);
    equal(fact, 'wrote', to);
    this.step(op, { fact, outcome: { outcome: 'ok', count: Number(value(fact, key)) } });
  }

  /** KVM_GET_MSRS of one MSR on a vCPU, with `get_count` and `value` in the fact. */
  hostGet(vcpu: number, msr: bigint, fact: Fact | Unseen): void {
    const op = { op: 'get_msrs', fd: 'vcpu', vm: 0, vcpu, msrs: [msr] };
    this.step(op, typeof fact === 'string' ? fact : { fact, outcome: counted(fact) });
  }

  /** The six, one KVM_GET_MSRS each; `from` holds them as `<prefix>_CONTROL` and so on, and is null where missing. */
  hostGetSix(vcpu: number, fact: Fact | null, prefix: string, from = fact?.fields, vm = 0): void {
    for (const [name, msr] of SIX) {
      const op = { op: 'get_msrs', fd: 'vcpu', vm, vcpu, msrs: [msr] };
      const found = from?.[`${prefix}_${name}`];
      if (!fact) this.step(op, 'missing');
      else if (typeof found === 'bigint')
        this.step(op, { fact, outcome: { outcome: 'ok', count: 1, values: [found] } });
      else throw new Misfit(fact, `${prefix}_${name} is no value`);
    }
  }
}

/** The six MSRs, in the order of the probe. */
export const SIX = [
  ['CONTROL', 0x400000f1n],
  ['STATUS', 0x400000f2n],
  ['SEND', 0x400000f3n],
  ['RECV', 0x400000f4n],
  ['PENDING', 0x400000f5n],
  ['OPTIONS', 0x400000ffn],
] as const;

/** The MSR with one of the six names. */
export const MSR = Object.fromEntries(SIX) as Readonly<Record<(typeof SIX)[number][0], bigint>>;

/** The orders in which the probe wrote the six: OPTIONS first, those that exit last. */
export const WRITE_ORDER = [5, 2, 3, 1, 4, 0] as const;

/** A result field of a fact as an outcome. */
export function seen(fact: Fact, key: string): Seen {
  return { fact, outcome: result(fact, key) };
}

/** `get_count` and `value` as the outcome of KVM_GET_MSRS of one MSR. */
export function counted(fact: Fact): object {
  const count = Number(value(fact, 'get_count'));
  return { outcome: 'ok', count, values: count === 1 ? [value(fact, 'value')] : [] };
}
