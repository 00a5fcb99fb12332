/** What goes into the facts of each group: one with more than that is of another kind, and would be told wrongly. */
import type { Fact } from './facts';

const INPUTS: Readonly<Record<string, readonly string[]>> = {
  initial: ['case', 'orc'],
  types: ['what'],
  param: ['initial', 'values'],
  early_init: ['alloc', 'enabled', 'orc', 'phys_base', 'table', 'times'],
  convert: ['alloc', 'case', 'count', 'phys_base', 'va'],
  late_init: ['backend', 'case', 'enabled', 'lock_rc', 'num', 'protect_rc', 'ranges', 'times'],
  late_init_repeat: ['backend', 'case', 'enabled', 'lock_rc', 'num', 'protect_rc', 'ranges', 'times'],
  late_init_hook: ['backend', 'case', 'enabled', 'lock_rc', 'num', 'protect_rc', 'ranges', 'times'],
  boot: ['alloc', 'backend', 'orc', 'param'],
  layout: ['kernel_code_pa', 'layout', 'orc', 'phys_base', 'table'],
  hc13: ['a0', 'a1', 'a2', 'array', 'case', 'cpl', 'inject', 'mbec', 'mode', 'profile'],
  slots: ['array', 'batch', 'batches', 'case', 'mbec', 'nth', 'profile', 'write_locks'],
  denial: ['array', 'case', 'probe', 'profile', 'setup_rc'],
  fault: ['error_code', 'fault_gva', 'gpa', 'locked', 'locked_attributes', 'profile'],
  exec: ['array', 'case', 'mbec', 'profile', 'tdp_mmu'],
  exec_pte: ['bit10', 'bit2', 'for_kernel_mode', 'mbec', 'shadow_x_mask'],
  hc14: ['case', 'cpl', 'cr', 'host_cr0', 'host_cr4', 'mask', 'mode', 'pins_before'],
  hc14_seq: ['host_cr0', 'host_cr4', 'requests'],
  cr_write: ['case', 'cr', 'note', 'old', 'pinned', 'value'],
  backend: ['fn', 'guest_cr4', 'hypercall_rc', 'num', 'ranges_pa'],
  probe: ['hypercall_rc', 'kvm_available'],
  end_to_end: ['case', 'guest_cr4', 'host', 'host_cr4', 'layout', 'orc'],
  gfn_limit: ['gfn'],
  hypercall_nr: ['note', 'nr'],
  heki_test_param: ['value'],
  late_init_9of9: [
    'backend',
    'case',
    'enabled',
    'heki_test',
    'lock_rc',
    'num',
    'protect_rc',
    'ranges',
    'times',
  ],
};

export function isKnown({ group, in: input }: Fact): boolean {
  const known = Object.hasOwn(INPUTS, group) ? INPUTS[group] : undefined;
  return known !== undefined && Object.keys(input).every((name) => known.includes(name));
}
