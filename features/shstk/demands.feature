@shstk
Feature: What the reviewer asked of the design
  The cover letter of the series left some things open, and its reviewer did not: users of sigaltstack, CRIU on
  a machine whose kernel is upgraded, binaries that distributions have marked years ago, CPUs by others, and
  the other half of CET that is to follow.

  Rule: Nothing is turned on because of a marking in the ELF header

    @shstk.marked-binary @SHSTK-01 @needs-exec
    Scenario Outline: <case>: a <marking> program begins with shadow stacks off
      Given a program with <level>
      When the program calls execve(<marking>)
      Then it succeeds
      And the feature mask of the program is 0x0
      And the SSP of the program is 0x0

      Examples: marked
        | case               | marking  | level             |
        | marked             | marked   | shadow stacks off |
        | marked-from-one-on | marked   | shadow stacks on  |

      Examples: not marked
        | case               | marking  | level             |
        | unmarked           | unmarked | shadow stacks on  |

    @shstk.marked-binary-reads @SHSTK-01 @needs-exec
    Example: RDSSP leaves its register
      Given a program with shadow stacks on
      And the program has called execve(marked)
      When the program executes RDSSPQ
      Then it returns 0x5a5a

    @shstk.marked-binary-runs @SHSTK-03 @needs-exec
    Example: An old marked program that switches its normal stack by hand runs unchanged
      Given a program with shadow stacks off
      And the program has called execve(marked)
      And the program has executed CALL 0x40_1005
      When an attacker writes 0x40_2000 over the return address in frame 0 of the program
      And the program executes RET
      Then it succeeds
      And the normal stack of the program is 0 frames deep

    @shstk.exec-asks-again @SHSTK-01 @needs-exec
    Example: After exec the program may ask, even if everything was locked
      Given a program with shadow stacks on
      And the program has called arch_prctl(LOCK, 0xffff_ffff_ffff_ffff)
      And the program has called execve(unmarked)
      When the program calls arch_prctl(ENABLE, SHSTK)
      Then it succeeds
      And the lock mask of the program is 0x0

    @shstk.exec-clears @SHSTK-29 @since-upstream @needs-exec
    Example: exec clears the features and the locks, and unmaps the stack
      Given a program with shadow stacks and WRSS on
      And the program has called arch_prctl(LOCK, SHSTK|WRSS)
      When the program calls execve(unmarked)
      Then it succeeds
      And the feature mask of the program is 0x0
      And the lock mask of the program is 0x0
      And the SSP of the program is 0x0
      And 0x7fff_f760_0000 to 0x7fff_f7e0_0000 is not mapped

    @shstk.exec-unmarked @SHSTK-29 @since-upstream @needs-exec
    Example: So it is for a program without a marking
      Given a program with shadow stacks on
      When the program calls execve(unmarked)
      Then it succeeds
      And the feature mask of the program is 0x0
      And the SSP of the program is 0x0

    @shstk.exec-record @SHSTK-29 @since-upstream @needs-exec @needs-insight
    Example: The kernel keeps no state of the feature
      Given a program with shadow stacks on
      When the program calls execve(unmarked)
      Then it succeeds
      And the U_CET of the program is 0x0
      And the stack base of the program is 0x0
      And the stack size of the program is 0x0

  Rule: Programs with an alternate signal stack keep working

    @shstk.altstack @SHSTK-08 @SHSTK-07 @needs-altstack
    Example: A handler on the alternate stack runs, returns and leaves SSP as it was
      Given a program with shadow stacks on
      And the program has called sigaltstack(0x50_8000, 0x2000)
      And the program has called sigaction(SIGUSR1, 0x40_1f00, SA_ONSTACK)
      And the program has executed CALL 0x40_1005
      And SIGUSR1 has reached the program
      And the program has executed CALL 0x40_3005
      And the program has executed RET
      And the program has executed RET
      When the program calls sigreturn()
      Then it succeeds
      And the SSP of the program is 0x7fff_f7df_fff8
      And the normal stack of the program is 1 frame deep

    @shstk.altstack-same-shadow-stack @SHSTK-07 @needs-altstack
    Example: The shadow stack is the one that was in use
      Given a program with shadow stacks on
      And the program has called sigaltstack(0x50_8000, 0x2000)
      And the program has called sigaction(SIGUSR1, 0x40_1f00, SA_ONSTACK)
      And the program has executed CALL 0x40_1005
      When SIGUSR1 reaches the program
      Then it succeeds
      And the SSP of the program is 0x7fff_f7df_ffe8
      And the word at 0x7fff_f7df_ffe8 is 0x40_1f00

    @shstk.altstack-frame @SHSTK-08 @SHSTK-07 @needs-altstack
    Example: The handler's frame does lie on the alternate stack
      Given a program with shadow stacks on
      And the program has called sigaltstack(0x50_8000, 0x2000)
      And the program has called sigaction(SIGUSR1, 0x40_1f00, SA_ONSTACK)
      When SIGUSR1 reaches the program
      Then the innermost frame of the program is on the alternate stack
      And the SSP of the program is 0x7fff_f7df_fff0

  Rule: There is room for IBT

    @shstk.room-for-ibt @SHSTK-11 @since-upstream
    Example: A feature that is not there yet is refused, not mistaken for another
      Given a program with shadow stacks off
      When the program calls arch_prctl(ENABLE, 0x4)
      Then it fails with EINVAL
      And nothing else changes

    @shstk.room-for-ibt-lock @SHSTK-11 @since-upstream
    Example: It can be locked before it exists
      Given a program with shadow stacks off
      And the program has called arch_prctl(LOCK, 0x4)
      When the program calls arch_prctl(ENABLE, 0x4)
      Then it fails with EPERM
      And nothing else changes

  Rule: Any CPU with the feature will do

    @shstk.vendors @since-upstream
    Scenario Outline: <case>: a CPU by <vendor> with the feature
      Given the machine has:
        | a CPU by | <vendor> |
      When the program calls arch_prctl(ENABLE, SHSTK)
      Then it succeeds
      And the feature mask of the program is 0x1

      @SHSTK-12 @needs-amd
      Examples: another vendor
        | case  | vendor |
        | amd   | amd    |

      @SHSTK-23
      Examples: the usual one
        | case  | vendor |
        | intel | intel  |
