@shstk @since-upstream @needs-map-at-address @needs-memory-calls
Feature: A shadow stack is discarded, grown, moved and unmapped like any memory
  Growing or moving one keeps it a shadow stack with its words. Only what is mapped in its place is ordinary.

  @SHSTK-85
  Rule: MADV_DONTNEED of a shadow stack MUST give 0 and let its words, token included, read as zero
    Discarding gives memory back; that the token goes with it makes the stack useless, not dangerous.
    Source: https://man7.org/linux/man-pages/man2/madvise.2.html; recordings/shstk

    @shstk.dontneed
    Example: The token reads as zero after MADV_DONTNEED
      Given a program with shadow stacks off
      And the program calls map_shadow_stack(0x7_0000_0000, 0x3000, SET_TOKEN)
      When the program calls madvise(0x7_0000_0000, 0x3000, MADV_DONTNEED)
      Then it succeeds
      And the word at 0x7_0000_2ff8 is 0x0
      And nothing else changes

  @SHSTK-86
  Rule: mremap MUST keep a shadow stack one with its words: in place with room above, -ENOMEM without, moved with MREMAP_MAYMOVE
    A move that lost the mark would leave return addresses in ordinary memory.
    Source: https://man7.org/linux/man-pages/man2/mremap.2.html; recordings/shstk

    @shstk.grow-in-place
    Example: mremap with room above grows a shadow stack in place
      Given a program with shadow stacks off
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, SET_TOKEN)
      When the program calls mremap(0x7_0000_0000, 0x1000, 0x2000)
      Then it returns 0x7_0000_0000
      And the word at 0x7_0000_0ff8 is 0x7_0000_1001
      And 0x7_0000_0000 to 0x7_0000_2000 is shadow-stack memory
      And nothing else changes

    @shstk.grow-no-room
    Example: mremap without room, and not allowed to move, is refused
      Given a program with shadow stacks off
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, SET_TOKEN)
      And the program calls mmap(0x7_0000_1000, 0x1000, PROT_READ, MAP_FIXED)
      When the program calls mremap(0x7_0000_0000, 0x1000, 0x2000)
      Then it fails with ENOMEM
      And nothing else changes

    @shstk.grow-moved
    Example: mremap allowed to move takes a shadow stack along with its words
      Given a program with shadow stacks off
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, SET_TOKEN)
      And the program calls mmap(0x7_0000_1000, 0x1000, PROT_READ, MAP_FIXED)
      When the program calls mremap(0x7_0000_0000, 0x1000, 0x2000, MREMAP_MAYMOVE)
      Then it returns 0x7fff_f7fe_e000
      And the word at 0x7fff_f7fe_eff8 is 0x7_0000_1001
      And the word at 0x7_0000_0ff8 is 0x0
      And 0x7fff_f7fe_e000 to 0x7fff_f7ff_0000 is shadow-stack memory
      And 0x7_0000_0000 to 0x7_0000_1000 is not mapped
      And nothing else changes

  @SHSTK-138
  Rule: munmap, mprotect, madvise and mremap MUST give -EINVAL for an address within a page
    Mappings are of whole pages, and half of one cannot change.
    Source: https://github.com/torvalds/linux/blob/v6.12/mm/mmap.c,
    https://github.com/torvalds/linux/blob/v6.12/mm/mprotect.c,
    https://github.com/torvalds/linux/blob/v6.12/mm/madvise.c and
    https://github.com/torvalds/linux/blob/v6.12/mm/mremap.c;
    https://man7.org/linux/man-pages/man2/mprotect.2.html and its like

    @shstk.within-a-page
    Scenario Outline: <case>: <call> of a shadow stack from within a page is refused
      Given a program with shadow stacks off
      And the program calls map_shadow_stack(0x7_0000_0000, 0x2000, SET_TOKEN)
      When the program calls <call>
      Then it fails with EINVAL
      And nothing else changes

      Examples:
        | case     | call                                           |
        | munmap   | munmap(0x7_0000_0008, 0x1000)                  |
        | mprotect | mprotect(0x7_0000_0008, 0x1000, PROT_READ)     |
        | madvise  | madvise(0x7_0000_0008, 0x1000, MADV_DONTNEED)  |
        | mremap   | mremap(0x7_0000_0008, 0x1000, 0x800)           |

  @SHSTK-139
  Rule: mremap MUST give -EINVAL where the old or the new size is 0
    To shrink to nothing is munmap's to do.
    Source: https://github.com/torvalds/linux/blob/v6.12/mm/mremap.c, mremap() and vma_to_resize(), for private
    memory; https://man7.org/linux/man-pages/man2/mremap.2.html

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
  Rule: mremap MUST give -EFAULT where the old range is not one mapping
    A move takes one mapping, and what is none has no marks to keep.
    Source: https://github.com/torvalds/linux/blob/v6.12/mm/mremap.c, vma_to_resize();
    https://man7.org/linux/man-pages/man2/mremap.2.html

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

    @shstk.shrink @neighbour @SHSTK-86
    Example: The neighbour: mremap of one shadow stack makes it smaller
      Given a program with shadow stacks off
      And the program calls map_shadow_stack(0x7_0000_0000, 0x2000, 0x0)
      When the program calls mremap(0x7_0000_0000, 0x2000, 0x1000)
      Then it returns 0x7_0000_0000
      And 0x7_0000_0000 to 0x7_0000_1000 is shadow-stack memory
      And 0x7_0000_1000 to 0x7_0000_2000 is not mapped

  @SHSTK-87
  Rule: munmap of a part MUST split a shadow stack, and mmap MAP_FIXED over a part make that part ordinary memory
    What is mapped anew has nothing of the old: neither its words nor its mark.
    Source: https://man7.org/linux/man-pages/man2/mmap.2.html; recordings/shstk

    @shstk.munmap-part
    Example: munmap of the middle page of three leaves two shadow stacks
      Given a program with shadow stacks off
      And the program calls map_shadow_stack(0x7_0000_0000, 0x3000, SET_TOKEN)
      When the program calls munmap(0x7_0000_1000, 0x1000)
      Then it succeeds
      And 0x7_0000_0000 to 0x7_0000_1000 is shadow-stack memory
      And 0x7_0000_1000 to 0x7_0000_2000 is not mapped
      And 0x7_0000_2000 to 0x7_0000_3000 is shadow-stack memory
      And nothing else changes

    @shstk.mapped-over
    Example: Memory mapped over a page of a shadow stack can be stored to
      Given a program with shadow stacks off
      And the program calls map_shadow_stack(0x7_0000_0000, 0x3000, 0x0)
      And the program calls mmap(0x7_0000_2000, 0x1000, PROT_READ|PROT_WRITE, MAP_FIXED)
      When the program executes MOV [0x7_0000_2000], 0x1
      Then it succeeds
      And 0x7_0000_2000 to 0x7_0000_3000 is ordinary memory
      And 0x7_0000_0000 to 0x7_0000_2000 is shadow-stack memory
      And nothing else changes

    @shstk.unmapped-elsewhere @SHSTK-55
    Example: The stack in use keeps its words, whatever is unmapped elsewhere between them
      Given a program with shadow stacks on
      And the program calls map_shadow_stack(0x7_0000_0000, 0x3000, 0x0)
      And the program executes CALL 0x40_1005
      And the program calls munmap(0x7_0000_0000, 0x1000)
      And the program executes CALL 0x40_2005
      And the program calls munmap(0x7_0000_1000, 0x1000)
      When the program executes RET
      Then it succeeds
      And the SSP of the program is END-8
      And the normal stack of the program is 1 frame deep
      And the word at END-16 is 0x40_2005
      And the word at END-8 is 0x40_1005
      And nothing else changes
