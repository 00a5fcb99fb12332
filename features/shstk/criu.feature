@shstk @since-upstream @needs-ptrace
Feature: A checkpointer keeps working when the kernel gains shadow stacks
  CRIU injects code that calls sigreturn by itself, and rebuilds processes from images. Both collide with a
  shadow stack that cannot be written and a lock that cannot be opened. What it is given: the SSP as a register
  set, stores into the shadow stack by ptrace, memory at a chosen address, and UNLOCK.

  @SHSTK-13
  Rule: A tracer MUST be able to read and to set the SSP
    Without it no debugger can call a function in a program that has a shadow stack, or skip a frame.
    Source: https://lore.kernel.org/r/20220130211838.8382-1-rick.p.edgecombe@intel.com (cover letter), as quoted
    in https://lore.kernel.org/r/87fsozek0j.ffs@tglx, which leaves the patch out that lets a debugger set
    IA32_U_CET and IA32_PL3_SSP, and is answered that it is a prerequisite;
    https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/fpu/regset.c, ssp_get() and ssp_set(): the SSP
    alone

    @shstk.ptrace-first @SHSTK-57
    Example: The register set holds the SSP for a tracer
      Given a program with shadow stacks on
      And the program executes CALL 0x40_1005
      When the tracer calls ptrace(PTRACE_GETREGSET, 8)
      Then it answers:
        | value  | 0x7ffff7dffff8 |
        | length | 8              |
      And nothing else changes

    @shstk.regset-get-back @SHSTK-57
    Example: A tracer reads back the SSP that it set
      Given a program with shadow stacks on
      And the tracer calls ptrace(PTRACE_SETREGSET, 8, END-64)
      When the tracer calls ptrace(PTRACE_GETREGSET, 8)
      Then it returns 0x7fff_f7df_ffc0
      And nothing else changes

  @SHSTK-14
  Rule: A checkpointer MUST be able to read and set the SSP, poke words, map at an address and open locks
    A kernel upgrade must not break the users of CRIU, nor ask them for a tunable of glibc.
    Source: https://lore.kernel.org/r/87fsozek0j.ffs@tglx;
    https://github.com/torvalds/linux/blob/v6.12/Documentation/arch/x86/shstk.rst

    @shstk.criu-parasite @SHSTK-06
    Example: Injected code that calls sigreturn by itself is refused
      Given a program with shadow stacks on
      And the program calls sigaction(SIGSEGV, RESTORER)
      And the program executes CALL 0x40_1005
      And the tracer calls ptrace(PTRACE_SETREGSET, 8, END-8)
      When the program calls sigreturn()
      Then it faults with SI_KERNEL with trap 0
      And the handler of SIGSEGV runs with SSP END-24
      And nothing else changes

    @shstk.criu-parasite-token @SHSTK-81
    Example: The neighbour: with an entry that the tracer pokes first the injected sigreturn succeeds
      Given a program with shadow stacks on
      And the program executes CALL 0x40_1005
      And the tracer calls ptrace(PTRACE_POKEDATA, END-16, END-8|BIT63)
      And the tracer calls ptrace(PTRACE_SETREGSET, 8, END-16)
      When the program calls sigreturn()
      Then it succeeds
      And the SSP of the program is END-8
      And nothing else changes

    @shstk.criu-restore @SHSTK-34 @SHSTK-121 @needs-map-at-address
    Example: A stack is rebuilt at its old address, words by WRSS, SSP by ptrace, though all was locked
      Given a program with shadow stacks on
      And the program calls arch_prctl(LOCK, SHSTK|WRSS)
      And the tracer calls ptrace(PTRACE_ARCH_PRCTL, UNLOCK, WRSS)
      And the program calls arch_prctl(ENABLE, WRSS)
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, 0x0)
      And the program executes WRSSQ [0x7_0000_0ff8], 0x40_1005
      And the program executes CALL 0x40_1005
      And the tracer calls ptrace(PTRACE_SETREGSET, 8, 0x7_0000_0ff8)
      When the program executes RET
      Then it succeeds
      And the SSP of the program is 0x7_0000_1000
      And the normal stack of the program is 0 frames deep
      And nothing else changes

  @SHSTK-121
  Rule: After a tracer's UNLOCK the task's own calls MUST work on what it had locked
    To rebuild a process that had locked its features is to set them first.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, shstk_prctl();
    https://github.com/torvalds/linux/blob/v6.12/Documentation/arch/x86/shstk.rst; recordings/shstk

    @shstk.unlocked-by-tracer @SHSTK-27
    Scenario Outline: <case>: after a tracer's UNLOCK the task's own <command> <feature> works
      Given a program with shadow stacks on
      And the program calls arch_prctl(LOCK, SHSTK|WRSS)
      And the tracer calls ptrace(PTRACE_ARCH_PRCTL, UNLOCK, SHSTK|WRSS)
      When the program calls arch_prctl(<command>, <feature>)
      Then it succeeds
      And the program has <then>
      And the SSP of the program is <ssp>
      And the program owns <owned>
      And BASE to END is <memory>
      And nothing else changes

      Examples:
        | case    | command | feature | then                      | ssp | owned                        | memory              |
        | enable  | ENABLE  | WRSS    | shadow stacks and WRSS on | END | the shadow stack BASE to END | shadow-stack memory |
        | disable | DISABLE | SHSTK   | shadow stacks off         | 0x0 | no shadow stack              | not mapped          |

  @SHSTK-120
  Rule: PTRACE_ARCH_PRCTL MUST answer STATUS with the task's mask
    /proc shows words; a tracer gets the bits.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, shstk_prctl(); recordings/shstk

    @shstk.tracer-status
    Scenario Outline: <case>: STATUS stores the task's mask for the tracer
      Given a program with <level>
      When the tracer calls ptrace(PTRACE_ARCH_PRCTL, STATUS, 0x1000)
      Then it stores <mask>
      And nothing else changes

      Examples:
        | case | level                     | mask |
        | off  | shadow stacks off         | 0x0  |
        | on   | shadow stacks and WRSS on | 0x3  |

  @SHSTK-204
  Rule: PTRACE_ARCH_PRCTL MUST carry out LOCK and UNLOCK of any bits
    Locks are of bits, and a later kernel gives meaning to more of them.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, shstk_prctl(); recordings/shstk

    @shstk.tracer-lock @SHSTK-17
    Example: LOCK by a tracer adds to the task's locks
      Given a program with shadow stacks on
      And the program calls arch_prctl(LOCK, SHSTK)
      When the tracer calls ptrace(PTRACE_ARCH_PRCTL, LOCK, WRSS)
      Then it succeeds
      And the lock mask of the program is SHSTK|WRSS
      And nothing else changes

    @shstk.tracer-unlock-unknown
    Example: UNLOCK by a tracer of a bit that means nothing is no error
      Given a program with shadow stacks off
      When the tracer calls ptrace(PTRACE_ARCH_PRCTL, UNLOCK, 0x100_0000_0000)
      Then it succeeds
      And nothing else changes

  @SHSTK-205
  Rule: PTRACE_ARCH_PRCTL MUST give -EINVAL for ENABLE and DISABLE
    A stack of its own a tracer cannot make in another's memory.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, shstk_prctl(); recordings/shstk

    @shstk.tracer-switches
    Scenario Outline: <case>: <command> <feature> by a tracer is refused
      Given a program with <level>
      When the tracer calls ptrace(PTRACE_ARCH_PRCTL, <command>, <feature>)
      Then it fails with EINVAL
      And nothing else changes

      Examples:
        | case        | level             | command | feature |
        | enable      | shadow stacks off | ENABLE  | SHSTK   |
        | enable-wrss | shadow stacks on  | ENABLE  | WRSS    |
        | disable     | shadow stacks on  | DISABLE | SHSTK   |
