/* vcpu.c: see vcpu.h. */
#define _GNU_SOURCE
#include "vcpu.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <unistd.h>

#include "../init.h"
#include "clock.h"
#include "registers.h"
#include "stats.h"
#include "watch.h"

struct vcpu vcpu = { .fd = -1 };
static int kvm = -1, vm = -1, gic = -1;
static uint32_t base_features;

static int control(int fd, unsigned long request, void *argument) {
  return ioctl(fd, request, argument) < 0 ? -errno : 0;
}

static void interrupted(int signal) {
  if (signal == SIGALRM)
    clock_ticked = 1;
  if (vcpu.run)
    vcpu.run->immediate_exit = 1; /* the signal may come before KVM_RUN begins */
}

int kvm_has(int capability) {
  return ioctl(kvm, KVM_CHECK_EXTENSION, capability) > 0;
}

int kvm_open(void) {
  struct sigaction action = { .sa_handler = interrupted };
  sigaction(SIGALRM, &action, NULL);
  sigaction(SIGIO, &action, NULL);
  kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);
  if (kvm < 0) {
    init_say("cannot open /dev/kvm: %s", strerror(errno));
    return -1;
  }
  if (!kvm_has(KVM_CAP_ARM_EL2)) {
    init_say("this KVM has no nested virtualisation: it wants Linux 6.16 or newer, a CPU with FEAT_NV2, and kvm-arm.mode=nested on the kernel's command line");
    return -1;
  }
  if (kvm_has(KVM_CAP_ARM_PTRAUTH_ADDRESS) && kvm_has(KVM_CAP_ARM_PTRAUTH_GENERIC))
    base_features = 1u << KVM_ARM_VCPU_PTRAUTH_ADDRESS | 1u << KVM_ARM_VCPU_PTRAUTH_GENERIC;
  return watch_open();
}

/*
 * One mapping for all VMs, never unmapped: KVM walks the whole shadow stage 2 of a VM with EL2 when memory goes away.
 */
static uint32_t *memory(void) {
  static uint32_t *ram;
  if (!ram) {
    void *p = mmap(NULL, RAM_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    ram = p == MAP_FAILED ? NULL : p;
  }
  return ram;
}

/* VMs stay open: to close one with EL2 takes seconds where KVM itself is emulated. */
const char *vcpu_new(bool vgic) {
  size_t size = (size_t)ioctl(kvm, KVM_GET_VCPU_MMAP_SIZE, 0);
  struct kvm_create_device device = { .type = KVM_DEV_TYPE_ARM_VGIC_V3 };
  clock_revive();
  if (vcpu.run)
    munmap(vcpu.run, size);
  memset(&vcpu, 0, sizeof vcpu);
  vcpu.ram = memory();
  if (!vcpu.ram)
    return "memory for the guest";
  vm = ioctl(kvm, KVM_CREATE_VM, 0);
  if (vm < 0)
    return "KVM_CREATE_VM";
  struct kvm_userspace_memory_region region = { .guest_phys_addr = RAM_BASE, .memory_size = RAM_SIZE, .userspace_addr = (uintptr_t)vcpu.ram };
  if (control(vm, KVM_SET_USER_MEMORY_REGION, &region))
    return "KVM_SET_USER_MEMORY_REGION";
  if (vgic && control(vm, KVM_CREATE_DEVICE, &device))
    return "KVM_CREATE_DEVICE of a vGIC";
  gic = vgic ? (int)device.fd : -1;
  vcpu.fd = ioctl(vm, KVM_CREATE_VCPU, 0);
  if (vcpu.fd < 0)
    return "KVM_CREATE_VCPU";
  vcpu.run = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, vcpu.fd, 0);
  if (vcpu.run == MAP_FAILED) {
    vcpu.run = NULL;
    return "the run area";
  }
  return stats_of(vcpu.fd) ? "KVM_GET_STATS_FD: no count of exits" : NULL;
}

static int set_attribute(uint32_t group, uint64_t attribute, void *value) {
  struct kvm_device_attr a = { .group = group, .attr = attribute, .addr = (uintptr_t)value };
  return control(gic, KVM_SET_DEVICE_ATTR, &a);
}

static const char *start_gic(void) {
  uint64_t distributor = 0x08000000, redistributor = 0x080a0000;
  uint32_t interrupts = 64;
  if (set_attribute(KVM_DEV_ARM_VGIC_GRP_ADDR, KVM_VGIC_V3_ADDR_TYPE_DIST, &distributor) ||
      set_attribute(KVM_DEV_ARM_VGIC_GRP_ADDR, KVM_VGIC_V3_ADDR_TYPE_REDIST, &redistributor) ||
      set_attribute(KVM_DEV_ARM_VGIC_GRP_NR_IRQS, 0, &interrupts) ||
      set_attribute(KVM_DEV_ARM_VGIC_GRP_CTRL, KVM_DEV_ARM_VGIC_CTRL_INIT, NULL))
    return "KVM_SET_DEVICE_ATTR of the vGIC";
  return NULL;
}

