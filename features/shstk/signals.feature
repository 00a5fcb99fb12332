@shstk
Feature: A signal leaves two entries on the shadow stack
  A signal frame lies on the normal stack, where an attacker may write. So where to continue is kept on the
  shadow stack: the old SSP in a form that no call can push, and below it the restorer's address, so that the
  handler's return matches.

  @SHSTK-49 @since-upstream
  Rule: With the feature on, and only then, delivery with SSP p MUST store p with bit 63 at p-8, the restorer at p-16, and set SSP to p-16
    Bit 63 is never set in a return address, so no CALL can forge the entry.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, setup_signal_shadow_stack() and
    shstk_push_sigframe(); https://github.com/torvalds/linux/blob/v6.12/Documentation/arch/x86/shstk.rst,
    "Signal"; recordings/shstk

    @shstk.delivery
    Example: A delivery stores two words and leaves SSP 16 lower
      Given a program with shadow stacks on
      And the program calls sigaction(SIGUSR1, RESTORER)
      And the program executes CALL 0x40_1005
      When SIGUSR1 reaches the program
      Then it succeeds
      And the handler of SIGUSR1 runs with SSP END-24
      And the word at END-16 is END-8|BIT63
      And the word at END-24 is RESTORER
      And nothing else changes

    @shstk.delivery-empty
    Example: A delivery on an empty stack stores two words
      Given a program with shadow stacks on
      And the program calls sigaction(SIGUSR1, RESTORER)
      When SIGUSR1 reaches the program
      Then it succeeds
      And the handler of SIGUSR1 runs with SSP END-16
      And the word at END-8 is END|BIT63
      And nothing else changes

    @shstk.delivery-off
    Example: A delivery with the feature off stores nothing
      Given a program with shadow stacks off
      And the program calls sigaction(SIGUSR1, RESTORER)
      When SIGUSR1 reaches the program
      Then it succeeds
      And the handler of SIGUSR1 runs with SSP 0x0
      And nothing else changes

    @shstk.delivery-off-restorer-zero
    Example: The neighbour: with the feature off a restorer at address 0 is one
      Given a program with shadow stacks off
      And the program calls sigaction(SIGUSR1, 0x0)
      When SIGUSR1 reaches the program
      Then it succeeds
      And the handler of SIGUSR1 runs with SSP 0x0
      And nothing else changes

  @SHSTK-53
  Rule: Delivery, the handler's return and sigreturn MUST bring SSP back, at any depth
    Programs that were built without knowing of it handle signals as ever.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, setup_signal_shadow_stack() and
    restore_signal_shadow_stack(); recordings/shstk; for v1
    https://lore.kernel.org/r/20220130211838.8382-31-rick.p.edgecombe@intel.com (30/35: signals)

    @shstk.round-trip
    Example: A signal, the handler's return and sigreturn bring SSP back
      Given a program with shadow stacks on
      And the program calls sigaction(SIGUSR1, RESTORER)
      And the program executes CALL 0x40_1005
      And SIGUSR1 reaches the program
      And the program executes RET
      When the program calls sigreturn()
      Then it succeeds
      And the SSP of the program is END-8
      And the normal stack of the program is 1 frame deep
      And nothing else changes

    @shstk.round-trip-nested
    Example: With one signal in another, the first sigreturn brings SSP back to the outer handler
      Given a program with shadow stacks on
      And the program calls sigaction(SIGUSR1, RESTORER)
      And the program calls sigaction(SIGUSR2, RESTORER)
      And the program executes CALL 0x40_1005
      And SIGUSR1 reaches the program
      And SIGUSR2 reaches the program
      And the program executes RET
      When the program calls sigreturn()
      Then it succeeds
      And the SSP of the program is END-24
      And the normal stack of the program is 3 frames deep
      And nothing else changes

    @shstk.round-trip-nested-outer
    Example: Two nested handlers return, and the interrupted function after them
      Given a program with shadow stacks on
      And the program calls sigaction(SIGUSR1, RESTORER)
      And the program calls sigaction(SIGUSR2, RESTORER)
      And the program executes CALL 0x40_1005
      And SIGUSR1 reaches the program
      And the program executes CALL 0x40_3005
      And SIGUSR2 reaches the program
      And the program executes RET
      And the program calls sigreturn()
      And the program executes RET
      And the program executes RET
      And the program calls sigreturn()
      When the program executes RET
      Then it succeeds
      And the SSP of the program is END
      And the normal stack of the program is 0 frames deep
      And nothing else changes

    @shstk.invariant-honest @invariant-1 @needs-altstack
    Example: Calls, returns, signals and sigreturns in any order run without a fault
      Given a program with shadow stacks on
      Then any sequence of calls, returns, signals and sigreturns runs without a fault and ends where it began

  @SHSTK-05
  Rule: sigreturn MUST take the SSP that it restores from the shadow stack, whatever the signal frame holds
    The signal frame on the normal stack is the attacker's to write.
    Source: https://lore.kernel.org/r/20220130211838.8382-1-rick.p.edgecombe@intel.com (cover letter), as quoted
    in https://lore.kernel.org/r/87fsozek0j.ffs@tglx

    @shstk.frame-not-read
    Example: What an attacker writes into the signal frame does not move SSP
      Given a program with shadow stacks on
      And the program calls sigaction(SIGUSR1, RESTORER)
      And SIGUSR1 reaches the program
      And the program executes RET
      When an attacker writes 0x7fff_f7df_f000 over the saved SSP in frame 0 of the program
      And the program calls sigreturn()
      Then it succeeds
      And the SSP of the program is END
      And the normal stack of the program is 0 frames deep
      And nothing else changes

  @SHSTK-107
  Rule: With the restorer's entry changed the handler's return MUST be a control protection fault of code 1
    The return of a handler is a return like any, and as good a target.
    Source: Intel SDM volume 2, RET; recordings/shstk; for v1
    https://lore.kernel.org/r/20220130211838.8382-31-rick.p.edgecombe@intel.com (30/35: signals)

    @shstk.restorer-overwritten @SHSTK-55
    Example: A handler's return address that was changed is a control protection fault
      Given a program with shadow stacks on
      And the program calls sigaction(SIGUSR1, RESTORER)
      And SIGUSR1 reaches the program
      When an attacker writes 0x40_2000 over the return address in frame 0 of the program
      And the program executes RET
      Then it faults with SEGV_CPERR with code 1
      And the program is killed by SIGSEGV

    @shstk.restorer-entry-overwritten @since-upstream
    Example: The restorer's entry changed by WRSS is a control protection fault
      Given a program with shadow stacks and WRSS on
      And the program calls sigaction(SIGUSR1, RESTORER)
      And the program calls sigaction(SIGSEGV, RESTORER)
      And SIGUSR1 reaches the program
      And the program executes WRSSQ [END-16], 0x40_2000
      When the program executes RET
      Then it faults with SEGV_CPERR with code 1
      And the handler of SIGSEGV runs with SSP END-32
      And nothing else changes
