@shstk @since-upstream
Feature: A program gives its shadow stack back
  DISABLE SHSTK turns both features off, whatever is locked about WRSS, and unmaps the stack that the kernel
  made. What a thread does not own it does not unmap.

  Rule: DISABLE SHSTK turns everything off and unmaps the stack

    @shstk.disable @SHSTK-25
    Scenario Outline: <case>: nothing of the feature is left
      Given a program with <level>
      When the program calls arch_prctl(DISABLE, SHSTK)
      Then it succeeds
      And the feature mask of the program is 0x0
      And the SSP of the program is 0x0
      And 0x7fff_f760_0000 to 0x7fff_f7e0_0000 is not mapped

      Examples:
        | case     | level                     |
        | alone    | shadow stacks on          |
        | and-wrss | shadow stacks and WRSS on |

    @shstk.disable-state @SHSTK-25 @SHSTK-48 @needs-insight
    Scenario Outline: <case>: nor of its state, and the kernel forgets the stack
      Given a program with <level>
      When the program calls arch_prctl(DISABLE, SHSTK)
      Then it succeeds
      And the feature mask of the program is 0x0
      And the SSP of the program is 0x0
      And the U_CET of the program is 0x0
      And the stack base of the program is 0x0
      And the stack size of the program is 0x0
      And 0x7fff_f760_0000 to 0x7fff_f7e0_0000 is not mapped
      And nothing else changes

      Examples:
        | case     | level                     |
        | alone    | shadow stacks on          |
        | and-wrss | shadow stacks and WRSS on |

    @shstk.disable-words @SHSTK-25
    Example: With the memory its words are gone
      Given a program with shadow stacks on
      And the program has executed CALL 0x40_1005
      And the program has called arch_prctl(DISABLE, SHSTK)
      When the program calls arch_prctl(ENABLE, SHSTK)
      Then it succeeds
      And the word at 0x7fff_f7df_fff8 is 0x0

    @shstk.disable-off @SHSTK-25
    Example: DISABLE of what was never on gives 0
      Given a program with shadow stacks off
      When the program calls arch_prctl(DISABLE, SHSTK)
      Then it succeeds
      And nothing else changes

    @shstk.disable-twice @SHSTK-25
    Example: And so does a second DISABLE
      Given a program with shadow stacks on
      And the program has called arch_prctl(DISABLE, SHSTK)
      When the program calls arch_prctl(DISABLE, SHSTK)
      Then it succeeds
      And nothing else changes

    @shstk.disable-unsupported @SHSTK-22 @needs-no-shstk
    Example: On a CPU without shadow stacks it is refused
      Given the machine has:
        | user_shstk | no |
      When the program calls arch_prctl(DISABLE, SHSTK)
      Then it fails with EOPNOTSUPP
      And nothing else changes

    @shstk.reenable @SHSTK-26
    Example: ENABLE after DISABLE gives a fresh stack
      Given a program with shadow stacks and WRSS on
      And the program has called arch_prctl(DISABLE, SHSTK)
      When the program calls arch_prctl(ENABLE, SHSTK)
      Then it succeeds
      And the feature mask of the program is 0x1
      And the SSP of the program is 0x7fff_f7e0_0000
      And 0x7fff_f760_0000 to 0x7fff_f7e0_0000 is shadow-stack memory

    @shstk.disable-without-memory @SHSTK-68 @needs-memory-calls
    Example: It works even after the program has unmapped the stack itself
      Given a program with shadow stacks on
      And the program has called munmap(0x7fff_f760_0000, 0x80_0000)
      When the program calls arch_prctl(DISABLE, SHSTK)
      Then it succeeds
      And the feature mask of the program is 0x0

  Rule: A locked WRSS does not keep DISABLE SHSTK from clearing it

    @shstk.disable-with-wrss-locked @SHSTK-62
    Example: With WRSS on and locked, DISABLE SHSTK gives 0 and the mask is 0
      Given a program with shadow stacks and WRSS on
      And the program has called arch_prctl(LOCK, WRSS)
      When the program calls arch_prctl(DISABLE, SHSTK)
      Then it succeeds
      And the feature mask of the program is 0x0
      And the lock mask of the program is 0x2

    @shstk.reenable-with-wrss-locked @SHSTK-62
    Example: ENABLE SHSTK works again after that, and WRSS stays off
      Given a program with shadow stacks and WRSS on
      And the program has called arch_prctl(LOCK, WRSS)
      And the program has called arch_prctl(DISABLE, SHSTK)
      And the program has called arch_prctl(ENABLE, SHSTK)
      When the program calls arch_prctl(STATUS, 0x50_0000)
      Then it stores 0x1

  Rule: DISABLE WRSS leaves the shadow stack on

    @shstk.disable-wrss @SHSTK-24
    Scenario Outline: <case>: DISABLE WRSS leaves mask 1
      Given a program with <level>
      When the program calls arch_prctl(DISABLE, WRSS)
      Then it succeeds
      And the feature mask of the program is 0x1
      And the SSP of the program is 0x7fff_f7e0_0000

      Examples:
        | case    | level                     |
        | was-on  | shadow stacks and WRSS on |
        | was-off | shadow stacks on          |

    @shstk.disable-wrss-state @SHSTK-24 @needs-insight
    Example: It clears the bit of WRSS and no other
      Given a program with shadow stacks and WRSS on
      When the program calls arch_prctl(DISABLE, WRSS)
      Then it succeeds
      And the feature mask of the program is 0x1
      And the U_CET of the program is 0x1
      And nothing else changes
