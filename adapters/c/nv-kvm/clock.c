/* clock.c: see clock.h. */
#define _GNU_SOURCE
#include "clock.h"

#include <stdbool.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "../init.h"

enum { TICK_US = 100, PATIENCE_NS = 20000000, AN_HOUR = 3600 };
volatile sig_atomic_t clock_ticked;

static long long now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000ll + t.tv_nsec;
}

static bool ticks(void) {
  struct itimerval tick = { .it_value.tv_usec = TICK_US };
  long long until = now() + PATIENCE_NS;
  clock_ticked = 0;
  setitimer(ITIMER_REAL, &tick, NULL);
  while (!clock_ticked && now() < until)
    ;
  return clock_ticked;
}

/* The time of day goes past a timer that waits for it: the kernel looks at all its timers. */
static void set_time_of_day(void) {
  struct timespec day;
  struct itimerspec soon = { 0 };
  int fd = timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC);
  clock_gettime(CLOCK_REALTIME, &day);
  soon.it_value.tv_sec = day.tv_sec + AN_HOUR;
  timerfd_settime(fd, TFD_TIMER_ABSTIME, &soon, NULL);
  day.tv_sec += 2 * AN_HOUR;
  clock_settime(CLOCK_REALTIME, &day);
  close(fd);
}

void clock_revive(void) {
  if (!init_is_init() || ticks())
    return;
  set_time_of_day();
  init_say(ticks() ? "the timer was lost and is set anew" : "the timer is lost");
}
