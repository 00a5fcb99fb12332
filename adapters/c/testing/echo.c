/*
 * The adapter that the kit is tested with. `echo` gives back the member "v" of the operation, read and written by the kit;
 * `read` says what each function makes of "v"; the others make each mistake that an author can make.
 * An argument "interrupted" has a signal come every millisecond, "nonblocking" has stdin and stdout not block.
 */
#define _DEFAULT_SOURCE
#include "../reply.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

static char text[HV_LINE_MAX + 1];

static void copy(const char *key, const hv_value *v);

/* A key with a NUL inside is cut there: hv_key gives a C string. */
static void copy_items(const hv_value *v, bool array) {
  for (const hv_value *item = hv_first(v); item != NULL; item = hv_next(item)) copy(array ? NULL : hv_key(item), item);
}

static void copy(const char *key, const hv_value *v) {
  switch (v->kind) {
    case JSON_NULL: hv_put_null(key); break;
    case JSON_FALSE: hv_put_bool(key, false); break;
    case JSON_TRUE: hv_put_bool(key, true); break;
    case JSON_NUMBER:
      snprintf(text, sizeof text, "number %.*s", (int)v->length, v->text);
      hv_put_text(key, text);
      break;
    case JSON_STRING: json_key(reply_body(), key), json_string(reply_body(), v->text, v->length); break;
    case JSON_ARRAY: hv_open_array(key), copy_items(v, true), hv_close(); break;
    case JSON_OBJECT: hv_open_object(key), copy_items(v, false), hv_close(); break;
  }
}

static int read_all(const hv_value *op) {
  const hv_value *v = hv_get(op, "v");
  char small[8];
  hv_put_hex("u64", hv_u64(op, "v", 0xabc));
  hv_put_int("i64", hv_i64(op, "v", -7));
  hv_put_bool("true", hv_true(op, "v"));
  hv_put_count("count", hv_count(v));
  hv_put_bool("is", hv_is(v, "abc"));
  hv_put_count("length", hv_text(v, small, sizeof small));
  hv_put_text("text", small);
  hv_put_count("unseen", hv_text(v, small, 0));
  hv_put_bool("first", hv_first(v) != NULL);
  return hv_ok();
}

static int events(const hv_value *op) {
  hv_put_text("before", "the first event");
  hv_event("exit");
  hv_put_hex("value", hv_u64(op, "value", 0));
  hv_open_object("inner"), hv_open_array("list"), hv_put_null(NULL), hv_put_text(NULL, NULL), hv_close(), hv_close();
  hv_close();
  hv_put_count("between", 1);
  hv_event("warn"), hv_close();
  return hv_fault("#GP");
}

static int twice(const hv_value *op) {
  (void)op;
  return hv_ok(), hv_error(EINVAL);
}

static int none(const hv_value *op) {
  (void)op;
  return 0;
}

static int strange(const hv_value *op) {
  (void)op;
  return hv_ok(), 5;
}

static int close_all(const hv_value *op) {
  (void)op;
  return hv_close(), hv_ok();
}

static int stay_open(const hv_value *op) {
  (void)op;
  return hv_ok(), hv_open_object("open"), 0;
}

static int keyless(const hv_value *op) {
  (void)op;
  return hv_put_null(NULL), hv_ok();
}

static int keyed(const hv_value *op) {
  (void)op;
  return hv_open_array("a"), hv_put_null("key"), hv_close(), hv_ok();
}

static int within(const hv_value *op) {
  (void)op;
  return hv_event("a"), hv_event("b"), hv_close(), hv_close(), hv_ok();
}

static int deep(const hv_value *op) {
  for (uint64_t i = hv_u64(op, "n", 0); i > 0; i--) hv_open_object("o");
  for (uint64_t i = hv_u64(op, "n", 0); i > 0; i--) hv_close();
  return hv_ok();
}

static int large(const hv_value *op) {
  hv_open_array("list");
  for (uint64_t i = hv_u64(op, "n", 0); i > 0; i--) hv_put_text(NULL, "0123456789");
  return hv_close(), hv_ok();
}

static int bytes(const hv_value *op) {
  (void)op;
  hv_put_text("bytes", "\x01\x1f\"\\\x7f\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80 \xff \xc0\x80 \xed\xa0\x80 \xf4\x90\x80\x80 \xe2\x82");
  return hv_ok();
}

static int error_of(const hv_value *op) {
  return hv_error((int)hv_i64(op, "v", 0));
}

static int lacks(const hv_value *op) {
  (void)op;
  hv_put_text("thrown", "away");
  hv_lacks("hypercalls");
  return hv_misuse("the second refusal is not heard");
}

static int takes_back(const hv_value *op) {
  (void)op;
  hv_put_text("thrown", "away");
  hv_event("gone"), hv_close();
  hv_ok();
  hv_take_back();
  hv_put_text("kept", "this");
  return hv_fault("#BUG");
}

