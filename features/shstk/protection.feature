@shstk @since-upstream @needs-memory-calls @needs-map-at-address
Feature: A shadow stack stays one, whatever its protection
  The program may protect its shadow stacks like any memory. None of it turns one into memory that ordinary
  stores can write.

  Rule: mprotect takes every protection and the memory stays a shadow stack

    @shstk.mprotect @SHSTK-82
    Scenario Outline: <case>: mprotect to <prot>
      Given a program with shadow stacks off
      And the program has called map_shadow_stack(0x7_0000_0000, 0x1000, SET_TOKEN)
      When the program calls mprotect(0x7_0000_0000, 0x1000, <prot>)
      Then it succeeds
      And 0x7_0000_0000 to 0x7_0000_1000 is shadow-stack memory
      And nothing else changes

      Examples:
        | case  | prot                              |
        | none  | PROT_NONE                         |
        | read  | PROT_READ                         |
        | write | PROT_WRITE                        |
        | both  | PROT_READ\|PROT_WRITE             |

      @SHSTK-122
      Examples: execution as well
        | case  | prot                              |
        | all   | PROT_READ\|PROT_WRITE\|PROT_EXEC  |

    @shstk.mprotect-smaps @SHSTK-82 @needs-proc
    Scenario Outline: <case>: after <prot> it is shown as <perm>
      Given a program with shadow stacks off
      And the program has called map_shadow_stack(0x7_0000_0000, 0x1000, 0x0)
      And the program has called mprotect(0x7_0000_0000, 0x1000, <prot>)
      When the program calls smaps(0x7_0000_0000)
      Then it answers:
        | perm | <perm> |
      And its VmFlags include "ss"

      Examples:
        | case | prot                             | perm |
        | none | PROT_NONE                        | ---p |
        | read | PROT_READ                        | r--p |
        | all  | PROT_READ\|PROT_WRITE\|PROT_EXEC | rwxp |

    @shstk.mprotect-store @SHSTK-82
    Scenario Outline: <case>: after <prot> an ordinary store still faults
      Given a program with shadow stacks off
      And the program has called map_shadow_stack(0x7_0000_0000, 0x1000, 0x0)
      And the program has called mprotect(0x7_0000_0000, 0x1000, PROT_READ)
      And the program has called mprotect(0x7_0000_0000, 0x1000, <prot>)
      When the program executes MOV [0x7_0000_0020], 0x99
      Then it faults with SEGV_ACCERR at 0x7_0000_0020

      Examples:
        | case | prot                             |
        | both | PROT_READ\|PROT_WRITE            |
        | all  | PROT_READ\|PROT_WRITE\|PROT_EXEC |

  Rule: After PROT_READ only pages that were written before can be written by WRSS

    @shstk.read-only @SHSTK-83
    Scenario Outline: <case>: <before>, then PROT_READ, then <insn> faults
      Given a program with shadow stacks and WRSS on
      And the program has called map_shadow_stack(0x7_0000_0000, 0x1000, 0x0)
      And the program has called sigaction(SIGSEGV, 0x40_1f00)
      And the program has executed <before>
      And the program has called mprotect(0x7_0000_0000, 0x1000, PROT_READ)
      When the program executes <insn>
      Then it faults with SEGV_ACCERR at 0x7_0000_0000
      And the word at 0x7_0000_0000 is 0x0

      Examples:
        | case      | before                   | insn                       |
        | untouched | MOV RAX, [0x50_0000]     | WRSSQ [0x7_0000_0000], 0x1 |
        | only-read | MOV RAX, [0x7_0000_0000] | WRSSQ [0x7_0000_0000], 0x1 |

      @needs-instructions
      Examples: RSTORSSP stores as well
        | case      | before                   | insn                       |
        | restore   | MOV RAX, [0x50_0000]     | RSTORSSP [0x7_0000_0000]   |

    @shstk.read-only-written @SHSTK-123
    Example: A page that WRSS wrote before stays writable to it
      Given a program with shadow stacks and WRSS on
      And the program has called map_shadow_stack(0x7_0000_0000, 0x1000, 0x0)
      And the program has executed WRSSQ [0x7_0000_0000], 0x55
      And the program has called mprotect(0x7_0000_0000, 0x1000, PROT_READ)
      When the program executes WRSSQ [0x7_0000_0000], 0x1
      Then it succeeds
      And the word at 0x7_0000_0000 is 0x1

    @shstk.read-only-forced @SHSTK-123 @needs-kernel-copies
    Example: A write through /proc/self/mem counts as one, where the kernel forces it through
      Given a program with shadow stacks and WRSS on
      And the program has called map_shadow_stack(0x7_0000_0000, 0x1000, 0x0)
      And the program has called write_proc_self_mem(0x7_0000_0010, 0x1122_3344_5566_7788)
      And the program has called mprotect(0x7_0000_0000, 0x1000, PROT_READ)
      When the program executes WRSSQ [0x7_0000_0020], 0x77
      Then it succeeds
      And the word at 0x7_0000_0010 is 0x1122_3344_5566_7788
      And the word at 0x7_0000_0020 is 0x77

    @shstk.not-forced @SHSTK-83 @needs-kernel-copies @choice-forced-memory-write=refused
    Example: Where it does not, the page was never written
      Given a program with shadow stacks and WRSS on
      And the program has called map_shadow_stack(0x7_0000_0000, 0x1000, 0x0)
      And the program has called mprotect(0x7_0000_0000, 0x1000, PROT_READ)
      When the program calls write_proc_self_mem(0x7_0000_0010, 0x1122_3344_5566_7788)
      Then it fails with EIO
      When the program executes WRSSQ [0x7_0000_0020], 0x77
      Then it faults with SEGV_ACCERR at 0x7_0000_0020

    @shstk.read-only-and-back @SHSTK-83
    Example: Back to writable, an untouched page can be written
      Given a program with shadow stacks and WRSS on
      And the program has called map_shadow_stack(0x7_0000_0000, 0x1000, 0x0)
      And the program has called mprotect(0x7_0000_0000, 0x1000, PROT_READ)
      And the program has called mprotect(0x7_0000_0000, 0x1000, PROT_READ|PROT_WRITE)
      When the program executes WRSSQ [0x7_0000_0000], 0x1
      Then it succeeds
      And the word at 0x7_0000_0000 is 0x1

  Rule: After PROT_NONE nothing gets in or out

    @shstk.no-access @SHSTK-84
    Scenario Outline: <case>: <insn> on a page written before
      Given a program with shadow stacks and WRSS on
      And the program has called map_shadow_stack(0x7_0000_0000, 0x1000, 0x0)
      And the program has executed WRSSQ [0x7_0000_0000], 0x55
      And the program has called mprotect(0x7_0000_0000, 0x1000, PROT_NONE)
      When the program executes <insn>
      Then it faults with SEGV_ACCERR at 0x7_0000_0000

      Examples:
        | case | insn                       |
        | load | MOV RAX, [0x7_0000_0000]   |
        | wrss | WRSSQ [0x7_0000_0000], 0x2 |
