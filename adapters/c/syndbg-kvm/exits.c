/* The exits to userspace, each as the run structure shows it. */
#include <string.h>

#include "kvm.h"

static void begin(struct vcpu *c, const char *exit, u64 rip) {
  c->stopped = exit;
  hv_event("exit");
  hv_put_text("exit", exit);
  hv_put_hex("reason", c->run->exit_reason);
  hv_put_hex("rip", rip);
}

/* Where RIP is past the instruction, it has been done, and nothing of it is still to be told. */
static void forget_done(struct vcpu *c, u64 rip) {
  if (rip != c->pending.rip && rip != c->pending.rip - 5) c->pending.kind = NOTHING;
}

static void tell_syndbg(struct vcpu *c, u64 rip) {
  const struct kvm_hyperv_exit *h = &c->run->hyperv;
  begin(c, "SYNDBG", rip);
  hv_put_hex("type", h->type);
  hv_put_hex("pad1", h->pad1);
  hv_put_hex("msr", h->u.syndbg.msr);
  hv_put_hex("pad2", h->u.syndbg.pad2);
  hv_put_hex("control", h->u.syndbg.control);
  hv_put_hex("status", h->u.syndbg.status);
  hv_put_hex("send_page", h->u.syndbg.send_page);
  hv_put_hex("recv_page", h->u.syndbg.recv_page);
  hv_put_hex("pending_page", h->u.syndbg.pending_page);
  hv_close();
  forget_done(c, rip);
}

static void tell_hcall(struct vcpu *c, u64 rip) {
  const struct kvm_hyperv_exit *h = &c->run->hyperv;
  begin(c, "HCALL", rip);
  hv_put_hex("type", h->type);
  hv_put_hex("pad1", h->pad1);
  hv_put_hex("input", h->u.hcall.input);
  hv_put_hex("result", h->u.hcall.result);
  hv_open_array("params");
  hv_put_hex(NULL, h->u.hcall.params[0]);
  hv_put_hex(NULL, h->u.hcall.params[1]);
  hv_close();
  hv_close();
  c->pending.left = true;
}

static void tell_synic(struct vcpu *c, u64 rip) {
  const struct kvm_hyperv_exit *h = &c->run->hyperv;
  begin(c, "SYNIC", rip);
  hv_put_hex("type", h->type);
  hv_put_hex("pad1", h->pad1);
  hv_put_hex("msr", h->u.synic.msr);
  hv_put_hex("control", h->u.synic.control);
  hv_put_hex("evt_page", h->u.synic.evt_page);
  hv_put_hex("msg_page", h->u.synic.msg_page);
  hv_close();
  forget_done(c, rip);
}

static void tell_msr(struct vcpu *c, const char *exit, u64 rip) {
  begin(c, exit, rip);
  hv_put_hex("index", c->run->msr.index);
  hv_put_hex("msr_reason", c->run->msr.reason);
  hv_put_hex("data", c->run->msr.data);
  hv_put_hex("error", c->run->msr.error);
  hv_close();
}

int tell_exit(struct vcpu *c, const struct kvm_regs *regs, bool bare) {
  const struct kvm_run *run = c->run;
  u32 reason = run->exit_reason, type = run->hyperv.type;
  if (bare) begin(c, "BARE", regs->rip), hv_close();
  else if (reason == KVM_EXIT_HYPERV && type == KVM_EXIT_HYPERV_SYNDBG) tell_syndbg(c, regs->rip);
  else if (reason == KVM_EXIT_HYPERV && type == KVM_EXIT_HYPERV_HCALL) tell_hcall(c, regs->rip);
  else if (reason == KVM_EXIT_HYPERV && type == KVM_EXIT_HYPERV_SYNIC) tell_synic(c, regs->rip);
  else if (reason == KVM_EXIT_X86_RDMSR) tell_msr(c, "RDMSR", regs->rip);
  else if (reason == KVM_EXIT_X86_WRMSR) tell_msr(c, "WRMSR", regs->rip);
  else return hv_broken("KVM_RUN ended with exit reason %u, suberror %u, at 0x%llx", reason, reason == KVM_EXIT_INTERNAL_ERROR ? run->internal.suberror : 0, (unsigned long long)regs->rip);
  return hv_ok();
}
