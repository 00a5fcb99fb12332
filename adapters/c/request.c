/* Requests: what a line asks for is carried out, and the reply written. */
#include "request.h"

#include <stdio.h>
#include <string.h>

enum { ID_SIZE = 1024 };

static struct {
  const struct hv_adapter *adapter;
  bool is_reset, is_done;
} session;

static struct json_pool request_pool, own_pool;
static char own_text[HV_LINE_MAX + 1], asked_text[HV_LINE_MAX + 1];

void request_begin(const struct hv_adapter *adapter) {
  session.adapter = adapter;
  session.is_reset = session.is_done = false;
}

bool request_done(void) {
  return session.is_done;
}

/* The id as it is to be repeated, as JSON; NULL is one, too. False where it is none. */
static bool id_of(const hv_value *id, struct json_writer *to) {
  if (json_is(id, JSON_STRING)) json_string(to, id->text, id->length);
  else if (json_is(id, JSON_NUMBER)) json_raw(to, id->text, id->length);
  else if (json_is(id, JSON_NULL)) json_puts(to, "null");
  else return false;
  return !to->full;
}

static void put_offer(const struct hv_offer *offer) {
  hv_open_object(NULL);
  hv_put_text("machine", offer->machine);
  hv_put_text("profile", offer->profile);
  hv_open_array("capabilities");
  for (const char *const *name = offer->capabilities; name != NULL && *name != NULL; name++) hv_put_text(NULL, *name);
  hv_close();
  hv_open_object("choices");
  for (const struct hv_choice *choice = offer->choices; choice != NULL && choice->name != NULL; choice++)
    hv_put_text(choice->name, choice->value);
  hv_close();
  hv_close();
}

static int describe(const hv_value *params) {
  (void)params;
  hv_put_count("protocol", 1);
  hv_put_text("name", session.adapter->name);
  hv_put_text("version", session.adapter->version);
  hv_open_array("machines");
  for (size_t i = 0; i < session.adapter->offer_count; i++) put_offer(&session.adapter->offers[i]);
  hv_close();
  return 0;
}

static int invalid(const char *why) {
  reply_refuse(-32602, why);
  return -32602;
}

static int reset(const hv_value *params) {
  const hv_value *config = hv_get(params, "config");
  session.is_reset = false;
  if (!json_is(config, JSON_OBJECT)) return invalid("reset wants params {\"machine\":…,\"profile\":…,\"config\":{…}}");
  for (size_t i = 0; i < session.adapter->offer_count; i++) {
    const struct hv_offer *offer = &session.adapter->offers[i];
    if (!hv_is(hv_get(params, "machine"), offer->machine) || !hv_is(hv_get(params, "profile"), offer->profile)) continue;
    int returned = session.adapter->reset(offer->machine, offer->profile, config);
    session.is_reset = returned == 0;
    return returned;
  }
  return invalid("reset to a machine and profile that describe does not offer");
}

static int step(const hv_value *params) {
  if (!json_is(hv_get(params, "op"), JSON_STRING)) return invalid("step wants params {\"op\":\"…\",…}");
  return session.is_reset ? session.adapter->step(params) : hv_misuse("step before a reset that succeeded");
}

static int inspect(const hv_value *params) {
  (void)params;
  return session.is_reset ? session.adapter->inspect() : hv_misuse("inspect before a reset that succeeded");
}

static int shut_down(const hv_value *params) {
  (void)params;
  session.is_done = true;
  return 0;
}

static const struct method {
  const char *name;
  enum reply_kind kind;
  int (*run)(const hv_value *params);
} methods[] = {
    {"describe", REPLY_INSPECTION, describe}, {"reset", REPLY_PLAIN, reset},        {"step", REPLY_STEP, step},
    {"inspect", REPLY_INSPECTION, inspect},   {"shutdown", REPLY_PLAIN, shut_down},
};

/* Carries the request out; the reply is begun. */
static int answer(const hv_value *request) {
  const hv_value *name = hv_get(request, "method");
  for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
    if (!hv_is(name, methods[i].name)) continue;
    reply_begin(methods[i].kind);
    return methods[i].run(hv_get(request, "params"));
  }
  reply_begin(REPLY_PLAIN);
  reply_refuse(-32601, "there is no such method: describe, reset, step, inspect, shutdown");
  return -32601;
}

void request_refuse(struct json_writer *out, int code, const char *why) {
  reply_begin(REPLY_PLAIN);
  reply_refuse(code, why);
  reply_finish(out, "null", 4, code);
}

static void refuse_unread(struct json_writer *out, const struct json_error *error) {
  char text[128];
  const char *what = error->code == -32700 ? "the line is no JSON" : "the line is out of bounds";
  snprintf(text, sizeof text, "%s, at byte %zu: %s", what, error->at + 1, error->why);
  request_refuse(out, error->code, text);
}

/* A request without an id is carried out and not answered. */
static void take_request(struct json_writer *out, const hv_value *request) {
  char id_text[ID_SIZE];
  struct json_writer id = {.text = id_text, .size = sizeof id_text};
  bool answered = hv_get(request, "id") != NULL;
  if (answered && !id_of(hv_get(request, "id"), &id)) {
    request_refuse(out, -32600, "an id is a number or a string of at most 1 KiB");
    return;
  }
  bool whole = hv_is(hv_get(request, "jsonrpc"), "2.0") && json_is(hv_get(request, "method"), JSON_STRING);
  if (!whole) {
    reply_begin(REPLY_PLAIN);
    reply_refuse(-32600, "a request has \"jsonrpc\":\"2.0\" and a method");
  }
  int returned = whole ? answer(request) : -32600;
  size_t before = out->length;
  reply_finish(out, id.text, id.length, returned);
  if (!answered) out->length = before;
}

void request_line(struct json_writer *out, char *line, size_t length) {
  struct json_error error;
  while (length > 0 && (line[length - 1] == ' ' || line[length - 1] == '\t' || line[length - 1] == '\r')) length--;
  if (length == 0) return;
  if (length > HV_LINE_MAX) {
    request_refuse(out, -32600, REQUEST_TOO_LONG);
    return;
  }
  const hv_value *request = json_read(&request_pool, line, length, &error);
  if (request == NULL) refuse_unread(out, &error);
  else if (json_is(request, JSON_OBJECT)) take_request(out, request);
  else request_refuse(out, -32600, "a request is an object, one a line");
}

/* ---- Asking oneself ---- */

const hv_value *hv_parse(const char *text, size_t length) {
  struct json_error error;
  if (length > HV_LINE_MAX) return NULL;
  memcpy(own_text, text, length);
  return json_read(&own_pool, own_text, length, &error);
}

/* A line of at most 1 MiB, or an error, which is shorter. */
static char reply_text[HV_LINE_MAX + 1];
static struct json_writer asked = {.text = reply_text, .size = sizeof reply_text};

const char *hv_ask(const struct hv_adapter *adapter, const char *op) {
  struct json_error error;
  size_t length = strlen(op);
  if (reply_open()) return NULL;
  json_begin(&asked, false);
  if (length > HV_LINE_MAX) length = HV_LINE_MAX; /* which is then no JSON */
  memcpy(asked_text, op, length);
  const hv_value *value = json_read(&request_pool, asked_text, length, &error);
  session.adapter = adapter;
  session.is_reset = true;
  reply_begin(REPLY_STEP);
  int returned = value == NULL ? invalid("the operation is no JSON") : step(value);
  reply_finish(&asked, "0", 1, returned);
  asked.text[--asked.length] = '\0';
  return asked.text;
}
