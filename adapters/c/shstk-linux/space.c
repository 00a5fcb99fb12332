/* space.c: the memory of a fresh program: what its configuration says, the adapter's own, and nothing else. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "shstk.h"
#include "insn.h"

struct shared *const S = (struct shared *)SHARED_AT;
int shared_file = -1, code_file = -1;

enum { CODE_BYTES = 0x100000, NOP = 0x90 };

static bool mapped(int file, uint64_t at, size_t size) {
  return mmap((void *)at, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED_NOREPLACE, file, 0) == (void *)at;
}

bool space_share(void) {
  if (shared_file < 0) {
    shared_file = memfd_create("shared", 0), code_file = memfd_create("code", 0);
    if (shared_file < 0 || code_file < 0 || ftruncate(shared_file, sizeof *S) || ftruncate(code_file, CODE_BYTES))
      return false;
  }
  return mapped(shared_file, SHARED_AT, sizeof *S) && mapped(code_file, ALIAS_AT, CODE_BYTES);
}

/* Code is NOPs up to a jump at its end, so that whoever returns to any byte of it comes out at program_resume. */
void code_fill(void) {
  uint8_t *at = (uint8_t *)ALIAS_AT;
  for (uint32_t i = 0; i < S->config.count; i++) {
    const struct mapping *m = &S->config.mappings[i];
    size_t size = m->end - m->start;
    if (!(m->prot & 4) || size > CODE_BYTES)
      continue;
    static const uint8_t jump[6] = { 0xff, 0x25, 0, 0, 0, 0 };
    uint64_t to = (uint64_t)program_resume;
    memset(at, NOP, size);
    memcpy(at + size - 32, jump, sizeof jump);
    memcpy(at + size - 26, &to, sizeof to);
  }
}

static bool mine(uint64_t start) { return start >= OWN_START && start < OWN_END; }

/* What is mapped beside the adapter's own goes; what stays is counted. */
static const char *clear(void) {
  static char text[65536];
  int fd = open("/proc/self/maps", O_RDONLY);
  if (fd < 0)
    return "/proc/self/maps cannot be read";
  size_t length = 0;
  for (ssize_t n; length < sizeof text - 1 && (n = read(fd, text + length, sizeof text - 1 - length)) > 0;)
    length += (size_t)n;
  close(fd);
  S->hidden_as = S->hidden_data = 0;
  for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
    unsigned long start, end;
    char perm[5];
    if (sscanf(line, "%lx-%lx %4s", &start, &end, perm) != 3 || start >= 0x7ffffffff000)
      continue;
    if (!mine(start)) {
      if (munmap((void *)start, end - start))
        return "what the adapter had mapped cannot be unmapped";
      continue;
    }
    S->hidden_as += end - start;
    S->hidden_data += perm[1] == 'w' && perm[3] == 'p' ? end - start : 0;
  }
  return NULL;
}

/* Nothing is free from a configured top up to where this kernel begins to look, which `first` shows. */
static const char *fill(uint64_t first, uint64_t wanted, uint64_t *found) {
  uint64_t top = first + PAGE;
  if (!S->execs)
    *found = top;
  if (munmap((void *)first, PAGE) || top < wanted)
    return "this kernel places below the configured top";
  if (top == wanted)
    return NULL;
  S->hidden_as += top - wanted;
  void *filled = mmap((void *)wanted, top - wanted, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
  return filled == (void *)wanted ? NULL : "there is no room above the configured top";
}

static const char *lower_tops(void) {
  void *first = mmap(NULL, PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  const char *wrong = first == MAP_FAILED ? "nothing can be mapped" : fill((uint64_t)first, S->config.mmap_top, &S->top);
  if (wrong || !S->config.has_compat)
    return wrong;
  static uint32_t arguments[6] = { 0, PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, ~0U, 0 };
  return fill((uint32_t)int80(90, (uint32_t)(uint64_t)arguments, 0, 0, 0), S->config.mmap_top_32, &S->top_32);
}

static void limit(int resource, uint64_t value, uint64_t hidden) {
  rlim_t sum = value > RLIM_INFINITY - hidden ? RLIM_INFINITY : value + hidden;
  setrlimit(resource, &(struct rlimit){ sum, RLIM_INFINITY });
}

const char *space_make(void) {
  const char *wrong = clear();
  if (!wrong)
    wrong = lower_tops();
  for (uint32_t i = 0; !wrong && i < S->config.count; i++) {
    const struct mapping *m = &S->config.mappings[i];
    bool code = m->prot & 4;
    void *at = mmap((void *)m->start, m->end - m->start, (int)m->prot, MAP_PRIVATE | MAP_FIXED_NOREPLACE | (code ? 0 : MAP_ANONYMOUS), code ? code_file : -1, 0);
    if (at != (void *)m->start)
      wrong = "a mapping of the configuration has no place";
  }
  if (S->execs) /* limits are the process's, and stay */
    return wrong;
  limit(RLIMIT_STACK, S->config.stack, 0);
  limit(RLIMIT_AS, S->config.as, S->hidden_as);
  limit(RLIMIT_DATA, S->config.data, S->hidden_data);
  return wrong;
}
