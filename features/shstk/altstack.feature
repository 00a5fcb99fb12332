@shstk @since-upstream @needs-altstack
Feature: An alternate stack is one of the normal kind
  sigaltstack gives a handler another normal stack, and no other shadow stack. When a handler is there and when not is
  what every claim about the two rests on.

  @SHSTK-135
  Rule: A handler MUST begin on the alternate stack where one is set and the handler asks for it with SA_ONSTACK
    Neither of the two is enough.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/signal.c, get_sigframe();
    https://man7.org/linux/man-pages/man2/sigaction.2.html

    @shstk.altstack-both
    Example: With an alternate stack and SA_ONSTACK the handler begins there
      Given a program with shadow stacks on
      And the program calls sigaltstack(0x50_8000, 0x8000)
      And the program calls sigaction(SIGUSR1, RESTORER, SA_ONSTACK)
      When SIGUSR1 reaches the program
      Then the handler of SIGUSR1 runs with SSP END-16
      And the normal stack of the program is 2 frames deep, the innermost on the alternate stack

    @shstk.altstack-not-asked-for
    Example: With an alternate stack and no SA_ONSTACK the handler begins on the ordinary stack
      Given a program with shadow stacks on
      And the program calls sigaltstack(0x50_8000, 0x8000)
      And the program calls sigaction(SIGUSR1, RESTORER, 0)
      When SIGUSR1 reaches the program
      Then the handler of SIGUSR1 runs with SSP END-16
      And the normal stack of the program is 2 frames deep

    @shstk.altstack-not-set
    Example: With SA_ONSTACK and no alternate stack the handler begins on the ordinary stack
      Given a program with shadow stacks on
      And the program calls sigaction(SIGUSR1, RESTORER, SA_ONSTACK)
      When SIGUSR1 reaches the program
      Then the handler of SIGUSR1 runs with SSP END-16
      And the normal stack of the program is 2 frames deep

  @SHSTK-131
  Rule: sigaltstack MUST give -ENOMEM for fewer than MINSIGSTKSZ, 2048, bytes
    An alternate stack on which no handler could ever begin is refused when it is set.
    Source: https://github.com/torvalds/linux/blob/v6.12/kernel/signal.c, do_sigaltstack();
    https://man7.org/linux/man-pages/man2/sigaltstack.2.html

    @shstk.altstack-small
    Scenario Outline: <case>: an alternate stack of <size> bytes is refused
      Given a program with shadow stacks on
      When the program calls sigaltstack(0x50_8000, <size>)
      Then it fails with ENOMEM
      And nothing else changes

      Examples:
        | case             | size  |
        | nothing          | 0x0   |
        | a-byte-too-few | 0x7ff |

    @shstk.altstack-least
    Example: The neighbour: an alternate stack of MINSIGSTKSZ is accepted
      Given a program with shadow stacks on
      When the program calls sigaltstack(0x50_8000, 0x800)
      Then it succeeds
      And nothing else changes

  @SHSTK-132
  Rule: sigaltstack MUST give -EPERM to a thread that runs on its alternate stack
    The stack that one stands on is not taken away.
    Source: https://github.com/torvalds/linux/blob/v6.12/kernel/signal.c, do_sigaltstack();
    https://man7.org/linux/man-pages/man2/sigaltstack.2.html

    @shstk.altstack-in-use
    Example: A handler on the alternate stack cannot set another
      Given a program with shadow stacks on
      And the program calls sigaltstack(0x50_8000, 0x8000)
      And the program calls sigaction(SIGUSR1, RESTORER, SA_ONSTACK)
      And SIGUSR1 reaches the program
      When the program calls sigaltstack(0x50_0000, 0x8000)
      Then it fails with EPERM
      And nothing else changes

    @shstk.altstack-in-use-deeper
    Example: A function that a handler on the alternate stack has called cannot set another
      Given a program with shadow stacks on
      And the program calls sigaltstack(0x50_8000, 0x8000)
      And the program calls sigaction(SIGUSR1, RESTORER, SA_ONSTACK)
      And SIGUSR1 reaches the program
      And the program executes CALL 0x40_3005
      When the program calls sigaltstack(0x50_0000, 0x8000)
      Then it fails with EPERM
      And nothing else changes

    @shstk.altstack-end-in-use @needs-signal-frame
    Example: A stack pointer at the end of an alternate stack is on it, and at its base was on it no longer
      Given a program with shadow stacks on
      And the machine has:
        | signal frame | 0xff8 |
      And the program calls sigaltstack(0x50_8000, 0x1000)
      And the program calls sigaction(SIGUSR1, RESTORER, SA_ONSTACK)
      And SIGUSR1 reaches the program
      And the program executes CALL 0x40_3005
      And the program calls sigaltstack(0x50_0000, 0x8000)
      When the program calls sigaltstack(0x50_0000, 0x8000)
      Then it fails with EPERM
      And nothing else changes

    @shstk.altstack-calls-in-use @needs-signal-frame
    Example: A call takes 8 bytes: after eight of them the last 8 of an alternate stack are in use
      Given a program with shadow stacks on
      And the machine has:
        | signal frame | 0xfb8 |
      And the program calls sigaltstack(0x50_8000, 0x1000)
      And the program calls sigaction(SIGUSR1, RESTORER, SA_ONSTACK)
      And SIGUSR1 reaches the program
      And the program executes CALL 0x40_3005
      And the program executes CALL 0x40_3005
      And the program executes CALL 0x40_3005
      And the program executes CALL 0x40_3005
      And the program executes CALL 0x40_3005
      And the program executes CALL 0x40_3005
      And the program executes CALL 0x40_3005
      And the program executes CALL 0x40_3005
      When the program calls sigaltstack(0x50_0000, 0x8000)
      Then it fails with EPERM
      And nothing else changes

    @shstk.altstack-not-in-use @neighbour @SHSTK-131
    Example: The neighbour: a handler on the ordinary stack sets another alternate stack
      Given a program with shadow stacks on
      And the program calls sigaltstack(0x50_8000, 0x8000)
      And the program calls sigaction(SIGUSR1, RESTORER)
      And SIGUSR1 reaches the program
      When the program calls sigaltstack(0x50_0000, 0x8000)
      Then it succeeds
      And nothing else changes

  @SHSTK-133 @needs-threads
  Rule: A clone that shares the memory and is no vfork MUST begin without an alternate stack
    Two threads on one alternate stack would overwrite each other's frames.
    Source: https://github.com/torvalds/linux/blob/v6.12/kernel/fork.c, copy_process() and sas_ss_reset();
    https://man7.org/linux/man-pages/man2/sigaltstack.2.html

    @shstk.altstack-not-for-threads
    Example: A new thread has no alternate stack
      Given a program with shadow stacks on
      And the program calls sigaltstack(0x50_8000, 0x8000)
      And the program calls sigaction(SIGUSR1, RESTORER, SA_ONSTACK)
      And the program calls clone(CLONE_VM|CLONE_THREAD)
      When SIGUSR1 reaches thread 2
      Then it succeeds
      And the normal stack of thread 2 is 2 frames deep

    @shstk.altstack-of-a-child @neighbour @SHSTK-135
    Scenario Outline: The neighbour: <case>: a child has the alternate stack of its parent
      Given a program with shadow stacks on
      And the program calls sigaltstack(0x50_8000, 0x8000)
      And the program calls sigaction(SIGUSR1, RESTORER, SA_ONSTACK)
      And the program calls <call>()
      When SIGUSR1 reaches thread 2
      Then it succeeds
      And the normal stack of thread 2 is 2 frames deep, the innermost on the alternate stack

      Examples:
        | case           | call  |
        | after-a-fork   | fork  |
        | after-a-vfork | vfork |

  @SHSTK-136
  Rule: sigreturn MUST bring back the alternate stack that was set when the signal came
    What a handler sets is of the handler, as its signal mask is.
    Source: https://github.com/torvalds/linux/blob/v6.12/kernel/signal.c, __save_altstack() and
    restore_altstack(); https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/signal_64.c, rt_sigreturn()

    @shstk.altstack-of-the-handler
    Example: An alternate stack that a handler has set is gone after its sigreturn
      Given a program with shadow stacks on
      And the program calls sigaction(SIGUSR1, RESTORER)
      And the program calls sigaction(SIGUSR2, RESTORER, SA_ONSTACK)
      And SIGUSR1 reaches the program
      And the program calls sigaltstack(0x50_8000, 0x8000)
      And the program executes RET
      And the program calls sigreturn()
      When SIGUSR2 reaches the program
      Then it succeeds
      And the normal stack of the program is 2 frames deep

    @shstk.altstack-within-the-handler @neighbour @SHSTK-135
    Example: The neighbour: before its sigreturn the alternate stack that a handler has set is used
      Given a program with shadow stacks on
      And the program calls sigaction(SIGUSR1, RESTORER)
      And the program calls sigaction(SIGUSR2, RESTORER, SA_ONSTACK)
      And SIGUSR1 reaches the program
      And the program calls sigaltstack(0x50_8000, 0x8000)
      When SIGUSR2 reaches the program
      Then it succeeds
      And the normal stack of the program is 4 frames deep, the innermost on the alternate stack
