/*
 * play.h: the guest, one instruction at a time, in one run.
 *
 * The memory of the guest is full of branches to themselves, so wherever it goes it stays. One more step of the guest is one
 * more instruction where it stands; then the whole run since `enter` is played again, from the registers of the entry and
 * in one entry, and what KVM_GET_ONE_REG gives after that is the outcome. So a context that KVM sampled when the run began is
 * the one by which it ends, as if the guest had never been stopped in between.
 */
#ifndef NV_PLAY_H
#define NV_PLAY_H
#include "vcpu.h"

/* What became of an SError that waited at the entry. */
enum taken {
  NOT_TAKEN,
  TAKEN_BEFORE,  /* by an instruction before this one */
  TAKEN_IN_RUN,  /* by the CPU, while this one ran, or by KVM at the entry */
  TAKEN_AT_EXIT  /* by KVM, when the run had ended: the guest stood elsewhere */
};

struct played {
  struct run run;
  enum taken serror;
  const char *wrong; /* why the adapter cannot go on, or NULL */
  bool nowhere;      /* PC is where this guest has no memory: nothing was begun */
};

/* A run begins here: its entry has the registers that the vCPU has now. */
void play_begin(void);
/* The guest has run as far as the registers tell: an exit now needs no run. */
void play_goes_on(void);
/* Whether the registers of the entry are those of a guest hypervisor or of its user space. */
bool play_in_host_context(void);
/* Whether something was executed since, and whether this was. */
bool play_has_run(void);
bool play_has(uint32_t insn);
/*
 * The next instruction may lead there: where one of this run stands there already, another run begins here, an exit that
 * nobody asked for.
 */
void play_avoid(uint64_t address, uint64_t bytes);
/*
 * The X register for the operand or the result of the next instruction. Where the guest stands on an instruction of this run
 * already, or the run has become too long, another run begins here, too.
 */
unsigned play_register(void);
/*
 * Executes this instruction with this operand. A run that another exit came into is played again: what is given is the run
 * with the fewest exits, and nothing where none can be told for that.
 */
struct played play(uint32_t insn, uint64_t operand, enum ending ending);
/* Executes nothing but the branch. */
struct played play_none(enum ending ending);
/* Enters, and executes nothing. */
struct played play_entry(void);
/* Whether KVM has taken an SError at the last run's end: the registers are those of its handler. */
bool play_holds_serror(void);
/* Runs on from the registers as they are, without a new beginning; what the guest would execute moves PC by an instruction. */
struct run play_here(unsigned us);
/* Whether userspace steps from now on: an instruction of the guest ends KVM_RUN. */
void play_stepping(bool on);
/* Whether a run ended by such a step, after the guest had executed an instruction. */
bool play_is_stepped(const struct played *played);
/* The run is entered with this in the register. */
void play_enter_with(enum reg reg, uint64_t value);
/* What the guest writes to ELR_EL2 last in this run, or enters with, becomes `value`. Gives what it was. */
uint64_t play_change_elr(uint64_t value);
#endif
