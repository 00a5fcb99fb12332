/* code.c: see code.h. */
#include "code.h"

#include <stddef.h>

#include "insn.h"
#include "vcpu.h"

static uint32_t *touched[128];
static unsigned touches;

bool code_may_be_at(uint64_t address) {
  return address >= RAM_BASE && address < RAM_BASE + RAM_SIZE && !(address & 3);
}

void code_put(uint64_t at, uint32_t insn) {
  uint32_t *word = vcpu.ram + (at - RAM_BASE) / 4;
  *word = insn;
  if (touches < sizeof touched / sizeof *touched)
    touched[touches++] = word;
}

void code_forget(void) {
  static bool filled;
  if (!filled)
    for (size_t i = 0; i < RAM_SIZE / 4; i++)
      vcpu.ram[i] = SPIN;
  filled = true;
  while (touches)
    *touched[--touches] = SPIN;
}

void code_flush(void) { __builtin___clear_cache((char *)vcpu.ram, (char *)vcpu.ram + RAM_SIZE); }

void code_shows_a_second(uint64_t next, uint64_t operand) {
  const uint64_t bases[] = { reg_value(VBAR_EL1), reg_value(VBAR_EL2) };
  code_put(next, NOP);
  if (code_may_be_at(operand))
    code_put(operand, NOP);
  for (unsigned i = 0; i < 8; i++) {
    uint64_t vector = bases[i % 2] + 0x200ull * (i / 2);
    if (code_may_be_at(vector))
      code_put(vector, NOP);
  }
}
