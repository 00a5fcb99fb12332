@shstk @since-upstream
Feature: Which entry sigreturn takes
  With WRSS a program can write entries itself. A well-formed one serves, since who may write there may return
  anywhere; what is malformed does not.

  @SHSTK-51
  Rule: sigreturn MUST set SSP to the entry that it takes, without its bit 63
    The entry is the only record of where the interrupted code was.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, restore_signal_shadow_stack()
    and shstk_pop_sigframe(); recordings/shstk

    @shstk.invariant-sigreturn-tokens @invariant-2 @SHSTK-196 @SHSTK-197 @SHSTK-198 @needs-instructions
    Example: Whatever entry is forged and wherever SSP is, sigreturn takes what is well formed
      Given a program with shadow stacks and WRSS on
      Then whatever entry is forged and wherever SSP is, sigreturn accepts what is well formed and nothing else

  @SHSTK-196
  Rule: sigreturn MUST refuse an entry without bit 63
    Neither a return address nor a token of RSTORSSP has it.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, get_shstk_data();
    recordings/shstk

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

      Examples:
        | case         | entry   |
        | bit-63-clear | END-8   |
        | v1-token     | END-8+1 |

  @SHSTK-197
  Rule: sigreturn MUST refuse an entry whose other bits are no multiple of 8
    No SSP of a 64-bit program is between two entries.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, shstk_pop_sigframe();
    recordings/shstk

    @shstk.entry-unaligned @SHSTK-101
    Scenario Outline: <case>: an entry of <entry>, which is not aligned, is refused, and SSP stays at it
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

      Examples:
        | case   | entry          |
        | plus-1 | END-8+1\|BIT63 |
        | plus-4 | END-8+4\|BIT63 |

  @SHSTK-198
  Rule: sigreturn MUST refuse an entry whose other bits are TASK_SIZE_MAX or more
    SSP is loaded by the kernel, and from there on is not the program's.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, shstk_pop_sigframe();
    recordings/shstk

    @shstk.entry-no-user-address @SHSTK-101
    Scenario Outline: <case>: an entry of <entry>, which is no user address, is refused, and SSP stays at it
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

      Examples:
        | case           | entry                 |
        | task-size-max  | TASK_SIZE_MAX\|BIT63  |
        | bit-62         | 0xc000_7fff_f7df_fff8 |
        | kernel-address | 0xffff_8880_0000_0000 |

  @SHSTK-199 @needs-instructions
  Rule: sigreturn MUST refuse an SSP that is no multiple of 8
    What is read there is half of one word and half of another.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, shstk_pop_sigframe();
    recordings/shstk

    @shstk.sigreturn-unaligned
    Example: sigreturn with SSP at no multiple of 8 is refused
      Given a program with shadow stacks on
      And the program calls sigaction(SIGUSR1, RESTORER)
      And the program calls sigaction(SIGSEGV, RESTORER)
      And the program executes CALL 0x40_1005
      And SIGUSR1 reaches the program
      And the program executes INCSSPD 1
      When the program calls sigreturn()
      Then it faults with SI_KERNEL with trap 0
      And the program is killed by a second signal, SI_KERNEL
      And nothing else changes

    @shstk.sigreturn-unaligned-entry @needs-map-at-address
    Example: sigreturn with SSP at no multiple of 8 is refused whatever entry is there
      Given a program with shadow stacks and WRSS on
      And the program executes CALL 0x40_1005
      And the program executes CALL 0x40_2005
      And the program executes INCSSPD 1
      And the program executes WRSSD [END-12], 0x50_0000
      And the program executes WRSSD [END-8], 0x8000_0000
      When the program calls sigreturn()
      Then it faults with SI_KERNEL with trap 0
      And the program is killed by SIGSEGV
      And nothing else changes

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
