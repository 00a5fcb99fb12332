/*
 * init.h: an adapter that is the init of a guest, for Linux, linked statically, with nothing in its initramfs but /init,
 * the modules in /m and their list /m/order. Used so:
 *
 *     int in = 0, out = 1;
 *     if (init_is_init()) {
 *         in = out = init_boot(&options);
 *         if (in < 0) init_power_off();
 *     }
 *     ... what takes long and belongs into a frozen image ...
 *     init_ready();
 *     hv_serve(&adapter, in, out);
 *     init_power_off();               // does nothing in a process that is not init
 */
#ifndef HVSPEC_INIT_H
#define HVSPEC_INIT_H
#include <stdbool.h>

/* Parameters for a module, as on modprobe's line; `module` as in lsmod ("kvm_amd"). A list of them ends with {0}. */
struct init_parameters { const char *module, *parameters; };

/* How the machine ends. Each falls back to reboot(RB_POWER_OFF), and that to the end of init, which is a panic. */
enum init_end {
  INIT_ACPI,       /* reboot(RB_POWER_OFF): ACPI, PSCI */
  INIT_RESET_LINE, /* x86: the keyboard controller's reset line, at once; for QEMU with -no-reboot */
  INIT_SHUTDOWN,   /* x86: the word Shutdown to port 0x8900, for Bochs */
  INIT_SEMIHOSTING /* arm64: SYS_EXIT; for QEMU with -semihosting-config userspace=on */
};

struct init_options {
  /*
   * Which modules of /m/order to load, by their group, in this order; ends with NULL. A line of /m/order is
   * "GROUP FILE", files of a group in the order of loading, uncompressed, in /m: "kvm-amd kvm.ko". A group that is not
   * in the list is taken to be built in. That a module is there already is no error.
   */
  const char *const *groups;
  const struct init_parameters *parameters; /* NULL or ends with {0} */
  /*
   * Where the protocol is spoken: the name of a virtio-serial port (name= of QEMU's virtserialport), or the path of a
   * terminal ("/dev/ttyS1"), which is made raw. NULL is "hvspec".
   */
  const char *port;
  unsigned patience; /* seconds to wait for the port and for who is behind it; 0 is 30 */
  enum init_end end;
};

/* Whether this process is the init of its machine. */
bool init_is_init(void);

/*
 * Mounts /proc, /sys, /dev and /sys/kernel/tracing, points stdin, stdout and stderr to the console, loads the modules, and
 * opens the port. Gives its file descriptor, or -1 when it has said on the console what is missing. When the other side of a
 * virtio port goes away the machine ends half a second later, as by init_power_off, whatever it is doing; what is written
 * once that is known is lost (with QEMU's chardev stdio the other side goes when stdin ends). SIGPIPE is ignored.
 */
int init_boot(const struct init_options *options);

/* A line on stderr; in init with the seconds since the kernel's start. No newline at the end of `format`. */
void init_say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Says "hvspec: ready": what comes from here on depends on the requests, so that a launcher may freeze the machine now. */
void init_ready(void);

/* Ends the machine. Gives control back only where this process is not init. */
void init_power_off(void);

#endif
