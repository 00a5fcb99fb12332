/* calls.h: the system calls that take more than registers: in line, as all that a program does. */
#ifndef CALLS_H
#define CALLS_H
#include "go.h"

/* a: number, handler, restorer, has a restorer, onstack */
INLINE void go_sigaction(struct shared *sh, const struct op *op, bool compat) {
  uint64_t target = 0;
  uint64_t flags = 0x40000004 | (op->a[3] ? 0x04000000 : 0) | (op->a[4] ? 0x08000000 : 0);
  static struct { uint64_t handler, flags, restorer, mask; } wide;
  static struct { uint32_t handler, flags, restorer, mask[2]; } narrow;
  extern char program_handler[];
  uint64_t handler = op->a[1] ? (uint64_t)program_handler : 0;
  wide.handler = handler, wide.flags = flags, wide.restorer = op->a[2];
  narrow.handler = (uint32_t)handler, narrow.flags = (uint32_t)flags, narrow.restorer = (uint32_t)op->a[2];
  if (compat)
    c_rax = int80(174, (uint32_t)op->a[0], (uint32_t)(uint64_t)&narrow, 0, 8), c_why = W_DONE;
  else
    GO("p_syscall", 13, op->a[0], (uint64_t)&wide, 0, 8, 0, 0);
  if (c_rax == 0)
    sh->handled[op->a[0]] = op->a[1] ? compat ? IN_32_BIT_MODE : 1 : 0;
}

/* The adapter's own memory is not the program's: it comes on top of each limit. */
INLINE void go_setrlimit(const struct shared *sh, const struct op *op) {
  static uint64_t limit[2];
  uint64_t target = 0, hidden = op->a[0] == 9 ? sh->hidden_as : op->a[0] == 2 ? sh->hidden_data : 0;
  limit[0] = op->a[1] > ~hidden ? ~0UL : op->a[1] + hidden, limit[1] = ~0UL;
  GO3("p_syscall", 160, op->a[0], (uint64_t)limit, 0);
}

INLINE void go_sigaltstack(const struct op *op) {
  static struct { uint64_t base, flags, size; } alt;
  uint64_t target = 0;
  alt.base = op->a[0], alt.size = op->a[1];
  GO3("p_syscall", 131, (uint64_t)&alt, 0, 0);
}

INLINE void go_copy(const struct op *op) {
  static uint64_t word;
  static int pipe_[2];
  static struct { uint64_t base, len; } mine, theirs;
  uint64_t target = 0, addr = op->a[1];
  word = op->a[2];
  mine.base = (uint64_t)&word, theirs.base = addr, mine.len = theirs.len = 8;
  if (op->a[0] == 0 || op->a[0] == 1) {
    sys2(22, (uint64_t)pipe_, 0);
    if (op->a[0] == 0)
      sys3(1, (uint64_t)pipe_[1], mine.base, 8);
    GO3("p_syscall", op->a[0], (uint64_t)pipe_[op->a[0]], addr, 8);
    if (op->a[0] == 1 && c_rax == 8)
      sys3(0, (uint64_t)pipe_[0], mine.base, 8);
    sys2(3, (uint64_t)pipe_[0], 0), sys2(3, (uint64_t)pipe_[1], 0);
  } else if (op->a[0] == 310 || op->a[0] == 311) {
    GO("p_syscall", op->a[0], sys0(39), (uint64_t)&mine, 1, (uint64_t)&theirs, 1, 0);
  } else {
    static const char path[] = "/proc/self/mem";
    uint64_t fd = sys3(2, (uint64_t)path, op->a[0] == 18 ? 1 : 0, 0);
    GO("p_syscall", op->a[0], fd, mine.base, 8, addr, 0, 0);
    sys2(3, fd, 0);
  }
  S->results[S->at].value = word;
}

/* execveat(2) of the adapter itself, which then goes on behind this operation; it comes back only with an error. */
INLINE void go_exec(struct shared *sh, const struct op *op) {
  static char *none[1];
  uint64_t target = 0;
  sh->at++, sh->execs++;
  GO("p_syscall", 322, (uint64_t)exec_files[op->a[0]], (uint64_t)"", (uint64_t)exec_argv, (uint64_t)none, 0x1000, 0);
  sh->at--, sh->execs--;
}

/* userfaultfd(2), UFFDIO_API, UFFDIO_REGISTER. */
INLINE void go_uffd(const struct op *op) {
  static struct { uint64_t api, features, ioctls; } api;
  static struct { uint64_t start, len, mode, ioctls; } reg;
  uint64_t target = 0, fd = sys2(323, 1, 0);
  api.api = 0xaa;
  sys3(16, fd, 0xc018aa3f, (uint64_t)&api);
  reg.start = op->a[0], reg.len = op->a[1], reg.mode = op->a[2];
  GO3("p_syscall", 16, fd, 0xc020aa00, (uint64_t)&reg);
  sys2(3, fd, 0);
}
#endif
