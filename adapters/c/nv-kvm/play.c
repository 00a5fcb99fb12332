/* play.c: see play.h. */
#include "play.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

#include "code.h"
#include "events.h"
#include "insn.h"

enum { LINES = 27, FUNCTION = 0, LINK_A32 = 14, LINK = 30 };
/* Runs: in all, before the timer's time is doubled, and before one is believed that took more exits than it had to. */
enum { ATTEMPTS = 120, PATIENCE = 20, MANY = 10, AGREEING = 3 };

struct line {
  uint64_t at, operand;
  uint32_t insn;
};
static struct line lines[LINES];
static unsigned count;
static uint64_t entry[REG_COUNT];
static bool ran, stepping;
static struct { bool waits, was_taken; uint64_t iss; } serror; /* at the entry, and since */
static unsigned outer; /* exits that the lines before take, beside the end of the run */

void play_begin(void) {
  code_forget();
  for (int reg = 0; reg < REG_COUNT; reg++)
    entry[reg] = reg_value((enum reg)reg);
  serror.waits = serror_waits(&serror.iss);
  serror.was_taken = false;
  count = outer = 0;
  ran = false;
}

void play_stepping(bool on) { stepping = on; }

bool play_in_host_context(void) {
  uint64_t mode = entry[PSTATE] & PSR_MODE;
  return vcpu.features.el2 && (mode == EL2T || mode == EL2H || entry[HCR_EL2] & HCR_TGE);
}

bool play_has_run(void) { return ran; }
void play_goes_on(void) { ran = true; }

bool play_has(uint32_t insn) {
  for (unsigned i = 0; i < count; i++)
    if (lines[i].insn == insn)
      return true;
  return false;
}

static bool is_line(uint64_t at) {
  for (unsigned i = 0; i < count; i++)
    if (lines[i].at == at)
      return true;
  return false;
}

void play_avoid(uint64_t address, uint64_t bytes) {
  for (unsigned i = 0; i < count; i++)
    if (lines[i].at - address < bytes) {
      play_begin();
      return;
    }
}

static unsigned register_of(unsigned line) {
  return line + 1 + (line + 1 >= LINK_A32);
}

unsigned play_register(void) {
  uint64_t pc = reg_value(PC);
  if (count == LINES || is_line(pc) || is_line(pc + 4))
    play_begin();
  return register_of(count);
}

void play_enter_with(enum reg reg, uint64_t value) { entry[reg] = value; }

uint64_t play_change_elr(uint64_t value) {
  uint64_t *which = &entry[ELR_EL2], old;
  for (unsigned i = 0; i < count; i++)
    if (is_write_of_elr(lines[i].insn))
      which = &lines[i].operand;
  old = *which;
  *which = value;
  return old;
}

static void restore(void) {
  for (int reg = HCR_EL2; reg < REG_COUNT; reg++)
    if (vcpu.features.el2 || (reg >= SPSR_EL1 && reg <= VBAR_EL1))
      reg_set((enum reg)reg, entry[reg]);
  reg_set(PC, entry[PC]);
  reg_set(PSTATE, entry[PSTATE]);
  x_set(FUNCTION, SMCCC_VERSION);
  x_set(LINK, 0);
  x_set(LINK_A32, 0);
  for (unsigned i = 0; i < count; i++)
    x_set(register_of(i), lines[i].operand);
  if (serror.waits)
    serror_set_masked(serror.iss);
  if (stepping) {
    steps_set(false); /* by which alone KVM forgets a step that was begun */
    steps_set(true);
  }
}

static enum taken serror_taken(void) {
  uint64_t link, iss;
  if (!serror.waits || serror_waits(&iss))
    return NOT_TAKEN;
  if (serror.was_taken)
    return TAKEN_BEFORE;
  x_get(LINK, &link);
  return !link || link == reg_value(PC) + 4 ? TAKEN_IN_RUN : TAKEN_AT_EXIT;
}

bool play_holds_serror(void) { return serror_taken() == TAKEN_AT_EXIT; }

/* Where the guest was when the run ended. */
static uint64_t last_pc(void) {
  if (serror_taken() != TAKEN_AT_EXIT)
    return reg_value(PC);
  uint64_t mode = reg_value(PSTATE) & PSR_MODE;
  return reg_value(mode == EL2H ? ELR_EL2 : ELR_EL1);
}

