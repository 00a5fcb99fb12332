/* events.h: what userspace makes of a vCPU beside its registers: an SError, and single steps. */
#ifndef NV_EVENTS_H
#define NV_EVENTS_H
#include <stdbool.h>
#include <stdint.h>

/* Whether an SError waits (KVM_GET_VCPU_EVENTS), and its syndrome. */
bool serror_waits(uint64_t *iss);
/* KVM_SET_VCPU_EVENTS with an SError pending. 0 or -errno. */
int serror_set(uint64_t iss);
/* The same, where none waits, while PSTATE.A masks it: KVM delivers nothing at once. */
void serror_set_masked(uint64_t iss);
/* KVM_SET_GUEST_DEBUG with single step, or with nothing. 0 or -errno. */
int steps_set(bool on);
#endif
