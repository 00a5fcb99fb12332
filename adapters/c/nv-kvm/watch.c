/* watch.c: see watch.h. */
#define _GNU_SOURCE
#include "watch.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/perf_event.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "../init.h"

static const char *const names[POINTS] = { [AT_ENTRY] = "kvm_entry", [AT_ERET] = "kvm_nested_eret", [AT_INJECTION] = "kvm_inject_nested_exception" };
static int fds[POINTS];

static long id_of(const char *name) {
  static const char *const roots[] = { "/sys/kernel/tracing", "/sys/kernel/debug/tracing" };
  char path[128];
  long id = -1;
  for (int i = 0; i < 2 && id < 0; i++) {
    snprintf(path, sizeof path, "%s/events/kvm/%s/id", roots[i], name);
    FILE *f = fopen(path, "re");
    if (f && fscanf(f, "%ld", &id) != 1)
      id = -1;
    if (f)
      fclose(f);
  }
  return id;
}

static int open_point(enum point point) {
  struct perf_event_attr attr = { .type = PERF_TYPE_TRACEPOINT, .size = sizeof attr, .sample_period = 1, .wakeup_events = 1 };
  struct f_owner_ex me = { F_OWNER_TID, (int)syscall(SYS_gettid) };
  long id = id_of(names[point]);
  if (id < 0) {
    init_say("there is no tracepoint kvm:%s: it wants tracefs and CONFIG_EVENT_TRACING, and root to read it", names[point]);
    return -1;
  }
  attr.config = (uint64_t)id;
  attr.disabled = point == AT_ENTRY;
  fds[point] = (int)syscall(SYS_perf_event_open, &attr, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
  if (fds[point] < 0 || fcntl(fds[point], F_SETOWN_EX, &me)) {
    init_say("cannot watch kvm:%s: %s", names[point], strerror(errno));
    return -1;
  }
  return 0;
}

int watch_open(void) {
  for (int point = 0; point < POINTS; point++)
    if (open_point((enum point)point))
      return -1;
  return 0;
}

uint64_t watch_count(enum point point) {
  uint64_t count = 0;
  return read(fds[point], &count, sizeof count) == sizeof count ? count : 0;
}

void watch_stop_at(enum point point, bool on) {
  static bool is_on[POINTS];
  if (is_on[point] == on)
    return;
  is_on[point] = on;
  fcntl(fds[point], F_SETFL, on ? O_ASYNC : 0);
  if (point == AT_ENTRY)
    ioctl(fds[point], on ? PERF_EVENT_IOC_ENABLE : PERF_EVENT_IOC_DISABLE, 0);
}
