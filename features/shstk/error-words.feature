@shstk @since-upstream @needs-map-at-address
Feature: The error word of a page fault says what was tried
  A handler of SIGSEGV finds the word in its signal frame. Bit 6 tells it that the access was one of the shadow stack's,
  and so that what it looks for is SSP and not a pointer of the program.

  @SHSTK-161
  Rule: The error word of a page fault MUST have bit 6 set for a shadow-stack access and clear for any other
    CALL, RET and the instructions of the shadow stack are told from MOV by it alone.
    Source: Intel SDM volume 3, "Page-fault exceptions", SS flag;
    https://github.com/torvalds/linux/blob/v6.12/arch/x86/include/asm/trap_pf.h, X86_PF_SHSTK; recordings/shstk

    @shstk.error-word-shadow
    Scenario Outline: <case>: the error word of <insn> is <word>
      Given a program with shadow stacks and WRSS on
      When the program executes <insn>
      Then it answers:
        | si_code    | SEGV_MAPERR |
        | error_code | <word>      |
      And it faults with SEGV_MAPERR at 0x7_0000_0000
      And the program is killed by SIGSEGV
      And nothing else changes

      @SHSTK-163 @SHSTK-184
      Examples: of the shadow stack
        | case  | insn                       | word |
        | store | WRSSQ [0x7_0000_0000], 0x1 | 0x46 |

      @SHSTK-163 @SHSTK-184 @needs-instructions
      Examples: of the shadow stack, a load
        | case     | insn                     | word |
        | rstorssp | RSTORSSP [0x7_0000_0000] | 0x44 |

      @SHSTK-163 @SHSTK-184
      Examples: ordinary
        | case           | insn                     | word |
        | ordinary-store | MOV [0x7_0000_0000], 0x1 | 0x6  |
        | ordinary-load  | MOV RAX, [0x7_0000_0000] | 0x4  |

    @shstk.error-word-forbidden @needs-memory-calls
    Example: WRSS to a shadow stack that is PROT_NONE has bit 6 set as well
      Given a program with shadow stacks and WRSS on
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, SET_TOKEN)
      And the program calls mprotect(0x7_0000_0000, 0x1000, PROT_NONE)
      When the program executes WRSSQ [0x7_0000_0000], 0x1
      Then it answers:
        | error_code | 0x46 |
      And it faults with SEGV_ACCERR at 0x7_0000_0000
      And the program is killed by SIGSEGV
      And nothing else changes

    @shstk.error-word-saveprevssp @SHSTK-163 @needs-instructions
    Example: The pop of SAVEPREVSSP is a load of the shadow stack
      Given a program with shadow stacks on
      When the program executes SAVEPREVSSP
      Then it answers:
        | error_code | 0x44 |
      And it faults with SEGV_MAPERR at END
      And the program is killed by SIGSEGV
      And nothing else changes

  @SHSTK-163
  Rule: The error word of a page fault MUST have bit 1 set for a store and clear for a load
    What only reads is told from what writes.
    Source: Intel SDM volume 3, "Page-fault exceptions", W/R flag;
    https://github.com/torvalds/linux/blob/v6.12/arch/x86/include/asm/trap_pf.h, X86_PF_WRITE; recordings/shstk

    @shstk.error-word-call @SHSTK-161 @needs-ptrace
    Example: The push of a CALL is a store of the shadow stack
      Given a program with shadow stacks on
      And the tracer calls ptrace(PTRACE_SETREGSET, 8, 0x7_0000_0000)
      When the program executes CALL 0x40_1005
      Then it answers:
        | error_code | 0x46 |
      And it faults with SEGV_MAPERR at 0x6_ffff_fff8
      And the program is killed by SIGSEGV
      And nothing else changes

    @shstk.error-word-ret @SHSTK-161
    Example: The pop of a RET is a load of the shadow stack
      Given a program with shadow stacks off
      And the program executes CALL 0x40_1005
      And the program calls arch_prctl(ENABLE, SHSTK)
      When the program executes RET
      Then it answers:
        | error_code | 0x44 |
      And it faults with SEGV_MAPERR at END
      And the program is killed by SIGSEGV
      And nothing else changes

  @SHSTK-162
  Rule: On Linux 6.12 and 7.2 the error word of a page fault has bit 0 set where the page was touched and is not PROT_NONE, and clear elsewhere
    A page that nobody has touched has no entry in the page table yet, and is not there.
    Source: recordings/shstk; Intel SDM volume 3, "Page-fault exceptions", P flag

    @shstk.error-word-present
    Scenario Outline: <case>: the error word of a store to a shadow stack that <history> is <word>
      Given a program with shadow stacks off
      And the program calls map_shadow_stack(0x7_0000_0000, 0x2000, SET_TOKEN)
      When the program executes MOV [<addr>], 0x1
      Then it answers:
        | error_code | <word> |
      And it faults with SEGV_ACCERR at <addr>
      And the program is killed by SIGSEGV
      And nothing else changes

      @SHSTK-161 @SHSTK-163 @SHSTK-184
      Examples:
        | case      | history          | addr          | word |
        | touched   | has its token    | 0x7_0000_1ff8 | 0x7  |
        | untouched | was never loaded | 0x7_0000_0000 | 0x6  |

    @shstk.error-word-forked @needs-threads
    Example: What a program has touched before a fork is there for its child
      Given a program with shadow stacks off
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, SET_TOKEN)
      And the program calls fork()
      When thread 2 executes MOV [0x7_0000_0ff8], 0x1
      Then it answers:
        | error_code | 0x7 |
      And it faults with SEGV_ACCERR at 0x7_0000_0ff8
      And thread 2 is killed by SIGSEGV
      And nothing else changes

    @shstk.error-word-wrss @SHSTK-161
    Scenario Outline: <case>: the error word of WRSS to ordinary memory that was touched by <before> has bit 0
      Given a program with shadow stacks and WRSS on
      And the program executes <before>
      When the program executes WRSSQ [<addr>], 0x2
      Then it answers:
        | error_code | 0x47 |
      And it faults with SEGV_ACCERR at <addr>
      And the program is killed by SIGSEGV
      And nothing else changes

      Examples:
        | case            | before               | addr      |
        | store           | MOV [0x50_0000], 0x1 | 0x50_0000 |
        | load-upper-page | MOV RAX, [0x50_0ffc] | 0x50_1000 |
        | load-lower-page | MOV RAX, [0x50_0ffc] | 0x50_0000 |

    @shstk.error-word-read-only @SHSTK-163 @needs-memory-calls
    Example: The error word of a store to ordinary memory that was stored to and is PROT_READ by now has bit 0
      Given a program with shadow stacks off
      And the program executes MOV [0x50_0000], 0x1
      And the program calls mprotect(0x50_0000, 0x1000, PROT_READ)
      When the program executes MOV [0x50_0000], 0x2
      Then it answers:
        | error_code | 0x7 |
      And it faults with SEGV_ACCERR at 0x50_0000
      And the program is killed by SIGSEGV
      And nothing else changes

    @shstk.error-word-none @needs-memory-calls
    Example: The error word of a load from a shadow stack that is PROT_NONE has no bit 0
      Given a program with shadow stacks off
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, SET_TOKEN)
      And the program calls mprotect(0x7_0000_0000, 0x1000, PROT_NONE)
      When the program executes MOV RAX, [0x7_0000_0ff8]
      Then it answers:
        | error_code | 0x4 |
      And it faults with SEGV_ACCERR at 0x7_0000_0ff8
      And the program is killed by SIGSEGV
      And nothing else changes

    @shstk.error-word-loaded @SHSTK-161 @needs-memory-calls
    Example: The error word of WRSS to a shadow stack that is PROT_READ and was loaded from has bit 0
      Given a program with shadow stacks and WRSS on
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, 0x0)
      And the program calls mprotect(0x7_0000_0000, 0x1000, PROT_READ)
      And the program executes MOV RAX, [0x7_0000_0000]
      When the program executes WRSSQ [0x7_0000_0000], 0x1
      Then it answers:
        | error_code | 0x47 |
      And it faults with SEGV_ACCERR at 0x7_0000_0000
      And the program is killed by SIGSEGV
      And nothing else changes

  @SHSTK-184
  Rule: The error word of a page fault of a program MUST have bit 2 set
    The same word is what the kernel has of its own faults, which have the bit clear.
    Source: Intel SDM volume 3, "Page-fault exceptions", U/S flag;
    https://github.com/torvalds/linux/blob/v6.12/arch/x86/include/asm/trap_pf.h, X86_PF_USER; recordings/shstk

    @shstk.error-word-user @needs-instructions
    Example: The error word of INCSSP past the end of a stack has bit 2
      Given a program with shadow stacks on
      When the program executes INCSSPQ 1
      Then it answers:
        | error_code | 0x44 |
      And it faults with SEGV_MAPERR at END
      And the program is killed by SIGSEGV
      And nothing else changes
