/*
 * Closes the files of old VMs in threads of their own: KVM waits for grace periods when a VM goes, in which new ones can be made
 * and others go. The threads take no signals, so that those that end a KVM_RUN reach who is in it.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include "kvm.h"

enum { QUEUE = 1024, THREADS = 8 };
static int fds[QUEUE];
static unsigned first, count, open_fds; /* `open_fds` are being closed */
static bool started;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;

static void *close_all(void *none) {
  (void)none;
  pthread_mutex_lock(&lock);
  for (;;) {
    while (count == 0) pthread_cond_wait(&changed, &lock);
    int fd = fds[first];
    first = (first + 1) % QUEUE;
    count--;
    open_fds++;
    pthread_mutex_unlock(&lock);
    close(fd);
    pthread_mutex_lock(&lock);
    open_fds--;
    pthread_cond_broadcast(&changed);
  }
  return NULL;
}

static bool start(void) {
  pthread_t thread;
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  for (int i = 0; i < THREADS; i++) started |= pthread_create(&thread, NULL, close_all, NULL) == 0;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return started;
}

void close_later(int fd) {
  if (!started && !start()) {
    close(fd);
    return;
  }
  pthread_mutex_lock(&lock);
  while (count == QUEUE) pthread_cond_wait(&changed, &lock);
  fds[(first + count++) % QUEUE] = fd;
  pthread_cond_broadcast(&changed);
  pthread_mutex_unlock(&lock);
}

void wait_for_closed(unsigned at_most) {
  pthread_mutex_lock(&lock);
  while (count + open_fds > at_most) pthread_cond_wait(&changed, &lock);
  pthread_mutex_unlock(&lock);
}
