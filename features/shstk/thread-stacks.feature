@shstk @since-upstream @needs-threads
Feature: How large a thread's stack is, and when it goes
  The kernel made the stack, so the kernel has to size it and to take it away: once, with the thread, and
  nobody else's.

  @SHSTK-92
  Rule: The size of a new thread's stack MUST follow the limit as it is at the clone
    A program lowers its limit before it makes many threads; each with a stack of the old size would exhaust it.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, shstk_alloc_thread_stack() and
    adjust_shstk_size(); recordings/shstk

    @shstk.thread-size @SHSTK-46
    Scenario Outline: <case>: with the limit set to <limit> after ENABLE the thread's stack is <size>
      Given a program with shadow stacks on
      And the program calls setrlimit(RLIMIT_STACK, <limit>)
      When the program calls clone(CLONE_VM|CLONE_THREAD)
      Then it returns 0x2
      And thread 2 begins in the same process with SSP <ssp>
      And thread 2 owns the shadow stack <base> to <ssp>
      And <below> to <base> is not mapped
      And nothing else changes

      Examples:
        | case   | limit    | size     | below            | base             | ssp              |
        | 64k    | 0x1_0000 | 0x1_0000 | 0x7fff_f7fd_f000 | 0x7fff_f7fe_0000 | 0x7fff_f7ff_0000 |
        | uneven | 0x1_2345 | 0x1_3000 | 0x7fff_f7fd_c000 | 0x7fff_f7fd_d000 | 0x7fff_f7ff_0000 |

    @shstk.thread-size-own-limit @SHSTK-46
    Example: The limit that another process sets itself has no say
      Given a program with shadow stacks on
      And the program calls setrlimit(RLIMIT_STACK, 0x1_0000)
      And the program calls fork()
      And thread 2 calls setrlimit(RLIMIT_STACK, 0x2_0000)
      When the program calls clone(CLONE_VM|CLONE_THREAD)
      Then it returns 0x3
      And thread 3 owns the shadow stack 0x7fff_f7fe_0000 to 0x7fff_f7ff_0000

  @SHSTK-46
  Rule: The stack of a new thread MUST have the stack_size of clone3, rounded up to pages, or else what the limit gives, at most 4 GiB
    What limits the normal stack limits its shadow, and 4 GiB of return addresses are enough for anybody.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, adjust_shstk_size();
    https://github.com/torvalds/linux/blob/v6.12/Documentation/arch/x86/shstk.rst, "Shadow Stack Size";
    recordings/shstk

    @shstk.thread-size-capped @SHSTK-92
    Scenario Outline: <case>: with the limit set to <limit> the thread's stack is cut to <size>
      Given a program with shadow stacks on
      And the program calls setrlimit(RLIMIT_STACK, <limit>)
      When the program calls clone(CLONE_VM|CLONE_THREAD)
      Then it returns 0x2
      And thread 2 begins in the same process with SSP <ssp>
      And thread 2 owns the shadow stack <base> to <ssp>
      And <below> to <base> is not mapped
      And nothing else changes

      Examples:
        | case     | limit                 | size          | below            | base             | ssp              |
        | 8g       | 0x2_0000_0000         | 0x1_0000_0000 | 0x7ffe_f73f_f000 | 0x7ffe_f740_0000 | 0x7fff_f740_0000 |
        | infinite | 0xffff_ffff_ffff_ffff | 0x1_0000_0000 | 0x7ffe_f73f_f000 | 0x7ffe_f740_0000 | 0x7fff_f740_0000 |

  @SHSTK-93
  Rule: The stack_size of clone3 MUST be rounded up to pages and not be held to the limit
    Who names a size knows the normal stack of this thread, which the limit does not.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, adjust_shstk_size();
    https://github.com/torvalds/linux/blob/v6.12/Documentation/arch/x86/shstk.rst, "Shadow Stack Size";
    recordings/shstk

    @shstk.thread-clone3
    Scenario Outline: <case>: clone3 with a stack_size of <asked> makes a stack of <size>
      Given a program with shadow stacks on
      And the program calls setrlimit(RLIMIT_STACK, 0x1_0000)
      When the program calls clone3(CLONE_VM|CLONE_THREAD, <asked>)
      Then it returns 0x2
      And thread 2 begins in the same process with SSP 0x7fff_f7ff_0000
      And thread 2 owns the shadow stack <base> to 0x7fff_f7ff_0000
      And <below> to <base> is not mapped
      And nothing else changes

      @SHSTK-46
      Examples: rounded up to pages
        | case   | asked    | size     | below            | base             |
        | 8      | 0x8      | 0x1000   | 0x7fff_f7fe_e000 | 0x7fff_f7fe_f000 |
        | uneven | 0x1_0001 | 0x1_1000 | 0x7fff_f7fd_e000 | 0x7fff_f7fd_f000 |

      Examples: and not held to the limit
        | case        | asked    | size     | below            | base             |
        | twice-limit | 0x2_0000 | 0x2_0000 | 0x7fff_f7fc_f000 | 0x7fff_f7fd_0000 |

  @SHSTK-48
  Rule: A thread's stack MUST be unmapped once, at its exit or its DISABLE, and never by a vfork child of its owner
    A stack unmapped twice is somebody else's memory the second time; one never unmapped is a leak for each thread.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, shstk_free(); recordings/shstk

    @shstk.thread-exit
    Example: At the exit of a thread its stack is unmapped, and no other
      Given a program with shadow stacks on
      And the program calls clone(CLONE_VM|CLONE_THREAD)
      When thread 2 calls exit()
      Then it succeeds
      And thread 2 is gone
      And 0x7fff_f6c0_0000 to 0x7fff_f740_0000 is not mapped
      And BASE to END is shadow-stack memory
      And nothing else changes

    @shstk.thread-exit-process
    Example: At the exit of a process that shares the memory its stack is unmapped
      Given a program with shadow stacks on
      And the program calls clone(CLONE_VM)
      When thread 2 calls exit()
      Then it succeeds
      And thread 2 is gone
      And 0x7fff_f6c0_0000 to 0x7fff_f740_0000 is not mapped
      And nothing else changes

    @shstk.thread-exit-disabled
    Example: A stack that DISABLE has freed is not freed again at the exit
      Given a program with shadow stacks on
      And the program calls clone(CLONE_VM|CLONE_THREAD)
      And thread 2 calls arch_prctl(DISABLE, SHSTK)
      And the program calls mmap(0x7fff_f700_0000, 0x1000, PROT_READ, MAP_FIXED_NOREPLACE)
      When thread 2 calls exit()
      Then it succeeds
      And thread 2 is gone
      And 0x7fff_f700_0000 to 0x7fff_f700_1000 is ordinary memory
      And nothing else changes

    @shstk.vfork-exit
    Example: The exit of a vfork child leaves the parent's stack alone
      Given a program with shadow stacks on
      And the program calls vfork()
      And thread 2 executes CALL 0x40_2005
      And thread 2 executes RET
      And thread 2 calls exit()
      When the program executes CALL 0x40_1005
      Then it succeeds
      And the SSP of the program is END-8
      And the normal stack of the program is 1 frame deep
      And the word at END-8 is 0x40_1005
      And nothing else changes

    @shstk.vfork-exec @SHSTK-29 @needs-exec
    Example: An exec of a vfork child leaves the parent's stack alone
      Given a program with shadow stacks on
      And the program executes CALL 0x40_1005
      And the program calls vfork()
      And thread 2 calls execve(unmarked)
      When the program executes RET
      Then it succeeds
      And the SSP of the program is END
      And the normal stack of the program is 0 frames deep
      And thread 2 has shadow stacks off
      And nothing else changes

    @shstk.process-exec @SHSTK-29 @needs-exec
    Example: An exec of a process that shares the memory unmaps the stack that it had there, and no other
      Given a program with shadow stacks on
      And the program calls clone(CLONE_VM)
      When thread 2 calls execve(unmarked)
      Then it succeeds
      And thread 2 has shadow stacks off
      And 0x7fff_f6c0_0000 to 0x7fff_f740_0000 of thread 1 is not mapped
      And BASE to END is shadow-stack memory

    @shstk.invariant-threads @invariant-9 @SHSTK-45 @needs-insight
    Example: In any tree of threads the stacks lie apart, and each is unmapped once, with its thread
      Given a program with shadow stacks on
      Then in any tree of threads the stacks lie apart, and each is unmapped once, with its thread
