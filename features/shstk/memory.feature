@shstk @since-upstream
Feature: Who may write a shadow stack
  Ordinary stores never reach a shadow stack, and shadow-stack stores never reach anything else. Between them
  lie WRSS, which a program may be granted, and the kernel: its copies on behalf of the program are ordinary
  stores, a tracer's are not.

  Rule: An ordinary store faults, whether or not the thread has the feature

    @shstk.store @SHSTK-40 @SHSTK-79 @needs-map-at-address
    Scenario Outline: <case>: a store at <addr> with <level>
      Given a program with <level>
      And the program has called map_shadow_stack(0x7_0000_0000, 0x2000, SET_TOKEN)
      And the program has called sigaction(SIGSEGV, 0x40_1f00)
      When the program executes MOV [<addr>], 0x1234
      Then it faults with SEGV_ACCERR at <addr>
      And the word at <addr> is <word>
      And the handler of SIGSEGV runs with SSP <ssp>
      And nothing else changes

      Examples:
        | case           | level                     | addr          | word          | ssp              |
        | untouched      | shadow stacks off         | 0x7_0000_0000 | 0x0           | 0x0              |
        | token          | shadow stacks off         | 0x7_0000_1ff8 | 0x7_0000_2001 | 0x0              |
        | untouched-on   | shadow stacks on          | 0x7_0000_0000 | 0x0           | 0x7fff_f7df_fff0 |
        | token-wrss-on  | shadow stacks and WRSS on | 0x7_0000_1ff8 | 0x7_0000_2001 | 0x7fff_f7df_fff0 |

    @shstk.store-own-stack @SHSTK-40
    Example: The return address on the stack in use is out of reach
      Given a program with shadow stacks on
      And the program has called sigaction(SIGSEGV, 0x40_1f00)
      And the program has executed CALL 0x40_1005
      When the program executes MOV [0x7fff_f7df_fff8], 0x40_2000
      Then it faults with SEGV_ACCERR at 0x7fff_f7df_fff8
      And the word at 0x7fff_f7df_fff8 is 0x40_1005

    @shstk.load @SHSTK-79
    Example: A load works
      Given a program with shadow stacks on
      And the program has executed CALL 0x40_1005
      When the program executes MOV RAX, [0x7fff_f7df_fff8]
      Then it returns 0x40_1005
      And nothing else changes

    @shstk.store-ordinary @SHSTK-79 @needs-map-at-address
    Example: The neighbour: a store to ordinary memory works
      Given a program with shadow stacks on
      And the program has called map_shadow_stack(0x50_1000_0000, 0x1000, 0x0)
      And the program has executed MOV RAX, [0x50_1000_0000]
      When the program executes MOV [0x50_0000], 0x1234
      Then it succeeds
      And nothing else changes

  Rule: WRSS stores where it is enabled, and only to shadow stacks

    @shstk.wrss @SHSTK-40 @needs-map-at-address
    Scenario Outline: <case>: <insn>
      Given a program with shadow stacks and WRSS on
      And the program has called map_shadow_stack(0x7_0000_0000, 0x1000, 0x0)
      And the program has executed WRSSQ [0x7_0000_0008], 0x1111_1111_1111_1111
      When the program executes <insn>
      Then it succeeds
      And the word at 0x7_0000_0008 is <word>
      And nothing else changes

      Examples:
        | case       | insn                                          | word                  |
        | 8-bytes    | WRSSQ [0x7_0000_0008], 0x8000_0000_0000_0022  | 0x8000_0000_0000_0022 |
        | lower-half | WRSSD [0x7_0000_0008], 0x22                   | 0x1111_1111_0000_0022 |
        | upper-half | WRSSD [0x7_0000_000c], 0x22                   | 0x0022_1111_1111      |

    @shstk.wrss-off @SHSTK-40
    Example: Without the feature WRSS is an invalid instruction
      Given a program with shadow stacks on
      And the program has called sigaction(SIGILL, 0x40_1f00)
      When the program executes WRSSQ [0x7fff_f7df_0000], 0x11
      Then it faults with ILL_ILLOPN
      And the word at 0x7fff_f7df_0000 is 0x0
      And the handler of SIGILL runs with SSP 0x7fff_f7df_fff0
      And nothing else changes

    @shstk.wrss-disabled-again @SHSTK-40 @SHSTK-24
    Example: So it is after DISABLE WRSS
      Given a program with shadow stacks and WRSS on
      And the program has called arch_prctl(DISABLE, WRSS)
      When the program executes WRSSQ [0x7fff_f7df_0000], 0x11
      Then it faults with ILL_ILLOPN
      And the program is killed by SIGILL

    @shstk.wrss-elsewhere @SHSTK-41 @SHSTK-115
    Scenario Outline: <case>: WRSS to <addr> is <fault>
      Given a program with shadow stacks and WRSS on
      And the program has called sigaction(SIGSEGV, 0x40_1f00)
      When the program executes WRSSQ [<addr>], 0x11
      Then it faults with <fault> at <addr>
      And the handler of SIGSEGV runs with SSP 0x7fff_f7df_fff0

      Examples: ordinary memory
        | case      | addr      | fault       |
        | writable  | 0x50_0000 | SEGV_ACCERR |
        | read-only | 0x40_0000 | SEGV_ACCERR |

    @shstk.wrss-unmapped @SHSTK-115
    Example: WRSS to nothing is SEGV_MAPERR
      Given a program with shadow stacks and WRSS on
      When the program executes WRSSQ [0x2_0000_0000], 0x11
      Then it faults with SEGV_MAPERR at 0x2_0000_0000

    @shstk.wrss-content @SHSTK-41
    Example: The ordinary memory keeps its content
      Given a program with shadow stacks and WRSS on
      And the program has called sigaction(SIGSEGV, 0x40_1f00)
      And the program has executed MOV [0x50_0000], 0x5
      When the program executes WRSSQ [0x50_0000], 0x11
      Then it faults with SEGV_ACCERR at 0x50_0000
      When the program executes MOV RAX, [0x50_0000]
      Then it returns 0x5

    @shstk.push-ordinary @SHSTK-41 @needs-ptrace
    Example: A CALL with SSP in ordinary memory faults as well
      Given a program with shadow stacks on
      And the program has called sigaction(SIGSEGV, 0x40_1f00)
      And the tracer has called ptrace(PTRACE_SETREGSET, 8, 0x50_0800)
      When the program executes CALL 0x40_1005
      Then it faults with SEGV_ACCERR at 0x50_07f8
      And a second signal, SI_KERNEL, kills the program

  Rule: A copy by the kernel is an ordinary store; out of a shadow stack it copies what is there

    @shstk.copy-in @SHSTK-80 @needs-kernel-copies @needs-map-at-address
    Scenario Outline: <case>: <call> into a shadow stack is EFAULT
      Given a program with shadow stacks and WRSS on
      And the program has called map_shadow_stack(0x7_0000_0000, 0x1000, 0x0)
      When the program calls <call>(0x7_0000_0018, 0x1122_3344_5566_7788)
      Then it fails with EFAULT
      And the word at 0x7_0000_0018 is 0x0
      And nothing else changes

      Examples:
        | case   | call              |
        | read   | read              |
        | writev | process_vm_writev |

    @shstk.copy-in-ordinary @SHSTK-80 @needs-kernel-copies
    Example: The neighbour: into ordinary memory it works
      Given a program with shadow stacks on
      And the program has called read(0x50_0018, 0x1122_3344_5566_7788)
      When the program executes MOV RAX, [0x50_0018]
      Then it returns 0x1122_3344_5566_7788

    @shstk.copy-out @SHSTK-80 @needs-kernel-copies @needs-map-at-address
    Example: write(2) from a token
      Given a program with shadow stacks off
      And the program has called map_shadow_stack(0x7_0000_0000, 0x1000, SET_TOKEN)
      When the program calls write(0x7_0000_0ff8)
      Then it returns 0x7_0000_1001
      And nothing else changes

  Rule: A tracer's poke is forced through

    @shstk.poke @SHSTK-81 @needs-ptrace
    Example: PTRACE_POKEDATA writes a shadow stack
      Given a program with shadow stacks on
      And the program has executed CALL 0x40_1005
      When the tracer calls ptrace(PTRACE_POKEDATA, 0x7fff_f7df_fff8, 0x4242)
      Then it succeeds
      And the word at 0x7fff_f7df_fff8 is 0x4242
      And nothing else changes

    @shstk.poke-counts @SHSTK-81 @SHSTK-55 @needs-ptrace
    Example: The next return sees it
      Given a program with shadow stacks on
      And the program has executed CALL 0x40_1005
      And the tracer has called ptrace(PTRACE_POKEDATA, 0x7fff_f7df_fff8, 0x4242)
      When the program executes RET
      Then it faults with SEGV_CPERR with code 1
