/* Direct mappings with a KeyID each, as the round of machines/mktme.ts uses them: four levels of tables and a TLB. */
#include "rounds.h"

enum { ACCESS, PREP, TO_VIRT, KEYID, FREE, PA };
enum { COPIES = 2, TLB_SIZE = 16 };

#define BASE 0xffff888000000000ull
#define SIZE 0x10000000000ull
#define SHIFT 46
#define KEY_MASK 0xfc00000000000ull
#define FRAME_MASK 0x3ffffffff000ull
#define PRESENT 1ull
#define NX (1ull << 63)

struct op round_ops[] = {
	{ ACCESS, BASE + 0x5123, 1, 0 }, { PREP, 8, 2, 0 }, { TO_VIRT, 8, 0, 0 },
	{ ACCESS, BASE + 0x8000, 2, 0 }, { KEYID, 8, 0, 0 }, { FREE, 8, 0, 0 },
	{ PA, BASE + 0x5123, 0, 0 },	 { ACCESS, BASE + 0x9000, 0, 0 },
};
const int nr_ops = 8;

struct table { u64 entry[512]; struct table *child[512]; };
struct cached { u64 page, pa; int keyid; };

static struct table root, tables[9];
static int nr_tables, nr_cached;
static struct cached tlb[TLB_SIZE];
static int keyids[512];

static struct table *below(struct table *t, int slot)
{
	if (!t->child[slot])
		t->child[slot] = &tables[nr_tables++];
	return t->child[slot];
}

void setup(void)
{
	for (u64 copy = 0; copy <= COPIES; copy++)
		for (u64 pfn = 0; pfn < 512; pfn++) {
			u64 va = BASE + copy * SIZE + (pfn << 12);
			struct table *t = &root;

			for (int shift = 39; shift > 12; shift -= 9)
				t = below(t, va >> shift & 511);
			t->entry[va >> 12 & 511] = 0x163 | NX | pfn << 12 | copy << SHIFT;
		}
}

static void need_mapped(u64 va, int copies)
{
	if (va < BASE || va >= BASE + (copies + 1) * SIZE)
		misuse("an address outside of the direct mappings");
}

static void access(struct outcome *o, u64 va, u64 keyid)
{
	struct table *t = &root;
	u64 page, entry;

	need_mapped(va, 0);
	if (keyid > COPIES)
		misuse("a KeyID without a copy");
	page = (va + keyid * SIZE) >> 12;
	for (int i = 0; i < nr_cached; i++)
		if (tlb[i].page == page) {
			o->value[0] = tlb[i].pa + (va & 0xfff);
			o->value[1] = tlb[i].keyid;
			o->value[2] = 1;
			return;
		}
	for (int shift = 27; shift > 0 && t; shift -= 9)
		t = t->child[page >> shift & 511];
	entry = t ? t->entry[page & 511] : 0;
	if (!(entry & PRESENT)) {
		o->refused = "#PF";
		return;
	}
	if (nr_cached == TLB_SIZE)
		misuse("more in the TLB");
	tlb[nr_cached++] = (struct cached){ page, entry & FRAME_MASK, (entry & KEY_MASK) >> SHIFT };
	o->value[0] = (entry & FRAME_MASK) + (va & 0xfff);
	o->value[1] = (entry & KEY_MASK) >> SHIFT;
}

static u64 alias(u64 pfn)
{
	return BASE + keyids[pfn] * SIZE + (pfn << 12);
}

struct outcome step(const struct op *op)
{
	struct outcome o = { 0 };

	if (op->code != ACCESS && op->code != PA && op->a >= 512)
		misuse("a frame beyond the memory");
	switch (op->code) {
	case ACCESS:
		access(&o, op->a, op->b);
		break;
	case PREP:
		if (op->b == 0 || op->b > COPIES || keyids[op->a])
			misuse("a KeyID that is none, or a page that has one");
		push(&o, "cache_flush")->field[0] = alias(op->a);
		keyids[op->a] = op->b;
		break;
	case FREE:
		if (!keyids[op->a])
			misuse("a page without a KeyID");
		push(&o, "cache_flush")->field[0] = alias(op->a);
		keyids[op->a] = 0;
		break;
	case TO_VIRT:
		o.value[0] = alias(op->a);
		break;
	case KEYID:
		o.value[0] = keyids[op->a];
		break;
	case PA:
		need_mapped(op->a, COPIES);
		o.value[0] = (op->a - BASE) % SIZE;
		break;
	}
	return o;
}

#define HEX "\"0x%" PRIx64 "\""

void show(const struct op *op, const struct outcome *o)
{
	const u64 *v = o->value;

	if (o->refused)
		misuse(o->refused);
	printf("{\"outcome\":\"ok\"");
	if (op->code == ACCESS)
		printf(",\"pa\":" HEX ",\"keyid\":%d,\"from\":\"%s\"", v[0], (int)v[1], v[2] ? "tlb" : "tables");
	else if (op->code == KEYID)
		printf(",\"keyid\":%d", (int)v[0]);
	else if (o->events)
		printf(",\"events\":[{\"event\":\"cache_flush\",\"va\":" HEX ",\"pages\":1}]", o->event[0].field[0]);
	else
		printf(",\"value\":" HEX, v[0]);
	printf("}\n");
}

void show_state(void)
{
	printf("{\"enabled\":true,\"tables\":{\"live\":%d},\"page_keyids\":[]}\n", nr_tables - 3);
}
