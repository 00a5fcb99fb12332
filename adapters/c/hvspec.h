/*
 * The protocol of hvspec for adapters in C11, libc only: reads requests, writes replies, refuses.
 *
 *     int main(void) { return hv_serve(&adapter, 0, 1) == 0 ? 0 : 1; }
 *
 * An author writes reset, step and inspect; the reply is put together by the functions below, which may be called only
 * from there. All memory is static; a process answers one request at a time, in one thread.
 */
#ifndef HVSPEC_H
#define HVSPEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined __GNUC__
#define HV_FORMAT __attribute__((format(printf, 1, 2)))
#else
#define HV_FORMAT
#endif

/* Bytes of a line, LF not counted: of a request, and of a reply. */
#define HV_LINE_MAX ((size_t)1 << 20)
/* Objects and arrays within each other, in a request and in a reply. */
#define HV_DEPTH_MAX 64
/* Values (members and elements) in a request. */
#define HV_VALUES_MAX 65536

/* ---- Reading. Every function takes NULL and a value of a wrong type, and then gives the default. ---- */

/* A node of the request that is being answered; read-only; gone after the reply. */
typedef struct hv_value hv_value;

/* The member of an object; the last one where there are several; NULL where there is none. */
const hv_value *hv_get(const hv_value *object, const char *member);
/* Whether it is a string equal to `text`. */
bool hv_is(const hv_value *v, const char *text);
/* A member of up to 64 bits: "0x" and 1 to 16 lower-case hex digits, or a JSON number without sign, point and exponent. */
uint64_t hv_u64(const hv_value *object, const char *member, uint64_t otherwise);
/* The same of a value. */
uint64_t hv_value_u64(const hv_value *v, uint64_t otherwise);
/* A JSON number of -2^63 to 2^63 - 1 without point and exponent. */
int64_t hv_i64(const hv_value *object, const char *member, int64_t otherwise);
int64_t hv_value_i64(const hv_value *v, int64_t otherwise);
/* Whether the member is there and true. */
bool hv_true(const hv_value *object, const char *member);
/* The number of elements of an array or members of an object; else 0. */
size_t hv_count(const hv_value *v);
/* The first element or member, and the one after `v`, as they stand in the text; NULL at the end. */
const hv_value *hv_first(const hv_value *v);
const hv_value *hv_next(const hv_value *v);
/* The name of a member, decoded; "" for an element. */
const char *hv_key(const hv_value *v);
/*
 * Copies a string, decoded to UTF-8 and ended by NUL, cut before a character that does not fit into `size` bytes. A lone
 * surrogate is U+FFFD. Returns the length of all of it, so that a result >= size says that it was cut; 0 if it is no string.
 */
size_t hv_text(const hv_value *v, char *out, size_t size);

/*
 * ---- Writing: members of the result, or, between hv_event and its hv_close, of the event. ----
 * The key is NULL inside an array. A wrong order (a member without key, an hv_close too many) is answered as -32000.
 */

/* UTF-8; a byte that is none is U+FFFD; NULL is null. */
void hv_put_text(const char *key, const char *s);
/* A value of up to 64 bits: "0x1f". */
void hv_put_hex(const char *key, uint64_t v);
/* A count or an index, as a JSON number: exact up to 2^53. */
void hv_put_count(const char *key, uint64_t v);
/* A number with a sign. */
void hv_put_int(const char *key, int64_t v);
void hv_put_bool(const char *key, bool v);
void hv_put_null(const char *key);
void hv_open_object(const char *key);
void hv_open_array(const char *key);
/* Closes what was opened last: an object, an array or an event. */
void hv_close(void);

/* The outcome of a step, once a step; members may be put before it or after. All return 0. */
int hv_ok(void);
/* {"outcome":"error","error":"EINVAL"} of an errno of Linux, positive or negative. */
int hv_error(int errno_value);
/* {"outcome":"fault","fault":"#GP"} */
int hv_fault(const char *vector);

/* Throws away what was put and told so far in this step: another outcome takes its place. */
void hv_take_back(void);

/* Begins an event of the step, ended by hv_close. They are kept in order; "events":[] is written for every step. */
void hv_event(const char *kind);

/* ---- Refusing: `return hv_misuse("the vCPU waits in %s", exit);`. What was put before is thrown away. ---- */

/* -32001: the operation makes no sense in this state. */
int hv_misuse(const char *format, ...) HV_FORMAT;
/*
 * -32601: there is no such operation, parameter or configuration, for want of this capability; "core" says of an operation
 * of the core, or of inspect, that it is still to be written.
 */
int hv_lacks(const char *capability);
/* -32000: the adapter itself cannot go on. */
int hv_broken(const char *format, ...) HV_FORMAT;

/* ---- What the adapter is. All strings have to live as long as the process. ---- */

/* What the implementation does where the profile leaves it open. */
struct hv_choice {
  const char *name, *value;
};

/* A profile of a machine that the adapter speaks for. */
struct hv_offer {
  const char *machine, *profile;
  const char *const *capabilities;  /* ends with NULL; NULL for none */
  const struct hv_choice *choices;  /* ends with {0}; NULL for none */
};

struct hv_adapter {
  const char *name, *version;
  const struct hv_offer *offers;
  size_t offer_count;
  /* A new instance, in place of the old one; machine and profile are those of an offer. 0, or what a refusal returned. */
  int (*reset)(const char *machine, const char *profile, const hv_value *config);
  /* One operation, {"op":"…",…}: `return hv_ok();`, or what a refusal returned. */
  int (*step)(const hv_value *op);
  /* Puts the members of the inspection and changes nothing. 0, or what a refusal returned. */
  int (*inspect)(void);
};

/*
 * Answers requests from `in` on `out`, in order, until shutdown or the end of `in` (0), or until reading or writing
 * fails (-1, with errno). What is answered goes out, in one write, before more is waited for. SIGPIPE is held off while it
 * writes.
 */
int hv_serve(const struct hv_adapter *adapter, int in, int out);

/* ---- Asking oneself before hv_serve, as to find out one's choices. ---- */

/* Parses a copy of the text. Valid until the next call; NULL where it is no JSON, too long or too deep. */
const hv_value *hv_parse(const char *text, size_t length);
/*
 * Does one step as a request would and gives the reply, {"jsonrpc":"2.0","id":0,"result":{…}} or with "error". Valid until
 * the next call or hv_serve. Call `adapter->reset` first. NULL while a request is being answered.
 */
const char *hv_ask(const struct hv_adapter *adapter, const char *op);

#endif
