@shstk @needs-exec
Feature: A new program begins with nothing on and nothing locked
  Distributions have marked their binaries for an interface that never came. Were the kernel to act on the
  marks, upgrading it would break what has run for years. Off after exec, and on only when asked, breaks nothing.

  @SHSTK-01
  Rule: An ELF marking MUST NOT turn shadow stacks on
    Marked binaries exist that were never run with a shadow stack; some switch stacks by hand.
    Source: https://lore.kernel.org/r/20220130211838.8382-1-rick.p.edgecombe@intel.com (cover letter), as quoted
    in https://lore.kernel.org/r/87fsozek0j.ffs@tglx

    @shstk.marked-binary
    Scenario Outline: <case>: a <marking> program begins with shadow stacks off
      Given a program with <level>
      When the program calls execve(<marking>)
      Then it succeeds
      And the program begins in fresh memory with SSP 0x0
      And the program has shadow stacks off
      And the program owns no shadow stack
      And nothing else changes

      Examples: marked
        | case               | marking | level             |
        | marked             | marked  | shadow stacks off |
        | marked-from-one-on | marked  | shadow stacks on  |

      Examples: not marked
        | case     | marking  | level            |
        | unmarked | unmarked | shadow stacks on |

    @shstk.marked-binary-reads
    Example: RDSSP in a marked program leaves its register, 0x5a5a, as it was
      Given a program with shadow stacks on
      And the program calls execve(marked)
      When the program executes RDSSPQ
      Then it returns 0x5a5a
      And nothing else changes

    @shstk.exec-asks-again
    Example: A program begun by exec may ask, even if everything was locked before
      Given a program with shadow stacks on
      And the program calls arch_prctl(LOCK, 0xffff_ffff_ffff_ffff)
      And the program calls execve(unmarked)
      When the program calls arch_prctl(ENABLE, SHSTK)
      Then it succeeds
      And the program has shadow stacks on
      And the lock mask of the program is 0x0
      And the SSP of the program is END
      And the program owns the shadow stack BASE to END
      And nothing else changes

  @SHSTK-03
  Rule: A program that was marked for the older interface MUST run as it did before, with the feature off
    A new kernel must not break an old binary.
    Source: https://lore.kernel.org/r/20220130211838.8382-1-rick.p.edgecombe@intel.com (cover letter), as quoted
    in https://lore.kernel.org/r/87fsozek0j.ffs@tglx

    @shstk.marked-binary-runs
    Example: An old marked program that switches its normal stack by hand runs unchanged
      Given a program with shadow stacks off
      And the program calls execve(marked)
      And the program executes CALL 0x40_1005
      When an attacker writes 0x40_2000 over the return address in frame 0 of the program
      And the program executes RET
      Then it succeeds
      And the normal stack of the program is 0 frames deep
      And nothing else changes

    @shstk.marked-binary-handlers
    Example: A signal kills an old marked program whatever handler the program before it had
      Given a program with shadow stacks on
      And the program calls sigaction(SIGUSR1, RESTORER)
      And the program calls execve(marked)
      When SIGUSR1 reaches the program
      Then it succeeds
      And the program is killed by SIGUSR1

  @SHSTK-29 @since-upstream
  Rule: exec MUST clear the features, the lock mask and the record of the stack
    What one program decided must not bind the next, and its stack is gone with its memory.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, reset_thread_features();
    https://github.com/torvalds/linux/blob/v6.12/Documentation/arch/x86/shstk.rst, "Exec"; recordings/shstk

    @shstk.exec-clears
    Example: exec clears the features and the locks, and unmaps the stack
      Given a program with shadow stacks and WRSS on
      And the program calls arch_prctl(LOCK, SHSTK|WRSS)
      When the program calls execve(unmarked)
      Then it succeeds
      And the program begins in fresh memory with SSP 0x0
      And the program has shadow stacks off
      And the lock mask of the program is 0x0
      And the program owns no shadow stack
      And nothing else changes

    @shstk.exec-unmarked
    Example: exec of a program without a marking clears the feature
      Given a program with shadow stacks on
      When the program calls execve(unmarked)
      Then it succeeds
      And the program begins in fresh memory with SSP 0x0
      And the program has shadow stacks off
      And the program owns no shadow stack
      And nothing else changes

    @shstk.exec-threads @needs-threads
    Example: exec ends the other threads of the program
      Given a program with shadow stacks on
      And the program calls clone(CLONE_VM|CLONE_THREAD)
      When the program calls execve(unmarked)
      Then it succeeds
      And the program begins in fresh memory with SSP 0x0
      And thread 2 is gone
      And the program has shadow stacks off
      And the program owns no shadow stack

    @shstk.exec-clone @SHSTK-45 @needs-threads
    Example: A thread of the new program begins without the feature; the new memory had taken number 2
      Given a program with shadow stacks on
      And the program calls execve(unmarked)
      When the program calls clone(CLONE_VM|CLONE_THREAD)
      Then it returns 0x3
      And thread 3 begins in the same process with SSP 0x0
      And thread 3 owns no shadow stack
      And nothing else changes

    @shstk.exec-record @needs-insight
    Example: After exec the kernel keeps no state of the feature
      Given a program with shadow stacks on
      When the program calls execve(unmarked)
      Then it succeeds
      And the program begins in fresh memory with SSP 0x0
      And the program has shadow stacks off
      And the U_CET of the program is 0x0
      And the program owns no shadow stack
      And nothing else changes

    @shstk.invariant-exec @invariant-11
    Example: Whatever was on or locked, exec leaves nothing on and nothing locked
      Given a program with shadow stacks off
      Then whatever was on or locked, exec leaves nothing on and nothing locked
