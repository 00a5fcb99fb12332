/*
 * The two trace points, by tracefs: each line as the trace buffer prints it. They are switched for the whole kernel, so only
 * as init of a guest.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "kvm.h"

#define TRACING "/sys/kernel/tracing/"
static const char *const SWITCHES[] = {TRACING "events/kvm/kvm_hv_syndbg_set_msr/enable", TRACING "events/kvm/kvm_hv_syndbg_get_msr/enable"};
static int pipe_fd = -1;
static bool is_on;

bool trace_there(void) {
  return host.init && access(SWITCHES[0], W_OK) == 0 && access(SWITCHES[1], W_OK) == 0;
}

int trace_switch(bool on) {
  if (on == is_on) return 0;
  for (size_t i = 0; i < 2; i++)
    if (put_file(SWITCHES[i], on ? "1" : "0")) return -1;
  if (pipe_fd < 0) pipe_fd = open(TRACING "trace_pipe", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (pipe_fd < 0) return -1;
  if (!on) trace_drain(false);
  is_on = on;
  return 0;
}

/* "  init-1  [000] .....  3.14: kvm_hv_syndbg_set_msr: vcpu_id 0 …" */
static void tell_line(char *line) {
  char *name = strstr(line, "kvm_hv_syndbg_"), *colon = name == NULL ? NULL : strstr(name, ": ");
  if (colon == NULL) return;
  *colon = '\0';
  hv_event("trace");
  hv_put_text("name", name);
  hv_put_text("text", colon + 2);
  hv_close();
}

void trace_drain(bool tell) {
  static char lines[1 << 16];
  ssize_t size;
  if (!is_on) return;
  while ((size = read(pipe_fd, lines, sizeof lines - 1)) > 0) {
    lines[size] = '\0';
    char *rest = lines;
    for (char *line; tell && (line = strsep(&rest, "\n")) != NULL;) tell_line(line);
  }
}
