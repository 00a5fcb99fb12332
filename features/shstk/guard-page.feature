@shstk @since-upstream @needs-map-at-address
Feature: The page below a shadow stack stays free
  A shadow stack that grew into another would be a way around it. INCSSP moves SSP by 2040 bytes at most, so one
  free page below each stack is enough to stop it. The kernel keeps that page free where it chooses the place
  itself. Whoever asks for a fixed address gets that address, neighbour or no neighbour.

  @SHSTK-42
  Rule: A page MUST stay free below a shadow stack where the kernel chooses the place
    With INCSSP an attacker pops at most 255 entries at once: over one page nobody can step.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/sys_x86_64.c, stack_guard_placement();
    https://github.com/torvalds/linux/blob/v6.12/include/linux/mm.h, stack_guard_start_gap();
    https://github.com/torvalds/linux/blob/v6.12/tools/testing/selftests/x86/test_shadow_stack.c,
    test_guard_gap_other_gaps() and test_guard_gap_new_mappings_gaps(); recordings/shstk. Nothing is said of the
    page above, nor of fixed addresses: SHSTK-88 and SHSTK-90

    @shstk.placement
    Example: A second shadow stack leaves one page free below the first
      Given a program with shadow stacks off
      And the program calls map_shadow_stack(0x0, 0x1000, 0x0)
      When the program calls map_shadow_stack(0x0, 0x1000, 0x0)
      Then it returns 0x7fff_f7fe_d000
      And 0x7fff_f7fe_d000 to 0x7fff_f7fe_e000 is shadow-stack memory
      And nothing else changes

    @shstk.placement-ordinary
    Example: An ordinary mapping that the kernel places leaves one page free below a shadow stack
      Given a program with shadow stacks off
      And the program calls map_shadow_stack(0x0, 0x1000, 0x0)
      When the program calls mmap(0x0, 0x1000, PROT_READ|PROT_WRITE)
      Then it returns 0x7fff_f7fe_d000
      And 0x7fff_f7fe_d000 to 0x7fff_f7fe_e000 is ordinary memory
      And nothing else changes

    @shstk.placement-gap-too-small
    Example: A gap of one page is no place for a shadow stack of one page
      Given a program with shadow stacks off
      And the program calls mmap(0x7fff_f7fe_e000, 0x1000, PROT_READ|PROT_WRITE, MAP_FIXED)
      When the program calls map_shadow_stack(0x0, 0x1000, 0x0)
      Then it returns 0x7fff_f7fe_d000
      And 0x7fff_f7fe_d000 to 0x7fff_f7fe_e000 is shadow-stack memory
      And nothing else changes

    @shstk.placement-enable
    Scenario Outline: <case>: the stack that ENABLE makes leaves a page free
      Given a program with shadow stacks off
      And the machine has:
        | RLIMIT_STACK | 0x1000 |
      And the program calls <call>
      When the program calls arch_prctl(ENABLE, SHSTK)
      Then it succeeds
      And the program has shadow stacks on
      And the SSP of the program is 0x7fff_f7fe_e000
      And the program owns the shadow stack 0x7fff_f7fe_d000 to 0x7fff_f7fe_e000
      And nothing else changes

      Examples:
        | case               | call                                                            |
        | below-another      | map_shadow_stack(0x0, 0x1000, 0x0)                              |
        | above-what-is-used | mmap(0x7fff_f7fe_e000, 0x1000, PROT_READ\|PROT_WRITE, MAP_FIXED) |

    @shstk.placement-thread @needs-threads
    Example: The stack of a new thread leaves a page free below that of its parent
      Given a program with shadow stacks on
      And the machine has:
        | RLIMIT_STACK | 0x1000 |
      When the program calls clone(CLONE_VM|CLONE_THREAD)
      Then it returns 0x2
      And thread 2 begins in the same process with SSP 0x7fff_f7fe_e000
      And thread 2 owns the shadow stack 0x7fff_f7fe_d000 to 0x7fff_f7fe_e000
      And nothing else changes

  @SHSTK-88
  Rule: On Linux 6.12 and 7.2 the free page is below a shadow stack alone: another mapping may lie directly above it
    Two shadow stacks have the free page of the upper one between them; another above would be wasted.
    Source: recordings/shstk

    @shstk.placement-below-ordinary
    Example: A shadow stack may lie directly below an ordinary mapping
      Given a program with shadow stacks off
      And the program calls mmap(0x0, 0x1000, PROT_READ|PROT_WRITE)
      When the program calls map_shadow_stack(0x0, 0x1000, 0x0)
      Then it returns 0x7fff_f7fe_e000
      And 0x7fff_f7fe_e000 to 0x7fff_f7fe_f000 is shadow-stack memory
      And nothing else changes

  @SHSTK-89
  Rule: On Linux 6.12 and 7.2 an mmap hint in the page below a shadow stack is not honoured, but one page lower or directly above it is
    A hint is a wish; the free page comes first.
    Source: recordings/shstk

    @shstk.hint
    Scenario Outline: <case>: an mmap hint of <hint> beside a shadow stack gives <got>
      Given a program with shadow stacks off
      And the program calls map_shadow_stack(0x6_0000_0000, 0x2000, 0x0)
      When the program calls mmap(<hint>, 0x1000, PROT_READ|PROT_WRITE)
      Then it returns <got>
      And <got> to <end> is ordinary memory
      And nothing else changes

      Examples: in the page that stays free
        | case           | hint          | got              | end              |
        | directly-below | 0x5_ffff_f000 | 0x7fff_f7fe_f000 | 0x7fff_f7ff_0000 |

      Examples: beside it
        | case           | hint          | got           | end           |
        | one-page-lower | 0x5_ffff_e000 | 0x5_ffff_e000 | 0x5_ffff_f000 |
        | directly-above | 0x6_0000_2000 | 0x6_0000_2000 | 0x6_0000_3000 |

  @SHSTK-90
  Rule: On Linux 6.12 and 7.2 neighbours are accepted on both sides at fixed addresses, and shadow stacks that touch are one mapping
    A fixed address is a command: the caller keeps the page free, or does not.
    Source: recordings/shstk

    @shstk.fixed-neighbours
    Scenario Outline: <case>: <call> next to a shadow stack is accepted
      Given a program with shadow stacks off
      And the program calls map_shadow_stack(0x6_0000_0000, 0x2000, 0x0)
      When the program calls <call>
      Then it returns <addr>
      And <addr> to <end> is <memory>
      And nothing else changes

      Examples:
        | case           | call                                                                    | addr          | end           | memory              |
        | ordinary-below | mmap(0x5_ffff_f000, 0x1000, PROT_READ\|PROT_WRITE, MAP_FIXED_NOREPLACE) | 0x5_ffff_f000 | 0x6_0000_0000 | ordinary memory     |
        | shadow-below   | map_shadow_stack(0x5_ffff_f000, 0x1000, 0x0)                            | 0x5_ffff_f000 | 0x6_0000_0000 | shadow-stack memory |
        | shadow-above   | map_shadow_stack(0x6_0000_2000, 0x1000, 0x0)                            | 0x6_0000_2000 | 0x6_0000_3000 | shadow-stack memory |

    @shstk.merge @needs-proc
    Example: Two shadow stacks that touch are shown as one mapping
      Given a program with shadow stacks off
      And the program calls map_shadow_stack(0x6_0000_0000, 0x2000, 0x0)
      And the program calls map_shadow_stack(0x5_ffff_f000, 0x1000, 0x0)
      When the program calls smaps(0x6_0000_0000)
      Then it answers:
        | start | 0x5fffff000 |
        | end   | 0x600002000 |
      And nothing else changes
