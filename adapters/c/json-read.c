/* The reader of JSON (RFC 8259), and the questions that may be asked of what it read. */
#include "json.h"

#include <string.h>

struct reader {
  char *at, *begin, *end;  /* *end is NUL, and so ends whatever a text leaves open */
  struct json_pool *pool;
  struct json_error *error;
};

static bool failed(struct reader *r, int code, const char *why) {
  *r->error = (struct json_error){code, why, (size_t)(r->at - r->begin)};
  return false;
}

static bool wrong(struct reader *r, const char *why) {
  return failed(r, -32700, why);
}

static void skip_blanks(struct reader *r) {
  while (*r->at == ' ' || *r->at == '\t' || *r->at == '\r' || *r->at == '\n') r->at++;
}

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

static int hex_digit(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

size_t json_utf8(const char *s, size_t n) {
  static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  if (n == 0) return 0;
  unsigned char lead = (unsigned char)s[0];
  if (lead < 0x80) return 1;
  size_t size = lead >= 0xf8 ? 0 : lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 0;
  if (size == 0 || size > n) return 0;
  uint32_t code = lead & (0x7fu >> size);
  for (size_t i = 1; i < size; i++) {
    if (((unsigned char)s[i] & 0xc0) != 0x80) return 0;
    code = code << 6 | ((unsigned char)s[i] & 0x3f);
  }
  bool surrogate = code >= 0xd800 && code <= 0xdfff;
  return code < least[size] || code > 0x10ffff || surrogate ? 0 : size;
}

static char *put_utf8(char *to, uint32_t code) {
  if (code < 0x80) {
    *to++ = (char)code;
    return to;
  }
  static const uint32_t lead[] = {0, 0xc0, 0xe0, 0xf0};
  unsigned tail = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
  *to++ = (char)(lead[tail] | code >> 6 * tail);
  while (tail-- > 0) *to++ = (char)(0x80 | (code >> 6 * tail & 0x3f));
  return to;
}

/* The four digits of a \u at `s`; -1 where they are none. */
static int32_t four_digits(const char *s) {
  int32_t code = 0;
  for (int i = 0; i < 4; i++) {
    int digit = hex_digit(s[i]);
    if (digit < 0) return -1;
    code = code * 16 + digit;
  }
  return code;
}

/* After `\u`: what it stands for, with its second half where it is a pair. */
static bool read_unicode(struct reader *r, char **to) {
  int32_t code = four_digits(r->at);
  if (code < 0) return wrong(r, "wanted four hex digits after \\u");
  r->at += 4;
  if (code >= 0xd800 && code <= 0xdfff) {
    int32_t low = code < 0xdc00 && r->at[0] == '\\' && r->at[1] == 'u' ? four_digits(r->at + 2) : -1;
    bool pair = low >= 0xdc00 && low <= 0xdfff;
    code = pair ? 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00) : 0xfffd;
    if (pair) r->at += 6;
  }
  *to = put_utf8(*to, (uint32_t)code);
  return true;
}

