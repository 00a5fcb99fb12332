@shstk @since-upstream
Feature: A program gives its shadow stack back
  DISABLE SHSTK turns both features off, whatever is locked about WRSS, and unmaps the stack that the kernel
  made. What a thread does not own it does not unmap.

  @SHSTK-25
  Rule: DISABLE SHSTK MUST unmap the stack that the thread owns
    A program that finds code which cannot run with a shadow stack goes on without one, and leaves no memory behind.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, shstk_disable() and
    shstk_free(); recordings/shstk

    @shstk.disable @SHSTK-185 @SHSTK-188
    Scenario Outline: <case>: DISABLE SHSTK leaves nothing of the feature
      Given a program with <level>
      When the program calls arch_prctl(DISABLE, SHSTK)
      Then it succeeds
      And the program has shadow stacks off
      And the SSP of the program is 0x0
      And the program owns no shadow stack
      And BASE to END is not mapped
      And nothing else changes

      Examples:
        | case     | level                     |
        | alone    | shadow stacks on          |
        | and-wrss | shadow stacks and WRSS on |

    @shstk.disable-words
    Example: The words of a stack are gone with its memory
      Given a program with shadow stacks on
      And the program executes CALL 0x40_1005
      And the program calls arch_prctl(DISABLE, SHSTK)
      When the program calls arch_prctl(ENABLE, SHSTK)
      Then it succeeds
      And the program has shadow stacks on
      And the SSP of the program is END
      And the program owns the shadow stack BASE to END
      And the word at END-8 is 0x0
      And nothing else changes

  @SHSTK-185
  Rule: DISABLE SHSTK MUST clear SSP, U_CET and both features
    Clear state is what a thread has that never asked for the feature.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, shstk_disable();
    recordings/shstk

    @shstk.disable-state @SHSTK-25 @SHSTK-48 @needs-insight
    Scenario Outline: <case>: DISABLE SHSTK clears the CPU's state, and the kernel forgets the stack
      Given a program with <level>
      When the program calls arch_prctl(DISABLE, SHSTK)
      Then it succeeds
      And the program has shadow stacks off
      And the U_CET of the program is 0x0
      And the SSP of the program is 0x0
      And the program owns no shadow stack
      And BASE to END is not mapped
      And nothing else changes

      Examples:
        | case     | level                     |
        | alone    | shadow stacks on          |
        | and-wrss | shadow stacks and WRSS on |

    @shstk.invariant-off @invariant-6 @needs-exec @needs-insight
    Example: The feature is off exactly where U_CET is 0, and then SSP is 0
      Given a program with shadow stacks off
      Then in any sequence of calls the feature is off exactly where U_CET is 0, and then SSP is 0

  @SHSTK-188
  Rule: DISABLE SHSTK MUST give 0, on or off
    Who wants it off need not know whether it is on.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, shstk_disable();
    recordings/shstk

    @shstk.disable-off
    Example: DISABLE SHSTK of what was never on gives 0
      Given a program with shadow stacks off
      When the program calls arch_prctl(DISABLE, SHSTK)
      Then it succeeds
      And nothing else changes

    @shstk.disable-twice
    Example: A second DISABLE SHSTK gives 0 and changes nothing
      Given a program with shadow stacks on
      And the program calls arch_prctl(DISABLE, SHSTK)
      When the program calls arch_prctl(DISABLE, SHSTK)
      Then it succeeds
      And nothing else changes

  @SHSTK-26
  Rule: ENABLE SHSTK after DISABLE MUST work and give a fresh stack
    Turning it off to load old code must not be for good.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, shstk_setup();
    https://github.com/torvalds/linux/blob/v6.12/tools/testing/selftests/x86/test_shadow_stack.c, main();
    recordings/shstk

    @shstk.reenable
    Example: ENABLE SHSTK after DISABLE gives a fresh stack
      Given a program with shadow stacks and WRSS on
      And the program calls arch_prctl(DISABLE, SHSTK)
      When the program calls arch_prctl(ENABLE, SHSTK)
      Then it succeeds
      And the program has shadow stacks on
      And the SSP of the program is END
      And the program owns the shadow stack BASE to END
      And nothing else changes

  @SHSTK-68 @needs-memory-calls
  Rule: On Linux 6.12 and 7.2 DISABLE SHSTK gives 0 after the thread has unmapped its stack itself
    The program may unmap whatever it has; turning the feature off must still be possible.
    Source: recordings/shstk

    @shstk.disable-without-memory
    Example: DISABLE SHSTK works after the program has unmapped the stack itself
      Given a program with shadow stacks on
      And the program calls munmap(BASE, 0x80_0000)
      When the program calls arch_prctl(DISABLE, SHSTK)
      Then it succeeds
      And the program has shadow stacks off
      And the SSP of the program is 0x0
      And the program owns no shadow stack
      And nothing else changes
