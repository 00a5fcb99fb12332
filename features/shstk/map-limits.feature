@shstk @since-upstream @needs-map-at-address
Feature: Shadow-stack memory is memory like any other to the limits
  A program cannot get around its limits by way of shadow stacks; but the limit of the normal stack, which sizes
  what ENABLE makes, has no say in what the program maps itself.

  @SHSTK-78
  Rule: Shadow-stack memory MUST be held to RLIMIT_AS and RLIMIT_DATA as it is mapped, and not to RLIMIT_STACK
    Memory that no limit counts is memory without end. To RLIMIT_DATA what is mapped by then is stack, and no data.
    Source: https://lore.kernel.org/r/20220130211838.8382-20-rick.p.edgecombe@intel.com (19/35: accounting);
    https://github.com/torvalds/linux/blob/v6.12/mm/mmap.c, may_expand_vm() and vm_stat_account();
    recordings/shstk

    @shstk.map-limit
    Scenario Outline: <case>: with <limit> of <value> a shadow stack of <size> is refused
      Given a program with shadow stacks off
      And the program calls setrlimit(<limit>, <value>)
      When the program calls map_shadow_stack(0x0, <size>, 0x0)
      Then it fails with ENOMEM
      And nothing else changes

      Examples:
        | case | limit       | value      | size       |
        | as   | RLIMIT_AS   | 0x400_0000 | 0x800_0000 |
        | page | RLIMIT_AS   | 0x2_1000   | 0x2000     |
        | data | RLIMIT_DATA | 0x0        | 0x1000     |
        | sum  | RLIMIT_DATA | 0x1_1000   | 0x2000     |

    @shstk.grow-limit @needs-memory-calls
    Scenario Outline: <case>: what mremap adds to a shadow stack counts as well
      Given a program with shadow stacks off
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, 0x0)
      And the program calls setrlimit(RLIMIT_AS, 0x2_1000)
      When the program calls mremap(0x7_0000_0000, 0x1000, <new>)
      Then it fails with ENOMEM
      And nothing else changes

      Examples:
        | case     | new                                       |
        | grown    | 0x2000                                    |
        | twice    | 0x1000, MREMAP_MAYMOVE\|MREMAP_DONTUNMAP |

    @shstk.grow-within-limit @neighbour @SHSTK-86 @needs-memory-calls
    Example: The neighbour: mremap adds a page where the limit has room for one
      Given a program with shadow stacks off
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, 0x0)
      And the program calls setrlimit(RLIMIT_AS, 0x2_2000)
      When the program calls mremap(0x7_0000_0000, 0x1000, 0x2000)
      Then it returns 0x7_0000_0000
      And 0x7_0000_0000 to 0x7_0000_2000 is shadow-stack memory
      And nothing else changes

    @shstk.map-beside-read-only @needs-memory-calls
    Example: The neighbour: what cannot be written to counts against RLIMIT_DATA neither before a shadow stack nor beside one
      Given a program with shadow stacks off
      And the program calls setrlimit(RLIMIT_DATA, 0x1_1000)
      And the program calls mmap(0x60_0000, 0x2_0000, PROT_READ, MAP_FIXED_NOREPLACE)
      When the program calls map_shadow_stack(0x7_0000_0000, 0x1000, 0x0)
      Then it returns 0x7_0000_0000
      And 0x7_0000_0000 to 0x7_0000_1000 is shadow-stack memory
      And nothing else changes

    @shstk.map-beside-another
    Example: The neighbour: a shadow stack that is mapped already takes nothing of RLIMIT_DATA from the next
      Given a program with shadow stacks off
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, 0x0)
      And the program calls setrlimit(RLIMIT_DATA, 0x1_1000)
      When the program calls map_shadow_stack(0x8_0000_0000, 0x1000, 0x0)
      Then it returns 0x8_0000_0000
      And 0x8_0000_0000 to 0x8_0000_1000 is shadow-stack memory
      And nothing else changes

    @shstk.grow-read-only @neighbour @SHSTK-86 @needs-memory-calls
    Example: The neighbour: to a shadow stack that cannot be written to RLIMIT_DATA has nothing to say
      Given a program with shadow stacks off
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, 0x0)
      And the program calls mprotect(0x7_0000_0000, 0x1000, PROT_READ)
      And the program calls setrlimit(RLIMIT_DATA, 0x1_0000)
      When the program calls mremap(0x7_0000_0000, 0x1000, 0x2000)
      Then it returns 0x7_0000_0000
      And 0x7_0000_0000 to 0x7_0000_2000 is shadow-stack memory
      And nothing else changes

    @shstk.map-within-limit
    Scenario Outline: <case>: The neighbour: a shadow stack of one page with <limit> of <value> is accepted
      Given a program with shadow stacks off
      And the program calls mmap(0x60_0000, 0x1_0000, PROT_READ, MAP_FIXED_NOREPLACE)
      And the program calls setrlimit(<limit>, <value>)
      When the program calls map_shadow_stack(0x7_0000_0000, 0x1000, 0x0)
      Then it returns 0x7_0000_0000
      And 0x7_0000_0000 to 0x7_0000_1000 is shadow-stack memory
      And nothing else changes

      Examples:
        | case  | limit        | value    |
        | as    | RLIMIT_AS    | 0x3_1000 |
        | data  | RLIMIT_DATA  | 0x1_1000 |
        | stack | RLIMIT_STACK | 0x0      |
