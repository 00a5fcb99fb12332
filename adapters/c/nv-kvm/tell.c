/* tell.c: what the outcome tells of exceptions and of KVM_RUN's end, read from the vCPU after it. */
#include "place.h"

/* The offset of the vector that the guest stands at, and whose it is; false where it stands elsewhere. */
static bool find_vector(bool *vel2, uint64_t *offset) {
  uint64_t pc = reg_value(PC), mode = reg_value(PSTATE) & PSR_MODE;
  for (int el2 = mode == EL2T || mode == EL2H, i = 0; i < 2; i++, el2 = !el2) {
    uint64_t vbar = reg_value(el2 ? VBAR_EL2 : VBAR_EL1);
    *vel2 = el2;
    *offset = pc - vbar;
    if (*offset >= VECTORS) /* bits 10:0 are reserved: a CPU may leave them out */
      *offset = pc - (vbar & ~(VECTORS - 1));
    if (*offset < VECTORS && !(*offset & 0x7f) && (!el2 || vcpu.features.el2))
      return true;
  }
  return false;
}

void tell_exception(const struct run *run) {
  bool vel2;
  uint64_t offset;
  if (!find_vector(&vel2, &offset))
    return;
  hv_event("exception");
  hv_put_text("to", vel2 ? "vEL2" : "vEL1");
  hv_put_text("by", !run || run->injections || run->exits > 1 ? "KVM" : "CPU");
  hv_put_hex("vector", offset);
  hv_put_hex("esr", reg_value(vel2 ? ESR_EL2 : ESR_EL1));
  hv_close();
}

void tell_exit(const struct run *run) {
  const char *reason = run->exit_reason == KVM_EXIT_INTR         ? "INTR"
                       : run->exit_reason == KVM_EXIT_FAIL_ENTRY ? "FAIL_ENTRY"
                       : run->exit_reason == KVM_EXIT_DEBUG      ? "DEBUG"
                                                                 : NULL;
  if (!reason)
    return;
  hv_event("kvm_exit");
  hv_put_text("reason", reason);
  hv_close();
}
