@shstk @since-upstream
Feature: A signal that cannot leave its entries is not delivered
  There is no alternate shadow stack. A handler needs 16 bytes below SSP, wherever its normal frame lies; where
  they are not to be had the program cannot be told, and dies.

  @SHSTK-149
  Rule: Delivery MUST fail without a restorer
    A handler that begins without one could never return.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/signal_64.c, x64_setup_rt_frame(), and
    https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, setup_signal_shadow_stack();
    recordings/shstk

    @shstk.no-restorer-off
    Example: Without a restorer there is no delivery, with shadow stacks off either
      Given a program with shadow stacks off
      And the program calls sigaction(SIGUSR1, none)
      And the program calls sigaction(SIGSEGV, RESTORER)
      When SIGUSR1 reaches the program
      Then it faults with SI_KERNEL with trap 0
      And the handler of SIGSEGV runs with SSP 0x0
      And nothing else changes

    @shstk.failed-delivery @SHSTK-106
    Example: The SIGSEGV after a delivery that failed begins at the old SSP
      Given a program with shadow stacks on
      And the program calls sigaction(SIGUSR1, none)
      And the program calls sigaction(SIGSEGV, RESTORER)
      When SIGUSR1 reaches the program
      Then it faults with SI_KERNEL with trap 0
      And the handler of SIGSEGV runs with SSP END-16
      And the word at END-8 is END|BIT63
      And nothing else changes

    @shstk.restorer-zero
    Example: A restorer at address 0 is none
      Given a program with shadow stacks on
      And the program calls sigaction(SIGUSR1, 0x0)
      When SIGUSR1 reaches the program
      Then it faults with SI_KERNEL with trap 0
      And the program is killed by SIGSEGV
      And nothing else changes

  @SHSTK-150
  Rule: Delivery MUST fail with an SSP of 0 or of no multiple of 8
    An SSP that no push can use is no place for entries.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, setup_signal_shadow_stack() and
    shstk_push_sigframe(); recordings/shstk

    @shstk.delivery-unaligned @needs-instructions
    Example: A signal with SSP at no multiple of 8 gets no handler
      Given a program with shadow stacks on
      And the program calls sigaction(SIGUSR1, RESTORER)
      And the program calls sigaction(SIGSEGV, RESTORER)
      And the program executes CALL 0x40_1005
      And the program executes INCSSPD 1
      When SIGUSR1 reaches the program
      Then it faults with SI_KERNEL with trap 0
      And the program is killed by a second signal, SI_KERNEL
      And nothing else changes

    @shstk.delivery-zero @needs-ptrace
    Example: A signal with an SSP of 0 gets no handler
      Given a program with shadow stacks on
      And the program calls sigaction(SIGUSR1, RESTORER)
      And the program calls sigaction(SIGSEGV, RESTORER)
      And the tracer calls ptrace(PTRACE_SETREGSET, 8, 0x0)
      When SIGUSR1 reaches the program
      Then it faults with SI_KERNEL with trap 0
      And the program is killed by a second signal, SI_KERNEL
      And nothing else changes

  @SHSTK-106
  Rule: A delivery that fails MUST leave SSP as it was
    The SIGSEGV that follows is delivered on the same stack.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, setup_signal_shadow_stack(), SSP
    is set after both stores; recordings/shstk

    @shstk.no-restorer @SHSTK-149
    Example: The SIGSEGV that comes instead of the signal has its frame directly below the old SSP
      Given a program with shadow stacks on
      And the program calls sigaction(SIGUSR1, none)
      And the program calls sigaction(SIGSEGV, RESTORER)
      And the program executes CALL 0x40_1005
      When SIGUSR1 reaches the program
      Then it faults with SI_KERNEL with trap 0
      And the handler of SIGSEGV runs with SSP END-24
      And nothing else changes

  @SHSTK-50
  Rule: Delivery MUST fail without 16 bytes of shadow stack below SSP
    A handler that begins without its entries could never return.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, setup_signal_shadow_stack() and
    shstk_push_sigframe(); recordings/shstk

    @shstk.no-room-for-one @SHSTK-106 @needs-ptrace
    Example: A delivery with SSP in ordinary memory leaves SSP where it was
      Given a program with shadow stacks on
      And the program calls sigaction(SIGUSR1, RESTORER)
      And the tracer calls ptrace(PTRACE_SETREGSET, 8, 0x50_0800)
      When SIGUSR1 reaches the program
      Then it faults with SI_KERNEL with trap 0
      And the program is killed by SIGSEGV
      And nothing else changes

  @SHSTK-105 @needs-instructions @needs-map-at-address
  Rule: Delivery MUST succeed with 16 bytes left above the base, and fail with 8
    One entry without the other is a stack from which nothing returns.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, setup_signal_shadow_stack(), two
    entries of 8 bytes; recordings/shstk

    @shstk.room
    Scenario Outline: <case>: a delivery with <left> bytes left above the base succeeds
      Given a program with shadow stacks and WRSS on
      And the program calls sigaction(SIGUSR1, RESTORER)
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, 0x0)
      And the program executes WRSSQ [<place>], <token>
      And the program executes RSTORSSP [<place>]
      And the program executes INCSSPQ 1
      When SIGUSR1 reaches the program
      Then it succeeds
      And the handler of SIGUSR1 runs with SSP <ssp>
      And the word at <place> is <entry>
      And nothing else changes

      Examples:
        | case | left | place         | token         | entry                | ssp           |
        | 16   | 16   | 0x7_0000_0008 | 0x7_0000_0011 | 0x7_0000_0010\|BIT63 | 0x7_0000_0000 |
        | 24   | 24   | 0x7_0000_0010 | 0x7_0000_0019 | 0x7_0000_0018\|BIT63 | 0x7_0000_0008 |
        | 32   | 32   | 0x7_0000_0018 | 0x7_0000_0021 | 0x7_0000_0020\|BIT63 | 0x7_0000_0010 |

    @shstk.no-room @SHSTK-50
    Example: A delivery with 8 bytes left fails, and so does that of its SIGSEGV
      Given a program with shadow stacks and WRSS on
      And the program calls sigaction(SIGUSR1, RESTORER)
      And the program calls sigaction(SIGSEGV, RESTORER)
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, 0x0)
      And the program executes WRSSQ [0x7_0000_0000], 0x7_0000_0009
      And the program executes RSTORSSP [0x7_0000_0000]
      And the program executes INCSSPQ 1
      When SIGUSR1 reaches the program
      Then it faults with SI_KERNEL with trap 0
      And the program is killed by a second signal, SI_KERNEL
      And nothing else changes

  @SHSTK-108 @needs-compat-entry
  Rule: A handler registered through the 32-bit entry, which succeeds, MUST NOT run with the feature on: SI_KERNEL with trap 13, SSP unchanged
    The handler would run as 32-bit code, which cannot use a shadow stack above 4 GiB.
    Source: https://github.com/torvalds/linux/blob/v6.12/Documentation/arch/x86/shstk.rst, "Signal";
    https://github.com/torvalds/linux/blob/v6.12/tools/testing/selftests/x86/test_shadow_stack.c, test_32bit();
    recordings/shstk

    @shstk.compat-handler
    Example: A handler registered by int 0x80 with the feature on does not run
      Given a program with shadow stacks on
      And the program calls sigaction(SIGSEGV, RESTORER)
      And the program calls sigaction(SIGUSR1, RESTORER) by int 0x80
      And the program executes CALL 0x40_1005
      When SIGUSR1 reaches the program
      Then it faults with SI_KERNEL with trap 13
      And the handler of SIGSEGV runs with SSP END-24
      And the word at END-16 is END-8|BIT63
      And nothing else changes

    @shstk.compat-handler-before
    Example: A handler registered by int 0x80 before ENABLE does not run after it
      Given a program with shadow stacks off
      And the program calls sigaction(SIGSEGV, RESTORER)
      And the program calls sigaction(SIGUSR1, RESTORER) by int 0x80
      And the program calls arch_prctl(ENABLE, SHSTK)
      When SIGUSR1 reaches the program
      Then it faults with SI_KERNEL with trap 13
      And the handler of SIGSEGV runs with SSP END-16
      And nothing else changes

    @shstk.compat-handler-off
    Example: A handler registered by int 0x80 runs with the feature off
      Given a program with shadow stacks off
      And the program calls sigaction(SIGUSR1, RESTORER) by int 0x80
      When SIGUSR1 reaches the program
      Then it succeeds
      And the handler of SIGUSR1 runs with SSP 0x0

    @shstk.compat-registration
    Example: The registration of a handler by int 0x80 is not refused
      Given a program with shadow stacks on
      When the program calls sigaction(SIGUSR1, RESTORER) by int 0x80
      Then it succeeds
