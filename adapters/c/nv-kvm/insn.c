/* insn.c: see insn.h. */
#include "insn.h"

#include <stddef.h>

enum { BY_LEVEL = -1 };

static const struct name {
  const char *name;
  int op0, op1, crn, crm, op2;
} names[] = {
  { "HCR_EL2", 3, 4, 1, 1, 0 },  { "SPSR_EL2", 3, 4, 4, 0, 0 },        { "ELR_EL2", 3, 4, 4, 0, 1 },
  { "ESR_EL2", 3, 4, 5, 2, 0 },  { "VBAR_EL2", 3, 4, 12, 0, 0 },       { "SPSR_EL1", 3, BY_LEVEL, 4, 0, 0 },
  { "ELR_EL1", 3, BY_LEVEL, 4, 0, 1 }, { "ESR_EL1", 3, BY_LEVEL, 5, 2, 0 }, { "VBAR_EL1", 3, BY_LEVEL, 12, 0, 0 },
  { "CurrentEL", 3, 0, 4, 2, 2 }, { "SPSel", 3, 0, 4, 2, 0 },          { "NZCV", 3, 3, 4, 2, 0 },
  { "DAIF", 3, 3, 4, 2, 1 },     { "PAN", 3, 0, 4, 2, 3 },             { "UAO", 3, 0, 4, 2, 4 },
  { "DIT", 3, 3, 4, 2, 5 },      { "SSBS", 3, 3, 4, 2, 6 },
};

static uint32_t move(const struct name *n, bool read, bool el12, unsigned t) {
  unsigned op1 = n->op1 == BY_LEVEL ? (el12 ? 5u : 0u) : (unsigned)n->op1;
  return 0xd5000000u | (read ? 1u << 21 : 0) | (unsigned)n->op0 << 19 | op1 << 16 | (unsigned)n->crn << 12 | (unsigned)n->crm << 8 | (unsigned)n->op2 << 5 | t;
}

uint32_t insn_move(const hv_value *reg, bool read, bool el12, unsigned t) {
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (hv_is(reg, names[i].name))
      return move(&names[i], read, el12, t);
  return 0;
}

uint32_t insn_mrs_vbar_el12(unsigned t) {
  static const struct name vbar = { "VBAR_EL12", 3, 5, 12, 0, 0 };
  return move(&vbar, true, false, t);
}

uint32_t insn_mrs_actlr_el1(unsigned t) {
  static const struct name actlr = { "ACTLR_EL1", 3, 0, 1, 0, 1 };
  return move(&actlr, true, false, t);
}

bool is_branch_to_register(uint32_t insn) {
  return (insn & ~0x3e0u) == BR(0);
}

bool is_write_of_elr(uint32_t insn) {
  return (insn & ~0x1fu) == 0xd51c4020u; /* MSR ELR_EL2, Xt */
}
