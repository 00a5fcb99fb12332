@shstk @since-upstream
Feature: What is on can be asked
  STATUS stores eight bytes where it is told to, locked or not. /proc shows the same in words.

  @SHSTK-16
  Rule: STATUS MUST store the mask of what is on, locked or not, and give -EFAULT for a pointer that cannot be stored to
    Libraries ask before they switch stacks. A mask that is wrong makes them corrupt a stack, or none be protected.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, shstk_prctl(); recordings/shstk

    @shstk.status
    Scenario Outline: <case>: STATUS with <level> stores <mask>
      Given a program with <level>
      When the program calls arch_prctl(STATUS, 0x50_0000)
      Then it stores <mask>
      And nothing else changes

      Examples:
        | case  | level                     | mask |
        | off   | shadow stacks off         | 0x0  |
        | shstk | shadow stacks on          | 0x1  |
        | wrss  | shadow stacks and WRSS on | 0x3  |

    @shstk.status-locked
    Example: STATUS works when everything is locked
      Given a program with shadow stacks on
      And the program calls arch_prctl(LOCK, 0xffff_ffff_ffff_ffff)
      When the program calls arch_prctl(STATUS, 0x50_0000)
      Then it stores 0x1
      And nothing else changes

    @shstk.status-bad-pointer
    Scenario Outline: <case>: STATUS to a pointer that cannot be stored to is refused
      Given a program with shadow stacks on
      When the program calls arch_prctl(STATUS, <pointer>)
      Then it fails with EFAULT
      And nothing else changes

      Examples:
        | case          | pointer               |
        | null          | 0x0                   |
        | one           | 0x1                   |
        | read-only     | 0x40_0000             |
        | task-size-max | TASK_SIZE_MAX         |
        | non-canonical | 0x8000_0000_0000      |
        | kernel-half   | 0xffff_8000_0000_0000 |
        | last          | 0xffff_ffff_ffff_fff8 |

      @SHSTK-80
      Examples: of memory that the kernel does not store to either
        | case         | pointer |
        | shadow-stack | END-8   |

  @SHSTK-64
  Rule: STATUS MUST store exactly 8 bytes, at any alignment
    One byte more and the call overwrites what lies beside the variable.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, shstk_prctl(), an unsigned long
    is stored; recordings/shstk

    @shstk.status-unaligned
    Scenario Outline: <case>: the word at <word> reads <value> after STATUS at 0x50_0003
      Given a program with shadow stacks on
      And the program executes MOV [0x50_0000], 0xffff_ffff_ffff_ffff
      And the program executes MOV [0x50_0008], 0xffff_ffff_ffff_ffff
      And the program calls arch_prctl(STATUS, 0x50_0003)
      When the program executes MOV RAX, [<word>]
      Then it returns <value>
      And nothing else changes

      Examples:
        | case   | word      | value                 |
        | first  | 0x50_0000 | 0x01ff_ffff           |
        | second | 0x50_0008 | 0xffff_ffff_ff00_0000 |

  @SHSTK-30 @needs-proc
  Rule: /proc/PID/status MUST show the features that are on and locked as the words shstk and wrss, in this order, each with a blank after it
    Administrators and tests look there for what runs protected.
    Source: https://github.com/torvalds/linux/blob/v6.12/Documentation/arch/x86/shstk.rst, "Proc Status";
    https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/cpu/proc.c, dump_x86_features(); recordings/shstk

    @shstk.proc-status
    Scenario Outline: <case>: /proc shows <level> with <locked> locked
      Given a program with <level>
      And the program calls arch_prctl(LOCK, <locked>)
      When the program calls proc_status()
      Then it shows features <features> and locks <words>
      And nothing else changes

      Examples: a blank after each word
        | case         | level                     | locked                | features      | words         |
        | both         | shadow stacks and WRSS on | 0x3                   | "shstk wrss " | "shstk wrss " |
        | one          | shadow stacks on          | 0x2                   | "shstk "      | "wrss "       |
        | none         | shadow stacks off         | 0x4                   | ""            | ""            |
        | unknown-bits | shadow stacks on          | 0xffff_ffff_ffff_ffff | "shstk "      | "shstk wrss " |

    @shstk.proc-status-waiting @needs-threads
    Example: /proc shows the features of a program that waits for its vfork child
      Given a program with shadow stacks on
      And the program calls vfork()
      When the program calls proc_status()
      Then it shows features "shstk " and locks ""
      And nothing else changes
