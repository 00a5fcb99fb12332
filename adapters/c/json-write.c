/* The writer of JSON. What does not fit is noted, and so is a call that would not give JSON. */
#include "json.h"

#include <string.h>

static uint64_t bit(const struct json_writer *w) {
  return UINT64_C(1) << w->depth;
}

static void mistaken(struct json_writer *w, const char *what) {
  if (w->mistake == NULL) w->mistake = what;
}

void json_begin(struct json_writer *w, bool array) {
  *w = (struct json_writer){.text = w->text, .size = w->size, .arrays = array};
}

void json_raw(struct json_writer *w, const char *s, size_t n) {
  if (n > w->size - w->length) w->full = true;
  if (w->full) return;
  memcpy(w->text + w->length, s, n);
  w->length += n;
}

void json_puts(struct json_writer *w, const char *s) {
  json_raw(w, s, strlen(s));
}

/* A character that may not stand in a string as it is. */
static void escaped(struct json_writer *w, unsigned char c) {
  static const char hex[] = "0123456789abcdef";
  char text[] = {'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]};
  if (c == '"' || c == '\\') {
    text[1] = (char)c;
    json_raw(w, text, 2);
  } else {
    json_raw(w, text, sizeof text);
  }
}

void json_string(struct json_writer *w, const char *s, size_t n) {
  json_puts(w, "\"");
  for (size_t i = 0, size; i < n; i += size) {
    unsigned char c = (unsigned char)s[i];
    size = json_utf8(s + i, n - i);
    if (c < 0x20 || c == '"' || c == '\\' || c == 0x7f) escaped(w, c);
    else if (size > 0) json_raw(w, s + i, size);
    else json_puts(w, "\xef\xbf\xbd");
    if (size == 0) size = 1;
  }
  json_puts(w, "\"");
}

void json_key(struct json_writer *w, const char *key) {
  bool array = (w->arrays & bit(w)) != 0;
  if (array && key != NULL) mistaken(w, "an element of an array has no key: give NULL");
  if (!array && key == NULL) mistaken(w, "a member of an object has a key, and NULL was given");
  if ((w->filled & bit(w)) != 0) json_puts(w, ",");
  w->filled |= bit(w);
  if (array || key == NULL) return;
  json_string(w, key, strlen(key));
  json_puts(w, ":");
}

void json_open(struct json_writer *w, const char *key, bool array) {
  json_key(w, key);
  if (w->depth == HV_DEPTH_MAX - 1) {
    mistaken(w, "too many objects and arrays are open within each other");
    return;
  }
  json_puts(w, array ? "[" : "{");
  w->depth++;
  w->filled &= ~bit(w);
  w->arrays = array ? w->arrays | bit(w) : w->arrays & ~bit(w);
}

void json_close(struct json_writer *w) {
  if (w->depth == 0) {
    mistaken(w, "hv_close, and nothing is open");
    return;
  }
  json_puts(w, (w->arrays & bit(w)) != 0 ? "]" : "}");
  w->depth--;
}
