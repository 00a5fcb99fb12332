/** The two trace points (kernel: arch/x86/kvm/trace.h, kvm_hv_syndbg_set_msr and kvm_hv_syndbg_get_msr). */
import type { At, Context } from './context';
import { vcpuOf } from './context';

export function traceSet(c: Context, at: At, msr: bigint, data: bigint): void {
  trace(c, at, 'kvm_hv_syndbg_set_msr', msr, data);
}

export function traceGet(c: Context, at: At, msr: bigint, data: bigint): void {
  trace(c, at, 'kvm_hv_syndbg_get_msr', msr, c.rules.traceRead(data));
}

function trace(
  c: Context,
  at: At,
  name: 'kvm_hv_syndbg_set_msr' | 'kvm_hv_syndbg_get_msr',
  msr: bigint,
  data: bigint,
): void {
  if (!c.state.config.trace) return;
  const { vpIndex } = vcpuOf(c, at);
  c.events.push({ event: 'trace', name, text: c.rules.traceText(at.vcpu, vpIndex, msr, data) });
}
