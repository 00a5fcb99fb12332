/* watch.h: tracepoints of KVM, counted by perf, which may also end the KVM_RUN that passes one. */
#ifndef NV_WATCH_H
#define NV_WATCH_H
#include <stdbool.h>
#include <stdint.h>

enum point {
  AT_ENTRY,     /* kvm:kvm_entry: interrupts are off, and the CPU is about to enter the guest */
  AT_ERET,      /* kvm:kvm_nested_eret: an ERET of vEL2 is emulated outside of the inner loop */
  AT_INJECTION, /* kvm:kvm_inject_nested_exception: an exception to vEL2 is emulated */
  POINTS
};

/* 0, or -1 when it has said on stderr what is missing. */
int watch_open(void);
/* How often this thread has passed the point. Of AT_ENTRY only while it ends runs. */
uint64_t watch_count(enum point point);
/*
 * Whether passing the point sends SIGIO to this thread. The signal comes by an interrupt of the CPU to itself: at once where
 * interrupts are on, and at kvm_entry when the CPU would enter the guest, so that KVM puts the entry off.
 */
void watch_stop_at(enum point point, bool on);
#endif
