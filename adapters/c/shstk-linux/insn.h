/* insn.h: system calls and instructions in line, for code that must call nothing; and what the kernel puts on a stack. */
#ifndef INSN_H
#define INSN_H
#include "shstk.h"

#define INLINE static inline __attribute__((always_inline))

INLINE uint64_t sys4(uint64_t n, uint64_t a, uint64_t b, uint64_t c, uint64_t d) {
  uint64_t r;
  register uint64_t r10 __asm__("r10") = d;
  __asm__ volatile("syscall" : "=a"(r) : "0"(n), "D"(a), "S"(b), "d"(c), "r"(r10) : "rcx", "r11", "memory");
  return r;
}
#define sys3(n, a, b, c) sys4(n, a, b, c, 0)
#define sys2(n, a, b) sys4(n, a, b, 0, 0)
#define sys0(n) sys4(n, 0, 0, 0, 0)

/* The 32-bit entry. */
INLINE uint64_t int80(uint32_t n, uint32_t a, uint32_t b, uint32_t c, uint32_t d) {
  uint64_t r;
  __asm__ volatile("int $0x80" : "=a"(r) : "0"((uint64_t)n), "b"((uint64_t)a), "c"((uint64_t)b), "d"((uint64_t)c), "S"((uint64_t)d)
                   : "r8", "r9", "r10", "r11", "memory");
  return r;
}

INLINE uint64_t rdssp(void) {
  uint64_t r = 0;
  __asm__ volatile(".byte 0xf3,0x48,0x0f,0x1e,0xc8" : "+a"(r));
  return r;
}

/* Code was written by way of another address: the CPU has to look again. */
INLINE void serialize(void) {
  uint32_t a = 0, b, c = 0, d;
  __asm__ volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d) : : "memory");
}

INLINE uint8_t *code_of(uint64_t address) {
  for (uint32_t i = 0; i < S->config.count; i++) {
    const struct mapping *m = &S->config.mappings[i];
    if ((m->prot & 4) && m->start <= address && address + 34 <= m->end)
      return (uint8_t *)(ALIAS_AT + (address - m->start));
  }
  return NULL;
}

/* struct ucontext of arch/x86/include/uapi/asm/ucontext.h with its sigcontext: what lies above a handler's return address. */
struct kernel_context {
  uint64_t flags, link;
  struct { uint64_t sp; uint32_t flags, pad; uint64_t size; } stack;
  uint64_t r8, r9, r10, r11, r12, r13, r14, r15, rdi, rsi, rbp, rbx, rdx, rax, rcx, rsp, rip, eflags;
  uint16_t cs, gs, fs, ss;
  uint64_t error, trapno, oldmask, cr2, fpstate;
  uint64_t unused, reserved[7]; /* the first: where a saved SSP would be, if a frame held one */
  uint64_t sigmask;
};
struct kernel_siginfo { int32_t signo, errno_, code, pad; uint64_t addr; };
#endif
