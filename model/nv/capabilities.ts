/** Which operations a subject may lack. Hosts without VHE are asked of the configuration. */
import type { AnyOp } from '../core/machine';
import type { Exit, VcpuInit } from './types';

/** `core` for what every subject must have. */
export function capabilityOf(op: AnyOp): string {
  switch (op.op) {
    case 'exit':
      return (op as Exit).spsr !== undefined || (op as Exit).elr !== undefined ? 'raw-exit' : 'core';
    case 'vcpu_init':
      return (op as VcpuInit).has_el2_e2h0 ? 'e2h0' : (op as VcpuInit).el1_32bit ? 'el1-32bit' : 'core';
    case 'inject_irq':
      return 'inject-irq';
    default:
      return 'core';
  }
}

const COMMON = ['raw-exit', 'el1-32bit', 'nvhe'] as const;

export const CAPABILITIES: Readonly<Record<'before' | 'seed' | 'upstream', readonly string[]>> = {
  before: [...COMMON, 'e2h0', 'inject-irq'],
  seed: COMMON,
  upstream: [...COMMON, 'e2h0', 'inject-irq'],
};
