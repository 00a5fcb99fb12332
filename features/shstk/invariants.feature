@shstk
Feature: What holds whatever a program does
  Each of these is tried with many random sequences, chosen so that single bits, page ends, alignment, the end of
  user space and used entries come up often. A sequence that breaks one is made as short as possible and handed
  over as a scenario.

  Rule: Honest programs notice nothing

    @shstk.invariant-honest @invariant-1 @SHSTK-53 @needs-altstack
    Example: Calls, returns, signals and sigreturns in any order
      Given a program with shadow stacks on
      Then any sequence of calls, returns, signals and sigreturns runs without a fault and ends where it began

  Rule: A sigreturn needs an entry that nobody has used

    @shstk.invariant-sigreturn @invariant-2 @SHSTK-06 @needs-instructions
    Example: Without WRSS there is no other way
      Given a program with shadow stacks on
      Then in any sequence a sigreturn succeeds only on an entry that a delivery left and nobody has used

    @shstk.invariant-sigreturn-tokens @invariant-2 @SHSTK-51 @since-upstream @needs-instructions
    Example: With WRSS entries can be forged, and have to be well formed
      Given a program with shadow stacks and WRSS on
      Then whatever entry is forged and wherever SSP is, sigreturn accepts what is well formed and nothing else

    @shstk.invariant-sigreturn-tokens-v1 @invariant-2 @SHSTK-54 @only-v1 @needs-instructions
    Example: So it was in the first interface
      Given a program with shadow stacks and WRSS on
      Then whatever entry is forged and wherever SSP is, sigreturn accepts what is well formed and nothing else

  Rule: A changed return address is found

    @shstk.invariant-return @invariant-3 @SHSTK-55
    Example: Whichever bits were changed
      Given a program with shadow stacks on
      Then whichever bits of a return address are changed, the return through it is a control protection fault

  Rule: Locks hold

    @shstk.invariant-locks @invariant-4 @SHSTK-17 @SHSTK-18 @since-upstream @needs-ptrace @needs-exec
    Example: But for exec and a tracer; and WRSS goes when shadow stacks go
      Given a program with shadow stacks on
      Then in any sequence of calls no lock is lost but by exec and by a tracer, and no locked feature changes

  Rule: The features hang together

    @shstk.invariant-wrss @invariant-5 @SHSTK-24 @SHSTK-25 @since-upstream @needs-ptrace
    Example: WRSS needs shadow stacks
      Given a program with shadow stacks and WRSS on
      Then in any sequence of calls WRSS is on only with shadow stacks

    @shstk.invariant-off @invariant-6 @SHSTK-25 @since-upstream @needs-exec @needs-insight
    Example: Off is off in the CPU as well
      Given a program with shadow stacks off
      Then in any sequence of calls the feature is off exactly where U_CET is 0, and then SSP is 0

    @shstk.invariant-failures @invariant-7 @SHSTK-36 @SHSTK-67 @since-upstream @needs-ptrace @needs-map-at-address
    Example: What fails leaves no trace
      Given a program with shadow stacks off
      Then in any sequence of calls what fails changes nothing

    @shstk.invariant-exec @invariant-11 @SHSTK-29 @since-upstream @needs-exec
    Example: exec begins anew
      Given a program with shadow stacks off
      Then whatever was on or locked, exec leaves nothing on and nothing locked

  Rule: Memory is where it was asked for, and apart

    @shstk.invariant-map @invariant-8 @SHSTK-33 @SHSTK-34 @SHSTK-35 @SHSTK-38 @SHSTK-71 @SHSTK-72 @SHSTK-75 @since-upstream @needs-map-at-address
    Example: One answer to every question
      Given a program with shadow stacks on
      Then whatever address, size and flags, map_shadow_stack gives the first objection, or the address with its token

    @shstk.invariant-threads @invariant-9 @SHSTK-45 @SHSTK-48 @since-upstream @needs-threads @needs-insight
    Example: Stacks of threads
      Given a program with shadow stacks on
      Then in any tree of threads the stacks lie apart, and each is unmapped once, with its thread

    @shstk.invariant-fork @invariant-12 @SHSTK-43 @since-upstream @needs-threads
    Example: Stacks of processes
      Given a program with shadow stacks on
      Then after a fork neither process sees what the other writes to its shadow stack

  Rule: A tracer sets what could be an SSP

    @shstk.invariant-regset @invariant-10 @SHSTK-57 @SHSTK-59 @SHSTK-118 @SHSTK-119 @since-upstream @needs-ptrace
    Example: And reads it back
      Given a program with shadow stacks on
      Then whatever a tracer sets as SSP, aligned user addresses are taken and read back, and nothing else is
