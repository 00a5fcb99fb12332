/* MSRs as userspace sees them: batches of reads and writes, the lists, the filter, and the parameter ignore_msrs. */
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>

#include "kvm.h"

#define IGNORE_MSRS "/sys/module/kvm/parameters/ignore_msrs"

int do_msrs(struct vcpu *c, const hv_value *op, bool write) {
  static struct {
    struct kvm_msrs head;
    struct kvm_msr_entry entries[MSRS_MAX];
  } batch;
  u32 count = 0;
  memset(&batch, 0, sizeof batch);
  for (const hv_value *m = hv_first(hv_get(op, "msrs")); m != NULL; m = hv_next(m)) {
    if (count == MSRS_MAX) return hv_misuse("at most %d MSRs at once", MSRS_MAX);
    batch.entries[count].index = (u32)(write ? hv_u64(m, "msr", 0) : hv_value_u64(m, 0));
    batch.entries[count++].data = write ? hv_u64(m, "value", 0) : 0;
  }
  batch.head.nmsrs = count;
  int fd = hv_is(hv_get(op, "fd"), "system") ? host.kvm : c->fd;
  int done = ioctl(fd, write ? KVM_SET_MSRS : KVM_GET_MSRS, &batch), failed = errno;
  trace_drain(true);
  if (done < 0) return hv_error(failed);
  hv_put_count("count", (u64)done);
  if (!write) {
    hv_open_array("values");
    for (int i = 0; i < done; i++) hv_put_hex(NULL, batch.entries[i].data);
    hv_close();
  }
  return hv_ok();
}

int do_msr_listed(const hv_value *op) {
  int listed = host_lists_msr(hv_is(hv_get(op, "list"), "feature"), (u32)hv_u64(op, "msr", 0));
  if (listed < 0) return hv_error(errno);
  hv_put_bool("listed", listed == 1);
  return hv_ok();
}

/* Allowed is what no range denies; a bitmap of zeros denies all of its range. */
int do_msr_filter(struct vm *vm, const hv_value *op) {
  static u8 none[4096 / 8];
  struct kvm_msr_filter filter = {.flags = KVM_MSR_FILTER_DEFAULT_ALLOW};
  u32 count = 0;
  for (const hv_value *range = hv_first(hv_get(op, "deny")); range != NULL; range = hv_next(range)) {
    u64 length = hv_u64(range, "count", 0);
    if (count == KVM_MSR_FILTER_MAX_RANGES || length > 4096) return hv_misuse("at most %d ranges of 4096 MSRs", KVM_MSR_FILTER_MAX_RANGES);
    filter.ranges[count++] = (struct kvm_msr_filter_range){.flags = KVM_MSR_FILTER_READ | KVM_MSR_FILTER_WRITE,
                                                           .nmsrs = (u32)length,
                                                           .base = (u32)hv_u64(range, "base", 0),
                                                           .bitmap = none};
  }
  return ioctl(vm->fd, KVM_X86_SET_MSR_FILTER, &filter) ? hv_error(errno) : hv_ok();
}

/* The parameter holds for the whole kernel, so it is changed only where this process is the init of a guest. */
int ignore_msrs(bool on) {
  static bool is_on;
  if (on == is_on) return 0;
  if (put_file(IGNORE_MSRS, on ? "1" : "0")) return -1;
  is_on = on;
  return 0;
}

int do_ignore_msrs(const hv_value *op) {
  return ignore_msrs(hv_true(op, "on")) ? hv_error(errno) : hv_ok();
}
