/* The synthetic debugger's MSRs, as the round of machines/syndbg.ts uses them. */
#include "rounds.h"

enum { WRMSR, RDMSR, RUN, GET_MSRS, SET_MSRS };
enum reg { CONTROL, STATUS, SEND, RECV, PENDING, OPTIONS, NONE };

struct op round_ops[] = {
	{ WRMSR, 0x400000f3, 0x5000, 0 }, { RDMSR, 0x400000f3, 0, 0 },
	{ WRMSR, 0x400000f1, 1, 0 },	  { RUN, 5, 0, 0 },
	{ GET_MSRS, 0x400000f2, 0, 0 },	  { SET_MSRS, 0x400000f2, 7, 0 },
};
const int nr_ops = 6;

struct hyperv { u64 type, msr, control, status, send, recv, pending; };

static struct {
	u64 reg[6];
	int denied; /* ranges of the MSR filter */
	struct { u64 base, count; } range[16];
	struct {
		int interface, debugging, msrs; /* what its CPUID offers */
		int has_run, stopped, due;
		u64 reason;
		struct hyperv record, run;
	} vcpu[2];
} vm;

void setup(void)
{
	vm.vcpu[0].interface = vm.vcpu[0].debugging = vm.vcpu[0].msrs = 1;
}

static enum reg reg_of(u64 msr)
{
	switch (msr) {
	case 0x400000f1: return CONTROL;
	case 0x400000f2: return STATUS;
	case 0x400000f3: return SEND;
	case 0x400000f4: return RECV;
	case 0x400000f5: return PENDING;
	case 0x400000ff: return OPTIONS;
	}
	return NONE;
}

static int allowed(u64 msr)
{
	for (int i = 0; i < vm.denied; i++)
		if (msr >= vm.range[i].base && msr < vm.range[i].base + vm.range[i].count)
			return 0;
	return vm.vcpu[0].interface && vm.vcpu[0].debugging && vm.vcpu[0].msrs;
}

static void leave(struct outcome *o, u64 msr)
{
	struct hyperv *r = &vm.vcpu[0].record;
	struct event *e = push(o, "SYNDBG");

	*r = (struct hyperv){ 3, msr, vm.reg[CONTROL], r->status, vm.reg[SEND], vm.reg[RECV], vm.reg[PENDING] };
	*e = (struct event){ "SYNDBG",
			     { 27, 0x1002, r->type, r->msr, r->control, r->status, r->send, r->recv, r->pending } };
	vm.vcpu[0].run = *r;
	vm.vcpu[0].reason = 27;
	vm.vcpu[0].stopped = 1;
}

static enum reg known(u64 msr)
{
	enum reg reg = reg_of(msr);

	if (reg == NONE)
		misuse("another MSR");
	return reg;
}

struct outcome step(const struct op *op)
{
	struct outcome o = { 0 };
	enum reg reg;

	switch (op->code) {
	case WRMSR:
	case RDMSR:
		if (vm.vcpu[0].stopped || vm.vcpu[0].due)
			misuse("an instruction in an exit");
		vm.vcpu[0].has_run = 1;
		reg = known(op->a);
		if (!allowed(op->a)) {
			o.refused = "#GP";
		} else if (op->code == RDMSR) {
			o.value[0] = vm.reg[reg];
		} else {
			vm.reg[reg] = op->b;
			if (reg == CONTROL || reg == PENDING)
				leave(&o, op->a);
		}
		break;
	case RUN:
		vm.vcpu[0].run.status = op->a;
		if (vm.vcpu[0].stopped && vm.vcpu[0].run.msr == 0x400000f1)
			vm.reg[STATUS] = vm.vcpu[0].run.status;
		vm.vcpu[0].stopped = 0;
		break;
	case GET_MSRS:
		o.value[0] = 1;
		o.value[1] = vm.reg[known(op->a)];
		break;
	case SET_MSRS:
		reg = known(op->a);
		vm.reg[reg] = op->b;
		if (reg == CONTROL || reg == PENDING)
			vm.vcpu[0].due = 1;
		o.value[0] = 1;
		break;
	}
	return o;
}

#define HEX "\"0x%" PRIx64 "\""

void show(const struct op *op, const struct outcome *o)
{
	const u64 *f = o->event[0].field, *v = o->value;

	if (o->refused)
		misuse(o->refused);
	printf("{\"outcome\":\"ok\",");
	if (op->code == RDMSR)
		printf("\"value\":" HEX ",\"rax\":" HEX ",\"rdx\":" HEX ",", v[0], v[0] & 0xffffffff, v[0] >> 32);
	if (op->code == GET_MSRS)
		printf("\"count\":%d,\"values\":[" HEX "],", (int)v[0], v[1]);
	if (op->code == SET_MSRS)
		printf("\"count\":%d,", (int)v[0]);
	printf("\"events\":[");
	if (o->events)
		printf("{\"event\":\"exit\",\"exit\":\"SYNDBG\",\"reason\":" HEX ",\"rip\":" HEX ",\"type\":" HEX
		       ",\"pad1\":\"0x0\",\"msr\":" HEX ",\"pad2\":\"0x0\",\"control\":" HEX ",\"status\":" HEX
		       ",\"send_page\":" HEX ",\"recv_page\":" HEX ",\"pending_page\":" HEX "}",
		       f[0], f[1], f[2], f[3], f[4], f[5], f[6], f[7], f[8]);
	printf("]}\n");
}

void show_state(void)
{
	printf("{\"vms\":[{\"registers\":{\"control\":" HEX ",\"status\":" HEX ",\"send_page\":" HEX
	       ",\"recv_page\":" HEX ",\"pending_page\":" HEX ",\"options\":" HEX
	       "},\"vcpus\":[{\"stopped\":null},{\"stopped\":null}]}]}\n",
	       vm.reg[CONTROL], vm.reg[STATUS], vm.reg[SEND], vm.reg[RECV], vm.reg[PENDING], vm.reg[OPTIONS]);
}
