/* offer.c: whether this kernel has shadow stacks, and what it does where the profile leaves it open: found by asking. */
#define _GNU_SOURCE
#include <cpuid.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "adapter.h"
#include "insn.h"

#define END 0x7ffff7e00000UL
#define DATA 0x500000UL
#define BIT63 (1UL << 63)

/* What a child exits with that calls nothing once it has a shadow stack; -1 where a signal ends it. */
static int asked(bool int_80) {
  int status, pid = fork();
  if (pid == 0) {
    uint64_t answer = int_80 ? int80(20, 0, 0, 0, 0) == sys0(39) ? 0 : 1 : sys2(158, 0x5001, 1);
    for (;;)
      sys2(231, -answer, 0);
  }
  return pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static bool cpu_has_them(void) {
  unsigned a, b, c, d;
  return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (c & 1 << 7);
}

static struct play last;

static struct result after(struct op o) {
  S->ops[S->count++] = o;
  last = play(CAUGHT);
  play_over(&last);
  return S->results[S->count - 1];
}

static void begin(void) {
  S->count = 0;
  after((struct op){ K_SYSCALL, { 158, 0x5001, 1 } });
  after((struct op){ K_SYSCALL, { 158, 0x5001, 2 } });
}

static bool done(struct result r) { return last.end == P_STANDS && r.why == W_DONE && (int64_t)r.rax >= 0; }

static bool ssp_check_is_lax(void) {
  begin();
  after((struct op){ K_SIGACTION, { SIGUSR1, 1, 0x401f00, 1 } });
  after((struct op){ K_SIGNAL, { SIGUSR1 } });
  after((struct op){ K_RET, { 0 } });
  after((struct op){ K_WRSSQ, { END - 8, (DATA + 0x10) | BIT63 } });
  after((struct op){ K_STORE, { DATA + 0x10, END | BIT63 } });
  if (!done(after((struct op){ K_SIGRETURN, { 0 } })))
    return false;
  return done(after((struct op){ K_SIGRETURN, { 0 } }));
}

static bool forced_write_is_stored(void) {
  begin();
  return done(after((struct op){ K_COPY, { 18, END - 16, 1, 0 } }));
}

static bool kernel_half_is_gp(void) {
  begin();
  return after((struct op){ K_WRSSQ, { 0xffff800000000000UL, 1 } }).signal.code == 128;
}

static bool vsyscall_runs(void) {
  begin();
  return done(after((struct op){ K_VSYSCALL, { 0x401005 } }));
}

static bool token_at_12(void) {
  begin();
  after((struct op){ K_SYSCALL, { 453, 0x700000000UL, 0x1000, 0 } });
  after((struct op){ K_WRSSQ, { 0x700000800UL, 0x70000080dUL } });
  return done(after((struct op){ K_RSTORSSP, { 0x700000800UL } }));
}

static bool uffd_registers(void) {
  begin();
  return done(after((struct op){ K_UFFD, { END - PAGE, PAGE, 1 } }));
}

static bool uffd_there(void) {
  begin();
  return done(after((struct op){ K_UFFD, { DATA, PAGE, 1 } }));
}

static const char *smaps_flags(void) {
  static struct map_seen maps[64];
  begin();
  struct play p = play(CAUGHT);
  size_t count = p.end == P_STANDS ? look_maps(p.pid, maps, 64) : 0;
  play_over(&p);
  for (size_t i = 0; i < count; i++)
    if (maps[i].shadow)
      return strstr(maps[i].flags, " nh ") ? "sd-nh-ss" : "sd-ss";
  return "sd-ss";
}

static void ordinary(void) {
  S->config.mmap_top = 0x7ffff7ff0000UL, S->config.mmap_top_32 = 0xf7ff0000UL;
  S->config.as = S->config.data = ~0UL;
  S->config.stack = 0x800000;
  S->config.count = 2;
  S->config.mappings[0] = (struct mapping){ 0x400000, 0x410000, 5 };
  S->config.mappings[1] = (struct mapping){ 0x500000, 0x510000, 3 };
  code_fill();
}

const char *offer_find(struct hv_adapter *adapter) {
  static const char *capabilities[16] = { "memory-calls", "altstack", "instructions", "map-at-address", "proc", "generic-prctl", "kernel-copies" };
  static struct hv_choice choices[9];
  static struct hv_offer offer = { "shstk", "upstream", capabilities, choices };
  static char why[256];
  size_t n = 7;
  int refused = asked(false);
  if (refused) {
    snprintf(why, sizeof why, "there are no user shadow stacks here: ARCH_SHSTK_ENABLE fails with %s%s%s", strerror(refused < 0 ? EFAULT : refused),
      refused == EOPNOTSUPP ? "" : "; the kernel has to be Linux 6.6 or later with CONFIG_X86_USER_SHADOW_STACK",
      cpu_has_them() ? "" : "; this CPU has none (CPUID leaf 7, ECX bit 7)");
    return why;
  }
  S->config.has_compat = asked(true) == 0;
  ordinary();
  begin();
  if (S->trouble) {
    snprintf(why, sizeof why, "no program can begin: %s", S->trouble);
    return why;
  }
  if (S->ssp != END)
    return "a program's first shadow stack is not where the configuration's top says";
  if (S->config.has_compat)
    capabilities[n++] = "compat-entry";
  if (exec_can())
    capabilities[n++] = "exec";
  if (uffd_there())
    capabilities[n++] = "userfaultfd";
  bool vsyscall = vsyscall_runs();
  capabilities[n++] = "vsyscall";
  const struct hv_choice found[] = {
    { "sigreturn-ssp-check", ssp_check_is_lax() ? "page-aligned-only" : "always" },
    { "forced-memory-write", forced_write_is_stored() ? "stored" : "refused" },
    { "smaps-flags", smaps_flags() },
    { "push-into-kernel-half", kernel_half_is_gp() ? "general-protection" : "maperr" },
    { "vsyscall-mode", vsyscall ? "execute-only" : "none" },
    { "rstorssp-token-at-12", token_at_12() ? "accepted" : "refused" },
    { "userfaultfd-register", uffd_registers() ? "accepted" : "refused" },
  };
  memcpy(choices, found, sizeof found);
  adapter->offers = &offer;
  adapter->offer_count = 1;
  return NULL;
}
