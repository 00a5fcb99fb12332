@shstk @only-v1
Feature: The interface of January 2022
  The series whose cover letter was answered had other numbers and took several features a call. This is that
  interface. SHSTK and WRSS stand for its own bits here, 0x2 and 0x10.

  @SHSTK-124 @needs-abi
  Rule: In the first interface STATUS, DISABLE, LOCK and ENABLE MUST be 0x3001 to 0x3004, and IBT, SHSTK and WRSS 0x1, 0x2 and 0x10
    Programs of that time called by these numbers; today they mean other things.
    Source: https://lore.kernel.org/r/20220130211838.8382-32-rick.p.edgecombe@intel.com (31/35: the interface);
    https://lore.kernel.org/r/20220130211838.8382-35-rick.p.edgecombe@intel.com (34/35: WRSS)

    @shstk.v1-numbers
    Scenario Outline: <case>: <name> is <value> in the first interface
      Given a program with shadow stacks off
      When the headers are asked for <name>
      Then it returns <value>
      And nothing else changes

      Examples:
        | case    | name    | value  |
        | status  | STATUS  | 0x3001 |
        | disable | DISABLE | 0x3002 |
        | lock    | LOCK    | 0x3003 |
        | enable  | ENABLE  | 0x3004 |
        | ibt     | IBT     | 0x1    |
        | shstk   | SHSTK   | 0x2    |
        | wrss    | WRSS    | 0x10   |

  @SHSTK-125
  Rule: In the first interface STATUS MUST store three words: the features, and the base and the size of the stack
    Without /proc and ptrace it was the only way to find the stack.
    Source: https://lore.kernel.org/r/20220130211838.8382-32-rick.p.edgecombe@intel.com (31/35: the interface)

    @shstk.v1-status
    Scenario Outline: <case>: STATUS of the first interface stores <what>
      Given a program with shadow stacks and WRSS on
      And the program calls arch_prctl(STATUS, 0x50_0000)
      When the program executes MOV RAX, [<word>]
      Then it returns <value>
      And nothing else changes

      Examples:
        | case     | what                  | word      | value            |
        | features | the features          | 0x50_0000 | 0x12             |
        | base     | the base of the stack | 0x50_0008 | 0x7fff_f760_0000 |
        | size     | the size of the stack | 0x50_0010 | 0x80_0000        |

    @shstk.v1-status-told
    Example: STATUS of the first interface tells the three words that it stores
      Given a program with shadow stacks and WRSS on
      When the program calls arch_prctl(STATUS, 0x50_0000)
      Then it answers:
        | stored | [0x12, 0x7fff_f760_0000, 0x80_0000] |
      And nothing else changes

    @shstk.v1-status-elsewhere
    Scenario Outline: <case>: The neighbour: STATUS of the first interface with room for <case> of its words gives the bytes that it lacks
      Given a program with shadow stacks on
      When the program calls arch_prctl(STATUS, <addr>)
      Then it returns <lacks>
      And nothing else changes

      Examples:
        | case | addr      | lacks |
        | none | 0x51_0000 | 0x18  |
        | one  | 0x50_fff8 | 0x10  |
        | two  | 0x50_fff0 | 0x8   |

    @shstk.v1-status-off
    Example: STATUS of the first interface stores no feature where none is on
      Given a program with shadow stacks off
      And the program executes MOV [0x50_0000], 0x12
      And the program calls arch_prctl(STATUS, 0x50_0000)
      When the program executes MOV RAX, [0x50_0000]
      Then it returns 0x0
      And nothing else changes

  @SHSTK-31
  Rule: In the first interface a call MUST take several features
    One call for all features left a program in doubt which of them had failed.
    Source: https://lore.kernel.org/r/20220130211838.8382-32-rick.p.edgecombe@intel.com (31/35: the interface);
    https://lore.kernel.org/r/20220130211838.8382-35-rick.p.edgecombe@intel.com (34/35: WRSS)

    @shstk.v1-both
    Scenario Outline: <case>: <command> of both features at once works
      Given a program with <level>
      When the program calls arch_prctl(<command>, SHSTK|WRSS)
      Then it succeeds
      And the program has <then>
      And the SSP of the program is <ssp>
      And the program owns <owned>
      And BASE to END is <memory>
      And nothing else changes

      Examples:
        | case    | level                     | command | then                      | ssp | owned                        | memory              |
        | enable  | shadow stacks off         | ENABLE  | shadow stacks and WRSS on | END | the shadow stack BASE to END | shadow-stack memory |
        | disable | shadow stacks and WRSS on | DISABLE | shadow stacks off         | 0x0 | no shadow stack              | not mapped          |

  @SHSTK-186
  Rule: In the first interface a call MUST give -ECANCELED unless all that it names changed
    What did change stays changed, and the caller has to ask what that is.
    Source: https://lore.kernel.org/r/20220130211838.8382-32-rick.p.edgecombe@intel.com (31/35: the interface);
    https://lore.kernel.org/r/20220130211838.8382-35-rick.p.edgecombe@intel.com (34/35: WRSS)

    @shstk.v1-canceled
    Scenario Outline: <case>: <command> <bits> with <level> changes not all that it names
      Given a program with <level>
      When the program calls arch_prctl(<command>, <bits>)
      Then it fails with ECANCELED
      And nothing else changes

      Examples:
        | case         | level             | command | bits  |
        | enable-twice | shadow stacks on  | ENABLE  | SHSTK |
        | unknown-bit  | shadow stacks off | ENABLE  | IBT   |
        | wrss-alone   | shadow stacks off | ENABLE  | WRSS  |
        | disable-off  | shadow stacks off | DISABLE | SHSTK |
        | disable-wrss | shadow stacks on  | DISABLE | WRSS  |

    @shstk.v1-wrss-off @neighbour @SHSTK-31
    Example: The neighbour: DISABLE of WRSS alone leaves shadow stacks on
      Given a program with shadow stacks and WRSS on
      When the program calls arch_prctl(DISABLE, WRSS)
      Then it succeeds
      And the program has shadow stacks on
      And nothing else changes

    @shstk.v1-one-of-two @neighbour @SHSTK-31
    Example: The neighbour: DISABLE of shadow stacks alone changes all that it names, with WRSS on as well
      Given a program with shadow stacks and WRSS on
      When the program calls arch_prctl(DISABLE, SHSTK)
      Then it succeeds

  @SHSTK-180
  Rule: In the first interface a call that names a locked bit MUST give -EPERM
    One lock is enough to refuse the whole call.
    Source: https://lore.kernel.org/r/20220130211838.8382-32-rick.p.edgecombe@intel.com (31/35: the interface);
    https://lore.kernel.org/r/20220130211838.8382-35-rick.p.edgecombe@intel.com (34/35: WRSS)

    @shstk.v1-locked
    Example: A locked bit among several refuses the whole call
      Given a program with shadow stacks off
      And the program calls arch_prctl(LOCK, SHSTK)
      When the program calls arch_prctl(ENABLE, SHSTK|WRSS)
      Then it fails with EPERM
      And nothing else changes

  @SHSTK-187
  Rule: In the first interface options beside its four MUST give -EINVAL
    There is no UNLOCK, and so no way for a checkpointer.
    Source: https://lore.kernel.org/r/20220130211838.8382-32-rick.p.edgecombe@intel.com (31/35: the interface);
    https://lore.kernel.org/r/20220130211838.8382-35-rick.p.edgecombe@intel.com (34/35: WRSS)

    @shstk.v1-no-unlock
    Example: The first interface has no UNLOCK
      Given a program with shadow stacks off
      When the program calls arch_prctl(0x3005, 0x2)
      Then it fails with EINVAL
      And nothing else changes

  @SHSTK-181
  Rule: In the first interface every call of arch_prctl MUST give -EOPNOTSUPP without hardware
    A kernel that locks what it has not would tell a program that it is protected.
    Source: https://lore.kernel.org/r/20220130211838.8382-32-rick.p.edgecombe@intel.com (31/35: the interface);
    https://lore.kernel.org/r/20220130211838.8382-35-rick.p.edgecombe@intel.com (34/35: WRSS)

    @shstk.v1-unsupported @needs-no-shstk
    Example: Without the hardware even LOCK is refused
      Given the machine has:
        | user_shstk | no |
      When the program calls arch_prctl(LOCK, SHSTK)
      Then it fails with EOPNOTSUPP
      And nothing else changes
