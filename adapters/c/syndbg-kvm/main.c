/*
 * syndbg-kvm: an adapter of hvspec for the Hyper-V synthetic debugger of a real KVM. As a program it speaks on stdio and
 * judges the KVM of the kernel that it runs on; as the init of a guest it loads KVM and speaks on a virtio-serial port.
 */
#include <stdio.h>
#include <string.h>

#include "../init.h"
#include "kvm.h"

static const char HELP[] =
    "usage: syndbg-kvm\n"
    "\n"
    "The Hyper-V synthetic debugger of the KVM of the kernel that this runs on, as a subject of hvspec:\n"
    "\n"
    "  npx hvspec doctor --subject ./syndbg-kvm\n"
    "  npx hvspec run -m syndbg --subject ./syndbg-kvm\n"
    "\n"
    "It speaks JSON lines on stdin and stdout and wants to open /dev/kvm. It leaves the host as it is: what a kernel has for\n"
    "all at once (the trace points, kvm.ignore_msrs) it switches only as the init of a guest. The emulator is tried where\n"
    "kvm.force_emulation_prefix is on.\n"
    "\n"
    "exit codes: 0 shutdown or the end of stdin, 1 this KVM cannot be judged (stderr says why), 2 wrong arguments\n";

static int boot(void) {
  static const struct init_parameters parameters[] = {{"kvm", "force_emulation_prefix=1 nx_huge_pages=never"}, {0}};
  const char *groups[] = {"virtio", host_is_amd() ? "kvm-amd" : "kvm-intel", NULL};
  return init_boot(&(struct init_options){.groups = groups, .parameters = parameters, .end = INIT_RESET_LINE});
}

static int judge(bool init, int in, int out) {
  struct hv_adapter adapter = {.name = "KVM of Linux", .reset = reset, .step = step, .inspect = inspect};
  if (!host_open(init)) return 1;
  host_keep_one();
  if (!offer_find(&adapter)) return 1;
  init_ready();
  int failed = hv_serve(&adapter, in, out);
  if (failed) perror("syndbg-kvm: stdin or stdout");
  free_vms();
  return failed ? 1 : 0;
}

int main(int argc, char **argv) {
  if (init_is_init()) {
    int port = boot();
    if (port >= 0) judge(true, port, port);
    init_power_off();
  }
  if (argc == 2 && strcmp(argv[1], "--help") == 0) return fputs(HELP, stdout) < 0 ? 1 : 0;
  if (argc > 1) {
    fprintf(stderr, "syndbg-kvm: %s is not an argument: --help is the only one\n", argv[1]);
    return 2;
  }
  return judge(false, 0, 1);
}
