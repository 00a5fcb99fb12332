/*
 * sign.c: addresses with the code that ERETAA and ERETAB want. The guest's own CPU makes it, by PACIZA and PACIZB with the
 * guest's keys: all stack pointers of the guest are 0, and those are the modifiers of a signed return.
 */
#include <errno.h>

#include "insn.h"
#include "place.h"
#include "registers.h"

#define SCTLR_EL2_ID ARM64_SYS_REG(3, 4, 1, 0, 0)
#define SCTLR_KEYS (1ull << 31 | 1ull << 30) /* EnIA, EnIB */
#define SP_EL2_ID ARM64_SYS_REG(3, 6, 4, 1, 0)
#define KEY_ID(n) ARM64_SYS_REG(3, 0, 2, 1, n)
#define WORKSHOP (RAM_BASE + RAM_SIZE - 0x100)

static uint64_t signed_address, plain_address;

uint64_t shown(enum reg reg, uint64_t value) {
  return reg == ELR_EL2 && signed_address && value == signed_address ? plain_address : value;
}

void sign_enable(void) {
  signed_address = 0;
  if (!vcpu.features.el2)
    return;
  uint64_t sctlr;
  if (sysreg_get(SCTLR_EL2_ID, &sctlr))
    return;
  sysreg_set(SCTLR_EL2_ID, sctlr | SCTLR_KEYS);
  for (unsigned n = 0; n < 4; n++)
    sysreg_set(KEY_ID(n), 0x9e3779b97f4a7c15ull * (n + 1)); /* APIAKeyLo, Hi, APIBKeyLo, Hi */
  sysreg_set(SP_EL2_ID, 0);
  sysreg_set(CORE_ID(sp_el1), 0);
  sysreg_set(CORE_ID(regs.sp), 0);
}

static bool execute(uint32_t insn, uint64_t *x1) {
  uint64_t link = 0;
  uint32_t *word = vcpu.ram + (WORKSHOP - RAM_BASE) / 4;
  uint64_t address = *x1;
  *word = insn;
  __builtin___clear_cache((char *)word, (char *)(word + 1));
  for (int i = 0; i < 40 && link != WORKSHOP + 8; i++) {
    reg_set(HCR_EL2, HCR_E2H);
    reg_set(PSTATE, 0x3c0 | EL2H);
    reg_set(PC, WORKSHOP);
    x_set(1, address);
    x_set(30, 0);
    if (vcpu_run(BY_TIMER, 1000u << i / 10).result != -EINTR)
      return false;
    x_get(30, &link);
  }
  *word = SPIN;
  return link == WORKSHOP + 8 && !x_get(1, x1);
}

const char *sign(uint64_t address, bool key_b, bool forged, uint64_t *with_code) {
  *with_code = address;
  if (!execute(key_b ? PACIZB(1) : PACIZA(1), with_code))
    return "the guest did not execute PACIZA";
  if (*with_code == address)
    return "PACIZA gave no code";
  if (forged) {
    uint64_t code = *with_code ^ address;
    *with_code ^= code & -code;
  }
  signed_address = *with_code;
  plain_address = address;
  return NULL;
}
