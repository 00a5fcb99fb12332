/*
 * nv-kvm: nested virtualisation of a real KVM/arm64 as a subject of hvspec. Init of a guest or a process that root starts.
 *
 * Effects only: every value of an outcome is read from KVM, by KVM_GET_ONE_REG, KVM_RUN and its run area, KVM's counts and
 * its tracepoints. What KVM does inside of a run nobody sees from here (capability insight): __kvm_vcpu_run_vhe() is closed to
 * kprobes, and no tracepoint tells of it.
 */
#include <errno.h>
#include <sys/resource.h>
#include <sys/utsname.h>

#include "../init.h"
#include "kmsg.h"
#include "place.h"

enum { OPEN_FILES = 200000 };
static const char *lacking;

static int reset(const char *machine, const char *profile, const hv_value *config) {
  (void)machine, (void)profile;
  static int el0_32bit = -1;
  const char *wrong = vcpu_new(hv_true(config, "vgic"));
  if (wrong)
    return hv_broken("%s: errno %d", wrong, errno);
  place = IN_USERSPACE;
  steps_forget();
  const hv_value *wanted = hv_get(config, "el0_32bit");
  if (el0_32bit < 0) {
    const char *ignored;
    el0_32bit = !vcpu_init((struct features){ 0 }, &ignored) && !reg_set(PSTATE, 0x1d0);
    return reset(machine, profile, config);
  }
  lacking = !hv_true(config, "vhe") ? "nvhe" : wanted && hv_true(config, "el0_32bit") != el0_32bit ? (el0_32bit ? "el0-64bit-only" : "el0-32bit") : NULL;
  return 0;
}

static int perform(const hv_value *op) {
  bool is_mine;
  const hv_value *name = hv_get(op, "op");
  if (lacking)
    return hv_lacks(lacking);
  if (hv_is(name, "inject_irq"))
    return hv_lacks("inject-irq");
  int answer = step_of_userspace(op, name, &is_mine);
  return is_mine ? answer : step_of_guest(op, name);
}

/* A kernel that warns or says BUG of KVM has not done what it answered, nor has one that has given the VM up. */
static int step(const hv_value *op) {
  int answer = perform(op);
  const char *complaint = kmsg_complaint();
  if (!complaint && !vcpu_is_dead())
    return answer;
  init_say("the kernel said: %s", complaint ? complaint : "nothing, and the VM is dead");
  hv_take_back();
  return hv_fault("#BUG");
}

int main(void) {
  static struct utsname machine;
  static struct hv_offer offer = { .machine = "nv", .profile = "upstream" };
  struct hv_adapter adapter = { .name = "nv-kvm: KVM of Linux, arm64", .version = machine.release, .offers = &offer, .offer_count = 1,
    .reset = reset, .step = step, .inspect = inspect };
  const struct init_options options = { .end = INIT_SEMIHOSTING };
  struct rlimit files = { OPEN_FILES, OPEN_FILES };
  int in = 0, out = 1;
  if (init_is_init())
    in = out = init_boot(&options);
  setrlimit(RLIMIT_NOFILE, &files);
  uname(&machine);
  kmsg_open();
  if (in < 0 || kvm_open() || ask(&adapter, &offer)) {
    init_power_off();
    return 1;
  }
  init_ready();
  int answer = hv_serve(&adapter, in, out);
  init_power_off();
  return answer ? 1 : 0;
}
