/* emulated.h: the instructions of the guest that KVM emulates. Each answers the request. */
#ifndef NV_EMULATED_H
#define NV_EMULATED_H
#include "place.h"

/* Where the guest is. */
enum level { EL0, VEL1, VEL2, A32 };
extern const char *const level_name[];

int eret(const hv_value *op, enum level at);
int hvc(const hv_value *op, enum level at);
/* SMC, TLBI, WFE, and MRS of what is emulated. */
int trapped(const hv_value *op, enum level at);
#endif
