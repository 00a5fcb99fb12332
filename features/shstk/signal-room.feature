@shstk @since-upstream
Feature: A shadow stack that is full, and one that is none
  There is no alternate shadow stack. A handler needs 16 bytes below SSP, wherever its normal frame lies; where
  they are not to be had the program cannot be told, and dies.

  Rule: Delivery needs 16 bytes of shadow stack below SSP

    @shstk.room @SHSTK-105 @needs-instructions @needs-map-at-address
    Scenario Outline: <case>: <left> bytes are left
      Given a program with shadow stacks and WRSS on
      And the program has called sigaction(SIGUSR1, 0x40_1f00)
      And the program has called map_shadow_stack(0x7_0000_0000, 0x1000, 0x0)
      And the program has executed WRSSQ [<place>], <token>
      And the program has executed RSTORSSP [<place>]
      And the program has executed INCSSPQ 1
      When SIGUSR1 reaches the program
      Then it succeeds
      And the word at <place> is <entry>
      And the handler of SIGUSR1 runs with SSP <ssp>
      And nothing else changes

      Examples:
        | case | left | place         | token         | entry                 | ssp           |
        | 16   | 16   | 0x7_0000_0008 | 0x7_0000_0011 | 0x8000_0007_0000_0010 | 0x7_0000_0000 |
        | 24   | 24   | 0x7_0000_0010 | 0x7_0000_0019 | 0x8000_0007_0000_0018 | 0x7_0000_0008 |
        | 32   | 32   | 0x7_0000_0018 | 0x7_0000_0021 | 0x8000_0007_0000_0020 | 0x7_0000_0010 |

    @shstk.no-room @SHSTK-105 @SHSTK-50 @needs-instructions @needs-map-at-address
    Example: With 8 bytes left neither the signal nor its SIGSEGV is delivered
      Given a program with shadow stacks and WRSS on
      And the program has called sigaction(SIGUSR1, 0x40_1f00)
      And the program has called sigaction(SIGSEGV, 0x40_1f00)
      And the program has called map_shadow_stack(0x7_0000_0000, 0x1000, 0x0)
      And the program has executed WRSSQ [0x7_0000_0000], 0x7_0000_0009
      And the program has executed RSTORSSP [0x7_0000_0000]
      And the program has executed INCSSPQ 1
      When SIGUSR1 reaches the program
      Then it faults with SI_KERNEL with trap 0
      And a second signal, SI_KERNEL, kills the program

    @shstk.no-room-for-one @SHSTK-106 @SHSTK-50 @needs-ptrace
    Example: A delivery that failed half-way leaves SSP where it was
      Given a program with shadow stacks on
      And the program has called sigaction(SIGUSR1, 0x40_1f00)
      And the tracer has called ptrace(PTRACE_SETREGSET, 8, 0x50_0800)
      When SIGUSR1 reaches the program
      Then it faults with SI_KERNEL with trap 0
      And the program is killed by SIGSEGV

    @shstk.failed-delivery @SHSTK-50 @SHSTK-106
    Example: After a delivery that failed, that of the SIGSEGV begins at the old SSP
      Given a program with shadow stacks on
      And the program has called sigaction(SIGUSR1, none)
      And the program has called sigaction(SIGSEGV, 0x40_1f00)
      When SIGUSR1 reaches the program
      Then it faults with SI_KERNEL with trap 0
      And the handler of SIGSEGV runs with SSP 0x7fff_f7df_fff0
      And the word at 0x7fff_f7df_fff8 is 0x8000_7fff_f7e0_0000

    @shstk.delivery-unaligned @SHSTK-50 @needs-instructions
    Example: An SSP that is no multiple of 8 gets no handler
      Given a program with shadow stacks on
      And the program has called sigaction(SIGUSR1, 0x40_1f00)
      And the program has called sigaction(SIGSEGV, 0x40_1f00)
      And the program has executed CALL 0x40_1005
      And the program has executed INCSSPD 1
      When SIGUSR1 reaches the program
      Then it faults with SI_KERNEL with trap 0
      And a second signal, SI_KERNEL, kills the program

    @shstk.delivery-zero @SHSTK-50 @needs-ptrace
    Example: Nor does an SSP of 0
      Given a program with shadow stacks on
      And the program has called sigaction(SIGUSR1, 0x40_1f00)
      And the program has called sigaction(SIGSEGV, 0x40_1f00)
      And the tracer has called ptrace(PTRACE_SETREGSET, 8, 0x0)
      When SIGUSR1 reaches the program
      Then it faults with SI_KERNEL with trap 0
      And a second signal, SI_KERNEL, kills the program

  Rule: Overflow kills, alternate stack or not

    @shstk.overflow @SHSTK-91 @needs-altstack @needs-instructions
    Scenario Outline: <case>: a CALL below the base
      Given a program with shadow stacks off
      And the program has called setrlimit(RLIMIT_STACK, 0x1)
      And the program has called arch_prctl(ENABLE, SHSTK)
      And the program has called arch_prctl(ENABLE, WRSS)
      And the program has called sigaltstack(0x50_8000, 0x2000)
      And the program has called sigaction(SIGSEGV, 0x40_1f00, <flag>)
      And the program has executed WRSSQ [0x7fff_f7fe_f000], 0x7fff_f7fe_f009
      And the program has executed RSTORSSP [0x7fff_f7fe_f000]
      When the program executes CALL 0x40_1005
      Then it faults with SEGV_MAPERR at 0x7fff_f7fe_eff8
      And no handler runs
      And a second signal, SI_KERNEL, kills the program

      Examples:
        | case            | flag       |
        | normal-stack    | 0          |
        | alternate-stack | SA_ONSTACK |

    @shstk.overflow-unhandled @SHSTK-91 @needs-instructions
    Example: Without a handler the page fault kills at once
      Given a program with shadow stacks off
      And the program has called setrlimit(RLIMIT_STACK, 0x1)
      And the program has called arch_prctl(ENABLE, SHSTK)
      And the program has called arch_prctl(ENABLE, WRSS)
      And the program has executed WRSSQ [0x7fff_f7fe_f000], 0x7fff_f7fe_f009
      And the program has executed RSTORSSP [0x7fff_f7fe_f000]
      When the program executes CALL 0x40_1005
      Then it faults with SEGV_MAPERR at 0x7fff_f7fe_eff8
      And the program is killed by SIGSEGV

  Rule: An SSP that is no shadow stack lasts until the next CALL

    @shstk.call-off-stack @SHSTK-99 @needs-ptrace
    Scenario Outline: <case>: a CALL with SSP <ssp> is <fault>
      Given a program with shadow stacks on
      And the program has called sigaction(SIGSEGV, 0x40_1f00)
      And the tracer has called ptrace(PTRACE_SETREGSET, 8, <ssp>)
      When the program executes CALL 0x40_1005
      Then it faults with <fault>
      And a second signal, SI_KERNEL, kills the program

      Examples:
        | case     | ssp              | fault                                |
        | ordinary | 0x50_1000        | SEGV_ACCERR at 0x50_0ff8             |
        | unmapped | 0x2_0000_0000    | SEGV_MAPERR at 0x1_ffff_fff8         |
        | last     | 0x7fff_ffff_eff8 | SEGV_MAPERR at 0x7fff_ffff_eff0      |
        | zero     | 0x0              | SEGV_MAPERR at 0xffff_ffff_ffff_fff8 |

    @shstk.call-off-stack-lass @SHSTK-99 @needs-ptrace @choice-push-into-kernel-half=general-protection
    Example: Where user mode may not even touch the kernel's half, SSP 0 is a general protection fault
      Given a program with shadow stacks on
      And the program has called sigaction(SIGSEGV, 0x40_1f00)
      And the tracer has called ptrace(PTRACE_SETREGSET, 8, 0x0)
      When the program executes CALL 0x40_1005
      Then it faults with SI_KERNEL with trap 13
      And a second signal, SI_KERNEL, kills the program
