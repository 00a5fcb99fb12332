/*
 * The guest: one instruction at 0x1000 or where the operation says, then OUT in a loop, by which it comes back (HLT stays in
 * the kernel where there is an in-kernel irqchip). A fault ends in OUT too, to a port of its vector. What stands at RIP 0 to
 * 0x3fff, NOPs but for the instruction of the vCPU that is entered, lies in memory from 0x98000 on: by the base of CS, and in
 * long mode by page tables that show the same 2 MiB everywhere. The 16 pages from 0x90000 on are the adapter's; all other
 * memory is 0 until somebody writes to it.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include "kvm.h"

enum {
  TABLES = 0x90000, /* everything of the adapter but the code: one page of tables, one of stacks, four page tables */
  GDT = TABLES,
  IVT = TABLES + 0x80,
  IDT32 = TABLES + 0x100,
  IDT64 = TABLES + 0x200,
  TSS32 = TABLES + 0x400,
  TSS64 = TABLES + 0x480,
  HANDLERS = TABLES + 0x600, /* 16 bytes for each vector */
  STACKS = TABLES + 0x1000,
  STACK = STACKS + 0xff0, /* of CPL 0 */
  USER_STACK = STACKS + 0x7f0,
  PAGE_TABLES = TABLES + 0x2000,
  IMAGE_SIZE = 0x6000,
  CODE_BASE = 0x98000, /* where RIP 0 is */
  CODE_END = 0x4000,   /* before it: OUT in a loop */
  WINDOW = 0x200000,
  NOP = 0x90
};
static const u8 FORCE_EMULATION[] = {0x0f, 0x0b, 'k', 'v', 'm'}; /* before an instruction: KVM_FEP of the kernel's tests */
static u8 image[IMAGE_SIZE];

static void put(u32 at, u64 value, size_t size) {
  memcpy(image + at - TABLES, &value, size);
}

static void put_vector(u32 vector) {
  u32 handler = HANDLERS + 16 * vector;
  put(handler, 0xfceb00e6 | (PORT_FAULT + vector) << 8, 4); /* OUT port, AL; JMP to it */
  put(IVT + 4 * vector, (u32)TABLES / 16 << 16 | (handler - TABLES), 4);
  put(IDT32 + 8 * vector, 8u << 16 | (handler & 0xffff), 4);
  put(IDT32 + 8 * vector + 4, (handler & 0xffff0000) | 0x8e00, 4);
  put(IDT64 + 16 * vector, 0x18u << 16 | (handler & 0xffff), 4);
  put(IDT64 + 16 * vector + 4, (handler & 0xffff0000) | 0x8e00, 4);
}

void guest_image(void) {
  for (u32 vector = 0; vector < VECTORS; vector++) put_vector(vector);
  put(GDT + 8, 0x00cf9b000000ffff, 8);  /* code, 32 bits */
  put(GDT + 16, 0x00cf93000000ffff, 8); /* data */
  put(GDT + 24, 0x00af9b000000ffff, 8); /* code, 64 bits */
  put(TSS32 + 4, STACK, 4);
  put(TSS32 + 8, 0x10, 2);
  put(TSS64 + 4, STACK, 8);
  for (u32 level = 0; level < 3; level++) /* for CPL 3 too */
    for (u32 i = 0; i < 512; i++) put(PAGE_TABLES + 0x1000 * level + 8 * i, (PAGE_TABLES + 0x1000 * (level + 1)) | 7, 8);
  for (u32 page = 0; page < WINDOW; page += 0x1000)
    put(PAGE_TABLES + 0x3000 + page / 0x200, (page < CODE_END ? CODE_BASE + page : page) | 7, 8);
}

/* Where in the guest's memory RIP points to, as it is in an instruction's place. */
static u8 *code_at(struct vm *vm, u64 rip) {
  return vm->memory + CODE_BASE + rip % WINDOW;
}

