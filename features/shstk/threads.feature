@shstk @since-upstream @needs-threads
Feature: Each thread has a shadow stack of its own
  A thread that shares memory gets a new shadow stack from the kernel, since nobody else can make it before the
  thread runs. Features and locks are a thread's own, and inherited.

  @SHSTK-45
  Rule: A clone that shares the memory with the feature on MUST begin at the end of a new stack
    Two threads that push to one shadow stack find each other's return addresses.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, shstk_alloc_thread_stack();
    https://github.com/torvalds/linux/blob/v6.12/Documentation/arch/x86/shstk.rst, "Fork"; recordings/shstk

    @shstk.thread
    Example: A new thread starts at the end of a new stack
      Given a program with shadow stacks on
      And the program calls clone(CLONE_VM|CLONE_THREAD)
      When thread 2 executes RDSSPQ
      Then it returns 0x7fff_f740_0000
      And nothing else changes

    @shstk.thread-begins @SHSTK-47 @SHSTK-46
    Example: The stack of a thread is there before it runs, and so is the feature
      Given a program with shadow stacks on
      When the program calls clone(CLONE_VM|CLONE_THREAD)
      Then it returns 0x2
      And thread 2 begins in the same process with SSP 0x7fff_f740_0000
      And thread 2 has shadow stacks on
      And thread 2 owns the shadow stack 0x7fff_f6c0_0000 to 0x7fff_f740_0000
      And BASE to END is shadow-stack memory
      And nothing else changes

    @shstk.thread-record @needs-insight
    Example: The kernel knows the new stack as the thread's
      Given a program with shadow stacks on
      When the program calls clone(CLONE_VM|CLONE_THREAD)
      Then it returns 0x2
      And thread 2 begins in the same process with SSP 0x7fff_f740_0000
      And thread 2 owns the shadow stack 0x7fff_f6c0_0000 to 0x7fff_f740_0000
      And nothing else changes

    @shstk.thread-calls
    Example: The calls of a thread are not seen on its parent's stack
      Given a program with shadow stacks on
      And the program executes CALL 0x40_1005
      And the program calls clone(CLONE_VM|CLONE_THREAD)
      When thread 2 executes CALL 0x40_2005
      Then it succeeds
      And the SSP of thread 2 is 0x7fff_f73f_fff8
      And the normal stack of thread 2 is 1 frame deep
      And the word at 0x7fff_f73f_fff8 is 0x40_2005
      And the word at END-8 is 0x40_1005
      And nothing else changes

    @shstk.thread-off
    Example: Without the feature a thread gets no stack
      Given a program with shadow stacks off
      When the program calls clone(CLONE_VM|CLONE_THREAD)
      Then it returns 0x2
      And thread 2 begins in the same process with SSP 0x0
      And nothing else changes

  @SHSTK-189
  Rule: A vfork child MUST begin on its parent's stack with its parent's SSP
    The parent waits until the child has another stack, or none: the two never push at once.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, shstk_alloc_thread_stack();
    https://github.com/torvalds/linux/blob/v6.12/Documentation/arch/x86/shstk.rst, "Fork"; recordings/shstk

    @shstk.vfork
    Example: A vfork child begins with its parent's SSP
      Given a program with shadow stacks on
      And the program calls vfork()
      When thread 2 executes RDSSPQ
      Then it returns 0x7fff_f7e0_0000
      And nothing else changes

    @shstk.vfork-owns-nothing @needs-insight
    Example: The kernel makes no stack for a vfork child
      Given a program with shadow stacks on
      When the program calls vfork()
      Then it returns 0x2
      And thread 2 begins in a process that borrows the memory with SSP END
      And thread 2 owns no shadow stack
      And nothing else changes

  @SHSTK-47
  Rule: Features and locks MUST be inherited by fork and clone, and then be the thread's own
    What the loader decided holds for every thread that comes of it, and no thread decides for another.
    Source: https://github.com/torvalds/linux/blob/v6.12/Documentation/arch/x86/shstk.rst, "Enabling
    arch_prctl()'s"; recordings/shstk

    @shstk.thread-inherits
    Example: A new thread has its parent's features and locks
      Given a program with shadow stacks and WRSS on
      And the program calls arch_prctl(LOCK, SHSTK|WRSS)
      When the program calls clone(CLONE_VM|CLONE_THREAD)
      Then it returns 0x2
      And thread 2 begins in the same process with SSP 0x7fff_f740_0000
      And thread 2 has shadow stacks and WRSS on
      And the lock mask of thread 2 is SHSTK|WRSS
      And thread 2 owns the shadow stack 0x7fff_f6c0_0000 to 0x7fff_f740_0000
      And nothing else changes

    @shstk.fork-inherits
    Example: A fork child has its parent's features and locks
      Given a program with shadow stacks and WRSS on
      And the program calls arch_prctl(LOCK, SHSTK|WRSS)
      When the program calls fork()
      Then it returns 0x2
      And thread 2 begins in a process with a copy of the memory with SSP END
      And thread 2 has shadow stacks and WRSS on
      And the lock mask of thread 2 is SHSTK|WRSS
      And nothing else changes

    @shstk.thread-locked @SHSTK-94
    Example: The locks that a thread inherited hold for it
      Given a program with shadow stacks on
      And the program calls arch_prctl(LOCK, SHSTK)
      And the program calls clone(CLONE_VM|CLONE_THREAD)
      When thread 2 calls arch_prctl(DISABLE, SHSTK)
      Then it fails with EPERM
      And nothing else changes

    @shstk.thread-enables-alone
    Example: What one thread turns on is on for it alone
      Given a program with shadow stacks off
      And the program calls clone(CLONE_VM|CLONE_THREAD)
      When thread 2 calls arch_prctl(ENABLE, SHSTK)
      Then it succeeds
      And the program has shadow stacks off
      And the SSP of the program is 0x0
      And thread 2 has shadow stacks on
      And the SSP of thread 2 is END
      And thread 2 owns the shadow stack BASE to END
      And nothing else changes

  @SHSTK-94
  Rule: DISABLE in one thread MUST unmap that thread's stack alone and leave the others on, unless a lock that it inherited stops it
    The others are in the middle of functions whose return addresses are on their stacks.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, shstk_disable() and
    shstk_free(); https://github.com/torvalds/linux/blob/v6.12/Documentation/arch/x86/shstk.rst, "Enabling
    arch_prctl()'s"; recordings/shstk

    @shstk.thread-disables-alone
    Example: What one thread turns off is off for it alone, and only its stack goes
      Given a program with shadow stacks on
      And the program calls clone(CLONE_VM|CLONE_THREAD)
      When thread 2 calls arch_prctl(DISABLE, SHSTK)
      Then it succeeds
      And the program has shadow stacks on
      And the SSP of the program is END
      And thread 2 has shadow stacks off
      And the SSP of thread 2 is 0x0
      And thread 2 owns no shadow stack
      And 0x7fff_f6c0_0000 to 0x7fff_f740_0000 is not mapped
      And BASE to END is shadow-stack memory
      And nothing else changes
