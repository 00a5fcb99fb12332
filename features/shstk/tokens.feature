@shstk @since-upstream @needs-instructions @needs-map-at-address
Feature: Switching shadow stacks takes a token that is used up
  RSTORSSP accepts a stack only where a token waits that names the place above itself. It leaves the way back in
  the token's place; SAVEPREVSSP turns that into a token on the stack that was left.

  Rule: RSTORSSP puts SSP at the token, SAVEPREVSSP leaves one behind

    @shstk.rstorssp @SHSTK-113
    Example: RSTORSSP
      Given a program with shadow stacks on
      And the program has called map_shadow_stack(0x7_0000_0000, 0x1000, SET_TOKEN)
      When the program executes RSTORSSP [0x7_0000_0ff8]
      Then it succeeds
      And the SSP of the program is 0x7_0000_0ff8
      And the word at 0x7_0000_0ff8 is 0x7fff_f7e0_0003
      And nothing else changes

    @shstk.saveprevssp @SHSTK-113
    Example: SAVEPREVSSP after it
      Given a program with shadow stacks on
      And the program has called map_shadow_stack(0x7_0000_0000, 0x1000, SET_TOKEN)
      And the program has executed RSTORSSP [0x7_0000_0ff8]
      When the program executes SAVEPREVSSP
      Then it succeeds
      And the SSP of the program is 0x7_0000_1000
      And the word at 0x7fff_f7df_fff8 is 0x7fff_f7e0_0001
      And nothing else changes

    @shstk.switch-back @SHSTK-113
    Example: There and back restores SSP and the token
      Given a program with shadow stacks on
      And the program has called map_shadow_stack(0x7_0000_0000, 0x1000, SET_TOKEN)
      And the program has executed RSTORSSP [0x7_0000_0ff8]
      And the program has executed SAVEPREVSSP
      And the program has executed RSTORSSP [0x7fff_f7df_fff8]
      When the program executes SAVEPREVSSP
      Then it succeeds
      And the SSP of the program is 0x7fff_f7e0_0000
      And the word at 0x7_0000_0ff8 is 0x7_0000_1001

    @shstk.call-on-new-stack @SHSTK-55
    Example: In between, functions are called and return on the new stack
      Given a program with shadow stacks on
      And the program has called map_shadow_stack(0x7_0000_0000, 0x1000, SET_TOKEN)
      And the program has executed RSTORSSP [0x7_0000_0ff8]
      And the program has executed SAVEPREVSSP
      And the program has executed CALL 0x40_1005
      When the program executes RET
      Then it succeeds
      And the SSP of the program is 0x7_0000_1000

    @shstk.token-used @SHSTK-112 @SHSTK-113
    Example: A token that was used is none any more
      Given a program with shadow stacks on
      And the program has called map_shadow_stack(0x7_0000_0000, 0x1000, SET_TOKEN)
      And the program has executed RSTORSSP [0x7_0000_0ff8]
      When the program executes RSTORSSP [0x7_0000_0ff8]
      Then it faults with SEGV_CPERR with code 4

  Rule: What is no token is refused with code 4, and nothing moves

    @shstk.no-token @SHSTK-112
    Scenario Outline: <case>: an entry of <word>
      Given a program with shadow stacks and WRSS on
      And the program has called map_shadow_stack(0x7_0000_0000, 0x1000, 0x0)
      And the program has called sigaction(SIGSEGV, 0x40_1f00)
      And the program has executed WRSSQ [0x7_0000_0800], <word>
      When the program executes RSTORSSP [0x7_0000_0800]
      Then it faults with SEGV_CPERR with code 4
      And the word at 0x7_0000_0800 is <word>
      And the handler of SIGSEGV runs with SSP 0x7fff_f7df_fff0
      And nothing else changes

      Examples:
        | case        | word                  |
        | bit-0-clear | 0x7_0000_0808         |
        | 8-too-far   | 0x7_0000_0811         |
        | itself      | 0x7_0000_0801         |
        | bit-1       | 0x7_0000_080a         |
        | bits-0-1    | 0x7_0000_080b         |
        | zero        | 0x0                   |
        | bit-63      | 0x8000_0007_0000_0809 |

    @shstk.forged-token @SHSTK-113
    Example: The neighbour: one that WRSS forged well is accepted
      Given a program with shadow stacks and WRSS on
      And the program has called map_shadow_stack(0x7_0000_0000, 0x1000, 0x0)
      And the program has executed WRSSQ [0x7_0000_0800], 0x7_0000_0809
      When the program executes RSTORSSP [0x7_0000_0800]
      Then it succeeds
      And the SSP of the program is 0x7_0000_0800

    @shstk.token-at-12 @SHSTK-113
    Example: One that names the address plus 12 passes where the CPU compares all but the low bits
      Given a program with shadow stacks and WRSS on
      And the program has called map_shadow_stack(0x7_0000_0000, 0x1000, 0x0)
      And the program has executed WRSSQ [0x7_0000_0800], 0x7_0000_080d
      When the program executes RSTORSSP [0x7_0000_0800]
      Then it succeeds
      And the SSP of the program is 0x7_0000_0800

    @shstk.token-at-12-refused @SHSTK-112 @choice-rstorssp-token-at-12=refused
    Example: A CPU that compares all bits refuses address plus 12
      Given a program with shadow stacks and WRSS on
      And the program has called map_shadow_stack(0x7_0000_0000, 0x1000, 0x0)
      And the program has executed WRSSQ [0x7_0000_0800], 0x7_0000_080d
      When the program executes RSTORSSP [0x7_0000_0800]
      Then it faults with SEGV_CPERR with code 4

    @shstk.rstorssp-elsewhere @SHSTK-115
    Scenario Outline: <case>: RSTORSSP at <addr> is <fault>
      Given a program with shadow stacks on
      And the program has executed MOV [0x50_0000], 0x50_0009
      When the program executes RSTORSSP [<addr>]
      Then it faults with <fault>

      @SHSTK-41
      Examples: ordinary memory
        | case      | addr          | fault                        |
        | ordinary  | 0x50_0000     | SEGV_ACCERR at 0x50_0000     |

      Examples: nothing
        | case      | addr          | fault                        |
        | unmapped  | 0x2_0000_0000 | SEGV_MAPERR at 0x2_0000_0000 |

  Rule: With the feature off none of it exists

    @shstk.off @SHSTK-114
    Scenario Outline: <case>: <insn> is an invalid instruction
      Given a program with shadow stacks off
      And the program has called map_shadow_stack(0x7_0000_0000, 0x1000, SET_TOKEN)
      And the program has called sigaction(SIGILL, 0x40_1f00)
      When the program executes <insn>
      Then it faults with ILL_ILLOPN
      And the handler of SIGILL runs with SSP 0x0
      And nothing else changes

      Examples:
        | case     | insn                       |
        | incssp   | INCSSPQ 1                  |
        | rstorssp | RSTORSSP [0x7_0000_0ff8]   |
        | wrss     | WRSSQ [0x7_0000_0000], 0x1 |

    @shstk.off-rdssp
    Scenario Outline: <case>: RDSSP with <level> gives <value>
      Given a program with <level>
      When the program executes RDSSPQ
      Then it returns <value>
      And nothing else changes

      @SHSTK-114
      Examples: nothing to read
        | case | level             | value            |
        | off  | shadow stacks off | 0x5a5a           |

      @SHSTK-23
      Examples: the neighbour
        | case | level             | value            |
        | on   | shadow stacks on  | 0x7fff_f7e0_0000 |

    @shstk.supervisor @SHSTK-114
    Scenario Outline: <case>: <insn> in user mode is an invalid instruction
      Given a program with shadow stacks on
      When the program executes <insn>
      Then it faults with ILL_ILLOPN
      And the program is killed by SIGILL

      Examples:
        | case     | insn                     |
        | setssbsy | SETSSBSY                 |
        | clrssbsy | CLRSSBSY [0x7_0000_0000] |

    @shstk.wruss @SHSTK-116
    Example: WRUSS in user mode is a general protection fault
      Given a program with shadow stacks and WRSS on
      And the program has called map_shadow_stack(0x7_0000_0000, 0x1000, 0x0)
      When the program executes WRUSSQ [0x7_0000_0000], 0x11
      Then it faults with SI_KERNEL with trap 13
      And the program is killed by SIGSEGV
