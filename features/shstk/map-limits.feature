@shstk @since-upstream @needs-map-at-address
Feature: Shadow-stack memory is memory like any other to the limits
  A program cannot get around its limits by way of shadow stacks; but the limit of the normal stack, which sizes
  what ENABLE makes, has no say in what the program maps itself.

  Rule: It counts against the limits of memory, not against that of the stack

    @shstk.map-limit @SHSTK-78
    Scenario Outline: <case>: with <limit> of <value> a mapping of <size> is refused
      Given a program with shadow stacks off
      And the program has called setrlimit(<limit>, <value>)
      When the program calls map_shadow_stack(0x0, <size>, 0x0)
      Then it fails with ENOMEM
      And nothing else changes

      Examples:
        | case | limit       | value      | size       |
        | as   | RLIMIT_AS   | 0x400_0000 | 0x800_0000 |
        | page | RLIMIT_AS   | 0x2_1000   | 0x2000     |
        | data | RLIMIT_DATA | 0x0        | 0x1000     |

    @shstk.map-within-limit @SHSTK-78
    Scenario Outline: <case>: the neighbour, with <limit> of <value> and a page to map
      Given a program with shadow stacks off
      And the program has called setrlimit(<limit>, <value>)
      When the program calls map_shadow_stack(0x7_0000_0000, 0x1000, 0x0)
      Then it returns 0x7_0000_0000

      Examples:
        | case  | limit        | value      |
        | as    | RLIMIT_AS    | 0x2_1000   |
        | data  | RLIMIT_DATA  | 0x1_1000   |
        | stack | RLIMIT_STACK | 0x0        |
