/* userspace.c: what userspace does, and KVM around the guest. */
#include <errno.h>

#include "events.h"
#include "place.h"

enum place place = IN_USERSPACE;
const char *const place_name[] = { "userspace", "kvm", "guest" };

/* KVM_RUN of a vCPU whose entry has failed is to end at once: this is only for one that does not. */
enum { LONG = 20000 };
static bool entry_failed, stepping;
/* KVM has executed an instruction over which userspace steps: the next entry ends at once. */
static bool step_is_done;
static bool serror_is_of_cpu;

int need_place(enum place wanted, const char *what) {
  return place == wanted ? 0 : hv_misuse("%s is for %s, and the vCPU is in %s", what, place_name[wanted], place_name[place]);
}

static int initialise(const hv_value *op) {
  const char *wrong;
  struct features f = { .el2 = hv_true(op, "has_el2"), .e2h0 = hv_true(op, "has_el2_e2h0"), .el1_32bit = hv_true(op, "el1_32bit") };
  int error = vcpu_init(f, &wrong);
  if (wrong)
    return hv_broken("%s: errno %d", wrong, errno);
  if (error)
    return hv_error(error);
  /* what the architecture leaves unknown at reset */
  reg_set(PC, 0);
  for (int reg = SPSR_EL1; reg <= (f.el2 ? VBAR_EL2 : VBAR_EL1); reg++)
    reg_set((enum reg)reg, 0);
  sign_enable();
  entry_failed = serror_is_of_cpu = false;
  return hv_ok();
}

void steps_forget(void) {
  stepping = step_is_done = false;
  play_stepping(false);
}

void steps_by_kvm(void) { step_is_done = stepping; }

static int set_guest_debug(const hv_value *op) {
  int error = steps_set(hv_true(op, "single_step"));
  if (error)
    return hv_error(error);
  stepping = hv_true(op, "single_step");
  step_is_done = step_is_done && stepping;
  play_stepping(stepping);
  return hv_ok();
}

/* An SError that vEL2 does not take now is KVM's to keep; any other that waits is the CPU's, which knows PSTATE.A. */
static void note_serror(void) {
  uint64_t iss, mode = reg_value(PSTATE) & PSR_MODE;
  bool vel2 = vcpu.features.el2 && (mode == EL2T || mode == EL2H);
  serror_is_of_cpu = serror_waits(&iss) && !(vel2 && !(reg_value(HCR_EL2) & (HCR_AMO | HCR_TGE)));
}

/* What KVM delivers at once, it delivers before the call returns. */
static int set_vcpu_events(const hv_value *op) {
  if (vcpu.features.el1_32bit)
    return hv_misuse("an SError of a vCPU with a 32-bit EL1 is not among the operations");
  uint64_t pc = reg_value(PC);
  int error = serror_set(hv_u64(op, "serror_esr", 0));
  if (error)
    return hv_error(error);
  note_serror();
  if (reg_value(PC) != pc)
    tell_exception(NULL);
  return hv_ok();
}

/* PSTATE.M as the Arm ARM names it */
static const char *mode_name(uint64_t pstate) {
  static const char *const names[32] = { [0] = "EL0t", [4] = "EL1t", [5] = "EL1h", [8] = "EL2t", [9] = "EL2h", [12] = "EL3t", [13] = "EL3h",
    [16] = "User", [17] = "FIQ", [18] = "IRQ", [19] = "Supervisor", [22] = "Monitor", [23] = "Abort", [26] = "Hyp", [27] = "Undefined", [31] = "System" };
  const char *name = names[pstate & PSR_MODE];
  return name ? name : "reserved";
}

