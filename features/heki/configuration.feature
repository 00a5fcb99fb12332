@heki @since-seed @until-v2 @needs-guest
Feature: Heki is built for 64-bit x86 kernels without jump labels
  Jump labels rewrite the text while the kernel runs, which is what Heki forbids; so the two exclude each other.
  Where it is not built, its two initialisations are still called, as empty functions.

  Rule: On by default, where it can be built at all

    @heki.built @HEKI-10
    Scenario Outline: <case>: an <arch> kernel with JUMP_LABEL=<jump> and HEKI=<heki> has it: <built>
      Given a 6.12 kernel without ORC tables
      And the kernel is built with:
        | arch       | <arch> |
        | JUMP_LABEL | <jump> |
        | HEKI       | <heki> |
      When early init runs
      Then the guest kernel has:
        | built | <built> |
        | num   | <num>   |

      Examples:
        | case         | arch   | jump | heki    | built | num |
        | default      | x86-64 | n    | default | yes   | 2   |
        | asked-for    | x86-64 | n    | y       | yes   | 2   |
        | turned-down  | x86-64 | n    | n       | no    | 0   |
        | jump-labels  | x86-64 | y    | y       | no    | 0   |
        | jump-default | x86-64 | y    | default | no    | 0   |
        | x86-32       | x86-32 | n    | y       | no    | 0   |
        | other-arch   | other  | n    | y       | no    | 0   |

  Rule: Without CONFIG_HEKI the initialisations do nothing

    @heki.not-built-early @needs-insight @HEKI-09
    Example: Early init is empty
      Given a 6.12 kernel with ORC tables
      And the kernel is built with:
        | HEKI | n |
      When early init runs
      Then Heki logs nothing
      And Heki calls nothing
      And nothing else changes

    @heki.not-built-late @needs-insight @HEKI-09
    Example: Late init is empty
      Given a 6.12 kernel with ORC tables
      And the kernel is built with:
        | HEKI | n |
      And early init runs
      When late init runs
      Then Heki logs nothing
      And Heki calls nothing
      And nothing else changes

  Rule: A kernel starts with nothing

    @heki.initial-state @HEKI-16 @HEKI-01
    Example: No ranges, no count, no backend, and the flag on
      Given a 6.12 kernel with ORC tables
      And the kernel parses "heki=off"
      And early init runs
      When another kernel boots in the VM
      Then the guest kernel has:
        | enabled | yes  |
        | ranges  | null |
        | num     | 0    |
        | backend | null |
      And nothing else changes

  Rule: The boot calls early init between the page allocator and the text patcher, late init last

    @heki.early-order @HEKI-19
    Example: Early init comes after mm_init and before poking_init and ftrace_init
      Given a 6.12 kernel with ORC tables
      When the boot order is read
      Then the steps come in this order:
        | mm_init         |
        | heki_early_init |
        | poking_init     |
        | ftrace_init     |

    @heki.late-order @HEKI-36
    Example: Late init comes after init memory is freed and read-only data sealed, before the mappings are final
      Given a 6.12 kernel with ORC tables
      When the boot order is read
      Then the steps come in this order:
        | heki_early_init |
        | free_initmem    |
        | mark_readonly   |
        | heki_late_init  |
        | pti_finalize    |
