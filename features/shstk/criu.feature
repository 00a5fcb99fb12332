@shstk @since-upstream @needs-ptrace
Feature: A checkpointer keeps working when the kernel gains shadow stacks
  CRIU injects code that calls sigreturn by itself, and rebuilds processes from images. Both collide with a
  shadow stack that cannot be written and a lock that cannot be opened. What it is given: the SSP as a register
  set, stores into the shadow stack by ptrace, memory at a chosen address, and UNLOCK.

  Rule: A tracer sees and sets the SSP

    @shstk.ptrace-first @SHSTK-13 @SHSTK-57
    Example: The register set holds the SSP
      Given a program with shadow stacks on
      And the program has executed CALL 0x40_1005
      When the tracer calls ptrace(PTRACE_GETREGSET, 8)
      Then it answers:
        | value  | 0x7ffff7dffff8 |
        | length | 8              |
      And nothing else changes

    @shstk.criu-parasite @SHSTK-06 @SHSTK-14
    Example: Injected code that calls sigreturn by itself is refused
      Given a program with shadow stacks on
      And the program has called sigaction(SIGSEGV, 0x40_1f00)
      And the program has executed CALL 0x40_1005
      And the tracer has called ptrace(PTRACE_SETREGSET, 8, 0x7fff_f7df_fff8)
      When the program calls sigreturn()
      Then it faults with SI_KERNEL with trap 0

    @shstk.criu-parasite-token @SHSTK-14 @SHSTK-81
    Example: The neighbour: with an entry that the tracer pokes first it succeeds
      Given a program with shadow stacks on
      And the program has executed CALL 0x40_1005
      And the tracer has called ptrace(PTRACE_POKEDATA, 0x7fff_f7df_fff0, 0x8000_7fff_f7df_fff8)
      And the tracer has called ptrace(PTRACE_SETREGSET, 8, 0x7fff_f7df_fff0)
      When the program calls sigreturn()
      Then it succeeds
      And the SSP of the program is 0x7fff_f7df_fff8
      And nothing else changes

  Rule: A process can be built again from its image

    @shstk.criu-restore @SHSTK-14 @SHSTK-34 @SHSTK-121 @needs-map-at-address
    Example: The stack at its old address, its words by WRSS, its SSP by ptrace, though all was locked
      Given a program with shadow stacks on
      And the program has called arch_prctl(LOCK, SHSTK|WRSS)
      And the tracer has called ptrace(PTRACE_ARCH_PRCTL, UNLOCK, WRSS)
      And the program has called arch_prctl(ENABLE, WRSS)
      And the program has called map_shadow_stack(0x7_0000_0000, 0x1000, 0x0)
      And the program has executed WRSSQ [0x7_0000_0ff8], 0x40_1005
      And the program has executed CALL 0x40_1005
      And the tracer has called ptrace(PTRACE_SETREGSET, 8, 0x7_0000_0ff8)
      When the program executes RET
      Then it succeeds
      And the SSP of the program is 0x7_0000_1000

  Rule: What a task has locked, its tracer opens

    @shstk.unlocked-by-tracer @SHSTK-121 @SHSTK-27
    Scenario Outline: <case>: after UNLOCK the task's own <command> <feature> works
      Given a program with shadow stacks on
      And the program has called arch_prctl(LOCK, SHSTK|WRSS)
      And the tracer has called ptrace(PTRACE_ARCH_PRCTL, UNLOCK, SHSTK|WRSS)
      When the program calls arch_prctl(<command>, <feature>)
      Then it succeeds
      And the feature mask of the program is <mask>

      Examples:
        | case    | command | feature | mask |
        | enable  | ENABLE  | WRSS    | 0x3  |
        | disable | DISABLE | SHSTK   | 0x0  |

  Rule: A tracer's arch_prctl asks, locks and unlocks; it does not turn on or off

    @shstk.tracer-status @SHSTK-120
    Scenario Outline: <case>: STATUS stores the task's mask for the tracer
      Given a program with <level>
      When the tracer calls ptrace(PTRACE_ARCH_PRCTL, STATUS, 0x1000)
      Then it stores <mask>
      And nothing else changes

      Examples:
        | case | level                     | mask |
        | off  | shadow stacks off         | 0x0  |
        | on   | shadow stacks and WRSS on | 0x3  |

    @shstk.tracer-lock @SHSTK-120 @SHSTK-17
    Example: LOCK adds to the task's locks
      Given a program with shadow stacks on
      And the program has called arch_prctl(LOCK, SHSTK)
      When the tracer calls ptrace(PTRACE_ARCH_PRCTL, LOCK, WRSS)
      Then it succeeds
      And the lock mask of the program is 0x3
      And nothing else changes

    @shstk.tracer-switches @SHSTK-120
    Scenario Outline: <case>: <command> <feature> by a tracer is refused
      Given a program with <level>
      When the tracer calls ptrace(PTRACE_ARCH_PRCTL, <command>, <feature>)
      Then it fails with EINVAL
      And nothing else changes

      Examples:
        | case         | level             | command | feature |
        | enable       | shadow stacks off | ENABLE  | SHSTK   |
        | enable-wrss  | shadow stacks on  | ENABLE  | WRSS    |
        | disable      | shadow stacks on  | DISABLE | SHSTK   |
