/*
 * program.c: the program under test. Between ENABLE and its end not one function is called here: every CALL and RET would be
 * on its shadow stack. Control goes by jumps, between the adapter's stack and the program's own.
 */
#define _GNU_SOURCE
#include "shstk.h"
#include "calls.h"

uint8_t program_stacks[STACKS][STACK_BYTES] __attribute__((aligned(4096)));
uint64_t c_host_rsp, c_host_rbp, c_back, c_rsp, c_rax, c_ssp, c_signo, c_info, c_context, c_why;

__asm__(
    ".text\n"
    ".globl program_resume\n"
    "program_resume: mov %rax, c_rax\n mov %rsp, c_rsp\n movq $1, c_why\n jmp *c_back\n"
    ".globl program_handler\n"
    "program_handler: movq $2, c_why\n jmp 1f\n"
    ".globl program_hidden\n"
    "program_hidden: movq $3, c_why\n"
    "1: mov %rsp, c_rsp\n mov %rdi, c_signo\n mov %rsi, c_info\n mov %rdx, c_context\n"
    " xor %eax, %eax\n .byte 0xf3,0x48,0x0f,0x1e,0xc8\n mov %rax, c_ssp\n jmp *c_back\n"
    ".globl program_restorer\n"
    "program_restorer: mov $15, %eax\n syscall\n ud2\n"
    "p_syscall: syscall\n jmp program_resume\n"
    "p_int80: int $0x80\n jmp program_resume\n"
    "p_ret: ret\n"
    "p_lret: lretq\n"
    "p_call: jmp *%rcx\n"
    "p_vsyscall: mov $0xffffffffff600000, %rax\n xor %edi, %edi\n xor %esi, %esi\n jmp *%rcx\n"
    "p_load: mov (%rdi), %rax\n jmp program_resume\n"
    "p_store: mov %rsi, (%rdi)\n jmp program_resume\n"
    "p_rdssp: .byte 0xf3,0x48,0x0f,0x1e,0xc8\n jmp program_resume\n"
    "p_incsspd: .byte 0xf3,0x0f,0xae,0xe8\n jmp program_resume\n"
    "p_incsspq: .byte 0xf3,0x48,0x0f,0xae,0xe8\n jmp program_resume\n"
    "p_rstorssp: .byte 0xf3,0x0f,0x01,0x2f\n jmp program_resume\n"
    "p_saveprevssp: .byte 0xf3,0x0f,0x01,0xea\n jmp program_resume\n"
    "p_wrssd: .byte 0x0f,0x38,0xf6,0x37\n jmp program_resume\n"
    "p_wrssq: .byte 0x48,0x0f,0x38,0xf6,0x37\n jmp program_resume\n"
    "p_wruss: .byte 0x66,0x48,0x0f,0x38,0xf5,0x37\n jmp program_resume\n"
    "p_setssbsy: .byte 0xf3,0x0f,0x01,0xe8\n jmp program_resume\n"
    "p_clrssbsy: .byte 0xf3,0x0f,0xae,0x37\n jmp program_resume\n");

INLINE struct frame *frame_of(struct stack *s, uint64_t index) {
  return index < s->depth ? &s->frames[s->depth - 1 - index] : NULL;
}

INLINE void push_frame(struct stack *s, enum frame_kind kind, uint64_t at, uint64_t before) {
  if (s->depth < FRAMES_MAX)
    s->frames[s->depth++] = (struct frame){ kind, at, before };
}

/* A signal frame as a forger would write it: it leads back to program_resume, and changes nothing but what the kernel decides. */
INLINE uint64_t forge(void) {
  uint64_t at = (c_rsp - 0x1000) & ~63UL;
  struct kernel_context *u = (struct kernel_context *)at;
  for (size_t i = 0; i < sizeof *u / 8; i++)
    ((volatile uint64_t *)u)[i] = 0;
  sys2(131, 0, (uint64_t)&u->stack);
  u->flags = 6; /* UC_SIGCONTEXT_SS | UC_STRICT_RESTORE_SS */
  u->rip = (uint64_t)program_resume, u->rsp = c_rsp, u->eflags = 0x202, u->cs = 0x33, u->ss = 0x2b;
  return at;
}

INLINE void go_sigreturn(struct stack *s) {
  uint64_t target = 0;
  uint32_t depth = s->depth;
  while (depth && s->frames[depth - 1].kind != F_SIGNAL)
    depth--;
  uint64_t from = depth ? s->frames[depth - 1].at : forge();
  c_rsp = from;
  GO3("p_syscall", 15, 0, 0, 0);
  bool restored = c_why == W_DONE || ((struct kernel_context *)c_context)->rsp != from;
  if (depth && restored)
    s->depth = depth - 1;
}

