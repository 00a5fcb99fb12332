/*
 * shstk-linux: an adapter of hvspec for the user shadow stacks of a real Linux, by the system calls and instructions
 * themselves. As a program it judges the kernel and the CPU that it runs on; as the init of a guest those of the guest.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <termios.h>
#include <unistd.h>

#include "../init.h"
#include "adapter.h"

static const char HELP[] =
    "usage: shstk-linux\n"
    "\n"
    "The user shadow stacks of the kernel and the CPU that this runs on, as a subject of hvspec:\n"
    "\n"
    "  npx hvspec doctor --subject ./shstk-linux\n"
    "  npx hvspec run -m shstk --subject ./shstk-linux\n"
    "\n"
    "It speaks JSON lines on stdin and stdout, and needs no privileges; what the kernel logs of a control protection fault\n"
    "it can read only where /dev/kmsg can be opened. Each case is played in child processes, which may crash.\n"
    "\n"
    "exit codes: 0 shutdown or the end of stdin, 1 there are no shadow stacks here (stderr says why), 2 wrong arguments\n";

static bool init;

static void write_file(const char *path, const char *text) {
  int fd = open(path, O_WRONLY | O_CLOEXEC);
  if (fd < 0)
    return;
  if (write(fd, text, strlen(text)) < 0)
    init_say("cannot write %s", path);
  close(fd);
}

static int reset(const char *machine, const char *profile, const hv_value *config) {
  (void)machine, (void)profile;
  if (!hv_is(hv_get(config, "vendor"), "intel"))
    return hv_lacks("amd");
  if (!hv_true(config, "user_shstk"))
    return hv_lacks("no-shstk");
  if (!hv_true(config, "checkpoint_restore"))
    return hv_lacks("no-checkpoint-restore");
  if (hv_get(config, "signal_frame"))
    return hv_lacks("signal-frame"); /* it is the CPU's, and at multiples of 64 */
  const hv_value *limits = hv_get(config, "rlimits"), *list = hv_get(config, "mappings");
  S->config.mmap_top = hv_u64(config, "mmap_top", 0), S->config.mmap_top_32 = hv_u64(config, "mmap_top_32", 0);
  S->config.stack = hv_u64(limits, "stack", ~0UL), S->config.as = hv_u64(limits, "as", ~0UL), S->config.data = hv_u64(limits, "data", ~0UL);
  S->config.count = 0;
  for (const hv_value *v = hv_first(list); v && S->config.count < 64; v = hv_next(v))
    S->config.mappings[S->config.count++] = (struct mapping){ hv_u64(v, "start", 0), hv_u64(v, "end", 0), hv_u64(v, "prot", 0) };
  /* How much a mapping may be is for all of a machine. */
  if (init)
    write_file("/proc/sys/vm/overcommit_memory", hv_u64(config, "largest_mapping", ~0UL) == ~0UL ? "1" : "0");
  code_fill();
  step_reset();
  return 0;
}

/* Addresses as the configurations have them: nothing placed at random, and room for the stack of the ordinary limit. */
static void be_predictable(char **argv) {
  int now = personality(0xffffffff);
  struct rlimit stack = { 0x800000, RLIM_INFINITY };
  if (now & ADDR_NO_RANDOMIZE)
    return;
  if (setrlimit(RLIMIT_STACK, &stack)) {
    stack.rlim_max = 0x800000;
    setrlimit(RLIMIT_STACK, &stack);
  }
  personality((unsigned long)now | ADDR_NO_RANDOMIZE);
  execv(init ? argv[0] : "/proc/self/exe", argv);
}

static int judge(int in, int out) {
  static struct utsname name;
  uname(&name);
  struct hv_adapter adapter = { .name = "shadow stacks of Linux", .version = name.release, .reset = reset, .step = step, .inspect = inspect };
  exec_prepare();
  if (!space_share()) {
    init_say("the adapter's own memory cannot be had");
    return 1;
  }
  log_open();
  const char *lacks = offer_find(&adapter);
  if (lacks) {
    init_say("shstk-linux: %s", lacks);
    return 1;
  }
  init_ready();
  return hv_serve(&adapter, in, out) ? 1 : 0;
}

int main(int argc, char **argv) {
  init = init_is_init();
  if (!init && argc == 7 && !strcmp(argv[1], EXEC_GO_ON))
    return exec_go_on(argv);
  if (!init && argc == 2 && !strcmp(argv[1], "--help"))
    return fputs(HELP, stdout) < 0 ? 1 : 0;
  if (!init && argc > 1) {
    fprintf(stderr, "shstk-linux: %s is not an argument: --help is the only one\n", argv[1]);
    return 2;
  }
  be_predictable(argv);
  if (!init)
    return judge(0, 1);
  int port = init_boot(&(struct init_options){ .port = "/dev/ttyS1", .end = INIT_SHUTDOWN });
  write_file("/proc/sys/kernel/printk_ratelimit", "0");
  write_file("/proc/sys/vm/overcommit_memory", "1");
  if (port >= 0) {
    judge(port, port);
    tcdrain(port);
  }
  init_power_off();
  return 1;
}
