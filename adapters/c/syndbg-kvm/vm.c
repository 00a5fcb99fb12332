/* The VMs of the instance: made by a reset, in place of the old ones. */
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "kvm.h"

enum { BACKLOG = 32 }; /* files of old VMs that may still be open when a new one is made */

struct vm vms[VMS_MAX];
unsigned vm_count;
bool with_trace;

static void free_vm(struct vm *vm) {
  for (unsigned i = 0; i < vm->vcpu_count; i++) {
    if (vm->vcpus[i].run != NULL) munmap(vm->vcpus[i].run, host.run_size);
    close_later(vm->vcpus[i].fd);
    memset(&vm->vcpus[i], 0, sizeof vm->vcpus[i]);
  }
  for (unsigned i = 0; i < vm->far_count; i++) munmap(vm->far[i].at, 0x1000);
  close_later(vm->fd);
  if (vm->memory != NULL) munmap(vm->memory, MEMORY_SIZE);
  memset(vm, 0, offsetof(struct vm, vcpus));
}

void free_vms(void) {
  while (vm_count > 0) free_vm(&vms[--vm_count]);
}

static int add_vcpu(struct vm *vm, bool irqchip) {
  unsigned id = vm->vcpu_count;
  struct vcpu *c = &vm->vcpus[id];
  c->fd = ioctl(vm->fd, KVM_CREATE_VCPU, (unsigned long)id);
  if (c->fd < 0) return hv_broken("KVM_CREATE_VCPU of vCPU %u: %s", id, strerror(errno));
  vm->vcpu_count++;
  void *run = mmap(NULL, host.run_size, PROT_READ | PROT_WRITE, MAP_SHARED, c->fd, 0);
  if (run == MAP_FAILED) return hv_broken("the run structure of vCPU %u: %s", id, strerror(errno));
  c->run = run;
  struct kvm_mp_state runnable = {KVM_MP_STATE_RUNNABLE}; /* with an irqchip all but the first wait for INIT */
  if (irqchip && ioctl(c->fd, KVM_SET_MP_STATE, &runnable)) return hv_broken("KVM_SET_MP_STATE: %s", strerror(errno));
  return 0;
}

static int fill_vm(struct vm *vm, bool irqchip, unsigned vcpus) {
  ioctl(vm->fd, KVM_SET_TSS_ADDR, 0xfffbd000ul); /* VMX without unrestricted guests wants it */
  void *memory = mmap(NULL, MEMORY_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return hv_broken("guest memory: %s", strerror(errno));
  vm->memory = memory;
  guest_fill(vm);
  struct kvm_userspace_memory_region region = {.memory_size = MEMORY_SIZE, .userspace_addr = (uintptr_t)memory};
  if (ioctl(vm->fd, KVM_SET_USER_MEMORY_REGION, &region)) return hv_broken("KVM_SET_USER_MEMORY_REGION: %s", strerror(errno));
  if (irqchip && ioctl(vm->fd, KVM_CREATE_IRQCHIP, 0)) return hv_broken("KVM_CREATE_IRQCHIP: %s", strerror(errno));
  for (int bad; vm->vcpu_count < vcpus;)
    if ((bad = add_vcpu(vm, irqchip)) != 0) return bad;
  return 0;
}

int reset(const char *machine, const char *profile, const hv_value *config) {
  (void)machine, (void)profile;
  u64 vm_wanted = hv_u64(config, "vms", 1), vcpus = hv_u64(config, "vcpus", 1);
  bool irqchip = hv_true(config, "irqchip");
  free_vms();
  wait_for_closed(BACKLOG);
  if (vm_wanted < 1 || vm_wanted > VMS_MAX || vcpus < 1 || vcpus > VCPUS_MAX)
    return hv_misuse("1 to %d VMs of 1 to %d vCPUs each", VMS_MAX, VCPUS_MAX);
  if (irqchip && !offered("synic")) return hv_lacks("synic");
  with_trace = hv_true(config, "trace");
  if (with_trace && !offered("trace")) return hv_lacks("trace");
  if (trace_switch(with_trace)) return hv_broken("the trace points cannot be switched: %s", strerror(errno));
  if (ignore_msrs(false)) return hv_broken("kvm.ignore_msrs cannot be switched off: %s", strerror(errno));
  while (vm_count < vm_wanted) {
    struct vm *vm = &vms[vm_count];
    vm->fd = ioctl(host.kvm, KVM_CREATE_VM, 0);
    if (vm->fd < 0) return hv_broken("KVM_CREATE_VM: %s", strerror(errno));
    vm_count++;
    int bad = fill_vm(vm, irqchip, (unsigned)vcpus);
    if (bad != 0) return free_vms(), bad;
  }
  trace_drain(false);
  return 0;
}

static const struct {
  const char *name;
  u32 msr;
} SIX[6] = {{"control", MSR_CONTROL},       {"status", MSR_STATUS},
            {"send_page", MSR_SEND_BUFFER}, {"recv_page", MSR_RECV_BUFFER},
            {"pending_page", MSR_PENDING_BUFFER}, {"options", MSR_OPTIONS}};

/* The six as the host reads them. A KVM that has no such MSRs has nothing that could be stored: that is shown as 0. */
static int inspect_registers(const struct vcpu *c) {
  struct {
    struct kvm_msrs head;
    struct kvm_msr_entry entries[6];
  } six = {.head.nmsrs = 6};
  for (size_t i = 0; i < 6; i++) six.entries[i].index = SIX[i].msr;
  int read = ioctl(c->fd, KVM_GET_MSRS, &six);
  if (read < 0 || (read < 6 && host.has_hyperv)) return hv_broken("KVM_GET_MSRS of the six gave %d", read);
  hv_open_object("registers");
  for (int i = 0; i < 6; i++) hv_put_hex(SIX[i].name, i < read ? six.entries[i].data : 0);
  hv_close();
  return 0;
}

int inspect(void) {
  hv_open_array("vms");
  for (struct vm *vm = vms; vm < vms + vm_count; vm++) {
    hv_open_object(NULL);
    int bad = inspect_registers(&vm->vcpus[0]);
    if (bad != 0) return bad;
    hv_open_array("vcpus");
    for (unsigned i = 0; i < vm->vcpu_count; i++) {
      hv_open_object(NULL);
      hv_put_text("stopped", vm->vcpus[i].stopped);
      hv_close();
    }
    hv_close();
    hv_close();
  }
  hv_close();
  trace_drain(false);
  return 0;
}
