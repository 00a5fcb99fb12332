/*
 * The core of syndbg/upstream, written into the skeleton in C: what is left of an adapter where the protocol is there. Put it
 * in the place of adapter.c in what "hvspec new-adapter --machine syndbg --language c" writes.
 */
#include "operations.h"

#include <string.h>

const char *const CAPABILITIES[] = {NULL};

enum { VMS = 16, VCPUS = 256, CONTROL = 0, STATUS, SEND_PAGE, RECV_PAGE, PENDING_PAGE, OPTIONS, REGISTERS };

static const uint32_t msrs[REGISTERS] = {0x400000f1, 0x400000f2, 0x400000f3, 0x400000f4, 0x400000f5, 0x400000ff};
static const char *const names[REGISTERS] = {"control", "status", "send_page", "recv_page", "pending_page", "options"};

enum { TSC = 0x10, GUEST_OS_ID = 0x40000000, VP_INDEX = 0x40000002, RESET = 0x40000003 };

/* KVM_GET_MSR_INDEX_LIST has them too: KVM_GET_MSRS on /dev/kvm gives 0 of each, as of the six. */
static const uint32_t listed[] = {TSC,        GUEST_OS_ID, 0x40000001, VP_INDEX,   RESET,      0x40000010, 0x40000020, 0x40000021,
                                  0x40000022, 0x40000023,  0x40000073, 0x40000080, 0x400000b0, 0x40000100, 0x40000101, 0x40000102,
                                  0x40000103, 0x40000104,  0x40000105, 0x40000106, 0x40000107, 0x40000108, 0x40000118};

struct vcpu {
  bool is_on, has_run, waits;
  uint64_t waits_for, vp_index;
};

static struct {
  uint64_t vms, vcpus;
  struct vm {
    uint64_t registers[REGISTERS], os_id, reset;
    struct vcpu vcpus[VCPUS];
  } vm[VMS];
} host;

int start(const struct config *config) {
  memset(&host, 0, sizeof host);
  host.vms = config->vms;
  host.vcpus = config->vcpus;
  for (size_t i = 0; i < VMS; i++)
    for (size_t k = 0; k < VCPUS; k++) host.vm[i].vcpus[k].vp_index = k;
  return 0;
}

static int inspect(void) {
  hv_open_array("vms");
  for (size_t i = 0; i < host.vms; i++) {
    hv_open_object(NULL), hv_open_object("registers");
    for (size_t k = 0; k < REGISTERS; k++) hv_put_hex(names[k], host.vm[i].registers[k]);
    hv_close(), hv_open_array("vcpus");
    for (size_t k = 0; k < host.vcpus; k++)
      hv_open_object(NULL), hv_put_text("stopped", host.vm[i].vcpus[k].waits ? "SYNDBG" : NULL), hv_close();
    hv_close(), hv_close();
  }
  hv_close();
  return 0;
}

static struct vcpu *vcpu_of(uint64_t vm, uint64_t vcpu) {
  if (vm < host.vms && vcpu < host.vcpus) return &host.vm[vm].vcpus[vcpu];
  hv_misuse("there is no such VM or vCPU");
  return NULL;
}

/* The number of the register, or REGISTERS. */
static size_t register_of(uint64_t msr) {
  size_t i = 0;
  while (i < REGISTERS && msrs[i] != msr) i++;
  return i;
}

/* Where the host finds an MSR; NULL where KVM knows none of that number. */
static uint64_t *host_msr(uint64_t vm, uint64_t vcpu, uint64_t msr) {
  size_t which = register_of(msr);
  if (which != REGISTERS) return &host.vm[vm].registers[which];
  if (msr == VP_INDEX) return &host.vm[vm].vcpus[vcpu].vp_index;
  return msr == GUEST_OS_ID ? &host.vm[vm].os_id : msr == RESET ? &host.vm[vm].reset : NULL;
}

static bool is_listed(uint64_t msr) {
  size_t i = 0;
  while (i < sizeof listed / sizeof *listed && listed[i] != msr) i++;
  return i < sizeof listed / sizeof *listed || register_of(msr) != REGISTERS;
}

static int general_protection(uint64_t rip, struct outcome_faulted faulted) {
  faulted.has_rip = faulted.has_error_code = true;
  faulted.rip = rip;
  put_outcome_faulted(&faulted);
  return hv_fault("#GP");
}

int op_wrmsr(const struct op_wrmsr *op) {
  struct vcpu *vcpu = vcpu_of(op->vm, op->vcpu);
  if (vcpu == NULL) return -1;
  if (vcpu->waits) return hv_misuse("the vCPU waits in its SYNDBG exit: send run first");
  uint64_t *registers = host.vm[op->vm].registers;
  uint64_t rip = op->has_rip ? op->rip : 0x1000;
  size_t which = register_of(op->msr);
  vcpu->has_run = true;
  if (which == REGISTERS || !vcpu->is_on) return general_protection(rip, (struct outcome_faulted){0});
  registers[which] = op->value;
  if (which != CONTROL && which != PENDING_PAGE) return hv_ok();
  vcpu->waits = true;
  vcpu->waits_for = op->msr;
  put_event_syndbg_exit(&(struct event_syndbg_exit){
      .reason = 27, .rip = rip + 2, .type = 3, .msr = op->msr, .control = registers[CONTROL],
      .send_page = registers[SEND_PAGE], .recv_page = registers[RECV_PAGE], .pending_page = registers[PENDING_PAGE]});
  return hv_ok();
}

