/* KVM_RUN: the run structure as userspace leaves it, the guest's registers, and whether the guest comes back. */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/time.h>

#include "kvm.h"

enum { NO_REASON = 0x7eedf00d, EXIT_PART = offsetof(struct kvm_run, hw), EXIT_PART_SIZE = 256 };

static volatile sig_atomic_t timed_out;

static void on_alarm(int signal) {
  (void)signal;
  timed_out = 1;
}

/* A guest that never comes back would hang the run: half a second of CPU time is enough for one instruction, or 4 s asleep. */
static void set_alarm(bool on) {
  static bool installed;
  struct sigaction action = {.sa_handler = on_alarm};
  if (!installed) sigaction(SIGPROF, &action, NULL), sigaction(SIGALRM, &action, NULL), installed = true;
  if (on) timed_out = 0;
  setitimer(ITIMER_PROF, &(struct itimerval){.it_value = {.tv_usec = on ? 500000 : 0}}, NULL);
  setitimer(ITIMER_REAL, &(struct itimerval){.it_value = {.tv_sec = on ? 4 : 0}}, NULL);
}

/* `fill` first, then the fields in the order of the schema: some share bytes, and the last one stays. */
static void edit(struct kvm_run *run, const hv_value *area) {
  const hv_value *fill = hv_get(area, "fill");
  struct kvm_hyperv_exit *h = &run->hyperv;
  if (fill != NULL) memset(&run->hw, (int)hv_value_u64(fill, 0), EXIT_PART_SIZE);
  run->exit_reason = (u32)hv_u64(area, "reason", run->exit_reason);
  h->type = (u32)hv_u64(area, "type", h->type);
  h->pad1 = (u32)hv_u64(area, "pad1", h->pad1);
  h->u.syndbg.msr = (u32)hv_u64(area, "msr", h->u.syndbg.msr);
  h->u.syndbg.control = hv_u64(area, "control", h->u.syndbg.control);
  h->u.syndbg.status = hv_u64(area, "status", h->u.syndbg.status);
  h->u.syndbg.send_page = hv_u64(area, "send_page", h->u.syndbg.send_page);
  h->u.syndbg.recv_page = hv_u64(area, "recv_page", h->u.syndbg.recv_page);
  h->u.syndbg.pending_page = hv_u64(area, "pending_page", h->u.syndbg.pending_page);
  h->u.hcall.result = hv_u64(area, "result", h->u.hcall.result);
  run->msr.error = (u8)hv_u64(area, "error", run->msr.error);
  run->msr.data = hv_u64(area, "data", run->msr.data);
}

static bool at_instruction(const struct vcpu *c, u64 rip) {
  return rip == c->pending.rip || rip == c->pending.rip - 5; /* with the prefix that forces emulation */
}

/* KVM_RUN gave EINTR. Still to be told: an instruction that has not run, or what one gave that has been completed. */
static void interrupted(struct vcpu *c, const char *was, const u8 *answer) {
  struct kvm_regs regs;
  ioctl(c->fd, KVM_GET_REGS, &regs);
  bool open = c->pending.kind != NOTHING;
  if (open && was != NULL && strcmp(was, "WRMSR") == 0) open = answer[0] != 0; /* msr.error: a fault is due */
  else if (open && c->pending.kind == WRMSR) open = at_instruction(c, regs.rip);
  c->stopped = open ? "EINTR" : NULL;
  if (!open) c->pending.kind = NOTHING;
}

/*
 * Enters the guest once. exit_reason is made unlike any before, so that an exit that does not set it is seen; where the
 * guest only came to its OUT, what stood in the exit's part before is put back, as no userspace but ours saw that exit.
 */
