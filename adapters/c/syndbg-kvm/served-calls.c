/*
 * What the VMM does with a debug hypercall. The guest posts and retrieves whole frames (Ethernet, IPv4, UDP); what they carry
 * goes to the debugger and comes from it. Both pages begin with two counts of 4 bytes, and the frame stands behind them.
 */
#include "kvm.h"

enum { POST_DEBUG_DATA = 0x69, RETRIEVE_DEBUG_DATA = 0x6a };
enum { SUCCESS = 0, INVALID_PARAMETER = 5, NO_DATA = 27 }; /* HV_STATUS_… */
enum { COUNTS = 8, LARGEST_COUNT = 4096 - COUNTS, ETHERNET = 14, IP = 20, UDP = 8, HEADERS = ETHERNET + IP + UDP };
enum { AT_TYPE = 12, AT_VERSION = 14, AT_IP_LENGTH = 16, AT_PROTOCOL = 23, AT_UDP_LENGTH = 38 };
enum { IPV4 = 0x0800, IPV4_OF_20_BYTES = 0x45, UDP_PROTOCOL = 17 };

/* A number of two bytes in the network's order, as guest_read and guest_write have it. */
static u64 swapped(u64 number) {
  return (number & 0xff) << 8 | number >> 8;
}

/* Where the payload of the frame begins; 0 where it is no whole UDP packet of IPv4; -1 with the refusal made. */
static int payload_at(struct vm *vm, u64 frame, u64 count) {
  u64 type, version, protocol;
  if (count < ETHERNET + IP) return 0;
  if (!guest_read(vm, frame + AT_TYPE, 2, &type) || !guest_read(vm, frame + AT_VERSION, 1, &version) || !guest_read(vm, frame + AT_PROTOCOL, 1, &protocol)) return -1;
  if (type != swapped(IPV4) || protocol != UDP_PROTOCOL) return 0;
  int at = ETHERNET + 4 * (int)(version & 0xf) + UDP;
  return (u64)at > count ? 0 : at;
}

static int post(struct vm *vm, u64 input, u64 output, u64 *result) {
  u64 count;
  if (!guest_read(vm, input, 4, &count)) return -1;
  *result = INVALID_PARAMETER;
  if (count > LARGEST_COUNT) return 0;
  *result = SUCCESS;
  int at = payload_at(vm, input + COUNTS, count);
  if (at < 0) return -1;
  int bad = at == 0 ? 0 : send_packet(vm, input + COUNTS + (u64)at, count - (u64)at);
  return bad != 0 ? bad : guest_write(vm, output, 4, 0) ? 0 : -1;
}

static int retrieve(struct vm *vm, u64 output, u64 *result) {
  struct packet p;
  *result = NO_DATA;
  if (vm->packet_count == 0) return guest_write(vm, output, 4, 0) ? 0 : -1;
  *result = SUCCESS;
  u64 frame = output + COUNTS, size = vm->packets[0].size;
  bool written = guest_write(vm, output, 4, HEADERS + size) && guest_write(vm, frame + AT_TYPE, 2, swapped(IPV4)) &&
                 guest_write(vm, frame + AT_VERSION, 1, IPV4_OF_20_BYTES) && guest_write(vm, frame + AT_IP_LENGTH, 2, swapped(IP + UDP + size)) &&
                 guest_write(vm, frame + AT_PROTOCOL, 1, UDP_PROTOCOL) && guest_write(vm, frame + AT_UDP_LENGTH, 2, swapped(UDP + size)) &&
                 guest_write(vm, frame + HEADERS, (unsigned)size, vm->packets[0].value);
  return written && take_packet(vm, &p) ? 0 : -1;
}

int serve_call(struct vm *vm, struct kvm_hyperv_exit *h) {
  u64 code = h->u.hcall.input & 0xffff, result = SUCCESS;
  int bad = code == POST_DEBUG_DATA ? post(vm, h->u.hcall.params[0], h->u.hcall.params[1], &result)
            : code == RETRIEVE_DEBUG_DATA ? retrieve(vm, h->u.hcall.params[1], &result) : 0;
  if (bad != 0) return bad;
  h->u.hcall.result = result;
  return 0;
}
