@shstk @since-upstream
Feature: WRSS is a feature of its own that needs the other
  WRSS lets a program write its own shadow stack. Debuggers, language runtimes and checkpointers need that; for
  all others it is a hole, so it is asked for apart.

  @SHSTK-24
  Rule: ENABLE and DISABLE of WRSS MUST give -EPERM with SHSTK off
    Without a shadow stack there is nothing that WRSS could write, and its bit must not wait for one.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, wrss_control(); recordings/shstk

    @shstk.enable-wrss-first
    Scenario Outline: <case>: <command> WRSS without SHSTK is refused
      Given a program with shadow stacks off
      When the program calls arch_prctl(<command>, WRSS)
      Then it fails with EPERM
      And nothing else changes

      Examples:
        | case    | command |
        | enable  | ENABLE  |
        | disable | DISABLE |

  @SHSTK-148
  Rule: ENABLE and DISABLE of WRSS MUST give 0 with SHSTK on, also where nothing changes
    What is asked for is there, and who asks twice is told so.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, wrss_control(); recordings/shstk

    @shstk.enable-wrss-state @needs-insight
    Example: ENABLE WRSS sets its bit of U_CET beside that of the shadow stack
      Given a program with shadow stacks on
      When the program calls arch_prctl(ENABLE, WRSS)
      Then it succeeds
      And the program has shadow stacks and WRSS on
      And the U_CET of the program is SHSTK_EN|WRSS_EN
      And nothing else changes

    @shstk.enable-wrss-twice
    Example: A second ENABLE WRSS gives 0 and changes nothing
      Given a program with shadow stacks and WRSS on
      When the program calls arch_prctl(ENABLE, WRSS)
      Then it succeeds
      And nothing else changes

    @shstk.disable-wrss
    Scenario Outline: <case>: DISABLE WRSS leaves the shadow stack on
      Given a program with <level>
      When the program calls arch_prctl(DISABLE, WRSS)
      Then it succeeds
      And the program has shadow stacks on
      And the SSP of the program is END
      And nothing else changes

      Examples:
        | case    | level                     |
        | was-on  | shadow stacks and WRSS on |
        | was-off | shadow stacks on          |

    @shstk.disable-wrss-state @needs-insight
    Example: DISABLE WRSS clears its bit of U_CET and no other
      Given a program with shadow stacks and WRSS on
      When the program calls arch_prctl(DISABLE, WRSS)
      Then it succeeds
      And the program has shadow stacks on
      And the U_CET of the program is SHSTK_EN
      And nothing else changes

    @shstk.invariant-wrss @invariant-5 @SHSTK-185 @needs-ptrace
    Example: WRSS is on only with shadow stacks
      Given a program with shadow stacks and WRSS on
      Then in any sequence of calls WRSS is on only with shadow stacks

  @SHSTK-62
  Rule: DISABLE SHSTK with WRSS on and locked MUST give 0 and clear both, and a later ENABLE SHSTK leave WRSS off
    Who gives the shadow stack up gives up more than WRSS; a lock on the lesser must not leave a half-open state.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, shstk_disable() and
    shstk_prctl(); https://github.com/torvalds/linux/blob/v6.12/Documentation/arch/x86/shstk.rst, "Enabling
    arch_prctl()'s"; recordings/shstk

    @shstk.disable-with-wrss-locked
    Example: DISABLE SHSTK with WRSS on and locked gives 0 and clears both
      Given a program with shadow stacks and WRSS on
      And the program calls arch_prctl(LOCK, WRSS)
      When the program calls arch_prctl(DISABLE, SHSTK)
      Then it succeeds
      And the program has shadow stacks off
      And the lock mask of the program is WRSS
      And the SSP of the program is 0x0
      And the program owns no shadow stack
      And BASE to END is not mapped
      And nothing else changes

    @shstk.reenable-with-wrss-locked
    Example: ENABLE SHSTK works again after a locked WRSS was cleared, and WRSS stays off
      Given a program with shadow stacks and WRSS on
      And the program calls arch_prctl(LOCK, WRSS)
      And the program calls arch_prctl(DISABLE, SHSTK)
      And the program calls arch_prctl(ENABLE, SHSTK)
      When the program calls arch_prctl(STATUS, 0x50_0000)
      Then it stores 0x1
      And nothing else changes