static int enter(struct vm *vm, struct vcpu *c, const hv_value *area) {
  struct kvm_run *run = c->run;
  u8 part[EXIT_PART_SIZE];
  guest_load(vm, c);
  edit(run, area);
  u32 reason = run->exit_reason;
  const char *was = c->stopped;
  memcpy(part, &run->hw, sizeof part);
  run->exit_reason = NO_REASON;
  run->immediate_exit = hv_true(area, "immediate_exit");
  set_alarm(true);
  int failed = ioctl(c->fd, KVM_RUN, 0) < 0 ? errno : 0;
  set_alarm(false);
  run->immediate_exit = 0;
  bool untouched = run->exit_reason == NO_REASON;
  if (untouched) run->exit_reason = reason;
  trace_drain(true);
  if (failed == EINTR && timed_out) return hv_broken("the guest did not come back from its instruction");
  if (failed == EINTR) interrupted(c, was, part);
  if (failed) return hv_error(failed);
  struct kvm_regs regs;
  if (ioctl(c->fd, KVM_GET_REGS, &regs)) return hv_broken("KVM_GET_REGS: %s", strerror(errno));
  c->has_run = true;
  c->stopped = NULL;
  c->out_rip = 0;
  bool bare = untouched || run->exit_reason == KVM_EXIT_UNKNOWN;
  if (bare || run->exit_reason != KVM_EXIT_IO) return tell_exit(c, &regs, bare);
  unsigned port = run->io.port;
  c->out_rip = regs.rip;
  c->in_handler = c->in_handler || port >= PORT_FAULT;
  memcpy(&run->hw, part, sizeof part);
  run->exit_reason = reason;
  return tell_result(vm, c, &regs, port);
}

/* An OUT is completed by the next KVM_RUN, which skips it if RIP is where it was: so before RIP goes to the same place. */
static int set_regs(struct vcpu *c, struct kvm_regs *regs) {
  if (c->out_rip != 0 && c->out_rip == regs->rip) {
    c->run->immediate_exit = 1;
    ioctl(c->fd, KVM_RUN, 0);
    c->run->immediate_exit = 0;
  }
  c->out_rip = 0;
  return ioctl(c->fd, KVM_SET_REGS, regs) ? hv_broken("KVM_SET_REGS: %s", strerror(errno)) : 0;
}

static void load_operands(struct kvm_regs *r, struct pending *p, const hv_value *op) {
  u64 upper = hv_u64(op, "upper", 0) << 32, value = hv_u64(op, "value", 0);
  u64 in = hv_u64(op, "ingpa", 0), out = hv_u64(op, "outgpa", 0);
  p->input = hv_u64(op, "input", 0);
  if (p->kind == WRMSR || p->kind == RDMSR) r->rcx = upper | hv_u64(op, "msr", 0);
  if (p->kind == WRMSR) r->rax = upper | (u32)value, r->rdx = upper | value >> 32;
  if (p->kind == RDMSR) r->rax = hv_u64(op, "rax", 0), r->rdx = hv_u64(op, "rdx", 0);
  if (p->kind == CPUID) r->rax = hv_u64(op, "function", 0);
  if (p->kind != HYPERCALL) return;
  if (p->mode == LONG64) {
    r->rcx = p->input, r->rdx = in, r->r8 = out;
  } else {
    r->rdx = p->input >> 32, r->rax = (u32)p->input;
    r->rbx = in >> 32, r->rcx = (u32)in, r->rdi = out >> 32, r->rsi = (u32)out;
  }
}

int do_instruction(struct vm *vm, struct vcpu *c, const hv_value *op, enum kind kind) {
  const hv_value *wanted = hv_get(op, "mode");
  enum mode mode = hv_is(wanted, "real") ? REAL : hv_is(wanted, "prot32") ? PROT32 : LONG64;
  bool emulated = hv_is(hv_get(op, "path"), "emulated");
  unsigned cpl = mode == REAL ? 0 : (unsigned)hv_u64(op, "cpl", 0) & 3;
  struct pending p = {.kind = kind, .mode = mode, .rip = hv_u64(op, "rip", CODE)};
  if (c->stopped != NULL) return hv_misuse("the vCPU waits in %s: send run first", c->stopped);
  int bad = guest_place(mode, p.rip, emulated ? 5 : 0);
  if (bad != 0) return bad;
  if (hv_get(op, "upper") != NULL && mode != LONG64) return hv_misuse("upper halves of registers exist in long64 only");
  bad = guest_set_mode(c, mode, cpl);
  if (bad != 0) return bad;
  /* IOPL 3 above CPL 0: OUT is how the guest comes back */
  struct kvm_regs regs = {.rip = emulated ? p.rip - 5 : p.rip, .rsp = guest_stack(mode, cpl), .rflags = cpl > 0 ? 0x3002 : 2};
  load_operands(&regs, &p, op);
  c->pending = p;
  c->code = kind;
  bad = set_regs(c, &regs);
  return bad != 0 ? bad : enter(vm, c, hv_get(op, "run"));
}

