/* step.c: a request becomes an operation of the program, and what the program saw becomes the answer. */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "adapter.h"

static const char *code_name(int64_t code, uint64_t signo) {
  if (signo == 4)
    return code == 2 ? "ILL_ILLOPN" : NULL;
  switch (code) {
    case 1: return "SEGV_MAPERR";
    case 2: return "SEGV_ACCERR";
    case 10: return "SEGV_CPERR";
    case 128: return "SI_KERNEL";
    default: return NULL;
  }
}

static const char *vector_name(uint64_t trapno) {
  switch (trapno) {
    case 6: return "#UD";
    case 13: return "#GP";
    case 14: return "#PF";
    case 21: return "#CP";
    case 0: return "none";
    default: return NULL;
  }
}

static void put_handler(const struct signal_seen *s) {
  hv_event("handler");
  hv_put_count("signo", s->signo);
  hv_put_hex("ssp", s->ssp);
  hv_close();
}

static void put_killed(uint64_t signo) {
  hv_event("killed");
  hv_put_count("signo", signo);
  hv_close();
}

/* A program that nobody watches dies of it: what it died of, and what the kernel said. */
static int put_death(void) {
  log_skip();
  struct play p = play(ALONE);
  struct logged log = log_read();
  play_over(&p);
  if (p.end != P_KILLED)
    return hv_broken("a program without a handler did not die of a signal that one with a handler got");
  if (log.there) {
    hv_event("log");
    hv_put_hex("ssp", log.ssp);
    hv_put_count("error", log.error);
    hv_put_text("name", log.name);
    hv_close();
  }
  put_killed((uint64_t)p.signo);
  return 0;
}

static int put_fault(const struct signal_seen *s) {
  const char *code = code_name((int64_t)s->code, s->signo), *vector = vector_name(s->trapno);
  if (!code || !vector)
    return hv_broken("signal %d with code %d and trap %d has no name here", (int)s->signo, (int)s->code, (int)s->trapno);
  int answer = hv_fault(vector);
  hv_put_count("signal", s->signo);
  hv_put_text("si_code", code);
  if (s->signo != 4)
    hv_put_hex("si_addr", s->addr);
  hv_put_count("trapno", s->trapno);
  hv_put_hex("error_code", s->error);
  return answer;
}

static int answer_fault(const struct result *r) {
  const struct signal_seen *s = &r->signal;
  int answer = put_fault(s);
  if (r->why == W_HANDLER)
    put_handler(s);
  else if (put_death() != 0)
    return -1;
  return answer;
}

/*
 * No handler can be called, not the adapter's either. What the signal says a tracer is told; and what became of it, the
 * kernel's log of a program without a handler. Of what is no page fault nothing but a handler is told the trap's number:
 * such an outcome this adapter cannot tell.
 */
static int answer_death(const struct play *died) {
  struct told told[2];
  size_t count = play_traced(told, 2);
  log_skip();
  struct play unhandled = play(UNHANDLED);
  struct logged log = log_read();
  play_over(&unhandled);
  const char *second = count == 2 ? code_name((int64_t)told[1].code, told[1].signo) : "";
  if (count == 0 || told[0].signo != SIGSEGV || died->signo != SIGSEGV || !log.page || log.address != told[0].addr || !second)
    return hv_lacks("unhandled-signals");
  int answer = put_fault(&(struct signal_seen){ SIGSEGV, told[0].code, told[0].addr, 14, log.page_error, 0 });
  if (count == 2) {
    hv_event("signal");
    hv_put_count("signo", told[1].signo);
    hv_put_text("si_code", second);
    hv_close();
  }
  put_killed((uint64_t)died->signo);
  return answer;
}

/* What an operation gives beside its outcome. */
static int answer_done(const hv_value *op, const struct op *o, const struct result *r) {
  bool call = o->kind <= K_SIGACTION32;
  if (call && (int64_t)r->rax < 0 && (int64_t)r->rax >= -4095)
    return hv_error((int)-(int64_t)r->rax);
  const hv_value *name = hv_get(op, "op");
  if (o->kind == K_STATUS) {
    hv_open_array("stored");
    hv_put_hex(NULL, r->value);
    hv_close();
  } else if (o->kind == K_COPY && o->a[3])
    hv_put_hex("value", r->value);
  else if (hv_is(name, "map_shadow_stack") || hv_is(name, "mmap") || hv_is(name, "mremap") || hv_is(name, "load") || hv_is(name, "rdssp"))
    hv_put_hex("value", r->rax);
  return hv_ok();
}

static int answer(const hv_value *op, const struct op *o, struct play *p) {
  const struct result *r = &S->results[S->count - 1];
  if (S->trouble && S->execs)
    return hv_misuse("the program of the last execve cannot begin here: %s", S->trouble);
  if (S->trouble)
    return hv_broken("the program could not begin: %s", S->trouble);
  if (p->end == P_STUCK)
    return hv_broken("the program does not come to its end");
  if (p->end == P_EXITED)
    return hv_ok();
  if (p->end == P_KILLED) {
    if (o->kind != K_SIGNAL || p->signo != (int)o->a[0] || S->handled[p->signo])
      return answer_death(p);
    put_killed((uint64_t)p->signo);
    return hv_ok();
  }
  if (r->why == W_IMPOSSIBLE)
    return hv_misuse("there is no such frame, or no code at this address");
  if (r->why == W_DONE)
    return answer_done(op, o, r);
  if (o->kind == K_SIGNAL && r->signal.signo == o->a[0] && (int64_t)r->signal.code == -6) {
    put_handler(&r->signal);
    return hv_ok();
  }
  return answer_fault(r);
}

/* What is mapped above the configured top is the adapter's filler. */
static bool is_filled(const hv_value *op) {
  uint64_t addr = hv_u64(op, "addr", 0), size = hv_u64(op, "size", hv_u64(op, "new_size", 1)), most = 1UL << 46;
  return addr < S->top && addr + (size && size < most ? size : 1) > S->config.mmap_top;
}

static bool dead;

void step_reset(void) {
  S->count = 0;
  dead = false;
}

bool step_is_dead(void) { return dead; }

int step(const hv_value *request) {
  struct op o = { 0 };
  const char *lacks = NULL;
  const hv_value *name = hv_get(request, "op");
  if (hv_is(name, "proc_status") || hv_is(name, "smaps"))
    return dead ? hv_misuse("there is no thread any more") : step_proc(request);
  if (!op_read(request, &o, &lacks))
    return lacks ? hv_lacks(lacks) : hv_misuse("this operation is not to be made out");
  if (dead || hv_u64(request, "thread", 1) != 1)
    return hv_misuse("there is no such thread");
  if (is_filled(request))
    return hv_misuse("what lies between 0x%llx and 0x%llx is the adapter's", (unsigned long long)S->config.mmap_top, (unsigned long long)S->top);
  if (o.kind == K_SIGNAL && S->handled[o.a[0]] == IN_32_BIT_MODE && !(S->status & 1))
    return hv_misuse("a handler that was set by int 0x80 runs in 32-bit mode, for which there is no code here");
  if (S->count == OPS_MAX)
    return hv_broken("a case of more than %d operations", OPS_MAX);
  S->ops[S->count++] = o;
  struct play p = play(CAUGHT);
  enum why why = S->results[S->count - 1].why;
  bool gone = p.end == P_EXITED || p.end == P_KILLED || (p.end == P_STANDS && why == W_HIDDEN);
  play_over(&p);
  int told = answer(request, &o, &p);
  dead = gone;
  if (why == W_IMPOSSIBLE || S->trouble)
    S->count--;
  return told;
}
