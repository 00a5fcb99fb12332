/** The MSR lists, the MSR filter and ignore_msrs. */
import type { Context } from './context';
import { vmOf } from './context';
import { OTHER_HYPERV_MSRS, registerOf } from './msr';
import { withVm } from './state';
import type { MsrListed, Outcome, SetIgnoreMsrs, SetMsrFilter } from './types';

export function msrListed(c: Context, op: MsrListed): Outcome {
  const emulated = registerOf(op.msr) !== null || OTHER_HYPERV_MSRS.has(op.msr);
  return { outcome: 'ok', listed: c.rules.emulates && op.list === 'index' && emulated };
}

export function setMsrFilter(c: Context, op: SetMsrFilter): Outcome {
  vmOf(c, op.vm);
  c.state = withVm(c.state, op.vm, { denied: op.deny });
  return { outcome: 'ok' };
}

export function setIgnoreMsrs(c: Context, op: SetIgnoreMsrs): Outcome {
  c.state = { ...c.state, ignoreMsrs: op.on };
  return { outcome: 'ok' };
}
