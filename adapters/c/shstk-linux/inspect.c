/* inspect.c: all that can be seen of a program, and two files of /proc. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "adapter.h"
#include "insn.h"

enum { MAPS_MAX = 256, FRAMES_SHOWN = 64 };
static struct map_seen maps[MAPS_MAX];
extern uint8_t program_stacks[STACKS][STACK_BYTES];

static uint64_t locked_of(int pid) {
  char words[128] = "";
  look_line(pid, "x86_Thread_features_locked", words, sizeof words);
  return S->locked | (strstr(words, "shstk") ? 1 : 0) | (strstr(words, "wrss") ? 2 : 0);
}

int step_proc(const hv_value *request) {
  struct play p = play(CAUGHT);
  if (p.end != P_STANDS)
    return hv_broken("the program does not stand still");
  int told = hv_ok();
  if (hv_is(hv_get(request, "op"), "proc_status")) {
    char features[64] = "", locked[64] = "";
    if (!look_line(p.pid, "x86_Thread_features", features, sizeof features) || !look_line(p.pid, "x86_Thread_features_locked", locked, sizeof locked))
      told = hv_broken("/proc/PID/status has no x86_Thread_features");
    hv_put_text("features", features);
    hv_put_text("locked", locked);
    play_over(&p);
    return told;
  }
  size_t count = look_maps(p.pid, maps, MAPS_MAX);
  play_over(&p);
  uint64_t addr = hv_u64(request, "addr", 0);
  for (size_t i = 0; i < count; i++) {
    if (addr < maps[i].start || addr >= maps[i].end)
      continue;
    hv_put_hex("start", maps[i].start);
    hv_put_hex("end", maps[i].end);
    hv_put_text("perm", maps[i].perm);
    hv_put_text("vmflags", maps[i].flags);
    return told;
  }
  return hv_misuse("nothing is mapped there");
}

static void put_frames(int pid) {
  const struct stack *s = &S->stacks[S->current];
  uint64_t own = (uint64_t)program_stacks;
  hv_put_count("depth", s->depth);
  hv_open_array("frames");
  for (uint32_t i = 0; i < s->depth && i < FRAMES_SHOWN; i++) {
    const struct frame *f = &s->frames[s->depth - 1 - i];
    hv_open_object(NULL);
    hv_put_text("kind", f->kind == F_CALL ? "call" : "signal");
    hv_put_hex("value", look_word(pid, f->kind == F_CALL ? f->at : f->at + offsetof(struct kernel_context, unused)));
    hv_put_bool("altstack", f->at < own || f->at >= own + sizeof program_stacks);
    hv_close();
  }
  hv_close();
}

static void put_thread(int pid) {
  hv_open_object("1");
  hv_put_count("process", 1);
  hv_put_count("space", 1 + S->execs);
  hv_put_hex("features", S->status);
  hv_put_hex("locked", locked_of(pid));
  hv_put_hex("ssp", S->ssp);
  put_frames(pid);
  hv_put_null("waits_for");
  hv_close();
}

static void put_limit(int pid, const char *key, __rlimit_resource_t resource, uint64_t hidden) {
  struct rlimit limit = { 0, 0 };
  prlimit(pid, resource, NULL, &limit);
  hv_put_hex(key, limit.rlim_cur == RLIM_INFINITY ? ~0UL : limit.rlim_cur - hidden);
}

static void put_process(int pid) {
  hv_open_object("1");
  hv_open_array("handled");
  for (uint64_t signo = 1; signo <= 64; signo++)
    if (S->handled[signo])
      hv_put_count(NULL, signo);
  hv_close();
  hv_open_object("rlimits");
  put_limit(pid, "stack", RLIMIT_STACK, 0);
  put_limit(pid, "as", RLIMIT_AS, S->hidden_as);
  put_limit(pid, "data", RLIMIT_DATA, S->hidden_data);
  hv_close();
  hv_close();
}

static void put_word(uint64_t address, uint64_t value) {
  char key[24];
  snprintf(key, sizeof key, "0x%lx", address);
  hv_put_hex(key, value);
}

static void put_space(int pid) {
  size_t count = look_maps(pid, maps, MAPS_MAX);
  char id[16];
  snprintf(id, sizeof id, "%u", 1 + S->execs);
  hv_open_object(id);
  hv_open_object("maps");
  for (size_t i = 0; i < count; i++) {
    char key[24];
    const char *perm = maps[i].perm;
    snprintf(key, sizeof key, "0x%lx", maps[i].start);
    hv_open_object(key);
    hv_put_hex("end", maps[i].end);
    hv_put_count("prot", (perm[0] == 'r') | (perm[1] == 'w') << 1 | (perm[2] == 'x') << 2);
    hv_put_bool("shadow", maps[i].shadow);
    hv_close();
  }
  hv_close();
  hv_open_object("words");
  look_words(pid, maps, count, put_word);
  hv_close();
  hv_close();
}

int inspect(void) {
  struct play p = { P_EXITED, 0, 0 };
  if (!step_is_dead()) {
    p = play(CAUGHT);
    if (S->trouble)
      return hv_broken("the program could not begin: %s", S->trouble);
    if (p.end != P_STANDS)
      return hv_broken("the program does not stand still: it ends with signal %d", p.signo);
  }
  static void (*const parts[])(int) = { put_thread, put_process, put_space };
  static const char *const names[] = { "threads", "processes", "spaces" };
  for (int i = 0; i < 3; i++) {
    hv_open_object(names[i]);
    if (p.pid > 0)
      parts[i](p.pid);
    hv_close();
  }
  play_over(&p);
  return 0;
}
