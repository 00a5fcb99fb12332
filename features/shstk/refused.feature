@shstk @since-upstream
Feature: Where there is nothing to turn on, or no room for a stack
  ENABLE either does all that it does or nothing of it: a program must not believe itself protected by a stack
  that is not there.

  @SHSTK-22 @needs-no-shstk
  Rule: ENABLE and DISABLE MUST give -EOPNOTSUPP where the CPU has no shadow stacks
    A loader asks once and goes on without; it has to know that nothing was turned on.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, shstk_setup() and
    shstk_disable() and wrss_control()

    @shstk.enable-unsupported
    Example: ENABLE SHSTK on a CPU without shadow stacks is refused
      Given the machine has:
        | user_shstk | no |
      When the program calls arch_prctl(ENABLE, SHSTK)
      Then it fails with EOPNOTSUPP
      And nothing else changes

    @shstk.wrss-unsupported
    Scenario Outline: <case>: <command> WRSS on a CPU without shadow stacks is refused
      Given the machine has:
        | user_shstk | no |
      When the program calls arch_prctl(<command>, WRSS)
      Then it fails with EOPNOTSUPP
      And nothing else changes

      Examples:
        | case         | command |
        | enable-wrss  | ENABLE  |
        | disable-wrss | DISABLE |

    @shstk.disable-unsupported
    Example: DISABLE SHSTK on a CPU without shadow stacks is refused
      Given the machine has:
        | user_shstk | no |
      When the program calls arch_prctl(DISABLE, SHSTK)
      Then it fails with EOPNOTSUPP
      And nothing else changes

  @SHSTK-127 @needs-compat-entry
  Rule: ENABLE through the 32-bit entry MUST be refused
    32-bit code would run with its shadow stack out of reach above 4 GiB.
    Source: https://github.com/torvalds/linux/blob/v6.12/Documentation/arch/x86/shstk.rst, "Enabling
    arch_prctl()'s"; recordings/shstk. https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c,
    shstk_setup() has -EOPNOTSUPP for it, which the call does not reach: SHSTK-69

    @shstk.compat-enable @SHSTK-69
    Scenario Outline: <case>: ENABLE <feature> by way of int 0x80 with <level> is refused
      Given a program with <level>
      When the program calls arch_prctl(ENABLE, <feature>) by int 0x80
      Then it fails with EINVAL
      And nothing else changes

      Examples:
        | case      | level             | feature |
        | enable    | shadow stacks off | SHSTK   |
        | enable-on | shadow stacks on  | WRSS    |

  @SHSTK-67
  Rule: ENABLE SHSTK and a clone that cannot map their stack MUST give -ENOMEM and leave things as they were
    Half a stack, or a feature without one, would kill the program at its next CALL.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, shstk_setup() and
    shstk_alloc_thread_stack(); recordings/shstk

    @shstk.enable-no-room @SHSTK-78
    Example: Where RLIMIT_AS leaves no room ENABLE SHSTK fails with ENOMEM
      Given a program with shadow stacks off
      And the program calls setrlimit(RLIMIT_AS, 0x40_0000)
      When the program calls arch_prctl(ENABLE, SHSTK)
      Then it fails with ENOMEM
      And nothing else changes

    @shstk.enable-just-room @SHSTK-23 @neighbour
    Example: The neighbour: with room for the stack and the 32 pages of the program ENABLE works
      Given a program with shadow stacks off
      And the program calls setrlimit(RLIMIT_AS, 0x82_0000)
      When the program calls arch_prctl(ENABLE, SHSTK)
      Then it succeeds
      And the program has shadow stacks on
      And the SSP of the program is END
      And the program owns the shadow stack BASE to END
      And nothing else changes

    @shstk.enable-accounting
    Example: A stack of 4 GiB that memory accounting does not grant makes ENABLE fail with ENOMEM
      Given the machine has:
        | largest mapping | 0x2000_0000           |
        | RLIMIT_STACK    | 0xffff_ffff_ffff_ffff |
      When the program calls arch_prctl(ENABLE, SHSTK)
      Then it fails with ENOMEM
      And nothing else changes

    @shstk.thread-no-room @needs-threads
    Example: A clone without room for the new stack fails with ENOMEM
      Given a program with shadow stacks on
      And the program calls setrlimit(RLIMIT_AS, 0x100_0000)
      When the program calls clone(CLONE_VM|CLONE_THREAD)
      Then it fails with ENOMEM
      And nothing else changes

    @shstk.invariant-failures @invariant-7 @SHSTK-36 @needs-ptrace @needs-map-at-address
    Example: Whatever call fails, it leaves no trace
      Given a program with shadow stacks off
      Then in any sequence of calls what fails changes nothing

  @SHSTK-66
  Rule: On Linux 6.12 and 7.2 both ENABLE SHSTK and a clone that needs a stack give -EINVAL with RLIMIT_STACK 0, and change nothing
    A stack of no size cannot be made; the kernel says so as mmap would.
    Source: recordings/shstk

    @shstk.enable-limit-0
    Example: ENABLE SHSTK with a stack limit of 0 is refused
      Given a program with shadow stacks off
      And the program calls setrlimit(RLIMIT_STACK, 0x0)
      When the program calls arch_prctl(ENABLE, SHSTK)
      Then it fails with EINVAL
      And nothing else changes

    @shstk.thread-no-size @needs-threads
    Example: A clone with a stack limit of 0 is refused
      Given a program with shadow stacks on
      And the program calls setrlimit(RLIMIT_STACK, 0x0)
      When the program calls clone(CLONE_VM|CLONE_THREAD)
      Then it fails with EINVAL
      And nothing else changes