int vcpu_init(struct features features, const char **wrong) {
  struct kvm_vcpu_init init;
  int error = control(vm, KVM_ARM_PREFERRED_TARGET, &init);
  *wrong = error ? "KVM_ARM_PREFERRED_TARGET" : NULL;
  if (error)
    return error;
  init.features[0] |= base_features | (uint32_t)features.el2 << KVM_ARM_VCPU_HAS_EL2 | (uint32_t)features.e2h0 << KVM_ARM_VCPU_HAS_EL2_E2H0 |
                      (uint32_t)features.el1_32bit << KVM_ARM_VCPU_EL1_32BIT;
  if (features.el1_32bit)
    init.features[0] &= ~base_features; /* pointer authentication is of AArch64 */
  error = control(vcpu.fd, KVM_ARM_VCPU_INIT, &init);
  if (error)
    return error;
  if (gic >= 0 && !vcpu.initialised)
    *wrong = start_gic();
  vcpu.features = features;
  vcpu.initialised = true;
  return 0;
}

int sysreg_set(uint64_t id, uint64_t value) {
  struct kvm_one_reg one = { id, (uintptr_t)&value };
  return control(vcpu.fd, KVM_SET_ONE_REG, &one);
}

int sysreg_get(uint64_t id, uint64_t *value) {
  struct kvm_one_reg one = { id, (uintptr_t)value };
  *value = 0;
  return control(vcpu.fd, KVM_GET_ONE_REG, &one);
}

bool vcpu_is_dead(void) {
  uint64_t pc;
  return vcpu.fd >= 0 && sysreg_get(reg_id[PC], &pc) == -EIO;
}

int reg_get(enum reg reg, uint64_t *value) { return sysreg_get(reg_id[reg], value); }
int reg_set(enum reg reg, uint64_t value) { return sysreg_set(reg_id[reg], value); }
int x_get(unsigned n, uint64_t *value) { return sysreg_get(X_ID(n), value); }
int x_set(unsigned n, uint64_t value) { return sysreg_set(X_ID(n), value); }

uint64_t reg_value(enum reg reg) {
  uint64_t value;
  return reg_get(reg, &value) ? 0 : value;
}

static void set_timer(unsigned us) {
  struct itimerval at = { .it_value = { us / 1000000, us % 1000000 } };
  setitimer(ITIMER_REAL, &at, NULL);
}

/* SIGUSR1 waits, and is let through by KVM_RUN alone. */
static void let_signal_wait(bool waits) {
  struct { struct kvm_signal_mask head; uint64_t mask; } open = { .head.len = sizeof open.mask };
  sigset_t usr1;
  sigemptyset(&usr1);
  sigaddset(&usr1, SIGUSR1);
  sigprocmask(SIG_BLOCK, &usr1, NULL);
  ioctl(vcpu.fd, KVM_SET_SIGNAL_MASK, waits ? &open : NULL);
  if (waits)
    raise(SIGUSR1);
  else
    sigwaitinfo(&usr1, NULL);
}

struct run vcpu_run(enum ending ending, unsigned us) {
  struct run run = { 0 };
  uint64_t exits = stats_exits(), erets = watch_count(AT_ERET), injections = watch_count(AT_INJECTION);
  if (vcpu.run->exit_reason != KVM_EXIT_MMIO) /* by which KVM knows a load that it has to complete */
    vcpu.run->exit_reason = KVM_EXIT_UNKNOWN;
  vcpu.run->immediate_exit = ending == AT_ONCE;
  watch_stop_at(AT_ENTRY, ending == PUT_OFF);
  watch_stop_at(AT_ERET, ending == EMULATED);
  watch_stop_at(AT_INJECTION, ending == EMULATED);
  if (ending == SIGNALLED)
    let_signal_wait(true);
  if (us)
    set_timer(us);
  run.result = ioctl(vcpu.fd, KVM_RUN, 0) < 0 ? -errno : 0;
  if (us)
    set_timer(0);
  if (ending == SIGNALLED)
    let_signal_wait(false);
  watch_stop_at(AT_ENTRY, false);
  vcpu.run->immediate_exit = 0;
  run.exit_reason = vcpu.run->exit_reason;
  run.exits = (unsigned)(stats_exits() - exits);
  run.erets = (unsigned)(watch_count(AT_ERET) - erets);
  run.injections = (unsigned)(watch_count(AT_INJECTION) - injections);
  return run;
}
