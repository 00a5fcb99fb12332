/* op.c: the operation that a request names, as the program is to perform it. */
#include "adapter.h"

#define NAMED(text) hv_is(name, text)
#define U(member) hv_u64(r, member, 0)

static bool call(struct op *o, uint64_t n, uint64_t a, uint64_t b, uint64_t c, uint64_t d) {
  *o = (struct op){ K_SYSCALL, { n, a, b, c, d, 0, 0 } };
  return true;
}

/* The same call by another entry: `narrow` is its number there. */
static bool entered(const hv_value *r, struct op *o, uint64_t narrow) {
  const hv_value *entry = hv_get(r, "entry");
  if (hv_is(entry, "32"))
    o->kind = K_INT80, o->a[0] = narrow;
  else if (hv_is(entry, "x32"))
    o->kind = K_SYSCALL, o->a[0] |= 0x40000000;
  return true;
}

static bool read_memory(const hv_value *r, const hv_value *name, struct op *o) {
  if (NAMED("map_shadow_stack"))
    return call(o, 453, U("addr"), U("size"), U("flags"), 0) && entered(r, o, 453);
  if (NAMED("mmap")) {
    const hv_value *place = hv_get(r, "place");
    uint64_t flags = 0x22 | (hv_is(place, "fixed") ? 0x10 : hv_is(place, "noreplace") ? 0x100000 : 0);
    *o = (struct op){ K_SYSCALL, { 9, U("addr"), U("size"), U("prot"), flags, ~0UL, 0 } };
    return true;
  }
  if (NAMED("munmap"))
    return call(o, 11, U("addr"), U("size"), 0, 0);
  if (NAMED("mprotect"))
    return call(o, 10, U("addr"), U("size"), U("prot"), 0);
  if (NAMED("madvise"))
    return call(o, 28, U("addr"), U("size"), 4, 0);
  if (NAMED("mremap"))
    return call(o, 25, U("addr"), U("old_size"), U("new_size"), (uint64_t)hv_true(r, "may_move") | (hv_true(r, "dont_unmap") ? 4 : 0));
  if (NAMED("uffdio_register")) {
    *o = (struct op){ K_UFFD, { U("addr"), U("size"), hv_is(hv_get(r, "mode"), "wp") ? 2 : 1 } };
    return true;
  }
  if (!NAMED("copy"))
    return false;
  static const struct { const char *via; uint64_t number, out; } ways[] = { { "read", 0, 0 }, { "write", 1, 1 }, { "process_vm_readv", 310, 1 },
    { "process_vm_writev", 311, 0 }, { "proc_mem", 18, 0 }, { "proc_mem_read", 17, 1 } };
  for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
    if (hv_is(hv_get(r, "via"), ways[i].via))
      *o = (struct op){ K_COPY, { ways[i].number, U("addr"), U("value"), ways[i].out } };
  return true;
}

static bool read_signal(const hv_value *r, const hv_value *name, struct op *o) {
  if (NAMED("sigaction")) {
    bool function = hv_is(hv_get(r, "handler"), "function"), x32 = hv_is(hv_get(r, "entry"), "x32");
    bool has_restorer = hv_u64(r, "restorer", 1) == hv_u64(r, "restorer", 2); /* a number, and not null */
    enum kind kind = hv_is(hv_get(r, "entry"), "32") ? K_SIGACTION32 : K_SIGACTION;
    *o = x32 ? (struct op){ K_SYSCALL, { 0x40000000 | 512, U("signo"), 0, 0, 8 } }
             : (struct op){ kind, { U("signo"), function, U("restorer"), has_restorer, hv_true(r, "onstack") } };
    return true;
  }
  if (NAMED("signal"))
    return *o = (struct op){ K_SIGNAL, { U("signo") } }, true;
  if (NAMED("sigreturn"))
    return *o = (struct op){ K_SIGRETURN, { 0 } }, true;
  if (NAMED("sigaltstack"))
    return *o = (struct op){ K_SIGALTSTACK, { U("base"), U("size") } }, true;
  return false;
}