int do_run(struct vm *vm, struct vcpu *c, const hv_value *op) {
  if (c->mode == NO_MODE) { /* never entered: somewhere from where it comes back */
    int bad = guest_set_mode(c, LONG64, 0);
    if (bad == 0) bad = set_regs(c, &(struct kvm_regs){.rip = CODE_LAST, .rflags = 2, .rsp = guest_stack(LONG64, 0)});
    if (bad != 0) return bad;
  }
  return enter(vm, c, hv_get(op, "run"));
}

int do_set_regs(struct vm *vm, struct vcpu *c, const hv_value *op) {
  (void)vm;
  struct kvm_regs regs;
  u64 rip = hv_u64(op, "rip", 0);
  bool not_begun = c->stopped != NULL && strcmp(c->stopped, "EINTR") == 0;
  if (c->stopped != NULL && !not_begun && strcmp(c->stopped, "SYNDBG") != 0) return hv_misuse("the vCPU waits in %s, whose completion moves RIP once more", c->stopped);
  enum mode mode = c->mode == NO_MODE ? LONG64 : c->mode;
  int bad = guest_place(mode, rip, 0);
  if (bad == 0) bad = guest_set_mode(c, mode, c->cpl);
  if (bad != 0) return bad;
  if (ioctl(c->fd, KVM_GET_REGS, &regs)) return hv_broken("KVM_GET_REGS: %s", strerror(errno));
  if (not_begun && !at_instruction(c, regs.rip)) return hv_misuse("what the instruction gave is still to be told: send run first");
  regs.rip = rip;
  if (regs.rsp == 0) regs.rsp = guest_stack(LONG64, 0);
  bad = set_regs(c, &regs);
  if (bad != 0) return bad;
  c->pending.kind = NOTHING;
  c->code = NOTHING;
  if (not_begun) c->stopped = NULL;
  return hv_ok();
}

/* The bytes that userspace and KVM share at an exit, or NULL: exit_reason, and the union from 32 on. */
static u8 *shared_bytes(struct vcpu *c, const hv_value *op, u64 size) {
  u64 offset = hv_u64(op, "offset", 0);
  bool reason = offset == offsetof(struct kvm_run, exit_reason) && size == 4;
  bool part = offset >= EXIT_PART && size >= 1 && size <= 8 && offset + size <= EXIT_PART + EXIT_PART_SIZE;
  if (reason || part) return (u8 *)c->run + offset;
  hv_misuse("of the run structure this adapter shows the 4 bytes at 8 and those from %d to %d", EXIT_PART, EXIT_PART + EXIT_PART_SIZE - 1);
  return NULL;
}

int do_read_run(struct vcpu *c, const hv_value *op) {
  u64 size = hv_u64(op, "size", 0), value = 0;
  const u8 *bytes = shared_bytes(c, op, size);
  if (bytes == NULL) return -1;
  memcpy(&value, bytes, size);
  hv_put_hex("value", value);
  return hv_ok();
}

int do_write_run(struct vcpu *c, const hv_value *op) {
  u64 size = hv_u64(op, "size", 0), value = hv_u64(op, "value", 0);
  u8 *bytes = shared_bytes(c, op, size);
  if (bytes == NULL) return -1;
  memcpy(bytes, &value, size);
  return hv_ok();
}
