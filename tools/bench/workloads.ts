/** What the benchmark lets each machine do, over and over: a short round of everyday operations. */
import type { AnyOp } from '../../model/core/machine';
import { leavesWith } from '../../steps/syndbg/setup';

export interface Workload {
  readonly machine: string;
  readonly profile: string;
  readonly config: object;
  /** Once, before the rounds. */
  readonly setup: readonly AnyOp[];
  /** Leaves the state as it found it, so that it can go on for ever. */
  readonly round: readonly AnyOp[];
}

const at = { vm: 0, vcpu: 0 };
const as = (ops: readonly object[]): readonly AnyOp[] => ops as readonly AnyOp[];

export const WORKLOADS: readonly Workload[] = [
  {
    machine: 'syndbg',
    profile: 'upstream',
    config: { vms: 1, vcpus: 2, irqchip: false, trace: false },
    setup: as([{ op: 'set_cpuid', ...at, leaves: leavesWith(true) }]),
    round: as([
      { op: 'wrmsr', ...at, msr: 0x400000f3n, value: 0x5000n },
      { op: 'rdmsr', ...at, msr: 0x400000f3n },
      { op: 'wrmsr', ...at, msr: 0x400000f1n, value: 1n },
      { op: 'run', ...at, run: { status: 5n } },
      { op: 'get_msrs', fd: 'vcpu', ...at, msrs: [0x400000f2n] },
      { op: 'set_msrs', fd: 'vcpu', ...at, msrs: [{ msr: 0x400000f2n, value: 7n }] },
    ]),
  },
];
