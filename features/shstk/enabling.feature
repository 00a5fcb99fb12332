@shstk
Feature: A program asks for its shadow stack, and gets one
  The kernel is told what to turn on and decides nothing by itself: one call of arch_prctl, one feature at a
  time. ENABLE makes a stack as large as the limit of the normal one, puts the shadow stack pointer (SSP) at its
  end and returns, into a frame that the new stack knows nothing of. So it has to be asked for very early.

  Rule: ENABLE SHSTK makes a stack of the limit's size and turns the feature on

    @shstk.enable @SHSTK-02
    Example: The stack is as large as RLIMIT_STACK, and SSP is its end
      Given a program with shadow stacks off
      When the program calls arch_prctl(ENABLE, SHSTK)
      Then it succeeds
      And the SSP of the program is 0x7fff_f7e0_0000
      And 0x7fff_f760_0000 to 0x7fff_f7e0_0000 is shadow-stack memory
      And the word at 0x7fff_f7df_fff8 is 0x0

    @shstk.enable-mask @SHSTK-02 @SHSTK-23 @since-upstream @needs-insight
    Example: Nothing but the feature, its state and its stack changes
      Given a program with shadow stacks off
      When the program calls arch_prctl(ENABLE, SHSTK)
      Then the feature mask of the program is 0x1
      And the SSP of the program is 0x7fff_f7e0_0000
      And the U_CET of the program is 0x1
      And the stack base of the program is 0x7fff_f760_0000
      And the stack size of the program is 0x80_0000
      And 0x7fff_f760_0000 to 0x7fff_f7e0_0000 is shadow-stack memory
      And nothing else changes

    @shstk.enable-size @SHSTK-23 @since-upstream
    Scenario Outline: <case>: a limit of <limit> makes a stack of <size>
      Given the machine has:
        | RLIMIT_STACK | <limit> |
      When the program calls arch_prctl(ENABLE, SHSTK)
      Then it succeeds
      And the SSP of the program is <ssp>
      And <base> to <ssp> is shadow-stack memory
      And <below> to <base> is not mapped

      Examples: whole pages
        | case      | limit     | size     | below            | base             | ssp              |
        | one-byte  | 0x1       | 0x1000   | 0x7fff_f7fe_e000 | 0x7fff_f7fe_f000 | 0x7fff_f7ff_0000 |
        | one-page  | 0x1000    | 0x1000   | 0x7fff_f7fe_e000 | 0x7fff_f7fe_f000 | 0x7fff_f7ff_0000 |
        | uneven    | 0x1_2345  | 0x1_3000 | 0x7fff_f7fd_c000 | 0x7fff_f7fd_d000 | 0x7fff_f7ff_0000 |
        | 64k       | 0x1_0000  | 0x1_0000 | 0x7fff_f7fd_f000 | 0x7fff_f7fe_0000 | 0x7fff_f7ff_0000 |

      Examples: at most 4 GiB
        | case      | limit                 | size          | below            | base             | ssp              |
        | four-gib  | 0x1_0000_0000         | 0x1_0000_0000 | 0x7ffe_f7df_f000 | 0x7ffe_f7e0_0000 | 0x7fff_f7e0_0000 |
        | eight-gib | 0x2_0000_0000         | 0x1_0000_0000 | 0x7ffe_f7df_f000 | 0x7ffe_f7e0_0000 | 0x7fff_f7e0_0000 |
        | infinite  | 0xffff_ffff_ffff_ffff | 0x1_0000_0000 | 0x7ffe_f7df_f000 | 0x7ffe_f7e0_0000 | 0x7fff_f7e0_0000 |

  Rule: Without room for a stack the feature stays off

    @shstk.enable-limit-0 @SHSTK-66 @since-upstream
    Example: A limit of 0 is refused
      Given a program with shadow stacks off
      And the program has called setrlimit(RLIMIT_STACK, 0x0)
      When the program calls arch_prctl(ENABLE, SHSTK)
      Then it fails with EINVAL
      And nothing else changes

    @shstk.enable-no-room @SHSTK-67 @SHSTK-78 @since-upstream
    Example: Where RLIMIT_AS leaves no room the call fails with ENOMEM
      Given a program with shadow stacks off
      And the program has called setrlimit(RLIMIT_AS, 0x40_0000)
      When the program calls arch_prctl(ENABLE, SHSTK)
      Then it fails with ENOMEM
      And nothing else changes

    @shstk.enable-just-room @SHSTK-23 @since-upstream
    Example: The neighbour: with room for the stack and the 32 pages of the program it works
      Given a program with shadow stacks off
      And the program has called setrlimit(RLIMIT_AS, 0x82_0000)
      When the program calls arch_prctl(ENABLE, SHSTK)
      Then it succeeds
      And the feature mask of the program is 0x1

    @shstk.enable-accounting @SHSTK-67 @since-upstream
    Example: A stack of 4 GiB that memory accounting does not grant is ENOMEM too
      Given the machine has:
        | largest mapping | 0x2000_0000           |
        | RLIMIT_STACK    | 0xffff_ffff_ffff_ffff |
      When the program calls arch_prctl(ENABLE, SHSTK)
      Then it fails with ENOMEM
      And nothing else changes

  Rule: ENABLE of what is on changes nothing

    @shstk.enable-twice @SHSTK-21 @since-upstream
    Example: A second ENABLE SHSTK gives 0 and no second stack
      Given a program with shadow stacks on
      And the program has executed CALL 0x40_1005
      When the program calls arch_prctl(ENABLE, SHSTK)
      Then it succeeds
      And nothing else changes

    @shstk.enable-wrss-twice @SHSTK-24 @since-upstream
    Example: So does a second ENABLE WRSS
      Given a program with shadow stacks and WRSS on
      When the program calls arch_prctl(ENABLE, WRSS)
      Then it succeeds
      And nothing else changes

  Rule: WRSS is a feature of its own that needs the other

    @shstk.enable-wrss @SHSTK-02 @SHSTK-24 @since-upstream
    Example: ENABLE WRSS after ENABLE SHSTK
      Given a program with shadow stacks on
      When the program calls arch_prctl(ENABLE, WRSS)
      Then it succeeds
      And the feature mask of the program is 0x3

    @shstk.enable-wrss-state @SHSTK-24 @since-upstream @needs-insight
    Example: It sets the bit of WRSS beside that of the shadow stack
      Given a program with shadow stacks on
      When the program calls arch_prctl(ENABLE, WRSS)
      Then it succeeds
      And the feature mask of the program is 0x3
      And the U_CET of the program is 0x3
      And nothing else changes

    @shstk.enable-wrss-first @SHSTK-24 @since-upstream
    Scenario Outline: <case>: <command> WRSS without SHSTK is refused
      Given a program with shadow stacks off
      When the program calls arch_prctl(<command>, WRSS)
      Then it fails with EPERM
      And nothing else changes

      Examples:
        | case    | command |
        | enable  | ENABLE  |
        | disable | DISABLE |

  Rule: Without CPU support nothing can be turned on

    @shstk.enable-unsupported @SHSTK-22 @since-upstream @needs-no-shstk
    Example: ENABLE SHSTK on a CPU without shadow stacks
      Given the machine has:
        | user_shstk | no |
      When the program calls arch_prctl(ENABLE, SHSTK)
      Then it fails with EOPNOTSUPP
      And nothing else changes

    @shstk.wrss-unsupported @SHSTK-22 @SHSTK-24 @since-upstream @needs-no-shstk
    Scenario Outline: <case>: <command> WRSS on a CPU without shadow stacks
      Given the machine has:
        | user_shstk | no |
      When the program calls arch_prctl(<command>, WRSS)
      Then it fails with EOPNOTSUPP
      And nothing else changes

      Examples:
        | case         | command |
        | enable-wrss  | ENABLE  |
        | disable-wrss | DISABLE |

  Rule: The function that enabled the feature cannot return

    @shstk.return-older-than-enable @SHSTK-04 @SHSTK-110 @since-upstream
    Example: Its return finds the end of an empty stack, which is a page fault
      Given a program with shadow stacks off
      And the program has called sigaction(SIGSEGV, 0x40_1f00)
      And the program has executed CALL 0x40_1005
      And the program has called arch_prctl(ENABLE, SHSTK)
      When the program executes RET
      Then it faults with SEGV_MAPERR at 0x7fff_f7e0_0000
      And the handler of SIGSEGV runs with SSP 0x7fff_f7df_fff0
      And nothing else changes

    @shstk.return-older-killed @SHSTK-04 @SHSTK-110 @since-upstream
    Example: Without a handler the program dies of it
      Given a program with shadow stacks off
      And the program has executed CALL 0x40_1005
      And the program has called arch_prctl(ENABLE, SHSTK)
      When the program executes RET
      Then it faults with SEGV_MAPERR at 0x7fff_f7e0_0000
      And the program is killed by SIGSEGV

    @shstk.return-younger-than-enable @SHSTK-55 @since-upstream
    Example: The neighbour: a function called after ENABLE returns
      Given a program with shadow stacks on
      And the program has executed CALL 0x40_1005
      When the program executes RET
      Then it succeeds
      And the SSP of the program is 0x7fff_f7e0_0000
      And the normal stack of the program is 0 frames deep
      And nothing else changes