static int misuse(const hv_value *op) {
  hv_text(hv_get(op, "v"), text, sizeof text);
  return hv_misuse("it is %s", text);
}

static int broken(const hv_value *op) {
  (void)op;
  return hv_broken("no more %s", "memory");
}

static int echo(const hv_value *op) {
  const hv_value *v = hv_get(op, "v");
  if (v == NULL) return hv_misuse("there is no v");
  copy("v", v);
  return hv_ok();
}

/* Two operations of syndbg, on a register that the suite can write and read. */
static uint64_t options;

static int set_msrs(const hv_value *op) {
  if (hv_u64(op, "vcpu", 0) > 0) return hv_misuse("there is no such vCPU");
  options = hv_u64(hv_first(hv_get(op, "msrs")), "value", 0);
  hv_put_count("count", hv_count(hv_get(op, "msrs")));
  return hv_ok();
}

static int get_msrs(const hv_value *op) {
  if (hv_u64(op, "vcpu", 0) > 0) return hv_misuse("there is no such vCPU");
  hv_put_count("count", 1);
  hv_open_array("values"), hv_put_hex(NULL, options), hv_close();
  return hv_ok();
}

static int crash(const hv_value *op) {
  (void)op;
  _exit(3);
}

static const struct {
  const char *name;
  int (*run)(const hv_value *op);
} operations[] = {
    {"echo", echo},       {"read", read_all},       {"events", events},   {"twice", twice}, {"none", none},     {"strange", strange},
    {"close", close_all}, {"open", stay_open},      {"keyless", keyless}, {"keyed", keyed}, {"within", within}, {"deep", deep},
    {"large", large},     {"bytes", bytes},         {"error", error_of},  {"lacks", lacks}, {"misuse", misuse}, {"broken", broken},
    {"takes_back", takes_back},
    {"set_msrs", set_msrs}, {"get_msrs", get_msrs}, {"run", crash},
};

static int step(const hv_value *op) {
  for (size_t i = 0; i < sizeof operations / sizeof operations[0]; i++)
    if (hv_is(hv_get(op, "op"), operations[i].name)) return operations[i].run(op);
  return hv_misuse("there is no such operation");
}

static int reset(const char *machine, const char *profile, const hv_value *config) {
  if (strcmp(machine, "syndbg") != 0 || strcmp(profile, "upstream") != 0) return hv_broken("not what is offered");
  if (hv_true(config, "put")) hv_put_null("member");
  options = 0;
  return hv_true(config, "trace") ? hv_lacks("trace") : 0;
}

static int inspect(void) {
  static const char *const others[] = {"control", "status", "send_page", "recv_page", "pending_page"};
  hv_open_array("vms"), hv_open_object(NULL);
  hv_open_object("registers");
  for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) hv_put_hex(others[i], 0);
  hv_put_hex("options", options);
  hv_close();
  hv_open_array("vcpus"), hv_close();
  hv_close(), hv_close();
  return 0;
}

static const char *const capabilities[] = {"hypercalls", "vmm", NULL};
static struct hv_choice choices[] = {{"fpac_il", NULL}, {NULL, NULL}};
static const struct hv_offer offers[] = {{"syndbg", "upstream", capabilities, NULL}, {"nv", "upstream", NULL, choices}};
static const struct hv_adapter adapter = {"echo \"in\" C", "1", offers, 2, reset, step, inspect};

/* Finds a choice by asking itself. */
static const char *chosen(void) {
  const char *config = "{}", *bad = "{\"op\":";
  if (adapter.reset("syndbg", "upstream", hv_parse(config, strlen(config))) != 0) return "refused";
  const char *reply = hv_ask(&adapter, bad);
  if (!hv_get(hv_parse(reply, strlen(reply)), "error")) return "bad-json-accepted";
  reply = hv_ask(&adapter, "{\"op\":\"echo\",\"v\":[\"asked\"]}");
  const hv_value *v = hv_get(hv_get(hv_parse(reply, strlen(reply)), "result"), "v");
  return hv_is(hv_first(v), "asked") ? "clear" : "not-found";
}

static void ring(int number) {
  (void)number;
}

static void interrupt_often(void) {
  struct sigaction action = {.sa_handler = ring};
  struct itimerval often = {{0, 1000}, {0, 1000}};
  sigaction(SIGALRM, &action, NULL);
  setitimer(ITIMER_REAL, &often, NULL);
}

int main(int argc, char **argv) {
  choices[0].value = chosen();
  for (int i = 1; i < argc; i++) {
    if (strcmp(argv[i], "interrupted") == 0) interrupt_often();
    if (strcmp(argv[i], "nonblocking") == 0)
      for (int fd = 0; fd < 2; fd++) fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
  }
  if (hv_serve(&adapter, 0, 1) == 0) return 0;
  perror("echo");
  return 1;
}
