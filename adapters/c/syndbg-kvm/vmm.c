/*
 * The userspace half: what a VMM with the debugger's transport does with an exit, and the guest's memory. The exits are KVM's;
 * the VMM that answers them is this file and served-calls.c (QEMU's hw/hyperv/syndbg.c and hw/hyperv/hyperv.c are another).
 */
#include <string.h>

#include "kvm.h"

enum { SEND = 1, RECEIVE = 2, SENT = 1, RECEIVED = 4 }; /* bits of CONTROL, and of STATUS */

static int bad_size(u64 size) {
  return size < 1 || size > 8 ? hv_misuse("1 to 8 bytes at once here, not %llu", (unsigned long long)size) : 0;
}

int do_read_memory(struct vm *vm, const hv_value *op) {
  u64 value, size = hv_u64(op, "size", 0);
  int bad = bad_size(size);
  if (bad != 0) return bad;
  if (!guest_read(vm, hv_u64(op, "gpa", 0), (unsigned)size, &value)) return -1;
  hv_put_hex("value", value);
  return hv_ok();
}

int do_write_memory(struct vm *vm, const hv_value *op) {
  u64 size = hv_u64(op, "size", 0);
  int bad = bad_size(size);
  if (bad != 0) return bad;
  return guest_write(vm, hv_u64(op, "gpa", 0), (unsigned)size, hv_u64(op, "value", 0)) ? hv_ok() : -1;
}

/* The byte that the guest polls. */
static bool tell_guest(struct vm *vm) {
  return vm->pending_byte == 0 || guest_write(vm, vm->pending_byte, 1, vm->packet_count > 0);
}

int do_packet(struct vm *vm, const hv_value *op) {
  u64 size = hv_u64(op, "size", 0);
  int bad = bad_size(size);
  if (bad != 0) return bad;
  if (vm->packet_count == PACKETS_MAX) return hv_misuse("no more than %d packets wait here", PACKETS_MAX);
  vm->packets[vm->packet_count++] = (struct packet){(unsigned)size, hv_u64(op, "value", 0)};
  return tell_guest(vm) ? hv_ok() : -1;
}

int send_packet(struct vm *vm, u64 gpa, u64 size) {
  u64 value;
  int bad = bad_size(size);
  if (bad != 0) return bad;
  if (!guest_read(vm, gpa, (unsigned)size, &value)) return -1;
  hv_event("packet");
  hv_put_count("size", size);
  hv_put_hex("value", value);
  hv_close();
  return 0;
}

bool take_packet(struct vm *vm, struct packet *oldest) {
  *oldest = vm->packets[0];
  memmove(vm->packets, vm->packets + 1, --vm->packet_count * sizeof *oldest);
  return tell_guest(vm);
}

/* Puts the packet that has waited longest at `page`; no status where there is none. */
static int receive(struct vm *vm, u64 page, u64 *status) {
  struct packet oldest;
  if (vm->packet_count == 0) return 0;
  if (!take_packet(vm, &oldest) || !guest_write(vm, page, oldest.size, oldest.value)) return -1;
  *status = RECEIVED | (u64)oldest.size << 16;
  return 0;
}

/* Does what CONTROL says, and gives the status that the guest will read. */
static int command(struct vm *vm, const struct kvm_hyperv_exit *h, u64 *status) {
  u64 control = h->u.syndbg.control;
  *status = control & SEND ? SENT : 0;
  if (control & SEND) return send_packet(vm, h->u.syndbg.send_page, control >> 16 & 0xffff);
  return control & RECEIVE ? receive(vm, h->u.syndbg.recv_page, status) : 0;
}

static int serve_write(struct vm *vm, struct kvm_hyperv_exit *h) {
  u64 status;
  if (h->u.syndbg.msr == MSR_PENDING_BUFFER) {
    vm->pending_byte = h->u.syndbg.pending_page;
    return vm->packet_count == 0 || tell_guest(vm) ? 0 : -1;
  }
  if (h->u.syndbg.msr != MSR_CONTROL) return 0;
  int bad = command(vm, h, &status);
  if (bad == 0) h->u.syndbg.status = status;
  return bad;
}

int do_serve(struct vm *vm, struct vcpu *c) {
  bool write = c->stopped != NULL && strcmp(c->stopped, "SYNDBG") == 0;
  bool call = c->stopped != NULL && strcmp(c->stopped, "HCALL") == 0;
  if (!write && !call) return hv_misuse("the vCPU waits in no SYNDBG or HCALL exit: there is nothing to serve");
  int bad = write ? serve_write(vm, &c->run->hyperv) : serve_call(vm, &c->run->hyperv);
  return bad != 0 ? bad : hv_ok();
}
