@shstk
Feature: What the reviewer asked of the design
  The cover letter of the series left some things open, and its reviewer did not: CPUs by others, the other half
  of CET that is to follow, and users of sigaltstack. Old binaries are in exec, checkpointers in criu.

  @SHSTK-11 @since-upstream
  Rule: Bits of features that do not exist yet MUST be refused by ENABLE and taken by LOCK, so that IBT finds room
    Indirect branch tracking is to come by the same call; a kernel without it must say so.
    Source: https://lore.kernel.org/r/87fsozek0j.ffs@tglx

    @shstk.room-for-ibt
    Example: ENABLE of a feature that is not there yet is refused, not mistaken for another
      Given a program with shadow stacks off
      When the program calls arch_prctl(ENABLE, 0x4)
      Then it fails with EINVAL
      And nothing else changes

    @shstk.lock-unknown @SHSTK-17
    Scenario Outline: <case>: LOCK keeps bits that mean nothing yet
      Given a program with shadow stacks off
      When the program calls arch_prctl(LOCK, <bits>)
      Then it succeeds
      And the lock mask of the program is <bits>
      And nothing else changes

      Examples:
        | case   | bits                  |
        | bit-2  | 0x4                   |
        | bit-40 | 0x100_0000_0000       |
        | all    | 0xffff_ffff_ffff_ffff |

    @shstk.room-for-ibt-lock
    Example: A feature can be locked before it exists
      Given a program with shadow stacks off
      And the program calls arch_prctl(LOCK, 0x4)
      When the program calls arch_prctl(ENABLE, 0x4)
      Then it fails with EPERM
      And nothing else changes

  @SHSTK-12 @since-upstream
  Rule: Shadow stacks MUST work on a CPU by any vendor that has them
    The series was limited to Intel because it was tested there alone; the feature is in the CPU, not in its maker.
    Source: https://lore.kernel.org/r/87fsozek0j.ffs@tglx

    @shstk.vendors
    Scenario Outline: <case>: ENABLE works on a CPU by <vendor> with the feature
      Given the machine has:
        | a CPU by | <vendor> |
      When the program calls arch_prctl(ENABLE, SHSTK)
      Then it succeeds
      And the program has shadow stacks on
      And the SSP of the program is END
      And the program owns the shadow stack BASE to END
      And nothing else changes

      @needs-amd
      Examples: another vendor
        | case | vendor |
        | amd  | amd    |

      @neighbour @SHSTK-23
      Examples: the neighbour, the usual one
        | case  | vendor |
        | intel | intel  |

  @SHSTK-07 @needs-altstack
  Rule: A handler on an alternate stack MUST use the shadow stack of the code that it interrupts
    A stack of its own for every sigaltstack would be another interface, and another way around the protection.
    Source: https://lore.kernel.org/r/20220130211838.8382-1-rick.p.edgecombe@intel.com (cover letter), as quoted
    in https://lore.kernel.org/r/87fsozek0j.ffs@tglx;
    https://github.com/torvalds/linux/blob/v6.12/Documentation/arch/x86/shstk.rst, "Signal"

    @shstk.altstack-same-shadow-stack
    Example: A handler on the alternate stack uses the shadow stack that was in use
      Given a program with shadow stacks on
      And the program calls sigaltstack(0x50_8000, 0x2000)
      And the program calls sigaction(SIGUSR1, RESTORER, SA_ONSTACK)
      And the program executes CALL 0x40_1005
      When SIGUSR1 reaches the program
      Then it succeeds
      And the handler of SIGUSR1 runs with SSP END-24
      And the word at END-24 is RESTORER
      And nothing else changes

  @SHSTK-08 @needs-altstack
  Rule: A handler on an alternate stack MUST run and return with shadow stacks on
    sigaltstack is no corner case: runtimes handle their stack overflows there.
    Source: https://lore.kernel.org/r/87fsozek0j.ffs@tglx

    @shstk.altstack @SHSTK-07
    Example: A handler on the alternate stack runs, returns and leaves SSP as it was
      Given a program with shadow stacks on
      And the program calls sigaltstack(0x50_8000, 0x2000)
      And the program calls sigaction(SIGUSR1, RESTORER, SA_ONSTACK)
      And the program executes CALL 0x40_1005
      And SIGUSR1 reaches the program
      And the program executes CALL 0x40_3005
      And the program executes RET
      And the program executes RET
      When the program calls sigreturn()
      Then it succeeds
      And the SSP of the program is END-8
      And the normal stack of the program is 1 frame deep
      And nothing else changes

    @shstk.altstack-frame @SHSTK-07
    Example: The frame of a handler on the alternate stack lies there
      Given a program with shadow stacks on
      And the program calls sigaltstack(0x50_8000, 0x2000)
      And the program calls sigaction(SIGUSR1, RESTORER, SA_ONSTACK)
      When SIGUSR1 reaches the program
      Then the handler of SIGUSR1 runs with SSP END-16
      And the normal stack of the program is 2 frames deep, the innermost on the alternate stack
      And nothing else changes
