@shstk @since-upstream @needs-map-at-address
Feature: What map_shadow_stack refuses, and in which order
  Each refusal has an error of its own, so that a runtime can tell a kernel without the feature from a mistake
  in its arguments.

  @SHSTK-33
  Rule: map_shadow_stack MUST give -EINVAL for an unknown flag
    The flags are for later additions: a kernel that ignored one would promise what it does not do.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, map_shadow_stack();
    recordings/shstk

    @shstk.map-order
    Scenario Outline: <case>: map_shadow_stack with flags <flags> is refused
      Given a program with shadow stacks on
      When the program calls map_shadow_stack(0x0, 0x1000, <flags>)
      Then it fails with EINVAL
      And nothing else changes

      Examples:
        | case             | flags                 |
        | flag-2           | 0x2                   |
        | flag-2-and-token | 0x3                   |
        | flag-31          | 0x8000_0000           |
        | all-flags        | 0xffff_ffff_ffff_ffff |

    @shstk.invariant-map @invariant-8 @SHSTK-34 @SHSTK-35 @SHSTK-38 @SHSTK-71 @SHSTK-72 @SHSTK-75 @SHSTK-175 @SHSTK-176
    Example: Whatever its arguments, map_shadow_stack gives the first objection, or the address with its token
      Given a program with shadow stacks on
      Then whatever address, size and flags, map_shadow_stack gives the first objection, or the address with its token

  @SHSTK-174
  Rule: map_shadow_stack MUST give -EOPNOTSUPP without support, whatever its arguments
    A runtime asks by the call itself whether the kernel can.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, map_shadow_stack();
    recordings/shstk

    @shstk.map-unsupported @needs-no-shstk
    Example: map_shadow_stack on a CPU without shadow stacks is refused before anything else
      Given the machine has:
        | user_shstk | no |
      When the program calls map_shadow_stack(0x1000, 0x4, 0x3)
      Then it fails with EOPNOTSUPP
      And nothing else changes

  @SHSTK-175
  Rule: map_shadow_stack MUST give -ENOSPC for a token in fewer than 8 bytes
    The token would lie below the mapping.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, map_shadow_stack();
    recordings/shstk

    @shstk.map-token-in-7
    Example: A token has no room in 7 bytes
      Given a program with shadow stacks on
      When the program calls map_shadow_stack(0x0, 0x7, SET_TOKEN)
      Then it fails with ENOSPC
      And nothing else changes

    @shstk.map-7 @neighbour @SHSTK-34
    Example: The neighbour: 7 bytes without a token are a page
      Given a program with shadow stacks on
      When the program calls map_shadow_stack(0x7_0000_0000, 0x7, 0x0)
      Then it returns 0x7_0000_0000
      And 0x7_0000_0000 to 0x7_0000_1000 is shadow-stack memory
      And nothing else changes

  @SHSTK-176
  Rule: map_shadow_stack MUST give -ERANGE for an address below 4 GiB other than 0
    RSTORSSP of a 32-bit program could switch to a stack there.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, map_shadow_stack();
    recordings/shstk

    @shstk.map-below-4g
    Scenario Outline: <case>: map_shadow_stack at <addr> is refused
      Given a program with shadow stacks on
      When the program calls map_shadow_stack(<addr>, 0x1000, 0x0)
      Then it fails with ERANGE
      And nothing else changes

      Examples:
        | case      | addr        |
        | address-1 | 0x1         |
        | below-4g  | 0xffff_f000 |

  @SHSTK-72
  Rule: On Linux 6.12 and 7.2 map_shadow_stack names the first of several faults: unknown flag, token without room, address below 4 GiB, size 0
    No promise: what is wrong twice is wrong either way.
    Source: recordings/shstk

    @shstk.map-first-fault
    Scenario Outline: <case>: map_shadow_stack(<addr>, <size>, <flags>) with several faults fails with <error>
      Given a program with shadow stacks on
      When the program calls map_shadow_stack(<addr>, <size>, <flags>)
      Then it fails with <error>
      And nothing else changes

      Examples:
        | case                  | addr   | size | flags     | error  |
        | flag-before-token     | 0x1000 | 0x4  | 0x3       | EINVAL |
        | token-before-address  | 0x1000 | 0x7  | SET_TOKEN | ENOSPC |
        | address-before-size-0 | 0x1000 | 0x0  | 0x0       | ERANGE |
        | flag-before-size-0    | 0x0    | 0x0  | 0x2       | EINVAL |
        | token-before-size-0   | 0x0    | 0x0  | SET_TOKEN | ENOSPC |

  @SHSTK-38
  Rule: map_shadow_stack MUST give -EINVAL for size 0 where nothing else is wrong
    A mapping of nothing has no address.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, alloc_shstk(), by do_mmap();
    recordings/shstk

    @shstk.map-size-0
    Example: Size 0 is refused when nothing else is wrong
      Given a program with shadow stacks on
      When the program calls map_shadow_stack(0x0, 0x0, 0x0)
      Then it fails with EINVAL
      And nothing else changes

  @SHSTK-71
  Rule: map_shadow_stack MUST look at the lower 32 bits of the flags alone
    The flags are an unsigned int in the call; a libc may leave rubbish in the upper half of the register.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, map_shadow_stack(), flags is an
    unsigned int; recordings/shstk

    @shstk.map-high-flag-bits
    Example: Bit 32 of the flags is not looked at
      Given a program with shadow stacks on
      When the program calls map_shadow_stack(0x7_0000_0000, 0x1000, 0x1_0000_0000)
      Then it returns 0x7_0000_0000
      And 0x7_0000_0000 to 0x7_0000_1000 is shadow-stack memory
      And nothing else changes

  @SHSTK-73
  Rule: map_shadow_stack MUST give -EOVERFLOW where rounding the size up wraps to 0
    A size that wraps to 0 would give a small stack to who asked for a large one.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, map_shadow_stack();
    recordings/shstk

    @shstk.map-wraps
    Example: A size of one byte less than 2^64 wraps to 0
      Given a program with shadow stacks on
      When the program calls map_shadow_stack(0x0, 0xffff_ffff_ffff_ffff, 0x0)
      Then it fails with EOVERFLOW
      And nothing else changes

  @SHSTK-200
  Rule: map_shadow_stack MUST give -ENOMEM for a size that is too large and does not wrap
    There is no room for it, now or later.
    Source: https://github.com/torvalds/linux/blob/v6.12/arch/x86/kernel/shstk.c, map_shadow_stack();
    recordings/shstk

    @shstk.map-huge
    Scenario Outline: <case>: map_shadow_stack of size <size> finds no room
      Given a program with shadow stacks on
      When the program calls map_shadow_stack(0x0, <size>, 0x0)
      Then it fails with ENOMEM
      And nothing else changes

      Examples:
        | case          | size                  |
        | last-page     | 0xffff_ffff_ffff_f000 |
        | before-it     | 0xffff_ffff_ffff_efff |
        | half          | 0x8000_0000_0000_0000 |
        | task-size-max | 0x7fff_ffff_f000      |
