@shstk @since-upstream @needs-threads
Feature: fork copies the shadow stack, vfork borrows it
  A forked child goes on in a copy of everything. A vfork child runs on its parent's shadow stack until it execs
  or exits, and must not free what is not its own.

  Rule: After fork each has the same contents and SSP, and its own memory

    @shstk.fork @SHSTK-43 @SHSTK-45
    Example: The child begins with the parent's SSP and words
      Given a program with shadow stacks on
      And the program has executed CALL 0x40_1005
      When the program calls fork()
      Then it returns 0x2
      And the SSP of thread 2 is 0x7fff_f7df_fff8
      And the word at 0x7fff_f7df_fff8 of thread 2 is 0x40_1005
      And the feature mask of thread 2 is 0x1

    @shstk.fork-child-writes @SHSTK-43
    Example: What the child writes the parent does not see
      Given a program with shadow stacks on
      And the program has executed CALL 0x40_1005
      And the program has called fork()
      And thread 2 has executed RET
      When thread 2 executes CALL 0x40_2005
      Then it succeeds
      And the word at 0x7fff_f7df_fff8 of thread 2 is 0x40_2005
      And the word at 0x7fff_f7df_fff8 of the program is 0x40_1005

    @shstk.fork-parent-writes @SHSTK-43
    Example: Nor the child what the parent writes
      Given a program with shadow stacks on
      And the program has executed CALL 0x40_1005
      And the program has called fork()
      And the program has executed RET
      When the program executes CALL 0x40_2005
      Then it succeeds
      And the word at 0x7fff_f7df_fff8 of thread 2 is 0x40_1005
      And the word at 0x7fff_f7df_fff8 of the program is 0x40_2005

    @shstk.fork-returns @SHSTK-97
    Example: The child returns through the frames from before, and the parent after it
      Given a program with shadow stacks on
      And the program has executed CALL 0x40_1005
      And the program has executed CALL 0x40_2005
      And the program has called fork()
      And thread 2 has executed RET
      And thread 2 has executed RET
      And thread 2 has called exit()
      And the program has executed RET
      When the program executes RET
      Then it succeeds
      And the SSP of the program is 0x7fff_f7e0_0000

    @shstk.fork-locked @SHSTK-97 @SHSTK-47
    Scenario Outline: <case>: with locks inherited the child's <command> <feature> fails
      Given a program with shadow stacks on
      And the program has called arch_prctl(LOCK, SHSTK|WRSS)
      And the program has called fork()
      When thread 2 calls arch_prctl(<command>, <feature>)
      Then it fails with EPERM
      And nothing else changes

      Examples:
        | case    | command | feature |
        | enable  | ENABLE  | WRSS    |
        | disable | DISABLE | SHSTK   |

    @shstk.fork-unlocked @SHSTK-43
    Example: The neighbour: without locks it may, and the parent keeps its stack
      Given a program with shadow stacks on
      And the program has called fork()
      When thread 2 calls arch_prctl(DISABLE, SHSTK)
      Then it succeeds
      And the feature mask of thread 2 is 0x0
      And the feature mask of the program is 0x1
      And 0x7fff_f760_0000 to 0x7fff_f7e0_0000 of thread 2 is not mapped
      And 0x7fff_f760_0000 to 0x7fff_f7e0_0000 of the program is shadow-stack memory

  Rule: A vfork child uses its parent's stack and owns none

    @shstk.vfork @SHSTK-45
    Example: Same SSP
      Given a program with shadow stacks on
      And the program has called vfork()
      When thread 2 executes RDSSPQ
      Then it returns 0x7fff_f7e0_0000

    @shstk.vfork-owns-nothing @SHSTK-45 @needs-insight
    Example: The kernel has made no stack for it
      Given a program with shadow stacks on
      When the program calls vfork()
      Then it returns 0x2
      And the stack base of thread 2 is 0x0
      And the stack size of thread 2 is 0x0

    @shstk.vfork-exit @SHSTK-48
    Example: Its exit leaves the parent's stack alone
      Given a program with shadow stacks on
      And the program has called vfork()
      And thread 2 has executed CALL 0x40_2005
      And thread 2 has executed RET
      And thread 2 has called exit()
      When the program executes CALL 0x40_1005
      Then it succeeds
      And the SSP of the program is 0x7fff_f7df_fff8

    @shstk.vfork-disable @SHSTK-95
    Example: Its DISABLE gives 0 and unmaps nothing
      Given a program with shadow stacks on
      And the program has called vfork()
      When thread 2 calls arch_prctl(DISABLE, SHSTK)
      Then it succeeds
      And the feature mask of thread 2 is 0x0
      And 0x7fff_f760_0000 to 0x7fff_f7e0_0000 is shadow-stack memory
      And the feature mask of the program is 0x1

    @shstk.vfork-disable-parent @SHSTK-95
    Example: After it the parent goes on with the same SSP
      Given a program with shadow stacks on
      And the program has executed CALL 0x40_1005
      And the program has called vfork()
      And thread 2 has called arch_prctl(DISABLE, SHSTK)
      And thread 2 has called exit()
      When the program executes RET
      Then it succeeds
      And the SSP of the program is 0x7fff_f7e0_0000

    @shstk.vfork-exec @SHSTK-48 @SHSTK-29 @needs-exec
    Example: An exec of the child leaves the parent's stack alone as well
      Given a program with shadow stacks on
      And the program has executed CALL 0x40_1005
      And the program has called vfork()
      And thread 2 has called execve(unmarked)
      When the program executes RET
      Then it succeeds
      And the SSP of the program is 0x7fff_f7e0_0000
      And the feature mask of thread 2 is 0x0

  Rule: CLONE_VFORK with a copy of the memory owns nothing either

    @shstk.vfork-copy @SHSTK-96
    Example: The child begins with the parent's SSP
      Given a program with shadow stacks on
      When the program calls clone(CLONE_VFORK)
      Then it returns 0x2
      And the SSP of thread 2 is 0x7fff_f7e0_0000

    @shstk.vfork-copy-owns-nothing @SHSTK-96 @needs-insight
    Example: The kernel has made no stack for it either
      Given a program with shadow stacks on
      When the program calls clone(CLONE_VFORK)
      Then it returns 0x2
      And the stack size of thread 2 is 0x0

    @shstk.vfork-copy-disable @SHSTK-96
    Example: Its DISABLE leaves the copied stack mapped
      Given a program with shadow stacks on
      And the program has called clone(CLONE_VFORK)
      When thread 2 calls arch_prctl(DISABLE, SHSTK)
      Then it succeeds
      And the feature mask of thread 2 is 0x0
      And 0x7fff_f760_0000 to 0x7fff_f7e0_0000 of thread 2 is shadow-stack memory

    @shstk.vfork-copy-enable @SHSTK-96
    Example: A following ENABLE adds a second one
      Given a program with shadow stacks on
      And the program has called clone(CLONE_VFORK)
      And thread 2 has called arch_prctl(DISABLE, SHSTK)
      When thread 2 calls arch_prctl(ENABLE, SHSTK)
      Then it succeeds
      And 0x7fff_f760_0000 to 0x7fff_f7e0_0000 of thread 2 is shadow-stack memory
      And 0x7fff_f6c0_0000 to 0x7fff_f740_0000 of thread 2 is shadow-stack memory
