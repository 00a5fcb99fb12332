/* adapter.h: the parts of the adapter that speak the protocol. */
#ifndef ADAPTER_H
#define ADAPTER_H
#include "../hvspec.h"
#include "shstk.h"

/* op.c: the operation of a request; false where there is none, with the capability that lacks. */
bool op_read(const hv_value *request, struct op *out, const char **lacks);
/* step.c */
int step(const hv_value *request);
void step_reset(void);
bool step_is_dead(void);
/* inspect.c: proc_status and smaps of the program, and all that can be seen of it. */
int step_proc(const hv_value *request);
int inspect(void);
/* offer.c: what this kernel can and chooses. NULL, or what lacks. */
const char *offer_find(struct hv_adapter *adapter);
#endif
