/* The conversation: lines come in, their replies go out. */
#define _POSIX_C_SOURCE 200809L
#include "request.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

enum { CHUNK = 1 << 16, LOOK_AGAIN_MS = 200 };

static char in_text[HV_LINE_MAX + CHUNK + 1];
/* Room for a batch; the longest reply has to fit in what is left. */
static char out_text[4 * HV_LINE_MAX];
static struct json_writer out = {.text = out_text, .size = sizeof out_text};

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

/*
 * Looks again by itself now and then: the driver of a virtio port looks into its queue whenever it is asked, so that an
 * interrupt that an emulator has lost costs this long, and not the answer.
 */
static ssize_t read_some(int fd, char *to, size_t size) {
  struct pollfd p = {.fd = fd, .events = POLLIN};
  ssize_t n;
  while (poll(&p, 1, LOOK_AGAIN_MS) == 0) continue;
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
  while (!request_done() && (stop = memchr(at, '\n', (size_t)(end - at))) != NULL) {
    if (!input.skipping) request_line(&out, at, (size_t)(stop - at));
    input.skipping = false;
    at = stop + 1;
    if (out.size - out.length < 2 * HV_LINE_MAX && !flush(fd)) return false;
  }
  input.filled = (size_t)(end - at);
  memmove(in_text, at, input.filled);
  if (input.filled > HV_LINE_MAX || input.skipping) {
    if (!input.skipping) request_refuse(&out, -32600, REQUEST_TOO_LONG);
    input.skipping = true;
    input.filled = 0;
  }
  return true;
}

int hv_serve(const struct hv_adapter *adapter, int in, int out_fd) {
  request_begin(adapter);
  out.length = input.filled = 0;
  input.skipping = false;
  while (!request_done()) {
    if (!flush(out_fd)) return -1;
    ssize_t n = read_some(in, in_text + input.filled, CHUNK);
    if (n < 0) return -1;
    if (n == 0) break;
    input.filled += (size_t)n;
    if (!take_lines(out_fd)) return -1;
  }
  /* The last line may lack its LF. */
  if (!request_done() && !input.skipping) request_line(&out, in_text, input.filled);
  return flush(out_fd) ? 0 : -1;
}
