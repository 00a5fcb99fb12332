/** The host's hypercall dispatcher, and the two hypercalls of the series (4/9, 5/9). */
import { Misuse } from '../core/machine';
import { u64 } from '../core/u64';
import type { Context } from './context';
import { lockCr } from './control-registers';
import { lockRanges } from './lock-ranges';
import type { Hypercall, Outcome } from './types';

/** The KVM error numbers that a hypercall returns, negative, in RAX. */
export const ERRORS = { EPERM: 1, E2BIG: 7, EFAULT: 14, EINVAL: 22, EOPNOTSUPP: 95, ENOSYS: 1000 } as const;

export type HostError = keyof typeof ERRORS;

/** RAX after a hypercall from inside the guest's kernel. */
export function callHost(c: Context, op: Hypercall): bigint {
  return raxOf(c, op, dispatch(c, op));
}

export function hypercall(c: Context, op: Hypercall): Outcome {
  const error = dispatch(c, op);
  const value = raxOf(c, op, error);
  if (error === null) return { outcome: 'ok', value, events: c.events };
  return { outcome: 'error', error, value, events: c.events };
}

function raxOf(c: Context, op: Hypercall, error: HostError | null): bigint {
  return error === null ? 0n : c.rules.cut(op.mode ?? '64', u64(BigInt(-ERRORS[error])));
}

function dispatch(c: Context, op: Hypercall): HostError | null {
  const { series } = c.state.config.host;
  const mode = op.mode ?? '64';
  const arg = (value: bigint): bigint => c.rules.cut(mode, value);
  if (c.rules.cplRefused(op.cpl ?? 0)) return 'EPERM';
  if (series !== 'none' && op.nr === c.rules.crHypercall) return lockCr(c, arg(op.a0), arg(op.a1));
  if (series !== 'none' && op.nr === c.rules.rangesHypercall) {
    return lockRanges(c, { gpa: arg(op.a0), size: arg(op.a1), flags: arg(op.a2), op });
  }
  if (series !== 'none' && c.rules.rangesHypercall === null) {
    throw new Misuse(`hypercall ${op.nr}: of this profile's hypercalls only ${c.rules.crHypercall} is known`);
  }
  return c.rules.unknownHypercall;
}
