@heki @needs-guest
Feature: Heki is built for 64-bit x86 kernels
  Jump labels rewrite the text while the kernel runs, which is what v1 forbids; so the two exclude each other there.
  Where Heki is not built, its two initialisations are still called, as empty functions. Where it is, what it has
  to start from decides whether anything is protected at all. boot-order.feature is about when it is called.

  @HEKI-10 @since-seed @until-v2
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

  @HEKI-146 @since-seed @until-v2
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

  @HEKI-155 @since-v2
  Rule: CONFIG_HEKI MUST be off unless it is asked for
    A reviewer of v1 did not want it on everywhere before it has proved itself.
    Source: https://lore.kernel.org/r/20231113022326.24388-2-mic@digikod.net (RFC v2 1/19), Kconfig of virt/heki;
    https://lore.kernel.org/r/ZFkxhWhjyIzrPkt8@liuwe-devbox-debian-v2 (reply to v1 3/9)

    @heki.built-v2
    Example: In v2 a kernel whose configuration does not ask for Heki is without
      Given a 6.12 kernel without ORC tables
      And the kernel comes with:
        | HEKI | default |
      When early init runs
      Then the guest has:
        | built | no |
      And nothing else changes

  @HEKI-156 @since-v2
  Rule: CONFIG_HEKI MUST be available on kernels with JUMP_LABEL
    Pins are not in the way of a text that is patched, and distributions do not build without jump labels.
    Source: https://lore.kernel.org/r/20231113022326.24388-2-mic@digikod.net (RFC v2 1/19), Kconfig of virt/heki

    @heki.built-with-jump-labels
    Example: In v2 a kernel with JUMP_LABEL has Heki built in
      Given a 6.12 kernel without ORC tables
      And the kernel comes with:
        | JUMP_LABEL | y |
        | HEKI       | y |
      When early init runs
      Then the guest has:
        | built | yes |

  @HEKI-09 @since-seed
  Rule: Without CONFIG_HEKI both initialisations MUST exist, do nothing and log nothing
    The callers in init/main.c are not conditional: an error here would stop every other kernel.
    Source: https://lore.kernel.org/r/20230505152046.6575-4-mic@digikod.net (v1 3/9), the header without
    CONFIG_HEKI; https://lore.kernel.org/r/20231113022326.24388-5-mic@digikod.net (RFC v2 4/19)

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

    @heki.not-built-boot @needs-insight
    Example: Without CONFIG_HEKI a whole boot asks no host and logs nothing
      Given a 6.12 kernel with ORC tables
      And the kernel comes with:
        | HEKI | n |
      When the whole boot runs
      Then Heki calls:
        | nothing |
      And nothing else changes

  @HEKI-16 @since-seed @until-v2
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

  @HEKI-07 @since-seed
  Rule: Once the kernel has sealed its read-only data, the enable flag MUST NOT be writable
    An attacker who can write the flag would otherwise turn late init off before it protects anything.
    Source: https://lore.kernel.org/r/20230505152046.6575-4-mic@digikod.net (v1 3/9), heki_enabled, which is
    __ro_after_init; https://lore.kernel.org/r/20231113022326.24388-2-mic@digikod.net (RFC v2 1/19)

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
