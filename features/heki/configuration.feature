@heki @since-seed @until-v2 @needs-guest
Feature: Heki is built for 64-bit x86 kernels without jump labels
  Jump labels rewrite the text while the kernel runs, which is what Heki forbids; so the two exclude each other.
  Where it is not built, its two initialisations are still called, as empty functions. Where it is, what it has
  to start from and when it is called decide whether anything is protected at all.

  @HEKI-10
  Rule: CONFIG_HEKI MUST be on by default on x86-64 kernels without JUMP_LABEL
    Who asks for nothing gets the protection; whoever does not want it can turn it down.
    Source: https://lore.kernel.org/r/20230505152046.6575-4-mic@digikod.net (v1 3/9), Kconfig of virt/heki and of
    x86

    @heki.built
    Scenario Outline: <case>: an <arch> kernel with JUMP_LABEL=<jump> and HEKI=<heki> has Heki built in: <built>
      Given a 6.12 kernel without ORC tables
      And the kernel comes with:
        | arch       | <arch> |
        | JUMP_LABEL | <jump> |
        | HEKI       | <heki> |
      When early init runs
      Then the guest has:
        | built | <built> |
        | count | <num>   |

      Examples:
        | case         | arch   | jump | heki    | built | num |
        | default      | x86-64 | n    | default | yes   | 2   |
        | asked-for    | x86-64 | n    | y       | yes   | 2   |
        | turned-down  | x86-64 | n    | n       | no    | 0   |

  @HEKI-146
  Rule: CONFIG_HEKI MUST be unavailable on kernels with JUMP_LABEL and on those of another architecture
    A kernel that patches its own text would fault as soon as its text is locked.
    Source: https://lore.kernel.org/r/20230505152046.6575-4-mic@digikod.net (v1 3/9), Kconfig of virt/heki and of
    x86

    @heki.not-available
    Scenario Outline: <case>: an <arch> kernel with JUMP_LABEL=<jump> has no Heki, whatever it asks for
      Given a 6.12 kernel without ORC tables
      And the kernel comes with:
        | arch       | <arch> |
        | JUMP_LABEL | <jump> |
        | HEKI       | <heki> |
      When early init runs
      Then the guest has:
        | built | no |
        | count | 0  |
      And nothing else changes

      Examples:
        | case         | arch   | jump | heki    |
        | jump-labels  | x86-64 | y    | y       |
        | jump-default | x86-64 | y    | default |
        | x86-32       | x86-32 | n    | y       |
        | other-arch   | other  | n    | y       |

  @HEKI-09
  Rule: Without CONFIG_HEKI both initialisations MUST exist, do nothing and log nothing
    The callers in init/main.c are not conditional: an error here would stop every other kernel.
    Source: https://lore.kernel.org/r/20230505152046.6575-4-mic@digikod.net (v1 3/9), the header without
    CONFIG_HEKI

    @heki.not-built-early @needs-insight
    Example: Without CONFIG_HEKI early init is empty
      Given a 6.12 kernel with ORC tables
      And the kernel comes with:
        | HEKI | n |
      When early init runs
      Then Heki calls:
        | nothing |
      And nothing else changes

    @heki.not-built-late @needs-insight
    Example: Without CONFIG_HEKI late init is empty
      Given a 6.12 kernel with ORC tables
      And the kernel comes with:
        | HEKI | n |
      And early init runs
      When late init runs
      Then Heki calls:
        | nothing |
      And nothing else changes

  @HEKI-16
  Rule: Before any initialisation the ranges MUST be NULL, their count 0 and the backend NULL
    What a kernel finds left over would be protected or released although nobody has made it.
    Source: https://lore.kernel.org/r/20230505152046.6575-4-mic@digikod.net (v1 3/9), struct heki

    @heki.initial-state @needs-reboot @HEKI-01
    Example: A kernel that has just booted has no ranges, no count and no backend
      Given a 6.12 kernel with ORC tables
      And the kernel parses "heki=off"
      And early init runs
      When another kernel boots in the VM
      Then the guest has:
        | enabled | yes  |
        | ranges  | null |
        | count   | 0    |
        | backend | null |
      And nothing else changes

  @HEKI-19
  Rule: Early init MUST be called after mm_init, and before poking_init and ftrace_init
    It allocates pages, and it has to know the frames before anything begins to patch the text.
    Source: https://lore.kernel.org/r/20230505152046.6575-4-mic@digikod.net (v1 3/9); init/main.c, start_kernel()

    @heki.early-order
    Example: Early init comes after mm_init and before poking_init and ftrace_init
      Given a 6.12 kernel with ORC tables
      When the whole boot runs
      Then it answers:
        | order | [mm_init, heki_early_init, poking_init, ftrace_init, free_initmem, mark_readonly, heki_late_init, pti_finalize] |

  @HEKI-36
  Rule: Late init MUST be called after free_initmem and mark_readonly, and before the kernel mappings are finalised
    Earlier, init memory would be locked too; later, a page could still be made writable.
    Source: https://lore.kernel.org/r/20230505152046.6575-4-mic@digikod.net (v1 3/9); init/main.c, kernel_init()

    @heki.late-order
    Example: Late init comes after init memory is freed and read-only data sealed, before the mappings are final
      Given a 6.12 kernel with ORC tables
      When the whole boot runs
      Then it answers:
        | order | [mm_init, heki_early_init, poking_init, ftrace_init, free_initmem, mark_readonly, heki_late_init, pti_finalize] |

  @HEKI-07
  Rule: Once the kernel has sealed its read-only data, the enable flag MUST NOT be writable
    An attacker who can write the flag would otherwise turn late init off before it protects anything.
    Source: https://lore.kernel.org/r/20230505152046.6575-4-mic@digikod.net (v1 3/9), heki_enabled, which is
    __ro_after_init

    @heki.flag-sealed
    Example: A write to the enable flag after late init faults
      Given a 6.12 kernel with ORC tables
      And early init runs
      And late init runs
      When the kernel sets its enable flag off
      Then it is refused with #PF
      And the guest has:
        | enabled | yes |
      And nothing else changes

    @heki.flag-sealed-before-late-init
    Example: A write to the enable flag between the sealing and late init faults
      Given a 6.12 kernel with ORC tables
      And early init runs
      And mark_readonly() runs
      When the kernel sets its enable flag off
      Then it is refused with #PF
      And the guest has:
        | enabled | yes |
      And nothing else changes

    @heki.flag-open-before @neighbour @HEKI-07
    Example: The neighbour: a write to the enable flag before the sealing succeeds
      Given a 6.12 kernel with ORC tables
      And early init runs
      When the kernel sets its enable flag off
      Then it succeeds
      And the guest has:
        | enabled | no |
      And nothing else changes
