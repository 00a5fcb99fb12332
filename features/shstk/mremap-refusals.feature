@shstk @since-upstream @needs-map-at-address @needs-memory-calls
Feature: mremap takes one mapping, and makes no nothing of it
  A shadow stack is one mapping. What is none, or would be none, is refused before anything moves.

  @SHSTK-139
  Rule: mremap MUST give -EINVAL where the old or the new size is 0
    To shrink to nothing is munmap's to do.
    Source: https://github.com/torvalds/linux/blob/v6.12/mm/mremap.c, mremap(), the new size, and vma_to_resize(),
    the old size of private memory, where something is mapped; https://man7.org/linux/man-pages/man2/mremap.2.html

    @shstk.mremap-nothing
    Scenario Outline: <case>: mremap from <old> to <new> bytes is refused
      Given a program with shadow stacks off
      And the program calls map_shadow_stack(0x7_0000_0000, 0x2000, SET_TOKEN)
      When the program calls mremap(0x7_0000_0000, <old>, <new>)
      Then it fails with EINVAL
      And nothing else changes

      Examples:
        | case     | old    | new    |
        | to-none  | 0x2000 | 0x0    |
        | of-none  | 0x0    | 0x1000 |

  @SHSTK-140
  Rule: mremap that makes larger MUST give -EFAULT where the old range is not one mapping
    A move takes one mapping, and what is none has no marks to keep.
    Source: https://github.com/torvalds/linux/blob/v6.12/mm/mremap.c, vma_to_resize(), which one that makes
    smaller does not come to; https://man7.org/linux/man-pages/man2/mremap.2.html

    @shstk.mremap-beyond
    Scenario Outline: <case>: mremap of <addr>, <old> bytes, is refused
      Given a program with shadow stacks off
      And the program calls map_shadow_stack(0x7_0000_0000, 0x2000, SET_TOKEN)
      And the program calls mmap(0x7_0000_2000, 0x1000, PROT_READ, MAP_FIXED)
      When the program calls mremap(<addr>, <old>, 0x4000, MREMAP_MAYMOVE)
      Then it fails with EFAULT
      And nothing else changes

      Examples:
        | case          | addr          | old    |
        | not-mapped    | 0x7_0001_0000 | 0x1000 |
        | two-mappings  | 0x7_0000_1000 | 0x2000 |

    @shstk.mremap-nothing-of-nothing
    Example: mremap of 0 bytes of nothing is refused for the nothing
      Given a program with shadow stacks off
      And the program calls map_shadow_stack(0x7_0000_0000, 0x2000, SET_TOKEN)
      When the program calls mremap(0x7_0001_0000, 0x0, 0x1000, MREMAP_MAYMOVE)
      Then it fails with EFAULT
      And nothing else changes

    @shstk.shrink-beyond @neighbour @SHSTK-86
    Example: The neighbour: mremap to a smaller size takes what lies behind along
      Given a program with shadow stacks off
      And the program calls map_shadow_stack(0x7_0000_0000, 0x2000, SET_TOKEN)
      And the program calls mmap(0x7_0000_2000, 0x1000, PROT_READ, MAP_FIXED)
      When the program calls mremap(0x7_0000_1000, 0x2000, 0x1000)
      Then it returns 0x7_0000_1000
      And 0x7_0000_0000 to 0x7_0000_2000 is shadow-stack memory
      And 0x7_0000_2000 to 0x7_0000_3000 is not mapped
      And nothing else changes

    @shstk.shrink @neighbour @SHSTK-86
    Example: The neighbour: mremap of one shadow stack makes it smaller
      Given a program with shadow stacks off
      And the program calls map_shadow_stack(0x7_0000_0000, 0x2000, 0x0)
      When the program calls mremap(0x7_0000_0000, 0x2000, 0x1000)
      Then it returns 0x7_0000_0000
      And 0x7_0000_0000 to 0x7_0000_1000 is shadow-stack memory
      And 0x7_0000_1000 to 0x7_0000_2000 is not mapped
