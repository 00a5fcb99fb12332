@heki @since-v1 @until-v2 @needs-guest @needs-tests
Feature: A kernel with the tests of the series attacks itself
  heki_test= chooses one of four tests. It runs where Heki is off, to show that the attack works, or where both
  locks have succeeded, to show that it does not.

  Background:
    Given a 6.12 kernel without ORC tables
    And the kernel is built with:
      | tests | y |

  Rule: A decimal number, always consumed

    @heki.test-number @HEKI-89
    Scenario Outline: <case>: heki_test=<value> chooses <number>
      When the kernel parses "heki_test=<value>"
      Then its int is 1
      And Heki logs nothing
      And the guest kernel has:
        | test | <number> |
      And nothing else changes

      Examples:
        | case      | value | number |
        | none      | 0     | 0x0    |
        | first     | 1     | 0x1    |
        | last      | 4     | 0x4    |
        | with-plus | +2    | 0x2    |
        | with-zero | 01    | 0x1    |

    @heki.test-invalid @HEKI-89
    Scenario Outline: <case>: heki_test=<value> is called invalid, and leaves <number>
      When the kernel parses "heki_test=<value>"
      Then its int is 1
      And Heki logs:
        | level   | line                                                        |
        | warning | heki-guest: Invalid option string for heki_test: '<value>'  |
      And the guest kernel has:
        | test | <number> |
      And nothing else changes

      @HEKI-103
      Examples: a number
        | case     | value | number |
        | five     | 5     | 0x5    |

      Examples: no number
        | case     | value | number |
        | empty    |       | 0x0    |
        | word     | x     | 0x0    |
        | hex      | 0x1   | 0x0    |
        | minus    | -1    | 0x0    |
        | trailing | 1x    | 0x0    |

  Rule: Where Heki is off, or after full success

    @heki.test-disabled @needs-insight @HEKI-89 @HEKI-37
    Example: It runs where Heki is off
      Given the kernel parses "heki_test=2"
      And the kernel parses "heki=off"
      When late init runs
      Then Heki logs:
        | level   | line                        |
        | warning | heki-guest: Running test #2 |
      And Heki calls:
        | run_test heki_test_write_to_const |
      And nothing else changes

    @heki.test-success @needs-backend @needs-insight @HEKI-89
    Example: It runs after both locks, before the array is released
      Given the kernel parses "heki_test=1"
      And early init runs
      And a backend is plugged that returns 0 and 0
      When late init runs
      Then Heki logs:
        | level   | line                                  |
        | warning | heki-guest: Static sections protected |
        | warning | heki-guest: Control registers locked  |
        | warning | heki-guest: Running test #1           |
      And Heki calls:
        | protect_ranges 0x1000-0x1fff 0x2000-0x2b8c |
        | lock_crs                                   |
        | run_test heki_test_cr_disable_smep         |
        | free_pages_exact ranges 0x1000             |

    @heki.test-not-run @needs-backend @HEKI-89
    Scenario Outline: <case>: with results <protect> and <lock> no test runs
      Given the kernel parses "heki_test=4"
      And early init runs
      And a backend is plugged that returns <protect> and <lock>
      When late init runs
      Then Heki logs:
        | level   | line     |
        | <first> | <line>   |
        | <level> | <second> |

      Examples:
        | case       | protect | lock | first   | line                                  | level | second                               |
        | lock-fails | 0       | -1   | warning | heki-guest: Static sections protected | WARN  | Failed to lock control registers: -1 |

    @heki.test-not-after-protect-failed @needs-backend @HEKI-89
    Example: After a failed protect_ranges no test runs
      Given the kernel parses "heki_test=4"
      And early init runs
      And a backend is plugged that returns -1 and 0
      When late init runs
      Then Heki logs:
        | level | line                                  |
        | WARN  | Failed to protect static sections: -1 |

    @heki.test-above-four @needs-insight @HEKI-89 @HEKI-103
    Example: A number above 4 is stored and runs nothing
      Given the kernel parses "heki_test=5"
      And the kernel parses "heki=off"
      When late init runs
      Then Heki logs nothing
      And Heki calls nothing
      And nothing else changes
