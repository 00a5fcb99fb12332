/* emulated.c: see emulated.h. */
#include "emulated.h"

#include "insn.h"

#define HFGITR_ERET (1ull << 51)

/* The address that ELR_EL2 holds, signed in the place where it comes from. */
static const char *sign_return(bool key_b, bool forged) {
  uint64_t pc = reg_value(PC), address = shown(ELR_EL2, reg_value(ELR_EL2)), with_code;
  play_register();
  const char *wrong = sign(address, key_b, forged, &with_code);
  reg_set(PC, pc);
  if (!wrong)
    play_change_elr(with_code);
  return wrong;
}

int eret(const hv_value *op, enum level at) {
  const hv_value *key = hv_get(op, "key");
  uint64_t target = reg_value(SPSR_EL1) & PSR_MODE;
  if (at == EL0 || at == A32 || (key && at != VEL2))
    return hv_misuse("the guest is at %s", level_name[at]);
  if (at == VEL1 && target != EL0T && target != EL1T && target != EL1H)
    return hv_misuse("ERET from vEL1 is for EL0t, EL1t and EL1h");
  play_avoid(shown(ELR_EL2, reg_value(at == VEL2 ? ELR_EL2 : ELR_EL1)), 4);
  const char *wrong = key ? sign_return(hv_is(key, "B"), hv_true(op, "forged")) : NULL;
  if (wrong)
    return hv_broken("signing: %s", wrong);
  if (hv_true(op, "fine_grained"))
    play_enter_with(HFGITR_EL2, HFGITR_ERET);
  struct played p = play(!key ? ERET : hv_is(key, "A") ? ERETAA : ERETAB, 0, at == VEL2 ? EMULATED : BY_TIMER);
  if (failed(&p))
    return failed(&p);
  if (p.run.injections)
    tell_exception(&p.run);
  if (p.run.erets || p.run.injections)
    place = IN_KVM;
  return hv_ok();
}

int hvc(const hv_value *op, enum level at) {
  if (!vcpu.features.el2)
    return hv_misuse("HVC without HAS_EL2 is a call to the host");
  if (at == EL0 || at == A32)
    return hv_misuse("the guest is at %s", level_name[at]);
  struct played p = play(HVC(hv_u64(op, "imm", 0)), 0, EMULATED);
  if (failed(&p))
    return failed(&p);
  tell_exception(&p.run);
  if (p.run.injections) {
    place = IN_KVM;
    steps_by_kvm();
  }
  return hv_ok();
}

int trapped(const hv_value *op, enum level at) {
  static const struct { const char *name; uint32_t insn; } all[] = {
    { "SMC", SMC }, { "TLBI VMALLE1", TLBI_VMALLE1 }, { "TLBI ALLE2", TLBI_ALLE2 }, { "MRS VBAR_EL12", 0 }, { "MRS ACTLR_EL1", 0 }, { "WFE", WFE } };
  int i = 0;
  if (at != VEL2)
    return hv_misuse("the guest is at %s", level_name[at]);
  while (i < 6 && !hv_is(hv_get(op, "insn"), all[i].name))
    i++;
  if (i == 6)
    return hv_misuse("no such instruction");
  if (i == 0 && play_has(SMC))
    play_begin(); /* X0 is what the last one gave */
  unsigned x = i == 0 ? 0 : play_register();
  uint32_t insn = i == 3 ? insn_mrs_vbar_el12(x) : i == 4 ? insn_mrs_actlr_el1(x) : all[i].insn;
  struct played p = play(insn, 0, BY_TIMER);
  uint64_t value;
  if (failed(&p))
    return failed(&p);
  if ((i == 0 || i == 3) && !x_get(x, &value))
    hv_put_hex("value", value);
  if (!hv_true(op, "resume"))
    place = IN_KVM; /* the interrupt that ended this run */
  return hv_ok();
}
