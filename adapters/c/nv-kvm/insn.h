/* insn.h: instructions of A64, and two of A32. */
#ifndef NV_INSN_H
#define NV_INSN_H
#include <stdbool.h>
#include <stdint.h>

#include "../hvspec.h"

#define SPIN 0x94000000u      /* BL to itself: X30 tells that it ran */
#define SPIN_A32 0xebfffffeu  /* the same of A32, and R14 */
#define NOP 0xd503201fu
#define UDF 0x00000000u
#define UDF_A32 0xe7f000f0u
#define FMOV_S0 0x1e2e1000u   /* FMOV S0, #1.0 */
#define ERET 0xd69f03e0u
#define ERETAA 0xd69f0bffu
#define ERETAB 0xd69f0fffu
#define SMC 0xd4000003u
#define WFE 0xd503205fu
#define TLBI_VMALLE1 0xd508871fu
#define TLBI_ALLE2 0xd50c871fu
#define SMCCC_VERSION 0x80000000u

#define SVC(imm) (0xd4000001u | ((uint32_t)(imm) & 0xffff) << 5)
#define HVC(imm) (0xd4000002u | ((uint32_t)(imm) & 0xffff) << 5)
#define BR(x) (0xd61f0000u | (uint32_t)(x) << 5)
#define B(from, to) (0x14000000u | ((uint32_t)(((to) - (from)) >> 2) & 0x3ffffff))
#define B_A32(from, to) (0xea000000u | ((uint32_t)(((to) - (from) - 8) >> 2) & 0xffffff))
#define LDR_W29(x) (0xb9400000u | (uint32_t)(x) << 5 | 29u)
#define PACIZA(x) (0xdac123e0u | (uint32_t)(x))
#define PACIZB(x) (0xdac127e0u | (uint32_t)(x))

bool is_branch_to_register(uint32_t insn);
bool is_write_of_elr(uint32_t insn);

/*
 * MSR or MRS between Xt and a register by its name in the schema. vEL2 reaches vEL1's by their own names without E2H, and
 * by those that end in _EL12 with it; `el12` is that. 0 where there is no such register.
 */
uint32_t insn_move(const hv_value *reg, bool read, bool el12, unsigned t);
uint32_t insn_mrs_vbar_el12(unsigned t);
uint32_t insn_mrs_actlr_el1(unsigned t);
#endif
