/* play.c: a fresh program performs all operations so far, while the adapter waits. */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
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

struct play play(bool hide) {
  int told[2];
  if (pipe(told))
    return (struct play){ P_STUCK, 0, 0 };
  S->at = 0, S->execs = 0;
  S->finished = 0, S->hide = hide, S->trouble = NULL;
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
      if (fd != told[1] && fd != code_file && fd != shared_file && fd != exec_files[0] && fd != exec_files[1])
        close(fd);
    exec_told(told[1]);
    program_run(told[1]);
  }
  close(told[1]);
  char byte;
  struct pollfd p = { .fd = told[0], .events = POLLIN };
  int ready;
  while ((ready = poll(&p, 1, PATIENCE_MS)) < 0 && errno == EINTR)
    ;
  bool stands = pid > 0 && ready > 0 && read(told[0], &byte, 1) == 1;
  close(told[0]);
  restore_code();
  if (stands)
    return (struct play){ P_STANDS, 0, pid };
  if (pid < 0)
    return (struct play){ P_STUCK, 0, 0 };
  if (ready == 0) {
    kill(pid, SIGKILL);
    ended(pid);
    return (struct play){ P_STUCK, 0, 0 };
  }
  return ended(pid);
}

void play_over(struct play *p) {
  if (p->pid <= 0)
    return;
  kill(p->pid, SIGKILL);
  ended(p->pid);
  p->pid = 0;
}
