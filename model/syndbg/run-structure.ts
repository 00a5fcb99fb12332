/**
 * The bytes of the run structure that userspace and KVM share (include/uapi/linux/kvm.h, struct kvm_run): exit_reason,
 * and the part from byte 32 on that each kind of exit lays out in its own way.
 */
import { Misuse } from '../core/machine';
import type { RunArea as RunEdits } from './types';

export interface RunStructure {
  /** exit_reason, 4 bytes. */
  readonly reason: bigint;
  readonly part: Part;
}

/** The exit's part, 56 bytes: as words of eight, the first byte of each the lowest. */
export type Part = readonly bigint[];

export const EXIT_REASON_AT = 8;
export const EXIT_PART_AT = 32;
const PART_SIZE = 56;
const WORD = 8;

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

export const NO_PART: Part = Array.from({ length: PART_SIZE / WORD }, () => 0n);
export const NO_RUN: RunStructure = { reason: 0n, part: NO_PART };

const bits = (bytes: number): bigint => BigInt(8 * bytes);
const cut = (value: bigint, bytes: number): bigint => BigInt.asUintN(8 * bytes, value);

/** What a field of the exit's part holds. */
export function fieldOf(part: Part, [offset, size]: Place): bigint {
  const word = part[Math.floor(offset / WORD)] as bigint;
  const byte = offset % WORD;
  const here = Math.min(size, WORD - byte);
  const held = cut(byte === 0 ? word : word >> bits(byte), here);
  return here === size ? held : held | (fieldOf(part, [offset + here, size - here]) << bits(here));
}

/** The exit's part with another value in a field; what does not fit into its bytes is cut off. */
export function withField(part: Part, place: Place, value: bigint): Part {
  const words = part.slice();
  write(words, place, value);
  return words;
}

function write(words: bigint[], [offset, size]: Place, value: bigint): void {
  const at = Math.floor(offset / WORD);
  const byte = offset % WORD;
  const here = Math.min(size, WORD - byte);
  const old = here === WORD ? 0n : (words[at] as bigint) - (fieldOf(words, [offset, here]) << bits(byte));
  words[at] = old + (cut(value, here) << bits(byte));
  if (here < size) write(words, [offset + here, size - here], value >> bits(here));
}

/** The exit's part with some fields of one layout written, in the order in which they are given. */
export function withFields<Name extends string>(
  part: Part,
  layout: Readonly<Record<Name, Place>>,
  values: Readonly<Partial<Record<Name, bigint>>>,
): Part {
  const words = part.slice();
  for (const name in values) write(words, layout[name], values[name] as bigint);
  return words;
}

/** Where userspace finds what it may write, in the order in which it does: of fields that share bytes the last stays. */
const WRITTEN: Readonly<Record<string, Place>> = { ...HYPERV, ...MSR };
const ORDER = Object.keys(WRITTEN);

/** The run structure after userspace has written to it. `fill` goes first, as memset would. */
export function edited(run: RunStructure, edits: RunEdits): RunStructure {
  const { fill, reason = run.reason } = edits;
  const words = fill === undefined ? run.part.slice() : NO_PART.map(() => EACH_BYTE * fill);
  const given = Object.keys(edits).filter((name) => ORDER.includes(name));
  for (const name of given.sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b))) {
    const value = edits[name as keyof RunEdits];
    if (typeof value === 'bigint') write(words, WRITTEN[name] as Place, value);
  }
  return { reason, part: words };
}

/** A word of bytes that are 1. */
const EACH_BYTE = 0x0101_0101_0101_0101n;

/** The bytes of the structure from `offset` on, the first the lowest. @throws Misuse where they are not kept here */
export function bytesOf(run: RunStructure, offset: number, size: number): bigint {
  if (isReason(offset, size)) return run.reason;
  return fieldOf(run.part, placeIn(offset, size));
}

/** The structure after userspace has written to those bytes. @throws Misuse where they are not kept here */
export function withBytes(run: RunStructure, offset: number, size: number, value: bigint): RunStructure {
  if (isReason(offset, size)) return { ...run, reason: cut(value, size) };
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
