/* registers.c: see registers.h. */
#include "registers.h"

const char *const reg_name[REG_NAMED] = { "PSTATE",   "PC",       "HCR_EL2", "SPSR_EL1", "ELR_EL1", "ESR_EL1",
                                    "VBAR_EL1", "SPSR_EL2", "ELR_EL2", "ESR_EL2",  "VBAR_EL2" };

const uint64_t reg_id[REG_COUNT] = {
  [PSTATE] = CORE_ID(regs.pstate),
  [PC] = CORE_ID(regs.pc),
  [HCR_EL2] = ARM64_SYS_REG(3, 4, 1, 1, 0),
  [SPSR_EL1] = CORE_ID(spsr[KVM_SPSR_EL1]),
  [ELR_EL1] = CORE_ID(elr_el1),
  [ESR_EL1] = ARM64_SYS_REG(3, 0, 5, 2, 0),
  [VBAR_EL1] = ARM64_SYS_REG(3, 0, 12, 0, 0),
  [SPSR_EL2] = ARM64_SYS_REG(3, 4, 4, 0, 0),
  [ELR_EL2] = ARM64_SYS_REG(3, 4, 4, 0, 1),
  [ESR_EL2] = ARM64_SYS_REG(3, 4, 5, 2, 0),
  [VBAR_EL2] = ARM64_SYS_REG(3, 4, 12, 0, 0),
  [HFGITR_EL2] = ARM64_SYS_REG(3, 4, 1, 1, 6),
};
