/* place.h: where the thread of the vCPU is, between the requests, and what the guest may be asked there. */
#ifndef NV_PLACE_H
#define NV_PLACE_H
#include "../hvspec.h"
#include "play.h"

/*
 * KVM: KVM_RUN has begun or been left for the kernel, and the guest is not in. A vCPU that waits there has really left KVM_RUN,
 * by a signal that is not told of until `signal`.
 */
enum place { IN_USERSPACE, IN_KVM, IN_GUEST };
extern enum place place;
extern const char *const place_name[];

/* 0, or the refusal of an operation that is not for here. */
int need_place(enum place wanted, const char *what);

/* Bytes of a table of vectors. */
#define VECTORS 0x800ull

/*
 * An event: the exception at whose vector the guest stands, if it stands at one. It was KVM's where KVM went through its injection
 * or the run took an exit more than its end, and where `run` is NULL: no CPU ran.
 */
void tell_exception(const struct run *run);
/* An event: how KVM_RUN ended, where that is a reason of its own. */
void tell_exit(const struct run *run);

/* KVM_RUN has returned for the guest's sake: tells how, and answers. */
int left(const struct run *run);
/* 0, or the answer that the adapter cannot go on: a run that did not end as one must. */
int failed(const struct played *p);
/* KVM has emulated an instruction: where userspace steps, the next entry ends at once. */
void steps_by_kvm(void);
/* A new VM is not stepped. */
void steps_forget(void);

/* Operations, by who does them. Each answers the request. */
int step_of_userspace(const hv_value *op, const hv_value *name, bool *is_mine);
int step_of_guest(const hv_value *op, const hv_value *name);
int inspect(void);

/* The register as the schema shows it: ELR_EL2 without the code that a signed return wants. */
uint64_t shown(enum reg reg, uint64_t value);
/* The address with the code that ERETAA or ERETAB wants, or one bit off; 0 or what is wrong. */
const char *sign(uint64_t address, bool key_b, bool forged, uint64_t *with_code);
/* Switches the two keys on, for a vCPU that was just initialised. */
void sign_enable(void);

/* Finds out by asking what this kernel and its CPU have and do. 0, or -1 when it has said on stderr what is wrong. */
int ask(struct hv_adapter *adapter, struct hv_offer *offer);
#endif
