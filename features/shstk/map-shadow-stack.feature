@shstk @since-upstream @needs-map-at-address
Feature: Shadow-stack memory is made by a system call of its own
  A program that switches stacks needs shadow stacks to switch to. mmap cannot make them: a flag for it could be
  taken away again, and the memory be written in between. map_shadow_stack makes them complete, with a token
  for RSTORSSP if it is asked for one, and asks only whether the machine can.

  Rule: It makes shadow-stack memory of whole pages that reads as zero

    @shstk.map @SHSTK-09 @SHSTK-32 @SHSTK-77
    Scenario Outline: <case>: size <size> gives memory up to <end>
      Given a program with shadow stacks on
      When the program calls map_shadow_stack(0x0, <size>, 0x0)
      Then it returns <start>
      And <start> to <end> is shadow-stack memory
      And nothing else changes

      Examples:
        | case       | size     | start            | end              |
        | one-byte   | 0x1      | 0x7fff_f7fe_f000 | 0x7fff_f7ff_0000 |
        | one-page   | 0x1000   | 0x7fff_f7fe_f000 | 0x7fff_f7ff_0000 |
        | page-and-1 | 0x1001   | 0x7fff_f7fe_e000 | 0x7fff_f7ff_0000 |
        | 128k       | 0x2_0000 | 0x7fff_f7fd_0000 | 0x7fff_f7ff_0000 |

    @shstk.map-zero @SHSTK-77 @SHSTK-79
    Scenario Outline: <case>: the word at <word> reads <value>
      Given a program with shadow stacks off
      And the program has called map_shadow_stack(0x0, 0x1000, SET_TOKEN)
      When the program executes MOV RAX, [<word>]
      Then it returns <value>

      Examples: nothing
        | case      | word             | value            |
        | first     | 0x7fff_f7fe_f000 | 0x0              |
        | below-it  | 0x7fff_f7fe_fff0 | 0x0              |

      @SHSTK-35
      Examples: the token
        | case      | word             | value            |
        | the-token | 0x7fff_f7fe_fff8 | 0x7fff_f7ff_0001 |

    @shstk.map-smaps @SHSTK-77 @needs-proc
    Example: /proc shows it as private, readable, writable, unnamed, and marked ss
      Given a program with shadow stacks off
      And the program has called map_shadow_stack(0x7_0000_0000, 0x1001, 0x0)
      When the program calls smaps(0x7_0000_1ff8)
      Then it answers:
        | start | 0x700000000 |
        | end   | 0x700002000 |
        | perm  | rw-p        |
      And its VmFlags include "ss"
      And nothing else changes

    @shstk.map-smaps-no-huge @SHSTK-77 @needs-proc @choice-smaps-flags=sd-nh-ss
    Example: Newer kernels keep huge pages out of it, and say so
      Given a program with shadow stacks off
      And the program has called map_shadow_stack(0x7_0000_0000, 0x1000, 0x0)
      When the program calls smaps(0x7_0000_0000)
      Then it answers:
        | perm | rw-p |
      And its VmFlags include "nh"
      And its VmFlags include "ss"

    @shstk.mmap-is-ordinary @SHSTK-09
    Example: What mmap makes is ordinary memory, with every protection there is
      Given a program with shadow stacks on
      When the program calls mmap(0x7_0000_0000, 0x1000, PROT_READ|PROT_WRITE|PROT_EXEC)
      Then it returns 0x7_0000_0000
      And 0x7_0000_0000 to 0x7_0000_1000 is ordinary memory
      And nothing else changes

    @shstk.map-off @SHSTK-37
    Scenario Outline: <case>: it works before the thread has the feature, with flags <flags>
      Given a program with shadow stacks off
      When the program calls map_shadow_stack(0x0, 0x1000, <flags>)
      Then it returns 0x7fff_f7fe_f000
      And 0x7fff_f7fe_f000 to 0x7fff_f7ff_0000 is shadow-stack memory

      Examples:
        | case     | flags     |
        | no-token | 0x0       |
        | token    | SET_TOKEN |

    @shstk.map-unsupported @SHSTK-33 @needs-no-shstk
    Example: On a CPU without shadow stacks it is EOPNOTSUPP, before anything else
      Given the machine has:
        | user_shstk | no |
      When the program calls map_shadow_stack(0x1000, 0x4, 0x3)
      Then it fails with EOPNOTSUPP
      And nothing else changes

  Rule: A token lies 8 bytes below addr + size and names that address, with bit 0 set

    @shstk.token @SHSTK-35
    Scenario Outline: <case>: for size <size> the token is at <place>
      Given a program with shadow stacks on
      When the program calls map_shadow_stack(0x7_0000_0000, <size>, SET_TOKEN)
      Then it returns 0x7_0000_0000
      And the word at <place> is <token>
      And 0x7_0000_0000 to 0x7_0000_1000 is shadow-stack memory
      And nothing else changes

      Examples: a whole page
        | case    | size   | place         | token         |
        | page    | 0x1000 | 0x7_0000_0ff8 | 0x7_0000_1001 |

      Examples: sizes that are not rounded up for it
        | case    | size   | place         | token         |
        | 8       | 0x8    | 0x7_0000_0000 | 0x7_0000_0009 |
        | 16      | 0x10   | 0x7_0000_0008 | 0x7_0000_0011 |
        | 0x1008  | 0x1008 | 0x7_0000_1000 | 0x7_0000_1009 |
        | 0x1ff8  | 0x1ff8 | 0x7_0000_1ff0 | 0x7_0000_1ff9 |

    @shstk.token-unaligned @SHSTK-36
    Scenario Outline: <case>: size <size> would put it at no multiple of 8, and leaves no mapping behind
      Given a program with shadow stacks on
      When the program calls map_shadow_stack(0x0, <size>, SET_TOKEN)
      Then it fails with EINVAL
      And nothing else changes

      Examples:
        | case    | size   |
        | 12      | 0xc    |
        | 0x1004  | 0x1004 |

    @shstk.no-token-unaligned @SHSTK-36
    Example: The neighbour: without a token the same size is fine
      Given a program with shadow stacks on
      When the program calls map_shadow_stack(0x7_0000_0000, 0x1004, 0x0)
      Then it returns 0x7_0000_0000
      And 0x7_0000_0000 to 0x7_0000_2000 is shadow-stack memory
      And nothing else changes

  Rule: The first objection decides: flag, room for the token, address below 4 GiB, size

    @shstk.map-order
    Scenario Outline: <case>: (<addr>, <size>, <flags>) is <error>
      Given a program with shadow stacks on
      When the program calls map_shadow_stack(<addr>, <size>, <flags>)
      Then it fails with <error>
      And nothing else changes

      @SHSTK-33
      Examples: one fault
        | case             | addr   | size   | flags                 | error  |
        | flag-2           | 0x0    | 0x1000 | 0x2                   | EINVAL |
        | flag-2-and-token | 0x0    | 0x1000 | 0x3                   | EINVAL |
        | flag-31          | 0x0    | 0x1000 | 0x8000_0000           | EINVAL |
        | all-flags        | 0x0    | 0x1000 | 0xffff_ffff_ffff_ffff | EINVAL |
        | token-in-7       | 0x0    | 0x7    | SET_TOKEN             | ENOSPC |
        | address-1        | 0x1    | 0x1000 | 0x0                   | ERANGE |
        | below-4g         | 0xffff_f000 | 0x1000 | 0x0              | ERANGE |

      @SHSTK-72
      Examples: several at once
        | case                  | addr   | size | flags     | error  |
        | flag-before-token     | 0x1000 | 0x4  | 0x3       | EINVAL |
        | token-before-address  | 0x1000 | 0x7  | SET_TOKEN | ENOSPC |
        | address-before-size-0 | 0x1000 | 0x0  | 0x0       | ERANGE |
        | flag-before-size-0    | 0x0    | 0x0  | 0x2       | EINVAL |
        | token-before-size-0   | 0x0    | 0x0  | SET_TOKEN | ENOSPC |

    @shstk.map-size-0 @SHSTK-38
    Example: Size 0 is EINVAL when nothing else is wrong
      Given a program with shadow stacks on
      When the program calls map_shadow_stack(0x0, 0x0, 0x0)
      Then it fails with EINVAL
      And nothing else changes

    @shstk.map-high-flag-bits @SHSTK-71
    Example: The upper half of the flags is not looked at
      Given a program with shadow stacks on
      When the program calls map_shadow_stack(0x7_0000_0000, 0x1000, 0x1_0000_0000)
      Then it returns 0x7_0000_0000
      And 0x7_0000_0000 to 0x7_0000_1000 is shadow-stack memory
      And nothing else changes

    @shstk.map-huge @SHSTK-73
    Scenario Outline: <case>: size <size> is <error>
      Given a program with shadow stacks on
      When the program calls map_shadow_stack(0x0, <size>, 0x0)
      Then it fails with <error>
      And nothing else changes

      Examples: rounding wraps to 0
        | case          | size                  | error     |
        | last          | 0xffff_ffff_ffff_ffff | EOVERFLOW |

      Examples: merely too large
        | case          | size                  | error  |
        | last-page     | 0xffff_ffff_ffff_f000 | ENOMEM |
        | before-it     | 0xffff_ffff_ffff_efff | ENOMEM |
        | half          | 0x8000_0000_0000_0000 | ENOMEM |
        | task-size-max | 0x7fff_ffff_f000      | ENOMEM |
