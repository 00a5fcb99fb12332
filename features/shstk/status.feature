@shstk
Feature: What the features are can be asked
  STATUS stores eight bytes where it is told to, locked or not. /proc shows the same in words. And the
  interface has numbers, which are fixed.

  Rule: STATUS stores the mask of what is on

    @shstk.status @SHSTK-16 @since-upstream
    Scenario Outline: <case>: with <level> the mask is <mask>
      Given a program with <level>
      When the program calls arch_prctl(STATUS, 0x50_0000)
      Then it stores <mask>
      And nothing else changes

      Examples:
        | case  | level                     | mask |
        | off   | shadow stacks off         | 0x0  |
        | shstk | shadow stacks on          | 0x1  |
        | wrss  | shadow stacks and WRSS on | 0x3  |

    @shstk.status-locked @SHSTK-16 @since-upstream
    Example: It works when everything is locked
      Given a program with shadow stacks on
      And the program has called arch_prctl(LOCK, 0xffff_ffff_ffff_ffff)
      When the program calls arch_prctl(STATUS, 0x50_0000)
      Then it stores 0x1

    @shstk.status-bad-pointer @SHSTK-16 @since-upstream
    Scenario Outline: <case>: a pointer to <pointer> is EFAULT
      Given a program with shadow stacks on
      When the program calls arch_prctl(STATUS, <pointer>)
      Then it fails with EFAULT
      And nothing else changes

      Examples:
        | case          | pointer               |
        | null          | 0x0                   |
        | one           | 0x1                   |
        | read-only     | 0x40_0000             |
        | task-size-max | 0x7fff_ffff_f000      |
        | non-canonical | 0x8000_0000_0000      |
        | kernel-half   | 0xffff_8000_0000_0000 |
        | last          | 0xffff_ffff_ffff_fff8 |

      @SHSTK-80
      Examples: of memory that the kernel does not store to either
        | case          | pointer               |
        | shadow-stack  | 0x7fff_f7df_fff8      |

  Rule: STATUS stores exactly eight bytes, at any alignment

    @shstk.status-unaligned @SHSTK-64 @since-upstream
    Scenario Outline: <case>: the word at <word> reads <value> after STATUS at 0x50_0003
      Given a program with shadow stacks on
      And the program has executed MOV [0x50_0000], 0xffff_ffff_ffff_ffff
      And the program has executed MOV [0x50_0008], 0xffff_ffff_ffff_ffff
      And the program has called arch_prctl(STATUS, 0x50_0003)
      When the program executes MOV RAX, [<word>]
      Then it returns <value>

      Examples:
        | case   | word      | value                 |
        | first  | 0x50_0000 | 0x01ff_ffff           |
        | second | 0x50_0008 | 0xffff_ffff_ff00_0000 |

  Rule: /proc/PID/status says it in words

    @shstk.proc-status @SHSTK-30 @since-upstream @needs-proc
    Scenario Outline: <case>: with <level> and <locked> locked
      Given a program with <level>
      And the program has called arch_prctl(LOCK, <locked>)
      When the program calls proc_status()
      Then it shows features <features> and locks <words>
      And nothing else changes

      Examples: a blank after each word
        | case         | level                     | locked                | features      | words         |
        | both         | shadow stacks and WRSS on | 0x3                   | "shstk wrss " | "shstk wrss " |
        | one          | shadow stacks on          | 0x2                   | "shstk "      | "wrss "       |
        | none         | shadow stacks off         | 0x4                   | ""            | ""            |
        | unknown-bits | shadow stacks on          | 0xffff_ffff_ffff_ffff | "shstk "      | "shstk wrss " |

  Rule: The numbers are fixed

    @shstk.numbers @since-upstream @needs-abi @SHSTK-15
    Scenario Outline: <case>: <name> is <value>
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

    @shstk.numbers-of-the-call @since-upstream @needs-abi @SHSTK-32
    Example: map_shadow_stack is system call 453
      Given a program with shadow stacks off
      When the headers are asked for map_shadow_stack
      Then it returns 0x1c5

    @shstk.numbers-of-the-regset @since-upstream @needs-abi @SHSTK-57
    Example: NT_X86_SHSTK is 0x204
      Given a program with shadow stacks off
      When the headers are asked for NT_X86_SHSTK
      Then it returns 0x204

    @shstk.by-number @SHSTK-15 @since-upstream
    Example: The number does what the name says
      Given a program with shadow stacks off
      When the program calls arch_prctl(0x5001, 0x1)
      Then it succeeds
      And the feature mask of the program is 0x1

    @shstk.unknown-option @SHSTK-63 @since-upstream
    Scenario Outline: <case>: option <option> is EINVAL
      Given a program with shadow stacks on
      When the program calls arch_prctl(<option>, 0x1)
      Then it fails with EINVAL
      And nothing else changes

      Examples:
        | case  | option |
        | below | 0x5000 |
        | above | 0x5006 |

    @shstk.generic-prctl @SHSTK-65 @since-upstream @needs-generic-prctl
    Scenario Outline: <case>: prctl <option>, a generic shadow-stack call, is EINVAL on x86
      Given a program with shadow stacks on
      When the program calls prctl(<option>)
      Then it fails with EINVAL
      And nothing else changes

      Examples:
        | case   | option |
        | get    | 74     |
        | set    | 75     |
        | lock   | 76     |

  Rule: The 32-bit entry knows none of it

    @shstk.compat-prctl @SHSTK-69 @since-upstream @needs-compat-entry
    Scenario Outline: <case>: <command> by way of int 0x80 is EINVAL with <level>
      Given a program with <level>
      When the program calls arch_prctl(<command>, <arg>) by int 0x80
      Then it fails with EINVAL
      And nothing else changes

      @SHSTK-22
      Examples: what would turn something on
        | case       | level             | command | arg       |
        | enable     | shadow stacks off | ENABLE  | SHSTK     |
        | enable-on  | shadow stacks on  | ENABLE  | WRSS      |

      Examples: all else
        | case       | level             | command | arg       |
        | disable-on | shadow stacks on  | DISABLE | SHSTK     |
        | lock       | shadow stacks off | LOCK    | SHSTK     |
        | unlock     | shadow stacks off | UNLOCK  | SHSTK     |
        | status     | shadow stacks off | STATUS  | 0x50_0000 |
        | status-on  | shadow stacks on  | STATUS  | 0x50_0000 |
