/** SynDbg: bytes of the run structure, of the guest's memory, and of packets. */
import { hex, parseU64 } from '../../model/core/u64';
import type { Op } from '../../model/syndbg/types';
import type { Word } from '../phrases/word';
import { lettersOf } from './leaves';
import { VCPU, vcpuOf, vcpuText } from './places';

/** At most 8 bytes of a vCPU's run structure, or of a VM's memory where there is no vCPU. */
export interface Bytes {
  readonly size: number;
  readonly at: bigint;
  readonly vm: number;
  readonly vcpu: number | null;
}

const MEMORY = 'guest memory';
const OF_VM = ' of VM ';
const RUN = 'the run structure of ';

export const bytes: Word<Bytes> = {
  pattern: new RegExp(`\\d bytes? at (?:0x[0-9a-f_]+|\\d+) of (?:${MEMORY}(?:${OF_VM}\\d+)?|${RUN}${VCPU})`),
  forms: `8 bytes at 56 of ${RUN}vCPU 0, 1 byte at 0x5000 of ${MEMORY}, 4 bytes at 0x5000 of ${MEMORY}${OF_VM}1`,
  read: (text) => {
    const [, size = '', at = '', where = ''] = /^(\d) bytes? at (\S+) of (.*)$/.exec(text) ?? [];
    const place = { size: Number(size), at: at.startsWith('0x') ? parseU64(at) : BigInt(at) };
    if (where.startsWith(RUN)) return { ...place, ...vcpuOf(where) };
    return { ...place, vm: Number(where.split(OF_VM)[1] ?? 0), vcpu: null };
  },
  write: ({ size, at, vm, vcpu }) => {
    const many = `${size} byte${size === 1 ? '' : 's'}`;
    if (vcpu !== null) return `${many} at ${at} of ${RUN}${vcpuText({ vm, vcpu })}`;
    return `${many} at ${hex(at)} of ${MEMORY}${vm === 0 ? '' : `${OF_VM}${vm}`}`;
  },
};

/** Letters, of which the first is in the lowest byte. */
export const letters: Word<bigint> = {
  pattern: /"[ -~]{1,8}"/,
  forms: '"ping"',
  read: (text) => lettersOf(text.slice(1, -1)),
  write: hex,
};

export interface Packet {
  readonly size: number;
  readonly value: bigint;
}

/** A packet as text: letters where all of it is, else its bytes. */
export function packetText({ size, value }: Packet): string {
  const codes = [...Array(size).keys()].map((i) => Number((value >> BigInt(8 * i)) & 0xffn));
  const isText = codes.every((code) => code >= 0x20 && code < 0x7f);
  return isText
    ? `"${String.fromCharCode(...codes)}"`
    : codes.map((code) => code.toString(16).padStart(2, '0')).join(' ');
}

export const packet: Word<Packet & { readonly vm: number }> = {
  pattern: new RegExp(`"[ -~]{1,8}"(?: to VM \\d+)?`),
  forms: '"ping", "ping" to VM 1',
  read: (text) => {
    const [, letters = '', vm = '0'] = /^"(.*)"(?: to VM (\d+))?$/.exec(text) ?? [];
    return { size: letters.length, value: lettersOf(letters), vm: Number(vm) };
  },
  write: ({ vm, ...of }) => {
    const text = packetText(of);
    return text.startsWith('"') ? `${text}${vm === 0 ? '' : ` to VM ${vm}`}` : null;
  },
};

/** Reading those bytes, as an operation. */
export function readOp({ size, at, vm, vcpu }: Bytes): Op {
  return vcpu === null
    ? { op: 'read_memory', vm, gpa: at, size }
    : { op: 'read_run', vm, vcpu, offset: Number(at), size };
}

/** Writing those bytes, as an operation. */
export function writeOp({ size, at, vm, vcpu }: Bytes, value: bigint): Op {
  return vcpu === null
    ? { op: 'write_memory', vm, gpa: at, size, value }
    : { op: 'write_run', vm, vcpu, offset: Number(at), size, value };
}

/** The bytes that an operation reads or writes; null where it is about others. */
export function bytesIn(op: Op | undefined, verb: 'read' | 'write'): Bytes | null {
  if (op?.op === `${verb}_run` && 'offset' in op)
    return { size: op.size, at: BigInt(op.offset), vm: op.vm, vcpu: op.vcpu };
  if (op?.op === `${verb}_memory` && 'gpa' in op) return { size: op.size, at: op.gpa, vm: op.vm, vcpu: null };
  return null;
}
