/*
 * The floor of the pipe: answers each line at once, with its id and always the same. Nothing is looked at but the id and the
 * method's name, and nothing is worked out. The argument is what it offers, in JSON.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SIZE = 1 << 16 };

static const char *offer = "[]";

/* Whether there is more to come. */
static int answer(const char *line)
{
	const char *id = strstr(line, "\"id\":");
	const char *method = strstr(line, "\"method\":\"");

	if (!id || !method)
		exit(1);
	method += 10;
	printf("{\"jsonrpc\":\"2.0\",\"id\":%ld,\"result\":", atol(id + 5));
	if (!strncmp(method, "describe", 8))
		printf("{\"protocol\":1,\"name\":\"echo\",\"version\":\"1\",\"machines\":%s}}\n", offer);
	else if (!strncmp(method, "step", 4))
		printf("{\"outcome\":\"ok\",\"events\":[]}}\n");
	else
		printf("{}}\n");
	return strncmp(method, "shutdown", 8) != 0;
}

int main(int argc, char **argv)
{
	static char buffer[SIZE];
	size_t kept = 0;
	ssize_t got;
	int more = 1;

	if (argc == 2)
		offer = argv[1];
	while (more && (got = read(0, buffer + kept, SIZE - 1 - kept)) > 0) {
		char *line = buffer, *end;

		buffer[kept += got] = 0;
		for (; more && (end = strchr(line, '\n')); line = end + 1) {
			*end = 0;
			more = answer(line);
		}
		kept -= line - buffer;
		memmove(buffer, line, kept);
		fflush(stdout);
	}
	return 0;
}
