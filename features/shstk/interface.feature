@shstk @since-upstream
Feature: The interface is numbers, and they are fixed
  Programs are built once and run for years: what a number means today it means on every later kernel, and what
  means nothing today is refused, so that it can be given a meaning.

  @SHSTK-15
  Rule: ENABLE, DISABLE, LOCK, UNLOCK and STATUS MUST be 0x5001 to 0x5005, SHSTK bit 0 and WRSS bit 1
    Loaders carry the numbers in their code.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/include/uapi/asm/prctl.h; recordings/shstk

    @shstk.numbers @needs-abi
    Scenario Outline: <case>: <name> is <value> since the merge
      Given a program with shadow stacks off
      When the headers are asked for <name>
      Then it returns <value>
      And nothing else changes

      Examples:
        | case    | name    | value  |
        | enable  | ENABLE  | 0x5001 |
        | disable | DISABLE | 0x5002 |
        | lock    | LOCK    | 0x5003 |
        | unlock  | UNLOCK  | 0x5004 |
        | status  | STATUS  | 0x5005 |
        | shstk   | SHSTK   | 0x1    |
        | wrss    | WRSS    | 0x2    |

    @shstk.by-number
    Example: The number 0x5001 does what ENABLE says
      Given a program with shadow stacks off
      When the program calls arch_prctl(0x5001, 0x1)
      Then it succeeds
      And the program has shadow stacks on
      And the SSP of the program is END
      And the program owns the shadow stack BASE to END
      And nothing else changes

  @SHSTK-19
  Rule: ENABLE or DISABLE of more than one bit MUST give -EINVAL
    One answer for several features could not say which of them failed.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, shstk_prctl();
    https://github.com/torvalds/linux/blob/v6.12/Documentation/arch/x86/shstk.rst, "Enabling arch_prctl()'s";
    recordings/shstk

    @shstk.several
    Scenario Outline: <case>: <command> <bits> names more than one feature
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

  @SHSTK-20
  Rule: ENABLE or DISABLE of no bit, or of one that is no feature, MUST give -EINVAL
    Nothing, or a feature that is not there, must not look like success.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, shstk_prctl();
    https://github.com/torvalds/linux/blob/v6.12/Documentation/arch/x86/shstk.rst, "Enabling arch_prctl()'s";
    recordings/shstk

    @shstk.no-feature
    Scenario Outline: <case>: <command> <bits> names no feature
      Given a program with <level>
      When the program calls arch_prctl(<command>, <bits>)
      Then it fails with EINVAL
      And nothing else changes

      Examples:
        | case           | level             | command | bits          |
        | enable-nothing | shadow stacks off | ENABLE  | 0x0           |
        | enable-bit-2   | shadow stacks off | ENABLE  | 0x4           |
        | enable-bit-32  | shadow stacks off | ENABLE  | 0x1_0000_0000 |
        | enable-bit-63  | shadow stacks off | ENABLE  | BIT63         |
        | disable-none   | shadow stacks on  | DISABLE | 0x0           |
        | disable-bit-2  | shadow stacks on  | DISABLE | 0x4           |

  @SHSTK-63
  Rule: Options beside the five, those of the first interface among them, MUST give -EINVAL
    A program built for a later kernel has to find out what this one lacks.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, shstk_prctl();
    https://man7.org/linux/man-pages/man2/arch_prctl.2.html; recordings/shstk

    @shstk.unknown-option
    Scenario Outline: <case>: option <option> of arch_prctl is refused
      Given a program with shadow stacks on
      When the program calls arch_prctl(<option>, 0x1)
      Then it fails with EINVAL
      And nothing else changes

      Examples:
        | case  | option |
        | below | 0x5000 |
        | above | 0x5006 |

      Examples: of the first interface
        | case          | option |
        | first-status  | 0x3001 |
        | first-disable | 0x3002 |
        | first-lock    | 0x3003 |
        | first-enable  | 0x3004 |

  @SHSTK-65 @needs-generic-prctl
  Rule: On Linux 6.12 and 7.2 the generic shadow-stack calls of prctl, 74 to 76, give -EINVAL on x86
    arm64 and RISC-V have their shadow stacks behind these; x86 had its own interface first.
    Source: recordings/shstk

    @shstk.generic-prctl
    Scenario Outline: <case>: prctl <option>, a generic shadow-stack call, is refused on x86
      Given a program with shadow stacks on
      When the program calls prctl(<option>)
      Then it fails with EINVAL
      And nothing else changes

      Examples:
        | case | option |
        | get  | 74     |
        | set  | 75     |
        | lock | 76     |

  @SHSTK-69 @needs-compat-entry
  Rule: On Linux 6.12 and 7.2 arch_prctl through the 32-bit entry gives -EINVAL for every shadow-stack option, and does nothing
    The 32-bit call is answered by code that knows none of the options.
    Source: recordings/shstk; https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/process.c,
    do_arch_prctl_common(), which knows none of them, is all that the 32-bit call asks

    @shstk.compat-prctl
    Scenario Outline: <case>: <command> by way of int 0x80 with <level> is refused
      Given a program with <level>
      When the program calls arch_prctl(<command>, <arg>) by int 0x80
      Then it fails with EINVAL
      And nothing else changes

      Examples:
        | case       | level             | command | arg       |
        | disable-on | shadow stacks on  | DISABLE | SHSTK     |
        | lock       | shadow stacks off | LOCK    | SHSTK     |
        | unlock     | shadow stacks off | UNLOCK  | SHSTK     |
        | status     | shadow stacks off | STATUS  | 0x50_0000 |
        | status-on  | shadow stacks on  | STATUS  | 0x50_0000 |
