/* stats.h: how often KVM has left its inner loop for a vCPU, by its own count (KVM_GET_STATS_FD). */
#ifndef NV_STATS_H
#define NV_STATS_H
#include <stdint.h>

/* Looks for the count `exits` of this vCPU. 0 or -1. */
int stats_of(int vcpu_fd);
uint64_t stats_exits(void);
#endif
