/* The conversation: lines come in, each is a request, its reply goes out. */
#define _POSIX_C_SOURCE 200809L
#include "reply.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { ID_SIZE = 1024, CHUNK = 1 << 16 };

static const char TOO_LONG[] = "the line is longer than 1 MiB";

/* Where the machine and profile of the last reset are known; else nothing has been reset. */
static struct {
  const struct hv_adapter *adapter;
  bool is_reset, is_done;
} session;

static char in_text[HV_LINE_MAX + CHUNK + 1], own_text[HV_LINE_MAX + 1];
/* Room for a batch: a reply is written to `out` only where there is room for the longest. */
static char out_text[4 * HV_LINE_MAX];
static struct json_pool request_pool, own_pool;
static struct json_writer out = {.text = out_text, .size = sizeof out_text};

/* ---- Requests ---- */

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

static void refuse_line(int code, const char *why) {
  reply_begin(REPLY_PLAIN);
  reply_refuse(code, why);
  reply_finish(&out, "null", 4, code);
}

static void refuse_unread(const struct json_error *error) {
  char text[128];
  const char *what = error->code == -32700 ? "the line is no JSON" : "the line is out of bounds";
  snprintf(text, sizeof text, "%s, at byte %zu: %s", what, error->at + 1, error->why);
  refuse_line(error->code, text);
}

/* A request without an id is carried out and not answered. */
static void take_request(const hv_value *request) {
  char id_text[ID_SIZE];
  struct json_writer id = {.text = id_text, .size = sizeof id_text};
  bool answered = hv_get(request, "id") != NULL;
  if (answered && !id_of(hv_get(request, "id"), &id)) {
    refuse_line(-32600, "an id is a number or a string of at most 1 KiB");
    return;
  }
  bool whole = hv_is(hv_get(request, "jsonrpc"), "2.0") && json_is(hv_get(request, "method"), JSON_STRING);
  if (!whole) {
    reply_begin(REPLY_PLAIN);
    reply_refuse(-32600, "a request has \"jsonrpc\":\"2.0\" and a method");
  }
  int returned = whole ? answer(request) : -32600;
  size_t before = out.length;
  reply_finish(&out, id.text, id.length, returned);
  if (!answered) out.length = before;
}

/* One line; it is overwritten. A blank line is nothing. */
static void take_line(char *line, size_t length) {
  struct json_error error;
  while (length > 0 && (line[length - 1] == ' ' || line[length - 1] == '\t' || line[length - 1] == '\r')) length--;
  if (length == 0) return;
  if (length > HV_LINE_MAX) {
    refuse_line(-32600, TOO_LONG);
    return;
  }
  const hv_value *request = json_read(&request_pool, line, length, &error);
  if (request == NULL) refuse_unread(&error);
  else if (json_is(request, JSON_OBJECT)) take_request(request);
  else refuse_line(-32600, "a request is an object, one a line");
}

/* ---- Lines ---- */

static bool retry(int fd, short events) {
  struct pollfd one = {.fd = fd, .events = events};
  if (errno == EINTR) return true;
  if (errno != EAGAIN && errno != EWOULDBLOCK) return false;
  return poll(&one, 1, -1) >= 0 || errno == EINTR;
}

static bool write_all(int fd, const char *text, size_t length) {
  while (length > 0) {
    ssize_t n = write(fd, text, length);
    if (n < 0 && !retry(fd, POLLOUT)) return false;
    if (n < 0) continue;
    text += n;
    length -= (size_t)n;
  }
  return true;
}

/* What is answered goes out. SIGPIPE is as before afterwards: a program that the adapter starts inherits it. */
static bool flush(int fd) {
  struct sigaction ignored = {.sa_handler = SIG_IGN}, before;
  if (out.length == 0) return true;
  sigaction(SIGPIPE, &ignored, &before);
  bool ok = write_all(fd, out.text, out.length);
  int error = errno;
  sigaction(SIGPIPE, &before, NULL);
  errno = error;
  out.length = 0;
  return ok;
}

static ssize_t read_some(int fd, char *to, size_t size) {
  ssize_t n;
  do n = read(fd, to, size);
  while (n < 0 && retry(fd, POLLIN));
  return n;
}

/* Lines in in_text[0…filled); `skipping` is what is left of a line that was too long and is answered. */
static struct {
  size_t filled;
  bool skipping;
} input;

/* Answers all whole lines and keeps the rest. False where writing failed. */
static bool take_lines(int fd) {
  char *at = in_text, *end = in_text + input.filled, *stop;
  while (!session.is_done && (stop = memchr(at, '\n', (size_t)(end - at))) != NULL) {
    if (!input.skipping) take_line(at, (size_t)(stop - at));
    input.skipping = false;
    at = stop + 1;
    if (out.size - out.length < 2 * HV_LINE_MAX && !flush(fd)) return false;
  }
  input.filled = (size_t)(end - at);
  memmove(in_text, at, input.filled);
  if (input.filled > HV_LINE_MAX || input.skipping) {
    if (!input.skipping) refuse_line(-32600, TOO_LONG);
    input.skipping = true;
    input.filled = 0;
  }
  return true;
}

int hv_serve(const struct hv_adapter *adapter, int in, int out_fd) {
  session.adapter = adapter;
  session.is_reset = session.is_done = false;
  out.length = input.filled = 0;
  input.skipping = false;
  while (!session.is_done) {
    if (!flush(out_fd)) return -1;
    ssize_t n = read_some(in, in_text + input.filled, CHUNK);
    if (n < 0) return -1;
    if (n == 0) break;
    input.filled += (size_t)n;
    if (!take_lines(out_fd)) return -1;
  }
  /* The last line may lack its LF. */
  if (!session.is_done && !input.skipping) take_line(in_text, input.filled);
  return flush(out_fd) ? 0 : -1;
}

/* ---- Asking oneself ---- */

const hv_value *hv_parse(const char *text, size_t length) {
  struct json_error error;
  if (length > HV_LINE_MAX) return NULL;
  memcpy(own_text, text, length);
  return json_read(&own_pool, own_text, length, &error);
}

const char *hv_ask(const struct hv_adapter *adapter, const char *op) {
  struct json_error error;
  size_t length = strlen(op);
  if (reply_open()) return NULL;
  out.length = 0;
  if (length > HV_LINE_MAX) length = HV_LINE_MAX; /* which is then no JSON */
  memcpy(in_text, op, length);
  const hv_value *value = json_read(&request_pool, in_text, length, &error);
  session.adapter = adapter;
  session.is_reset = true;
  reply_begin(REPLY_STEP);
  int returned = value == NULL ? invalid("the operation is no JSON") : step(value);
  reply_finish(&out, "0", 1, returned);
  out.text[--out.length] = '\0';
  return out.text;
}
