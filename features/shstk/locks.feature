@shstk @since-upstream
Feature: A program locks features, and nothing but exec or a tracer unlocks them
  A loader turns the features on, locks them, and hands over to code that it trusts less. LOCK takes any bits,
  also such as mean nothing yet, so that a lock made today covers what will be added.

  Rule: LOCK adds bits and never removes any

    @shstk.lock-adds @SHSTK-17
    Example: A second LOCK adds to the first
      Given a program with shadow stacks off
      And the program has called arch_prctl(LOCK, SHSTK)
      When the program calls arch_prctl(LOCK, WRSS)
      Then it succeeds
      And the lock mask of the program is 0x3
      And nothing else changes

    @shstk.lock-nothing @SHSTK-17
    Example: LOCK of nothing keeps what is locked
      Given a program with shadow stacks off
      And the program has called arch_prctl(LOCK, SHSTK)
      When the program calls arch_prctl(LOCK, 0x0)
      Then it succeeds
      And nothing else changes

    @shstk.lock-unknown @SHSTK-17 @SHSTK-11
    Scenario Outline: <case>: bits that mean nothing yet are kept
      Given a program with shadow stacks off
      When the program calls arch_prctl(LOCK, <bits>)
      Then it succeeds
      And the lock mask of the program is <bits>
      And nothing else changes

      Examples:
        | case   | bits                  |
        | bit-2  | 0x4                   |
        | bit-40 | 0x100_0000_0000       |
        | all    | 0xffff_ffff_ffff_ffff |

  Rule: A locked bit among those named is EPERM, before anything else is looked at

    @shstk.locked @SHSTK-18
    Scenario Outline: <case>: with <locked> locked, <command> <bits> is refused
      Given a program with <level>
      And the program has called arch_prctl(LOCK, <locked>)
      When the program calls arch_prctl(<command>, <bits>)
      Then it fails with EPERM
      And nothing else changes

      Examples: one feature
        | case            | level            | locked | command | bits  |
        | disable         | shadow stacks on | SHSTK  | DISABLE | SHSTK |
        | enable-when-on  | shadow stacks on | SHSTK  | ENABLE  | SHSTK |
        | enable-wrss     | shadow stacks on | WRSS   | ENABLE  | WRSS  |
        | disable-wrss    | shadow stacks on | WRSS   | DISABLE | WRSS  |

      Examples: several, of which one is locked
        | case            | level             | locked | command | bits       |
        | enable-both     | shadow stacks off | WRSS   | ENABLE  | SHSTK\|WRSS |
        | disable-both    | shadow stacks on  | WRSS   | DISABLE | SHSTK\|WRSS |

    @shstk.locked-before-enable @SHSTK-18
    Example: What is locked off stays off
      Given a program with shadow stacks off
      And the program has called arch_prctl(LOCK, SHSTK)
      When the program calls arch_prctl(ENABLE, SHSTK)
      Then it fails with EPERM
      And nothing else changes

    @shstk.other-bit-locked @SHSTK-24
    Example: The neighbour: a lock on SHSTK does not stop ENABLE WRSS
      Given a program with shadow stacks on
      And the program has called arch_prctl(LOCK, SHSTK)
      When the program calls arch_prctl(ENABLE, WRSS)
      Then it succeeds
      And the feature mask of the program is 0x3

    @shstk.locked-unknown
    Scenario Outline: <case>: ENABLE of bit 2 gives <error> when <locked> is locked
      Given a program with shadow stacks off
      And the program has called arch_prctl(LOCK, <locked>)
      When the program calls arch_prctl(ENABLE, 0x4)
      Then it fails with <error>
      And nothing else changes

      @SHSTK-61
      Examples: that bit among them
        | case      | locked                | error  |
        | all       | 0xffff_ffff_ffff_ffff | EPERM  |
        | that-bit  | 0x4                   | EPERM  |

      @SHSTK-20
      Examples: another bit
        | case      | locked                | error  |
        | neighbour | 0x8                   | EINVAL |

  Rule: One call names one feature

    @shstk.several @SHSTK-19
    Scenario Outline: <case>: <command> <bits> is refused
      Given a program with <level>
      When the program calls arch_prctl(<command>, <bits>)
      Then it fails with EINVAL
      And nothing else changes

      Examples:
        | case         | level                     | command | bits                  |
        | both         | shadow stacks off         | ENABLE  | SHSTK\|WRSS           |
        | both-when-on | shadow stacks on          | ENABLE  | SHSTK\|WRSS           |
        | bits-0-and-2 | shadow stacks off         | ENABLE  | 0x5                   |
        | all          | shadow stacks off         | ENABLE  | 0xffff_ffff_ffff_ffff |
        | disable-both | shadow stacks and WRSS on | DISABLE | SHSTK\|WRSS           |

    @shstk.no-feature @SHSTK-20
    Scenario Outline: <case>: <command> <bits> names no feature
      Given a program with <level>
      When the program calls arch_prctl(<command>, <bits>)
      Then it fails with EINVAL
      And nothing else changes

      Examples:
        | case           | level             | command | bits                  |
        | enable-nothing | shadow stacks off | ENABLE  | 0x0                   |
        | enable-bit-2   | shadow stacks off | ENABLE  | 0x4                   |
        | enable-bit-32  | shadow stacks off | ENABLE  | 0x1_0000_0000         |
        | enable-bit-63  | shadow stacks off | ENABLE  | 0x8000_0000_0000_0000 |
        | disable-none   | shadow stacks on  | DISABLE | 0x0                   |
        | disable-bit-2  | shadow stacks on  | DISABLE | 0x4                   |
