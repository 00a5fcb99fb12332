/*
 * shstk.h: how an operation travels from the adapter to the program that performs it, and what comes back.
 *
 * The adapter plays the whole of a case in a fresh program for each request: it writes down the operations so far, forks,
 * and the child performs one after the other and stops. So no other task runs while a program has a shadow stack, and
 * what is told was seen in one go. What does not live in the CPU, /proc tells while the program stands still.
 */
#ifndef SHSTK_H
#define SHSTK_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The adapter's own memory: all below is left in a program, and is not told. */
#define OWN_START 0x20000000UL
#define OWN_END 0x40000000UL
#define SHARED_AT 0x30000000UL /* struct shared */
#define ALIAS_AT 0x38000000UL  /* the code of the program, writable */
#define PAGE 0x1000UL
#define STACKS 4
#define STACK_BYTES 0x20000UL
#define OPS_MAX 512
#define FRAMES_MAX 512
#define IN_32_BIT_MODE 2 /* a handler that was set by int 0x80: this program has no code for it */

enum kind {
  /* calls, whose result may be an error number */
  K_SYSCALL, K_INT80, K_STATUS, K_COPY, K_SETRLIMIT, K_SIGALTSTACK, K_UFFD, K_EXEC, K_SIGACTION, K_SIGACTION32, K_SIGNAL, K_SIGRETURN, K_CALL, K_VSYSCALL, K_RET, K_LRET,
  K_MOVE_RSP, K_OVERWRITE, K_LOAD, K_STORE, K_RDSSP, K_INCSSPD, K_INCSSPQ, K_RSTORSSP, K_SAVEPREVSSP, K_WRSSD, K_WRSSQ, K_WRUSS, K_SETSSBSY, K_CLRSSBSY, K_NOTHING
};

struct op { enum kind kind; uint64_t a[7]; }; /* a[0] is a system call's number */

/* Why control came back to the adapter's code in the program. */
enum why { W_NONE, W_DONE, W_HANDLER, W_HIDDEN, W_IMPOSSIBLE };

struct signal_seen { uint64_t signo, code, addr, trapno, error, ssp; };
struct result { enum why why; uint64_t rax, value; struct signal_seen signal; };

enum frame_kind { F_CALL, F_SIGNAL };
struct frame { enum frame_kind kind; uint64_t at, before; }; /* `before`: RSP without it */
struct stack { uint32_t depth; struct frame frames[FRAMES_MAX]; uint64_t rsp; };

/* How the last operation is watched. */
enum last {
  ALONE,     /* not at all */
  CAUGHT,    /* by handlers of the adapter, where the program has none */
  UNHANDLED, /* by the kernel's log, which tells of a fault that nobody handles: without the program's handler, too */
  TRACED     /* by a tracer, which is told of each signal */
};

struct mapping { uint64_t start, end, prot; };

struct shared {
  struct { uint64_t mmap_top, mmap_top_32, as, data, stack; bool has_compat; uint32_t count; struct mapping mappings[64]; } config;
  uint32_t count, at; /* operations; the one under way */
  enum last last;
  uint32_t finished;
  const char *trouble; /* why the program could not begin */
  uint32_t handled[65]; /* 0 where there is no handler */
  uint32_t execs; /* programs that were begun by execve since the first */
  uint64_t patched;
  uint64_t hidden_as, hidden_data;
  uint64_t top, top_32; /* from where this kernel looks downwards for free addresses */
  uint64_t ssp, status, locked, rlimits[3]; /* as the program sees them at its end */
  uint32_t current;
  struct stack stacks[STACKS];
  struct result results[OPS_MAX];
  struct op ops[OPS_MAX];
};
extern struct shared *const S;

/* program.c: the child, from the operation S->at on. Never returns. `done` is the pipe that tells the parent. */
_Noreturn void program_run(int done);
/* space.c: gives the child the memory that the configuration says. NULL or what failed. */
const char *space_make(void);
/* space.c: the memory that parent and children share, by files: made, or in a program begun by execve found again. */
bool space_share(void);
extern int shared_file, code_file;
void code_fill(void);
extern char program_resume[];

/* exec.c: this program itself, unmarked and marked, and what it takes to go on with a case in it. */
void exec_prepare(void);
bool exec_can(void); /* not where vm.memfd_noexec is 2 */
void exec_told(int done);
int exec_go_on(char **argv);
#define EXEC_GO_ON "--go-on"
extern int exec_files[2];
extern char *exec_argv[];

/* play.c: the parent. */
struct play { enum { P_STANDS, P_EXITED, P_KILLED, P_STUCK } end; int signo; int pid; };
struct play play(enum last last);
void play_over(struct play *p);
/* The first signals that come with the last operation, as a tracer is told of them; how many. */
struct told { uint64_t signo, code, addr; };
size_t play_traced(struct told *out, size_t most);

/* look.c: what /proc tells of a program that stands still. */
struct map_seen { uint64_t start, end; size_t resident; /* pages */ char perm[5], flags[128]; bool shadow; };
size_t look_maps(int pid, struct map_seen *out, size_t most);
uint64_t look_word(int pid, uint64_t address);
bool look_line(int pid, const char *name, char *out, size_t size);
void look_words(int pid, const struct map_seen *maps, size_t count, void (*each)(uint64_t address, uint64_t value));

/* log.c: what the kernel logs of a control protection fault, or of a page fault, that nobody handles. */
struct logged {
  bool there; uint64_t ssp; unsigned long error; char name[16];
  bool page; uint64_t address; unsigned long page_error;
};
void log_open(void);
void log_skip(void);
struct logged log_read(void);
#endif
