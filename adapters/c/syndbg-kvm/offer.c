/* What this KVM can and chooses: found out by asking it, so that nothing here goes by version or vendor. */
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "../init.h"
#include "kvm.h"

#define PARAMETER "/sys/module/kvm/parameters/ignore_msrs"
#define GUEST "\"vm\":0,\"vcpu\":0"

static const struct hv_adapter *asked;
static const char *capabilities[32]; /* those found so far */
static bool found_all;

bool offered(const char *capability) {
  size_t i = 0;
  while (capabilities[i] != NULL && strcmp(capabilities[i], capability) != 0) i++;
  return !found_all || capabilities[i] != NULL;
}

/* The reply to a step on a new VM, after another step that sets it up (NULL for none). */
static const char *answer_after(const char *before, const char *op) {
  static const char config[] = "{\"vms\":1,\"vcpus\":1,\"irqchip\":false,\"trace\":false}";
  if (reset("syndbg", "upstream", hv_parse(config, sizeof config - 1)) != 0) return "";
  if (before != NULL) hv_ask(asked, before);
  const char *reply = hv_ask(asked, op);
  return reply == NULL ? "" : reply;
}

/* Whether the guest came back from an instruction, be it by a fault. */
static bool comes_back(const char *op) {
  return strstr(answer_after(NULL, op), "\"outcome\":") != NULL;
}

static bool guest_calls(void) {
  return strstr(answer_after(NULL, "{\"op\":\"hypercall\"," GUEST ",\"input\":\"0x69\",\"ingpa\":\"0x0\",\"outgpa\":\"0x0\"}"), "\"outcome\":\"ok\"") != NULL;
}

static bool hypercalls_work(void) {
  if (guest_calls()) return true;
  host.vmmcall = !host.vmmcall;
  return guest_calls();
}

static bool all_modes_work(void) {
  return comes_back("{\"op\":\"rdmsr\"," GUEST ",\"msr\":\"0x400000f1\",\"mode\":\"real\"}") &&
         comes_back("{\"op\":\"rdmsr\"," GUEST ",\"msr\":\"0x400000f1\",\"mode\":\"prot32\"}");
}

static const struct hv_choice *find_choices(bool hypercalls) {
  static struct hv_choice choices[3];
  const char *count = answer_after(NULL, "{\"op\":\"get_msrs\",\"fd\":\"system\"," GUEST ",\"msrs\":[\"0x400000f1\"]}");
  choices[0] = (struct hv_choice){"sysfd_get", strstr(count, "\"count\":1") != NULL ? "count1" : "count0"};
  if (!hypercalls) return choices;
  /* with the leaves of the switch and a guest OS id, a POST_DEBUG_DATA with a reserved bit: status 3, or another check's */
  reset("syndbg", "upstream", hv_parse("{}", 2));
  hv_ask(asked, "{\"op\":\"switch_syndbg\"," GUEST ",\"on\":true}");
  hv_ask(asked, "{\"op\":\"set_msrs\",\"fd\":\"vcpu\"," GUEST ",\"msrs\":[{\"msr\":\"0x40000000\",\"value\":\"0x1\"}]}");
  const char *status = hv_ask(asked, "{\"op\":\"hypercall\"," GUEST ",\"input\":\"0x8000000000000069\",\"ingpa\":\"0x5000\",\"outgpa\":\"0x6000\"}");
  bool refused = status != NULL && strstr(status, "\"value\":\"0x3\"") != NULL;
  choices[1] = (struct hv_choice){"reserved_input_bits", refused ? "refused" : "ignored"};
  return choices;
}

static void find_capabilities(bool hypercalls) {
  bool hyperv = host.has_hyperv, list = !hyperv || host_extension(KVM_CAP_HYPERV_CPUID) > 0;
  const struct {
    const char *name;
    bool always, there; /* `always`: also without Hyper-V emulation */
  } all[] = {
      {"cpuid-tables", true, true},
      {"supported-cpuid", true, list},
      {"capabilities", true, true},
      {"msr-lists", true, true},
      {"hypercalls", true, hypercalls},
      {"enforce-cpuid", true, !hyperv || host_extension(KVM_CAP_HYPERV_ENFORCE_CPUID) > 0},
      {"user-space-msr", true, host_extension(KVM_CAP_X86_USER_SPACE_MSR) > 0},
      {"ignore-msrs", true, host.init && access(PARAMETER, W_OK) == 0},
      {"trace", false, trace_there()},
      {"cpu-modes", false, all_modes_work()},
      {"run-bytes", false, true},
      {"msr-filter", false, host_extension(KVM_CAP_X86_MSR_FILTER) > 0},
      {"synic", false, host_extension(KVM_CAP_HYPERV_SYNIC2) > 0},
      {"emulator", false, host.emulator && comes_back("{\"op\":\"rdmsr\"," GUEST ",\"msr\":\"0x400000f1\",\"path\":\"emulated\"}")},
      {"immediate-exit", false, host_extension(KVM_CAP_IMMEDIATE_EXIT) > 0},
      {"set-regs", false, true},
      {"cpuid-entries", false, list},
      {"vmm", false, true},
  };
  size_t count = 0;
  for (size_t i = 0; i < sizeof all / sizeof *all; i++)
    if (all[i].there && (hyperv || all[i].always)) capabilities[count++] = all[i].name;
  found_all = true;
}

/* Which module runs the guests: "6.12.117, kvm_amd". */
static const char *kernel_version(void) {
  static char version[160];
  struct utsname name;
  const char *module = access("/sys/module/kvm_amd", F_OK) == 0 ? "kvm_amd" : access("/sys/module/kvm_intel", F_OK) == 0 ? "kvm_intel" : access("/sys/module/kvm_pvm", F_OK) == 0 ? "kvm_pvm" : "kvm";
  uname(&name);
  snprintf(version, sizeof version, "%s, %s", name.release, module);
  return version;
}

bool offer_find(struct hv_adapter *adapter) {
  static struct hv_offer offer = {.machine = "syndbg"};
  asked = adapter;
  adapter->version = kernel_version();
  if (host.has_hyperv && host_lists_msr(false, MSR_CONTROL) != 1) {
    init_say("syndbg-kvm: KVM of Linux %s emulates Hyper-V without the debugger, which came with 5.8: there is nothing to judge", adapter->version);
    return false;
  }
  const char *first = answer_after(NULL, "{\"op\":\"wrmsr\"," GUEST ",\"msr\":\"0x400000f2\",\"value\":\"0x0\"}");
  if (strstr(first, "\"outcome\":") == NULL) {
    init_say("syndbg-kvm: KVM of Linux %s cannot be judged, for a guest does not even do one WRMSR: %s", adapter->version, first);
    return false;
  }
  bool hypercalls = hypercalls_work();
  offer.profile = host.has_hyperv ? "upstream" : "no-hyperv";
  offer.choices = host.has_hyperv ? find_choices(hypercalls) : NULL;
  find_capabilities(hypercalls);
  offer.capabilities = capabilities;
  adapter->offers = &offer;
  adapter->offer_count = 1;
  free_vms();
  return true;
}
