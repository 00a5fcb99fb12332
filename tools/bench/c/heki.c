/* The host's locks of Heki, as the round of machines/heki.ts meets them. */
#include "rounds.h"

enum { ACCESS, WRITE_CR };
enum { WRITE_ACCESS = 2, USER_ACCESS = 4, FETCH_ACCESS = 16 };

struct op round_ops[] = {
	{ ACCESS, 0x1010000, 2, 0 }, { ACCESS, 0x9000, 2, 0 },
	{ ACCESS, 0x9000, 0x10, 0 }, { WRITE_CR, 0, 0x80050033, 0 },
};
const int nr_ops = 4;

struct slot { int used; u64 start, end; };

static struct {
	struct slot write[16], exec[16];
	int exec_locked;
	u64 pin[2], cr[2][2];
} vm;

void setup(void)
{
	vm.write[15] = (struct slot){ 1, 0x1010, 0x1010 };
	for (int i = 0; i < 2; i++) {
		vm.cr[i][0] = 0x80050033;
		vm.cr[i][1] = 0xb70ef0;
	}
}

static int holds(const struct slot *table, u64 gfn)
{
	for (int i = 0; i < 16; i++)
		if (table[i].used && gfn >= table[i].start && gfn <= table[i].end)
			return 1;
	return 0;
}

/* The host's line in the log is made each time, as by the model. */
static void inject(struct outcome *o, const char *kind, u64 address)
{
	static char text[2][80];
	static int turn;
	char *line = text[turn ^= 1];

	snprintf(line, 80, "heki-kvm: Creating %s #PF at 0x%016" PRIx64, kind, address);
	push(o, line);
	o->refused = "#PF";
}

struct outcome step(const struct op *op)
{
	struct outcome o = { 0 };
	u64 gfn = op->a >> 12;

	switch (op->code) {
	case ACCESS:
		o.value[0] = op->b & 0xffff;
		if ((op->b & FETCH_ACCESS) && !(op->b & USER_ACCESS) && vm.exec_locked && !holds(vm.exec, gfn))
			inject(&o, "fetch", op->c);
		else if ((op->b & WRITE_ACCESS) && holds(vm.write, gfn))
			inject(&o, "write", op->c);
		break;
	case WRITE_CR:
		if (op->a != 0 && op->a != 4)
			misuse("another control register");
		o.value[0] = op->b;
		if ((op->b & vm.pin[op->a / 4]) != vm.pin[op->a / 4])
			misuse("a pinned bit");
		vm.cr[0][op->a / 4] = op->b;
		break;
	}
	return o;
}

void show(const struct op *op, const struct outcome *o)
{
	if (o->refused)
		printf("{\"outcome\":\"fault\",\"fault\":\"#PF\",\"vector\":14,\"error_code\":\"0x%" PRIx64
		       "\",\"address\":\"0x0\",\"events\":[{\"event\":\"log\",\"level\":\"warning\",\"text\":\"%s\"}]}\n",
		       o->value[0], o->event[0].name);
	else if (op->code == WRITE_CR)
		printf("{\"outcome\":\"ok\",\"value\":\"0x%" PRIx64 "\",\"events\":[]}\n", o->value[0]);
	else
		printf("{\"outcome\":\"ok\",\"events\":[]}\n");
}

void show_state(void)
{
	printf("{\"host\":{\"exec_locked\":%s,\"pin_cr0\":\"0x%" PRIx64 "\",\"pin_cr4\":\"0x%" PRIx64 "\"},\"vcpus\":[",
	       vm.exec_locked ? "true" : "false", vm.pin[0], vm.pin[1]);
	for (int i = 0; i < 2; i++)
		printf("%s{\"cr0\":\"0x%" PRIx64 "\",\"cr4\":\"0x%" PRIx64 "\"}", i ? "," : "", vm.cr[i][0], vm.cr[i][1]);
	printf("]}\n");
}
