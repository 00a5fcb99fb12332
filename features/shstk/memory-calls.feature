@shstk @since-upstream @needs-memory-calls @needs-map-at-address
Feature: A shadow stack is discarded, grown, moved and unmapped like any memory
  Growing or moving one keeps it a shadow stack with its words. Only what is mapped in its place is ordinary.

  Rule: MADV_DONTNEED forgets the words, the token among them

    @shstk.dontneed @SHSTK-85
    Example: The token reads as zero afterwards
      Given a program with shadow stacks off
      And the program has called map_shadow_stack(0x7_0000_0000, 0x3000, SET_TOKEN)
      When the program calls madvise(0x7_0000_0000, 0x3000, MADV_DONTNEED)
      Then it succeeds
      And the word at 0x7_0000_2ff8 is 0x0
      And nothing else changes

  Rule: mremap keeps it a shadow stack, and the token where it was

    @shstk.grow-in-place @SHSTK-86
    Example: With room above it grows in place
      Given a program with shadow stacks off
      And the program has called map_shadow_stack(0x7_0000_0000, 0x1000, SET_TOKEN)
      When the program calls mremap(0x7_0000_0000, 0x1000, 0x2000)
      Then it returns 0x7_0000_0000
      And 0x7_0000_0000 to 0x7_0000_2000 is shadow-stack memory
      And the word at 0x7_0000_0ff8 is 0x7_0000_1001
      And nothing else changes

    @shstk.grow-no-room @SHSTK-86
    Example: Without room, and not allowed to move, it is ENOMEM
      Given a program with shadow stacks off
      And the program has called map_shadow_stack(0x7_0000_0000, 0x1000, SET_TOKEN)
      And the program has called mmap(0x7_0000_1000, 0x1000, PROT_READ, MAP_FIXED)
      When the program calls mremap(0x7_0000_0000, 0x1000, 0x2000)
      Then it fails with ENOMEM
      And nothing else changes

    @shstk.grow-moved @SHSTK-86
    Example: Allowed to move, it moves with its words
      Given a program with shadow stacks off
      And the program has called map_shadow_stack(0x7_0000_0000, 0x1000, SET_TOKEN)
      And the program has called mmap(0x7_0000_1000, 0x1000, PROT_READ, MAP_FIXED)
      When the program calls mremap(0x7_0000_0000, 0x1000, 0x2000, MREMAP_MAYMOVE)
      Then it returns 0x7fff_f7fe_e000
      And 0x7fff_f7fe_e000 to 0x7fff_f7ff_0000 is shadow-stack memory
      And 0x7_0000_0000 to 0x7_0000_1000 is not mapped
      And the word at 0x7fff_f7fe_eff8 is 0x7_0000_1001
      And the word at 0x7_0000_0ff8 is 0x0
      And nothing else changes

  Rule: Unmapping splits it; what is mapped over it is ordinary

    @shstk.munmap-part @SHSTK-87
    Example: The middle page of three is unmapped
      Given a program with shadow stacks off
      And the program has called map_shadow_stack(0x7_0000_0000, 0x3000, SET_TOKEN)
      When the program calls munmap(0x7_0000_1000, 0x1000)
      Then it succeeds
      And 0x7_0000_0000 to 0x7_0000_1000 is shadow-stack memory
      And 0x7_0000_1000 to 0x7_0000_2000 is not mapped
      And 0x7_0000_2000 to 0x7_0000_3000 is shadow-stack memory
      And nothing else changes

    @shstk.mapped-over @SHSTK-87
    Example: Memory mapped over a page of it can be stored to, and its neighbours cannot
      Given a program with shadow stacks off
      And the program has called map_shadow_stack(0x7_0000_0000, 0x3000, 0x0)
      And the program has called mmap(0x7_0000_2000, 0x1000, PROT_READ|PROT_WRITE, MAP_FIXED)
      When the program executes MOV [0x7_0000_2000], 0x1
      Then it succeeds
      And 0x7_0000_2000 to 0x7_0000_3000 is ordinary memory
      And 0x7_0000_0000 to 0x7_0000_2000 is shadow-stack memory
