@shstk @since-upstream
Feature: A program locks features, and nothing but exec or a tracer unlocks them
  A loader turns the features on, locks them, and hands over to code that it trusts less. LOCK takes any bits,
  also such as mean nothing yet, so that a lock made today covers what will be added.

  @SHSTK-17
  Rule: LOCK MUST add the given bits to the lock mask and take none away
    Code that runs later must not be able to shake off what the loader decided.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, shstk_prctl();
    https://github.com/torvalds/linux/blob/v6.12/Documentation/arch/x86/shstk.rst, "Enabling arch_prctl()'s";
    recordings/shstk

    @shstk.lock-adds
    Example: A second LOCK adds to the first
      Given a program with shadow stacks off
      And the program calls arch_prctl(LOCK, SHSTK)
      When the program calls arch_prctl(LOCK, WRSS)
      Then it succeeds
      And the lock mask of the program is SHSTK|WRSS
      And nothing else changes

    @shstk.lock-nothing
    Example: LOCK of nothing keeps what is locked
      Given a program with shadow stacks off
      And the program calls arch_prctl(LOCK, SHSTK)
      When the program calls arch_prctl(LOCK, 0x0)
      Then it succeeds
      And nothing else changes

    @shstk.invariant-locks @invariant-4 @SHSTK-18 @needs-ptrace @needs-exec
    Example: No lock is lost but by exec and by a tracer, and no locked feature changes
      Given a program with shadow stacks on
      Then in any sequence of calls no lock is lost but by exec and by a tracer, and no locked feature changes

  @SHSTK-18
  Rule: ENABLE or DISABLE that names a locked bit MUST give -EPERM before anything else about the argument is looked at
    An attacker who can make calls would first turn the feature off. -EPERM tells a lock from a mistake.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, shstk_prctl(); recordings/shstk

    @shstk.locked
    Scenario Outline: <case>: with <locked> locked, <command> <bits> is refused
      Given a program with <level>
      And the program calls arch_prctl(LOCK, <locked>)
      When the program calls arch_prctl(<command>, <bits>)
      Then it fails with EPERM
      And nothing else changes

      Examples: one feature
        | case           | level            | locked | command | bits  |
        | disable        | shadow stacks on | SHSTK  | DISABLE | SHSTK |
        | enable-when-on | shadow stacks on | SHSTK  | ENABLE  | SHSTK |
        | enable-wrss    | shadow stacks on | WRSS   | ENABLE  | WRSS  |
        | disable-wrss   | shadow stacks on | WRSS   | DISABLE | WRSS  |

      Examples: several, of which one is locked
        | case         | level             | locked | command | bits        |
        | enable-both  | shadow stacks off | WRSS   | ENABLE  | SHSTK\|WRSS |
        | disable-both | shadow stacks on  | WRSS   | DISABLE | SHSTK\|WRSS |

    @shstk.locked-before-enable
    Example: What was locked off cannot be turned on
      Given a program with shadow stacks off
      And the program calls arch_prctl(LOCK, SHSTK)
      When the program calls arch_prctl(ENABLE, SHSTK)
      Then it fails with EPERM
      And nothing else changes

    @shstk.other-bit-locked @SHSTK-148 @neighbour
    Example: The neighbour: a lock on SHSTK does not stop ENABLE WRSS
      Given a program with shadow stacks on
      And the program calls arch_prctl(LOCK, SHSTK)
      When the program calls arch_prctl(ENABLE, WRSS)
      Then it succeeds
      And the program has shadow stacks and WRSS on
      And nothing else changes

  @SHSTK-61
  Rule: ENABLE of an unknown bit MUST give -EPERM instead of -EINVAL once that bit is locked
    A program that locks all bits is told of the lock, also on a kernel that does not know the feature.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, shstk_prctl();
    https://github.com/torvalds/linux/blob/v6.12/Documentation/arch/x86/shstk.rst, "Enabling arch_prctl()'s";
    recordings/shstk

    @shstk.locked-unknown
    Scenario Outline: <case>: ENABLE of bit 2 gives <error> when <locked> is locked
      Given a program with shadow stacks off
      And the program calls arch_prctl(LOCK, <locked>)
      When the program calls arch_prctl(ENABLE, 0x4)
      Then it fails with <error>
      And nothing else changes

      Examples: that bit among them
        | case     | locked                | error |
        | all      | 0xffff_ffff_ffff_ffff | EPERM |
        | that-bit | 0x4                   | EPERM |

      @neighbour @SHSTK-20
      Examples: the neighbour, another bit
        | case      | locked | error  |
        | neighbour | 0x8    | EINVAL |
