@shstk
Feature: A return goes where the call came from, or nowhere
  CALL pushes its return address twice. RET pops both and compares. What differs, or cannot be read, never
  becomes a jump.

  Rule: A return address that was changed is a control protection fault

    @shstk.return-mismatch @SHSTK-55 @since-upstream
    Example: RET after the return address was overwritten
      Given a program with shadow stacks on
      And the program has called sigaction(SIGSEGV, 0x40_1f00)
      And the program has executed CALL 0x40_1005
      When an attacker writes 0x40_2000 over the return address in frame 0 of the program
      And the program executes RET
      Then it faults with SEGV_CPERR with code 1
      And the handler of SIGSEGV runs with SSP 0x7fff_f7df_ffe8
      And the word at 0x7fff_f7df_fff0 is 0x8000_7fff_f7df_fff8
      And nothing else changes

    @shstk.return-mismatch-further-out @SHSTK-55
    Example: An outer frame that was overwritten is found when its turn comes
      Given a program with shadow stacks on
      And the program has executed CALL 0x40_1005
      And the program has executed CALL 0x40_2005
      And the program has executed CALL 0x40_3005
      When an attacker writes 0x40_1006 over the return address in frame 2 of the program
      And the program executes RET
      Then it succeeds
      When the program executes RET
      Then it succeeds
      When the program executes RET
      Then it faults with SEGV_CPERR with code 1
      And the program is killed by SIGSEGV

    @shstk.return-one-bit @SHSTK-55
    Scenario Outline: <case>: a return address that differs in one bit
      Given a program with shadow stacks on
      And the program has executed CALL 0x40_1005
      When an attacker writes <value> over the return address in frame 0 of the program
      And the program executes RET
      Then it faults with SEGV_CPERR with code 1

      Examples:
        | case   | value                 |
        | bit-0  | 0x40_1004             |
        | bit-12 | 0x40_0005             |
        | bit-63 | 0x8000_0000_0040_1005 |

    @shstk.return-same @SHSTK-55
    Example: The neighbour: the same address written over itself is no difference
      Given a program with shadow stacks on
      And the program has executed CALL 0x40_1005
      When an attacker writes 0x40_1005 over the return address in frame 0 of the program
      And the program executes RET
      Then it succeeds
      And the SSP of the program is 0x7fff_f7e0_0000

    @shstk.unmapped-elsewhere @SHSTK-87 @SHSTK-55 @since-upstream @needs-memory-calls @needs-map-at-address
    Example: The stack in use keeps its words, whatever is unmapped elsewhere between them
      Given a program with shadow stacks on
      And the program has called map_shadow_stack(0x7_0000_0000, 0x3000, 0x0)
      And the program has executed CALL 0x40_1005
      And the program has called munmap(0x7_0000_0000, 0x1000)
      And the program has executed CALL 0x40_2005
      And the program has called munmap(0x7_0000_1000, 0x1000)
      When the program executes RET
      Then it succeeds
      And the word at 0x7fff_f7df_fff0 is 0x40_2005
      And the word at 0x7fff_f7df_fff8 is 0x40_1005
      And the SSP of the program is 0x7fff_f7df_fff8

    @shstk.return-off @SHSTK-55
    Example: With shadow stacks off nobody compares
      Given a program with shadow stacks off
      And the program has executed CALL 0x40_1005
      When an attacker writes 0x40_2000 over the return address in frame 0 of the program
      And the program executes RET
      Then it succeeds
      And the normal stack of the program is 0 frames deep

    @shstk.far-return @SHSTK-111 @since-upstream
    Example: A far return through a near frame is code 2
      Given a program with shadow stacks on
      And the program has called sigaction(SIGSEGV, 0x40_1f00)
      And the program has executed CALL 0x40_1005
      When the program executes LRET
      Then it faults with SEGV_CPERR with code 2
      And the handler of SIGSEGV runs with SSP 0x7fff_f7df_ffe8

  Rule: The kernel logs the fault where nobody handles it

    @shstk.log @SHSTK-56 @since-upstream
    Scenario Outline: <case>: <insn> without a handler is logged as <name>
      Given a program with shadow stacks on
      And the program has executed CALL 0x40_1005
      When an attacker writes 0x40_2000 over the return address in frame 0 of the program
      And the program executes <insn>
      Then it faults with SEGV_CPERR with code <code>
      And the kernel logs <name> with code <code> and SSP 0x7fff_f7df_fff8
      And the program is killed by SIGSEGV

      Examples:
        | case | insn | name       | code |
        | near | RET  | "near ret" | 1    |
        | far  | LRET | "far/iret" | 2    |

    @shstk.log-token @SHSTK-56 @SHSTK-112 @since-upstream @needs-instructions
    Example: RSTORSSP without a token is logged as rstorssp
      Given a program with shadow stacks on
      When the program executes RSTORSSP [0x7fff_f7df_fff8]
      Then the kernel logs "rstorssp" with code 4 and SSP 0x7fff_f7e0_0000

    @shstk.log-handled @SHSTK-56 @since-upstream
    Example: With a handler there is no line in the log
      Given a program with shadow stacks on
      And the program has called sigaction(SIGSEGV, 0x40_1f00)
      And the program has executed CALL 0x40_1005
      When the program executes LRET
      Then the kernel logs nothing

    @shstk.log-page-fault @SHSTK-56 @since-upstream
    Example: Nor is there one for a page fault
      Given a program with shadow stacks on
      When the program executes MOV [0x7fff_f7df_fff8], 0x1
      Then it faults with SEGV_ACCERR at 0x7fff_f7df_fff8
      And the kernel logs nothing

  Rule: With nothing mapped under SSP the access itself is the fault

    @shstk.return-on-empty @SHSTK-110 @since-upstream @needs-instructions
    Example: A return at the end of the stack is a page fault there
      Given a program with shadow stacks on
      And the program has executed CALL 0x40_1005
      And the program has executed INCSSPQ 1
      When the program executes RET
      Then it faults with SEGV_MAPERR at 0x7fff_f7e0_0000

    @shstk.incssp-end @SHSTK-117 @since-upstream @needs-instructions
    Example: So is INCSSP there, and SSP stays
      Given a program with shadow stacks on
      And the program has called sigaction(SIGSEGV, 0x40_1f00)
      When the program executes INCSSPQ 1
      Then it faults with SEGV_MAPERR at 0x7fff_f7e0_0000
      And the handler of SIGSEGV runs with SSP 0x7fff_f7df_fff0
      And nothing else changes

    @shstk.incssp-over-the-end @SHSTK-117 @since-upstream @needs-instructions
    Scenario Outline: <case>: with one entry left, INCSSPQ <count> <does>
      Given a program with shadow stacks on
      And the program has executed CALL 0x40_1005
      When the program executes INCSSPQ <count>
      Then it <does>
      And the SSP of thread 1 is <ssp>

      Examples: pops what is there
        | case | count | does     | ssp              |
        | none | 0     | succeeds | 0x7fff_f7df_fff8 |
        | one  | 1     | succeeds | 0x7fff_f7e0_0000 |

    @shstk.incssp-over-the-end-fault @SHSTK-117 @since-upstream @needs-instructions
    Example: With one entry left, INCSSPQ 2 touches the page above
      Given a program with shadow stacks on
      And the program has executed CALL 0x40_1005
      When the program executes INCSSPQ 2
      Then it faults with SEGV_MAPERR at 0x7fff_f7e0_0000

  Rule: The emulated vsyscall page pops one stack of two

    @shstk.vsyscall @SHSTK-109 @since-upstream @needs-vsyscall
    Example: A CALL into it comes back with SSP 8 lower
      Given a program with shadow stacks on
      When the program executes CALL vsyscall, 0x40_1005
      Then it succeeds
      And the SSP of the program is 0x7fff_f7df_fff8
      And the word at 0x7fff_f7df_fff8 is 0x40_1005
      And nothing else changes

    @shstk.vsyscall-then-return @SHSTK-109 @since-upstream @needs-vsyscall
    Example: So the next return of the caller is a control protection fault
      Given a program with shadow stacks on
      And the program has executed CALL 0x40_1005
      And the program has executed CALL vsyscall, 0x40_2005
      When the program executes RET
      Then it faults with SEGV_CPERR with code 1

    @shstk.vsyscall-none @SHSTK-109 @since-upstream @needs-vsyscall @choice-vsyscall-mode=none
    Example: Where the page is not there, the CALL faults in it
      Given a program with shadow stacks on
      When the program executes CALL vsyscall, 0x40_1005
      Then it faults with SEGV_MAPERR at 0xffff_ffff_ff60_0000
