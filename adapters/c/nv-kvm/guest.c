/* guest.c: what the guest does, and what ends a run; emulated.c has the instructions that are KVM's. */
#include <errno.h>
#include <string.h>

#include "code.h"
#include "emulated.h"
#include "insn.h"
#include "place.h"

/* What a CPU with all of these fields keeps over an entry at which it executes a branch. */
#define KEPT_BY_RUNNING 0xf1c033dfull

/* 2 KiB of the guest's memory that nobody uses. */
#define ELSEWHERE (RAM_BASE + 0xf000)

const char *const level_name[] = { "EL0", "vEL1", "vEL2", "AArch32" };

/* By the context of the entry: KVM may be wrong about the one of the exit. */
static enum level level(void) {
  uint64_t pstate = reg_value(PSTATE);
  if (pstate & PSR_MODE32)
    return A32;
  return !(pstate & PSR_MODE) ? EL0 : play_in_host_context() ? VEL2 : VEL1;
}

int failed(const struct played *p) {
  if (play_is_stepped(p))
    return 0;
  if (p->nowhere)
    return hv_misuse("%s at 0x%llx", p->wrong, (unsigned long long)reg_value(PC));
  if (p->wrong)
    return hv_broken("%s, at 0x%llx", p->wrong, (unsigned long long)reg_value(PC));
  if (p->run.result != -EINTR)
    return hv_broken("KVM_RUN gave errno %d, exit reason %u", -p->run.result, p->run.exit_reason);
  return 0;
}

/* The end of an instruction: what it was interrupted by, and where userspace steps, the end of KVM_RUN. */
static int executed(const struct played *p) {
  if (p->serror == TAKEN_IN_RUN)
    tell_exception(&p->run);
  return play_is_stepped(p) ? left(&p->run) : hv_ok();
}

static int leave_for_userspace(const struct run *run) {
  place = IN_USERSPACE;
  hv_event("kvm_exit");
  hv_put_text("reason", "MMIO");
  hv_put_hex("phys_addr", vcpu.run->mmio.phys_addr);
  hv_close();
  return run->result ? hv_error(-run->result) : hv_ok();
}

static int host_interrupt(const hv_value *op) {
  if (!hv_is(hv_get(op, "kind"), "IRQ"))
    return hv_lacks("forced-exit");
  if (hv_get(op, "spsr") || hv_get(op, "elr"))
    return hv_lacks("raw-exit");
  if (hv_get(op, "esr") || hv_true(op, "resume"))
    return hv_misuse("an IRQ has no esr and is not fixed up");
  if (!play_has_run() && !(reg_value(PSTATE) & ~KEPT_BY_RUNNING)) { /* else the entry was put off by one already */
    struct played p = play_none(BY_TIMER);
    if (failed(&p))
      return failed(&p);
  }
  if (play_holds_serror())
    tell_exception(NULL);
  place = IN_KVM;
  return hv_ok();
}

static int execute(const hv_value *op) {
  uint64_t pc = reg_value(PC), pstate = reg_value(PSTATE), to = hv_u64(op, "pc", pc);
  bool goes = to != pc || hv_true(op, "br"), faults = pstate & PSR_IL || pc & (pstate & PSR_MODE32 ? 1 : 3);
  struct played p = { .run.result = -EINTR };
  if (goes && !faults && !code_may_be_at(to))
    return hv_misuse("there is no memory at 0x%llx", (unsigned long long)to);
  play_avoid(goes ? to : 1, 4);
  if (!goes || faults) {
    if (!play_has_run() || faults)
      p = play_none(BY_TIMER);
  } else if (pstate & PSR_MODE32)
    p = play(B_A32(pc, to), 0, BY_TIMER);
  else if (hv_true(op, "br"))
    p = play(BR(play_register()), to, BY_TIMER);
  else
    p = play(B(pc, to), to, BY_TIMER);
  if (failed(&p))
    return failed(&p);
  if (faults)
    tell_exception(&p.run);
  return executed(&p);
}

/* Where the exception would come back to this instruction, so that it is taken for ever. */
static bool stands_on_own_vector(uint64_t pc) {
  uint64_t mode = reg_value(PSTATE) & PSR_MODE;
  uint64_t offset = mode & PSR_MODE32 ? 0x600 : mode == EL0T ? 0x400 : mode & 1 ? 0x200 : 0;
  return pc == reg_value(VBAR_EL1) + offset || pc == reg_value(VBAR_EL2) + offset;
}

