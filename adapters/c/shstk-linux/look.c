/* look.c: what /proc tells of a program that stands still. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <unistd.h>

#include "shstk.h"

enum { WORDS_MAX = 4096 };

static int open_of(int pid, const char *name) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/%s", pid, name);
  return open(path, O_RDONLY | O_CLOEXEC);
}

static char *text_of(int pid, const char *name) {
  static char text[1 << 18];
  size_t length = 0;
  int fd = open_of(pid, name);
  for (ssize_t n; fd >= 0 && length < sizeof text - 1 && (n = read(fd, text + length, sizeof text - 1 - length)) > 0;)
    length += (size_t)n;
  if (fd >= 0)
    close(fd);
  text[length] = 0;
  return text;
}

static bool hidden(uint64_t start) {
  return (start >= OWN_START && start < OWN_END) || start >= 0x7ffffffff000;
}

/* Neighbours that differ in nothing are one: which the kernel joins depends on what was written to them first. */
static size_t join(struct map_seen *maps, size_t count) {
  size_t kept = 0;
  for (size_t i = 0; i < count; i++) {
    struct map_seen *last = kept ? &maps[kept - 1] : NULL;
    if (last && last->end == maps[i].start && last->shadow == maps[i].shadow && !strcmp(last->perm, maps[i].perm) && !strcmp(last->flags, maps[i].flags)) {
      last->end = maps[i].end;
      last->resident += maps[i].resident;
    } else
      maps[kept++] = maps[i];
  }
  return kept;
}

size_t look_maps(int pid, struct map_seen *out, size_t most) {
  size_t count = 0;
  bool inside = false;
  for (char *line = strtok(text_of(pid, "smaps"), "\n"); line; line = strtok(NULL, "\n")) {
    struct map_seen m = { 0 };
    if (sscanf(line, "%lx-%lx %4s", &m.start, &m.end, m.perm) == 3 && strchr(line, '-') < strchr(line, ' ')) {
      bool filler = (m.start == S->config.mmap_top || m.start == S->config.mmap_top_32) && !strcmp(m.perm, "---p");
      inside = !hidden(m.start) && !filler && count < most;
      if (inside)
        out[count++] = m;
    } else if (inside && sscanf(line, "Rss: %zu kB", &out[count - 1].resident) == 1) {
      out[count - 1].resident /= PAGE / 1024;
    } else if (inside && !strncmp(line, "VmFlags:", 8)) {
      struct map_seen *last = &out[count - 1];
      snprintf(last->flags, sizeof last->flags, "%s", line + 9);
      for (size_t n = strlen(last->flags); n && last->flags[n - 1] == ' ';)
        last->flags[--n] = 0;
      size_t n = strlen(last->flags);
      last->shadow = strstr(last->flags, "ss ") || (n >= 2 && !strcmp(last->flags + n - 2, "ss"));
    }
  }
  return join(out, count);
}

bool look_line(int pid, const char *name, char *out, size_t size) {
  char *line = strstr(text_of(pid, "status"), name);
  if (!line)
    return false;
  line += strlen(name);
  while (*line == ':' || *line == '\t')
    line++;
  line[strcspn(line, "\n")] = 0;
  snprintf(out, size, "%s", line);
  return true;
}

uint64_t look_word(int pid, uint64_t address) {
  uint64_t word = 0;
  int fd = open_of(pid, "mem");
  if (fd >= 0) {
    if (pread(fd, &word, sizeof word, (off_t)address) != sizeof word)
      word = 0;
    close(fd);
  }
  return word;
}

/* Words of a page that are not 0; how many may still be told. */
static size_t words_of(int memory, uint64_t page, size_t left, void (*each)(uint64_t, uint64_t)) {
  static uint64_t words[PAGE / 8];
  if (pread(memory, words, PAGE, (off_t)page) != (ssize_t)PAGE)
    return left;
  for (size_t w = 0; w < PAGE / 8 && left; w++)
    if (words[w])
      left--, each(page + w * 8, words[w]);
  return left;
}

/* Only pages that are there, of which smaps has the number: asking for others would make them. A stack is full from its end. */
void look_words(int pid, const struct map_seen *maps, size_t count, void (*each)(uint64_t, uint64_t)) {
  static uint64_t entries[512];
  const uint64_t reach = sizeof entries / 8 * PAGE;
  /* Memory without PROT_READ some kernels show to a tracer alone (CONFIG_PROC_MEM_FORCE_PTRACE). */
  ptrace(PTRACE_SEIZE, pid, NULL, NULL);
  int pages = open_of(pid, "pagemap"), memory = open_of(pid, "mem");
  size_t left = WORDS_MAX;
  for (size_t i = 0; i < count; i++) {
    size_t resident = maps[i].shadow ? maps[i].resident : 0;
    for (uint64_t end = maps[i].end; resident && left && end > maps[i].start;) {
      uint64_t start = end - maps[i].start > reach ? end - reach : maps[i].start;
      ssize_t n = pread(pages, entries, (end - start) / PAGE * 8, (off_t)(start / PAGE * 8)) / 8;
      for (ssize_t k = n - 1; k >= 0 && resident; k--)
        if (entries[k] >> 62)
          resident--, left = words_of(memory, start + (uint64_t)k * PAGE, left, each);
      end = start;
    }
  }
  if (pages >= 0)
    close(pages);
  if (memory >= 0)
    close(memory);
}
