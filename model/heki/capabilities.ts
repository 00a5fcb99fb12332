/** Which operations a subject may lack, and which of them each profile has. */
import type { AnyOp } from '../core/machine';
import type { ProfileName } from './rules';
import type { Param } from './types';

const OF_OP: Readonly<Record<string, string>> = {
  param: 'guest',
  early_init: 'guest',
  late_init: 'guest',
  set_flag: 'guest',
  convert: 'guest',
  boot_order: 'guest',
  reboot: 'guest',
  plug: 'backend',
  probe: 'backend',
  protect_ranges: 'backend',
  lock_crs: 'backend',
  hypercall: 'hypercalls',
  access: 'locks',
  write_cr: 'control-registers',
};

/** A subject may be a guest alone, a host alone, or both; so no operation is `core`. */
export function capabilityOf(op: AnyOp): string {
  if ((op as Partial<Param>).parameter?.startsWith('heki_test=')) return 'tests';
  return OF_OP[op.op] ?? 'core';
}

const SERIES = ['guest', 'backend', 'tests', 'hypercalls', 'locks', 'control-registers'];

export const CAPABILITIES: Readonly<Record<ProfileName, readonly string[]>> = {
  seed: ['guest'],
  v1: SERIES,
  'v1-as-posted': SERIES,
  v2: ['hypercalls', 'control-registers'],
};
