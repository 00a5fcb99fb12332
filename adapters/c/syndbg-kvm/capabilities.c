/* KVM's capabilities: what it reports, what is enabled, and the numbers of the header that this was built with. */
#define _GNU_SOURCE
#include <errno.h>
#include <sys/ioctl.h>

#include "kvm.h"

static const struct {
  const char *name;
  int number;
} NAMES[] = {
#include "capability-names.h" /* made from linux/kvm.h by the Makefile */
};

int do_enable_cap(struct vm *vm, struct vcpu *c, const hv_value *op) {
  struct kvm_enable_cap cap = {.cap = (u32)hv_u64(op, "cap", 0), .args[0] = hv_u64(op, "arg", 0)};
  int fd = hv_is(hv_get(op, "fd"), "vm") ? vm->fd : c->fd;
  return ioctl(fd, KVM_ENABLE_CAP, &cap) ? hv_error(errno) : hv_ok();
}

int do_check_extension(struct vm *vm, const hv_value *op) {
  int fd = hv_is(hv_get(op, "fd"), "vm") ? vm->fd : host.kvm;
  int value = ioctl(fd, KVM_CHECK_EXTENSION, hv_u64(op, "cap", 0));
  if (value < 0) return hv_error(errno);
  hv_put_hex("value", (u64)value);
  return hv_ok();
}

int do_cap_number(const hv_value *op) {
  for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
    if (!hv_is(hv_get(op, "name"), NAMES[i].name)) continue;
    hv_put_hex("value", (u64)NAMES[i].number);
    return hv_ok();
  }
  return hv_error(ENOENT);
}
