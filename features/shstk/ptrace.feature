@shstk @since-upstream
Feature: The register set of the shadow stack
  NT_X86_SHSTK is one word, the SSP. A tracer may set it to any aligned user address: whether a shadow stack is
  there is the task's affair.

  @SHSTK-57 @needs-abi
  Rule: The regset NT_X86_SHSTK, 0x204, MUST be one word, the SSP
    Debuggers read it by number and length, as they do every other set.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/fpu/regset.c, ssp_get() and ssp_set();
    recordings/shstk

    @shstk.numbers-of-the-regset
    Example: The register set NT_X86_SHSTK is 0x204
      Given a program with shadow stacks off
      When the headers are asked for NT_X86_SHSTK
      Then it returns 0x204
      And nothing else changes

  @SHSTK-58 @needs-ptrace
  Rule: Reading or writing the regset MUST give -ENODEV where the feature is off
    An SSP of a task without a shadow stack means nothing, and must not be taken for 0.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/fpu/regset.c, ssp_get() and ssp_set();
    recordings/shstk

    @shstk.regset-off
    Scenario Outline: <case>: <call> with the feature off is refused
      Given a program with shadow stacks off
      When the tracer calls ptrace(<call>)
      Then it fails with ENODEV
      And nothing else changes

      Examples:
        | case     | call                                  |
        | get      | PTRACE_GETREGSET, 8                   |
        | set      | PTRACE_SETREGSET, 8, 0x7fff_f7df_0000 |
        | set-zero | PTRACE_SETREGSET, 8, 0x0              |
        | set-bad  | PTRACE_SETREGSET, 8, 0x1              |
        | get-16   | PTRACE_GETREGSET, 16                  |
        | get-0    | PTRACE_GETREGSET, 0                   |

  @SHSTK-59 @needs-ptrace
  Rule: Writing the regset MUST give -EINVAL for fewer than 8 bytes
    Half an SSP is none.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/fpu/regset.c, ssp_set();
    recordings/shstk. From the source one would expect -EINVAL for 16 bytes as well: they are cut to 8. The offset
    cannot be given from user space

    @shstk.regset-set-nothing
    Example: A register set of no bytes is refused
      Given a program with shadow stacks on
      When the tracer calls ptrace(PTRACE_SETREGSET, 0, 0x7fff_f7df_0000)
      Then it fails with EINVAL
      And nothing else changes

  @SHSTK-177 @needs-ptrace
  Rule: Writing the regset MUST give -EINVAL for a value that is no multiple of 8
    An SSP that is not aligned would fault in the kernel when it is loaded.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/fpu/regset.c, ssp_set(); recordings/shstk

    @shstk.regset-unaligned
    Scenario Outline: <case>: the SSP cannot be set to <value>, which is not aligned
      Given a program with shadow stacks on
      When the tracer calls ptrace(PTRACE_SETREGSET, 8, <value>)
      Then it fails with EINVAL
      And nothing else changes

      Examples:
        | case             | value                 |
        | plus-1           | END-8+1               |
        | plus-4           | END-8+4               |
        | unaligned-kernel | 0xffff_8880_0000_0001 |

  @SHSTK-178 @needs-ptrace
  Rule: Writing the regset MUST give -EINVAL for a value from TASK_SIZE_MAX on
    What is from there on is not the task's.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/fpu/regset.c, ssp_set(); recordings/shstk

    @shstk.regset-beyond
    Scenario Outline: <case>: the SSP cannot be set to <value>, which is no user address
      Given a program with shadow stacks on
      When the tracer calls ptrace(PTRACE_SETREGSET, 8, <value>)
      Then it fails with EINVAL
      And nothing else changes

      Examples:
        | case          | value                 |
        | task-size-max | TASK_SIZE_MAX         |
        | non-canonical | 0x8000_0000_0000      |
        | kernel        | 0xffff_8880_0000_0000 |

  @SHSTK-119 @needs-ptrace
  Rule: On Linux 6.12 and 7.2 writing the regset accepts any multiple of 8 below TASK_SIZE_MAX, whatever lies there
    The tracer rebuilds a task step by step: the stack may come after the SSP.
    Source: recordings/shstk

    @shstk.regset-set @SHSTK-57 @SHSTK-13
    Scenario Outline: <case>: the SSP can be set to <value>
      Given a program with shadow stacks on
      When the tracer calls ptrace(PTRACE_SETREGSET, 8, <value>)
      Then it succeeds
      And the SSP of the program is <value>
      And nothing else changes

      Examples:
        | case              | value           |
        | 64-lower          | END-64          |
        | ordinary-memory   | 0x50_0000       |
        | zero              | 0x0             |
        | unmapped          | 0x2_0000_0000   |
        | last-user-address | TASK_SIZE_MAX-8 |

    @shstk.invariant-regset @invariant-10 @SHSTK-57 @SHSTK-59 @SHSTK-118 @SHSTK-177 @SHSTK-178
    Example: Whatever a tracer sets as SSP, aligned user addresses are taken and read back
      Given a program with shadow stacks on
      Then whatever a tracer sets as SSP, aligned user addresses are taken and read back, and nothing else is

  @SHSTK-118 @needs-ptrace
  Rule: On Linux 6.12 and 7.2 a regset length that is no multiple of 8 gives -EINVAL before the feature is looked at
    The common code of all register sets looks at the length first.
    Source: recordings/shstk

    @shstk.regset-length
    Scenario Outline: <case>: <call> with <level> fails with <error>
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
        | case  | level            | call                                  | error  |
        | set-4 | shadow stacks on | PTRACE_SETREGSET, 4, 0x7fff_f7df_0000 | EINVAL |
        | set-7 | shadow stacks on | PTRACE_SETREGSET, 7, 0x7fff_f7df_0000 | EINVAL |

  @SHSTK-203 @needs-ptrace
  Rule: On Linux 6.12 and 7.2 of the regset as many bytes count as were asked for, and at most 8
    Debuggers give buffers that serve for every register set.
    Source: recordings/shstk

    @shstk.regset-set-16
    Example: Of 16 bytes given as SSP the first 8 are used
      Given a program with shadow stacks on
      When the tracer calls ptrace(PTRACE_SETREGSET, 16, 0x7fff_f7df_0000)
      Then it answers:
        | length | 8 |
      And the SSP of the program is 0x7fff_f7df_0000
      And nothing else changes

    @shstk.regset-get-length
    Scenario Outline: <case>: GETREGSET of <len> bytes reports <length>
      Given a program with shadow stacks on
      When the tracer calls ptrace(PTRACE_GETREGSET, <len>)
      Then it answers:
        | outcome | ok       |
        | length  | <length> |
      And nothing else changes

      @neighbour @SHSTK-57
      Examples: the neighbour, its own
        | case | len | length |
        | 8    | 8   | 8      |

      Examples: others
        | case | len | length |
        | 16   | 16  | 8      |

    @shstk.regset-get-nothing
    Example: GETREGSET of 0 bytes gives nothing
      Given a program with shadow stacks on
      When the tracer calls ptrace(PTRACE_GETREGSET, 0)
      Then it answers:
        | outcome | ok   |
        | length  | 0    |
        | value   | none |
      And nothing else changes
