@shstk @only-v1
Feature: The series of January 2022
  The series whose cover letter was answered had other numbers, took several features a call, and put a token on
  the shadow stack at a signal that RSTORSSP would take as well. This is that interface.

  Rule: The numbers and the features of the first interface

    @shstk.v1-numbers @SHSTK-31 @needs-abi
    Scenario Outline: <case>: <name> is <value>
      Given a program with shadow stacks off
      When the headers are asked for <name>
      Then it returns <value>

      Examples:
        | case    | name    | value  |
        | status  | STATUS  | 0x3001 |
        | disable | DISABLE | 0x3002 |
        | lock    | LOCK    | 0x3003 |
        | enable  | ENABLE  | 0x3004 |
        | ibt     | IBT     | 0x1    |
        | shstk   | SHSTK   | 0x2    |
        | wrss    | WRSS    | 0x10   |

    @shstk.v1-call-number @SHSTK-39 @needs-abi
    Example: map_shadow_stack is system call 451
      Given a program with shadow stacks off
      When the headers are asked for map_shadow_stack
      Then it returns 0x1c3

    @shstk.v1-status @SHSTK-31
    Example: STATUS stores features, base and size
      Given a program with shadow stacks and WRSS on
      And the program has called arch_prctl(STATUS, 0x50_0000)
      When the program executes MOV RAX, [0x50_0000]
      Then it returns 0x12
      When the program executes MOV RAX, [0x50_0008]
      Then it returns 0x7fff_f760_0000
      When the program executes MOV RAX, [0x50_0010]
      Then it returns 0x80_0000

  Rule: Every named feature has to change, or the call is ECANCELED

    @shstk.v1-both @SHSTK-31
    Scenario Outline: <case>: <command> of both at once works
      Given a program with <level>
      When the program calls arch_prctl(<command>, SHSTK|WRSS)
      Then it succeeds
      And the feature mask of the program is <mask>

      Examples:
        | case    | level                     | command | mask |
        | enable  | shadow stacks off         | ENABLE  | 0x3  |
        | disable | shadow stacks and WRSS on | DISABLE | 0x0  |

    @shstk.v1-canceled @SHSTK-31
    Scenario Outline: <case>: <command> <bits> with <level> changes not all of it
      Given a program with <level>
      When the program calls arch_prctl(<command>, <bits>)
      Then it fails with ECANCELED
      And the feature mask of the program is <mask>

      Examples:
        | case          | level             | command | bits       | mask |
        | enable-twice  | shadow stacks on  | ENABLE  | SHSTK      | 0x1  |
        | unknown-bit   | shadow stacks off | ENABLE  | IBT        | 0x0  |
        | wrss-alone    | shadow stacks off | ENABLE  | WRSS       | 0x0  |
        | disable-off   | shadow stacks off | DISABLE | SHSTK      | 0x0  |

    @shstk.v1-locked @SHSTK-31
    Example: A locked bit is EPERM
      Given a program with shadow stacks off
      And the program has called arch_prctl(LOCK, SHSTK)
      When the program calls arch_prctl(ENABLE, SHSTK|WRSS)
      Then it fails with EPERM
      And nothing else changes

    @shstk.v1-no-unlock @SHSTK-31
    Example: There is no UNLOCK
      Given a program with shadow stacks off
      When the program calls arch_prctl(0x3005, 0x2)
      Then it fails with EINVAL
      And nothing else changes

    @shstk.v1-unsupported @SHSTK-31 @needs-no-shstk
    Example: Without the hardware every command is EOPNOTSUPP
      Given the machine has:
        | user_shstk | no |
      When the program calls arch_prctl(LOCK, SHSTK)
      Then it fails with EOPNOTSUPP
      And nothing else changes

  Rule: map_shadow_stack takes a size and flags, and unknown flags do nothing

    @shstk.v1-map @SHSTK-39
    Scenario Outline: <case>: flags <flags>
      Given a program with shadow stacks off
      When the program calls map_shadow_stack(0x1000, <flags>)
      Then it returns 0x7fff_f7fe_f000
      And the word at 0x7fff_f7fe_fff8 is <word>

      Examples:
        | case           | flags                 | word             |
        | none           | 0x0                   | 0x0              |
        | token          | SET_TOKEN             | 0x7fff_f7ff_0001 |
        | unknown        | 0x2                   | 0x0              |
        | all            | 0xffff_ffff_ffff_ffff | 0x7fff_f7ff_0001 |

    @shstk.v1-map-unsupported @SHSTK-39 @needs-no-shstk
    Example: Without the hardware the call is not there
      Given the machine has:
        | user_shstk | no |
      When the program calls map_shadow_stack(0x1000, 0x0)
      Then it fails with ENOSYS

  Rule: A shadow stack cannot be made writable or executable by mprotect

    @shstk.v1-mprotect @SHSTK-44 @needs-memory-calls
    Scenario Outline: <case>: mprotect to <prot> is refused
      Given a program with shadow stacks on
      When the program calls mprotect(0x7fff_f760_0000, 0x1000, <prot>)
      Then it fails with EINVAL
      And nothing else changes

      Examples:
        | case    | prot                  |
        | write   | PROT_READ\|PROT_WRITE |
        | execute | PROT_READ\|PROT_EXEC  |

    @shstk.v1-mprotect-read @SHSTK-44 @needs-memory-calls
    Example: The neighbour: to read-only, which it is, it is accepted
      Given a program with shadow stacks on
      When the program calls mprotect(0x7fff_f760_0000, 0x1000, PROT_READ)
      Then it succeeds
      And 0x7fff_f760_0000 to 0x7fff_f7e0_0000 is shadow-stack memory

  Rule: The token of a signal names the address above it, with the mode bit

    @shstk.v1-delivery @SHSTK-54
    Example: Delivery stores (SSP or 1) at SSP-8
      Given a program with shadow stacks on
      And the program has called sigaction(SIGUSR1, 0x40_1f00)
      And the program has executed CALL 0x40_1005
      When SIGUSR1 reaches the program
      Then it succeeds
      And the word at 0x7fff_f7df_fff0 is 0x7fff_f7df_fff9
      And the handler of SIGUSR1 runs with SSP 0x7fff_f7df_ffe8
      And nothing else changes

    @shstk.v1-token @SHSTK-54
    Scenario Outline: <case>: sigreturn with a token of <word> <does>
      Given a program with shadow stacks and WRSS on
      And the program has called sigaction(SIGUSR1, 0x40_1f00)
      And the program has executed CALL 0x40_1005
      And SIGUSR1 has reached the program
      And the program has executed WRSSQ [0x7fff_f7df_fff0], <word>
      And the program has executed RET
      When the program calls sigreturn()
      Then it <does>

      Examples:
        | case       | word                  | does                              |
        | as-stored  | 0x7fff_f7df_fff9      | succeeds                          |
        | mode-clear | 0x7fff_f7df_fff8      | faults with SI_KERNEL with trap 0 |
        | busy       | 0x7fff_f7df_fffb      | faults with SI_KERNEL with trap 0 |
        | elsewhere  | 0x7fff_f7e0_0001      | faults with SI_KERNEL with trap 0 |
        | upstream   | 0x8000_7fff_f7df_fff8 | faults with SI_KERNEL with trap 0 |

    @shstk.v1-token-of-a-switch @SHSTK-54 @needs-instructions
    Example: A token for RSTORSSP is as good as one of a signal
      Given a program with shadow stacks and WRSS on
      And the program has executed CALL 0x40_1005
      And the program has executed WRSSQ [0x7fff_f7df_fff0], 0x7fff_f7df_fff9
      And the program has executed WRSSQ [0x7fff_f7df_ffe8], 0x7fff_f7df_fff1
      And the program has executed RSTORSSP [0x7fff_f7df_ffe8]
      And the program has executed INCSSPQ 1
      When the program calls sigreturn()
      Then it succeeds
      And the SSP of the program is 0x7fff_f7df_fff8
