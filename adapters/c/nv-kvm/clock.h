/* clock.h: timers that come. */
#ifndef NV_CLOCK_H
#define NV_CLOCK_H
#include <signal.h>

/* Set by the handler of SIGALRM. */
extern volatile sig_atomic_t clock_ticked;
/*
 * Makes the kernel set its timer anew where it waits for one that does not come. QEMU (10.0 and 11.1) thaws a machine without
 * the timers of EL2, by which a VHE kernel lives, so that what was due first when the machine was frozen never comes, and
 * nothing that is due later.
 */
void clock_revive(void);
#endif
