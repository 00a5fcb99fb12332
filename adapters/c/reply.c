/* Making a reply. Until it is finished nothing of it goes out, so that a refusal can take the place of a result. */
#include "reply.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { MESSAGE_SIZE = 1024 };

static char body_text[HV_LINE_MAX], events_text[HV_LINE_MAX];
static struct json_writer body = {.text = body_text, .size = sizeof body_text};
static struct json_writer events = {.text = events_text, .size = sizeof events_text};
static enum reply_kind kind;
static bool in_event, has_outcome;
static const char *mistake;
static struct {
  int code;
  char message[MESSAGE_SIZE], capability[MESSAGE_SIZE];
} refusal;

void reply_begin(enum reply_kind what) {
  json_begin(&body, false);
  json_begin(&events, true);
  kind = what;
  in_event = has_outcome = false;
  mistake = NULL;
  refusal.code = 0;
  refusal.capability[0] = '\0';
}

bool reply_open(void) {
  return kind != REPLY_NONE;
}

struct json_writer *reply_body(void) {
  return &body;
}

static void mistaken(const char *what) {
  if (mistake == NULL) mistake = what;
}

/* Where a member goes now. */
static struct json_writer *here(void) {
  if (kind == REPLY_PLAIN) mistaken("reset puts no members: its result is empty");
  return in_event ? &events : &body;
}

static struct json_writer *member(const char *key) {
  struct json_writer *w = here();
  json_key(w, key);
  return w;
}

static void put_string(struct json_writer *w, const char *s) {
  json_string(w, s, strlen(s));
}

void hv_put_text(const char *key, const char *s) {
  struct json_writer *w = member(key);
  if (s == NULL) json_puts(w, "null");
  else put_string(w, s);
}

void hv_put_hex(const char *key, uint64_t v) {
  char text[24];
  snprintf(text, sizeof text, "\"0x%" PRIx64 "\"", v);
  json_puts(member(key), text);
}

void hv_put_count(const char *key, uint64_t v) {
  char text[24];
  snprintf(text, sizeof text, "%" PRIu64, v);
  json_puts(member(key), text);
}

void hv_put_int(const char *key, int64_t v) {
  char text[24];
  snprintf(text, sizeof text, "%" PRId64, v);
  json_puts(member(key), text);
}

void hv_put_bool(const char *key, bool v) {
  json_puts(member(key), v ? "true" : "false");
}

void hv_put_null(const char *key) {
  json_puts(member(key), "null");
}

void hv_open_object(const char *key) {
  json_open(here(), key, false);
}

void hv_open_array(const char *key) {
  json_open(here(), key, true);
}

void hv_close(void) {
  json_close(here());
  if (in_event && events.depth == 0) in_event = false;
}

void hv_event(const char *what) {
  if (kind != REPLY_STEP) mistaken("hv_event belongs to a step");
  if (in_event) mistaken("hv_event inside an event: hv_close the one before");
  in_event = true;
  json_open(&events, NULL, false);
  hv_put_text("event", what);
}

static int outcome(const char *name, const char *key, const char *value) {
  if (kind != REPLY_STEP) mistaken("an outcome belongs to a step");
  if (has_outcome) mistaken("a step has one outcome, and it was given two");
  if (in_event || body.depth > 0) mistaken("an outcome is given while something is open: hv_close it first");
  has_outcome = true;
  json_key(&body, "outcome");
  put_string(&body, name);
  if (key == NULL) return 0;
  json_key(&body, key);
  put_string(&body, value == NULL ? "" : value);
  return 0;
}

int hv_ok(void) {
  return outcome("ok", NULL, NULL);
}

int hv_error(int number) {
  const char *name = errno_name(number < 0 ? -(long)number : number);
  return name == NULL ? hv_broken("%d is no errno of Linux", number) : outcome("error", "error", name);
}

int hv_fault(const char *vector) {
  return outcome("fault", "fault", vector);
}

void hv_take_back(void) {
  reply_begin(kind);
}

void reply_refuse(int code, const char *message) {
  if (refusal.code != 0) return;
  refusal.code = code;
  snprintf(refusal.message, sizeof refusal.message, "%s", message);
}

static int refuse(int code, const char *format, va_list arguments) {
  char text[MESSAGE_SIZE];
  if (vsnprintf(text, sizeof text, format, arguments) < 0) text[0] = '\0';
  reply_refuse(code, text);
  return code;
}

int hv_misuse(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int code = refuse(-32001, format, arguments);
  va_end(arguments);
  return code;
}

int hv_broken(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int code = refuse(-32000, format, arguments);
  va_end(arguments);
  return code;
}

int hv_lacks(const char *capability) {
  bool first = refusal.code == 0;
  char message[MESSAGE_SIZE];
  snprintf(message, sizeof message, "no %s", capability);
  reply_refuse(-32601, message);
  if (first) snprintf(refusal.capability, sizeof refusal.capability, "%s", capability);
  return -32601;
}

/* Makes an error of what the author did wrong. */
static void judge(int returned) {
  static char text[MESSAGE_SIZE];
  const char *wrong = mistake != NULL ? mistake : body.mistake != NULL ? body.mistake : events.mistake;
  if (refusal.code != 0) return;
  if (wrong == NULL && returned != 0) {
    snprintf(text, sizeof text, "the function of the adapter returned %d, and nothing was refused", returned);
    wrong = text;
  }
  if (wrong == NULL && (in_event || body.depth > 0)) wrong = "something is open at the end: hv_close it";
  if (wrong == NULL && kind == REPLY_STEP && !has_outcome) wrong = "the step has no outcome: hv_ok, hv_error or hv_fault";
  if (wrong == NULL && (body.full || events.full)) wrong = "the reply is longer than 1 MiB";
  if (wrong != NULL) reply_refuse(-32000, wrong);
}

static void write_error(struct json_writer *to) {
  char code[16];
  snprintf(code, sizeof code, "%d", refusal.code);
  json_puts(to, ",\"error\":{\"code\":");
  json_puts(to, code);
  json_puts(to, ",\"message\":");
  put_string(to, refusal.message);
  if (refusal.code == -32601 && refusal.capability[0] != '\0') {
    json_puts(to, ",\"data\":{\"capability\":");
    put_string(to, refusal.capability);
    json_puts(to, "}");
  }
  json_puts(to, "}}\n");
}

static void write_result(struct json_writer *to) {
  json_puts(to, ",\"result\":{");
  json_raw(to, body.text, body.length);
  if (kind == REPLY_STEP) {
    json_puts(to, body.length > 0 ? ",\"events\":[" : "\"events\":[");
    json_raw(to, events.text, events.length);
    json_puts(to, "]");
  }
  json_puts(to, "}}\n");
}

void reply_finish(struct json_writer *to, const char *id, size_t id_length, int returned) {
  const char version[] = "{\"jsonrpc\":\"2.0\",\"id\":";
  judge(returned);
  size_t envelope = sizeof version + id_length + sizeof ",\"result\":{,\"events\":[]}}\n";
  if (refusal.code == 0 && body.length + events.length + envelope > HV_LINE_MAX)
    reply_refuse(-32000, "the reply is longer than 1 MiB");
  json_puts(to, version);
  json_raw(to, id, id_length);
  if (refusal.code != 0) write_error(to);
  else write_result(to);
  kind = REPLY_NONE;
}
