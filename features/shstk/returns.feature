@shstk
Feature: A return goes where the call came from, or nowhere
  CALL pushes its return address twice. RET pops both and compares. What differs, or cannot be read, never
  becomes a jump.

  @SHSTK-55
  Rule: With the feature on, and only then, a return to another address than its CALL pushed MUST be SEGV_CPERR at address 0, code 1 for a near return
    This is what it is all for: an overwritten return address is noticed before it is used.
    Source: Intel SDM volume 2, RET; https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/cet.c,
    do_user_cp_fault(); recordings/shstk; for v1
    https://lore.kernel.org/r/20220130211838.8382-7-rick.p.edgecombe@intel.com (06/35: the fault)

    @shstk.return-mismatch @since-upstream
    Example: RET after the return address was overwritten is a control protection fault
      Given a program with shadow stacks on
      And the program calls sigaction(SIGSEGV, RESTORER)
      And the program executes CALL 0x40_1005
      When an attacker writes 0x40_2000 over the return address in frame 0 of the program
      And the program executes RET
      Then it faults with SEGV_CPERR with code 1
      And the handler of SIGSEGV runs with SSP END-24
      And the word at END-16 is END-8|BIT63
      And nothing else changes

    @shstk.return-mismatch-further-out
    Example: An outer frame that was overwritten is found when its turn comes
      Given a program with shadow stacks on
      And the program executes CALL 0x40_1005
      And the program executes CALL 0x40_2005
      And the program executes CALL 0x40_3005
      And an attacker writes 0x40_1006 over the return address in frame 2 of the program
      And the program executes RET
      And the program executes RET
      When the program executes RET
      Then it faults with SEGV_CPERR with code 1
      And the program is killed by SIGSEGV

    @shstk.return-one-bit
    Scenario Outline: <case>: a return address that differs in one bit is a control protection fault
      Given a program with shadow stacks on
      And the program executes CALL 0x40_1005
      When an attacker writes <value> over the return address in frame 0 of the program
      And the program executes RET
      Then it faults with SEGV_CPERR with code 1
      And the program is killed by SIGSEGV

      Examples:
        | case   | value            |
        | bit-0  | 0x40_1004        |
        | bit-12 | 0x40_0005        |
        | bit-63 | 0x40_1005\|BIT63 |

    @shstk.return-same
    Example: The neighbour: the same address written over itself is no difference
      Given a program with shadow stacks on
      And the program executes CALL 0x40_1005
      When an attacker writes 0x40_1005 over the return address in frame 0 of the program
      And the program executes RET
      Then it succeeds
      And the SSP of the program is END
      And the normal stack of the program is 0 frames deep
      And nothing else changes

    @shstk.return-off
    Example: With shadow stacks off a return address that was overwritten is used
      Given a program with shadow stacks off
      And the program executes CALL 0x40_1005
      When an attacker writes 0x40_2000 over the return address in frame 0 of the program
      And the program executes RET
      Then it succeeds
      And the normal stack of the program is 0 frames deep
      And nothing else changes

    @shstk.invariant-return @invariant-3
    Example: Whichever bits of a return address are changed, the return through it faults
      Given a program with shadow stacks on
      Then whichever bits of a return address are changed, the return through it is a control protection fault

  @SHSTK-111 @since-upstream
  Rule: A far return that does not match MUST be a control protection fault of code 2
    The code tells a debugger which kind of return it was.
    Source: Intel SDM volume 2, RET; https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/cet.c,
    do_user_cp_fault(); recordings/shstk

    @shstk.far-return
    Example: A far return through a near frame is a control protection fault of code 2
      Given a program with shadow stacks on
      And the program calls sigaction(SIGSEGV, RESTORER)
      And the program executes CALL 0x40_1005
      And the program executes CALL 0x40_2005
      And the program executes CALL 0x40_3005
      When the program executes LRET
      Then it faults with SEGV_CPERR with code 2
      And the handler of SIGSEGV runs with SSP END-40
      And nothing else changes

  @SHSTK-56 @since-upstream
  Rule: On Linux 6.12 and 7.2 a control protection fault that nobody handles is logged with SSP, code and name, and no other fault is
    The line in the log is how an administrator learns that a program is attacked, or does not work with the feature.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/cet.c, do_user_cp_fault();
    recordings/shstk. A text for people, held back by rate and by debug.exception-trace

    @shstk.log
    Scenario Outline: <case>: <insn> without a handler is logged as <name>
      Given a program with shadow stacks on
      And the program executes CALL 0x40_1005
      And the program executes CALL 0x40_2005
      And the program executes CALL 0x40_3005
      When an attacker writes 0x40_2000 over the return address in frame 0 of the program
      And the program executes <insn>
      Then it faults with SEGV_CPERR with code <code>
      And the kernel logs <name> with code <code> and SSP END-24
      And the program is killed by SIGSEGV
      And nothing else changes

      Examples:
        | case | insn | name       | code |
        | near | RET  | "near ret" | 1    |
        | far  | LRET | "far/iret" | 2    |

    @shstk.log-token @SHSTK-112 @needs-instructions
    Example: RSTORSSP without a token is logged as rstorssp
      Given a program with shadow stacks on
      When the program executes RSTORSSP [END-8]
      Then the kernel logs "rstorssp" with code 4 and SSP END
      And the program is killed by SIGSEGV
      And nothing else changes

    @shstk.log-handled-no-more
    Example: A control protection fault whose handler was taken back is logged
      Given a program with shadow stacks on
      And the program calls sigaction(SIGSEGV, RESTORER)
      And the program calls sigaction(SIGSEGV, SIG_DFL)
      And the program executes CALL 0x40_1005
      When an attacker writes 0x40_2000 over the return address in frame 0 of the program
      And the program executes RET
      Then it faults with SEGV_CPERR with code 1
      And the kernel logs "near ret" with code 1 and SSP END-8
      And the program is killed by SIGSEGV
      And nothing else changes

    @shstk.log-handled
    Example: A control protection fault with a handler is not logged
      Given a program with shadow stacks on
      And the program calls sigaction(SIGSEGV, RESTORER)
      And the program executes CALL 0x40_1005
      And the program executes CALL 0x40_2005
      And the program executes CALL 0x40_3005
      When the program executes LRET
      Then it faults with SEGV_CPERR with code 2
      And the handler of SIGSEGV runs with SSP END-40
      And nothing else changes

    @shstk.log-page-fault
    Example: A page fault on a shadow stack is not logged as one of control protection
      Given a program with shadow stacks on
      When the program executes MOV [END-8], 0x1
      Then it faults with SEGV_ACCERR at END-8
      And the program is killed by SIGSEGV
      And nothing else changes
