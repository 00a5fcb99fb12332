/* ask.c: capabilities by what KVM and the vCPU have, choices by a step of the guest whose effect tells. */
#include <string.h>

#include "../init.h"
#include "place.h"

#define N (1ull << 31)
#define V (1ull << 28)
#define PAN (1ull << 22)
#define ALLINT (1ull << 13)
#define ESR_IL (1ull << 25)
#define OLD_SYNDROME 0x56000000u
#define HCR_AMO (1ull << 5)
#define TABLE (RAM_BASE + 0x800)
#define RESERVED_BIT 0x400 /* of VBAR */
#define HFGITR_ERET (1ull << 51)

static const char *capabilities[10];
static struct hv_choice choices[12];
static const struct hv_adapter *me;

static bool asked(const char *op) {
  const char *reply = hv_ask(me, op);
  if (reply && strstr(reply, "\"outcome\":\"ok\""))
    return true;
  init_say("%s gave %s", op, reply ? reply : "nothing");
  return false;
}

static bool fresh_vcpu(bool el2) {
  const char *config = "{\"vhe\":true,\"vgic\":true}";
  if (me->reset("nv", "upstream", hv_parse(config, strlen(config))))
    return false;
  return asked(el2 ? "{\"op\":\"vcpu_init\",\"has_el2\":true,\"has_el2_e2h0\":false,\"el1_32bit\":false}"
                   : "{\"op\":\"vcpu_init\",\"has_el2\":false,\"has_el2_e2h0\":false,\"el1_32bit\":false}");
}

/* A guest hypervisor at EL2h with this PSTATE, this SPSR_EL2, this VBAR_EL2 and a legal ELR_EL2, that executes `op`. */
static bool guest_does(const char *op, uint64_t pstate, uint64_t spsr, uint64_t vbar) {
  if (!fresh_vcpu(true) || reg_set(PSTATE, pstate | EL2H) || reg_set(PC, RAM_BASE + 0x60) || reg_set(HCR_EL2, HCR_E2H) || reg_set(VBAR_EL2, vbar) ||
      reg_set(SPSR_EL2, spsr) || reg_set(ELR_EL2, RAM_BASE + 0x200))
    return false;
  return asked("{\"op\":\"kvm_run\"}") && asked("{\"op\":\"enter\"}") && asked(op);
}

static void add(const char *name, const char *value) {
  int i = 0;
  while (choices[i].name)
    i++;
  choices[i] = (struct hv_choice){ name, value };
}

static void can(bool really, const char *capability) {
  int i = 0;
  while (capabilities[i])
    i++;
  if (really)
    capabilities[i] = capability;
}

static bool ask_capabilities(void) {
  uint64_t value;
  if (!fresh_vcpu(false))
    return false;
  can(!reg_set(PSTATE, 0x1d0), "el0-32bit");
  can(!capabilities[0], "el0-64bit-only");
  can(kvm_has(KVM_CAP_ARM_EL1_32BIT), "el1-32bit");
  can(kvm_has(KVM_CAP_ARM_EL2_E2H0), "e2h0");
  if (!fresh_vcpu(true))
    return false;
  can(!reg_set(HFGITR_EL2, HFGITR_ERET) && !reg_get(HFGITR_EL2, &value) && value & HFGITR_ERET, "fgt");
  can(kvm_has(KVM_CAP_ARM_PTRAUTH_ADDRESS), "pauth");
  can(kvm_has(KVM_CAP_SET_GUEST_DEBUG), "guest-debug");
  can(kvm_has(KVM_CAP_ARM_INJECT_SERROR_ESR), "serror");
  return true;
}

/* A vCPU at this PSTATE, with this HCR_EL2 and an SError. */
static bool serror_at(uint64_t pstate, uint64_t hcr) {
  return fresh_vcpu(true) && !reg_set(PSTATE, pstate) && !reg_set(PC, RAM_BASE + 0x60) && !reg_set(HCR_EL2, hcr) && !reg_set(VBAR_EL2, TABLE) &&
         !reg_set(ESR_EL2, OLD_SYNDROME) && asked("{\"op\":\"set_vcpu_events\",\"serror_esr\":\"0x5\"}");
}

/* Before any KVM_RUN: KVM delivers at once what it may. */
static bool ask_of_serrors(void) {
  if (!serror_at(0x2c0 | EL2H, HCR_E2H))
    return false;
  add("amo_at_vel2", reg_value(PC) == RAM_BASE + 0x60 ? "as-it-is" : "as-set");
  if (!serror_at(0x3c0 | EL1H, HCR_E2H | HCR_AMO))
    return false;
  if (reg_value(PC) != RAM_BASE + 0x60)
    add("serror_syndrome", reg_value(ESR_EL2) == OLD_SYNDROME ? "kept" : "written");
  return true;
}

static bool ask_choices(void) {
  if (!guest_does("{\"op\":\"exception\",\"class\":\"SVC\"}", 0x3c0 | N, 0, TABLE))
    return false;
  uint64_t handler = reg_value(PSTATE);
  add("pan_on_vel2_entry", handler & PAN ? "set" : "kept");
  add("allint_on_entry", handler & ALLINT ? "set" : "clear");
  add("nzcv_on_entry", handler & N ? "kept" : "clear");
  if (!guest_does("{\"op\":\"exception\",\"class\":\"SVC\"}", 0x3c0, 0, TABLE | RESERVED_BIT))
    return false;
  add("vector_base", reg_value(PC) & RESERVED_BIT ? "as-it-is" : "bits-63-11");
  if (!guest_does("{\"op\":\"eret\"}", 0x3c0 | N, V | 0xd, TABLE))
    return false;
  add("illegal_return_flags", reg_value(PSTATE) & N ? "pstate" : "spsr");
  if (!guest_does("{\"op\":\"eret\",\"fine_grained\":true}", 0x3c0, 0x3c9, TABLE))
    return false;
  add("trapped_eret", place == IN_KVM ? "leaves" : "stays");
  if (kvm_has(KVM_CAP_ARM_INJECT_SERROR_ESR) && !ask_of_serrors())
    return false;
  if (!kvm_has(KVM_CAP_ARM_PTRAUTH_ADDRESS))
    return true;
  if (!guest_does("{\"op\":\"eret\",\"key\":\"A\",\"forged\":true}", 0x3c0, 0x3c9, TABLE))
    return false;
  add("fpac_il", reg_value(ESR_EL2) & ESR_IL ? "set" : "clear");
  return true;
}

int ask(struct hv_adapter *adapter, struct hv_offer *offer) {
  me = adapter;
  if (!ask_capabilities() || !ask_choices())
    return -1;
  offer->capabilities = capabilities;
  offer->choices = choices;
  return 0;
}