INLINE void go_call(struct stack *s, struct shared *sh, uint64_t ret, bool vsyscall) {
  uint64_t back = c_rsp, target = ret - 2;
  uint8_t *code = code_of(ret - 2);
  if (!code) {
    c_why = W_IMPOSSIBLE;
    return;
  }
  sh->patched = ret - 2;
  *(volatile uint8_t *)code = 0xff, *(volatile uint8_t *)(code + 1) = 0xd0; /* call *%rax */
  serialize();
  if (vsyscall)
    GO3("p_vsyscall", 0, 0, 0, 0);
  else
    GO3("p_call", (uint64_t)program_resume, 0, 0, 0);
  *(volatile uint8_t *)code = 0x90, *(volatile uint8_t *)(code + 1) = 0x90;
  sh->patched = 0;
  if (c_why != W_DONE)
    return;
  if (vsyscall)
    c_rsp = back;
  else
    push_frame(s, F_CALL, c_rsp, back);
}

/* A return is an instruction, and what cannot be fetched then is another one, for which there is no code here. */
INLINE bool came_to_nowhere(uint64_t to) {
  return c_why != W_DONE && ((struct kernel_context *)c_context)->rip == to && !code_of(to);
}

INLINE void go_ret(struct stack *s, bool far) {
  uint64_t target = 0;
  struct frame *f = frame_of(s, 0);
  if (!f || f->kind != F_CALL) {
    c_why = W_IMPOSSIBLE;
    return;
  }
  struct frame was = *f;
  volatile uint64_t *words = (volatile uint64_t *)was.at;
  uint64_t to = words[0], above = words[1];
  c_rsp = was.at;
  if (far) {
    words[1] = 0x33; /* the CS that a far return wants */
    GO3("p_lret", 0, 0, 0, 0);
    words[1] = above;
  } else
    GO3("p_ret", 0, 0, 0, 0);
  if (came_to_nowhere(to))
    c_why = W_IMPOSSIBLE;
  if (c_why == W_DONE)
    s->depth--, c_rsp = was.before;
}

/* Calls the adapter's handler instead of nobody. */
INLINE void hide(uint64_t signo) {
  static struct { uint64_t handler, flags; void *restorer; uint64_t mask; } action;
  extern char program_hidden[], program_restorer[];
  action.handler = (uint64_t)program_hidden, action.flags = 0x44000004, action.restorer = program_restorer;
  sys4(13, signo, (uint64_t)&action, 0, 8);
}

INLINE void watch(const struct shared *sh) {
  static const uint64_t nobody[4];
  if (sh->last == CAUGHT && !sh->handled[11]) hide(11);
  if (sh->last == CAUGHT && !sh->handled[4]) hide(4);
  if (sh->last == UNHANDLED) sys4(13, 11, (uint64_t)nobody, 0, 8);
  if (sh->last == TRACED) sys2(101, 0, 0); /* PTRACE_TRACEME */
}

INLINE void go_move_rsp(struct shared *sh, const struct op *op) {
  sh->stacks[sh->current].rsp = c_rsp;
  sh->current = op->a[1] == ~0UL ? sh->current : (uint32_t)op->a[1];
  struct stack *s = &sh->stacks[sh->current];
  c_rsp = s->rsp;
  c_why = op->a[0] > s->depth ? W_IMPOSSIBLE : W_DONE;
  for (uint64_t n = op->a[0]; c_why == W_DONE && n; n--)
    c_rsp = s->frames[--s->depth].before;
}

INLINE void go_overwrite(struct stack *s, const struct op *op) {
  enum frame_kind kind = op->a[0] ? F_SIGNAL : F_CALL;
  struct frame *f = frame_of(s, op->a[1]);
  c_why = f && f->kind == kind ? W_DONE : W_IMPOSSIBLE;
  if (c_why == W_DONE)
    *(volatile uint64_t *)(kind == F_CALL ? f->at : (uint64_t)&((struct kernel_context *)f->at)->unused) = op->a[2];
}