static bool read_escape(struct reader *r, char **to) {
  static const char names[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
  char c = *r->at;
  const char *found = c == '\0' ? NULL : strchr(names, c);
  if (c != 'u' && found == NULL) return wrong(r, "wanted one of \" \\ / b f n r t u after the backslash");
  r->at++;
  if (c == 'u') return read_unicode(r, to);
  *(*to)++ = meant[found - names];
  return true;
}

/* At the quote: decodes in place, which never takes more room than the text had. */
static bool read_string(struct reader *r, const char **text, uint32_t *length) {
  char *begin = ++r->at, *to = begin;
  while (*r->at != '"') {
    if ((unsigned char)*r->at < 0x20) return wrong(r, "a control character, or the end, inside a string");
    if (*r->at == '\\') {
      r->at++;
      if (!read_escape(r, &to)) return false;
      continue;
    }
    size_t size = json_utf8(r->at, (size_t)(r->end - r->at));
    if (size == 0) return wrong(r, "a byte that is no UTF-8");
    memmove(to, r->at, size);
    to += size;
    r->at += size;
  }
  r->at++;
  *to = '\0';
  *text = begin;
  *length = (uint32_t)(to - begin);
  return true;
}

static bool read_digits(struct reader *r) {
  if (!is_digit(*r->at)) return wrong(r, "wanted a digit");
  while (is_digit(*r->at)) r->at++;
  return true;
}

static bool read_number(struct reader *r, hv_value *v) {
  v->kind = JSON_NUMBER;
  v->text = r->at;
  if (*r->at == '-') r->at++;
  if (*r->at == '0') r->at++;
  else if (!read_digits(r)) return false;
  if (*r->at == '.') {
    r->at++;
    if (!read_digits(r)) return false;
  }
  if (*r->at == 'e' || *r->at == 'E') {
    r->at++;
    if (*r->at == '+' || *r->at == '-') r->at++;
    if (!read_digits(r)) return false;
  }
  v->length = (uint32_t)(r->at - v->text);
  return true;
}

static bool read_word(struct reader *r, hv_value *v, const char *word, enum json_kind kind) {
  v->kind = kind;
  if (strncmp(r->at, word, strlen(word)) != 0) return wrong(r, "wanted a value");
  r->at += strlen(word);
  return true;
}

static hv_value *read_value(struct reader *r, unsigned depth);

/* One member with its name, or one element. */
static hv_value *read_item(struct reader *r, bool object, unsigned depth) {
  const char *key = "";
  uint32_t key_length = 0;
  skip_blanks(r);
  if (object) {
    if (*r->at != '"') return wrong(r, "wanted the name of a member, in quotes"), NULL;
    if (!read_string(r, &key, &key_length)) return NULL;
    skip_blanks(r);
    if (*r->at != ':') return wrong(r, "wanted a colon after the name of a member"), NULL;
    r->at++;
  }
  hv_value *item = read_value(r, depth);
  if (item == NULL) return NULL;
  item->key = key;
  item->key_length = key_length;
  return item;
}

static bool read_items(struct reader *r, hv_value *v, bool object, unsigned depth) {
  char last = object ? '}' : ']';
  const hv_value **link = &v->first;
  v->kind = object ? JSON_OBJECT : JSON_ARRAY;
  if (depth >= HV_DEPTH_MAX) return failed(r, -32600, "deeper than 64");
  r->at++;
  skip_blanks(r);
  if (*r->at == last) return r->at++, true;
  for (;;) {
    hv_value *item = read_item(r, object, depth + 1);
    if (item == NULL) return false;
    *link = item;
    link = &item->next;
    v->length++;
    skip_blanks(r);
    if (*r->at == last) return r->at++, true;
    if (*r->at != ',') return wrong(r, object ? "wanted , or } after a member" : "wanted , or ] after an element");
    r->at++;
  }
}

static hv_value *read_value(struct reader *r, unsigned depth) {
  skip_blanks(r);
  if (r->pool->used == HV_VALUES_MAX) return failed(r, -32600, "more than 65536 values"), NULL;
  hv_value *v = &r->pool->values[r->pool->used++];
  *v = (hv_value){.key = "", .text = ""};
  bool ok;
  switch (*r->at) {
    case '{': ok = read_items(r, v, true, depth); break;
    case '[': ok = read_items(r, v, false, depth); break;
    case '"': v->kind = JSON_STRING, ok = read_string(r, &v->text, &v->length); break;
    case 't': ok = read_word(r, v, "true", JSON_TRUE); break;
    case 'f': ok = read_word(r, v, "false", JSON_FALSE); break;
    case 'n': ok = read_word(r, v, "null", JSON_NULL); break;
    default: ok = *r->at == '-' || is_digit(*r->at) ? read_number(r, v) : wrong(r, "wanted a value");
  }
  return ok ? v : NULL;
}

const hv_value *json_read(struct json_pool *pool, char *text, size_t length, struct json_error *error) {
  struct reader r = {text, text, text + length, pool, error};
  pool->used = 0;
  text[length] = '\0';
  const hv_value *v = read_value(&r, 0);
  if (v == NULL) return NULL;
  skip_blanks(&r);
  return r.at == r.end ? v : (wrong(&r, "something after the value"), NULL);
}
