/*
 * What the rounds in C share. A machine's file has the operations of its round (tools/bench/machines), does what the
 * model does for them, in place and without an allocation, and prints what they gave. The program performs N rounds, and says
 * in JSON, a line each: how long they took, each outcome of the last round, and the state after it.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

typedef uint64_t u64;

struct event {
	const char *name;
	u64 field[10];
};

struct outcome {
	const char *refused; /* NULL where it went well */
	u64 value[4];
	int events;
	struct event event[2];
};

struct op {
	int code;
	u64 a, b, c;
};

/* Not static: what other files might change the compiler has to read again, round after round. */
extern struct op round_ops[];
extern const int nr_ops;

void setup(void);
struct outcome step(const struct op *op);
void show(const struct op *op, const struct outcome *o);
void show_state(void);

static inline struct event *push(struct outcome *o, const char *name)
{
	struct event *e = &o->event[o->events++];

	e->name = name;
	return e;
}

/* What the rounds are never asked for. */
static inline _Noreturn void misuse(const char *what)
{
	fprintf(stderr, "not in these rounds: %s\n", what);
	exit(1);
}

int main(int argc, char **argv)
{
	long rounds = argc == 2 ? atol(argv[1]) : 0;
	static struct outcome last[16];
	clock_t began;

	if (rounds < 1) {
		fprintf(stderr, "usage: %s ROUNDS\n", argv[0]);
		return 2;
	}
	setup();
	began = clock();
	for (long r = 0; r < rounds; r++)
		for (int i = 0; i < nr_ops; i++)
			last[i] = step(&round_ops[i]);
	printf("{\"seconds\":%.6f}\n", (double)(clock() - began) / CLOCKS_PER_SEC);
	for (int i = 0; i < nr_ops; i++)
		show(&round_ops[i], &last[i]);
	show_state();
	return 0;
}
