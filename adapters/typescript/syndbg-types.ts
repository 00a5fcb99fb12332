/** The operations and the state of syndbg.ts. */
import type { Fields } from './hvspec';

export interface Leaf {
  readonly function: bigint;
  readonly eax: bigint;
  readonly ebx: bigint;
  readonly ecx: bigint;
  readonly edx: bigint;
}

/** Any operation, with the members that this machine's operations have. */
export interface Op {
  readonly op: string;
  readonly vm?: number;
  readonly vcpu?: number;
  readonly fd?: 'system' | 'vm' | 'vcpu';
  readonly msr: bigint;
  readonly msrs: readonly bigint[] | readonly { readonly msr: bigint; readonly value: bigint }[];
  readonly value: bigint;
  readonly function: bigint;
  readonly input: bigint;
  readonly ingpa: bigint;
  readonly outgpa: bigint;
  readonly leaves: readonly Leaf[];
  readonly cap: number;
  readonly name: string;
  readonly nent: number;
  readonly list: 'index' | 'feature';
  readonly on: boolean;
  readonly rip?: bigint;
  readonly rax?: bigint;
  readonly rdx?: bigint;
  readonly mode?: 'real' | 'prot32' | 'long64';
  readonly cpl?: number;
  readonly path?: 'native' | 'emulated';
  readonly run?: Readonly<Record<string, bigint | boolean>>;
}

export interface Vcpu {
  readonly id: number;
  vpIndex: bigint;
  hasRun: boolean;
  leaves: readonly Leaf[];
  /** The fields of kvm_run that matter. */
  readonly run: Record<string, bigint>;
  stopped: 'SYNDBG' | 'HCALL' | null;
  /** What happens when userspace enters the vCPU again. */
  resume: () => Fields;
}

export interface Vm {
  readonly registers: Record<string, bigint>;
  readonly vcpus: readonly Vcpu[];
  osId: bigint;
  /** Whether userspace has enabled the capability: SYNDBG-39, and for the whole VM, 44. */
  active: boolean;
}

export interface Config {
  readonly vms: number;
  readonly vcpus: number;
  readonly trace: boolean;
}
