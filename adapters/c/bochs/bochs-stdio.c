/*
 * bochs-stdio: a guest of Bochs as a program that speaks on stdin and stdout.
 *
 *     bochs-stdio bochs -q -f CONFIGURATION
 *
 * The configuration has `com2: mode=socket-client, dev=127.0.0.1:$HVSPEC_PORT` for the protocol and
 * `com1: mode=file, dev=/dev/fd/3` for the guest's console, which goes to stderr. What comes on stdin is held back until the
 * console says "hvspec: ready". When stdin ends, so does Bochs, once
 * it has said nothing for half a second.
 *
 * exit codes: 0 stdin ended or the guest switched itself off, 1 the guest never was ready, 2 wrong arguments
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CONSOLE_FD = 3, CHUNK = 1 << 16, LAST_WORDS_MS = 500 };

static bool put(int fd, const char *bytes, ssize_t length) {
  while (length > 0) {
    ssize_t n = write(fd, bytes, (size_t)length);
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return false;
    bytes += n, length -= n;
  }
  return true;
}

/* A port of the loopback interface, for one connection. */
static int listener(char *port, size_t size) {
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
  socklen_t length = sizeof address;
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0 || bind(fd, (struct sockaddr *)&address, length) || listen(fd, 1) || getsockname(fd, (struct sockaddr *)&address, &length))
    return -1;
  snprintf(port, size, "%u", ntohs(address.sin_port));
  return fd;
}

static pid_t start(char **command, int console) {
  pid_t parent = getpid(), child = fork();
  if (child)
    return child;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent)
    _exit(1);
  dup2(console, CONSOLE_FD);
  int null = open("/dev/null", O_RDWR);
  dup2(null, 0), dup2(null, 1), dup2(null, 2);
  execvp(command[0], command);
  _exit(127);
}

/* Whether the console has said so; the last bytes of one piece count for the next. */
static bool says_ready(const char *bytes, ssize_t length) {
  static const char word[] = "hvspec: ready";
  static size_t met;
  for (ssize_t i = 0; i < length; i++) {
    met = bytes[i] == word[met] ? met + 1 : bytes[i] == word[0];
    if (met == sizeof word - 1)
      return true;
  }
  return false;
}

/* Bochs sends byte by byte, and waits for each to be acknowledged: at once, and not in 40 ms. */
static void acknowledge_at_once(int fd) {
  setsockopt(fd, IPPROTO_TCP, TCP_QUICKACK, &(int){ 1 }, sizeof(int));
}

/* Whether the guest had been ready. */
static bool carry(int waiting, int console) {
  static char bytes[CHUNK];
  bool ready = false, ended = false;
  int guest = -1;
  for (;;) {
    struct pollfd fds[] = { { console, POLLIN, 0 }, { guest < 0 ? waiting : guest, POLLIN, 0 }, { ready && guest >= 0 && !ended ? 0 : -1, POLLIN, 0 } };
    int changed = poll(fds, 3, ended ? LAST_WORDS_MS : -1);
    if (changed == 0 || (changed < 0 && errno != EINTR))
      return ready;
    if (fds[0].revents) {
      ssize_t n = read(console, bytes, sizeof bytes);
      if (n <= 0)
        return ready;
      put(2, bytes, n);
      ready = ready || says_ready(bytes, n);
    }
    if (fds[1].revents && guest < 0) {
      guest = accept4(waiting, NULL, NULL, SOCK_CLOEXEC);
      setsockopt(guest, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int));
    } else if (fds[1].revents) {
      acknowledge_at_once(guest);
      ssize_t n = read(guest, bytes, sizeof bytes);
      if (n <= 0 || !put(1, bytes, n))
        return ready;
    }
    if (fds[2].revents) {
      ssize_t n = read(0, bytes, sizeof bytes);
      ended = n <= 0;
      if (!ended && !put(guest, bytes, n))
        return ready;
    }
  }
}

int main(int argc, char **argv) {
  char port[8];
  int console[2], waiting = listener(port, sizeof port);
  if (argc < 2) {
    fputs("usage: bochs-stdio bochs -q -f CONFIGURATION\n", stderr);
    return 2;
  }
  signal(SIGPIPE, SIG_IGN);
  if (waiting < 0 || pipe2(console, O_CLOEXEC)) {
    perror("bochs-stdio");
    return 1;
  }
  setenv("HVSPEC_PORT", port, 1);
  pid_t child = start(argv + 1, console[1]);
  close(console[1]);
  bool ready = child > 0 && carry(waiting, console[0]);
  if (child > 0)
    kill(child, SIGKILL), waitpid(child, NULL, 0);
  return ready ? 0 : 1;
}
