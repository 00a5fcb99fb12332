/* What an instruction gave: values in the guest's registers, or a fault with what it pushed on the guest's stack. */
#include <string.h>

#include "kvm.h"

static const char *vector_name(unsigned vector) {
  return vector == 6 ? "#UD" : vector == 13 ? "#GP" : NULL;
}

static bool pushes_code(enum mode mode, unsigned vector) {
  return mode != REAL && (vector == 8 || (vector >= 10 && vector <= 14) || vector == 17);
}

static int tell_fault(const struct vm *vm, const struct pending *p, const struct kvm_regs *regs, unsigned vector) {
  size_t slot = p->mode == REAL ? 2 : p->mode == PROT32 ? 4 : 8;
  const u8 *pushed = guest_pushed(vm, p->mode, regs->rsp);
  u64 code = 0, ip = 0;
  if (vector_name(vector) == NULL) return hv_broken("the instruction gave vector %u, of which this machine knows nothing", vector);
  if (pushes_code(p->mode, vector)) {
    memcpy(&code, pushed, slot);
    pushed += slot;
    hv_put_hex("error_code", code);
  }
  memcpy(&ip, pushed, slot);
  hv_put_hex("rip", ip);
  if (p->kind == RDMSR) {
    hv_put_hex("rax", regs->rax);
    hv_put_hex("rdx", regs->rdx);
  }
  return hv_fault(vector_name(vector));
}

/*
 * Outside of long mode a Hyper-V result is EDX:EAX, while KVM's own hypercalls answer in EAX and leave EDX as it was, where
 * the upper half of the input was. A refusal of Hyper-V leaves 0 there, so only a result of userspace could be taken for
 * one of KVM's own: that one is known by its exit.
 */
static u64 hypercall_result(const struct pending *p, const struct kvm_regs *regs) {
  bool own = !p->left && (u32)regs->rdx == (u32)(p->input >> 32);
  if (p->mode == LONG64) return regs->rax;
  return own ? (u32)regs->rax : regs->rdx << 32 | (u32)regs->rax;
}

int tell_result(struct vm *vm, struct vcpu *c, const struct kvm_regs *regs, unsigned port) {
  struct pending p = c->pending;
  c->pending.kind = NOTHING;
  if (port >= PORT_FAULT && p.kind != NOTHING) return tell_fault(vm, &p, regs, port - PORT_FAULT);
  if (p.kind == RDMSR) {
    hv_put_hex("value", regs->rdx << 32 | (u32)regs->rax);
    hv_put_hex("rax", regs->rax);
    hv_put_hex("rdx", regs->rdx);
  }
  if (p.kind == HYPERCALL) hv_put_hex("value", hypercall_result(&p, regs));
  if (p.kind == CPUID) {
    hv_put_hex("eax", (u32)regs->rax);
    hv_put_hex("ebx", (u32)regs->rbx);
    hv_put_hex("ecx", (u32)regs->rcx);
    hv_put_hex("edx", (u32)regs->rdx);
  }
  return hv_ok();
}
