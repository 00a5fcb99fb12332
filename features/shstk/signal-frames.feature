@shstk @since-upstream @needs-altstack
Feature: A signal frame needs its place on the normal stack
  A delivery stores on two stacks. Where the frame cannot be stored on the normal one, nothing of the signal may be
  left on the shadow stack either: the SIGSEGV that comes instead, perhaps on another normal stack, is delivered at
  the same SSP, and the program goes on from there.

  @SHSTK-128
  Rule: A signal whose frame cannot be stored on the normal stack MUST become a SIGSEGV with SI_KERNEL
    A program can mend what is amiss in the handler of SIGSEGV, and go on.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/signal.c, get_sigframe() and
    handle_signal(); https://github.com/torvalds/linux/blob/v6.12/kernel/signal.c, force_sigsegv();
    testcases/kernel/syscalls/signal/signal06.c of the Linux Test Project

    @shstk.frame-unmapped @SHSTK-106
    Example: With no memory at the alternate stack a SIGSEGV comes at the SSP of the signal
      Given a program with shadow stacks on
      And the program calls sigaction(SIGUSR1, RESTORER, SA_ONSTACK)
      And the program calls sigaction(SIGSEGV, RESTORER)
      And the program calls sigaltstack(0x10_0000, 0x8000)
      And the program executes CALL 0x40_1005
      When SIGUSR1 reaches the program
      Then it faults with SI_KERNEL with trap 0
      And the handler of SIGSEGV runs with SSP END-24
      And the word at END-16 is END-8|BIT63
      And nothing else changes

    @shstk.frame-read-only @SHSTK-106 @needs-memory-calls
    Example: With an alternate stack that has become read-only a SIGSEGV comes at the SSP of the signal
      Given a program with shadow stacks on
      And the program calls sigaltstack(0x50_8000, 0x8000)
      And the program calls sigaction(SIGUSR1, RESTORER, SA_ONSTACK)
      And the program calls sigaction(SIGSEGV, RESTORER)
      And the program calls mprotect(0x50_8000, 0x8000, PROT_READ)
      When SIGUSR1 reaches the program
      Then it faults with SI_KERNEL with trap 0
      And the handler of SIGSEGV runs with SSP END-16
      And the normal stack of the program is 2 frames deep
      And nothing else changes

    @shstk.frame-half-read-only @SHSTK-106 @needs-memory-calls
    Example: Where the alternate stack is read-only below the half page at its end, no frame lies across the border
      Given a program with shadow stacks on
      And the program calls sigaltstack(0x50_8000, 0x7800)
      And the program calls sigaction(SIGUSR1, RESTORER, SA_ONSTACK)
      And the program calls sigaction(SIGSEGV, RESTORER)
      And the program calls mprotect(0x50_8000, 0x7000, PROT_READ)
      When SIGUSR1 reaches the program
      Then it faults with SI_KERNEL with trap 0
      And the handler of SIGSEGV runs with SSP END-16
      And nothing else changes

    @shstk.frame-on-a-shadow-stack @needs-map-at-address
    Example: A shadow stack is no place for a signal frame
      Given a program with shadow stacks on
      And the program calls map_shadow_stack(0x7_0000_0000, 0x8000, 0x0)
      And the program calls sigaltstack(0x7_0000_0000, 0x8000)
      And the program calls sigaction(SIGUSR1, RESTORER, SA_ONSTACK)
      And the program calls sigaction(SIGSEGV, RESTORER)
      When SIGUSR1 reaches the program
      Then it faults with SI_KERNEL with trap 0
      And the handler of SIGSEGV runs with SSP END-16
      And the word at END-8 is END|BIT63
      And nothing else changes

    @shstk.frame-lost-off
    Example: With shadow stacks off a frame that cannot be stored becomes a SIGSEGV as well
      Given a program with shadow stacks off
      And the program calls sigaltstack(0x10_0000, 0x8000)
      And the program calls sigaction(SIGUSR1, RESTORER, SA_ONSTACK)
      And the program calls sigaction(SIGSEGV, RESTORER)
      When SIGUSR1 reaches the program
      Then it faults with SI_KERNEL with trap 0
      And the handler of SIGSEGV runs with SSP 0x0
      And nothing else changes

    @shstk.frame-in-the-upper-half @neighbour @SHSTK-135 @SHSTK-08
    Example: The neighbour: with memory in the upper half of the alternate stack alone the frame lies there
      Given a program with shadow stacks on
      And the program calls sigaltstack(0x4f_8000, 0x1_0000)
      And the program calls sigaction(SIGUSR1, RESTORER, SA_ONSTACK)
      When SIGUSR1 reaches the program
      Then it succeeds
      And the handler of SIGUSR1 runs with SSP END-16
      And the normal stack of the program is 2 frames deep, the innermost on the alternate stack

  @SHSTK-134
  Rule: A frame MUST NOT be stored where it would reach below the alternate stack
    A CPU with much state has frames that are larger than the stacks of programs which were built for less.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/signal.c, get_sigframe(), since
    2beb4a53fc3f (x86/signal: Detect and prevent an alternate signal stack overflow);
    https://github.com/torvalds/linux/blob/v6.12/Documentation/arch/x86/elf_auxvec.rst, AT_MINSIGSTKSZ

    @shstk.frame-too-large @needs-signal-frame
    Scenario Outline: <case>: a frame that does not fit an alternate stack of <size> bytes becomes a SIGSEGV, though memory lies below
      Given a program with shadow stacks on
      And the machine has:
        | signal frame | 0xc88 |
      And the program calls sigaltstack(0x50_8000, <size>)
      And the program calls sigaction(SIGUSR1, RESTORER, SA_ONSTACK)
      And the program calls sigaction(SIGSEGV, RESTORER)
      When SIGUSR1 reaches the program
      Then it faults with SI_KERNEL with trap 0
      And the handler of SIGSEGV runs with SSP END-16
      And nothing else changes

      Examples:
        | case     | size  |
        | larger   | 0x800 |
        | as-large | 0xc88 |

    @shstk.frame-just-fits @neighbour @SHSTK-49 @needs-signal-frame
    Example: The neighbour: 8 bytes more than a frame are room for it
      Given a program with shadow stacks on
      And the machine has:
        | signal frame | 0xc88 |
      And the program calls sigaltstack(0x50_8000, 0xc90)
      And the program calls sigaction(SIGUSR1, RESTORER, SA_ONSTACK)
      When SIGUSR1 reaches the program
      Then it succeeds
      And the handler of SIGUSR1 runs with SSP END-16

    @shstk.second-frame-too-large @needs-signal-frame
    Example: In a handler on the alternate stack the next frame has no room, nor has that of the SIGSEGV
      Given a program with shadow stacks on
      And the machine has:
        | signal frame | 0xc88 |
      And the program calls sigaltstack(0x50_8000, 0x1000)
      And the program calls sigaction(SIGUSR1, RESTORER, SA_ONSTACK)
      And the program calls sigaction(SIGUSR2, RESTORER)
      And the program calls sigaction(SIGSEGV, RESTORER)
      And SIGUSR1 reaches the program
      When SIGUSR2 reaches the program
      Then it faults with SI_KERNEL with trap 0
      And the program is killed by a second signal, SI_KERNEL

    @shstk.second-frame-asked-for @needs-signal-frame
    Example: In a handler on the alternate stack SA_ONSTACK does not begin it anew: the next frame has no room
      Given a program with shadow stacks on
      And the machine has:
        | signal frame | 0xc88 |
      And the program calls sigaltstack(0x50_8000, 0x1000)
      And the program calls sigaction(SIGUSR1, RESTORER, SA_ONSTACK)
      And the program calls sigaction(SIGUSR2, RESTORER, SA_ONSTACK)
      And SIGUSR1 reaches the program
      When SIGUSR2 reaches the program
      Then it faults with SI_KERNEL with trap 0
      And the program is killed by SIGSEGV

    @shstk.frame-below-what-was-left @neighbour @SHSTK-49 @needs-signal-frame
    Example: The neighbour: where calls have led below the alternate stack the next frame lies there as well
      Given a program with shadow stacks on
      And the machine has:
        | signal frame | 0xc88 |
      And the program calls sigaltstack(0x50_8000, 0xc90)
      And the program calls sigaction(SIGUSR1, RESTORER, SA_ONSTACK)
      And the program calls sigaction(SIGUSR2, RESTORER)
      And SIGUSR1 reaches the program
      And the program executes CALL 0x40_3005
      When SIGUSR2 reaches the program
      Then it succeeds
      And the handler of SIGUSR2 runs with SSP END-40

    @shstk.illegal-lost @neighbour @SHSTK-106
    Example: The neighbour: a SIGILL whose frame has no memory becomes a SIGSEGV at the same SSP
      Given a program with shadow stacks on
      And the program calls sigaltstack(0x10_0000, 0x8000)
      And the program calls sigaction(SIGILL, RESTORER, SA_ONSTACK)
      And the program calls sigaction(SIGSEGV, RESTORER)
      When the program executes WRSSQ [END-8], 0x1
      Then it faults with ILL_ILLOPN
      And the handler of SIGSEGV runs with SSP END-16

  @SHSTK-130
  Rule: A SIGSEGV whose handler cannot be set up MUST kill the program without another attempt
    A handler that could not be set up once will not do better on the same stacks.
    Source: https://github.com/torvalds/linux/blob/v6.12/kernel/signal.c, force_sigsegv() and force_fatal_sig()

    @shstk.segv-lost
    Example: A SIGSEGV with no memory at its alternate stack kills at once
      Given a program with shadow stacks on
      And the program calls sigaltstack(0x10_0000, 0x8000)
      And the program calls sigaction(SIGSEGV, RESTORER, SA_ONSTACK)
      When SIGSEGV reaches the program
      Then it faults with SI_KERNEL with trap 0
      And the program is killed by SIGSEGV

    @shstk.segv-lost-after-another @neighbour @SHSTK-128
    Example: The neighbour: after another signal the SIGSEGV is tried once
      Given a program with shadow stacks on
      And the program calls sigaltstack(0x10_0000, 0x8000)
      And the program calls sigaction(SIGUSR1, RESTORER, SA_ONSTACK)
      And the program calls sigaction(SIGSEGV, RESTORER, SA_ONSTACK)
      When SIGUSR1 reaches the program
      Then it faults with SI_KERNEL with trap 0
      And the program is killed by a second signal, SI_KERNEL
