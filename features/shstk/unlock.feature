@shstk
Feature: UNLOCK belongs to tracers, and what a thread gets that tries it on itself
  A checkpointer has to undo locks, and only as a tracer: otherwise the lock would be worth nothing. The merged
  code lets a thread's own UNLOCK fall through to where ENABLE is handled; its document says that UNLOCK is for
  ptrace alone. Both are written down here, each as a profile.

  Rule: In the merged code UNLOCK on oneself is ENABLE

    @shstk.self-unlock-enables @SHSTK-60 @only-upstream
    Example: UNLOCK SHSTK turns the feature on
      Given a program with shadow stacks off
      When the program calls arch_prctl(UNLOCK, SHSTK)
      Then it succeeds
      And the feature mask of the program is 0x1
      And the lock mask of the program is 0x0

    @shstk.self-unlock-wrss @SHSTK-60 @only-upstream
    Example: UNLOCK WRSS turns WRSS on
      Given a program with shadow stacks on
      When the program calls arch_prctl(UNLOCK, WRSS)
      Then it succeeds
      And the feature mask of the program is 0x3

    @shstk.self-unlock-locked @SHSTK-28 @SHSTK-60 @only-upstream
    Scenario Outline: <case>: UNLOCK <bits> of what is locked is EPERM, and the lock stays
      Given a program with shadow stacks off
      And the program has called arch_prctl(LOCK, SHSTK)
      When the program calls arch_prctl(UNLOCK, <bits>)
      Then it fails with EPERM
      And nothing else changes

      Examples:
        | case  | bits        |
        | one   | SHSTK       |
        | two   | SHSTK\|WRSS |

    @shstk.self-unlock-nothing @SHSTK-60 @only-upstream
    Example: UNLOCK of nothing is EINVAL, as ENABLE of nothing is
      Given a program with shadow stacks on
      When the program calls arch_prctl(UNLOCK, 0x0)
      Then it fails with EINVAL
      And nothing else changes

  Rule: By the document it fails and changes nothing

    @shstk.documented-self-unlock @SHSTK-27 @since-upstream-documented
    Scenario Outline: <case>: UNLOCK <bits> on oneself fails
      Given a program with shadow stacks off
      And the program has called arch_prctl(LOCK, <locked>)
      When the program calls arch_prctl(UNLOCK, <bits>)
      Then it fails
      And nothing else changes

      @SHSTK-28
      Examples: of what is locked
        | case       | locked | bits  |
        | locked     | SHSTK  | SHSTK |

      Examples: of what is not
        | case       | locked | bits  |
        | not-locked | WRSS   | SHSTK |

  Rule: A tracer's UNLOCK clears the bits it names

    @shstk.tracer-unlock @SHSTK-27 @SHSTK-120 @since-upstream @needs-ptrace
    Example: One of two locks is cleared
      Given a program with shadow stacks on
      And the program has called arch_prctl(LOCK, SHSTK|WRSS)
      When the tracer calls ptrace(PTRACE_ARCH_PRCTL, UNLOCK, WRSS)
      Then it succeeds
      And the lock mask of the program is 0x1
      And nothing else changes

    @shstk.tracer-unlock-unknown @SHSTK-120 @since-upstream @needs-ptrace
    Example: A bit that means nothing is no error
      Given a program with shadow stacks off
      When the tracer calls ptrace(PTRACE_ARCH_PRCTL, UNLOCK, 0x100_0000_0000)
      Then it succeeds
      And nothing else changes

    @shstk.tracer-unlock-not-built @SHSTK-27 @since-upstream @needs-ptrace @needs-no-checkpoint-restore
    Example: A kernel without CONFIG_CHECKPOINT_RESTORE refuses it
      Given the machine has:
        | CONFIG_CHECKPOINT_RESTORE | no |
      And the program has called arch_prctl(LOCK, SHSTK)
      When the tracer calls ptrace(PTRACE_ARCH_PRCTL, UNLOCK, SHSTK)
      Then it fails with EINVAL
      And nothing else changes
