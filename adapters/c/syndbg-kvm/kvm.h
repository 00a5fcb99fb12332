/* syndbg-kvm: the Hyper-V synthetic debugger of a real KVM, by ioctls on /dev/kvm. What the files share. */
#ifndef SYNDBG_KVM_H
#define SYNDBG_KVM_H
#include <linux/kvm.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../hvspec.h"

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;

/* The six MSRs of the debugger, and the one without which there is no Hyper-V at all. */
enum {
  MSR_GUEST_OS_ID = 0x40000000,
  MSR_CONTROL = 0x400000f1,
  MSR_STATUS,
  MSR_SEND_BUFFER,
  MSR_RECV_BUFFER,
  MSR_PENDING_BUFFER,
  MSR_OPTIONS = 0x400000ff
};
enum { VMS_MAX = 16, VCPUS_MAX = 256, LEAVES_MAX = 256, MSRS_MAX = 64, PACKETS_MAX = 64, FAR_PAGES_MAX = 32 };

enum mode { NO_MODE, REAL, PROT32, LONG64 };
enum kind { NOTHING, WRMSR, RDMSR, HYPERCALL, CPUID };

/* The instruction whose outcome is still to be told. */
struct pending {
  enum kind kind;
  enum mode mode;
  u64 rip, input; /* `input` of a hypercall */
  bool left;      /* it went to userspace as an HCALL exit */
};

struct vcpu {
  int fd;
  enum mode mode; /* as KVM_SET_SREGS had it last */
  unsigned cpl;
  bool has_leaves, has_run, has_sregs;
  struct kvm_run *run;
  struct kvm_sregs sregs; /* as they were in the beginning */
  const char *stopped;    /* what the vCPU waits in, or NULL */
  struct pending pending;
  enum kind code; /* the instruction at pending.rip, also when it is done: behind it the guest comes back */
  bool in_handler; /* a fault has changed CS and SS */
  u64 out_rip; /* where the OUT stands by which the guest came back last, or 0 */
};

struct packet {
  unsigned size;
  u64 value;
};

struct vm {
  int fd;
  u8 *memory; /* from 0 on: see guest.c */
  u64 code_rip;
  enum kind code; /* the instruction that stands at code_rip */
  struct {
    u64 gpa;
    u8 *at;
  } far[FAR_PAGES_MAX]; /* pages above `memory`, made when they are first asked for */
  unsigned far_count;
  struct packet packets[PACKETS_MAX];
  unsigned packet_count;
  u64 pending_byte;
  unsigned vcpu_count;
  struct vcpu vcpus[VCPUS_MAX];
};

/* ---- host.c: what /dev/kvm is here ---- */
struct host {
  int kvm; /* /dev/kvm */
  size_t run_size;
  bool init;       /* this process is the init of a guest: it may change what holds for the whole kernel */
  bool has_hyperv; /* KVM was built with Hyper-V emulation */
  bool emulator;   /* kvm.force_emulation_prefix is on */
  bool vmmcall;    /* the hypercall instruction is VMMCALL, not VMCALL */
  unsigned address_bits;
};
extern struct host host;
/* Whether the CPU is AMD's, or Hygon's, which is like it. */
bool host_is_amd(void);
/* Opens /dev/kvm and looks around. False where it has said on stderr what is missing. */
bool host_open(bool init);
/* A VM and a vCPU that nobody uses: while they are open KVM does not switch itself off and on with each case. */
void host_keep_one(void);
/* Whether KVM's list of emulated (or feature) MSRs has one: 1, 0, or -1 with errno. */
int host_lists_msr(bool feature, u32 msr);
int host_extension(unsigned cap);
/* Writes to a file of the kernel. -1 with errno. */
int put_file(const char *path, const char *text);
bool file_says_yes(const char *path);

/* ---- vm.c: the VMs of the instance ---- */
extern struct vm vms[VMS_MAX];
extern unsigned vm_count;
extern bool with_trace;
int reset(const char *machine, const char *profile, const hv_value *config);
int inspect(void);
void free_vms(void);

/* ---- closer.c ---- */
/* Closes a file soon, in another thread. */
void close_later(int fd);
/* Waits until no more than so many files are still to be closed. */
void wait_for_closed(unsigned at_most);

