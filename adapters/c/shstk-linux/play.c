/* play.c: a fresh program performs all operations so far, while the adapter waits. */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shstk.h"

enum { PATIENCE_MS = 4000 };

static void restore_code(void) {
  if (S->patched)
    code_fill();
  S->patched = 0;
}

static struct play ended(int pid) {
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
    ;
  if (WIFSIGNALED(status))
    return (struct play){ P_KILLED, WTERMSIG(status), 0 };
  return (struct play){ P_EXITED, 0, 0 };
}

/* The program, and in `told` the end of a pipe that says when it stands; negative where it cannot be had. */
static int begun(enum last last, int *told) {
  int ends[2];
  if (pipe(ends))
    return -1;
  S->at = 0, S->execs = 0;
  S->finished = 0, S->last = last, S->trouble = NULL;
  for (int i = 0; i <= 64; i++)
    S->handled[i] = 0;
  for (uint32_t i = 0; i < S->count; i++)
    S->results[i] = (struct result){ 0 };
  int parent = getpid(), pid = fork();
  if (pid == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
      _exit(1);
    for (int fd = 3; fd < 64; fd++)
      if (fd != ends[1] && fd != code_file && fd != shared_file && fd != exec_files[0] && fd != exec_files[1])
        close(fd);
    exec_told(ends[1]);
    program_run(ends[1]);
  }
  close(ends[1]);
  *told = ends[0];
  return pid;
}

struct play play(enum last last) {
  int told, pid = begun(last, &told);
  if (pid < 0)
    return (struct play){ P_STUCK, 0, 0 };
  char byte;
  struct pollfd p = { .fd = told, .events = POLLIN };
  int ready;
  while ((ready = poll(&p, 1, PATIENCE_MS)) < 0 && errno == EINTR)
    ;
  bool stands = ready > 0 && read(told, &byte, 1) == 1;
  close(told);
  restore_code();
  if (stands)
    return (struct play){ P_STANDS, 0, pid };
  if (ready == 0) {
    kill(pid, SIGKILL);
    ended(pid);
    return (struct play){ P_STUCK, 0, 0 };
  }
  return ended(pid);
}

size_t play_traced(struct told *out, size_t most) {
  int told, status, pid = begun(TRACED, &told);
  struct pollfd p = { .fd = told, .events = POLLIN };
  size_t count = 0;
  /* It stops at each signal, or the pipe says that it stands, or has no other end any more. */
  for (int waited = 0; pid > 0 && count < most && waited < PATIENCE_MS; waited += 10) {
    siginfo_t info;
    if (waitpid(pid, &status, WNOHANG) == pid) {
      if (!WIFSTOPPED(status) || ptrace(PTRACE_GETSIGINFO, pid, NULL, &info))
        break;
      out[count++] = (struct told){ (uint64_t)info.si_signo, (uint64_t)(int64_t)info.si_code, (uint64_t)info.si_addr };
      ptrace(PTRACE_CONT, pid, NULL, info.si_signo);
    } else if (poll(&p, 1, 10) > 0 && (p.revents & POLLIN))
      break;
  }
  if (pid > 0) {
    close(told);
    kill(pid, SIGKILL);
    waitpid(pid, &status, 0);
    restore_code();
  }
  return count;
}

void play_over(struct play *p) {
  if (p->pid <= 0)
    return;
  kill(p->pid, SIGKILL);
  ended(p->pid);
  p->pid = 0;
}
