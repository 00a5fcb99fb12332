/**
 * The bytes of the run structure that userspace and KVM share (include/uapi/linux/kvm.h, struct kvm_run): exit_reason,
 * and the part from byte 32 on that each kind of exit lays out in its own way.
 */
import { Misuse } from '../core/machine';
import type { RunArea as RunEdits } from './types';

/** The bytes as one number, the first of them the lowest. */
export interface RunStructure {
  /** exit_reason, 4 bytes. */
  readonly reason: bigint;
  /** The exit's part, 56 bytes. */
  readonly part: bigint;
}

export const EXIT_REASON_AT = 8;
export const EXIT_PART_AT = 32;
const PART_SIZE = 56;

/** Where a field stands in the exit's part, and how many bytes it has. */
type Place = readonly [offset: number, size: number];

const u32 = (offset: number): Place => [offset, 4];
const u64 = (offset: number): Place => [offset, 8];

/** struct kvm_hyperv_exit: what its kinds have in common, and then SYNDBG and HCALL; SYNIC has evt_page and msg_page at `status` and `send_page`. */
export const HYPERV = {
  type: u32(0),
  pad1: u32(4),
  msr: u32(8),
  control: u64(16),
  status: u64(24),
  send_page: u64(32),
  recv_page: u64(40),
  pending_page: u64(48),
  input: u64(8),
  result: u64(16),
  params0: u64(24),
  params1: u64(32),
} as const;

/** The part of the exits for refused accesses. */
export const MSR = {
  error: [0, 1],
  msr_reason: u32(8),
  index: u32(12),
  data: u64(16),
} as const satisfies Readonly<Record<string, Place>>;

export const NO_RUN: RunStructure = { reason: 0n, part: 0n };

/** By the number of bytes: looked up, since every exit takes a dozen of them. */
const SHIFTS: readonly bigint[] = Array.from({ length: PART_SIZE + 1 }, (_, bytes) => BigInt(8 * bytes));
const ONES: readonly bigint[] = SHIFTS.map((shift) => (1n << shift) - 1n);
const shiftOf = (offset: number): bigint => SHIFTS[offset] as bigint;
const ones = (bytes: number): bigint => ONES[bytes] as bigint;

/** What a field of the exit's part holds. */
export function fieldOf(part: bigint, [offset, size]: Place): bigint {
  return (part >> shiftOf(offset)) & ones(size);
}

/** The exit's part with another value in a field; what does not fit into its bytes is cut off. */
export function withField(part: bigint, [offset, size]: Place, value: bigint): bigint {
  const shift = shiftOf(offset);
  return (part & ~(ones(size) << shift)) | ((value & ones(size)) << shift);
}

/** The exit's part with some fields of one layout written, in the order in which they are given. */
export function withFields<Name extends string>(
  part: bigint,
  layout: Readonly<Record<Name, Place>>,
  values: Readonly<Partial<Record<Name, bigint>>>,
): bigint {
  return (Object.entries(values) as [Name, bigint][]).reduce(
    (sum, [name, value]) => withField(sum, layout[name], value),
    part,
  );
}

/** Where userspace finds what it may write, in the order in which it does: of fields that share bytes the last stays. */
const WRITTEN = Object.entries({ ...HYPERV, ...MSR }) as readonly (readonly [keyof RunEdits, Place])[];

/** The run structure after userspace has written to it. `fill` goes first, as memset would. */
export function edited(run: RunStructure, edits: RunEdits): RunStructure {
  const filled = edits.fill === undefined ? run.part : repeated(edits.fill);
  const part = WRITTEN.reduce((sum, [name, place]) => {
    const value = edits[name];
    return typeof value === 'bigint' ? withField(sum, place, value) : sum;
  }, filled);
  return { reason: edits.reason ?? run.reason, part };
}

function repeated(byte: bigint): bigint {
  return (ones(PART_SIZE) / 0xffn) * byte;
}

/** The bytes of the structure from `offset` on, the first the lowest. @throws Misuse where they are not kept here */
export function bytesOf(run: RunStructure, offset: number, size: number): bigint {
  if (isReason(offset, size)) return run.reason;
  return fieldOf(run.part, placeIn(offset, size));
}

/** The structure after userspace has written to those bytes. @throws Misuse where they are not kept here */
export function withBytes(run: RunStructure, offset: number, size: number, value: bigint): RunStructure {
  if (isReason(offset, size)) return { ...run, reason: value & ones(size) };
  return { ...run, part: withField(run.part, placeIn(offset, size), value) };
}

function isReason(offset: number, size: number): boolean {
  return offset === EXIT_REASON_AT && size === 4;
}

function placeIn(offset: number, size: number): Place {
  const from = offset - EXIT_PART_AT;
  if (from < 0 || from + size > PART_SIZE) {
    throw new Misuse(
      `bytes ${offset} to ${offset + size - 1} of the run structure belong to another feature: kept here are ` +
        `4 from ${EXIT_REASON_AT} on and those from ${EXIT_PART_AT} to ${EXIT_PART_AT + PART_SIZE - 1}`,
    );
  }
  return [from, size];
}