/* Whether the guest executes the branch where it is, and no line is left. */
static bool has_arrived(void) {
  uint64_t pc = last_pc(), link;
  const struct line *last = count ? &lines[count - 1] : NULL;
  if (last && is_branch_to_register(last->insn))
    return pc == last->operand;
  x_get(reg_value(PSTATE) & PSR_MODE32 ? LINK_A32 : LINK, &link);
  return link == pc + 4 && !is_line(pc);
}

static bool is_as_wanted(enum ending ending, const struct run *run) {
  if (ending == EMULATED && run->erets + run->injections)
    return true;
  if (ending != PUT_OFF)
    return has_arrived();
  uint64_t link;
  x_get(LINK, &link);
  return !link && run->exits && (reg_value(PC) == entry[PC] || serror_taken() == TAKEN_IN_RUN);
}

/* While userspace steps: the branch was executed, or something that led elsewhere. */
bool play_is_stepped(const struct played *played) {
  uint64_t link;
  x_get(LINK, &link);
  return stepping && !played->run.result && played->run.exit_reason == KVM_EXIT_DEBUG && (link || reg_value(PC) != entry[PC]);
}

/*
 * Each exit that nobody asked for lets KVM sample the context anew, and none makes a run shorter: so the least is what the
 * run takes. The least that there can be is taken at once, any other where MANY runs came to their end and AGREEING of them took it.
 */
static struct played play_all(enum ending ending) {
  struct played played = { .wrong = NULL };
  unsigned least = UINT_MAX, came = 0, agreeing = 0;
  code_flush();
  for (unsigned i = 0; i < ATTEMPTS; i++) {
    restore();
    played.run = vcpu_run(ending, i < 4 * PATIENCE ? 500u << i / PATIENCE : 20000);
    bool steps = stepping && !played.run.result && played.run.exit_reason == KVM_EXIT_DEBUG;
    if (!steps && played.run.result != -EINTR)
      return played;
    if (steps ? !play_is_stepped(&played) : !is_as_wanted(ending, &played.run))
      continue;
    played.serror = serror_taken();
    came++;
    agreeing = played.run.exits < least ? 1 : agreeing + (played.run.exits == least);
    least = played.run.exits < least ? played.run.exits : least;
    if (played.run.exits > least || (least > outer + 1 && (came < MANY || agreeing < AGREEING)))
      continue;
    outer = least <= outer ? least - 1 : outer; /* it was thought to be more */
    played.run.exits -= outer;
    outer = least - 1;
    return played;
  }
  played.wrong = came ? "each run was disturbed in another way" : "the guest did not come to where it should be";
  return played;
}

struct played play(uint32_t insn, uint64_t operand, enum ending ending) {
  uint64_t pc = reg_value(PC);
  if (!code_may_be_at(pc))
    return (struct played){ .wrong = "there is no code in this guest", .nowhere = true };
  play_register();
  lines[count++] = (struct line){ .at = pc, .insn = insn, .operand = operand };
  code_put(pc, insn);
  if (is_branch_to_register(insn))
    code_put(operand, insn); /* once more to itself, so that BTYPE stays */
  if (stepping)
    code_shows_a_second(pc + 4, operand);
  ran = true;
  struct played played = play_all(ending);
  serror.was_taken = serror.was_taken || played.serror == TAKEN_IN_RUN;
  return played;
}

struct played play_entry(void) {
  if (entry[PSTATE] & PSR_MODE32 && code_may_be_at(entry[PC] & ~3ull))
    code_put(entry[PC] & ~3ull, SPIN_A32);
  return play_all(PUT_OFF);
}

struct run play_here(unsigned us) {
  struct run run;
  if (code_may_be_at(reg_value(PC)))
    code_put(reg_value(PC), NOP);
  code_flush();
  for (unsigned i = 0; i < PATIENCE; i++) {
    run = vcpu_run(BY_TIMER, us);
    if (run.result != -EINTR)
      break;
  }
  return run;
}

struct played play_none(enum ending ending) {
  uint64_t pc = reg_value(PC);
  if (!code_may_be_at(pc & ~3ull))
    return (struct played){ .wrong = "there is no code in this guest", .nowhere = true };
  if (entry[PSTATE] & PSR_MODE32)
    code_put(pc, SPIN_A32);
  ran = true;
  return play_all(ending);
}
