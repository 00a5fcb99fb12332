/* PSTATE of a guest hypervisor in KVM/arm64, as the round of machines/nv.ts moves it. */
#include "rounds.h"

enum { SVC, MSR_HCR, EXIT_IRQ, PREEMPT, ENTER };
enum { IN_KVM, IN_GUEST };
enum { EL1T = 4, EL1H = 5, EL2T = 8, EL2H = 9, MODE = 0x1f };

#define TGE (1ull << 27)
#define RW (1ull << 31)
#define E2H (1ull << 34)
#define NZCV 0xf0000000ull
#define DIT (1ull << 24)
#define UAO (1ull << 23)
#define PAN (1ull << 22)
#define SS (1ull << 21)
#define IL (1ull << 20)
#define ALLINT (1ull << 13)
#define SSBS (1ull << 12)
#define BTYPE 0xc00ull
#define DAIF 0x3c0ull
#define CPU_HOLDS (DAIF | SSBS | ALLINT | IL | PAN | UAO | DIT | NZCV | BTYPE | MODE)

struct op round_ops[] = {
	{ SVC, 0, 0, 0 },     { MSR_HCR, 0x480000000, 0, 0 }, { EXIT_IRQ, 0, 0, 0 },
	{ PREEMPT, 0, 0, 0 }, { ENTER, 0, 0, 0 },
};
const int nr_ops = 5;

struct file { u64 spsr, elr, esr, vbar; };

static struct {
	int place, has_el2, sampled, loaded_vel2, ran;
	u64 pstate, pc, spsr, elr, hcr;
	struct file cpu, el1, vel2;
} s;

static u64 lowered(u64 p)
{
	u64 mode = p & MODE;

	return mode == EL2T || mode == EL2H ? (p & ~0xfull) | ((mode & 1) | EL1T) : p;
}

static u64 raised(u64 p)
{
	u64 mode = p & MODE;

	return mode == EL1T || mode == EL1H ? (p & ~0xfull) | ((mode & 1) | EL2T) : p;
}

static int hyp_context(void)
{
	u64 mode = s.pstate & MODE;

	return s.has_el2 && (mode == EL2T || mode == EL2H || (s.hcr & TGE));
}

static void enter(void)
{
	s.sampled = hyp_context();
	s.spsr = lowered(s.pstate);
	s.elr = s.pc;
	s.ran = 0;
	s.place = IN_GUEST;
}

void setup(void)
{
	s.has_el2 = s.loaded_vel2 = 1;
	s.pstate = DAIF | EL2H;
	s.hcr = RW | E2H;
	enter();
}

static void begin(void)
{
	if (s.place != IN_GUEST)
		misuse("an instruction outside of the guest");
	if (!s.ran)
		s.spsr &= CPU_HOLDS;
	s.ran = 1;
	if ((s.elr & 3) || (s.spsr & IL))
		misuse("a fault in place of the instruction");
}

static u64 vector_from(u64 spsr)
{
	u64 mode = spsr & MODE;

	return spsr & 0x10 ? 0x600 : mode == EL1H ? 0x200 : mode == EL1T ? 0 : 0x400;
}

static void deliver(struct outcome *o, u64 esr, u64 vector, u64 elr)
{
	s.cpu = (struct file){ s.loaded_vel2 ? raised(s.spsr) : s.spsr, elr, esr, s.cpu.vbar };
	s.spsr = (s.spsr & (NZCV | DIT | PAN)) | DAIF | (s.loaded_vel2 ? PAN : 0) | ALLINT | EL1H;
	s.elr = (s.cpu.vbar & ~0x7ffull) + vector;
	*push(o, "exception") = (struct event){ "exception", { vector, esr } };
}

struct outcome step(const struct op *op)
{
	struct outcome o = { 0 };
	int hyp;

	switch (op->code) {
	case SVC:
		begin();
		deliver(&o, 0x56000000 | op->a, vector_from(s.spsr), s.elr + 4);
		break;
	case MSR_HCR:
		begin();
		if (!s.loaded_vel2)
			misuse("HCR_EL2 outside of vEL2");
		s.hcr = op->a;
		s.spsr &= ~(BTYPE | SS);
		s.elr += 4;
		break;
	case EXIT_IRQ:
		if (s.place != IN_GUEST)
			misuse("an exit outside of the guest");
		s.pstate = s.sampled ? raised(s.spsr) : s.spsr;
		push(&o, "sync")->field[0] = s.pstate;
		if (hyp_context() != s.sampled)
			misuse("a context that is not the sampled one");
		s.pc = s.elr;
		s.place = IN_KVM;
		break;
	case PREEMPT:
		if (s.place != IN_KVM)
			misuse("a preemption outside of KVM");
		hyp = hyp_context();
		*(hyp ? &s.vel2 : &s.el1) = s.cpu;
		push(&o, "put")->field[0] = hyp;
		s.cpu = hyp ? s.vel2 : s.el1;
		s.loaded_vel2 = hyp;
		push(&o, "load")->field[0] = hyp;
		break;
	case ENTER:
		if (s.place != IN_KVM || (s.pstate & 0x10))
			misuse("an entry from elsewhere, or in AArch32");
		enter();
		break;
	}
	return o;
}

#define HEX "\"0x%" PRIx64 "\""

void show(const struct op *op, const struct outcome *o)
{
	(void)op;
	printf("{\"outcome\":\"ok\",\"events\":[");
	for (int i = 0; i < o->events; i++) {
		const struct event *e = &o->event[i];
		const char *file = e->field[0] ? "vEL2" : "EL1";

		printf("%s{\"event\":\"%s\",", i ? "," : "", e->name);
		if (e->name[0] == 'e')
			printf("\"to\":\"vEL2\",\"by\":\"CPU\",\"vector\":" HEX ",\"esr\":" HEX "}", e->field[0],
			       e->field[1]);
		else if (e->name[0] == 's')
			printf("\"pstate\":" HEX "}", e->field[0]);
		else
			printf("\"file\":\"%s\"}", file);
	}
	printf("]}\n");
}

static void show_file(const char *name, const struct file *f)
{
	printf(",\"%s\":{\"spsr\":" HEX ",\"elr\":" HEX ",\"esr\":" HEX ",\"vbar\":" HEX "}", name, f->spsr, f->elr,
	       f->esr, f->vbar);
}

void show_state(void)
{
	printf("{\"pstate\":" HEX ",\"pc\":" HEX ",\"hcr\":" HEX ",\"spsr\":" HEX ",\"elr\":" HEX, s.pstate, s.pc, s.hcr,
	       s.spsr, s.elr);
	show_file("el1", &s.el1);
	show_file("vel2", &s.vel2);
	show_file("cpu", &s.cpu);
	printf(",\"place\":\"%s\"}\n", s.place == IN_GUEST ? "guest" : "kvm");
}
