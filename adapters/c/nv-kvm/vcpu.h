/* vcpu.h: a VM with one vCPU of KVM/arm64, its registers, and one KVM_RUN at a time. */
#ifndef NV_VCPU_H
#define NV_VCPU_H
#include <linux/kvm.h>
#include <stdbool.h>
#include <stdint.h>

/* Newer than the headers of some distributions: include/uapi/linux/kvm.h and arch/arm64/include/uapi/asm/kvm.h */
#ifndef KVM_ARM_VCPU_HAS_EL2
#define KVM_ARM_VCPU_HAS_EL2 7
#endif
#ifndef KVM_ARM_VCPU_HAS_EL2_E2H0
#define KVM_ARM_VCPU_HAS_EL2_E2H0 8
#endif
#ifndef KVM_CAP_ARM_EL2
#define KVM_CAP_ARM_EL2 240
#endif
#ifndef KVM_CAP_ARM_EL2_E2H0
#define KVM_CAP_ARM_EL2_E2H0 241
#endif

/* The guest's memory, in IPAs. */
#define RAM_BASE 0x40000000ull
#define RAM_SIZE 0x10000u

#define HCR_AMO (1ull << 5)
#define HCR_TGE (1ull << 27)
#define HCR_E2H (1ull << 34)

#define PSR_MODE 0x1full
#define PSR_MODE32 0x10ull
#define PSR_A (1ull << 8)
#define PSR_BTYPE 0xc00ull
#define PSR_IL (1ull << 20)

enum mode { EL0T = 0, EL1T = 4, EL1H = 5, EL2T = 8, EL2H = 9 };

/* What KVM_GET_ONE_REG and KVM_SET_ONE_REG are asked for; from SPSR_EL1 on in the order of the schema's `file`, level by level. */
enum reg { PSTATE, PC, HCR_EL2, SPSR_EL1, ELR_EL1, ESR_EL1, VBAR_EL1, SPSR_EL2, ELR_EL2, ESR_EL2, VBAR_EL2, HFGITR_EL2, REG_COUNT };
#define REG_NAMED HFGITR_EL2 /* those before it are in the schema */
extern const char *const reg_name[REG_NAMED];

struct features {
  bool el2, e2h0, el1_32bit;
};

/* The VM that the requests are about. */
struct vcpu {
  struct features features; /* of the last KVM_ARM_VCPU_INIT that succeeded */
  bool initialised;         /* one has */
  int fd;
  struct kvm_run *run;
  uint32_t *ram;
};
extern struct vcpu vcpu;

/* How a KVM_RUN ended. */
struct run {
  int result;            /* 0 or -errno */
  uint32_t exit_reason;  /* of struct kvm_run; KVM_EXIT_UNKNOWN where KVM wrote none */
  unsigned exits;        /* how often KVM left its inner loop (its own count, KVM_GET_STATS_FD) */
  unsigned erets;        /* tracepoints kvm:kvm_nested_eret, */
  unsigned injections;   /* and kvm:kvm_inject_nested_exception, which KVM went through */
};

/* When a KVM_RUN is made to end, beside what the guest does. */
enum ending {
  AT_ONCE,  /* immediate_exit: vcpu_load and vcpu_put, nothing is entered */
  SIGNALLED, /* a signal waits already */
  PUT_OFF,  /* an interrupt comes when the entry begins, so that nothing is executed */
  BY_TIMER, /* a timer's signal comes */
  EMULATED  /* the same, or KVM has emulated an ERET or an exception of the guest hypervisor, before the guest goes on */
};

/* Opens /dev/kvm and what is seen beside it. 0, or -1 when it has said on stderr what is missing. */
int kvm_open(void);
/* What KVM_CHECK_EXTENSION says. */
int kvm_has(int capability);
/* A new VM with a vCPU that is not initialised. NULL, or what went wrong, with errno. */
const char *vcpu_new(bool vgic);
/* KVM_ARM_VCPU_INIT. 0 or -errno. `wrong` is what went wrong besides, or NULL. */
int vcpu_init(struct features features, const char **wrong);
/* Whether KVM has given the VM up: a KVM_BUG_ON. Whatever is asked of it then gives EIO. */
bool vcpu_is_dead(void);
/* KVM_GET_ONE_REG and KVM_SET_ONE_REG. 0 or -errno. */
int reg_get(enum reg reg, uint64_t *value);
int reg_set(enum reg reg, uint64_t value);
int x_get(unsigned n, uint64_t *value);
int x_set(unsigned n, uint64_t value);
int sysreg_get(uint64_t id, uint64_t *value);
int sysreg_set(uint64_t id, uint64_t value);
/* The value, or 0 where there is no such register. */
uint64_t reg_value(enum reg reg);
/* KVM_RUN. `us` is the time until the timer's signal, in microseconds; 0 is none. */
struct run vcpu_run(enum ending ending, unsigned us);
#endif
