/*
 * The userspace half: what a VMM with the debugger's transport does with a SYNDBG exit, and the guest's memory. The exits are
 * KVM's; the VMM that answers them is this file (as QEMU's hw/hyperv/syndbg.c and target/i386/kvm/hyperv.c are another).
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

static int send(struct vm *vm, u64 page, u64 size, u64 *status) {
  u64 value;
  int bad = bad_size(size);
  if (bad != 0) return bad;
  if (!guest_read(vm, page, (unsigned)size, &value)) return -1;
  hv_event("packet");
  hv_put_count("size", size);
  hv_put_hex("value", value);
  hv_close();
  *status = SENT;
  return 0;
}

static int receive(struct vm *vm, u64 page, u64 *status) {
  if (vm->packet_count == 0) return 0;
  struct packet oldest = vm->packets[0];
  if (!guest_write(vm, page, oldest.size, oldest.value)) return -1;
  memmove(vm->packets, vm->packets + 1, --vm->packet_count * sizeof oldest);
  *status = RECEIVED | (u64)oldest.size << 16;
  return tell_guest(vm) ? 0 : -1;
}

int do_serve(struct vm *vm, struct vcpu *c, const hv_value *op) {
  (void)op;
  if (c->stopped == NULL || strcmp(c->stopped, "SYNDBG") != 0) return hv_misuse("the vCPU waits in no SYNDBG exit");
  struct kvm_hyperv_exit *h = &c->run->hyperv;
  u64 control = h->u.syndbg.control, status = 0;
  if (h->u.syndbg.msr == MSR_PENDING_BUFFER) {
    vm->pending_byte = h->u.syndbg.pending_page;
    if (vm->packet_count > 0 && !tell_guest(vm)) return -1;
  }
  if (h->u.syndbg.msr != MSR_CONTROL) return hv_ok();
  int bad = control & SEND ? send(vm, h->u.syndbg.send_page, control >> 16 & 0xffff, &status)
            : control & RECEIVE ? receive(vm, h->u.syndbg.recv_page, &status) : 0;
  if (bad != 0) return bad;
  h->u.syndbg.status = status;
  return hv_ok();
}
