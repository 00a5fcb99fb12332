/* CPUID: the leaves that a vCPU has, and those that KVM lists. */
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>

#include "kvm.h"

struct leaves {
  struct kvm_cpuid2 head;
  struct kvm_cpuid_entry2 entries[LEAVES_MAX];
};
/* Below 0x40000000 and from 0x80000000 on: what KVM supports. Operations name the others. */
static struct leaves plain;
static struct leaves work;

enum { FEATURES = 0x40000003, DEBUGGER_FIRST = 0x40000080, DEBUGGER_LAST = 0x40000082 };

bool leaves_open(void) {
  plain.head.nent = LEAVES_MAX;
  if (ioctl(host.kvm, KVM_GET_SUPPORTED_CPUID, &plain)) return false;
  u32 kept = 0;
  for (u32 i = 0; i < plain.head.nent; i++) {
    const struct kvm_cpuid_entry2 *e = &plain.entries[i];
    if (e->function == 0x80000008) host.address_bits = e->eax & 0xff;
    if (e->function >> 28 != 4) plain.entries[kept++] = *e;
  }
  plain.head.nent = kept;
  return true;
}

int ensure_leaves(struct vcpu *c) {
  if (c->has_leaves) return 0;
  c->has_leaves = true;
  return ioctl(c->fd, KVM_SET_CPUID2, &plain) ? hv_broken("KVM_SET_CPUID2 of the plain leaves: %s", strerror(errno)) : 0;
}

/* KVM_SET_CPUID2 of the plain leaves and those in `work` from `plain.head.nent` on, `count` in all. */
static int set_work(struct vcpu *c, u32 count) {
  memcpy(work.entries, plain.entries, plain.head.nent * sizeof *plain.entries);
  work.head = (struct kvm_cpuid2){.nent = count};
  if (ioctl(c->fd, KVM_SET_CPUID2, &work)) return hv_error(errno);
  c->has_leaves = true;
  return hv_ok();
}

int do_set_cpuid(struct vcpu *c, const hv_value *op) {
  u32 count = plain.head.nent;
  for (const hv_value *leaf = hv_first(hv_get(op, "leaves")); leaf != NULL; leaf = hv_next(leaf)) {
    if (count == LEAVES_MAX) return hv_misuse("more leaves than fit beside the %u plain ones: KVM takes %d", plain.head.nent, LEAVES_MAX);
    work.entries[count++] = (struct kvm_cpuid_entry2){.function = (u32)hv_u64(leaf, "function", 0),
                                                      .eax = (u32)hv_u64(leaf, "eax", 0),
                                                      .ebx = (u32)hv_u64(leaf, "ebx", 0),
                                                      .ecx = (u32)hv_u64(leaf, "ecx", 0),
                                                      .edx = (u32)hv_u64(leaf, "edx", 0)};
  }
  return set_work(c, count);
}

/* KVM's list of Hyper-V leaves, put into `work` behind the plain ones; without one the two leaves that are the switch. */
static u32 listed(struct vcpu *c) {
  static struct leaves list;
  list.head.nent = LEAVES_MAX - plain.head.nent;
  if (ioctl(c->fd, KVM_GET_SUPPORTED_HV_CPUID, &list)) {
    list.head.nent = 2;
    list.entries[0] = (struct kvm_cpuid_entry2){.function = 0x40000001, .eax = 0x31237648}; /* Hv#1 */
    list.entries[1] = (struct kvm_cpuid_entry2){.function = DEBUGGER_LAST, .eax = 2};
  }
  memcpy(work.entries + plain.head.nent, list.entries, list.head.nent * sizeof *list.entries);
  return plain.head.nent + list.head.nent;
}

