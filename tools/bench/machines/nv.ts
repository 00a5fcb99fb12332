/** What the benchmark lets nv do. */
import type { Workload } from '../workloads';

export const WORKLOAD: Workload = {
  profile: 'upstream',
  config: { vhe: true, vgic: true, el0_32bit: true },
  setup: [
    { op: 'vcpu_init', has_el2: true, has_el2_e2h0: false, el1_32bit: false },
    { op: 'kvm_run' },
    { op: 'enter' },
  ],
  round: [
    { op: 'exception', class: 'SVC' },
    { op: 'msr', reg: 'HCR_EL2', value: 0x4_8000_0000n },
    { op: 'exit', kind: 'IRQ' },
    { op: 'preempt' },
    { op: 'enter' },
  ],
};
