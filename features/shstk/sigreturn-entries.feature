@shstk @since-upstream
Feature: Which entry sigreturn takes
  With WRSS a program can write entries itself. A well-formed one in any shadow stack serves, since who may write
  there may return anywhere; what is malformed, or lies in ordinary memory, does not.

  @SHSTK-51
  Rule: sigreturn MUST take an entry only with bit 63, its other bits a multiple of 8 below TASK_SIZE_MAX, and SSP aligned, and then set SSP to it
    A return address, a token of RSTORSSP and the kernel's half of the addresses all lack one of the three.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, restore_signal_shadow_stack()
    and shstk_pop_sigframe(); recordings/shstk

    @shstk.token-refused @SHSTK-101
    Scenario Outline: <case>: an entry of <entry> is refused, and SSP stays at it
      Given a program with shadow stacks and WRSS on
      And the program calls sigaction(SIGUSR1, RESTORER)
      And the program calls sigaction(SIGSEGV, RESTORER)
      And the program executes CALL 0x40_1005
      And SIGUSR1 reaches the program
      And the program executes WRSSQ [END-16], <entry>
      And the program executes RET
      When the program calls sigreturn()
      Then it faults with SI_KERNEL with trap 0
      And the handler of SIGSEGV runs with SSP END-32
      And the word at END-16 is <entry>
      And nothing else changes

      Examples: bit 63 is not set
        | case         | entry   |
        | bit-63-clear | END-8   |
        | v1-token     | END-8+1 |

      Examples: the value is not aligned
        | case   | entry          |
        | plus-1 | END-8+1\|BIT63 |
        | plus-4 | END-8+4\|BIT63 |

      Examples: the value is no user address
        | case           | entry                 |
        | task-size-max  | TASK_SIZE_MAX\|BIT63  |
        | bit-62         | 0xc000_7fff_f7df_fff8 |
        | kernel-address | 0xffff_8880_0000_0000 |

    @shstk.invariant-sigreturn-tokens @invariant-2 @needs-instructions
    Example: Whatever entry is forged and wherever SSP is, sigreturn takes what is well formed
      Given a program with shadow stacks and WRSS on
      Then whatever entry is forged and wherever SSP is, sigreturn accepts what is well formed and nothing else

  @SHSTK-98 @needs-map-at-address
  Rule: On Linux 6.12 and 7.2 sigreturn accepts any well-formed entry, whatever lies where it leads
    The next RET or CALL finds out whether there is a shadow stack.
    Source: recordings/shstk

    @shstk.token-accepted @SHSTK-51
    Scenario Outline: <case>: an entry of <entry> is accepted, whatever is there
      Given a program with shadow stacks and WRSS on
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, 0x0)
      And the program calls sigaction(SIGUSR1, RESTORER)
      And the program executes CALL 0x40_1005
      And SIGUSR1 reaches the program
      And the program executes WRSSQ [END-16], <entry>
      And the program executes RET
      When the program calls sigreturn()
      Then it succeeds
      And the SSP of the program is <ssp>
      And the normal stack of the program is 1 frame deep
      And nothing else changes

      Examples:
        | case              | entry                  | ssp             |
        | old               | END-8\|BIT63           | END-8           |
        | old-plus-8        | END\|BIT63             | END             |
        | own-slot          | END-16\|BIT63          | END-16          |
        | last-user-address | TASK_SIZE_MAX-8\|BIT63 | TASK_SIZE_MAX-8 |
        | zero              | BIT63                  | 0x0             |
        | unmapped          | 0x2_0000_0000\|BIT63   | 0x2_0000_0000   |
        | ordinary          | 0x50_1000\|BIT63       | 0x50_1000       |
        | another-stack     | 0x7_0000_1000\|BIT63   | 0x7_0000_1000   |

  @SHSTK-102 @needs-map-at-address @needs-ptrace
  Rule: sigreturn MUST accept a well-formed entry in any shadow stack, not in the thread's own alone
    Runtimes with stacks of their own handle signals there, too.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, shstk_pop_sigframe();
    https://lore.kernel.org/r/20220130211838.8382-33-rick.p.edgecombe@intel.com (32/35: stacks that userspace
    manages); recordings/shstk

    @shstk.entry-elsewhere
    Scenario Outline: <case>: a well-formed entry on another shadow stack, at <place>, is accepted
      Given a program with shadow stacks and WRSS on
      And the program calls map_shadow_stack(0x7_0000_0000, 0x2000, 0x0)
      And the program executes CALL 0x40_1005
      And the program executes WRSSQ [<place>], END-8|BIT63
      And the tracer calls ptrace(PTRACE_SETREGSET, 8, <place>)
      When the program calls sigreturn()
      Then it succeeds
      And the SSP of the program is END-8
      And nothing else changes

      Examples:
        | case        | place         |
        | in-a-page   | 0x7_0000_0800 |
        | page-border | 0x7_0000_1000 |

  @SHSTK-100 @needs-ptrace
  Rule: sigreturn with SSP in ordinary memory MUST fail at any alignment
    Ordinary memory is the attacker's to write, entry and all.
    Source: https://lore.kernel.org/r/20260512173933.164829250@linuxfoundation.org (6.12 016/206: only
    shadow-stack memory is read); https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c,
    shstk_pop_sigframe(); recordings/shstk. Linux 6.12.43, from before that patch, refuses at page borders only:
    choice sigreturn-ssp-check

    @shstk.entry-ordinary @choice-sigreturn-ssp-check=always
    Example: A well-formed entry in ordinary memory is refused
      Given a program with shadow stacks on
      And the program executes CALL 0x40_1005
      And the program executes MOV [0x50_0800], END-8|BIT63
      And the tracer calls ptrace(PTRACE_SETREGSET, 8, 0x50_0800)
      When the program calls sigreturn()
      Then it faults with SI_KERNEL with trap 0
      And the program is killed by SIGSEGV
      And nothing else changes

    @shstk.entry-ordinary-as-it-was @choice-sigreturn-ssp-check=page-aligned-only
    Scenario Outline: <case>: on kernels that look at page borders only, sigreturn at <place> <do>
      Given a program with shadow stacks on
      And the program executes CALL 0x40_1005
      And the program executes MOV [<place>], END-8|BIT63
      And the tracer calls ptrace(PTRACE_SETREGSET, 8, <place>)
      When the program calls sigreturn()
      Then it <do>

      Examples: accepted
        | case      | place     | do       |
        | in-a-page | 0x50_0800 | succeeds |

      @SHSTK-52
      Examples: refused
        | case        | place     | do                                |
        | page-border | 0x50_1000 | faults with SI_KERNEL with trap 0 |