int guest_place(enum mode mode, u64 rip, unsigned before) {
  bool canonical = (rip >> 47) == 0 || (rip >> 47) == 0x1ffff;
  u64 offset = mode == LONG64 ? rip % WINDOW : rip;
  if (mode == LONG64 && !canonical) return hv_misuse("0x%llx is no address of long mode", (unsigned long long)rip);
  if (offset >= before && offset <= CODE_LAST) return 0;
  return hv_misuse("rip has to be from 0x%x to 0x%x here, or in long mode so far behind a multiple of 0x%x", before, CODE_LAST, WINDOW);
}

void guest_fill(struct vm *vm) {
  memset(code_at(vm, 0), NOP, CODE_END);
  memcpy(code_at(vm, CODE_END - 4), (const u8[]){0xe6, PORT_DONE, 0xeb, 0xfc}, 4);
  memcpy(vm->memory + TABLES, image, sizeof image);
  vm->code = NOTHING;
}

static size_t encode(enum kind kind, u8 *to) {
  static const u8 code[][3] = {
      [WRMSR] = {0x0f, 0x30}, [RDMSR] = {0x0f, 0x32}, [CPUID] = {0x0f, 0xa2}, [HYPERCALL] = {0x0f, 0x01, 0xc1}};
  size_t size = kind == HYPERCALL ? 3 : 2;
  memcpy(to, code[kind], size);
  if (kind == HYPERCALL && host.vmmcall) to[2] = 0xd9;
  return size;
}

void guest_load(struct vm *vm, const struct vcpu *c) {
  u64 rip = c->pending.rip;
  if (vm->code == c->code && (c->code == NOTHING || vm->code_rip == rip)) return;
  if (vm->code != NOTHING) memset(code_at(vm, vm->code_rip) - sizeof FORCE_EMULATION, NOP, sizeof FORCE_EMULATION + 8);
  vm->code = c->code;
  vm->code_rip = rip;
  if (c->code == NOTHING) return;
  u8 *at = code_at(vm, rip);
  memcpy(at - sizeof FORCE_EMULATION, FORCE_EMULATION, sizeof FORCE_EMULATION);
  at += encode(c->code, at);
  memcpy(at, (const u8[]){0xe6, PORT_DONE, 0xeb, 0xfc}, 4);
}

static struct kvm_segment segment(enum mode mode, bool code, unsigned cpl) {
  struct kvm_segment s = {.present = 1, .s = 1, .type = code ? 0xb : 0x3, .limit = 0xffff};
  if (code && mode != LONG64) s.base = CODE_BASE;
  if (code && mode == REAL) s.selector = CODE_BASE / 16;
  if (mode == REAL) return s;
  s.selector = (u16)((code ? mode == LONG64 ? 0x18 : 8 : 0x10) | cpl);
  s.dpl = (u8)cpl;
  s.limit = 0xffffffff;
  s.g = 1;
  s.l = mode == LONG64 && code;
  s.db = !s.l;
  return s;
}

