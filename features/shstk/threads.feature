@shstk @since-upstream @needs-threads
Feature: Each thread has a shadow stack of its own
  A thread that shares memory gets a new shadow stack from the kernel, since nobody else can make it before the
  thread runs. Features and locks are a thread's own, and inherited.

  @SHSTK-45
  Rule: A clone MUST get a new stack, SSP at its end, where it shares memory with the feature on, and a vfork child its parent's
    Two threads that push to one shadow stack find each other's return addresses.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, shstk_alloc_thread_stack();
    https://github.com/torvalds/linux/blob/v6.12/Documentation/arch/x86/shstk.rst, "Fork"; recordings/shstk

    @shstk.thread
    Example: A new thread starts at the end of a new stack
      Given a program with shadow stacks on
      And the program has called clone(CLONE_VM|CLONE_THREAD)
      When thread 2 executes RDSSPQ
      Then it returns 0x7fff_f740_0000
      And nothing else changes

    @shstk.thread-begins @SHSTK-47
    Example: The stack of a thread is there before it runs, and so is the feature
      Given a program with shadow stacks on
      When the program calls clone(CLONE_VM|CLONE_THREAD)
      Then it returns 0x2
      And the SSP of thread 2 is 0x7fff_f740_0000
      And the feature mask of thread 2 is 0x1
      And 0x7fff_f6c0_0000 to 0x7fff_f740_0000 is shadow-stack memory
      And 0x7fff_f760_0000 to 0x7fff_f7e0_0000 is shadow-stack memory

    @shstk.thread-record @needs-insight
    Example: The kernel knows the new stack as the thread's
      Given a program with shadow stacks on
      When the program calls clone(CLONE_VM|CLONE_THREAD)
      Then it returns 0x2
      And the stack base of thread 2 is 0x7fff_f6c0_0000
      And the stack size of thread 2 is 0x80_0000

    @shstk.thread-calls
    Example: The calls of a thread are not seen on its parent's stack
      Given a program with shadow stacks on
      And the program has executed CALL 0x40_1005
      And the program has called clone(CLONE_VM|CLONE_THREAD)
      When thread 2 executes CALL 0x40_2005
      Then it succeeds
      And the word at 0x7fff_f73f_fff8 is 0x40_2005
      And the word at 0x7fff_f7df_fff8 is 0x40_1005
      And the SSP of thread 2 is 0x7fff_f73f_fff8
      And the normal stack of thread 2 is 1 frame deep
      And nothing else changes

    @shstk.thread-off
    Example: Without the feature a thread gets no stack
      Given a program with shadow stacks off
      When the program calls clone(CLONE_VM|CLONE_THREAD)
      Then it returns 0x2
      And the SSP of thread 2 is 0x0

    @shstk.vfork
    Example: A vfork child begins with its parent's SSP
      Given a program with shadow stacks on
      And the program has called vfork()
      When thread 2 executes RDSSPQ
      Then it returns 0x7fff_f7e0_0000
      And nothing else changes

    @shstk.vfork-owns-nothing @needs-insight
    Example: The kernel makes no stack for a vfork child
      Given a program with shadow stacks on
      When the program calls vfork()
      Then it returns 0x2
      And the stack base of thread 2 is 0x0
      And the stack size of thread 2 is 0x0

  @SHSTK-47
  Rule: Features and locks MUST be inherited by fork and clone, and then be the thread's own
    What the loader decided holds for every thread that comes of it, and no thread decides for another.
    Source: https://github.com/torvalds/linux/blob/v6.12/Documentation/arch/x86/shstk.rst, "Enabling
    arch_prctl()'s"; recordings/shstk

    @shstk.thread-inherits
    Example: A new thread has its parent's features and locks
      Given a program with shadow stacks and WRSS on
      And the program has called arch_prctl(LOCK, SHSTK|WRSS)
      When the program calls clone(CLONE_VM|CLONE_THREAD)
      Then it returns 0x2
      And the feature mask of thread 2 is 0x3
      And the lock mask of thread 2 is 0x3

    @shstk.thread-enables-alone
    Example: What one thread turns on is on for it alone
      Given a program with shadow stacks off
      And the program has called clone(CLONE_VM|CLONE_THREAD)
      When thread 2 calls arch_prctl(ENABLE, SHSTK)
      Then it succeeds
      And the feature mask of thread 2 is 0x1
      And the feature mask of the program is 0x0
      And the SSP of the program is 0x0

  @SHSTK-94
  Rule: DISABLE in one thread MUST unmap that thread's stack alone and leave the others on, unless a lock that it inherited stops it
    The others are in the middle of functions whose return addresses are on their stacks.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, shstk_disable() and
    shstk_free(); https://github.com/torvalds/linux/blob/v6.12/Documentation/arch/x86/shstk.rst, "Enabling
    arch_prctl()'s"; recordings/shstk

    @shstk.thread-disables-alone
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

    @shstk.thread-locked @SHSTK-47
    Example: The locks that a thread inherited hold for it
      Given a program with shadow stacks on
      And the program has called arch_prctl(LOCK, SHSTK)
      And the program has called clone(CLONE_VM|CLONE_THREAD)
      When thread 2 calls arch_prctl(DISABLE, SHSTK)
      Then it fails with EPERM
      And nothing else changes
