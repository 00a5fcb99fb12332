@shstk
Feature: sigreturn from anywhere is refused
  sigreturn restores every register from memory that an attacker may have written: one call of it is as good as
  many gadgets. So it goes through only where a signal was delivered and its entry is on top of the shadow stack.
  An entry is the old SSP with bit 63 set, which is never a return address.

  @SHSTK-06
  Rule: sigreturn MUST fail where SSP is not at an entry that a delivery left
    An attacker who reaches the system call from anywhere finds a return address on top, not an entry.
    Source: https://lore.kernel.org/r/20220130211838.8382-1-rick.p.edgecombe@intel.com (cover letter), as quoted
    in https://lore.kernel.org/r/87fsozek0j.ffs@tglx. A well-formed entry serves whoever wrote it: SHSTK-102

    @shstk.sigreturn-no-signal
    Example: sigreturn without any signal is refused with a well-aligned return address on top
      Given a program with shadow stacks on
      And the program executes CALL 0x40_1008
      When the program calls sigreturn()
      Then it faults with SI_KERNEL with trap 0
      And the program is killed by SIGSEGV
      And nothing else changes

    @shstk.sigreturn-consumed @needs-instructions
    Example: sigreturn is refused on an entry that INCSSP dropped
      Given a program with shadow stacks on
      And the program calls sigaction(SIGUSR1, RESTORER)
      And the program calls sigaction(SIGSEGV, RESTORER)
      And the program executes CALL 0x40_1005
      And SIGUSR1 reaches the program
      And the program executes INCSSPQ 2
      When the program calls sigreturn()
      Then it faults with SI_KERNEL with trap 0
      And the handler of SIGSEGV runs with SSP END-24
      And nothing else changes

    @shstk.sigreturn-replay
    Example: sigreturn is refused on an entry that was used
      Given a program with shadow stacks on
      And the program calls sigaction(SIGUSR1, RESTORER)
      And the program executes CALL 0x40_1005
      And SIGUSR1 reaches the program
      And the program executes RET
      And the program calls sigreturn()
      When the program calls sigreturn()
      Then it faults with SI_KERNEL with trap 0
      And the program is killed by SIGSEGV
      And nothing else changes

    @shstk.invariant-sigreturn @invariant-2 @needs-instructions
    Example: A sigreturn succeeds only on an entry that a delivery left and nobody has used
      Given a program with shadow stacks on
      Then in any sequence a sigreturn succeeds only on an entry that a delivery left and nobody has used

  @SHSTK-52 @since-upstream
  Rule: sigreturn with SSP at a page border MUST be refused unless that page is a shadow stack
    At a page border the stack is empty, and the next page is another's.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, shstk_pop_sigframe();
    recordings/shstk

    @shstk.entry-ordinary-border @SHSTK-100 @needs-ptrace
    Example: A well-formed entry at a page border of ordinary memory is refused
      Given a program with shadow stacks on
      And the program executes CALL 0x40_1005
      And the program executes MOV [0x50_1000], END-8|BIT63
      And the tracer calls ptrace(PTRACE_SETREGSET, 8, 0x50_1000)
      When the program calls sigreturn()
      Then it faults with SI_KERNEL with trap 0
      And the program is killed by SIGSEGV
      And nothing else changes

    @shstk.sigreturn-empty @SHSTK-06
    Example: sigreturn on an empty stack, SSP at a page border with nothing above, is refused
      Given a program with shadow stacks on
      And the program calls sigaction(SIGSEGV, RESTORER)
      When the program calls sigreturn()
      Then it faults with SI_KERNEL with trap 0
      And the handler of SIGSEGV runs with SSP END-16
      And nothing else changes

  @SHSTK-103 @since-upstream
  Rule: A sigreturn by the handler itself MUST work once the restorer's entry is popped, and fail while it is on top
    The handler's own call is the attacker's first idea; with the restorer popped it is the handler's right.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, shstk_pop_sigframe();
    recordings/shstk

    @shstk.sigreturn-by-handler
    Example: sigreturn by the handler itself, called before anything else, is refused
      Given a program with shadow stacks on
      And the program calls sigaction(SIGUSR1, RESTORER)
      And SIGUSR1 reaches the program
      When the program calls sigreturn()
      Then it faults with SI_KERNEL with trap 0
      And the program is killed by SIGSEGV
      And nothing else changes

    @shstk.sigreturn-restorer-popped @needs-instructions
    Example: The neighbour: with the restorer's entry popped by INCSSP sigreturn works
      Given a program with shadow stacks on
      And the program calls sigaction(SIGUSR1, RESTORER)
      And the program executes CALL 0x40_1005
      And SIGUSR1 reaches the program
      And the program executes INCSSPQ 1
      When the program calls sigreturn()
      Then it succeeds
      And the SSP of the program is END-8
      And the normal stack of the program is 1 frame deep
      And nothing else changes

  @SHSTK-101 @since-upstream
  Rule: On Linux 6.12 and 7.2 a refused sigreturn gives SI_KERNEL with trap 0, and SSP stays at the refused entry
    A debugger finds SSP where the refusal was, and the signal tells it from a page fault.
    Source: recordings/shstk

    @shstk.sigreturn-restorer-on-top @SHSTK-06 @SHSTK-103
    Example: sigreturn by the handler with the restorer on top leaves SSP at the restorer's entry
      Given a program with shadow stacks on
      And the program calls sigaction(SIGUSR1, RESTORER)
      And the program calls sigaction(SIGSEGV, RESTORER)
      And the program executes CALL 0x40_1005
      And SIGUSR1 reaches the program
      When the program calls sigreturn()
      Then it faults with SI_KERNEL with trap 0
      And the handler of SIGSEGV runs with SSP END-40
      And nothing else changes

    @shstk.sigreturn-none @needs-memory-calls
    Example: sigreturn with the entry's page PROT_NONE is refused like one without an entry
      Given a program with shadow stacks on
      And the program calls sigaction(SIGUSR1, RESTORER)
      And the program executes CALL 0x40_1005
      And SIGUSR1 reaches the program
      And the program executes RET
      And the program calls mprotect(END-4096, 0x1000, PROT_NONE)
      When the program calls sigreturn()
      Then it faults with SI_KERNEL with trap 0
      And the program is killed by SIGSEGV
      And nothing else changes

  @SHSTK-104 @since-upstream
  Rule: On Linux 6.12 and 7.2 sigreturn fails where the feature was turned on inside the handler, and asks for no entry where it was turned off there
    The feature is looked at when sigreturn is called, so a handler cannot switch it in passing.
    Source: recordings/shstk

    @shstk.enabled-in-handler
    Example: sigreturn finds no entry where the feature was turned on inside the handler
      Given a program with shadow stacks off
      And the program calls sigaction(SIGUSR1, RESTORER)
      And SIGUSR1 reaches the program
      And the program calls arch_prctl(ENABLE, SHSTK)
      When the program calls sigreturn()
      Then it faults with SI_KERNEL with trap 0
      And the program is killed by SIGSEGV
      And nothing else changes

    @shstk.disabled-in-handler
    Example: sigreturn asks for no entry where the feature was turned off inside the handler
      Given a program with shadow stacks on
      And the program calls sigaction(SIGUSR1, RESTORER)
      And SIGUSR1 reaches the program
      And the program calls arch_prctl(DISABLE, SHSTK)
      When the program calls sigreturn()
      Then it succeeds
      And the program has shadow stacks off
      And the normal stack of the program is 0 frames deep
      And nothing else changes

  @SHSTK-144
  Rule: sigreturn MUST ask for no entry while the feature is off
    A checkpointer restores a process by a sigreturn of its own, and most processes never ask for shadow stacks.
    Source: https://lore.kernel.org/r/87fsozek0j.ffs@tglx: an upgrade of the kernel may not break checkpointers,
    which inject a sigreturn; https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c,
    restore_signal_shadow_stack()

    @shstk.injected-while-off
    Example: A sigreturn that no signal led to works with the feature off
      Given a program with shadow stacks off
      And the program executes CALL 0x40_1005
      When the program calls sigreturn()
      Then it succeeds
      And nothing else changes

    @shstk.round-trip-off
    Example: A signal and its sigreturn with the feature off come back
      Given a program with shadow stacks off
      And the program calls sigaction(SIGUSR1, RESTORER)
      And the program executes CALL 0x40_1005
      And SIGUSR1 reaches the program
      And the program executes RET
      When the program calls sigreturn()
      Then it succeeds
      And the normal stack of the program is 1 frame deep
      And nothing else changes
