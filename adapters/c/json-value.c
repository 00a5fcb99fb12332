/* The questions that may be asked of a value. */
#include "json.h"

#include <string.h>

bool json_is(const hv_value *v, enum json_kind kind) {
  return v != NULL && v->kind == kind;
}

static bool same(const char *text, size_t length, const char *other) {
  return other != NULL && strlen(other) == length && memcmp(text, other, length) == 0;
}

const hv_value *hv_get(const hv_value *object, const char *member) {
  const hv_value *found = NULL;
  if (!json_is(object, JSON_OBJECT)) return NULL;
  for (const hv_value *v = object->first; v != NULL; v = v->next)
    if (same(v->key, v->key_length, member)) found = v;
  return found;
}

bool hv_is(const hv_value *v, const char *text) {
  return json_is(v, JSON_STRING) && same(v->text, v->length, text);
}

static uint64_t from_hex(const hv_value *v, uint64_t otherwise) {
  uint64_t value = 0;
  if (v->length < 3 || v->length > 18 || memcmp(v->text, "0x", 2) != 0) return otherwise;
  for (size_t i = 2; i < v->length; i++) {
    char c = v->text[i];
    if (c >= '0' && c <= '9') value = value << 4 | (uint64_t)(c - '0');
    else if (c >= 'a' && c <= 'f') value = value << 4 | (uint64_t)(c - 'a' + 10);
    else return otherwise;
  }
  return value;
}

/* Digits alone, and no more than 64 bits. */
static bool from_decimal(const char *text, size_t length, uint64_t *value) {
  *value = 0;
  for (size_t i = 0; i < length; i++) {
    if (text[i] < '0' || text[i] > '9') return false;
    uint64_t digit = (uint64_t)(text[i] - '0');
    if (*value > (UINT64_MAX - digit) / 10) return false;
    *value = *value * 10 + digit;
  }
  return true;
}

uint64_t hv_value_u64(const hv_value *v, uint64_t otherwise) {
  uint64_t value;
  if (json_is(v, JSON_STRING)) return from_hex(v, otherwise);
  return json_is(v, JSON_NUMBER) && from_decimal(v->text, v->length, &value) ? value : otherwise;
}

uint64_t hv_u64(const hv_value *object, const char *member, uint64_t otherwise) {
  return hv_value_u64(hv_get(object, member), otherwise);
}

int64_t hv_value_i64(const hv_value *v, int64_t otherwise) {
  uint64_t value;
  if (!json_is(v, JSON_NUMBER)) return otherwise;
  bool negative = v->text[0] == '-';
  if (!from_decimal(v->text + negative, v->length - negative, &value)) return otherwise;
  if (value <= INT64_MAX) return negative ? -(int64_t)value : (int64_t)value;
  return negative && value == (uint64_t)INT64_MAX + 1 ? INT64_MIN : otherwise;
}

int64_t hv_i64(const hv_value *object, const char *member, int64_t otherwise) {
  return hv_value_i64(hv_get(object, member), otherwise);
}

bool hv_true(const hv_value *object, const char *member) {
  return json_is(hv_get(object, member), JSON_TRUE);
}

size_t hv_count(const hv_value *v) {
  return json_is(v, JSON_ARRAY) || json_is(v, JSON_OBJECT) ? v->length : 0;
}

const hv_value *hv_first(const hv_value *v) {
  return v == NULL ? NULL : v->first;
}

const hv_value *hv_next(const hv_value *v) {
  return v == NULL ? NULL : v->next;
}

const char *hv_key(const hv_value *v) {
  return v == NULL ? "" : v->key;
}

size_t hv_text(const hv_value *v, char *out, size_t size) {
  size_t length = json_is(v, JSON_STRING) ? v->length : 0, kept = length;
  if (size == 0) return length;
  if (kept >= size) {
    kept = size - 1;
    while (kept > 0 && ((unsigned char)v->text[kept] & 0xc0) == 0x80) kept--;
  }
  if (kept > 0) memcpy(out, v->text, kept);
  out[kept] = '\0';
  return length;
}
