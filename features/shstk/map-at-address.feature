@shstk @since-upstream @needs-map-at-address
Feature: Who asks for a fixed address gets it, or an error
  A process that is built again from an image needs its shadow stacks where they were: the return addresses of
  the image are the same, and so are the tokens. Nothing that is mapped already may be lost for it.

  @SHSTK-34
  Rule: map_shadow_stack MUST map exactly at an address from 4 GiB on, and where the kernel chooses for address 0
    Above 4 GiB, 32-bit code cannot get at it.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, alloc_shstk(); recordings/shstk

    @shstk.map-fixed
    Scenario Outline: <case>: map_shadow_stack at <addr> maps there
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

  @SHSTK-74
  Rule: map_shadow_stack MUST give -EINVAL for an address from 4 GiB on that is no page border, for a range that ends below TASK_SIZE_MAX
    Rounding the address down would put the stack where the caller does not look for it.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, alloc_shstk(),
    MAP_FIXED_NOREPLACE; recordings/shstk

    @shstk.map-unaligned
    Scenario Outline: <case>: map_shadow_stack at <addr>, no page border, is refused
      Given a program with shadow stacks on
      When the program calls map_shadow_stack(<addr>, 0x1000, <flags>)
      Then it fails with EINVAL
      And nothing else changes

      Examples:
        | case      | addr          | flags     |
        | 1         | 0x2_0000_0001 | 0x0       |
        | 8         | 0x2_0000_0008 | 0x0       |
        | half-page | 0x2_0000_0800 | SET_TOKEN |

  @SHSTK-75
  Rule: map_shadow_stack MUST give -ENOMEM for a range that ends beyond TASK_SIZE_MAX, from an address up to 0xffff_ffff_ffff_f000
    Beyond it user code has no memory.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, alloc_shstk(),
    MAP_FIXED_NOREPLACE; https://github.com/torvalds/linux/blob/v6.12/mm/mmap.c, __get_unmapped_area(), which
    looks at the end before the page border; recordings/shstk

    @shstk.map-beyond
    Scenario Outline: <case>: map_shadow_stack of <size> at <addr> ends beyond TASK_SIZE_MAX
      Given a program with shadow stacks on
      When the program calls map_shadow_stack(<addr>, <size>, 0x0)
      Then it fails with ENOMEM
      And nothing else changes

      Examples:
        | case          | addr                  | size   |
        | one-page-over | 0x7fff_ffff_e000      | 0x2000 |
        | no-border     | 0x7fff_ffff_e001      | 0x1000 |
        | task-size-max | 0x7fff_ffff_f000      | 0x1000 |
        | non-canonical | 0x8000_0000_0000      | 0x1000 |
        | kernel        | 0xffff_8000_0000_0000 | 0x1000 |

  @SHSTK-207
  Rule: On Linux 6.12 and 7.2 map_shadow_stack takes an address in the last 4095 bytes for the error number that it gives
    No promise: the kernel hands addresses and errors on in one word, and looks for an error first.
    Source: https://github.com/torvalds/linux/blob/v6.12/mm/mmap.c, __get_unmapped_area(), IS_ERR_VALUE(addr)
    before the address is looked at; recordings/shstk

    @shstk.map-error-address
    Scenario Outline: <case>: map_shadow_stack at <addr>, an error number as a word, fails with <error>
      Given a program with shadow stacks on
      When the program calls map_shadow_stack(<addr>, <size>, 0x0)
      Then it fails with <error>
      And nothing else changes

      Examples:
        | case       | addr                  | size                  | error  |
        | 1          | 0xffff_ffff_ffff_ffff | 0x1000                | EPERM  |
        | 2          | 0xffff_ffff_ffff_fffe | 0x1000                | ENOENT |
        | 22         | 0xffff_ffff_ffff_ffea | 0x1000                | EINVAL |
        | whole-half | 0xffff_ffff_ffff_ffff | 0x7fff_ffff_f000      | EPERM  |

      @SHSTK-200
      Examples: a size beyond all addresses is looked at before
        | case       | addr                  | size                  | error  |
        | too-large  | 0xffff_ffff_ffff_ffff | 0x8000_0000_0000_0000 | ENOMEM |

    @shstk.map-last-page @neighbour @SHSTK-75
    Example: The neighbour: the address before the error numbers is one beyond TASK_SIZE_MAX
      Given a program with shadow stacks on
      When the program calls map_shadow_stack(0xffff_ffff_ffff_f000, 0x1000, 0x0)
      Then it fails with ENOMEM
      And nothing else changes

  @SHSTK-76
  Rule: map_shadow_stack MUST give -EEXIST for a range that meets a mapping, and leave that alone
    A shadow stack mapped over live memory would destroy it, as MAP_FIXED does.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, alloc_shstk(),
    MAP_FIXED_NOREPLACE; recordings/shstk

    @shstk.map-occupied
    Scenario Outline: <case>: map_shadow_stack of <size> at <addr> meets what is mapped, and leaves it alone
      Given a program with shadow stacks off
      And the program calls mmap(0x3_0000_0000, 0x2000, PROT_READ|PROT_WRITE)
      And the program executes MOV [0x3_0000_0000], 0x77
      When the program calls map_shadow_stack(<addr>, <size>, 0x0)
      Then it fails with EEXIST
      And 0x3_0000_0000 to 0x3_0000_2000 is ordinary memory
      And nothing else changes

      Examples:
        | case       | addr          | size   |
        | whole      | 0x3_0000_0000 | 0x1000 |
        | reaches-in | 0x2_ffff_f000 | 0x2000 |
        | last-page  | 0x3_0000_1000 | 0x2000 |

  @SHSTK-201
  Rule: map_shadow_stack MUST accept a range that begins where a mapping ends
    The page that stays free is for what the kernel places, not for who names an address.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, alloc_shstk(),
    MAP_FIXED_NOREPLACE; recordings/shstk

    @shstk.map-after
    Scenario Outline: <case>: a range that begins where a mapping ends is accepted
      Given a program with shadow stacks off
      And the program calls mmap(0x3_0000_0000, 0x2000, PROT_READ|PROT_WRITE)
      When the program calls map_shadow_stack(0x3_0000_2000, 0x1000, <flags>)
      Then it returns 0x3_0000_2000
      And the word at 0x3_0000_2ff8 is <word>
      And 0x3_0000_2000 to 0x3_0000_3000 is shadow-stack memory
      And nothing else changes

      Examples:
        | case  | flags     | word          |
        | plain | 0x0       | 0x0           |
        | token | SET_TOKEN | 0x3_0000_3001 |

  @SHSTK-70 @needs-compat-entry
  Rule: On Linux 6.12 and 7.2 map_shadow_stack through the 32-bit entry chooses an address below 4 GiB for address 0, and gives -ERANGE for another below 4 GiB
    Through the 32-bit entry the kernel chooses as for 32-bit programs.
    Source: recordings/shstk

    @shstk.compat-map
    Scenario Outline: <case>: map_shadow_stack by int 0x80 at address <addr> gives <got>
      Given a program with shadow stacks on
      When the program calls map_shadow_stack(<addr>, 0x1000, <flags>) by int 0x80
      Then it returns <got>
      And the word at 0xf7fe_fff8 is <word>
      And <got> to <end> is shadow-stack memory
      And nothing else changes

      Examples:
        | case       | addr          | flags     | got         | end         | word        |
        | plain      | 0x0           | 0x0       | 0xf7fe_f000 | 0xf7ff_0000 | 0x0         |
        | token      | 0x0           | SET_TOKEN | 0xf7fe_f000 | 0xf7ff_0000 | 0xf7ff_0001 |
        | lower-half | 0x1_0000_0000 | 0x0       | 0xf7fe_f000 | 0xf7ff_0000 | 0x0         |

    @shstk.compat-map-address
    Scenario Outline: <case>: map_shadow_stack by int 0x80 at <addr>, an address below 4 GiB, is refused
      Given a program with shadow stacks on
      When the program calls map_shadow_stack(<addr>, 0x1000, 0x0) by int 0x80
      Then it fails with ERANGE
      And nothing else changes

      Examples:
        | case       | addr          |
        | plain      | 0x1000_0000   |
        | lower-half | 0x1_0000_0001 |
