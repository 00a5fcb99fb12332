/** Which operations a subject may lack. */
import type { AnyOp } from '../core/machine';
import type { Rules } from './rules';

const OF_OP: Readonly<Record<string, string>> = {
  compare: 'compare',
  hotplug: 'hotplug',
  hotremove: 'hotplug',
  mark_rodata_ro: 'page-attributes',
  change_page_attr: 'page-attributes',
  access: 'access',
  page_to_virt: 'page-keyids',
  pa: 'page-keyids',
  prep_encrypted_page: 'page-keyids',
  free_encrypted_page: 'page-keyids',
  page_keyid: 'page-keyids',
  detect: 'boot',
  setup_direct_mapping_size: 'boot',
  efi_memory: 'boot',
  fail_allocation: 'allocation-failures',
};

/** `core` for what every subject must have: changes of the canonical mapping, sync, enable, disable. */
export function capabilityOf(op: AnyOp): string {
  return OF_OP[op.op] ?? 'core';
}

const ALL: readonly string[] = [...new Set(Object.values(OF_OP))];

export const CAPABILITIES: Readonly<Record<Rules['profile'], readonly string[]>> = {
  spec: ALL,
  reply: ALL,
  v2: ALL,
};
