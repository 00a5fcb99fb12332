/** Writing recordings: one session is one fresh vCPU, one header and its lines. */
import { toWire } from '../../model/core/wire';
import type { Op } from '../../model/nv/types';
import type { Fact, Features } from './facts';
import { GET_FAILED, hexOf, resultOf } from './facts';

/** Why an outcome is not known: the probe did not print it, or the guest did it and only later effects were seen. */
export type Unseen = 'unprinted' | 'guest';

export interface Lab {
  readonly source: { readonly kernel: string; readonly observed: string };
  readonly lines: string[];
}

/** The addresses that the payload gives its vectors, as the observed vector entries and VBAR_EL12 show. */
export const VBAR_EL1 = 0x4000_1000n;
export const VBAR_EL2 = 0x4000_0800n;
export const TGE = 1n << 27n;

export class Session {
  private readonly pending: string[] = [];

  constructor(
    private readonly lab: Lab,
    private readonly id: string,
    readonly features: Features,
    vgic = features.has_el2,
  ) {
    const config = { vhe: true, vgic, el0_32bit: true };
    const { source } = lab;
    this.pending.push(JSON.stringify({ recording: 1, machine: 'nv', profile: 'upstream', config, source }));
  }

  /** One operation with what was seen of it. What nobody saw is kept only if something seen follows. */
  step(op: Op, seen: object | Unseen): void {
    if (typeof seen === 'string') {
      this.pending.push(JSON.stringify(toWire({ step: op, unobserved: seen })));
      return;
    }
    this.pending.push(JSON.stringify(toWire({ step: op, outcome: seen, id: this.id })));
    this.flush();
  }

  inspect(what: object): void {
    this.pending.push(JSON.stringify(toWire({ inspect: what, id: this.id })));
    this.flush();
  }

  private flush(): void {
    this.lab.lines.push(...this.pending.splice(0));
  }

  init(seen: object | Unseen = 'unprinted'): void {
    this.step({ op: 'vcpu_init', ...this.features }, seen);
  }

  set(
    reg: 'PSTATE' | 'HCR_EL2' | 'VBAR_EL1' | 'VBAR_EL2',
    value: bigint,
    seen: object | Unseen = 'unprinted',
  ): void {
    this.step({ op: 'set_one_reg', reg, value }, seen);
  }

  get(reg: Extract<Op, { op: 'get_one_reg' }>['reg'], seen: object): void {
    this.step({ op: 'get_one_reg', reg }, seen);
  }

  /** KVM_RUN until the guest is entered. */
  enter(): void {
    this.step({ op: 'kvm_run' }, 'unprinted');
    this.step({ op: 'enter' }, 'guest');
  }

  /** What the guest does, of which only later effects are seen. */
  guest(...ops: readonly Op[]): void {
    for (const op of ops) this.step(op, 'guest');
  }

  /** The host interrupt that the probe's timer brings, and the end of KVM_RUN that it leads to. */
  interrupt(seen: object | Unseen = 'unprinted'): void {
    this.step({ op: 'exit', kind: 'IRQ' }, 'guest');
    this.step({ op: 'signal' }, seen);
  }

  /** vEL2's way from its start to this SPSR_EL2 and address. The first run of every payload sets its vectors. */
  vectors(): void {
    this.guest(
      { op: 'msr', reg: 'VBAR_EL2', value: VBAR_EL2 },
      { op: 'msr', reg: 'VBAR_EL1', value: VBAR_EL1 },
    );
  }

  hcr(value: bigint): void {
    this.guest({ op: 'msr', reg: 'HCR_EL2', value });
  }

  /** ERET from vEL2; where it does not stay in host context KVM leaves the loop and enters again. */
  eret(spsr: bigint, elr: bigint | null, tge: boolean): void {
    this.guest({ op: 'msr', reg: 'SPSR_EL2', value: spsr });
    if (elr !== null) this.guest({ op: 'msr', reg: 'ELR_EL2', value: elr });
    this.guest({ op: 'eret' });
    const mode = spsr & 0x1fn;
    const stays = mode === 8n || mode === 9n || (mode === 0n && tge);
    if (!stays) this.guest({ op: 'enter' });
  }

  /** PSTATE with the name of its mode. */
  pstate(fact: Fact, value: string, mode?: string): void {
    this.get('PSTATE', {
      outcome: 'ok',
      ...(mode === undefined ? {} : { mode: fact[mode] }),
      value: hexOf(fact, value),
    });
  }

  /** HCR_EL2, or that it could not be read. */
  readHcr(fact: Fact, name: string): void {
    const value = hexOf(fact, name);
    this.get('HCR_EL2', value === GET_FAILED ? { outcome: 'error' } : { outcome: 'ok', value });
  }

  /** The registers that the probe prints at the end of most tests. PC and `given` went in: they would prove themselves. */
  registers(fact: Fact, given: 'ELR_EL2' | 'ELR_EL1' | null = null): void {
    this.pstate(fact, 'pstate', 'M');
    if ('hcr_el2' in fact) {
      const bits = { e2h: fact['E2H'] === 1, tge: fact['TGE'] === 1 };
      this.get('HCR_EL2', { outcome: 'ok', ...bits, value: hexOf(fact, 'hcr_el2') });
    }
    for (const reg of ['SPSR_EL2', 'ELR_EL2', 'ESR_EL2', 'SPSR_EL1', 'ELR_EL1'] as const) {
      const name = reg.toLowerCase();
      if (name in fact && reg !== given) this.get(reg, { outcome: 'ok', value: hexOf(fact, name) });
    }
  }

  /** KVM_RUN's return value, where it ended by the signal. */
  ended(fact: Fact, name = 'run_ret'): void {
    this.interrupt(resultOf(fact[name] as number));
  }
}