static bool read_instruction(const hv_value *r, const hv_value *name, struct op *o) {
  if (NAMED("call"))
    return *o = (struct op){ hv_is(hv_get(r, "to"), "vsyscall") ? K_VSYSCALL : K_CALL, { U("ret") } }, true;
  if (NAMED("ret"))
    return *o = (struct op){ hv_true(r, "far") ? K_LRET : K_RET, { 0 } }, true;
  if (NAMED("move_rsp"))
    return *o = (struct op){ K_MOVE_RSP, { U("drop"), hv_u64(r, "stack", ~0UL) } }, o->a[1] == ~0UL || o->a[1] < STACKS;
  if (NAMED("overwrite"))
    return *o = (struct op){ K_OVERWRITE, { hv_is(hv_get(r, "what"), "saved_ssp"), U("frame"), U("value") } }, true;
  if (NAMED("load"))
    return *o = (struct op){ K_LOAD, { U("addr") } }, true;
  if (NAMED("store"))
    return *o = (struct op){ K_STORE, { U("addr"), U("value") } }, true;
  if (NAMED("rdssp"))
    return *o = (struct op){ K_RDSSP, { U("reg") } }, true;
  if (NAMED("incssp"))
    return *o = (struct op){ hv_u64(r, "unit", 8) == 4 ? K_INCSSPD : K_INCSSPQ, { U("count") } }, true;
  if (NAMED("rstorssp"))
    return *o = (struct op){ K_RSTORSSP, { U("addr") } }, true;
  if (NAMED("saveprevssp"))
    return *o = (struct op){ K_SAVEPREVSSP, { 0 } }, true;
  if (NAMED("wrss"))
    return *o = (struct op){ hv_u64(r, "unit", 8) == 4 ? K_WRSSD : K_WRSSQ, { U("addr"), U("value") } }, true;
  if (!NAMED("privileged"))
    return false;
  const hv_value *insn = hv_get(r, "insn");
  *o = (struct op){ hv_is(insn, "wruss") ? K_WRUSS : hv_is(insn, "setssbsy") ? K_SETSSBSY : K_CLRSSBSY, { U("addr") } };
  return true;
}

static bool read_task(const hv_value *r, const hv_value *name, struct op *o) {
  if (NAMED("arch_prctl")) {
    call(o, 158, U("option"), U("arg"), 0, 0);
    bool ordinary = !hv_get(r, "entry") || hv_is(hv_get(r, "entry"), "64");
    o->kind = ordinary && U("option") == 0x5005 ? K_STATUS : K_SYSCALL;
    return entered(r, o, 384);
  }
  if (NAMED("prctl"))
    return call(o, 157, U("option"), 0x500000, 0, 0);
  if (NAMED("setrlimit")) {
    const hv_value *resource = hv_get(r, "resource");
    *o = (struct op){ K_SETRLIMIT, { hv_is(resource, "stack") ? 3 : hv_is(resource, "as") ? 9 : 2, U("value") } };
    return true;
  }
  if (NAMED("execve"))
    return *o = (struct op){ K_EXEC, { hv_true(r, "marked") } }, true;
  return NAMED("exit") && call(o, 231, 0, 0, 0, 0);
}

bool op_read(const hv_value *r, struct op *o, const char **lacks) {
  static const struct { const char *op, *capability; } others[] = { { "context_switch", "context-switch" }, { "abi", "abi" },
    { "clone", "threads" }, { "ptrace_getregset", "ptrace" }, { "ptrace_setregset", "ptrace" }, { "ptrace_arch_prctl", "ptrace" },
    { "ptrace_poke", "ptrace" }, { "uretprobe", "uprobes" } };
  const hv_value *name = hv_get(r, "op");
  for (size_t i = 0; i < sizeof others / sizeof *others; i++)
    if (hv_is(name, others[i].op))
      return *lacks = others[i].capability, false;
  if (NAMED("execve") && !exec_can())
    return *lacks = "exec", false;
  return read_task(r, name, o) || read_memory(r, name, o) || read_signal(r, name, o) || read_instruction(r, name, o);
}
