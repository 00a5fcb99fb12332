@shstk @since-upstream @needs-map-at-address @needs-memory-calls
Feature: A shadow stack is discarded and unmapped like any memory
  What is left of one stays a shadow stack. Only what is mapped in its place is ordinary.

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

  @SHSTK-138
  Rule: munmap, mprotect, madvise and mremap MUST give -EINVAL for an address within a page
    Mappings are of whole pages, and half of one cannot change.
    Source: https://github.com/torvalds/linux/blob/v6.12/mm/mmap.c, do_vmi_munmap();
    https://github.com/torvalds/linux/blob/v6.12/mm/mprotect.c, do_mprotect_pkey();
    https://github.com/torvalds/linux/blob/v6.12/mm/madvise.c, do_madvise();
    https://github.com/torvalds/linux/blob/v6.12/mm/mremap.c, mremap();
    https://man7.org/linux/man-pages/man2/mprotect.2.html

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

  @SHSTK-87
  Rule: munmap of a part MUST split a shadow stack
    Two stacks that were one keep their words, and each its mark.
    Source: https://man7.org/linux/man-pages/man2/munmap.2.html; recordings/shstk

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

    @shstk.munmap-over-a-hole
    Example: munmap of a range in whose middle nothing is mapped takes the two parts of a shadow stack away
      Given a program with shadow stacks off
      And the program calls map_shadow_stack(0x7_0000_0000, 0x4000, SET_TOKEN)
      And the program calls munmap(0x7_0000_1000, 0x1000)
      When the program calls munmap(0x7_0000_0000, 0x3000)
      Then it succeeds
      And 0x7_0000_0000 to 0x7_0000_3000 is not mapped
      And 0x7_0000_3000 to 0x7_0000_4000 is shadow-stack memory
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

  @SHSTK-191
  Rule: mmap with MAP_FIXED over a part of a shadow stack MUST make that part ordinary memory
    What is mapped anew has nothing of the old: neither its words nor its mark.
    Source: https://man7.org/linux/man-pages/man2/mmap.2.html; recordings/shstk

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

    @shstk.mapped-over-words
    Example: Memory mapped over the page of a token reads as zero
      Given a program with shadow stacks off
      And the program calls map_shadow_stack(0x7_0000_0000, 0x3000, SET_TOKEN)
      And the program calls mmap(0x7_0000_2000, 0x1000, PROT_READ|PROT_WRITE, MAP_FIXED)
      When the program executes MOV RAX, [0x7_0000_2ff8]
      Then it returns 0x0
      And nothing else changes

    @shstk.mapped-over-no-room
    Example: The neighbour: mmap over a page of a shadow stack that RLIMIT_AS refuses leaves that page, with its token
      Given a program with shadow stacks off
      And the program calls map_shadow_stack(0x7_0000_0000, 0x3000, SET_TOKEN)
      And the program calls setrlimit(RLIMIT_AS, 0x2_3000)
      When the program calls mmap(0x7_0000_2000, 0x2000, PROT_READ|PROT_WRITE, MAP_FIXED)
      Then it fails with ENOMEM
      And the word at 0x7_0000_2ff8 is 0x7_0000_3001
      And nothing else changes

    @shstk.mapped-over-at-the-limit
    Example: What is mapped over a page of a shadow stack takes its place under RLIMIT_AS as well
      Given a program with shadow stacks off
      And the program calls map_shadow_stack(0x7_0000_0000, 0x3000, 0x0)
      And the program calls setrlimit(RLIMIT_AS, 0x2_3000)
      And the program calls mmap(0x7_0000_2000, 0x1000, PROT_READ|PROT_WRITE, MAP_FIXED)
      When the program executes MOV [0x7_0000_2000], 0x1
      Then it succeeds
      And 0x7_0000_2000 to 0x7_0000_3000 is ordinary memory
      And nothing else changes
