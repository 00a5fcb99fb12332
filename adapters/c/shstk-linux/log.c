/* log.c: the line that the kernel logs where nobody handles a control protection fault, or a page fault. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "shstk.h"

static int records = -1;

void log_open(void) {
  records = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
}

void log_skip(void) {
  if (records >= 0)
    lseek(records, 0, SEEK_END);
}

/* "control protection ip:… sp:… ssp:… error:1(near ret) in …"; "…: segfault at 10 ip … sp … error 4 in …" */
struct logged log_read(void) {
  static char record[8192];
  struct logged found = { 0 };
  for (ssize_t n; records >= 0 && (n = read(records, record, sizeof record - 1)) > 0;) {
    record[n] = 0;
    const char *at = strstr(record, "control protection ip:"), *ssp = at ? strstr(at, " ssp:") : NULL;
    if (ssp && sscanf(ssp, " ssp:%lx error:%lx(%15[^)])", &found.ssp, &found.error, found.name) == 3)
      found.there = true;
    if ((at = strstr(record, ": segfault at ")) && sscanf(at, ": segfault at %lx ip %*x sp %*x error %lx", &found.address, &found.page_error) == 2)
      found.page = true;
  }
  return found;
}
