/**
 * What userspace does with a debug hypercall (QEMU: hw/hyperv/hyperv.c, hyperv_hcall_post_dbg_data() and the two beside it).
 * A guest that makes them posts and retrieves whole frames, Ethernet, IPv4 and UDP; the debugger gets what they carry.
 */
import type { Context } from './context';
import { vmOf } from './context';
import {
  INVALID_PARAMETER,
  NO_DATA,
  POST_DEBUG_DATA,
  RETRIEVE_DEBUG_DATA,
  SUCCESS,
} from './hypercall-checks';
import { readBytes, store } from './memory';
import { sendPacket, takePacket } from './packets';
import type { Part } from './run-structure';
import { fieldOf, HYPERV } from './run-structure';
import type { Memory } from './state';

/** What stands before the data in the input page of a POST, and in the output page of a RETRIEVE: two counts of 4 bytes. */
const COUNTS = 8n;
/** The largest count: a page without those. */
const LARGEST_COUNT = 4088n;
const ETHERNET = 14;
const IP = 20;
const UDP = 8;
const HEADERS = ETHERNET + IP + UDP;
/** Bytes of a frame, the network's order: the first of a pair is the higher one. */
const AT = { ethertype: 12, version: 14, ipLength: 16, protocol: 23, udpLength: 38 } as const;
const IPV4_TYPE = 0x0008n;
const IPV4_20_BYTES = 0x45n;
const UDP_PROTOCOL = 0x11n;

/** Does what the exit's part asks for, and gives the result that the guest gets. */
export function serveCall(c: Context, vm: number, part: Part): bigint {
  const code = fieldOf(part, HYPERV.input) & 0xffffn;
  const [input, output] = [fieldOf(part, HYPERV.params0), fieldOf(part, HYPERV.params1)];
  if (code === POST_DEBUG_DATA) return post(c, vm, input, output);
  return code === RETRIEVE_DEBUG_DATA ? retrieve(c, vm, output) : SUCCESS;
}

function post(c: Context, vm: number, input: bigint, output: bigint): bigint {
  const { memory } = vmOf(c, vm);
  const count = readBytes(memory, input, 4);
  if (count > LARGEST_COUNT) return INVALID_PARAMETER;
  const frame = input + COUNTS;
  const offset = payloadAt(memory, frame, Number(count));
  if (offset !== null) sendPacket(c, vm, frame + BigInt(offset), Number(count) - offset);
  store(c, vm, output, 4, 0n);
  return SUCCESS;
}

/** Where the payload of a frame begins, or null where it is no UDP packet of IPv4, or ends within its headers. */
export function payloadAt(memory: Memory, frame: bigint, count: number): number | null {
  const at = (offset: number, size: number): bigint => readBytes(memory, frame + BigInt(offset), size);
  const isUdp = at(AT.ethertype, 2) === IPV4_TYPE && at(AT.protocol, 1) === UDP_PROTOCOL;
  const offset = ETHERNET + 4 * Number(at(AT.version, 1) & 0xfn) + UDP;
  return isUdp && offset <= count ? offset : null;
}

function retrieve(c: Context, vm: number, output: bigint): bigint {
  const packet = takePacket(c, vm);
  if (!packet) {
    store(c, vm, output, 4, 0n);
    return NO_DATA;
  }
  const put = (offset: number, size: number, value: bigint): void => {
    store(c, vm, output + COUNTS + BigInt(offset), size, value);
  };
  store(c, vm, output, 4, BigInt(HEADERS + packet.size));
  put(AT.ethertype, 2, IPV4_TYPE);
  put(AT.version, 1, IPV4_20_BYTES);
  put(AT.ipLength, 2, swapped(IP + UDP + packet.size));
  put(AT.protocol, 1, UDP_PROTOCOL);
  put(AT.udpLength, 2, swapped(UDP + packet.size));
  put(HEADERS, packet.size, packet.value);
  return SUCCESS;
}

/** A length below 256 in the network's order. */
function swapped(length: number): bigint {
  return BigInt(length) << 8n;
}
