@shstk
Feature: sigreturn from anywhere is refused
  sigreturn restores every register from memory that an attacker may have written: one call of it is as good as
  many gadgets. So it goes through only where a signal was delivered and its entry is on top of the shadow stack.
  An entry is the old SSP with bit 63 set, which is never a return address.

  Rule: Without the entry of a delivery on top it is refused

    @shstk.sigreturn-no-signal @SHSTK-06
    Example: No signal was ever delivered, and the return address on top is as well aligned as an entry
      Given a program with shadow stacks on
      And the program has executed CALL 0x40_1008
      When the program calls sigreturn()
      Then it faults with SI_KERNEL with trap 0
      And the program is killed by SIGSEGV

    @shstk.sigreturn-empty @SHSTK-06 @SHSTK-52 @since-upstream
    Example: Nor was anything called: SSP is at the end of the stack, a page border with nothing above
      Given a program with shadow stacks on
      And the program has called sigaction(SIGSEGV, 0x40_1f00)
      When the program calls sigreturn()
      Then it faults with SI_KERNEL with trap 0
      And the handler of SIGSEGV runs with SSP 0x7fff_f7df_fff0

    @shstk.sigreturn-restorer-on-top @SHSTK-06 @SHSTK-101 @SHSTK-103 @since-upstream
    Example: From the handler itself, with the restorer's entry still on top
      Given a program with shadow stacks on
      And the program has called sigaction(SIGUSR1, 0x40_1f00)
      And the program has called sigaction(SIGSEGV, 0x40_1f00)
      And the program has executed CALL 0x40_1005
      And SIGUSR1 has reached the program
      When the program calls sigreturn()
      Then it faults with SI_KERNEL with trap 0
      And the handler of SIGSEGV runs with SSP 0x7fff_f7df_ffd8
      And nothing else changes

    @shstk.sigreturn-by-handler @SHSTK-103 @since-upstream
    Example: Nothing was called before the signal either
      Given a program with shadow stacks on
      And the program has called sigaction(SIGUSR1, 0x40_1f00)
      And SIGUSR1 has reached the program
      When the program calls sigreturn()
      Then it faults with SI_KERNEL with trap 0
      And the program is killed by SIGSEGV

    @shstk.sigreturn-restorer-popped @SHSTK-103 @since-upstream @needs-instructions
    Example: The neighbour: with it popped by INCSSP sigreturn works
      Given a program with shadow stacks on
      And the program has called sigaction(SIGUSR1, 0x40_1f00)
      And the program has executed CALL 0x40_1005
      And SIGUSR1 has reached the program
      And the program has executed INCSSPQ 1
      When the program calls sigreturn()
      Then it succeeds
      And the SSP of the program is 0x7fff_f7df_fff8

    @shstk.sigreturn-consumed @SHSTK-06 @needs-instructions
    Example: An entry that was dropped does not serve any more
      Given a program with shadow stacks on
      And the program has called sigaction(SIGUSR1, 0x40_1f00)
      And the program has called sigaction(SIGSEGV, 0x40_1f00)
      And the program has executed CALL 0x40_1005
      And SIGUSR1 has reached the program
      And the program has executed INCSSPQ 2
      When the program calls sigreturn()
      Then it faults with SI_KERNEL with trap 0

    @shstk.sigreturn-replay @SHSTK-06
    Example: Nor does one that was used
      Given a program with shadow stacks on
      And the program has called sigaction(SIGUSR1, 0x40_1f00)
      And the program has executed CALL 0x40_1005
      And SIGUSR1 has reached the program
      And the program has executed RET
      And the program has called sigreturn()
      When the program calls sigreturn()
      Then it faults with SI_KERNEL with trap 0

    @shstk.sigreturn-unaligned @SHSTK-06 @SHSTK-51 @since-upstream @needs-instructions
    Example: SSP is no multiple of 8
      Given a program with shadow stacks on
      And the program has called sigaction(SIGUSR1, 0x40_1f00)
      And the program has called sigaction(SIGSEGV, 0x40_1f00)
      And the program has executed CALL 0x40_1005
      And SIGUSR1 has reached the program
      And the program has executed INCSSPD 1
      When the program calls sigreturn()
      Then it faults with SI_KERNEL with trap 0
      And a second signal, SI_KERNEL, kills the program

  Rule: The entry has bit 63, and the rest of it is aligned and below TASK_SIZE_MAX

    @shstk.token-refused @SHSTK-51 @SHSTK-101 @since-upstream
    Scenario Outline: <case>: an entry of <entry> is refused, and SSP stays at it
      Given a program with shadow stacks and WRSS on
      And the program has called sigaction(SIGUSR1, 0x40_1f00)
      And the program has called sigaction(SIGSEGV, 0x40_1f00)
      And the program has executed CALL 0x40_1005
      And SIGUSR1 has reached the program
      And the program has executed WRSSQ [0x7fff_f7df_fff0], <entry>
      And the program has executed RET
      When the program calls sigreturn()
      Then it faults with SI_KERNEL with trap 0
      And the word at 0x7fff_f7df_fff0 is <entry>
      And the handler of SIGSEGV runs with SSP 0x7fff_f7df_ffe0
      And nothing else changes

      Examples: bit 63 is not set
        | case            | entry            |
        | bit-63-clear    | 0x7fff_f7df_fff8 |
        | v1-token        | 0x7fff_f7df_fff9 |

      Examples: the value is not aligned
        | case            | entry                 |
        | plus-1          | 0x8000_7fff_f7df_fff9 |
        | plus-4          | 0x8000_7fff_f7df_fffc |

      Examples: the value is no user address
        | case            | entry                 |
        | task-size-max   | 0x8000_7fff_ffff_f000 |
        | bit-62          | 0xc000_7fff_f7df_fff8 |
        | kernel-address  | 0xffff_8880_0000_0000 |

    @shstk.token-accepted @SHSTK-98 @SHSTK-51 @since-upstream @needs-map-at-address
    Scenario Outline: <case>: an entry of <entry> is accepted, whatever is there
      Given a program with shadow stacks and WRSS on
      And the program has called map_shadow_stack(0x7_0000_0000, 0x1000, 0x0)
      And the program has called sigaction(SIGUSR1, 0x40_1f00)
      And the program has executed CALL 0x40_1005
      And SIGUSR1 has reached the program
      And the program has executed WRSSQ [0x7fff_f7df_fff0], <entry>
      And the program has executed RET
      When the program calls sigreturn()
      Then it succeeds
      And the SSP of the program is <ssp>

      Examples:
        | case              | entry                 | ssp              |
        | old               | 0x8000_7fff_f7df_fff8 | 0x7fff_f7df_fff8 |
        | old-plus-8        | 0x8000_7fff_f7e0_0000 | 0x7fff_f7e0_0000 |
        | own-slot          | 0x8000_7fff_f7df_fff0 | 0x7fff_f7df_fff0 |
        | last-user-address | 0x8000_7fff_ffff_eff8 | 0x7fff_ffff_eff8 |
        | zero              | 0x8000_0000_0000_0000 | 0x0              |
        | unmapped          | 0x8000_0002_0000_0000 | 0x2_0000_0000    |
        | ordinary          | 0x8000_0000_0050_1000 | 0x50_1000        |
        | another-stack     | 0x8000_0007_0000_1000 | 0x7_0000_1000    |

  Rule: The entry lies in shadow-stack memory, whosever it is

    @shstk.entry-elsewhere @SHSTK-102 @since-upstream @needs-ptrace @needs-map-at-address
    Scenario Outline: <case>: a well-formed entry on another shadow stack, at <place>
      Given a program with shadow stacks and WRSS on
      And the program has called map_shadow_stack(0x7_0000_0000, 0x2000, 0x0)
      And the program has executed CALL 0x40_1005
      And the program has executed WRSSQ [<place>], 0x8000_7fff_f7df_fff8
      And the tracer has called ptrace(PTRACE_SETREGSET, 8, <place>)
      When the program calls sigreturn()
      Then it succeeds
      And the SSP of the program is 0x7fff_f7df_fff8

      Examples:
        | case        | place         |
        | in-a-page   | 0x7_0000_0800 |
        | page-border | 0x7_0000_1000 |

    @shstk.entry-ordinary @SHSTK-100 @since-upstream @needs-ptrace
    Example: A well-formed entry in ordinary memory is refused
      Given a program with shadow stacks on
      And the program has executed CALL 0x40_1005
      And the program has executed MOV [0x50_0800], 0x8000_7fff_f7df_fff8
      And the tracer has called ptrace(PTRACE_SETREGSET, 8, 0x50_0800)
      When the program calls sigreturn()
      Then it faults with SI_KERNEL with trap 0

    @shstk.entry-ordinary-border @SHSTK-100 @SHSTK-52 @since-upstream @needs-ptrace
    Example: At a page border it always was
      Given a program with shadow stacks on
      And the program has executed CALL 0x40_1005
      And the program has executed MOV [0x50_1000], 0x8000_7fff_f7df_fff8
      And the tracer has called ptrace(PTRACE_SETREGSET, 8, 0x50_1000)
      When the program calls sigreturn()
      Then it faults with SI_KERNEL with trap 0

    @shstk.entry-ordinary-as-it-was @SHSTK-100 @since-upstream @needs-ptrace @choice-sigreturn-ssp-check=page-aligned-only
    Scenario Outline: <case>: kernels that look at page borders only <do> it
      Given a program with shadow stacks on
      And the program has executed CALL 0x40_1005
      And the program has executed MOV [<place>], 0x8000_7fff_f7df_fff8
      And the tracer has called ptrace(PTRACE_SETREGSET, 8, <place>)
      When the program calls sigreturn()
      Then it <do>

      Examples:
        | case        | place     | do                                |
        | in-a-page   | 0x50_0800 | succeeds                          |

      @SHSTK-52
      Examples: that much
        | case        | place     | do                                |
        | page-border | 0x50_1000 | faults with SI_KERNEL with trap 0 |
