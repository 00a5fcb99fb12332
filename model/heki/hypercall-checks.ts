/** What refuses a request to lock ranges as a whole, in the order of the host's function (4/9). */
import { SLOTS } from './state';
import { PA_RANGE_BYTES } from './ranges';
import type { Hypercall } from './types';

/** The KVM error numbers that a hypercall returns, negative, in RAX. */
export const ERRORS = { EPERM: 1, E2BIG: 7, EFAULT: 14, EINVAL: 22, EOPNOTSUPP: 95, ENOSYS: 1000 } as const;

export type HostError = keyof typeof ERRORS;

/** A request as the host sees it: arguments already cut to the caller's mode. */
export interface Request {
  readonly gpa: bigint;
  readonly size: bigint;
  readonly flags: bigint;
  readonly op: Hypercall;
}

export interface RequestCheck {
  readonly name: 'flags' | 'too-big' | 'multiple' | 'host-memory' | 'readable';
  readonly error: 'EINVAL' | 'E2BIG' | 'EFAULT';
  refuses(request: Request): boolean;
}

const BYTES = BigInt(PA_RANGE_BYTES);
/** One request holds no more than all slots' worth: 16 ranges. */
export const MAX_BYTES = BYTES * BigInt(SLOTS);

export const CHECKS = {
  flags: { name: 'flags', error: 'EINVAL', refuses: ({ flags }) => flags !== 0n },
  tooBig: { name: 'too-big', error: 'E2BIG', refuses: ({ size }) => size > MAX_BYTES },
  multiple: { name: 'multiple', error: 'EINVAL', refuses: ({ size }) => size % BYTES !== 0n },
  // A copy of nothing needs no memory, and reads none.
  hostMemory: {
    name: 'host-memory',
    error: 'E2BIG',
    refuses: ({ size, op }) => size !== 0n && op.host_memory === 'fail',
  },
  readable: {
    name: 'readable',
    error: 'EFAULT',
    refuses: (request) => request.size !== 0n && touchesHole(request),
  },
} as const satisfies Record<string, RequestCheck>;

/** The checks in the order in which the host makes them. */
export const IN_ORDER: readonly RequestCheck[] = [
  CHECKS.flags,
  CHECKS.tooBig,
  CHECKS.multiple,
  CHECKS.hostMemory,
  CHECKS.readable,
];

function touchesHole({ gpa, size, op }: Request): boolean {
  const last = gpa + size - 1n;
  return (op.unreadable ?? []).some(({ start, end }) => start <= last && end >= gpa);
}
