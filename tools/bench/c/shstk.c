/* A thread with a shadow stack, as the round of machines/shstk.ts runs it. */
#include <string.h>
#include "rounds.h"

enum { CALL, RET, LOAD, STORE };
enum { PROT_READ = 1, PROT_WRITE = 2 };

struct op round_ops[] = {
	{ CALL, 0x401005, 0, 0 }, { CALL, 0x40200a, 0, 0 },	{ LOAD, 0x500000, 0, 0 },
	{ RET, 0, 0, 0 },	  { STORE, 0x500008, 7, 0 }, { RET, 0, 0, 0 },
};
const int nr_ops = 6;

struct mapping { u64 start, end; int prot, shadow; };
struct page { u64 number; int touched, shadow_entry; u64 word[512]; };

static struct mapping maps[16];
static struct page pages[16];
static int nr_maps, nr_pages;
static u64 ssp;
static int enabled;
static u64 frames[64];
static int depth;

void setup(void)
{
	maps[nr_maps++] = (struct mapping){ 0x400000, 0x410000, 5, 0 };
	maps[nr_maps++] = (struct mapping){ 0x500000, 0x510000, 3, 0 };
	maps[nr_maps++] = (struct mapping){ 0x7ffff7600000, 0x7ffff7e00000, 3, 1 };
	ssp = 0x7ffff7e00000;
	enabled = 1;
}

static const struct mapping *mapping_at(u64 address)
{
	for (int i = 0; i < nr_maps; i++)
		if (address >= maps[i].start && address < maps[i].end)
			return &maps[i];
	return NULL;
}

static struct page *page_at(u64 address)
{
	for (int i = 0; i < nr_pages; i++)
		if (pages[i].number == address >> 12)
			return &pages[i];
	return NULL;
}

static struct page *touch(u64 address, int shadow)
{
	struct page *p = page_at(address);

	if (!p) {
		if (nr_pages == 16)
			misuse("more pages");
		p = &pages[nr_pages++];
		p->number = address >> 12;
	}
	p->shadow_entry |= shadow;
	return p;
}

static struct page *shadow_page(u64 address)
{
	const struct mapping *m = address >> 47 ? NULL : mapping_at(address);
	struct page *p = m ? page_at(address) : NULL;

	if (!m || !m->shadow || !m->prot || !((p && p->shadow_entry) || (m->prot & PROT_WRITE)))
		return NULL;
	if ((address >> 12) != ((address + 7) >> 12))
		misuse("an access over a page border");
	return touch(address, 1);
}

static struct page *ordinary_page(u64 address, int write)
{
	const struct mapping *m = mapping_at(address);

	if (!m || !m->prot || (write && (m->shadow || !(m->prot & PROT_WRITE))))
		return NULL;
	if ((address & 0xfff) > 0xff8)
		misuse("an access over a page border");
	return touch(address, 0);
}

static u64 *word_in(struct page *p, u64 address)
{
	if (address & 7)
		misuse("an address between two words");
	return &p->word[(address & 0xfff) >> 3];
}

struct outcome step(const struct op *op)
{
	struct outcome o = { 0 };
	struct page *p;

	switch (op->code) {
	case CALL:
		if (depth == 64)
			misuse("a deeper stack");
		if (enabled) {
			p = shadow_page(ssp - 8);
			if (!p) {
				o.refused = "#PF";
				break;
			}
			ssp -= 8;
			*word_in(p, ssp) = op->a;
		}
		frames[depth++] = op->a;
		break;
	case RET:
		if (depth == 0)
			misuse("a return from nowhere");
		if (enabled) {
			p = shadow_page(ssp);
			if (!p || *word_in(p, ssp) != frames[depth - 1]) {
				o.refused = p ? "#CP" : "#PF";
				break;
			}
			ssp += 8;
		}
		depth--;
		break;
	case LOAD:
		p = ordinary_page(op->a, 0);
		if (p)
			o.value[0] = *word_in(p, op->a);
		else
			o.refused = "#PF";
		break;
	case STORE:
		p = ordinary_page(op->a, 1);
		if (p)
			*word_in(p, op->a) = op->b;
		else
			o.refused = "#PF";
		break;
	}
	return o;
}

void show(const struct op *op, const struct outcome *o)
{
	if (o->refused)
		misuse(o->refused);
	if (op->code == LOAD)
		printf("{\"outcome\":\"ok\",\"value\":\"0x%" PRIx64 "\"}\n", o->value[0]);
	else
		printf("{\"outcome\":\"ok\"}\n");
}

void show_state(void)
{
	int told = 0;

	printf("{\"threads\":{\"1\":{\"ssp\":\"0x%" PRIx64 "\",\"depth\":%d}},\"spaces\":{\"1\":{\"words\":{", ssp, depth);
	for (int i = 0; i < nr_pages; i++)
		for (int w = 0; w < 512 && pages[i].shadow_entry; w++)
			if (pages[i].word[w])
				printf("%s\"0x%" PRIx64 "\":\"0x%" PRIx64 "\"", told++ ? "," : "",
				       (pages[i].number << 12) + 8 * (u64)w, pages[i].word[w]);
	printf("}}}}\n");
}
