/* One operation: which it is, and on which vCPU. */
#include <string.h>

#include "kvm.h"

static const struct {
  const char *op, *capability;
} NEEDS[] = {
    {"hypercall", "hypercalls"},
    {"cpuid", "cpuid-tables"},
    {"set_cpuid", "cpuid-tables"},
    {"get_cpuid", "cpuid-tables"},
    {"get_supported_hv_cpuid", "supported-cpuid"},
    {"get_supported_cpuid", "supported-cpuid"},
    {"check_extension", "capabilities"},
    {"cap_number", "capabilities"},
    {"msr_listed", "msr-lists"},
    {"set_msr_filter", "msr-filter"},
    {"set_ignore_msrs", "ignore-msrs"},
    {"set_regs", "set-regs"},
    {"read_run", "run-bytes"},
    {"write_run", "run-bytes"},
    {"read_memory", "vmm"},
    {"write_memory", "vmm"},
    {"packet", "vmm"},
    {"serve", "vmm"},
    {"pass_leaves", "vmm"},
};

static const char *needed_to_enable(u64 cap) {
  if (cap == KVM_CAP_HYPERV_SYNIC || cap == KVM_CAP_HYPERV_SYNIC2) return "synic";
  if (cap == KVM_CAP_X86_USER_SPACE_MSR) return "user-space-msr";
  return cap == KVM_CAP_HYPERV_ENFORCE_CPUID ? "enforce-cpuid" : "capabilities";
}

/* The capability that an operation wants and that is not offered, or NULL. */
static const char *lacking(const hv_value *op, const hv_value *name) {
  const hv_value *mode = hv_get(op, "mode");
  bool enables = hv_is(name, "enable_cap");
  const char *wanted[5] = {
      enables ? needed_to_enable(hv_u64(op, "cap", 0)) : NULL,
      hv_is(mode, "real") || hv_is(mode, "prot32") ? "cpu-modes" : NULL,
      hv_is(hv_get(op, "path"), "emulated") ? "emulator" : NULL,
      hv_true(hv_get(op, "run"), "immediate_exit") ? "immediate-exit" : NULL,
      hv_true(op, "whole") ? "cpuid-entries" : NULL,
  };
  for (size_t i = 0; i < sizeof NEEDS / sizeof *NEEDS; i++)
    if (hv_is(name, NEEDS[i].op) && !offered(NEEDS[i].capability)) return NEEDS[i].capability;
  for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
    if (wanted[i] != NULL && !offered(wanted[i])) return wanted[i];
  return NULL;
}

static int on_msrs(struct vcpu *c, const hv_value *op, const hv_value *name) {
  return do_msrs(c, op, hv_is(name, "set_msrs"));
}

/* Operations that name a vCPU, or begin with the first one of the VM. */
static int on_vcpu(struct vm *vm, struct vcpu *c, const hv_value *op, const hv_value *name) {
  if (hv_is(name, "wrmsr")) return do_instruction(vm, c, op, WRMSR);
  if (hv_is(name, "rdmsr")) return do_instruction(vm, c, op, RDMSR);
  if (hv_is(name, "hypercall")) return do_instruction(vm, c, op, HYPERCALL);
  if (hv_is(name, "cpuid")) return do_instruction(vm, c, op, CPUID);
  if (hv_is(name, "run")) return do_run(vm, c, op);
  if (hv_is(name, "set_regs")) return do_set_regs(vm, c, op);
  if (hv_is(name, "read_run")) return do_read_run(c, op);
  if (hv_is(name, "write_run")) return do_write_run(c, op);
  if (hv_is(name, "get_msrs") || hv_is(name, "set_msrs")) return on_msrs(c, op, name);
  if (hv_is(name, "set_cpuid")) return do_set_cpuid(c, op);
  if (hv_is(name, "get_cpuid")) return do_get_cpuid(c, op);
  if (hv_is(name, "switch_syndbg")) return do_switch(c, op);
  if (hv_is(name, "pass_leaves")) return do_pass_leaves(c, op);
  if (hv_is(name, "serve")) return do_serve(vm, c);
  if (hv_is(name, "enable_cap")) return do_enable_cap(vm, c, op);
  if (hv_is(name, "get_supported_hv_cpuid")) return do_supported_hv_cpuid(vm, c, op);
  return hv_lacks("this-operation");
}

int step(const hv_value *op) {
  const hv_value *name = hv_get(op, "op");
  const char *lacks = lacking(op, name);
  if (lacks != NULL) return hv_lacks(lacks);
  u64 vm_index = hv_u64(op, "vm", 0), vcpu_index = hv_u64(op, "vcpu", 0);
  if (vm_index >= vm_count || vcpu_index >= vms[vm_index].vcpu_count) return hv_misuse("there is no such VM or vCPU");
  struct vm *vm = &vms[vm_index];
  if (hv_is(name, "check_extension")) return do_check_extension(vm, op);
  if (hv_is(name, "cap_number")) return do_cap_number(op);
  if (hv_is(name, "get_supported_cpuid")) return do_supported_cpuid();
  if (hv_is(name, "msr_listed")) return do_msr_listed(op);
  if (hv_is(name, "set_msr_filter")) return do_msr_filter(vm, op);
  if (hv_is(name, "set_ignore_msrs")) return do_ignore_msrs(op);
  if (hv_is(name, "read_memory")) return do_read_memory(vm, op);
  if (hv_is(name, "write_memory")) return do_write_memory(vm, op);
  if (hv_is(name, "packet")) return do_packet(vm, op);
  return on_vcpu(vm, &vm->vcpus[vcpu_index], op, name);
}
