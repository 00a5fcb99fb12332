@shstk @since-upstream @needs-threads
Feature: fork copies the shadow stack, vfork borrows it
  A forked child goes on in a copy of everything. A vfork child runs on its parent's shadow stack until it execs
  or exits, and must not free what is not its own.

  @SHSTK-43
  Rule: After fork both processes MUST have the same words and SSP, and neither see what the other writes
    Shadow-stack pages are copied on write like others, though they look read-only: easily forgotten.
    Source: https://github.com/torvalds/linux/blob/v6.12/Documentation/arch/x86/shstk.rst, "Fork";
    recordings/shstk

    @shstk.fork @SHSTK-45
    Example: A fork child begins with the parent's SSP and words
      Given a program with shadow stacks on
      And the program executes CALL 0x40_1005
      When the program calls fork()
      Then it returns 0x2
      And thread 2 begins in a process with a copy of the memory with SSP END-8
      And thread 2 has shadow stacks on
      And the word at END-8 of thread 2 is 0x40_1005
      And nothing else changes

    @shstk.fork-child-writes
    Example: What a fork child pushes the parent does not see
      Given a program with shadow stacks on
      And the program executes CALL 0x40_1005
      And the program calls fork()
      And thread 2 executes RET
      When thread 2 executes CALL 0x40_2005
      Then it succeeds
      And the SSP of thread 2 is END-8
      And the normal stack of thread 2 is 1 frame deep
      And the word at END-8 of thread 2 is 0x40_2005
      And the word at END-8 of the program is 0x40_1005
      And nothing else changes

    @shstk.fork-parent-writes
    Example: What the parent pushes after a fork the child does not see
      Given a program with shadow stacks on
      And the program executes CALL 0x40_1005
      And the program calls fork()
      And the program executes RET
      When the program executes CALL 0x40_2005
      Then it succeeds
      And the SSP of the program is END-8
      And the normal stack of the program is 1 frame deep
      And the word at END-8 of thread 2 is 0x40_1005
      And the word at END-8 of the program is 0x40_2005
      And nothing else changes

    @shstk.fork-unlocked
    Example: DISABLE in a fork child leaves the parent its stack
      Given a program with shadow stacks on
      And the program calls fork()
      When thread 2 calls arch_prctl(DISABLE, SHSTK)
      Then it succeeds
      And the program has shadow stacks on
      And thread 2 has shadow stacks off
      And the SSP of thread 2 is 0x0
      And thread 2 owns no shadow stack
      And BASE to END of thread 2 is not mapped
      And BASE to END of the program is shadow-stack memory
      And nothing else changes

    @shstk.invariant-fork @invariant-12
    Example: After a fork neither process sees what the other writes to its shadow stack
      Given a program with shadow stacks on
      Then after a fork neither process sees what the other writes to its shadow stack

  @SHSTK-97
  Rule: A fork child MUST be able to return through the frames from before the fork
    The child is in the middle of the same functions, and the loader's decision is for it, too.
    Source: https://github.com/torvalds/linux/blob/v6.12/Documentation/arch/x86/shstk.rst, "Fork";
    recordings/shstk

    @shstk.fork-returns
    Example: A fork child returns through the frames from before, and the parent after it
      Given a program with shadow stacks on
      And the program executes CALL 0x40_1005
      And the program executes CALL 0x40_2005
      And the program calls fork()
      And thread 2 executes RET
      And thread 2 executes RET
      And thread 2 calls exit()
      And the program executes RET
      When the program executes RET
      Then it succeeds
      And the SSP of the program is END
      And the normal stack of the program is 0 frames deep
      And nothing else changes

    @shstk.fork-child-killed @SHSTK-55 @neighbour
    Example: The neighbour: a fork child that is killed for its return leaves the parent as it was
      Given a program with shadow stacks on
      And the program executes CALL 0x40_1005
      And the program calls fork()
      When an attacker writes 0x40_2000 over the return address in frame 0 of thread 2
      And thread 2 executes RET
      Then it faults with SEGV_CPERR with code 1
      And thread 2 is killed by SIGSEGV
      And the SSP of the program is END-8

  @SHSTK-206
  Rule: A fork child MUST be held by the locks that it inherits
    What the loader decided for the process it decided for its children.
    Source: https://github.com/torvalds/linux/blob/v6.12/Documentation/arch/x86/shstk.rst, "Enabling
    arch_prctl()'s"; recordings/shstk

    @shstk.fork-locked @SHSTK-47
    Scenario Outline: <case>: with locks inherited the fork child's <command> <feature> fails
      Given a program with shadow stacks on
      And the program calls arch_prctl(LOCK, SHSTK|WRSS)
      And the program calls fork()
      When thread 2 calls arch_prctl(<command>, <feature>)
      Then it fails with EPERM
      And nothing else changes

      Examples:
        | case    | command | feature |
        | enable  | ENABLE  | WRSS    |
        | disable | DISABLE | SHSTK   |

  @SHSTK-95
  Rule: DISABLE in a vfork child MUST give 0 and leave the parent its stack, SSP and feature
    The parent sleeps in the call of vfork and has to return from it.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, shstk_free(), a vfork child has
    no base; recordings/shstk

    @shstk.vfork-disable
    Example: DISABLE in a vfork child gives 0 and unmaps nothing
      Given a program with shadow stacks on
      And the program calls vfork()
      When thread 2 calls arch_prctl(DISABLE, SHSTK)
      Then it succeeds
      And the program has shadow stacks on
      And thread 2 has shadow stacks off
      And the SSP of thread 2 is 0x0
      And BASE to END is shadow-stack memory
      And nothing else changes

    @shstk.vfork-disable-parent
    Example: After a vfork child's DISABLE the parent goes on with the same SSP
      Given a program with shadow stacks on
      And the program executes CALL 0x40_1005
      And the program calls vfork()
      And thread 2 calls arch_prctl(DISABLE, SHSTK)
      And thread 2 calls exit()
      When the program executes RET
      Then it succeeds
      And the SSP of the program is END
      And the normal stack of the program is 0 frames deep
      And nothing else changes

  @SHSTK-96
  Rule: On Linux 6.12 and 7.2 a CLONE_VFORK child without CLONE_VM has the parent's SSP and owns nothing: DISABLE leaves the copy mapped, ENABLE adds a stack
    The flag alone makes the kernel take the child for one that borrows, though its memory is a copy.
    Source: recordings/shstk

    @shstk.vfork-copy
    Example: A child of CLONE_VFORK alone begins with the parent's SSP
      Given a program with shadow stacks on
      When the program calls clone(CLONE_VFORK)
      Then it returns 0x2
      And thread 2 begins in a process with a copy of the memory, its parent waiting, with SSP END
      And nothing else changes

    @shstk.vfork-copy-owns-nothing @needs-insight
    Example: The kernel makes no stack for a child of CLONE_VFORK alone
      Given a program with shadow stacks on
      When the program calls clone(CLONE_VFORK)
      Then it returns 0x2
      And thread 2 begins in a process with a copy of the memory, its parent waiting, with SSP END
      And thread 2 owns no shadow stack
      And nothing else changes

    @shstk.vfork-copy-disable
    Example: DISABLE in a child of CLONE_VFORK alone leaves the copied stack mapped
      Given a program with shadow stacks on
      And the program calls clone(CLONE_VFORK)
      When thread 2 calls arch_prctl(DISABLE, SHSTK)
      Then it succeeds
      And thread 2 has shadow stacks off
      And the SSP of thread 2 is 0x0
      And BASE to END of thread 2 is shadow-stack memory
      And nothing else changes

    @shstk.vfork-copy-enable
    Example: ENABLE after DISABLE in a child of CLONE_VFORK alone adds a second stack
      Given a program with shadow stacks on
      And the program calls clone(CLONE_VFORK)
      And thread 2 calls arch_prctl(DISABLE, SHSTK)
      When thread 2 calls arch_prctl(ENABLE, SHSTK)
      Then it succeeds
      And thread 2 has shadow stacks on
      And the SSP of thread 2 is 0x7fff_f740_0000
      And thread 2 owns the shadow stack 0x7fff_f6c0_0000 to 0x7fff_f740_0000
      And BASE to END of thread 2 is shadow-stack memory
      And nothing else changes
