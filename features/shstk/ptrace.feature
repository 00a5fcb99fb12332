@shstk @since-upstream @needs-ptrace
Feature: The register set of the shadow stack
  NT_X86_SHSTK is one word, the SSP. A tracer may set it to any aligned user address: whether a shadow stack is
  there is the task's affair. What it sets lands where the task's state is at that moment, in the CPU or in the
  saved image.

  Rule: The set holds the SSP, and only while the feature is on

    @shstk.regset-off @SHSTK-58
    Scenario Outline: <case>: <call> with the feature off
      Given a program with shadow stacks off
      When the tracer calls ptrace(<call>)
      Then it fails with ENODEV
      And nothing else changes

      Examples:
        | case     | call                                    |
        | get      | PTRACE_GETREGSET, 8                     |
        | set      | PTRACE_SETREGSET, 8, 0x7fff_f7df_0000   |
        | set-zero | PTRACE_SETREGSET, 8, 0x0                |
        | set-bad  | PTRACE_SETREGSET, 8, 0x1                |

    @shstk.regset-set @SHSTK-57 @SHSTK-119
    Scenario Outline: <case>: SSP can be set to <value>
      Given a program with shadow stacks on
      When the tracer calls ptrace(PTRACE_SETREGSET, 8, <value>)
      Then it succeeds
      And the SSP of the program is <value>
      And nothing else changes

      Examples:
        | case              | value            |
        | 64-lower          | 0x7fff_f7df_ffc0 |
        | ordinary-memory   | 0x50_0000        |
        | zero              | 0x0              |
        | unmapped          | 0x2_0000_0000    |
        | last-user-address | 0x7fff_ffff_eff8 |

    @shstk.regset-refused @SHSTK-59
    Scenario Outline: <case>: SSP cannot be set to <value>
      Given a program with shadow stacks on
      When the tracer calls ptrace(PTRACE_SETREGSET, 8, <value>)
      Then it fails with EINVAL
      And nothing else changes

      Examples:
        | case             | value                 |
        | plus-1           | 0x7fff_f7df_fff9      |
        | plus-4           | 0x7fff_f7df_fffc      |
        | task-size-max    | 0x7fff_ffff_f000      |
        | non-canonical    | 0x8000_0000_0000      |
        | kernel           | 0xffff_8880_0000_0000 |
        | unaligned-kernel | 0xffff_8880_0000_0001 |

    @shstk.regset-get-back @SHSTK-57
    Example: What was set is what is got
      Given a program with shadow stacks on
      And the tracer has called ptrace(PTRACE_SETREGSET, 8, 0x7fff_f7df_ffc0)
      When the tracer calls ptrace(PTRACE_GETREGSET, 8)
      Then it returns 0x7fff_f7df_ffc0

  Rule: A length is judged before the feature, and 16 counts as 8

    @shstk.regset-length @SHSTK-118
    Scenario Outline: <case>: <call> with <level> is <error>
      Given a program with <level>
      When the tracer calls ptrace(<call>)
      Then it fails with <error>
      And nothing else changes

      Examples: no multiple of 8
        | case      | level             | call                                  | error  |
        | get-4     | shadow stacks on  | PTRACE_GETREGSET, 4                   | EINVAL |
        | get-4-off | shadow stacks off | PTRACE_GETREGSET, 4                   | EINVAL |
        | set-4-off | shadow stacks off | PTRACE_SETREGSET, 4, 0x7fff_f7df_0000 | EINVAL |

      @SHSTK-59
      Examples: fewer than 8 to set
        | case      | level             | call                                  | error  |
        | set-4     | shadow stacks on  | PTRACE_SETREGSET, 4, 0x7fff_f7df_0000 | EINVAL |
        | set-7     | shadow stacks on  | PTRACE_SETREGSET, 7, 0x7fff_f7df_0000 | EINVAL |

      @SHSTK-58
      Examples: others, with the feature off
        | case       | level             | call                | error  |
        | get-16-off | shadow stacks off | PTRACE_GETREGSET, 16 | ENODEV |
        | get-0-off  | shadow stacks off | PTRACE_GETREGSET, 0  | ENODEV |

    @shstk.regset-set-nothing @SHSTK-59 @SHSTK-118
    Example: Nothing to set is EINVAL
      Given a program with shadow stacks on
      When the tracer calls ptrace(PTRACE_SETREGSET, 0, 0x7fff_f7df_0000)
      Then it fails with EINVAL
      And nothing else changes

    @shstk.regset-set-16 @SHSTK-118
    Example: Of 16 bytes the first 8 are used
      Given a program with shadow stacks on
      When the tracer calls ptrace(PTRACE_SETREGSET, 16, 0x7fff_f7df_0000)
      Then it answers:
        | length | 8 |
      And the SSP of the program is 0x7fff_f7df_0000
      And nothing else changes

    @shstk.regset-get-length
    Scenario Outline: <case>: GETREGSET of <len> reports <length>
      Given a program with shadow stacks on
      When the tracer calls ptrace(PTRACE_GETREGSET, <len>)
      Then it answers:
        | outcome | ok       |
        | length  | <length> |
      And nothing else changes

      @SHSTK-57
      Examples: its own
        | case | len | length |
        | 8    | 8   | 8      |

      @SHSTK-118
      Examples: others
        | case | len | length |
        | 0    | 0   | 0      |
        | 16   | 16  | 8      |

  Rule: A change reaches the place where the state is, and survives the next switch

    @shstk.set-while-out @SHSTK-10 @needs-context-switch
    Scenario Outline: <case>: set while the task is <where>, then <then>
      Given a program with shadow stacks on
      And the program has executed CALL 0x40_1005
      When the program is switched <where>
      And the tracer calls ptrace(PTRACE_SETREGSET, 8, 0x7fff_f7df_0000)
      And the program is switched <then>
      And the program executes RDSSPQ
      Then it returns 0x7fff_f7df_0000

      Examples:
        | case          | where | then |
        | in-the-buffer | out   | in   |
        | in-registers  | in    | out  |

    @shstk.get-while-out @SHSTK-10 @SHSTK-57 @needs-context-switch
    Example: It is read from there too
      Given a program with shadow stacks on
      And the program has executed CALL 0x40_1005
      When the program is switched out
      And the tracer calls ptrace(PTRACE_GETREGSET, 8)
      Then it returns 0x7fff_f7df_fff8

    @shstk.enable-while-out @SHSTK-10 @SHSTK-23 @needs-context-switch
    Example: A task that was switched out within ENABLE has its stack when it goes on
      Given a program with shadow stacks off
      When the program is switched out
      And the program calls arch_prctl(ENABLE, SHSTK)
      And the program is switched in
      And the program executes RDSSPQ
      Then it returns 0x7fff_f7e0_0000