/* There the exception is taken in a run of its own, with the vectors elsewhere, and they and PC are moved back. */
static struct played take_elsewhere(uint32_t insn) {
  uint64_t vbar[2] = { reg_value(VBAR_EL1), reg_value(VBAR_EL2) };
  play_begin();
  play_enter_with(VBAR_EL1, ELSEWHERE);
  play_enter_with(VBAR_EL2, ELSEWHERE);
  struct played p = play(insn, 0, BY_TIMER);
  uint64_t mode = reg_value(PSTATE) & PSR_MODE;
  reg_set(PC, reg_value(PC) - ELSEWHERE + vbar[mode == EL2T || mode == EL2H]);
  reg_set(VBAR_EL1, vbar[0]);
  reg_set(VBAR_EL2, vbar[1]);
  play_begin();
  play_goes_on();
  return p;
}

static int exception(const hv_value *op, enum level at) {
  const hv_value *class = hv_get(op, "class");
  uint32_t insn = hv_is(class, "SVC") ? SVC(hv_u64(op, "imm", 0)) : hv_is(class, "UDF") ? (at == A32 ? UDF_A32 : UDF) : FMOV_S0;
  if ((insn == FMOV_S0 && at != VEL2) || (hv_is(class, "SVC") && at == A32))
    return hv_misuse("the guest is at %s", level_name[at]);
  play_avoid(reg_value(VBAR_EL1) & ~(VECTORS - 1), 2 * VECTORS);
  play_avoid(reg_value(VBAR_EL2) & ~(VECTORS - 1), 2 * VECTORS);
  struct played p = stands_on_own_vector(reg_value(PC)) ? take_elsewhere(insn) : play(insn, 0, BY_TIMER);
  if (failed(&p))
    return failed(&p);
  tell_exception(&p.run);
  return executed(&p);
}

static bool ends_in_el2(const hv_value *reg) {
  char name[16];
  size_t n = hv_text(reg, name, sizeof name);
  return n > 4 && n < sizeof name && !strcmp(name + n - 4, "_EL2");
}

static int move(const hv_value *op, bool read, enum level at) {
  const hv_value *reg = hv_get(op, "reg");
  bool el0 = !read && (hv_is(reg, "NZCV") || hv_is(reg, "DIT") || hv_is(reg, "SSBS"));
  if (at == A32 || (at == EL0 && !el0) || (ends_in_el2(reg) && at != VEL2))
    return hv_misuse("the guest is at %s", level_name[at]);
  if (!read && hv_is(reg, "CurrentEL"))
    return hv_misuse("CurrentEL is for reading");
  unsigned x = play_register();
  uint32_t insn = insn_move(reg, read, at == VEL2 && reg_value(HCR_EL2) & HCR_E2H, x);
  if (!insn)
    return hv_misuse("no such register");
  struct played p = play(insn, hv_u64(op, "value", 0), BY_TIMER);
  uint64_t value;
  if (failed(&p))
    return failed(&p);
  if (read && !x_get(x, &value))
    hv_put_hex("value", hv_is(reg, "ELR_EL2") ? shown(ELR_EL2, value) : value);
  return executed(&p);
}

static int load_word(const hv_value *op, enum level at) {
  if (at == A32)
    return hv_misuse("the guest is at %s", level_name[at]);
  struct played p = play(LDR_W29(play_register()), hv_u64(op, "ipa", 0), BY_TIMER);
  if (p.wrong || p.run.exit_reason != KVM_EXIT_MMIO)
    return failed(&p) ? failed(&p) : hv_broken("the load did not leave for userspace");
  return leave_for_userspace(&p.run);
}

int step_of_guest(const hv_value *op, const hv_value *name) {
  int refused = need_place(IN_GUEST, "this");
  if (refused)
    return refused;
  if (hv_is(name, "exit"))
    return host_interrupt(op);
  if (play_holds_serror())
    return hv_broken("KVM took an SError at the exit that ends each run here: send exit");
  if (hv_is(name, "execute"))
    return execute(op);
  if (reg_value(PSTATE) & PSR_IL)
    return hv_misuse("PSTATE.IL is set: send execute first");
  enum level at = level();
  if (hv_is(name, "exception"))
    return exception(op, at);
  if (hv_is(name, "msr") || hv_is(name, "mrs"))
    return move(op, hv_is(name, "mrs"), at);
  if (hv_is(name, "eret"))
    return eret(op, at);
  if (hv_is(name, "hvc"))
    return hvc(op, at);
  if (hv_is(name, "trapped"))
    return trapped(op, at);
  if (hv_is(name, "ldr"))
    return load_word(op, at);
  return hv_misuse("no such operation");
}
