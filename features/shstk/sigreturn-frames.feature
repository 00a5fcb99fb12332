@shstk @since-upstream @needs-altstack
Feature: sigreturn needs its frame on the normal stack
  A sigreturn takes from two stacks: first the frame from the normal one, then the entry from the shadow stack.

  @SHSTK-129 @needs-memory-calls
  Rule: sigreturn MUST be refused with SSP as it was where the frame on the normal stack cannot be read
    Of what cannot be read nothing is restored, neither registers nor SSP.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/signal_64.c, rt_sigreturn(): the frame is
    read before the shadow stack

    @shstk.frame-gone
    Example: A sigreturn whose frame has been unmapped is refused
      Given a program with shadow stacks on
      And the program calls sigaltstack(0x50_8000, 0x8000)
      And the program calls sigaction(SIGUSR1, RESTORER, SA_ONSTACK)
      And SIGUSR1 reaches the program
      And the program calls munmap(0x50_8000, 0x8000)
      And the program executes RET
      When the program calls sigreturn()
      Then it faults with SI_KERNEL with trap 0
      And the program is killed by SIGSEGV

    @shstk.frame-at-the-base @neighbour @SHSTK-53 @needs-signal-frame
    Example: The neighbour: a sigreturn takes a frame with nothing mapped below the alternate stack
      Given a program with shadow stacks on
      And the machine has:
        | signal frame | 0xc88 |
      And the program calls sigaltstack(0x50_0000, 0x1000)
      And the program calls sigaction(SIGUSR1, RESTORER, SA_ONSTACK)
      And SIGUSR1 reaches the program
      And the program executes RET
      When the program calls sigreturn()
      Then it succeeds
      And the SSP of the program is END
      And the normal stack of the program is 0 frames deep
      And nothing else changes

    @shstk.frame-no-longer-writable @neighbour @SHSTK-53
    Example: The neighbour: a sigreturn takes a frame that has become read-only
      Given a program with shadow stacks on
      And the program calls sigaltstack(0x50_8000, 0x8000)
      And the program calls sigaction(SIGUSR1, RESTORER, SA_ONSTACK)
      And SIGUSR1 reaches the program
      And the program calls mprotect(0x50_8000, 0x8000, PROT_READ)
      And the program executes RET
      When the program calls sigreturn()
      Then it succeeds
      And the SSP of the program is END
      And the normal stack of the program is 0 frames deep
      And nothing else changes

  @SHSTK-137
  Rule: On Linux 6.12 and 7.2 a sigreturn that is refused for its entry has left the normal stack of its handler already
    The handler of the SIGSEGV then finds the stack of the interrupted code, and SSP where the refused entry is.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/signal_64.c, rt_sigreturn(): registers
    come first; https://lore.kernel.org/r/169946710196.3135.13826556225049872785.tip-bot2@tip-bot2 leaves that
    order as it is

    @shstk.refused-off-the-frame
    Example: After a sigreturn on an entry that is none the handler of SIGSEGV lies on the interrupted code's stack
      Given a program with shadow stacks and WRSS on
      And the program calls sigaction(SIGUSR1, RESTORER)
      And the program calls sigaction(SIGSEGV, RESTORER)
      And the program executes CALL 0x40_1005
      And SIGUSR1 reaches the program
      And the program executes RET
      And the program executes WRSSQ [END-16], 0x0
      When the program calls sigreturn()
      Then it faults with SI_KERNEL with trap 0
      And the handler of SIGSEGV runs with SSP END-32
      And the normal stack of the program is 3 frames deep
