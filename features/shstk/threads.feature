@shstk @since-upstream @needs-threads
Feature: Each thread has a shadow stack of its own
  A thread that shares memory gets a new shadow stack from the kernel, since nobody else can make it before the
  thread runs. Features and locks are a thread's own, and inherited.

  Rule: A thread that shares memory gets its own stack, as large as the limit at the clone

    @shstk.thread @SHSTK-45
    Example: A new thread starts at the end of a new stack
      Given a program with shadow stacks on
      And the program has called clone(CLONE_VM|CLONE_THREAD)
      When thread 2 executes RDSSPQ
      Then it returns 0x7fff_f740_0000

    @shstk.thread-begins @SHSTK-45 @SHSTK-47
    Example: The stack is there before it runs, and so is the feature
      Given a program with shadow stacks on
      When the program calls clone(CLONE_VM|CLONE_THREAD)
      Then it returns 0x2
      And the SSP of thread 2 is 0x7fff_f740_0000
      And the feature mask of thread 2 is 0x1
      And 0x7fff_f6c0_0000 to 0x7fff_f740_0000 is shadow-stack memory
      And 0x7fff_f760_0000 to 0x7fff_f7e0_0000 is shadow-stack memory

    @shstk.thread-record @SHSTK-45 @needs-insight
    Example: The kernel knows the stack as the thread's
      Given a program with shadow stacks on
      When the program calls clone(CLONE_VM|CLONE_THREAD)
      Then it returns 0x2
      And the stack base of thread 2 is 0x7fff_f6c0_0000
      And the stack size of thread 2 is 0x80_0000

    @shstk.thread-calls @SHSTK-45
    Example: Its calls are not seen on the parent's stack
      Given a program with shadow stacks on
      And the program has executed CALL 0x40_1005
      And the program has called clone(CLONE_VM|CLONE_THREAD)
      When thread 2 executes CALL 0x40_2005
      Then it succeeds
      And the word at 0x7fff_f73f_fff8 is 0x40_2005
      And the word at 0x7fff_f7df_fff8 is 0x40_1005

    @shstk.thread-off @SHSTK-45
    Example: Without the feature there is no stack
      Given a program with shadow stacks off
      When the program calls clone(CLONE_VM|CLONE_THREAD)
      Then it returns 0x2
      And the SSP of thread 2 is 0x0

    @shstk.thread-size
    Scenario Outline: <case>: with the limit set to <limit> after ENABLE the thread's stack is <size>
      Given a program with shadow stacks on
      And the program has called setrlimit(RLIMIT_STACK, <limit>)
      When the program calls clone(CLONE_VM|CLONE_THREAD)
      Then it returns 0x2
      And the SSP of thread 2 is <ssp>
      And <base> to <ssp> is shadow-stack memory
      And <below> to <base> is not mapped

      @SHSTK-92
      Examples: as the limit is by now
        | case     | limit                 | size          | below            | base             | ssp              |
        | 64k      | 0x1_0000              | 0x1_0000      | 0x7fff_f7fd_f000 | 0x7fff_f7fe_0000 | 0x7fff_f7ff_0000 |
        | uneven   | 0x1_2345              | 0x1_3000      | 0x7fff_f7fd_c000 | 0x7fff_f7fd_d000 | 0x7fff_f7ff_0000 |

      @SHSTK-46
      Examples: at most 4 GiB
        | case     | limit                 | size          | below            | base             | ssp              |
        | 8g       | 0x2_0000_0000         | 0x1_0000_0000 | 0x7ffe_f73f_f000 | 0x7ffe_f740_0000 | 0x7fff_f740_0000 |
        | infinite | 0xffff_ffff_ffff_ffff | 0x1_0000_0000 | 0x7ffe_f73f_f000 | 0x7ffe_f740_0000 | 0x7fff_f740_0000 |

    @shstk.thread-clone3
    Scenario Outline: <case>: clone3 with a stack_size of <asked> makes one of <size>
      Given a program with shadow stacks on
      And the program has called setrlimit(RLIMIT_STACK, 0x1_0000)
      When the program calls clone3(CLONE_VM|CLONE_THREAD, <asked>)
      Then it returns 0x2
      And the SSP of thread 2 is 0x7fff_f7ff_0000
      And <base> to 0x7fff_f7ff_0000 is shadow-stack memory
      And <below> to <base> is not mapped

      @SHSTK-46
      Examples: rounded up to pages
        | case         | asked    | size     | below            | base             |
        | 8            | 0x8      | 0x1000   | 0x7fff_f7fe_e000 | 0x7fff_f7fe_f000 |
        | uneven       | 0x1_0001 | 0x1_1000 | 0x7fff_f7fd_e000 | 0x7fff_f7fd_f000 |

      @SHSTK-93
      Examples: and not held to the limit
        | case         | asked    | size     | below            | base             |
        | twice-limit  | 0x2_0000 | 0x2_0000 | 0x7fff_f7fc_f000 | 0x7fff_f7fd_0000 |

    @shstk.thread-no-size @SHSTK-66
    Example: With a limit of 0 the clone fails
      Given a program with shadow stacks on
      And the program has called setrlimit(RLIMIT_STACK, 0x0)
      When the program calls clone(CLONE_VM|CLONE_THREAD)
      Then it fails with EINVAL
      And nothing else changes

    @shstk.thread-no-room @SHSTK-67
    Example: Without room for a stack it fails too
      Given a program with shadow stacks on
      And the program has called setrlimit(RLIMIT_AS, 0x100_0000)
      When the program calls clone(CLONE_VM|CLONE_THREAD)
      Then it fails with ENOMEM
      And nothing else changes

  Rule: Features and locks are inherited, and then each thread's own

    @shstk.thread-inherits @SHSTK-47
    Example: A new thread has its parent's features and locks
      Given a program with shadow stacks and WRSS on
      And the program has called arch_prctl(LOCK, SHSTK|WRSS)
      When the program calls clone(CLONE_VM|CLONE_THREAD)
      Then it returns 0x2
      And the feature mask of thread 2 is 0x3
      And the lock mask of thread 2 is 0x3

    @shstk.thread-locked @SHSTK-94 @SHSTK-47
    Example: Its locks hold for it
      Given a program with shadow stacks on
      And the program has called arch_prctl(LOCK, SHSTK)
      And the program has called clone(CLONE_VM|CLONE_THREAD)
      When thread 2 calls arch_prctl(DISABLE, SHSTK)
      Then it fails with EPERM
      And nothing else changes

    @shstk.thread-enables-alone @SHSTK-47
    Example: What one thread turns on is on for it alone
      Given a program with shadow stacks off
      And the program has called clone(CLONE_VM|CLONE_THREAD)
      When thread 2 calls arch_prctl(ENABLE, SHSTK)
      Then it succeeds
      And the feature mask of thread 2 is 0x1
      And the feature mask of the program is 0x0
      And the SSP of the program is 0x0

    @shstk.thread-disables-alone @SHSTK-94
    Example: What one thread turns off is off for it alone, and only its stack goes
      Given a program with shadow stacks on
      And the program has called clone(CLONE_VM|CLONE_THREAD)
      When thread 2 calls arch_prctl(DISABLE, SHSTK)
      Then it succeeds
      And the feature mask of thread 2 is 0x0
      And the feature mask of the program is 0x1
      And the SSP of the program is 0x7fff_f7e0_0000
      And 0x7fff_f6c0_0000 to 0x7fff_f740_0000 is not mapped
      And 0x7fff_f760_0000 to 0x7fff_f7e0_0000 is shadow-stack memory

  Rule: A thread's stack goes with the thread

    @shstk.thread-exit @SHSTK-48
    Example: At its exit its stack is unmapped, and no other
      Given a program with shadow stacks on
      And the program has called clone(CLONE_VM|CLONE_THREAD)
      When thread 2 calls exit()
      Then it succeeds
      And thread 2 is gone
      And 0x7fff_f6c0_0000 to 0x7fff_f740_0000 is not mapped
      And 0x7fff_f760_0000 to 0x7fff_f7e0_0000 is shadow-stack memory
      And nothing else changes

    @shstk.thread-exit-process @SHSTK-48
    Example: So it is for a process that only shares the memory
      Given a program with shadow stacks on
      And the program has called clone(CLONE_VM)
      When thread 2 calls exit()
      Then it succeeds
      And thread 2 is gone
      And 0x7fff_f6c0_0000 to 0x7fff_f740_0000 is not mapped
      And nothing else changes

    @shstk.thread-exit-disabled @SHSTK-48
    Example: A stack that DISABLE has freed is not freed again
      Given a program with shadow stacks on
      And the program has called clone(CLONE_VM|CLONE_THREAD)
      And thread 2 has called arch_prctl(DISABLE, SHSTK)
      And the program has called mmap(0x7fff_f700_0000, 0x1000, PROT_READ, MAP_FIXED_NOREPLACE)
      When thread 2 calls exit()
      Then it succeeds
      And thread 2 is gone
      And 0x7fff_f700_0000 to 0x7fff_f700_1000 is ordinary memory
      And nothing else changes
