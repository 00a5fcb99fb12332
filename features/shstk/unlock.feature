@shstk
Feature: UNLOCK belongs to tracers, and what a thread gets that tries it on itself
  A checkpointer has to undo locks, and only as a tracer: otherwise the lock would be worth nothing. The merged
  code lets a thread's own UNLOCK fall through to where ENABLE is handled; its document says that UNLOCK is for
  ptrace alone. Both are written down here, each as a profile.

  @SHSTK-27
  Rule: UNLOCK MUST clear the bits that it names, for a tracer alone and with CONFIG_CHECKPOINT_RESTORE
    A lock that its own program could open would hold nobody.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, shstk_prctl();
    https://github.com/torvalds/linux/blob/v6.12/Documentation/arch/x86/shstk.rst; recordings/shstk

    @shstk.tracer-unlock @SHSTK-204 @since-upstream @needs-ptrace
    Example: A tracer's UNLOCK clears one of two locks
      Given a program with shadow stacks on
      And the program calls arch_prctl(LOCK, SHSTK|WRSS)
      When the tracer calls ptrace(PTRACE_ARCH_PRCTL, UNLOCK, WRSS)
      Then it succeeds
      And the lock mask of the program is SHSTK
      And nothing else changes

    @shstk.tracer-unlock-not-built @since-upstream @needs-ptrace @needs-no-checkpoint-restore
    Example: A kernel without CONFIG_CHECKPOINT_RESTORE refuses a tracer's UNLOCK
      Given the machine has:
        | CONFIG_CHECKPOINT_RESTORE | no |
      And the program calls arch_prctl(LOCK, SHSTK)
      When the tracer calls ptrace(PTRACE_ARCH_PRCTL, UNLOCK, SHSTK)
      Then it fails with EINVAL
      And nothing else changes

    @shstk.documented-self-unlock @since-upstream-documented
    Scenario Outline: <case>: UNLOCK <bits> on oneself fails, by the document
      Given a program with shadow stacks off
      And the program calls arch_prctl(LOCK, <locked>)
      When the program calls arch_prctl(UNLOCK, <bits>)
      Then it fails
      And nothing else changes

      @SHSTK-28
      Examples: of what is locked
        | case   | locked | bits  |
        | locked | SHSTK  | SHSTK |

      Examples: of what is not
        | case       | locked | bits  |
        | not-locked | WRSS   | SHSTK |

  @SHSTK-28 @since-upstream @until-upstream-documented
  Rule: UNLOCK on oneself MUST NOT open a lock
    Whatever else it does, the call must not turn a lock into a suggestion.
    Source: https://github.com/torvalds/linux/blob/v6.12/Documentation/arch/x86/shstk.rst;
    https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, shstk_prctl(); recordings/shstk

    @shstk.self-unlock-locked @SHSTK-60
    Scenario Outline: <case>: UNLOCK <bits> of what is locked is refused, and the lock stays
      Given a program with shadow stacks off
      And the program calls arch_prctl(LOCK, SHSTK)
      When the program calls arch_prctl(UNLOCK, <bits>)
      Then it fails with EPERM
      And nothing else changes

      Examples:
        | case | bits        |
        | one  | SHSTK       |
        | two  | SHSTK\|WRSS |

  @SHSTK-60 @since-upstream @until-upstream-documented
  Rule: On Linux 6.12 and 7.2 UNLOCK on oneself gives what ENABLE of the same bits gives, and leaves the locks
    A mistake that does no harm: what it does the thread could do by ENABLE.
    Source: recordings/shstk

    @shstk.self-unlock-enables
    Example: UNLOCK SHSTK on oneself turns the feature on
      Given a program with shadow stacks off
      When the program calls arch_prctl(UNLOCK, SHSTK)
      Then it succeeds
      And the program has shadow stacks on
      And the lock mask of the program is 0x0
      And the SSP of the program is END
      And the program owns the shadow stack BASE to END
      And nothing else changes

    @shstk.self-unlock-wrss
    Example: UNLOCK WRSS on oneself turns WRSS on
      Given a program with shadow stacks on
      When the program calls arch_prctl(UNLOCK, WRSS)
      Then it succeeds
      And the program has shadow stacks and WRSS on
      And nothing else changes

    @shstk.self-unlock-nothing
    Example: UNLOCK of nothing on oneself is refused, as ENABLE of nothing is
      Given a program with shadow stacks on
      When the program calls arch_prctl(UNLOCK, 0x0)
      Then it fails with EINVAL
      And nothing else changes
