/* init.c: see init.h. */
#define _GNU_SOURCE
#include "init.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#if defined(__x86_64__) || defined(__i386__)
#include <sys/io.h>
#endif

enum { GRACE_US = 500000 };
static enum init_end end_of_machine;

bool init_is_init(void) {
  return getpid() == 1;
}

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

void init_say(const char *format, ...) {
  char line[512];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(line, sizeof line, format, arguments);
  va_end(arguments);
  if (init_is_init())
    fprintf(stderr, "hvspec: %s (%.2f s)\n", line, seconds());
  else
    fprintf(stderr, "%s\n", line);
}

void init_ready(void) {
  if (init_is_init())
    init_say("ready");
}

static void mount_all(void) {
  static const struct { const char *what, *where; bool wanted; } all[] = {
    { "proc", "/proc", true }, { "sysfs", "/sys", true }, { "devtmpfs", "/dev", true }, { "tracefs", "/sys/kernel/tracing", false }
  };
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    mkdir(all[i].where, 0755);
    if (mount(all[i].what, all[i].where, all[i].what, 0, NULL) && errno != EBUSY && all[i].wanted)
      init_say("cannot mount %s on %s: %s", all[i].what, all[i].where, strerror(errno));
  }
}

static void take_console(void) {
  int console = open("/dev/console", O_RDWR | O_NOCTTY);
  if (console < 0)
    return;
  for (int fd = 0; fd < 3; fd++)
    dup2(console, fd);
  if (console > 2)
    close(console);
}

/* "/m/kvm-amd.ko" is the module kvm_amd */
static const char *parameters_for(const char *file, const struct init_parameters *list) {
  char name[64];
  snprintf(name, sizeof name, "%s", file);
  name[strcspn(name, ".")] = 0;
  for (char *c = name; *c; c++)
    *c = *c == '-' ? '_' : *c;
  for (; list && list->module; list++)
    if (!strcmp(list->module, name))
      return list->parameters;
  return "";
}

static void load_group(const char *group, const struct init_parameters *parameters) {
  char of[32], file[64], path[128];
  FILE *order = fopen("/m/order", "re");
  while (order && fscanf(order, "%31s %63s", of, file) == 2) {
    if (strcmp(of, group))
      continue;
    snprintf(path, sizeof path, "/m/%s", file);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || (syscall(SYS_finit_module, fd, parameters_for(file, parameters), 0) && errno != EEXIST))
      init_say("cannot load %s: %s", path, strerror(errno));
    if (fd >= 0)
      close(fd);
  }
  if (order)
    fclose(order);
}

static int open_terminal(const char *path) {
  struct termios t;
  int fd = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (fd >= 0 && !tcgetattr(fd, &t)) {
    cfmakeraw(&t);
    t.c_cflag |= CLOCAL;
    tcsetattr(fd, TCSANOW, &t);
  }
  return fd;
}

/* /dev/vportNpM whose name in sysfs is `name` */
static int open_named_port(const char *name) {
  char path[64], said[64];
  for (int i = 0; i < 64; i++) {
    snprintf(path, sizeof path, "/sys/class/virtio-ports/vport%dp%d/name", i / 8, i % 8);
    FILE *f = fopen(path, "re");
    bool is = f && fgets(said, sizeof said, f) && !strncmp(said, name, strlen(name)) && said[strlen(name)] == '\n';
    if (f)
      fclose(f);
    if (!is)
      continue;
    snprintf(path, sizeof path, "/dev/vport%dp%d", i / 8, i % 8);
    return open(path, O_RDWR | O_CLOEXEC);
  }
  errno = ENODEV;
  return -1;
}

/* A virtio port reads as ended while nobody is behind it: wait for who is to come, but not where they left words and went. */
static bool somebody_there(int fd) {
  struct pollfd p = { .fd = fd, .events = POLLIN };
  return poll(&p, 1, 0) >= 0 && (!(p.revents & POLLHUP) || (p.revents & POLLIN));
}

static int open_port(const char *name, double patience) {
  double until = seconds() + patience;
  int fd = -1;
  for (;;) {
    if (fd < 0)
      fd = *name == '/' ? open_terminal(name) : open_named_port(name);
    if (fd >= 0 && (*name == '/' || somebody_there(fd)))
      return fd;
    if (seconds() > until)
      break;
    usleep(5000);
  }
  init_say(fd < 0 ? "there is no port %s" : "nobody is behind the port %s", name);
  return -1;
}

#if defined(__x86_64__) || defined(__i386__)
static void end_at_once(void) {
  if (iopl(3))
    return;
  if (end_of_machine == INIT_RESET_LINE)
    outb(0xfe, 0x64);
  if (end_of_machine == INIT_SHUTDOWN)
    for (const char *c = "Shutdown"; *c; c++)
      outb((unsigned char)*c, 0x8900);
}
#elif defined(__aarch64__)
static void semihosting_is_off(int signal) {
  (void)signal;
  reboot(RB_POWER_OFF);
  _exit(1);
}
static void end_at_once(void) {
  if (end_of_machine != INIT_SEMIHOSTING)
    return;
  signal(SIGILL, semihosting_is_off);
  static const unsigned long stopped[2] = { 0x20026, 0 }; /* ADP_Stopped_ApplicationExit, exit code */
  register unsigned long operation __asm__("x0") = 0x18, arguments __asm__("x1") = (unsigned long)stopped;
  __asm__ volatile("hlt #0xf000" : "+r"(operation) : "r"(arguments) : "memory");
}
#else
static void end_at_once(void) {}
#endif

static void end_machine(void) {
  end_at_once();
  usleep(200000);
  reboot(RB_POWER_OFF);
  _exit(1);
}

void init_power_off(void) {
  if (init_is_init())
    end_machine();
}

/*
 * When the other side of a virtio port goes away, a read gives 0, but a write waits for somebody to come: so another process
 * watches the port and ends the machine, whatever this one is doing.
 */
static void watch(int port) {
  struct pollfd p = { .fd = port };
  pid_t child = fork();
  if (child < 0)
    init_say("nobody watches the port: %s", strerror(errno));
  if (child != 0)
    return;
  while (poll(&p, 1, -1) < 0 || !(p.revents & POLLHUP))
    ;
  usleep(GRACE_US); /* for the answer to what was said last */
  end_machine();
}

int init_boot(const struct init_options *options) {
  end_of_machine = options->end;
  mount_all();
  take_console();
  signal(SIGPIPE, SIG_IGN);
  init_say("init runs");
  for (const char *const *group = options->groups; group && *group; group++)
    load_group(*group, options->parameters);
  init_say("modules loaded");
  const char *name = options->port ? options->port : "hvspec";
  int port = open_port(name, options->patience ? options->patience : 30);
  if (port >= 0 && *name != '/')
    watch(port);
  return port;
}
