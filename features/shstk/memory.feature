@shstk @since-upstream
Feature: Who may write a shadow stack
  Ordinary stores never reach a shadow stack, and shadow-stack stores never reach anything else. Between them
  lie WRSS, which a program may be granted, and the kernel, which copies on behalf of the program (copies).

  @SHSTK-79
  Rule: An ordinary store to a shadow stack MUST be SEGV_ACCERR there, feature on or off
    The whole protection rests on it: what an attacker can write is no shadow.
    Source: https://github.com/torvalds/linux/blob/v6.12/tools/testing/selftests/x86/test_shadow_stack.c,
    test_gup(); https://github.com/torvalds/linux/blob/v6.12/Documentation/arch/x86/shstk.rst; recordings/shstk

    @shstk.store @SHSTK-40 @needs-map-at-address
    Scenario Outline: <case>: a store at <addr> of a shadow stack with <level> faults
      Given a program with <level>
      And the program calls map_shadow_stack(0x7_0000_0000, 0x2000, SET_TOKEN)
      And the program calls sigaction(SIGSEGV, RESTORER)
      When the program executes MOV [<addr>], 0x1234
      Then it faults with SEGV_ACCERR at <addr>
      And the handler of SIGSEGV runs with SSP <ssp>
      And the word at <addr> is <word>
      And nothing else changes

      Examples:
        | case          | level                     | addr          | word          | ssp    |
        | untouched     | shadow stacks off         | 0x7_0000_0000 | 0x0           | 0x0    |
        | token         | shadow stacks off         | 0x7_0000_1ff8 | 0x7_0000_2001 | 0x0    |
        | untouched-on  | shadow stacks on          | 0x7_0000_0000 | 0x0           | END-16 |
        | token-wrss-on | shadow stacks and WRSS on | 0x7_0000_1ff8 | 0x7_0000_2001 | END-16 |

    @shstk.store-ordinary @needs-map-at-address
    Example: The neighbour: a store to ordinary memory works
      Given a program with shadow stacks on
      And the program calls map_shadow_stack(0x50_1000_0000, 0x1000, 0x0)
      And the program executes MOV RAX, [0x50_1000_0000]
      When the program executes MOV [0x50_0000], 0x1234
      Then it succeeds
      And nothing else changes

  @SHSTK-190
  Rule: An ordinary load of a shadow stack MUST give its word
    Debuggers and unwinders of the program itself read return addresses.
    Source: https://github.com/torvalds/linux/blob/v6.12/tools/testing/selftests/x86/test_shadow_stack.c,
    test_gup(); https://github.com/torvalds/linux/blob/v6.12/Documentation/arch/x86/shstk.rst; recordings/shstk

    @shstk.load
    Example: A load from the stack in use gives the return address
      Given a program with shadow stacks on
      And the program executes CALL 0x40_1005
      When the program executes MOV RAX, [END-8]
      Then it returns 0x40_1005
      And nothing else changes

  @SHSTK-40
  Rule: A program's stores MUST reach a shadow stack by WRSS alone, which is an invalid instruction where it is not enabled
    A program may write its stack where it has asked for that, and by one instruction that can be searched for.
    Source: Intel SDM volume 2, WRSS;
    https://github.com/torvalds/linux/blob/v6.12/tools/testing/selftests/x86/test_shadow_stack.c,
    test_write_access() and test_shstk_access(); recordings/shstk

    @shstk.store-own-stack
    Example: A store to the return address on the stack in use faults
      Given a program with shadow stacks on
      And the program calls sigaction(SIGSEGV, RESTORER)
      And the program executes CALL 0x40_1005
      When the program executes MOV [END-8], 0x40_2000
      Then it faults with SEGV_ACCERR at END-8
      And the handler of SIGSEGV runs with SSP END-24
      And the word at END-8 is 0x40_1005
      And nothing else changes

    @shstk.wrss @needs-map-at-address
    Scenario Outline: <case>: <insn> stores to a shadow stack
      Given a program with shadow stacks and WRSS on
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, 0x0)
      And the program executes WRSSQ [0x7_0000_0008], 0x1111_1111_1111_1111
      When the program executes <insn>
      Then it succeeds
      And the word at 0x7_0000_0008 is <word>
      And nothing else changes

      Examples:
        | case       | insn                                         | word                  |
        | 8-bytes    | WRSSQ [0x7_0000_0008], 0x8000_0000_0000_0022 | 0x8000_0000_0000_0022 |
        | lower-half | WRSSD [0x7_0000_0008], 0x22                  | 0x1111_1111_0000_0022 |
        | upper-half | WRSSD [0x7_0000_000c], 0x22                  | 0x22_1111_1111        |

    @shstk.wrss-off
    Example: WRSS without the feature is an invalid instruction
      Given a program with shadow stacks on
      And the program calls sigaction(SIGILL, RESTORER)
      When the program executes WRSSQ [0x7fff_f7df_0000], 0x11
      Then it faults with ILL_ILLOPN
      And the handler of SIGILL runs with SSP END-16
      And the word at 0x7fff_f7df_0000 is 0x0
      And nothing else changes

    @shstk.wrss-disabled-again @SHSTK-148
    Example: WRSS after DISABLE WRSS is an invalid instruction
      Given a program with shadow stacks and WRSS on
      And the program calls arch_prctl(DISABLE, WRSS)
      When the program executes WRSSQ [0x7fff_f7df_0000], 0x11
      Then it faults with ILL_ILLOPN
      And the program is killed by SIGILL
      And nothing else changes

  @SHSTK-41
  Rule: A shadow-stack access to ordinary memory MUST fault and leave it as it is
    Else WRSS would be a store that no protection stops.
    Source: Intel SDM volume 2, WRSS, RSTORSSP and CALL;
    https://github.com/torvalds/linux/blob/v6.12/Documentation/arch/x86/shstk.rst; recordings/shstk

    @shstk.wrss-elsewhere @SHSTK-115
    Scenario Outline: <case>: WRSS to ordinary memory at <addr> faults
      Given a program with shadow stacks and WRSS on
      And the program calls sigaction(SIGSEGV, RESTORER)
      When the program executes WRSSQ [<addr>], 0x11
      Then it faults with <fault> at <addr>
      And the handler of SIGSEGV runs with SSP END-16
      And nothing else changes

      Examples:
        | case      | addr      | fault       |
        | writable  | 0x50_0000 | SEGV_ACCERR |
        | read-only | 0x40_0000 | SEGV_ACCERR |

    @shstk.wrss-content
    Example: Ordinary memory keeps its content when WRSS is refused
      Given a program with shadow stacks and WRSS on
      And the program calls sigaction(SIGSEGV, RESTORER)
      And the program executes MOV [0x50_0000], 0x5
      When the program executes WRSSQ [0x50_0000], 0x11
      And the program executes MOV RAX, [0x50_0000]
      Then it returns 0x5
      And nothing else changes

    @shstk.push-ordinary @needs-ptrace
    Example: A CALL with SSP in ordinary memory faults
      Given a program with shadow stacks on
      And the program calls sigaction(SIGSEGV, RESTORER)
      And the tracer calls ptrace(PTRACE_SETREGSET, 8, 0x50_0800)
      When the program executes CALL 0x40_1005
      Then it faults with SEGV_ACCERR at 0x50_07f8
      And the program is killed by a second signal, SI_KERNEL
      And nothing else changes

    @shstk.error-word-none-ordinary @SHSTK-161 @SHSTK-162 @needs-memory-calls
    Example: The error word of WRSS to ordinary memory that was stored to and is PROT_NONE by now has no bit 0
      Given a program with shadow stacks and WRSS on
      And the program executes MOV [0x50_0000], 0x1
      And the program calls mprotect(0x50_0000, 0x1000, PROT_NONE)
      When the program executes WRSSQ [0x50_0000], 0x2
      Then it answers:
        | error_code | 0x46 |
      And it faults with SEGV_ACCERR at 0x50_0000
      And the program is killed by SIGSEGV
      And nothing else changes
