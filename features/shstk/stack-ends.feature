@shstk @since-upstream
Feature: Beyond the ends of a shadow stack there is nothing
  Above the end is the first frame's caller, which never pushed; below the base is the page that stays free.
  An access there is a page fault, at the address that it went to.

  @SHSTK-110 @needs-instructions
  Rule: A near return with nothing mapped at SSP MUST be SEGV_MAPERR there
    There is no return address to compare with, so the CPU cannot call it a mismatch.
    Source: Intel SDM volume 2, RET; recordings/shstk

    @shstk.return-on-empty
    Scenario Outline: <case>: RET <where> the end of the stack is a page fault there
      Given a program with shadow stacks on
      And the program executes CALL 0x40_1005
      And the program executes <insn>
      When the program executes RET
      Then it faults with SEGV_MAPERR at END
      And the program is killed by SIGSEGV
      And nothing else changes

      Examples:
        | case | where      | insn      |
        | at   | at         | INCSSPQ 1 |
        | half | 4 short of | INCSSPD 1 |

  @SHSTK-117 @needs-instructions
  Rule: INCSSP MUST pop as many entries as it is told
    longjmp leaves several functions at once.
    Source: Intel SDM volume 2, INCSSP, the first and the last entry are read before SSP moves; recordings/shstk

    @shstk.incssp-over-the-end
    Scenario Outline: <case>: INCSSPQ <count> with one entry left succeeds
      Given a program with shadow stacks on
      And the program executes CALL 0x40_1005
      When the program executes INCSSPQ <count>
      Then it succeeds
      And the SSP of the program is <ssp>
      And nothing else changes

      Examples:
        | case | count | ssp   |
        | none | 0     | END-8 |
        | one  | 1     | END   |

    @shstk.incssp-two
    Example: INCSSPQ 2 leaves two calls
      Given a program with shadow stacks on
      And the program executes CALL 0x40_1005
      And the program executes CALL 0x40_2005
      When the program executes INCSSPQ 2
      Then it succeeds
      And the SSP of the program is END
      And nothing else changes

  @SHSTK-202 @needs-instructions
  Rule: INCSSP over the end of a stack with nothing above MUST be SEGV_MAPERR there, with SSP unchanged
    INCSSP would else be the way to step from one stack to the next.
    Source: Intel SDM volume 2, INCSSP, the first and the last entry are read before SSP moves; recordings/shstk

    @shstk.incssp-end
    Scenario Outline: <case>: INCSSPQ <count> at the end of the stack is a page fault there, and SSP stays
      Given a program with shadow stacks on
      And the program calls sigaction(SIGSEGV, RESTORER)
      When the program executes INCSSPQ <count>
      Then it faults with SEGV_MAPERR at END
      And the handler of SIGSEGV runs with SSP END-16
      And nothing else changes

      Examples:
        | case | count |
        | none | 0     |
        | one  | 1     |

    @shstk.incssp-over-the-end-fault
    Example: INCSSPQ 2 with one entry left touches the page above
      Given a program with shadow stacks on
      And the program executes CALL 0x40_1005
      When the program executes INCSSPQ 2
      Then it faults with SEGV_MAPERR at END
      And the program is killed by SIGSEGV
      And nothing else changes

    @shstk.incssp-across-the-end
    Example: INCSSPQ of an entry that lies half below the end faults where its other half begins
      Given a program with shadow stacks on
      And the program executes CALL 0x40_1005
      And the program executes INCSSPD 1
      When the program executes INCSSPQ 1
      Then it faults with SEGV_MAPERR at END
      And the program is killed by SIGSEGV
      And nothing else changes

  @SHSTK-91 @needs-instructions
  Rule: A CALL below the base MUST be SEGV_MAPERR at base-8 and then, since no handler can be set up, kill with SIGSEGV, alternate stack or not
    There is no alternate shadow stack: whoever has filled his own cannot be told.
    Source: Intel SDM volume 2, CALL;
    https://github.com/torvalds/linux/blob/v6.12/Documentation/arch/x86/shstk.rst, "Signal"; recordings/shstk

    @shstk.overflow @needs-altstack
    Scenario Outline: <case>: a CALL below the base kills, with the handler on the <stack>
      Given a program with shadow stacks off
      And the program calls setrlimit(RLIMIT_STACK, 0x1)
      And the program calls arch_prctl(ENABLE, SHSTK)
      And the program calls arch_prctl(ENABLE, WRSS)
      And the program calls sigaltstack(0x50_8000, 0x2000)
      And the program calls sigaction(SIGSEGV, RESTORER, <flag>)
      And the program executes WRSSQ [0x7fff_f7fe_f000], 0x7fff_f7fe_f009
      And the program executes RSTORSSP [0x7fff_f7fe_f000]
      When the program executes CALL 0x40_1005
      Then it faults with SEGV_MAPERR at 0x7fff_f7fe_eff8
      And the program is killed by a second signal, SI_KERNEL
      And nothing else changes

      Examples:
        | case            | flag       | stack           |
        | normal-stack    | 0          | normal stack    |
        | alternate-stack | SA_ONSTACK | alternate stack |

    @shstk.overflow-unhandled
    Example: A CALL below the base without a handler kills at once
      Given a program with shadow stacks off
      And the program calls setrlimit(RLIMIT_STACK, 0x1)
      And the program calls arch_prctl(ENABLE, SHSTK)
      And the program calls arch_prctl(ENABLE, WRSS)
      And the program executes WRSSQ [0x7fff_f7fe_f000], 0x7fff_f7fe_f009
      And the program executes RSTORSSP [0x7fff_f7fe_f000]
      When the program executes CALL 0x40_1005
      Then it faults with SEGV_MAPERR at 0x7fff_f7fe_eff8
      And the program is killed by SIGSEGV
      And nothing else changes

  @SHSTK-99 @needs-ptrace
  Rule: A CALL with SSP in no shadow stack MUST fault 8 below it
    A tracer may set SSP to anything; the next push finds out.
    Source: Intel SDM volume 2, CALL; recordings/shstk

    @shstk.call-off-stack
    Scenario Outline: <case>: a CALL with SSP <ssp> faults 8 below it
      Given a program with shadow stacks on
      And the program calls sigaction(SIGSEGV, RESTORER)
      And the tracer calls ptrace(PTRACE_SETREGSET, 8, <ssp>)
      When the program executes CALL 0x40_1005
      Then it faults with <fault>
      And the program is killed by a second signal, SI_KERNEL
      And nothing else changes

      Examples: in the half of user mode
        | case     | ssp             | fault                           |
        | ordinary | 0x50_1000       | SEGV_ACCERR at 0x50_0ff8        |
        | unmapped | 0x2_0000_0000   | SEGV_MAPERR at 0x1_ffff_fff8    |
        | last     | TASK_SIZE_MAX-8 | SEGV_MAPERR at TASK_SIZE_MAX-16 |

      @choice-push-into-kernel-half=maperr
      Examples: in the half of the kernel
        | case | ssp | fault                                |
        | zero | 0x0 | SEGV_MAPERR at 0xffff_ffff_ffff_fff8 |

    @shstk.call-off-stack-lass @choice-push-into-kernel-half=general-protection
    Example: A CALL with SSP 0 is a general protection fault where user mode may not touch the kernel's half
      Given a program with shadow stacks on
      And the program calls sigaction(SIGSEGV, RESTORER)
      And the tracer calls ptrace(PTRACE_SETREGSET, 8, 0x0)
      When the program executes CALL 0x40_1005
      Then it faults with SI_KERNEL with trap 13
      And the program is killed by a second signal, SI_KERNEL
      And nothing else changes

  @SHSTK-109 @needs-vsyscall
  Rule: On Linux 6.12 and 7.2 a CALL into the emulated vsyscall page comes back with SSP 8 lower
    The page is emulated: the kernel returns for it, and pops the normal stack alone.
    Source: recordings/shstk; with the page configured away the CALL faults there: choice vsyscall-mode

    @shstk.vsyscall @choice-vsyscall-mode=execute-only
    Example: A CALL into the emulated vsyscall page comes back with SSP 8 lower
      Given a program with shadow stacks on
      When the program executes CALL vsyscall, 0x40_1005
      Then it succeeds
      And the SSP of the program is END-8
      And the word at END-8 is 0x40_1005
      And nothing else changes

    @shstk.vsyscall-then-return @choice-vsyscall-mode=execute-only
    Example: The next return after a CALL into the vsyscall page is a control protection fault
      Given a program with shadow stacks on
      And the program executes CALL 0x40_1005
      And the program executes CALL vsyscall, 0x40_2005
      When the program executes RET
      Then it faults with SEGV_CPERR with code 1
      And the program is killed by SIGSEGV

    @shstk.vsyscall-none @choice-vsyscall-mode=none
    Example: A CALL into a vsyscall page that is not there faults in it
      Given a program with shadow stacks on
      And the program calls sigaction(SIGSEGV, RESTORER)
      When the program executes CALL vsyscall, 0x40_1005
      Then it faults with SEGV_MAPERR at 0xffff_ffff_ff60_0000
      And the handler of SIGSEGV runs with SSP END-24
      And the normal stack of the program is 3 frames deep
      And the word at END-8 is 0x40_1005
      And nothing else changes
