@heki @since-seed @until-v2 @needs-guest
Feature: Early init notes which frames hold what must not change
  While init data is still there, the kernel writes down the frames of its text, its read-only data and the
  tables of the ORC unwinder. The table of sections is init data and goes; the converted copy stays for late init.

  Rule: Disabled, it says so and does nothing

    @heki.early-disabled @needs-insight @HEKI-17 @HEKI-08
    Example: heki=off
      Given a 6.12 kernel with ORC tables
      And the kernel parses "heki=off"
      When early init runs
      Then Heki logs:
        | level   | line                 |
        | warning | heki-guest: Disabled |
      And Heki calls nothing
      And nothing else changes

  Rule: Enabled, it says so first and converts the whole table once

    @heki.early-with-orc @needs-insight @HEKI-18 @HEKI-20 @HEKI-21 @HEKI-22 @HEKI-34 @HEKI-88 @HEKI-32
    Example: Five sections with the ORC unwinder, and EXEC for the text alone
      Given a 6.12 kernel with ORC tables
      When early init runs
      Then Heki logs:
        | level   | line                                                     |
        | warning | heki-guest: Enabled                                      |
        | warning | heki-guest: Configuring GFN 0x1000-0x1fff with [nowrite] |
        | warning | heki-guest: Configuring GFN 0x2000-0x2b8c with [nowrite] |
        | warning | heki-guest: Configuring GFN 0x2e8d-0x3044 with [nowrite] |
        | warning | heki-guest: Configuring GFN 0x3044-0x32d8 with [nowrite] |
        | warning | heki-guest: Configuring GFN 0x32d8-0x3318 with [nowrite] |
      And Heki calls:
        | alloc_pages_exact 0x1000 |
      And the guest's ranges are:
        | gfn_start | gfn_end | attributes   |
        | 0x1000    | 0x1fff  | NOWRITE+EXEC |
        | 0x2000    | 0x2b8c  | NOWRITE      |
        | 0x2e8d    | 0x3044  | NOWRITE      |
        | 0x3044    | 0x32d8  | NOWRITE      |
        | 0x32d8    | 0x3318  | NOWRITE      |
      And the guest kernel has:
        | num  | 5 |
        | live | 1 |
      And nothing else changes

    @heki.early-without-orc @needs-insight @HEKI-20 @HEKI-21 @HEKI-22 @HEKI-88
    Example: Two sections without it
      Given a 6.12 kernel without ORC tables
      When early init runs
      Then the guest's ranges are:
        | gfn_start | gfn_end | attributes   |
        | 0x1000    | 0x1fff  | NOWRITE+EXEC |
        | 0x2000    | 0x2b8c  | NOWRITE      |
      And the guest kernel has:
        | num  | 2 |
        | live | 1 |
      And Heki logs:
        | level   | line                                                     |
        | warning | heki-guest: Enabled                                      |
        | warning | heki-guest: Configuring GFN 0x1000-0x1fff with [nowrite] |
        | warning | heki-guest: Configuring GFN 0x2000-0x2b8c with [nowrite] |
      And nothing else changes

  Rule: Without memory the ranges stay NULL, though the count does not

    @heki.early-no-memory @needs-insight @HEKI-33 @HEKI-92
    Scenario Outline: <case>: a table of <num> and no memory
      Given a 6.12 kernel <orc>
      When early init runs without memory
      Then Heki logs:
        | level   | line                |
        | warning | heki-guest: Enabled |
      And Heki calls:
        | alloc_pages_exact 0x1000 |
      And the guest kernel has:
        | ranges | null  |
        | num    | <num> |
      And nothing else changes

      Examples:
        | case        | orc                | num |
        | with-orc    | with ORC tables    | 5   |
        | without-orc | without ORC tables | 2   |

  Rule: It runs once

    @heki.early-twice @needs-insight @HEKI-86
    Example: A second run allocates again and loses the first array
      Given a 6.12 kernel with ORC tables
      And early init runs
      When early init runs
      Then Heki calls:
        | alloc_pages_exact 0x1000 |
      And the guest kernel has:
        | live | 2 |
        | num  | 5 |