int guest_set_mode(struct vcpu *c, enum mode mode, unsigned cpl) {
  if (c->mode == mode && c->cpl == cpl && !c->in_handler) return 0;
  int bad = ensure_leaves(c); /* without them KVM allows no long mode */
  if (bad != 0) return bad;
  if (!c->has_sregs && ioctl(c->fd, KVM_GET_SREGS, &c->sregs)) return hv_broken("KVM_GET_SREGS: %s", strerror(errno));
  c->has_sregs = true;
  struct kvm_sregs s = c->sregs;
  s.cs = segment(mode, true, cpl);
  s.ds = s.es = s.fs = s.gs = s.ss = segment(mode, false, cpl);
  s.cr0 = 0x10; /* ET */
  s.gdt.base = GDT;
  s.gdt.limit = 31;
  s.idt.base = mode == REAL ? IVT : mode == LONG64 ? IDT64 : IDT32;
  s.idt.limit = VECTORS * (mode == REAL ? 4 : mode == LONG64 ? 16 : 8) - 1;
  if (mode == REAL) {
    s.ss.base = TABLES;
    s.ss.selector = TABLES / 16;
  } else {
    s.cr0 |= 1; /* PE */
    /* VMX wants a busy TSS (11); QEMU's TCG aborts on one where a fault leaves CPL 3 (get_ss_esp_from_tss()), and SVM takes either. */
    s.tr = (struct kvm_segment){.base = mode == LONG64 ? TSS64 : TSS32, .limit = 0x67, .type = host_is_amd() ? 9 : 11, .present = 1, .selector = 0x30};
  }
  if (mode == LONG64) {
    s.cr0 |= 0x80000000; /* PG */
    s.cr3 = PAGE_TABLES;
    s.cr4 |= 0x20;   /* PAE */
    s.efer |= 0x500; /* LME, LMA */
  }
  if (ioctl(c->fd, KVM_SET_SREGS, &s)) return hv_broken("KVM_SET_SREGS: %s", strerror(errno));
  c->mode = mode;
  c->cpl = cpl;
  c->in_handler = false;
  return 0;
}

u64 guest_stack(enum mode mode, unsigned cpl) {
  u64 linear = cpl > 0 ? USER_STACK : STACK;
  return mode == REAL ? linear - TABLES : linear;
}

const u8 *guest_pushed(const struct vm *vm, enum mode mode, u64 rsp) {
  u64 linear = mode == REAL ? TABLES + (rsp & 0xffff) : rsp;
  return vm->memory + (linear < MEMORY_SIZE - 64 ? linear : MEMORY_SIZE - 64);
}

/* A byte of guest memory; NULL with the refusal made. */
static u8 *byte_at(struct vm *vm, u64 gpa) {
  if (gpa >= TABLES && gpa < MEMORY_SIZE) {
    hv_misuse("0x%llx is where this adapter keeps the guest's code: 0x90000 to 0x9ffff", (unsigned long long)gpa);
    return NULL;
  }
  if (gpa < MEMORY_SIZE) return vm->memory + gpa;
  if (host.address_bits < 64 && gpa >> host.address_bits) {
    hv_misuse("0x%llx is no physical address of this guest: they have %u bits", (unsigned long long)gpa, host.address_bits);
    return NULL;
  }
  u64 page = gpa & ~(u64)0xfff;
  for (unsigned i = 0; i < vm->far_count; i++)
    if (vm->far[i].gpa == page) return vm->far[i].at + (gpa & 0xfff);
  if (vm->far_count == FAR_PAGES_MAX) {
    hv_misuse("this adapter gives a guest no more than %d pages above 0xa0000", FAR_PAGES_MAX);
    return NULL;
  }
  u8 *at = mmap(NULL, 0x1000, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  struct kvm_userspace_memory_region region = {.slot = 1 + vm->far_count, .guest_phys_addr = page, .memory_size = 0x1000, .userspace_addr = (uintptr_t)at};
  if (at == MAP_FAILED || ioctl(vm->fd, KVM_SET_USER_MEMORY_REGION, &region)) {
    hv_broken("KVM_SET_USER_MEMORY_REGION of a page at 0x%llx failed", (unsigned long long)page);
    return NULL;
  }
  vm->far[vm->far_count].gpa = page;
  vm->far[vm->far_count++].at = at;
  return at + (gpa & 0xfff);
}

bool guest_read(struct vm *vm, u64 gpa, unsigned size, u64 *value) {
  *value = 0;
  for (unsigned i = 0; i < size; i++) {
    const u8 *at = byte_at(vm, gpa + i);
    if (at == NULL) return false;
    *value |= (u64)*at << 8 * i;
  }
  return true;
}

bool guest_write(struct vm *vm, u64 gpa, unsigned size, u64 value) {
  for (unsigned i = 0; i < size; i++) {
    u8 *at = byte_at(vm, gpa + i);
    if (at == NULL) return false;
    *at = (u8)(value >> 8 * i);
  }
  return true;
}
