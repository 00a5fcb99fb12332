/** The backend pair and the probe of a KVM guest (6/9): arch/x86/kernel/kvm.c. */
import { u64 } from '../core/u64';
import type { Context } from './context';
import { callsOf, setGuest, warnGuest } from './context';
import { CR0_WP, VERSION, VERSION_FLAG } from './control-registers';
import { callHost } from './hypercall';
import { ERRORS } from './hypercall-checks';
import { PA_RANGE_BYTES } from './ranges';
import type { Registers } from './state';
import type { Hypercall, LockCrs, Outcome, PaRange, Probe, ProtectRanges } from './types';

/** The hypercall that a guest asks first, of every version. */
export const LOCK_RANGES = 13;
const ALL_ONES = u64(-1n);
/** -KVM_ENOSYS, as RAX shows it. */
const ENOSYS = u64(BigInt(-ERRORS.ENOSYS));

interface ToProtect {
  /** Address of the array, or null where the allocator chose it. */
  readonly pa: bigint | null;
  readonly num: number;
  readonly array: readonly PaRange[];
  /** Whether the host can read the array. */
  readonly readable?: boolean | undefined;
  /** RAX values of a scripted host. */
  readonly answers?: readonly bigint[] | undefined;
}

/** An address for an array whose place nobody sees. */
const SOMEWHERE = 0x10400000n;

/** protect_ranges(): one hypercall; what it returns, cut to an int. */
export function protectRanges(c: Context, { pa, num, array, readable = true, answers }: ToProtect): number {
  const a0 = pa ?? SOMEWHERE;
  const a1 = BigInt(PA_RANGE_BYTES * num);
  c.calls.push({ call: 'hypercall', nr: LOCK_RANGES, ...(pa === null ? {} : { a0: pa }), a1, a2: 0n });
  const call: Hypercall = {
    op: 'hypercall',
    nr: LOCK_RANGES,
    a0,
    a1,
    a2: 0n,
    array: [...array],
    unreadable: readable ? [] : [{ start: a0, end: a0 }],
  };
  const rax = answers?.[0] ?? callHost(c, call);
  if (rax !== 0n) warnGuest(c, `Failed to enforce memory protection: ${BigInt.asIntN(64, rax)}`);
  return asInt(rax);
}

/** lock_crs(): CR0.WP, then the bits of CR4 that the guest has and may pin. */
export function lockCrs(c: Context, { cr4, answers }: Pick<LockCrs, 'cr4' | 'answers'>): number {
  const [boot] = c.state.vcpus as readonly [Registers];
  const guestCr4 = cr4 ?? boot.cr4;
  const { crHypercall: nr, pinFlags, pinnableCr4 } = c.rules;
  const pin = (a0: bigint, a1: bigint, answer: bigint | undefined): number => {
    c.calls.push({ call: 'hypercall', nr, a0, a1, ...(pinFlags ? { a2: 0n } : {}) });
    return asInt(answer ?? callHost(c, { op: 'hypercall', nr, a0, a1, a2: 0n }));
  };
  return pin(0n, CR0_WP, answers?.[0]) || pin(4n, guestCr4 & pinnableCr4, answers?.[1]);
}

function asInt(rax: bigint): number {
  return Number(BigInt.asIntN(32, rax));
}

/** The pair's first half alone, on an array of which nothing is known but its place. */
export function protectOp(c: Context, op: ProtectRanges): Outcome {
  if (op.context === 'interrupt') c.events.push({ event: 'splat' });
  const result = protectRanges(c, { pa: op.pa, num: op.num, array: [], answers: op.answers });
  return { outcome: 'ok', result, ...callsOf(c) };
}

export function lockOp(c: Context, op: LockCrs): Outcome {
  return { outcome: 'ok', result: lockCrs(c, op), ...callsOf(c) };
}

/** How a guest finds out about its host: what it asks, and whether the answer will do. */
interface Question {
  readonly args: Pick<Hypercall, 'a0' | 'a1' | 'a2'>;
  readonly suits: (rax: bigint) => boolean;
}

/** What no host grants: one that knows the hypercall answers with anything but "no such". */
const ALL_WRONG: Question = {
  args: { a0: ALL_ONES, a1: ALL_ONES, a2: ALL_ONES },
  suits: (rax) => rax !== ENOSYS,
};

/** The version: any from the first on. */
const WHICH_VERSION: Question = {
  args: { a0: 0n, a1: 0n, a2: VERSION_FLAG },
  suits: (rax) => BigInt.asIntN(64, rax) >= VERSION,
};

export function probe(c: Context, op: Probe): Outcome {
  const { args, suits } = c.rules.pinFlags ? WHICH_VERSION : ALL_WRONG;
  if (op.kvm) {
    c.calls.push({ call: 'hypercall', nr: LOCK_RANGES, ...args });
    const rax = op.answers?.[0] ?? callHost(c, { op: 'hypercall', nr: LOCK_RANGES, ...args });
    if (suits(rax)) setGuest(c, { backend: { kind: 'kvm' } });
  }
  return { outcome: 'ok', ...callsOf(c) };
}
