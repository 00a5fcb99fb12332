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
  const answer = dispatch(c, op);
  const value = raxOf(op, answer);
  if (typeof answer === 'bigint') return { outcome: 'ok', value, events: c.events };
  return { outcome: 'error', error: answer, value, events: c.events };
}

function raxOf(op: Hypercall, answer: HostError | bigint): bigint {
  return typeof answer === 'bigint' ? answer : cut(op, u64(BigInt(-ERRORS[answer])));
}

/** A 64-bit value as a caller of that mode passes or sees it. */
function cut({ mode }: Hypercall, value: bigint): bigint {
  return mode === '32' ? u32(value) : value;
}

/** What is wrong, or the value of a success. */
function dispatch(c: Context, op: Hypercall): HostError | bigint {
  const { series } = c.state.config.host;
  const { crHypercall, rangesHypercall, otherHypercalls } = c.rules;
  if ((op.cpl ?? 0) !== 0) return 'EPERM';
  if (series === 'none') return 'ENOSYS';
  const [first, second, third] = [cut(op, op.a0), cut(op, op.a1), cut(op, op.a2)];
  if (op.nr === crHypercall) return lockCr(c, { register: first, mask: second, flags: third });
  if (op.nr === rangesHypercall) return lockRanges(c, { gpa: first, size: second, flags: third, op }) ?? 0n;
  if (otherHypercalls.includes(op.nr))
    throw new Misuse(`hypercall ${op.nr}: the profile has it, and says nothing of it`);
  return 'ENOSYS';
}
