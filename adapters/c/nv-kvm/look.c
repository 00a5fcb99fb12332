/* look.c: what userspace would read now. */
#include "place.h"

static void file(const char *name, enum reg first, bool there) {
  static const char *const members[] = { "spsr", "elr", "esr", "vbar" };
  hv_open_object(name);
  for (int i = 0; i < 4; i++)
    hv_put_hex(members[i], there ? shown((enum reg)(first + i), reg_value((enum reg)(first + i))) : 0);
  hv_close();
}

int inspect(void) {
  hv_put_text("place", place_name[place]);
  hv_put_hex("pstate", reg_value(PSTATE));
  hv_put_hex("pc", reg_value(PC));
  hv_put_hex("hcr", reg_value(HCR_EL2));
  file("el1", SPSR_EL1, true);
  file("vel2", SPSR_EL2, vcpu.features.el2);
  return 0;
}
