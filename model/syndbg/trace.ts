/** The two trace points (kernel: arch/x86/kvm/trace.h, kvm_hv_syndbg_set_msr and kvm_hv_syndbg_get_msr). */
import type { At, Context } from './context';
import { vcpuOf } from './context';

export function traceSet(c: Context, at: At, msr: bigint, data: bigint): void {
  trace(c, at, 'kvm_hv_syndbg_set_msr', msr, data);
}

export function traceGet(c: Context, at: At, msr: bigint, data: bigint): void {
  trace(c, at, 'kvm_hv_syndbg_get_msr', msr, data);
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
  const text = `vcpu_id ${at.vcpu} vp_index ${vpIndex} msr 0x${msr.toString(16)} data 0x${data.toString(16)}`;
  c.events.push({ event: 'trace', name, text });
}
