/* Requests, one a line, and their replies. */
#ifndef HVSPEC_REQUEST_H
#define HVSPEC_REQUEST_H

#include "reply.h"

#define REQUEST_TOO_LONG "the line is longer than 1 MiB"

/* Begins a conversation: nothing has been reset. */
void request_begin(const struct hv_adapter *adapter);
/*
 * Carries out what line[0…length) asks for, without its LF, and writes the reply, if there is one, with its LF: at most
 * HV_LINE_MAX + 1 bytes. The line is overwritten, and line[length] too. A blank one is nothing.
 */
void request_line(struct json_writer *out, char *line, size_t length);
/* Answers a line that cannot be read, with the id null. */
void request_refuse(struct json_writer *out, int code, const char *why);
/* Whether shutdown was asked for. */
bool request_done(void);

#endif