INLINE void perform(struct shared *sh, const struct op *op) {
  struct stack *s = &sh->stacks[sh->current];
  const uint64_t *a = op->a;
  uint64_t target = 0;
  switch (op->kind) {
    case K_SYSCALL:
    case K_STATUS: GO("p_syscall", a[0], a[1], a[2], a[3], a[4], a[5], a[6]); break;
    case K_INT80: c_rax = int80((uint32_t)a[0], (uint32_t)a[1], (uint32_t)a[2], (uint32_t)a[3], (uint32_t)a[4]), c_why = W_DONE; break;
    case K_SIGALTSTACK: go_sigaltstack(op); break;
    case K_SETRLIMIT: go_setrlimit(sh, op); break;
    case K_COPY: go_copy(op); break;
    case K_UFFD: go_uffd(op); break;
    case K_EXEC: go_exec(sh, op); break;
    case K_SIGNAL:
      if (!sh->handled[a[0]])
        sys4(13, a[0], (uint64_t) & (const uint64_t[4]){ 0 }, 0, 8);
      GO3("p_syscall", 234, sys0(39), sys0(186), a[0]);
      break;
    case K_SIGACTION: go_sigaction(sh, op, false); break;
    case K_SIGACTION32: go_sigaction(sh, op, true); break;
    case K_SIGRETURN: go_sigreturn(s); break;
    case K_CALL: go_call(s, sh, a[0], false); break;
    case K_VSYSCALL: go_call(s, sh, a[0], true); break;
    case K_RET: go_ret(s, false); break;
    case K_LRET: go_ret(s, true); break;
    case K_MOVE_RSP: go_move_rsp(sh, op); break;
    case K_OVERWRITE: go_overwrite(s, op); break;
    case K_LOAD: GO3("p_load", 0, a[0], 0, 0); break;
    case K_STORE: GO3("p_store", 0, a[0], a[1], 0); break;
    case K_RDSSP: GO3("p_rdssp", a[0], 0, 0, 0); break;
    case K_INCSSPD: GO3("p_incsspd", a[0], 0, 0, 0); break;
    case K_INCSSPQ: GO3("p_incsspq", a[0], 0, 0, 0); break;
    case K_RSTORSSP: GO3("p_rstorssp", 0, a[0], 0, 0); break;
    case K_SAVEPREVSSP: GO3("p_saveprevssp", 0, 0, 0, 0); break;
    case K_WRSSD: GO3("p_wrssd", 0, a[0], a[1], 0); break;
    case K_WRSSQ: GO3("p_wrssq", 0, a[0], a[1], 0); break;
    case K_WRUSS: GO3("p_wruss", 0, a[0], 0, 0); break;
    case K_SETSSBSY: GO3("p_setssbsy", 0, 0, 0, 0); break;
    case K_CLRSSBSY: GO3("p_clrssbsy", 0, a[0], 0, 0); break;
    case K_NOTHING: c_why = W_DONE; break;
  }
}

/* What a handler saw, and that its sigreturn goes on behind the instruction. */
INLINE void keep_signal(struct shared *sh, struct result *r) {
  struct kernel_context *u = (struct kernel_context *)c_context;
  const struct kernel_siginfo *info = (const struct kernel_siginfo *)c_info;
  r->signal = (struct signal_seen){ c_signo, (uint64_t)(int64_t)info->code, info->addr, u->trapno, u->error, c_ssp };
  u->rip = (uint64_t)program_resume;
  u->unused = 0;
  struct stack *s = &sh->stacks[sh->current];
  push_frame(s, F_SIGNAL, c_context, u->rsp);
  push_frame(s, F_CALL, c_rsp, c_rsp + 8);
}

/* What nobody outside can see: which bits are locked is found by asking for each, in a program that ends here. */
INLINE void tell_the_end(struct shared *sh) {
  static uint64_t status;
  sh->ssp = rdssp();
  sh->stacks[sh->current].rsp = c_rsp;
  sys2(158, 0x5005, (uint64_t)&status);
  sh->status = status;
  sh->locked = 0;
  for (int bit = 2; bit < 64; bit++)
    if (sys2(158, 0x5001, 1UL << bit) == (uint64_t)-1)
      sh->locked |= 1UL << bit;
}

static _Noreturn __attribute__((used, noinline)) void program_main(uint64_t done) {
  S->trouble = space_make();
  for (int i = 0; i < STACKS; i++)
    S->stacks[i].depth = 0, S->stacks[i].rsp = (uint64_t)program_stacks[i] + STACK_BYTES - 64;
  S->current = 0;
  c_rsp = S->stacks[0].rsp;
  for (; !S->trouble && S->at < S->count; S->at++) {
    struct result *r = &S->results[S->at];
    if (S->at + 1 == S->count)
      watch(S);
    perform(S, &S->ops[S->at]);
    r->why = (enum why)c_why, r->rax = c_rax;
    if (c_why == W_HANDLER || c_why == W_HIDDEN)
      keep_signal(S, r);
    else if (c_why == W_DONE && c_rax == 0 && S->ops[S->at].kind == K_STATUS)
      r->value = *(volatile uint64_t *)S->ops[S->at].a[2];
    if (c_why == W_HIDDEN || c_why == W_IMPOSSIBLE)
      break;
  }
  tell_the_end(S);
  S->finished = 1;
  sys3(1, done, (uint64_t)"", 1);
  for (;;)
    sys0(34);
}

_Noreturn void program_run(int done) {
  static uint8_t own_stack[0x20000] __attribute__((aligned(4096)));
  __asm__ volatile("mov %0, %%rsp\n xor %%ebp, %%ebp\n call program_main\n" : : "r"(own_stack + sizeof own_stack - 64), "D"((uint64_t)done) : "memory");
  __builtin_unreachable();
}
