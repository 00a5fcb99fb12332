/* code.h: the instructions in the guest's memory, which is full of branches to themselves else. */
#ifndef NV_CODE_H
#define NV_CODE_H
#include <stdbool.h>
#include <stdint.h>

/* Whether an instruction can be there: an aligned address in the guest's memory. */
bool code_may_be_at(uint64_t address);
/* Puts an instruction at such an address. */
void code_put(uint64_t at, uint32_t insn);
/* Where a step may lead stands what moves PC: a second instruction that it lets through is seen. */
void code_shows_a_second(uint64_t next, uint64_t operand);
/* All of them are branches to themselves again. */
void code_forget(void);
/* What was put is what the guest executes. */
void code_flush(void);
#endif
