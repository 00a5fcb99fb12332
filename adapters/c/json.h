/* JSON for the protocol: a reader into a pool of values and a writer into a buffer, both of fixed size. */
#ifndef HVSPEC_JSON_H
#define HVSPEC_JSON_H

#include "hvspec.h"

enum json_kind { JSON_NULL, JSON_FALSE, JSON_TRUE, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

struct hv_value {
  const char *key;              /* decoded, ended by NUL; "" for an element */
  const char *text;             /* of a string decoded, ended by NUL; of a number as it stands, not ended */
  const hv_value *first, *next;
  uint32_t key_length, length;  /* in bytes; of an array or object the number of what is in it */
  enum json_kind kind;
};

struct json_pool {
  hv_value values[HV_VALUES_MAX];
  size_t used;
};

/* Why a text was not read. */
struct json_error {
  int code;         /* -32700: no JSON; -32600: JSON, but deeper or more than the bounds */
  const char *why;
  size_t at;        /* byte of the text, from 0 */
};

/*
 * Reads the JSON in text[0…length), decoding strings in place: the text must be writable, text[length] too, and stay as
 * long as the values. Empties the pool first. NULL with `error` where it cannot be read.
 */
const hv_value *json_read(struct json_pool *pool, char *text, size_t length, struct json_error *error);

/* Whether the value is there and of the kind. */
bool json_is(const hv_value *v, enum json_kind kind);

/* The bytes of the UTF-8 character at s, of at most n bytes; 0 where there is none. */
size_t json_utf8(const char *s, size_t n);

/* A text under construction. */
struct json_writer {
  char *text;
  size_t length, size;
  unsigned depth;
  uint64_t filled, arrays;  /* bit of a depth: something stands there; it is an array */
  bool full;                /* it did not fit: the text is useless */
  const char *mistake;      /* the first wrong call, or NULL */
};

/* Empties it; what is written next stands in an array, or in an object. */
void json_begin(struct json_writer *w, bool array);
/* Writes as it is. */
void json_raw(struct json_writer *w, const char *s, size_t n);
void json_puts(struct json_writer *w, const char *s);
/* Writes a string with its quotes and escapes. */
void json_string(struct json_writer *w, const char *s, size_t n);
/* Writes the comma and the key before a value, where they belong. */
void json_key(struct json_writer *w, const char *key);
void json_open(struct json_writer *w, const char *key, bool array);
void json_close(struct json_writer *w);

#endif
