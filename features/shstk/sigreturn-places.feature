@shstk @since-upstream
Feature: Where sigreturn takes its entry
  A well-formed entry in any shadow stack serves, and in ordinary memory none.

  @SHSTK-102 @needs-map-at-address @needs-ptrace
  Rule: sigreturn MUST accept a well-formed entry in any shadow stack, not in the thread's own alone
    Runtimes with stacks of their own handle signals there, too.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, shstk_pop_sigframe();
    https://lore.kernel.org/r/20220130211838.8382-33-rick.p.edgecombe@intel.com (32/35: stacks that userspace
    manages); recordings/shstk

    @shstk.entry-elsewhere
    Scenario Outline: <case>: a well-formed entry on another shadow stack, at <place>, is accepted
      Given a program with shadow stacks and WRSS on
      And the program calls map_shadow_stack(0x7_0000_0000, 0x2000, 0x0)
      And the program executes CALL 0x40_1005
      And the program executes WRSSQ [<place>], END-8|BIT63
      And the tracer calls ptrace(PTRACE_SETREGSET, 8, <place>)
      When the program calls sigreturn()
      Then it succeeds
      And the SSP of the program is END-8
      And nothing else changes

      Examples:
        | case        | place         |
        | in-a-page   | 0x7_0000_0800 |
        | page-border | 0x7_0000_1000 |

  @SHSTK-100 @needs-ptrace
  Rule: sigreturn with SSP in ordinary memory MUST fail at any alignment
    Ordinary memory is the attacker's to write, entry and all.
    Source: https://lore.kernel.org/r/20260512173933.164829250@linuxfoundation.org (6.12 016/206: only
    shadow-stack memory is read); https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c,
    shstk_pop_sigframe(); recordings/shstk. Linux 6.12.43, from before that patch, refuses at page borders only:
    choice sigreturn-ssp-check

    @shstk.entry-ordinary
    Example: A well-formed entry in ordinary memory is refused
      Given a program with shadow stacks on
      And the program executes CALL 0x40_1005
      And the program executes MOV [0x50_0800], END-8|BIT63
      And the tracer calls ptrace(PTRACE_SETREGSET, 8, 0x50_0800)
      When the program calls sigreturn()
      Then it faults with SI_KERNEL with trap 0
      And the program is killed by SIGSEGV
      And nothing else changes

    @shstk.entry-ordinary-as-it-was @choice-sigreturn-ssp-check=page-aligned-only
    Scenario Outline: <case>: on kernels that look at page borders only, sigreturn at <place> <do>
      Given a program with shadow stacks on
      And the program executes CALL 0x40_1005
      And the program executes MOV [<place>], END-8|BIT63
      And the tracer calls ptrace(PTRACE_SETREGSET, 8, <place>)
      When the program calls sigreturn()
      Then it <do>

      Examples: accepted
        | case      | place     | do       |
        | in-a-page | 0x50_0800 | succeeds |

      @SHSTK-52
      Examples: refused
        | case        | place     | do                                |
        | page-border | 0x50_1000 | faults with SI_KERNEL with trap 0 |
