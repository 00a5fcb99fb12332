/*
 * exec.c: execve in a case begins this same program anew, which finds the case in the files that it inherits, and goes on.
 * Linked with a marking (-z ibt -z shstk), it is one of the programs that were built for the older interface; a copy of it
 * has the marking taken out.
 */
#define _GNU_SOURCE
#include <elf.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "shstk.h"

#ifndef MFD_EXEC /* Linux 6.3 */
#define MFD_EXEC 0x10U
#endif
enum { EXEC_FILES = 5 };
int exec_files[2] = { -1, -1 };
/* The files that it inherits, as words. */
static char words[EXEC_FILES][12];
char *exec_argv[] = { (char[]){ "shstk-linux" }, (char[]){ EXEC_GO_ON }, words[0], words[1], words[2], words[3], words[4], NULL };

/* The mask GNU_PROPERTY_X86_FEATURE_1_AND in a program's notes (x86-64 psABI, "Program Property"), or NULL. */
static uint32_t *marking(uint8_t *elf, size_t size) {
  const Elf64_Ehdr *head = (const Elf64_Ehdr *)elf;
  const Elf64_Phdr *part = (const Elf64_Phdr *)(elf + head->e_phoff);
  for (int i = 0; i < head->e_phnum; i++) {
    if (part[i].p_type != PT_GNU_PROPERTY || part[i].p_offset + part[i].p_filesz > size)
      continue;
    uint8_t *at = elf + part[i].p_offset + sizeof(Elf64_Nhdr) + 4, *end = elf + part[i].p_offset + part[i].p_filesz;
    for (uint32_t *property; at + 12 <= end; at += 8 + ((property[1] + 7) & ~7U))
      if ((property = (uint32_t *)at)[0] == GNU_PROPERTY_X86_FEATURE_1_AND)
        return property + 2;
  }
  return NULL;
}

/* The program, marked or not, as a file of memory; -1 where that cannot be had. */
static int copied(uint8_t *elf, size_t size, uint32_t *mask, uint32_t value) {
  int file = memfd_create(value ? "marked" : "unmarked", MFD_EXEC);
  *mask = value;
  return file >= 0 && write(file, elf, size) == (ssize_t)size ? file : -1;
}

void exec_prepare(void) {
  int file = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  off_t size = file < 0 ? -1 : lseek(file, 0, SEEK_END);
  uint8_t *elf = size <= 0 ? MAP_FAILED : mmap(NULL, (size_t)size, PROT_READ | PROT_WRITE, MAP_PRIVATE, file, 0);
  if (elf == MAP_FAILED)
    return;
  uint32_t *mask = marking(elf, (size_t)size);
  if (mask)
    for (uint32_t i = 0; i < 2; i++)
      exec_files[i] = copied(elf, (size_t)size, mask, i ? GNU_PROPERTY_X86_FEATURE_1_IBT | GNU_PROPERTY_X86_FEATURE_1_SHSTK : 0);
  munmap(elf, (size_t)size);
  close(file);
}

bool exec_can(void) { return exec_files[0] >= 0 && exec_files[1] >= 0; }

void exec_told(int done) {
  const int files[EXEC_FILES] = { shared_file, code_file, exec_files[0], exec_files[1], done };
  for (int i = 0; i < EXEC_FILES; i++)
    snprintf(words[i], sizeof words[i], "%d", files[i]);
}

int exec_go_on(char **argv) {
  const int done = atoi(argv[6]);
  shared_file = atoi(argv[2]), code_file = atoi(argv[3]), exec_files[0] = atoi(argv[4]), exec_files[1] = atoi(argv[5]);
  exec_told(done);
  if (!space_share())
    return 1;
  memset(S->handled, 0, sizeof S->handled);
  S->results[S->at - 1] = (struct result){ .why = W_DONE };
  program_run(done);
}
