@shstk @since-upstream @needs-map-at-address @needs-memory-calls
Feature: A shadow stack is grown, moved and made smaller like any memory
  Growing or moving one keeps it a shadow stack with its words.

  @SHSTK-86
  Rule: mremap MUST make a shadow stack larger or smaller in place where there is room
    The stack in use stays where SSP is.
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

    @shstk.same-size-of-a-part
    Example: mremap of a page to the size that it has leaves it and what follows in place
      Given a program with shadow stacks off
      And the program calls map_shadow_stack(0x7_0000_0000, 0x2000, SET_TOKEN)
      When the program calls mremap(0x7_0000_0000, 0x1000, 0x1000, MREMAP_MAYMOVE)
      Then it returns 0x7_0000_0000
      And 0x7_0000_0000 to 0x7_0000_2000 is shadow-stack memory
      And nothing else changes

    @shstk.grown-is-written
    Example: What mremap has added to a shadow stack is written to like the rest
      Given a program with shadow stacks and WRSS on
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, 0x0)
      And the program calls mremap(0x7_0000_0000, 0x1000, 0x2000)
      When the program executes WRSSQ [0x7_0000_1000], 0x1
      Then it succeeds
      And the word at 0x7_0000_1000 is 0x1
      And nothing else changes

    @shstk.shrink-and-grow
    Scenario Outline: <case>: what <call> took away reads as zero where the stack grows again
      Given a program with shadow stacks off
      And the program calls map_shadow_stack(0x7_0000_0000, 0x2000, SET_TOKEN)
      And the program calls <call>
      When the program calls mremap(0x7_0000_0000, 0x1000, 0x2000)
      Then it returns 0x7_0000_0000
      And the word at 0x7_0000_1ff8 is 0x0
      And 0x7_0000_0000 to 0x7_0000_2000 is shadow-stack memory
      And nothing else changes

      Examples:
        | case   | call                                  |
        | mremap | mremap(0x7_0000_0000, 0x2000, 0x1000) |
        | munmap | munmap(0x7_0000_1000, 0x1000)         |

  @SHSTK-192
  Rule: mremap MUST give -ENOMEM where a shadow stack has no room to grow and MREMAP_MAYMOVE is not given
    Addresses of the old place may be in use.
    Source: https://man7.org/linux/man-pages/man2/mremap.2.html; recordings/shstk

    @shstk.grow-no-room
    Example: mremap without room, and not allowed to move, is refused
      Given a program with shadow stacks off
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, SET_TOKEN)
      And the program calls mmap(0x7_0000_1000, 0x1000, PROT_READ, MAP_FIXED)
      When the program calls mremap(0x7_0000_0000, 0x1000, 0x2000)
      Then it fails with ENOMEM
      And nothing else changes

  @SHSTK-193
  Rule: mremap with MREMAP_MAYMOVE MUST move a shadow stack that has no room to grow, words included
    A move that lost the mark would leave return addresses in ordinary memory.
    Source: https://man7.org/linux/man-pages/man2/mremap.2.html; recordings/shstk

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

    @shstk.move-alone
    Example: A page that moves leaves the words of the page above where they are
      Given a program with shadow stacks off
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, 0x0)
      And the program calls map_shadow_stack(0x7_0000_1000, 0x1000, SET_TOKEN)
      When the program calls mremap(0x7_0000_0000, 0x1000, 0x2000, MREMAP_MAYMOVE)
      Then it returns 0x7fff_f7fe_e000
      And the word at 0x7_0000_1ff8 is 0x7_0000_2001
      And the word at 0x7fff_f7fe_fff8 is 0x0
      And 0x7fff_f7fe_e000 to 0x7fff_f7ff_0000 is shadow-stack memory
      And 0x7_0000_0000 to 0x7_0000_1000 is not mapped
      And nothing else changes

  @SHSTK-156
  Rule: mremap with MREMAP_DONTUNMAP MUST move the words of a shadow stack and leave an empty shadow stack where they were
    The words go with the move, token included. What stays behind is still one, of pages that were never written: who
    uses the old address finds a shadow stack, and no return address on it.
    Source: https://github.com/torvalds/linux/blob/v6.12/mm/mremap.c, mremap_to() and move_vma();
    https://man7.org/linux/man-pages/man2/mremap.2.html, MREMAP_DONTUNMAP

    @shstk.dont-unmap
    Example: MREMAP_DONTUNMAP takes the token along and leaves an empty shadow stack
      Given a program with shadow stacks off
      And the program calls map_shadow_stack(0x7_0000_0000, 0x2000, SET_TOKEN)
      When the program calls mremap(0x7_0000_0000, 0x2000, 0x2000, MREMAP_MAYMOVE|MREMAP_DONTUNMAP)
      Then it returns 0x7fff_f7fe_e000
      And the word at 0x7fff_f7fe_fff8 is 0x7_0000_2001
      And the word at 0x7_0000_1ff8 is 0x0
      And 0x7fff_f7fe_e000 to 0x7fff_f7ff_0000 is shadow-stack memory
      And 0x7_0000_0000 to 0x7_0000_2000 is shadow-stack memory
      And nothing else changes

    @shstk.dont-unmap-written
    Example: What MREMAP_DONTUNMAP has moved is written to as a shadow stack
      Given a program with shadow stacks and WRSS on
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, 0x0)
      And the program calls mremap(0x7_0000_0000, 0x1000, 0x1000, MREMAP_MAYMOVE|MREMAP_DONTUNMAP)
      When the program executes WRSSQ [0x7fff_f7fe_f000], 0x1
      Then it succeeds
      And the word at 0x7fff_f7fe_f000 is 0x1
      And nothing else changes

    @shstk.dont-unmap-part
    Example: MREMAP_DONTUNMAP of the page in use leaves a stack on which RET finds nothing
      Given a program with shadow stacks on
      And the program executes CALL 0x40_1005
      And the program calls mremap(END-4096, 0x1000, 0x1000, MREMAP_MAYMOVE|MREMAP_DONTUNMAP)
      When the program executes RDSSPQ
      Then it returns 0x7fff_f7df_fff8
      And the word at END-8 is 0x0
      And the word at 0x7fff_f7fe_fff8 is 0x40_1005
      And nothing else changes

  @SHSTK-157
  Rule: MREMAP_DONTUNMAP MUST give -EINVAL without MREMAP_MAYMOVE, or with two sizes that differ
    It always moves, and never resizes.
    Source: https://github.com/torvalds/linux/blob/v6.12/mm/mremap.c, mremap();
    https://man7.org/linux/man-pages/man2/mremap.2.html, EINVAL

    @shstk.dont-unmap-refused
    Scenario Outline: <case>: mremap with <flags> from 0x2000 to <new> bytes is refused
      Given a program with shadow stacks off
      And the program calls map_shadow_stack(0x7_0000_0000, 0x2000, SET_TOKEN)
      When the program calls mremap(0x7_0000_0000, 0x2000, <new>, <flags>)
      Then it fails with EINVAL
      And nothing else changes

      Examples:
        | case     | new    | flags                            |
        | in-place | 0x2000 | MREMAP_DONTUNMAP                 |
        | larger   | 0x3000 | MREMAP_MAYMOVE\|MREMAP_DONTUNMAP |
        | smaller  | 0x1000 | MREMAP_MAYMOVE\|MREMAP_DONTUNMAP |

  @SHSTK-172
  Rule: On Linux 6.12 a shadow stack that mremap moves may come to lie directly above another mapping
    What the kernel maps anew as a shadow stack keeps a page free below. A move asks only whether the pages themselves are
    free, so that a stack may land where INCSSP steps from it into another.
    Source: https://github.com/torvalds/linux/blob/v6.12/mm/mremap.c, mremap() and mremap_to():
    get_unmapped_area() is not told that it is for a shadow stack. SHSTK-42 is for what is mapped anew

    @shstk.moved-above-another
    Example: A moved shadow stack fills a gap of just its size
      Given a program with shadow stacks off
      And the program calls map_shadow_stack(0x7_0000_0000, 0x1000, SET_TOKEN)
      And the program calls mmap(0x7fff_f7fe_e000, 0x1000, PROT_READ, MAP_FIXED)
      When the program calls mremap(0x7_0000_0000, 0x1000, 0x1000, MREMAP_MAYMOVE|MREMAP_DONTUNMAP)
      Then it returns 0x7fff_f7fe_f000
      And 0x7fff_f7fe_f000 to 0x7fff_f7ff_0000 is shadow-stack memory
      And the word at 0x7fff_f7fe_fff8 is 0x7_0000_1001
      And the word at 0x7_0000_0ff8 is 0x0
      And nothing else changes
