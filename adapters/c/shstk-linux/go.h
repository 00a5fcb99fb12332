/* go.h: how control goes between the adapter's code and the program's, by jumps. */
#ifndef GO_H
#define GO_H
#include "insn.h"

/* Where a jump came from and goes; absolute, for code that has no register to spare. Defined in program.c. */
extern uint64_t c_host_rsp, c_host_rbp, c_back, c_rsp, c_rax, c_ssp, c_signo, c_info, c_context, c_why;

/* Goes to `where` on the program's stack; comes back here with c_why set. */
#define GO(where, ax, di, si, dx, r10v, r8v, r9v) \
  do { \
    uint64_t ax_ = (ax), di_ = (di), si_ = (si), dx_ = (dx), cx_ = target, r10w = (r10v), r8w = (r8v), r9w = (r9v); \
    register uint64_t r10_ __asm__("r10") = r10w, r8_ __asm__("r8") = r8w, r9_ __asm__("r9") = r9w; \
    __asm__ volatile("mov %%rsp, c_host_rsp\n mov %%rbp, c_host_rbp\n movq $771f, c_back\n movq $0, c_why\n" \
                     "mov c_rsp, %%rsp\n jmp " where "\n" \
                     "771: cld\n mov c_host_rsp, %%rsp\n mov c_host_rbp, %%rbp\n" \
                     : "+a"(ax_), "+D"(di_), "+S"(si_), "+d"(dx_), "+c"(cx_), "+r"(r10_), "+r"(r8_), "+r"(r9_) \
                     : : "rbx", "r11", "r12", "r13", "r14", "r15", "memory", "cc"); \
  } while (0)
#define GO3(where, ax, di, si, dx) GO(where, ax, di, si, dx, 0, 0, 0)
#endif
