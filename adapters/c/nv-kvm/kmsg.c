/* kmsg.c: see kmsg.h. A record is "LEVEL,NUMBER,TIME,FLAGS;TEXT\n" (Documentation/ABI/testing/dev-kmsg). */
#define _GNU_SOURCE
#include "kmsg.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

static int fd = -1;

void kmsg_open(void) {
  fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (fd >= 0)
    lseek(fd, 0, SEEK_END);
}

static bool complains(const char *text) {
  return (strstr(text, "WARNING: ") || strstr(text, "BUG") || strstr(text, "Oops")) && strstr(text, "kvm");
}

const char *kmsg_complaint(void) {
  static char record[1024], found[256];
  ssize_t n;
  found[0] = 0;
  while (fd >= 0 && ((n = read(fd, record, sizeof record - 1)) > 0 || (n < 0 && errno == EPIPE))) {
    record[n > 0 ? n : 0] = 0; /* EPIPE: records were overwritten before they could be read */
    char *text = strchr(record, ';'), *end = text ? strchr(text, '\n') : NULL;
    if (end)
      *end = 0;
    if (text && !found[0] && complains(text))
      strncat(found, text + 1, sizeof found - 1);
  }
  return found[0] ? found : NULL;
}
