@shstk
Feature: A program asks for its shadow stack, and gets one
  The kernel is told what to turn on and decides nothing by itself: one call of arch_prctl, one feature at a
  time. ENABLE makes a stack as large as the limit of the normal one, puts the shadow stack pointer (SSP) at its
  end and returns, into a frame that the new stack knows nothing of. So it has to be asked for very early.

  @SHSTK-02
  Rule: A feature MUST be turned on by an explicit ENABLE of arch_prctl, WRSS no less than SHSTK
    The program knows what it was built for and what it will load. The kernel would have to guess.
    Source: https://lore.kernel.org/r/20220130211838.8382-1-rick.p.edgecombe@intel.com (cover letter), as quoted
    in https://lore.kernel.org/r/87fsozek0j.ffs@tglx

    @shstk.enable
    Example: ENABLE SHSTK makes a stack as large as RLIMIT_STACK, and SSP is its end
      Given a program with shadow stacks off
      When the program calls arch_prctl(ENABLE, SHSTK)
      Then it succeeds
      And the program has shadow stacks on
      And the SSP of the program is END
      And the program owns the shadow stack BASE to END
      And the word at END-8 is 0x0
      And nothing else changes

    @shstk.enable-wrss @SHSTK-148 @since-upstream
    Example: ENABLE WRSS after ENABLE SHSTK turns WRSS on as well
      Given a program with shadow stacks on
      When the program calls arch_prctl(ENABLE, WRSS)
      Then it succeeds
      And the program has shadow stacks and WRSS on
      And nothing else changes

  @SHSTK-23 @since-upstream
  Rule: ENABLE SHSTK MUST put SSP at the end of a new, empty stack
    What is older than the stack has no business on it.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, shstk_setup(); recordings/shstk

    @shstk.enable-empty
    Example: The stack of ENABLE SHSTK holds no token and no word
      Given a program with shadow stacks off
      And the program calls arch_prctl(ENABLE, SHSTK)
      When the program executes MOV RAX, [END-8]
      Then it returns 0x0
      And the SSP of the program is END
      And nothing else changes

  @SHSTK-182 @since-upstream
  Rule: The stack that ENABLE SHSTK makes MUST be as large as RLIMIT_STACK in whole pages, and at most 4 GiB
    Return addresses are a part of what lies on the normal stack: a stack of its size never overflows first.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, adjust_shstk_size();
    https://github.com/torvalds/linux/blob/v6.12/Documentation/arch/x86/shstk.rst, "Shadow Stack Size";
    recordings/shstk

    @shstk.enable-size
    Scenario Outline: <case>: a limit of <limit> makes a stack of <size>
      Given the machine has:
        | RLIMIT_STACK | <limit> |
      When the program calls arch_prctl(ENABLE, SHSTK)
      Then it succeeds
      And the program has shadow stacks on
      And the SSP of the program is <ssp>
      And the program owns the shadow stack <base> to <ssp>
      And <below> to <base> is not mapped
      And nothing else changes

      Examples: whole pages
        | case     | limit    | size     | below            | base             | ssp              |
        | one-byte | 0x1      | 0x1000   | 0x7fff_f7fe_e000 | 0x7fff_f7fe_f000 | 0x7fff_f7ff_0000 |
        | one-page | 0x1000   | 0x1000   | 0x7fff_f7fe_e000 | 0x7fff_f7fe_f000 | 0x7fff_f7ff_0000 |
        | uneven   | 0x1_2345 | 0x1_3000 | 0x7fff_f7fd_c000 | 0x7fff_f7fd_d000 | 0x7fff_f7ff_0000 |
        | 64k      | 0x1_0000 | 0x1_0000 | 0x7fff_f7fd_f000 | 0x7fff_f7fe_0000 | 0x7fff_f7ff_0000 |

      Examples: at most 4 GiB
        | case      | limit                 | size          | below            | base             | ssp |
        | four-gib  | 0x1_0000_0000         | 0x1_0000_0000 | 0x7ffe_f7df_f000 | 0x7ffe_f7e0_0000 | END |
        | eight-gib | 0x2_0000_0000         | 0x1_0000_0000 | 0x7ffe_f7df_f000 | 0x7ffe_f7e0_0000 | END |
        | infinite  | 0xffff_ffff_ffff_ffff | 0x1_0000_0000 | 0x7ffe_f7df_f000 | 0x7ffe_f7e0_0000 | END |

  @SHSTK-183 @since-upstream
  Rule: ENABLE SHSTK MUST set SHSTK_EN in U_CET, and no other bit
    WRSS is a feature of its own, and IBT is not for user space yet.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, shstk_setup()

    @shstk.enable-mask @SHSTK-02 @needs-insight
    Example: ENABLE SHSTK changes nothing but the feature, its state and its stack
      Given a program with shadow stacks off
      When the program calls arch_prctl(ENABLE, SHSTK)
      Then it succeeds
      And the program has shadow stacks on
      And the U_CET of the program is SHSTK_EN
      And the SSP of the program is END
      And the program owns the shadow stack BASE to END
      And nothing else changes

  @SHSTK-21 @since-upstream
  Rule: ENABLE SHSTK of a thread that has it on MUST give 0 and change nothing
    A library that enables once more must not cut off the frames that are on the stack.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, shstk_setup(); recordings/shstk

    @shstk.enable-twice
    Example: A second ENABLE SHSTK gives 0 and makes no second stack
      Given a program with shadow stacks on
      And the program executes CALL 0x40_1005
      When the program calls arch_prctl(ENABLE, SHSTK)
      Then it succeeds
      And nothing else changes

  @SHSTK-04 @since-upstream
  Rule: A return through a frame that is older than ENABLE MUST NOT succeed
    Its return address is on the normal stack alone, where an attacker may have changed it.
    Source: https://lore.kernel.org/r/20220130211838.8382-1-rick.p.edgecombe@intel.com (cover letter), as quoted
    in https://lore.kernel.org/r/87fsozek0j.ffs@tglx, which speaks of a shadow stack violation; recordings/shstk:
    a page fault at the end of the new, empty stack

    @shstk.return-older-than-enable @SHSTK-110
    Example: The function that called ENABLE returns into a page fault at the end of an empty stack
      Given a program with shadow stacks off
      And the program calls sigaction(SIGSEGV, RESTORER)
      And the program executes CALL 0x40_1005
      And the program calls arch_prctl(ENABLE, SHSTK)
      When the program executes RET
      Then it faults with SEGV_MAPERR at END
      And the handler of SIGSEGV runs with SSP END-16
      And nothing else changes

    @shstk.return-older-killed @SHSTK-110
    Example: Without a handler the return of the function that called ENABLE kills the program
      Given a program with shadow stacks off
      And the program executes CALL 0x40_1005
      And the program calls arch_prctl(ENABLE, SHSTK)
      When the program executes RET
      Then it faults with SEGV_MAPERR at END
      And the program is killed by SIGSEGV
      And nothing else changes

    @shstk.return-younger-than-enable @SHSTK-55 @neighbour
    Example: The neighbour: a function called after ENABLE returns
      Given a program with shadow stacks on
      And the program executes CALL 0x40_1005
      When the program executes RET
      Then it succeeds
      And the SSP of the program is END
      And the normal stack of the program is 0 frames deep
      And nothing else changes
