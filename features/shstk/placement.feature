@shstk @since-upstream
Feature: Where the kernel puts memory
  It looks for room from the top of the address space down. What a program asks for without an address comes to lie
  directly below what is there, unless a page has to stay free or huge pages want their border.

  @SHSTK-171
  Rule: On Linux 6.12 and 7.2 memory of a multiple of 2 MiB begins at a multiple of 2 MiB where the kernel chooses the place, and of no other size
    Huge pages spare the kernel page faults; a size that is none of theirs gains nothing by a border.
    Source: recordings/shstk; https://github.com/torvalds/linux/blob/v6.12/mm/mmap.c, __get_unmapped_area(), with
    CONFIG_TRANSPARENT_HUGEPAGE, and since https://lore.kernel.org/r/20241024151228.101841-2-vbabka@suse.cz not of
    other sizes; https://github.com/torvalds/linux/blob/v6.12/mm/huge_memory.c, __thp_get_unmapped_area()

    @shstk.placement-huge @needs-map-at-address
    Scenario Outline: <case>: a shadow stack of <size> bytes is put at <start>
      Given a program with shadow stacks off
      When the program calls map_shadow_stack(0x0, <size>, 0x0)
      Then it returns <start>
      And <start> to <end> is shadow-stack memory
      And nothing else changes

      Examples:
        | case             | size      | start            | end              |
        | one-huge-page    | 0x20_0000 | 0x7fff_f7c0_0000 | 0x7fff_f7e0_0000 |
        | one-page-more    | 0x20_1000 | 0x7fff_f7de_f000 | 0x7fff_f7ff_0000 |
        | two-huge-pages   | 0x40_0000 | 0x7fff_f7a0_0000 | 0x7fff_f7e0_0000 |

    @shstk.placement-not-huge @needs-map-at-address @neighbour @SHSTK-34
    Example: The neighbour: a page less than a huge page has no border to keep
      Given a program with shadow stacks off
      When the program calls map_shadow_stack(0x0, 0x1f_f000, 0x0)
      Then it returns 0x7fff_f7df_1000
      And 0x7fff_f7df_1000 to 0x7fff_f7ff_0000 is shadow-stack memory
      And nothing else changes

    @shstk.placement-not-huge-compat @needs-map-at-address @needs-compat-entry @neighbour @SHSTK-70
    Example: The neighbour: through the 32-bit entry a huge page has no border to keep
      Given a program with shadow stacks off
      When the program calls map_shadow_stack(0x0, 0x20_0000, 0x0) by int 0x80
      Then it returns 0xf7df_0000
      And 0xf7df_0000 to 0xf7ff_0000 is shadow-stack memory
      And nothing else changes

    @shstk.placement-huge-gap
    Example: A gap of just one huge page is too small to look for a border in
      Given a program with shadow stacks off
      And the program calls mmap(0x7fff_f7bf_f000, 0x1000, PROT_READ, MAP_FIXED)
      And the program calls mmap(0x7fff_f7e0_0000, 0x1f_0000, PROT_READ, MAP_FIXED)
      When the program calls mmap(0x0, 0x20_0000, PROT_READ)
      Then it returns 0x7fff_f780_0000
      And 0x7fff_f780_0000 to 0x7fff_f7a0_0000 is ordinary memory
      And nothing else changes

  @SHSTK-173
  Rule: On Linux 6.12 an mmap hint is honoured where its range is free and ends at TASK_SIZE_MAX at most, and else not
    A hint is a wish, and what cannot be granted is as none.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/sys_x86_64.c,
    arch_get_unmapped_area_topdown(); https://github.com/torvalds/linux/blob/v6.12/arch/x86/mm/mmap.c,
    mmap_address_hint_valid(); https://man7.org/linux/man-pages/man2/mmap.2.html

    @shstk.hint-ordinary
    Scenario Outline: <case>: an mmap hint of <hint> gives <got>
      Given a program with shadow stacks off
      When the program calls mmap(<hint>, 0x1000, PROT_READ)
      Then it returns <got>
      And <got> to <end> is ordinary memory
      And nothing else changes

      Examples: honoured
        | case           | hint                 | got              | end              |
        | last-page      | TASK_SIZE_MAX-0x1000 | 0x7fff_ffff_e000 | TASK_SIZE_MAX    |
        | directly-below | 0x4f_f000            | 0x4f_f000        | 0x50_0000        |
        | directly-above | 0x51_0000            | 0x51_0000        | 0x51_1000        |
        | within-a-page  | 0x60_0fff            | 0x60_0000        | 0x60_1000        |

      Examples: not honoured
        | case           | hint                 | got              | end              |
        | beyond         | TASK_SIZE_MAX        | 0x7fff_f7fe_f000 | 0x7fff_f7ff_0000 |
        | in-the-way     | 0x50_0000            | 0x7fff_f7fe_f000 | 0x7fff_f7ff_0000 |
        | last-in-way    | 0x50_f000            | 0x7fff_f7fe_f000 | 0x7fff_f7ff_0000 |

    @shstk.hint-huge
    Example: A hint that is not honoured gets no border of huge pages
      Given a program with shadow stacks off
      When the program calls mmap(0x50_0000, 0x20_0000, PROT_READ)
      Then it returns 0x7fff_f7df_0000
      And 0x7fff_f7df_0000 to 0x7fff_f7ff_0000 is ordinary memory
      And nothing else changes
