/* events.c: see events.h. */
#include "events.h"

#include <errno.h>
#include <sys/ioctl.h>

#include "vcpu.h"

bool serror_waits(uint64_t *iss) {
  struct kvm_vcpu_events events = { 0 };
  if (ioctl(vcpu.fd, KVM_GET_VCPU_EVENTS, &events) < 0)
    return false;
  *iss = events.exception.serror_esr;
  return events.exception.serror_pending;
}

int serror_set(uint64_t iss) {
  struct kvm_vcpu_events events = { .exception = { .serror_pending = 1, .serror_has_esr = 1, .serror_esr = iss } };
  return ioctl(vcpu.fd, KVM_SET_VCPU_EVENTS, &events) < 0 ? -errno : 0;
}

void serror_set_masked(uint64_t iss) {
  uint64_t pstate = reg_value(PSTATE), waiting;
  if (serror_waits(&waiting))
    return;
  reg_set(PSTATE, pstate | PSR_A);
  serror_set(iss);
  reg_set(PSTATE, pstate);
}

int steps_set(bool on) {
  struct kvm_guest_debug debug = { .control = on ? KVM_GUESTDBG_ENABLE | KVM_GUESTDBG_SINGLESTEP : 0 };
  return ioctl(vcpu.fd, KVM_SET_GUEST_DEBUG, &debug) < 0 ? -errno : 0;
}
