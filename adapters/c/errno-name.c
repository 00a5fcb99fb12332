/* The names of errno: the numbers are those of the machine that this is compiled for (errno(3)). */
#include "reply.h"

#include <errno.h>

#define NAME(number) {number, #number}

static const struct {
  int number;
  const char *name;
} names[] = {
    NAME(EPERM),        NAME(ENOENT),      NAME(ESRCH),       NAME(EINTR),       NAME(EIO),        NAME(ENXIO),
    NAME(E2BIG),        NAME(ENOEXEC),     NAME(EBADF),       NAME(ECHILD),      NAME(EAGAIN),     NAME(ENOMEM),
    NAME(EACCES),       NAME(EFAULT),      NAME(ENOTBLK),     NAME(EBUSY),       NAME(EEXIST),     NAME(EXDEV),
    NAME(ENODEV),       NAME(ENOTDIR),     NAME(EISDIR),      NAME(EINVAL),      NAME(ENFILE),     NAME(EMFILE),
    NAME(ENOTTY),       NAME(ETXTBSY),     NAME(EFBIG),       NAME(ENOSPC),      NAME(ESPIPE),     NAME(EROFS),
    NAME(EMLINK),       NAME(EPIPE),       NAME(EDOM),        NAME(ERANGE),      NAME(EDEADLK),    NAME(ENAMETOOLONG),
    NAME(ENOLCK),       NAME(ENOSYS),      NAME(ENOTEMPTY),   NAME(ELOOP),       NAME(ENODATA),    NAME(ETIME),
    NAME(EPROTO),       NAME(EBADMSG),     NAME(EOVERFLOW),   NAME(EILSEQ),      NAME(EUSERS),     NAME(ENOTSOCK),
    NAME(EMSGSIZE),     NAME(EPROTOTYPE),  NAME(ENOPROTOOPT), NAME(EOPNOTSUPP),  NAME(EADDRINUSE), NAME(ECONNRESET),
    NAME(ENOBUFS),      NAME(ENOTCONN),    NAME(ETIMEDOUT),   NAME(ECONNREFUSED), NAME(EHOSTDOWN), NAME(EALREADY),
    NAME(EINPROGRESS),  NAME(ESTALE),      NAME(EDQUOT),      NAME(ECANCELED),   NAME(EOWNERDEAD), NAME(ENOTRECOVERABLE),
};

const char *errno_name(long number) {
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
    if (names[i].number == number) return names[i].name;
  return NULL;
}
