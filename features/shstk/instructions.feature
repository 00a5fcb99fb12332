@shstk @since-upstream
Feature: The instructions of the shadow stack, where they do not apply
  Old programs contain none of them but RDSSP, and INCSSP behind it: libraries ask by RDSSP whether there is a
  stack to unwind. All the others announce themselves where they cannot work. The register that RDSSP finds holds
  0x5a5a here.

  @SHSTK-114 @needs-instructions @needs-map-at-address
  Rule: With the feature off INCSSP, RSTORSSP, SAVEPREVSSP and WRSS MUST be invalid instructions
    A program that executes one without a stack has taken a wrong turn.
    Source: Intel SDM volume 2, INCSSP, RSTORSSP, SAVEPREVSSP and WRSS; recordings/shstk

    @shstk.off
    Scenario Outline: <case>: with the feature off <insn> is an invalid instruction
      Given a program with shadow stacks off
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, SET_TOKEN)
      And the program calls sigaction(SIGILL, RESTORER)
      When the program executes <insn>
      Then it faults with ILL_ILLOPN
      And the handler of SIGILL runs with SSP 0x0
      And nothing else changes

      Examples:
        | case     | insn                       |
        | incssp   | INCSSPQ 1                  |
        | rstorssp | RSTORSSP [0x7_0000_0ff8]   |
        | saveprev | SAVEPREVSSP                |
        | wrss     | WRSSQ [0x7_0000_0000], 0x1 |

    @shstk.odd-operand @neighbour @SHSTK-49
    Scenario Outline: <case>: The neighbour: with the feature on <insn>, which has no such operand, moves and stores nothing
      Given a program with shadow stacks and WRSS on
      And the program calls sigaction(SIGSEGV, RESTORER)
      And the program executes CALL 0x40_1005
      When the program executes <insn>
      Then the handler of SIGSEGV runs with SSP END-24
      And the normal stack of the program is 3 frames deep
      And the word at END-8 is 0x40_1005
      And the word at END-16 is END-8|BIT63
      And nothing else changes

      Examples:
        | case          | insn                |
        | wrss          | WRSSQ [END-15], 0x1 |
        | wrss-half     | WRSSD [END-14], 0x1 |
        | rstorssp      | RSTORSSP [END-12]   |
        | saveprevssp   | SAVEPREVSSP         |

  @SHSTK-194 @needs-instructions @needs-map-at-address
  Rule: With the feature off RDSSP MUST leave its register as it is
    RDSSP is a no-op there by design, so that one binary runs with the feature and without.
    Source: Intel SDM volume 2, RDSSP; recordings/shstk

    @shstk.off-rdssp
    Scenario Outline: <case>: RDSSP with <level> gives <value>
      Given a program with <level>
      When the program executes RDSSPQ
      Then it returns <value>
      And nothing else changes

      Examples: nothing to read
        | case | level             | value  |
        | off  | shadow stacks off | 0x5a5a |

      @neighbour @SHSTK-23
      Examples: the neighbour
        | case | level            | value            |
        | on   | shadow stacks on | 0x7fff_f7e0_0000 |

  @SHSTK-126 @needs-instructions @needs-map-at-address
  Rule: SETSSBSY and CLRSSBSY MUST be invalid instructions in user mode while the kernel has no shadow stacks of its own
    They are for the kernel's own shadow stacks, which no kernel of these has.
    Source: Intel SDM volume 2, SETSSBSY and CLRSSBSY; recordings/shstk

    @shstk.supervisor
    Scenario Outline: <case>: <insn> in user mode is an invalid instruction
      Given a program with shadow stacks on
      When the program executes <insn>
      Then it faults with ILL_ILLOPN
      And the program is killed by SIGILL
      And nothing else changes

      Examples:
        | case     | insn                     |
        | setssbsy | SETSSBSY                 |
        | clrssbsy | CLRSSBSY [0x7_0000_0000] |

  @SHSTK-116 @needs-instructions @needs-map-at-address
  Rule: WRUSS in user mode MUST be SI_KERNEL with trap 13
    WRUSS is the kernel's store to a user's shadow stack.
    Source: Intel SDM volume 2, WRUSS; recordings/shstk

    @shstk.wruss
    Example: WRUSS in user mode is a general protection fault
      Given a program with shadow stacks and WRSS on
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, 0x0)
      When the program executes WRUSSQ [0x7_0000_0000], 0x11
      Then it faults with SI_KERNEL with trap 13
      And the program is killed by SIGSEGV
      And nothing else changes

  @SHSTK-115
  Rule: WRSS and RSTORSSP MUST be SEGV_ACCERR on ordinary memory
    A page fault tells what is wrong with the place; a mere refusal would hide it.
    Source: Intel SDM volume 2, WRSS and RSTORSSP; recordings/shstk

    @shstk.rstorssp-elsewhere @SHSTK-41 @needs-instructions
    Example: RSTORSSP to a token in ordinary memory faults there
      Given a program with shadow stacks on
      And the program executes MOV [0x50_0000], 0x50_0009
      When the program executes RSTORSSP [0x50_0000]
      Then it faults with SEGV_ACCERR at 0x50_0000
      And the program is killed by SIGSEGV
      And nothing else changes

  @SHSTK-195
  Rule: WRSS and RSTORSSP MUST be SEGV_MAPERR where nothing is mapped
    A stack that was unmapped is told from memory that is none.
    Source: Intel SDM volume 2, WRSS and RSTORSSP; recordings/shstk

    @shstk.wrss-unmapped
    Example: WRSS to where nothing is mapped is a page fault
      Given a program with shadow stacks and WRSS on
      When the program executes WRSSQ [0x2_0000_0000], 0x11
      Then it faults with SEGV_MAPERR at 0x2_0000_0000
      And the program is killed by SIGSEGV
      And nothing else changes

    @shstk.rstorssp-unmapped @needs-instructions
    Example: RSTORSSP to where nothing is mapped is a page fault
      Given a program with shadow stacks on
      When the program executes RSTORSSP [0x2_0000_0000]
      Then it faults with SEGV_MAPERR at 0x2_0000_0000
      And the program is killed by SIGSEGV
      And nothing else changes
