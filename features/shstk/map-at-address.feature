@shstk @since-upstream @needs-map-at-address
Feature: Where shadow-stack memory lies
  A shadow stack that grew into another would be a way around it. INCSSP moves SSP by 2040 bytes at most, so one
  free page below each stack is enough to stop it. The kernel keeps that page free where it chooses the place
  itself. Whoever asks for a fixed address gets that address, neighbour or no neighbour.

  Rule: At or above 4 GiB the address asked for is the one given

    @shstk.map-fixed @SHSTK-34
    Scenario Outline: <case>: at <addr>
      Given a program with shadow stacks on
      When the program calls map_shadow_stack(<addr>, 0x1000, 0x0)
      Then it returns <addr>
      And <addr> to <end> is shadow-stack memory
      And nothing else changes

      Examples:
        | case      | addr             | end              |
        | 4g        | 0x1_0000_0000    | 0x1_0000_1000    |
        | 8g        | 0x2_0000_0000    | 0x2_0000_1000    |
        | last-page | 0x7fff_ffff_e000 | 0x7fff_ffff_f000 |

    @shstk.map-unaligned @SHSTK-74
    Scenario Outline: <case>: <addr> is no page border, with flags <flags>
      Given a program with shadow stacks on
      When the program calls map_shadow_stack(<addr>, 0x1000, <flags>)
      Then it fails with EINVAL
      And nothing else changes

      Examples:
        | case      | addr          | flags     |
        | 8         | 0x2_0000_0008 | 0x0       |
        | half-page | 0x2_0000_0800 | SET_TOKEN |

    @shstk.map-beyond @SHSTK-75
    Scenario Outline: <case>: <size> at <addr> ends beyond TASK_SIZE_MAX
      Given a program with shadow stacks on
      When the program calls map_shadow_stack(<addr>, <size>, 0x0)
      Then it fails with ENOMEM
      And nothing else changes

      Examples:
        | case          | addr                  | size   |
        | one-page-over | 0x7fff_ffff_e000      | 0x2000 |
        | task-size-max | 0x7fff_ffff_f000      | 0x1000 |
        | non-canonical | 0x8000_0000_0000      | 0x1000 |
        | kernel        | 0xffff_8000_0000_0000 | 0x1000 |

    @shstk.map-occupied @SHSTK-76
    Scenario Outline: <case>: <size> at <addr> meets what is mapped, and leaves it alone
      Given a program with shadow stacks off
      And the program has called mmap(0x3_0000_0000, 0x2000, PROT_READ|PROT_WRITE)
      And the program has executed MOV [0x3_0000_0000], 0x77
      When the program calls map_shadow_stack(<addr>, <size>, 0x0)
      Then it fails with EEXIST
      And 0x3_0000_0000 to 0x3_0000_2000 is ordinary memory
      And nothing else changes

      Examples:
        | case         | addr          | size   |
        | whole        | 0x3_0000_0000 | 0x1000 |
        | reaches-in   | 0x2_ffff_f000 | 0x2000 |
        | last-page    | 0x3_0000_1000 | 0x2000 |

    @shstk.map-after @SHSTK-76
    Scenario Outline: <case>: the neighbour, which begins where a mapping ends, is accepted
      Given a program with shadow stacks off
      And the program has called mmap(0x3_0000_0000, 0x2000, PROT_READ|PROT_WRITE)
      When the program calls map_shadow_stack(0x3_0000_2000, 0x1000, <flags>)
      Then it returns 0x3_0000_2000
      And the word at 0x3_0000_2ff8 is <word>

      Examples:
        | case     | flags     | word          |
        | plain    | 0x0       | 0x0           |
        | token    | SET_TOKEN | 0x3_0000_3001 |

  Rule: With a fixed address neighbours may touch, and shadow stacks that touch are one mapping

    @shstk.fixed-neighbours @SHSTK-90
    Scenario Outline: <case>: <call> next to a shadow stack
      Given a program with shadow stacks off
      And the program has called map_shadow_stack(0x6_0000_0000, 0x2000, 0x0)
      When the program calls <call>
      Then it returns <addr>

      Examples:
        | case           | call                                                                       | addr          |
        | ordinary-below | mmap(0x5_ffff_f000, 0x1000, PROT_READ\|PROT_WRITE, MAP_FIXED_NOREPLACE)     | 0x5_ffff_f000 |
        | shadow-below   | map_shadow_stack(0x5_ffff_f000, 0x1000, 0x0)                               | 0x5_ffff_f000 |
        | shadow-above   | map_shadow_stack(0x6_0000_2000, 0x1000, 0x0)                               | 0x6_0000_2000 |

    @shstk.merge @SHSTK-90 @needs-proc
    Example: Two that touch are shown as one
      Given a program with shadow stacks off
      And the program has called map_shadow_stack(0x6_0000_0000, 0x2000, 0x0)
      And the program has called map_shadow_stack(0x5_ffff_f000, 0x1000, 0x0)
      When the program calls smaps(0x6_0000_0000)
      Then it answers:
        | start | 0x5fffff000 |
        | end   | 0x600002000 |

  Rule: Where the kernel chooses, the page below each shadow stack stays free

    @shstk.placement @SHSTK-42
    Example: A second shadow stack leaves one page free below the first
      Given a program with shadow stacks off
      And the program has called map_shadow_stack(0x0, 0x1000, 0x0)
      When the program calls map_shadow_stack(0x0, 0x1000, 0x0)
      Then it returns 0x7fff_f7fe_d000

    @shstk.placement-ordinary @SHSTK-42
    Example: So does an ordinary mapping
      Given a program with shadow stacks off
      And the program has called map_shadow_stack(0x0, 0x1000, 0x0)
      When the program calls mmap(0x0, 0x1000, PROT_READ|PROT_WRITE)
      Then it returns 0x7fff_f7fe_d000

    @shstk.placement-below-ordinary @SHSTK-88
    Example: Above it nothing has to be free: a shadow stack may lie directly below an ordinary mapping
      Given a program with shadow stacks off
      And the program has called mmap(0x0, 0x1000, PROT_READ|PROT_WRITE)
      When the program calls map_shadow_stack(0x0, 0x1000, 0x0)
      Then it returns 0x7fff_f7fe_e000

    @shstk.placement-gap-too-small @SHSTK-42
    Example: A gap of one page is no place for a shadow stack of one page
      Given a program with shadow stacks off
      And the program has called mmap(0x7fff_f7fe_e000, 0x1000, PROT_READ|PROT_WRITE, MAP_FIXED)
      When the program calls map_shadow_stack(0x0, 0x1000, 0x0)
      Then it returns 0x7fff_f7fe_d000

    @shstk.hint @SHSTK-89
    Scenario Outline: <case>: an mmap hint of <hint> gives <got>
      Given a program with shadow stacks off
      And the program has called map_shadow_stack(0x6_0000_0000, 0x2000, 0x0)
      When the program calls mmap(<hint>, 0x1000, PROT_READ|PROT_WRITE)
      Then it returns <got>

      Examples: in the page that stays free
        | case           | hint          | got              |
        | directly-below | 0x5_ffff_f000 | 0x7fff_f7fe_f000 |

      Examples: beside it
        | case           | hint          | got           |
        | one-page-lower | 0x5_ffff_e000 | 0x5_ffff_e000 |
        | directly-above | 0x6_0000_2000 | 0x6_0000_2000 |

  Rule: Through the 32-bit entry it is placed below 4 GiB

    @shstk.compat-map @SHSTK-70 @needs-compat-entry
    Scenario Outline: <case>: address 0 with flags <flags> gives <got>
      Given a program with shadow stacks on
      When the program calls map_shadow_stack(0x0, 0x1000, <flags>) by int 0x80
      Then it returns <got>
      And <got> to <end> is shadow-stack memory

      Examples:
        | case  | flags     | got         | end         |
        | plain | 0x0       | 0xf7fe_f000 | 0xf7ff_0000 |
        | token | SET_TOKEN | 0xf7fe_f000 | 0xf7ff_0000 |

    @shstk.compat-map-address @SHSTK-70 @needs-compat-entry
    Example: An address below 4 GiB is out of range there too
      Given a program with shadow stacks on
      When the program calls map_shadow_stack(0x1000_0000, 0x1000, 0x0) by int 0x80
      Then it fails with ERANGE
      And nothing else changes
