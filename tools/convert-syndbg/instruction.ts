/** An instruction of the probe's guest, as the operation that it is. */

export interface Instruction {
  readonly op: 'wrmsr' | 'rdmsr' | 'hypercall' | 'cpuid' | 'run';
  readonly vm: number;
  readonly vcpu: number;
  readonly msr?: bigint;
  readonly mode?: string;
}

export type Mode = 'real' | 'prot32' | 'long64';
