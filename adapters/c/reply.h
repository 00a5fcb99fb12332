/* The reply under construction: what the functions of hvspec.h for writing and refusing fill. */
#ifndef HVSPEC_REPLY_H
#define HVSPEC_REPLY_H

#include "json.h"

/* Which functions may be called now. */
enum reply_kind { REPLY_NONE, REPLY_PLAIN, REPLY_INSPECTION, REPLY_STEP };

/* Begins a reply, empty. */
void reply_begin(enum reply_kind kind);
/* Makes it an error. What came first stays. */
void reply_refuse(int code, const char *message);
/* The members of the result, for what hvspec.h has no function for. */
struct json_writer *reply_body(void);
/* Writes the reply as one line, with the id (JSON). `returned` is what the author's function gave. */
void reply_finish(struct json_writer *to, const char *id, size_t id_length, int returned);
/* Whether a reply is being made. */
bool reply_open(void);

/* The name of an errno of Linux, or NULL. */
const char *errno_name(long number);

#endif
