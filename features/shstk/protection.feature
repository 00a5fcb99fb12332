@shstk @since-upstream @needs-map-at-address @needs-memory-calls
Feature: A shadow stack stays one, whatever its protection
  The program may protect its shadow stacks like any memory. None of it turns one into memory that ordinary
  stores can write.

  @SHSTK-82
  Rule: mprotect MUST take a shadow stack to other protections and leave it one, which ordinary stores do not write
    A shadow stack made ordinary by mprotect, written and made one again would be forged in three calls.
    Source: https://github.com/torvalds/linux/blob/v6.12/tools/testing/selftests/x86/test_shadow_stack.c,
    test_mprotect(); recordings/shstk

    @shstk.mprotect
    Scenario Outline: <case>: mprotect to <prot> leaves a shadow stack one
      Given a program with shadow stacks off
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, SET_TOKEN)
      When the program calls mprotect(0x7_0000_0000, 0x1000, <prot>)
      Then it succeeds
      And 0x7_0000_0000 to 0x7_0000_1000 is shadow-stack memory
      And nothing else changes

      Examples:
        | case  | prot                  |
        | none  | PROT_NONE             |
        | read  | PROT_READ             |
        | write | PROT_WRITE            |
        | both  | PROT_READ\|PROT_WRITE |

    @shstk.mprotect-smaps @needs-proc
    Scenario Outline: <case>: after mprotect to <prot> /proc shows <perm> and the mark ss
      Given a program with shadow stacks off
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, 0x0)
      And the program calls mprotect(0x7_0000_0000, 0x1000, <prot>)
      When the program calls smaps(0x7_0000_0000)
      Then it answers:
        | perm | <perm> |
      And its VmFlags include "ss"
      And nothing else changes

      Examples:
        | case | prot                             | perm |
        | none | PROT_NONE                        | ---p |
        | read | PROT_READ                        | r--p |
        | all  | PROT_READ\|PROT_WRITE\|PROT_EXEC | rwxp |

    @shstk.mprotect-store
    Scenario Outline: <case>: after mprotect to <prot> an ordinary store to a shadow stack still faults
      Given a program with shadow stacks off
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, 0x0)
      And the program calls mprotect(0x7_0000_0000, 0x1000, PROT_READ)
      And the program calls mprotect(0x7_0000_0000, 0x1000, <prot>)
      When the program executes MOV [0x7_0000_0020], 0x99
      Then it faults with SEGV_ACCERR at 0x7_0000_0020
      And the program is killed by SIGSEGV
      And nothing else changes

      Examples:
        | case | prot                             |
        | both | PROT_READ\|PROT_WRITE            |
        | all  | PROT_READ\|PROT_WRITE\|PROT_EXEC |

    @shstk.mprotect-write-only @neighbour @SHSTK-80 @needs-kernel-copies
    Example: The neighbour: write(2) from a shadow stack that is PROT_WRITE gives its token, as x86 has no pages to write alone
      Given a program with shadow stacks off
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, SET_TOKEN)
      And the program calls mprotect(0x7_0000_0000, 0x1000, PROT_WRITE)
      When the program calls write(0x7_0000_0ff8)
      Then it returns 0x7_0000_1001
      And nothing else changes

  @SHSTK-122
  Rule: On Linux 6.12 and 7.2 mprotect accepts PROT_EXEC of a shadow stack as well
    Words of a shadow stack are addresses, not code; that it may be executed does no harm without a way to write it.
    Source: recordings/shstk

    @shstk.mprotect-exec @SHSTK-82
    Example: mprotect accepts PROT_EXEC of a shadow stack as well
      Given a program with shadow stacks off
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, SET_TOKEN)
      When the program calls mprotect(0x7_0000_0000, 0x1000, PROT_READ|PROT_WRITE|PROT_EXEC)
      Then it succeeds
      And 0x7_0000_0000 to 0x7_0000_1000 is shadow-stack memory
      And nothing else changes

  @SHSTK-83
  Rule: After PROT_READ a page that was never written MUST be closed to shadow-stack stores, and open to them once it is writable again
    Read-only is meant for everybody; but the dirty bit that marks a written page is what marks a shadow stack.
    Source: https://github.com/torvalds/linux/blob/v6.12/tools/testing/selftests/x86/test_shadow_stack.c,
    test_mprotect(); recordings/shstk

    @shstk.read-only
    Scenario Outline: <case>: after PROT_READ <insn> on a page never written faults
      Given a program with shadow stacks and WRSS on
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, 0x0)
      And the program calls sigaction(SIGSEGV, RESTORER)
      And the program executes <before>
      And the program calls mprotect(0x7_0000_0000, 0x1000, PROT_READ)
      When the program executes <insn>
      Then it faults with SEGV_ACCERR at 0x7_0000_0000
      And the handler of SIGSEGV runs with SSP END-16
      And the word at 0x7_0000_0000 is 0x0
      And nothing else changes

      Examples:
        | case      | before                   | insn                       |
        | untouched | MOV RAX, [0x50_0000]     | WRSSQ [0x7_0000_0000], 0x1 |
        | only-read | MOV RAX, [0x7_0000_0000] | WRSSQ [0x7_0000_0000], 0x1 |

      @needs-instructions
      Examples: RSTORSSP stores as well
        | case    | before               | insn                     |
        | restore | MOV RAX, [0x50_0000] | RSTORSSP [0x7_0000_0000] |

    @shstk.not-forced @needs-kernel-copies @choice-forced-memory-write=refused
    Example: A page that a refused write through /proc/self/mem was meant for is closed to WRSS
      Given a program with shadow stacks and WRSS on
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, 0x0)
      And the program calls mprotect(0x7_0000_0000, 0x1000, PROT_READ)
      When the program calls write_proc_self_mem(0x7_0000_0010, 0x1122_3344_5566_7788)
      And the program executes WRSSQ [0x7_0000_0020], 0x77
      Then it faults with SEGV_ACCERR at 0x7_0000_0020
      And the program is killed by SIGSEGV
      And nothing else changes

    @shstk.read-only-and-back
    Example: The neighbour: back to writable, an untouched page can be written by WRSS
      Given a program with shadow stacks and WRSS on
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, 0x0)
      And the program calls mprotect(0x7_0000_0000, 0x1000, PROT_READ)
      And the program calls mprotect(0x7_0000_0000, 0x1000, PROT_READ|PROT_WRITE)
      When the program executes WRSSQ [0x7_0000_0000], 0x1
      Then it succeeds
      And the word at 0x7_0000_0000 is 0x1
      And nothing else changes

  @SHSTK-123
  Rule: On Linux 6.12 and 7.2 a page that a shadow-stack store has written stays writable to WRSS after PROT_READ
    The dirty bit stays with PROT_READ, and makes the page a shadow stack to the CPU.
    Source: recordings/shstk

    @shstk.read-only-written
    Example: After PROT_READ a page that WRSS wrote before stays writable to it
      Given a program with shadow stacks and WRSS on
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, 0x0)
      And the program executes WRSSQ [0x7_0000_0000], 0x55
      And the program calls mprotect(0x7_0000_0000, 0x1000, PROT_READ)
      When the program executes WRSSQ [0x7_0000_0000], 0x1
      Then it succeeds
      And the word at 0x7_0000_0000 is 0x1
      And nothing else changes

    @shstk.read-only-forced @needs-kernel-copies @choice-forced-memory-write=stored
    Example: After PROT_READ a page written through /proc/self/mem stays writable to WRSS
      Given a program with shadow stacks and WRSS on
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, 0x0)
      And the program calls write_proc_self_mem(0x7_0000_0010, 0x1122_3344_5566_7788)
      And the program calls mprotect(0x7_0000_0000, 0x1000, PROT_READ)
      When the program executes WRSSQ [0x7_0000_0020], 0x77
      Then it succeeds
      And the word at 0x7_0000_0010 is 0x1122_3344_5566_7788
      And the word at 0x7_0000_0020 is 0x77
      And nothing else changes

  @SHSTK-84
  Rule: After PROT_NONE loads and WRSS MUST give SEGV_ACCERR, also on a page written before
    PROT_NONE is how runtimes guard memory: nothing gets in or out.
    Source: https://man7.org/linux/man-pages/man2/mprotect.2.html; recordings/shstk

    @shstk.no-access
    Scenario Outline: <case>: <insn> after PROT_NONE faults on a page written before
      Given a program with shadow stacks and WRSS on
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, 0x0)
      And the program executes WRSSQ [0x7_0000_0000], 0x55
      And the program calls mprotect(0x7_0000_0000, 0x1000, PROT_NONE)
      When the program executes <insn>
      Then it faults with SEGV_ACCERR at 0x7_0000_0000
      And the program is killed by SIGSEGV
      And nothing else changes

      Examples:
        | case | insn                       |
        | load | MOV RAX, [0x7_0000_0000]   |
        | wrss | WRSSQ [0x7_0000_0000], 0x2 |
