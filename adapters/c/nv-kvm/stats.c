/* stats.c: see stats.h. The format is Documentation/virt/kvm/api.rst, KVM_GET_STATS_FD. */
#define _GNU_SOURCE
#include "stats.h"

#include <linux/kvm.h>
#include <stdbool.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static int fd = -1;
static off_t at;

static bool find(const char *name) {
  struct kvm_stats_header header;
  char buffer[256];
  const struct kvm_stats_desc *one = (const void *)buffer;
  if (pread(fd, &header, sizeof header, 0) != sizeof header)
    return false;
  size_t size = sizeof *one + header.name_size;
  if (size >= sizeof buffer)
    return false;
  for (uint32_t i = 0; i < header.num_desc; i++) {
    if (pread(fd, buffer, size, (off_t)(header.desc_offset + i * size)) != (ssize_t)size)
      return false;
    buffer[size] = 0;
    if (strcmp(buffer + sizeof *one, name))
      continue;
    at = (off_t)header.data_offset + one->offset;
    return true;
  }
  return false;
}

int stats_of(int vcpu_fd) {
  if (fd >= 0)
    close(fd);
  fd = ioctl(vcpu_fd, KVM_GET_STATS_FD, 0);
  return fd >= 0 && find("exits") ? 0 : -1;
}

uint64_t stats_exits(void) {
  uint64_t count = 0;
  return pread(fd, &count, sizeof count, at) == sizeof count ? count : 0;
}