int do_switch(struct vcpu *c, const hv_value *op) {
  if (c->has_run) return hv_misuse("the vCPU has run: its leaves are fixed");
  u32 count = listed(c);
  for (u32 i = plain.head.nent; i < count; i++)
    if (work.entries[i].function == DEBUGGER_LAST) work.entries[i].eax = hv_true(op, "on") ? 2 : 0;
  return set_work(c, count);
}

/* What a VMM without a debugger leaves out of KVM's list: the debugger's leaves and its bits in 0x40000003. */
int do_pass_leaves(struct vcpu *c, const hv_value *op) {
  u32 count = listed(c), kept = plain.head.nent;
  bool debugger = hv_true(op, "debugger");
  for (u32 i = kept; i < count; i++) {
    struct kvm_cpuid_entry2 e = work.entries[i];
    if (!debugger && e.function >= DEBUGGER_FIRST && e.function <= DEBUGGER_LAST) continue;
    if (!debugger && e.function == FEATURES) e.ebx &= ~(1u << 11), e.edx &= ~(1u << 1 | 1u << 11);
    work.entries[kept++] = e;
  }
  return set_work(c, kept);
}

static void put_leaf(const char *key, const struct kvm_cpuid_entry2 *e, bool whole) {
  hv_open_object(key);
  hv_put_hex("function", e->function);
  hv_put_hex("eax", e->eax);
  hv_put_hex("ebx", e->ebx);
  hv_put_hex("ecx", e->ecx);
  hv_put_hex("edx", e->edx);
  if (whole) {
    hv_put_hex("index", e->index);
    hv_put_hex("flags", e->flags);
    hv_open_array("padding");
    for (int i = 0; i < 3; i++) hv_put_hex(NULL, e->padding[i]);
    hv_close();
  }
  hv_close();
}

int do_get_cpuid(struct vcpu *c, const hv_value *op) {
  u64 wanted = hv_u64(op, "function", 0);
  memset(&work, 0, sizeof work); /* Linux 6.1 leaves nent as it is, so that what was there before would be taken for leaves */
  work.head.nent = LEAVES_MAX;
  if (ioctl(c->fd, KVM_GET_CPUID2, &work)) return hv_error(errno);
  u32 i = 0;
  while (i < work.head.nent && work.entries[i].function != wanted) i++;
  if (i < work.head.nent) put_leaf("leaf", &work.entries[i], false);
  else hv_put_null("leaf");
  return hv_ok();
}

int do_supported_hv_cpuid(struct vm *vm, struct vcpu *c, const hv_value *op) {
  const hv_value *which = hv_get(op, "fd");
  int fd = hv_is(which, "system") ? host.kvm : hv_is(which, "vm") ? vm->fd : c->fd;
  u64 room = hv_u64(op, "nent", 0);
  if (room > LEAVES_MAX) return hv_misuse("nent is at most %d", LEAVES_MAX);
  memset(&work, 0xa5, sizeof work); /* what KVM leaves alone is seen */
  work.head.nent = (u32)room;
  if (ioctl(fd, KVM_GET_SUPPORTED_HV_CPUID, &work)) {
    int failed = errno;
    if (failed == E2BIG) hv_put_count("nent", work.head.nent);
    return hv_error(failed);
  }
  hv_put_count("nent", work.head.nent);
  hv_open_array("leaves");
  for (u32 i = 0; i < work.head.nent && i < LEAVES_MAX; i++) put_leaf(NULL, &work.entries[i], hv_true(op, "whole"));
  hv_close();
  return hv_ok();
}

int do_supported_cpuid(void) {
  work.head = (struct kvm_cpuid2){.nent = LEAVES_MAX};
  if (ioctl(host.kvm, KVM_GET_SUPPORTED_CPUID, &work)) return hv_error(errno);
  hv_open_array("functions");
  for (u32 i = 0; i < work.head.nent; i++)
    if (work.entries[i].function >= 0x40000000 && work.entries[i].function <= 0x400001ff) hv_put_hex(NULL, work.entries[i].function);
  hv_close();
  return hv_ok();
}
