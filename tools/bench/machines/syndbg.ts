/** What the benchmark lets syndbg do. */
import { leavesWith } from '../../../steps/syndbg/course';
import type { Workload } from '../workloads';

const at = { vm: 0, vcpu: 0 };

export const WORKLOAD: Workload = {
  profile: 'upstream',
  config: { vms: 1, vcpus: 2, irqchip: false, trace: false },
  setup: [{ op: 'set_cpuid', ...at, leaves: leavesWith(true) }],
  round: [
    { op: 'wrmsr', ...at, msr: 0x400000f3n, value: 0x5000n },
    { op: 'rdmsr', ...at, msr: 0x400000f3n },
    { op: 'wrmsr', ...at, msr: 0x400000f1n, value: 1n },
    { op: 'run', ...at, run: { status: 5n } },
    { op: 'get_msrs', fd: 'vcpu', ...at, msrs: [0x400000f2n] },
    { op: 'set_msrs', fd: 'vcpu', ...at, msrs: [{ msr: 0x400000f2n, value: 7n }] },
  ],
};