int op_rdmsr(const struct op_rdmsr *op) {
  struct vcpu *vcpu = vcpu_of(op->vm, op->vcpu);
  if (vcpu == NULL) return -1;
  if (vcpu->waits) return hv_misuse("the vCPU waits in its SYNDBG exit: send run first");
  uint64_t rip = op->has_rip ? op->rip : 0x1000;
  size_t which = register_of(op->msr);
  vcpu->has_run = true;
  if (which == REGISTERS || !vcpu->is_on)
    return general_protection(rip, (struct outcome_faulted){.has_rax = true, .rax = op->rax, .has_rdx = true, .rdx = op->rdx});
  uint64_t value = host.vm[op->vm].registers[which];
  put_outcome_ok(&(struct outcome_ok){.has_value = true, .value = value, .has_rax = true, .rax = value & 0xffffffff,
                                      .has_rdx = true, .rdx = value >> 32});
  return hv_ok();
}

int op_run(const struct op_run *op) {
  struct vcpu *vcpu = vcpu_of(op->vm, op->vcpu);
  if (vcpu == NULL) return -1;
  const hv_value *fill = hv_get(op->run, "fill"); /* every byte of the exit, before the fields that are named */
  uint64_t bytes = hv_value_u64(fill, 0) * 0x0101010101010101;
  if (vcpu->waits && hv_u64(op->run, "msr", fill == NULL ? vcpu->waits_for : (uint32_t)bytes) == msrs[CONTROL])
    host.vm[op->vm].registers[STATUS] = hv_u64(op->run, "status", bytes);
  vcpu->waits = false;
  vcpu->has_run = true;
  return hv_ok();
}

int op_get_msrs(const struct op_get_msrs *op) {
  if (vcpu_of(op->vm, op->vcpu) == NULL) return -1;
  uint64_t count = 0;
  hv_open_array("values");
  for (const hv_value *msr = hv_first(op->msrs); msr != NULL; msr = hv_next(msr), count++) {
    bool is_system = op->fd == OP_GET_MSRS_FD_SYSTEM;
    const uint64_t *value = host_msr(op->vm, op->vcpu, hv_value_u64(msr, 0));
    if (is_system ? !is_listed(hv_value_u64(msr, 0)) : value == NULL) break;
    hv_put_hex(NULL, is_system ? 0 : *value);
  }
  hv_close();
  hv_put_count("count", count);
  return hv_ok();
}

int op_set_msrs(const struct op_set_msrs *op) {
  if (vcpu_of(op->vm, op->vcpu) == NULL) return -1;
  if (op->fd == OP_SET_MSRS_FD_SYSTEM) return hv_error(22);
  uint64_t count = 0;
  for (const hv_value *pair = hv_first(op->msrs); pair != NULL; pair = hv_next(pair), count++) {
    uint64_t *value = host_msr(op->vm, op->vcpu, hv_u64(pair, "msr", 0));
    if (value == NULL) break;
    *value = hv_u64(pair, "value", 0);
  }
  put_outcome_ok(&(struct outcome_ok){.has_count = true, .count = count});
  return hv_ok();
}

int op_switch_syndbg(const struct op_switch_syndbg *op) {
  struct vcpu *vcpu = vcpu_of(op->vm, op->vcpu);
  if (vcpu == NULL) return -1;
  if (vcpu->has_run) return hv_misuse("the vCPU has run: its leaves are fixed");
  vcpu->is_on = op->on;
  return hv_ok();
}

/* What is not in the core never comes here: its capabilities are not declared. */
#define NOT_HERE(name, capability) \
  int op_##name(const struct op_##name *op) { return (void)op, hv_lacks(capability); }
NOT_HERE(hypercall, "hypercalls")
NOT_HERE(cpuid, "cpuid-tables")
NOT_HERE(set_regs, "set-regs")
NOT_HERE(set_cpuid, "cpuid-tables")
NOT_HERE(get_cpuid, "cpuid-tables")
NOT_HERE(enable_cap, "capabilities")
NOT_HERE(check_extension, "capabilities")
NOT_HERE(cap_number, "capabilities")
NOT_HERE(get_supported_hv_cpuid, "supported-cpuid")
NOT_HERE(msr_listed, "msr-lists")
NOT_HERE(set_msr_filter, "msr-filter")
NOT_HERE(set_ignore_msrs, "ignore-msrs")
NOT_HERE(read_run, "run-bytes")
NOT_HERE(write_run, "run-bytes")
NOT_HERE(read_memory, "vmm")
NOT_HERE(write_memory, "vmm")
NOT_HERE(packet, "vmm")
NOT_HERE(serve, "vmm")
NOT_HERE(pass_leaves, "vmm")

int op_get_supported_cpuid(void) {
  return hv_lacks("supported-cpuid");
}

static const struct hv_offer offers[] = {{"syndbg", "upstream", CAPABILITIES, NULL}};
static const struct hv_adapter adapter = {"the core of syndbg in C", "1", offers, 1, operations_reset, operations_step, inspect};

int main(void) {
  return hv_serve(&adapter, 0, 1) == 0 ? 0 : 1;
}