/* ---- guest.c: what is in the guest: its memory, code and modes ---- */
enum { PORT_FAULT = 0xe0, PORT_DONE = 0xd0, VECTORS = 32, MEMORY_SIZE = 0xa0000, CODE = 0x1000, CODE_LAST = 0x3f00 };
/* 0, or the refusal of a place where no instruction can stand; `before` of its bytes stand before RIP. */
int guest_place(enum mode mode, u64 rip, unsigned before);
void guest_image(void);
void guest_fill(struct vm *vm);
/* Puts the vCPU's instruction into memory, and takes that of another vCPU away. */
void guest_load(struct vm *vm, const struct vcpu *c);
/* 0, or what a refusal returned. */
int guest_set_mode(struct vcpu *c, enum mode mode, unsigned cpl);
/* Where a stack begins in a mode at a privilege level. */
u64 guest_stack(enum mode mode, unsigned cpl);
/* The bytes at the top of the stack that a fault has pushed. */
const u8 *guest_pushed(const struct vm *vm, enum mode mode, u64 rsp);
/* `size` bytes of guest memory at `gpa`; false where it is not there, with the refusal made. */
bool guest_read(struct vm *vm, u64 gpa, unsigned size, u64 *value);
bool guest_write(struct vm *vm, u64 gpa, unsigned size, u64 value);

/* ---- run.c, exits.c, outcome.c: KVM_RUN and what comes of it ---- */
int do_instruction(struct vm *vm, struct vcpu *c, const hv_value *op, enum kind kind);
int do_run(struct vm *vm, struct vcpu *c, const hv_value *op);
int do_set_regs(struct vm *vm, struct vcpu *c, const hv_value *op);
int do_read_run(struct vcpu *c, const hv_value *op);
int do_write_run(struct vcpu *c, const hv_value *op);
/*
 * Tells the exit that stands in the run structure, or a `bare` one, with which KVM_RUN ended though there is nothing to do.
 * 0, or the refusal where it is none that this machine knows.
 */
int tell_exit(struct vcpu *c, const struct kvm_regs *regs, bool bare);
/* Tells what the pending instruction left behind, once the guest has come to the OUT after it or of a fault. */
int tell_result(struct vm *vm, struct vcpu *c, const struct kvm_regs *regs, unsigned port);
/* Gives the vCPU the leaves below 0x40000000 and from 0x80000000 on if it has none yet. */
int ensure_leaves(struct vcpu *c);

/* ---- cpuid.c, msrs.c, capabilities.c, vmm.c: the other operations ---- */
bool leaves_open(void);
int do_set_cpuid(struct vcpu *c, const hv_value *op);
int do_get_cpuid(struct vcpu *c, const hv_value *op);
int do_switch(struct vcpu *c, const hv_value *op);
int do_pass_leaves(struct vcpu *c, const hv_value *op);
int do_supported_hv_cpuid(struct vm *vm, struct vcpu *c, const hv_value *op);
int do_supported_cpuid(void);
int do_msrs(struct vcpu *c, const hv_value *op, bool write);
int do_msr_listed(const hv_value *op);
int do_msr_filter(struct vm *vm, const hv_value *op);
int do_ignore_msrs(const hv_value *op);
int ignore_msrs(bool on);
int do_enable_cap(struct vm *vm, struct vcpu *c, const hv_value *op);
int do_check_extension(struct vm *vm, const hv_value *op);
int do_cap_number(const hv_value *op);
int do_read_memory(struct vm *vm, const hv_value *op);
int do_write_memory(struct vm *vm, const hv_value *op);
int do_packet(struct vm *vm, const hv_value *op);
int do_serve(struct vm *vm, struct vcpu *c);
/* The debugger gets the bytes at a place of the guest's memory. 0, or what a refusal returned. */
int send_packet(struct vm *vm, u64 gpa, u64 size);
/* Takes the packet that has waited longest, of which there is one, and tells the guest. False with the refusal made. */
bool take_packet(struct vm *vm, struct packet *oldest);
/* Does what an HCALL exit asks for, and writes the result into it. 0, or what a refusal returned. */
int serve_call(struct vm *vm, struct kvm_hyperv_exit *h);

/* ---- trace.c ---- */
bool trace_there(void);
int trace_switch(bool on);
/* What was traced since: told as events, or thrown away. */
void trace_drain(bool tell);

/* ---- step.c, offer.c ---- */
int step(const hv_value *op);
/* Whether the adapter has a capability; while it is still finding out, it may try any. */
bool offered(const char *capability);
/* Finds out by asking what this KVM can and chooses. False where it cannot be judged, and stderr says why. */
bool offer_find(struct hv_adapter *adapter);

#endif
