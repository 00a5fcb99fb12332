@heki @needs-guest
Feature: Late init hands the ranges to a hypervisor, or says why not
  At the end of the boot the kernel asks the backend to protect the ranges, then to lock the control registers.
  Whatever comes of it, the boot goes on and the array is released.

  @since-seed @until-v2
  Rule: Without ranges, or disabled, no backend is called

    @heki.late-disabled @needs-insight @HEKI-37
    Example: Disabled, it says nothing
      Given a 6.12 kernel with ORC tables
      And the kernel parses "heki=off"
      And early init runs
      When late init runs
      Then Heki logs nothing
      And Heki calls nothing
      And nothing else changes

    @heki.late-no-ranges @needs-insight @HEKI-38
    Example: Without ranges it blames the architecture, not the hypervisor
      Given a 6.12 kernel with ORC tables
      And early init runs without memory
      When late init runs
      Then Heki logs:
        | level   | line                                                            |
        | warning | heki-guest: Architecture did not initialize static ranges      |
      And Heki calls nothing
      And nothing else changes

    @heki.late-before-early @HEKI-38
    Example: The same where early init never ran
      Given a 6.12 kernel with ORC tables
      When late init runs
      Then Heki logs:
        | level   | line                                                            |
        | warning | heki-guest: Architecture did not initialize static ranges      |
      And nothing else changes

    @heki.late-no-backend @needs-insight @HEKI-39 @HEKI-45 @HEKI-32
    Scenario Outline: <case>: without a backend the <num> ranges are released
      Given a 6.12 kernel <orc>
      And early init runs
      When late init runs
      Then Heki logs:
        | level   | line                              |
        | warning | heki-guest: No hypervisor support |
      And Heki calls:
        | free_pages_exact ranges 0x1000 |
      And the guest kernel has:
        | ranges | null |
        | num    | 0    |
        | live   | 0    |
      And nothing else changes

      Examples:
        | case        | orc                | num |
        | with-orc    | with ORC tables    | 5   |
        | without-orc | without ORC tables | 2   |

    @heki.late-twice @needs-insight @HEKI-47
    Example: A second late init finds nothing left
      Given a 6.12 kernel with ORC tables
      And early init runs
      And late init runs
      When late init runs
      Then Heki logs:
        | level   | line                                                            |
        | warning | heki-guest: Architecture did not initialize static ranges      |
      And Heki calls nothing
      And nothing else changes

  @since-v1 @until-v2
  Rule: With a backend: protect the ranges, then lock the registers, and stop at the first failure

    @heki.late-success @needs-backend @needs-insight @HEKI-23 @HEKI-40 @HEKI-42 @HEKI-44 @HEKI-45 @HEKI-15
    Example: Both succeed
      Given a 6.12 kernel with ORC tables
      And early init runs
      And a backend is plugged that returns 0 and 0
      When late init runs
      Then Heki calls:
        | protect_ranges 0x1000-0x1fff 0x2000-0x2b8c 0x2e8d-0x3044 0x3044-0x32d8 0x32d8-0x3318 |
        | lock_crs                                                                            |
        | free_pages_exact ranges 0x1000                                                      |
      And Heki logs:
        | level   | line                                  |
        | warning | heki-guest: Static sections protected |
        | warning | heki-guest: Control registers locked  |
      And the guest kernel has:
        | ranges | null |
        | num    | 0    |
        | live   | 0    |
      And nothing else changes

    @heki.protect-fails @needs-backend @needs-insight @HEKI-41 @HEKI-45 @HEKI-46 @HEKI-08
    Scenario Outline: <case>: protect_ranges returns <result>
      Given a 6.12 kernel without ORC tables
      And early init runs
      And a backend is plugged that returns <result> and 0
      When late init runs
      Then Heki logs:
        | level | line                                        |
        | WARN  | Failed to protect static sections: <result> |
      And Heki calls:
        | protect_ranges 0x1000-0x1fff 0x2000-0x2b8c |
        | free_pages_exact ranges 0x1000             |
      And it succeeds
      And the guest kernel has:
        | ranges | null |
        | num    | 0    |
        | live   | 0    |
      And nothing else changes

      Examples:
        | case         | result      |
        | minus-one    | -1          |
        | einval       | -22         |
        | plus-one     | 1           |
        | largest      | 2147483647  |
        | smallest     | -2147483648 |

    @heki.lock-fails @needs-backend @needs-insight @HEKI-43 @HEKI-45 @HEKI-46 @HEKI-08
    Scenario Outline: <case>: lock_crs returns <result>
      Given a 6.12 kernel without ORC tables
      And early init runs
      And a backend is plugged that returns 0 and <result>
      When late init runs
      Then Heki logs:
        | level   | line                                       |
        | warning | heki-guest: Static sections protected      |
        | WARN    | Failed to lock control registers: <result> |
      And Heki calls:
        | protect_ranges 0x1000-0x1fff 0x2000-0x2b8c |
        | lock_crs                                   |
        | free_pages_exact ranges 0x1000             |
      And it succeeds
      And the guest kernel has:
        | ranges | null |
        | num    | 0    |
        | live   | 0    |
      And nothing else changes

      Examples:
        | case      | result     |
        | minus-one | -1         |
        | plus-one  | 1          |
        | largest   | 2147483647 |

    @heki.late-disabled-with-backend @needs-backend @needs-insight @HEKI-37
    Example: Disabled, a backend that is there is not called
      Given a 6.12 kernel with ORC tables
      And the kernel parses "heki=off"
      And early init runs
      And a backend is plugged that returns 0 and 0
      When late init runs
      Then Heki logs nothing
      And Heki calls nothing
      And nothing else changes

    @heki.late-no-ranges-with-backend @needs-backend @needs-insight @HEKI-38
    Example: Without ranges, a backend that is there is not called
      Given a 6.12 kernel with ORC tables
      And early init runs without memory
      And a backend is plugged that returns 0 and 0
      When late init runs
      Then Heki logs:
        | level   | line                                                            |
        | warning | heki-guest: Architecture did not initialize static ranges      |
      And Heki calls nothing
      And nothing else changes
