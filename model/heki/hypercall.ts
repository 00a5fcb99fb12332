/** The host's hypercall dispatcher, and the two hypercalls of the series (4/9, 5/9). */
import { Misuse } from '../core/machine';
import { u32, u64 } from '../core/u64';
import type { Context } from './context';
import { lockCr } from './control-registers';
import type { HostError } from './hypercall-checks';
import { ERRORS } from './hypercall-checks';
import { lockRanges } from './lock-ranges';
import type { Hypercall, Outcome } from './types';

/** RAX after a hypercall from inside the guest's kernel. */
export function callHost(c: Context, op: Hypercall): bigint {
  return raxOf(op, dispatch(c, op));
}

export function hypercall(c: Context, op: Hypercall): Outcome {
  const error = dispatch(c, op);
  const value = raxOf(op, error);
  if (error === null) return { outcome: 'ok', value, events: c.events };
  return { outcome: 'error', error, value, events: c.events };
}

function raxOf(op: Hypercall, error: HostError | null): bigint {
  return error === null ? 0n : cut(op, u64(BigInt(-ERRORS[error])));
}

/** A 64-bit value as a caller of that mode passes or sees it. */
function cut({ mode }: Hypercall, value: bigint): bigint {
  return mode === '32' ? u32(value) : value;
}

function dispatch(c: Context, op: Hypercall): HostError | null {
  const { series } = c.state.config.host;
  const { crHypercall, rangesHypercall } = c.rules;
  if ((op.cpl ?? 0) !== 0) return 'EPERM';
  if (series === 'none') return 'ENOSYS';
  if (op.nr === crHypercall) return lockCr(c, cut(op, op.a0), cut(op, op.a1));
  if (op.nr === rangesHypercall)
    return lockRanges(c, { gpa: cut(op, op.a0), size: cut(op, op.a1), flags: cut(op, op.a2), op });
  if (rangesHypercall === null) {
    throw new Misuse(
      `hypercall ${op.nr}: of this profile's hypercalls only ${crHypercall ?? 'none'} is known`,
    );
  }
  return 'ENOSYS';
}
