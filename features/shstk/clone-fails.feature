@shstk @since-upstream @needs-threads
Feature: A clone that fails late leaves no trace
  The kernel makes the stack of a new thread before it has a number for the thread. Where that number is refused, as one
  that another task has, the stack must go again, and that of the parent must not.

  @SHSTK-151 @needs-late-failure
  Rule: A clone that fails after its stack was made MUST leave nothing of that stack
    A checkpointer asks for numbers, and asks again; a stack of 8 MiB a time would soon be all of the address space.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, shstk_free();
    https://github.com/torvalds/linux/blob/v6.12/kernel/fork.c, copy_process(), bad_fork_cleanup_thread;
    https://github.com/torvalds/linux/blob/v6.12/kernel/pid.c, alloc_pid(), which gives -EEXIST for a number in
    use, after copy_thread()

    @shstk.clone-fails
    Scenario Outline: <case>: a clone3 that <what> fails, and nothing is left of it
      Given a program with shadow stacks on
      And the program executes CALL 0x40_1005
      When the program calls clone3(<flags>, <size>, set_tid=used)
      Then it fails with EEXIST
      And nothing else changes

      Examples:
        | case   | what                    | flags                  | size    |
        | limit  | takes its size of stack | CLONE_VM\|CLONE_THREAD | 0x0     |
        | size   | names its size of stack | CLONE_VM               | 0x10000 |
        | copied | copies the memory       | 0                      | 0x0     |

  @SHSTK-152 @needs-late-failure
  Rule: A vfork that fails MUST leave its parent the stack
    The child of a vfork has its parent's stack and no record of one. In the first kernels it had its parent's record,
    and a vfork that failed took the stack from under the parent.
    Source: 331955600ddf (x86/shstk: Handle vfork clone failure correctly);
    https://lore.kernel.org/r/20230908203655.543765-2-rick.p.edgecombe@intel.com;
    https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, shstk_alloc_thread_stack() and
    shstk_free()

    @shstk.vfork-fails
    Example: A vfork that fails leaves its parent on its stack
      Given a program with shadow stacks on
      And the program executes CALL 0x40_1005
      When the program calls clone3(CLONE_VM|CLONE_VFORK, 0x0, set_tid=used)
      Then it fails with EEXIST
      And BASE to END is shadow-stack memory
      And the SSP of the program is END-8
      And nothing else changes

    @shstk.vfork-goes-on @neighbour @SHSTK-189
    Example: The neighbour: a vfork by clone3 that names no number in use
      Given a program with shadow stacks on
      And the program executes CALL 0x40_1005
      When the program calls clone3(CLONE_VM|CLONE_VFORK, 0x0)
      Then it returns 0x2
      And thread 2 begins in a process that borrows the memory with SSP END-8
      And thread 2 owns no shadow stack
      And nothing else changes

  @SHSTK-153 @needs-user-workers
  Rule: On Linux 6.12 a worker of the kernel in a program's memory gets the feature and a stack as a thread does, and never uses them
    io_uring and vhost have threads that live in a program and never return to it. What the kernel does for a thread it
    does for them, too.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, shstk_alloc_thread_stack(),
    which does not ask for whom; https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/fpu/core.c,
    fpu_clone(), which leaves SSP alone; https://lore.kernel.org/r/20250822153603.GA27103@redhat.com (0/5), which
    calls it pointless and would end it

    @shstk.worker
    Example: The poller of an io_uring gets a shadow stack that nobody uses
      Given a program with shadow stacks on
      When the program calls io_uring_setup(IORING_SETUP_SQPOLL)
      Then it returns 0x2
      And thread 2 begins in the same process with SSP 0x0
      And thread 2 owns the shadow stack 0x7fff_f6c0_0000 to 0x7fff_f740_0000
      And nothing else changes

    @shstk.worker-off
    Example: The neighbour: the poller of a program without the feature gets none
      Given a program with shadow stacks off
      When the program calls io_uring_setup(IORING_SETUP_SQPOLL)
      Then it returns 0x2
      And thread 2 begins in the same process with SSP 0x0
      And thread 2 owns no shadow stack
      And nothing else changes

    @shstk.worker-ends @SHSTK-48
    Example: The stack of a poller goes with it
      Given a program with shadow stacks on
      And the program calls io_uring_setup(IORING_SETUP_SQPOLL)
      When thread 2 calls exit()
      Then it succeeds
      And thread 2 is gone
      And 0x7fff_f6c0_0000 to 0x7fff_f740_0000 is not mapped
      And nothing else changes