static int get_or_set(const hv_value *op, bool set) {
  uint64_t value = hv_u64(op, "value", 0);
  int reg = 0;
  while (reg < REG_NAMED && !hv_is(hv_get(op, "reg"), reg_name[reg]))
    reg++;
  if (reg == REG_NAMED)
    return hv_misuse("no such register");
  int error = set ? reg_set((enum reg)reg, value) : reg_get((enum reg)reg, &value);
  if (error)
    return hv_error(error);
  if (set)
    return hv_ok();
  hv_put_hex("value", shown((enum reg)reg, value));
  if (reg == PSTATE)
    hv_put_text("mode", mode_name(value));
  if (reg == HCR_EL2) {
    hv_put_bool("e2h", value & HCR_E2H);
    hv_put_bool("tge", value & HCR_TGE);
  }
  return hv_ok();
}

/* KVM_RUN has returned: what it gave and why. */
int left(const struct run *run) {
  place = IN_USERSPACE;
  entry_failed = entry_failed || run->exit_reason == KVM_EXIT_FAIL_ENTRY;
  note_serror();
  tell_exit(run);
  return run->result ? hv_error(-run->result) : hv_ok();
}

static int kvm_run(const hv_value *op) {
  bool signal = hv_true(op, "signal");
  struct run run = signal ? vcpu_run(SIGNALLED, 0) : entry_failed ? vcpu_run(BY_TIMER, LONG) : vcpu_run(AT_ONCE, 0);
  if (run.result != -EINTR || signal)
    return left(&run);
  place = IN_KVM;
  return hv_ok();
}

/* The entry after a step that KVM has done: nothing is executed, or what stands there, which moves PC. */
static int enter_done(void) {
  struct run run = play_here(LONG);
  step_is_done = false;
  if (run.result != -EINTR)
    return left(&run);
  place = IN_GUEST; /* and it went on, as it must not */
  return hv_ok();
}

/*
 * An entry that KVM refuses ends KVM_RUN. Any other is made, and put off before the guest executes anything: but where the
 * CPU is to take an SError first.
 */
static int enter(void) {
  play_begin();
  if (vcpu.features.el2 && reg_value(PSTATE) & PSR_MODE32) {
    struct run run = vcpu_run(BY_TIMER, LONG);
    if (run.result != -EINTR)
      return left(&run);
  }
  if (step_is_done)
    return enter_done();
  bool by_cpu = serror_is_of_cpu && !(reg_value(PSTATE) & PSR_A);
  struct played p = by_cpu ? play_none(BY_TIMER) : play_entry();
  if (failed(&p))
    return failed(&p);
  if (p.serror == TAKEN_IN_RUN) {
    tell_exception(by_cpu ? &p.run : NULL);
    play_begin();
  }
  place = IN_GUEST;
  return hv_ok();
}

static int preempt(void) {
  struct run run = vcpu_run(AT_ONCE, 0); /* vcpu_load and vcpu_put */
  return run.result == -EINTR ? hv_ok() : hv_broken("KVM_RUN gave errno %d", -run.result);
}

static int signal_waits(void) {
  struct run run = vcpu_run(SIGNALLED, 0);
  return left(&run);
}

int step_of_userspace(const hv_value *op, const hv_value *name, bool *is_mine) {
  static const struct { const char *name; enum place where; } all[] = {
    { "vcpu_init", IN_USERSPACE }, { "get_one_reg", IN_USERSPACE }, { "set_one_reg", IN_USERSPACE }, { "kvm_run", IN_USERSPACE },
    { "set_vcpu_events", IN_USERSPACE }, { "set_guest_debug", IN_USERSPACE },
    { "enter", IN_KVM }, { "preempt", IN_KVM }, { "signal", IN_KVM },
  };
  int i = 0, n = (int)(sizeof all / sizeof *all);
  while (i < n && !hv_is(name, all[i].name))
    i++;
  *is_mine = i < n;
  if (!*is_mine)
    return 0;
  int refused = need_place(all[i].where, all[i].name);
  if (refused)
    return refused;
  switch (i) {
  case 0: return initialise(op);
  case 1: return get_or_set(op, false);
  case 2: return get_or_set(op, true);
  case 3: return kvm_run(op);
  case 4: return set_vcpu_events(op);
  case 5: return set_guest_debug(op);
  case 6: return enter();
  case 7: return preempt();
  default: return signal_waits();
  }
}
