@heki @since-v1 @until-v2 @needs-guest @needs-tests
Feature: A kernel with the tests of the series attacks itself
  heki_test= chooses one of four tests: 1 clears SMEP, 2 writes to a constant, 3 to what is read-only after init,
  4 executes data. It runs where Heki is off, to show that the attack works, or where both locks have succeeded, to
  show that it does not.

  Background:
    Given a 6.12 kernel without ORC tables
    And the kernel comes with:
      | HEKI_TEST | y |

  @HEKI-117
  Rule: heki_test= with 1 to 4 MUST choose that test, with 0 none, and with anything else be logged as invalid
    A typing error must leave a kernel under test as it is, and say so.
    Source: https://lore.kernel.org/r/20230505152046.6575-10-mic@digikod.net (v1 9/9), parse_heki_test_config();
    recordings/heki/guest.ndjson

    @heki.test-number @HEKI-118
    Scenario Outline: <case>: heki_test=<value> chooses test <number>
      When the kernel parses "heki_test=<value>"
      Then it returns 1
      And the guest has:
        | test | <number> |
      And nothing else changes

      Examples:
        | case      | value | number |
        | none      | 0     | 0x0    |
        | first     | 1     | 0x1    |
        | last      | 4     | 0x4    |
        | with-plus | +2    | 0x2    |
        | with-zero | 01    | 0x1    |

    @heki.test-invalid @HEKI-118
    Scenario Outline: <case>: heki_test=<value> is called invalid, and chooses no test
      When the kernel parses "heki_test=<value>"
      Then it returns 1
      And these events follow:
        | level   | line                                                       |
        | warning | heki-guest: Invalid option string for heki_test: '<value>' |
      And the guest has:
        | test | 0x0 |
      And nothing else changes

      Examples:
        | case      | value                |
        | empty     |                      |
        | word      | x                    |
        | hex       | 0x1                  |
        | minus     | -1                   |
        | trailing  | 1x                   |
        | too-large | 18446744073709551617 |

  @HEKI-118
  Rule: The handler of heki_test= MUST return 1 for valid and for invalid values
    What the handler does not claim goes to init as an argument or into its environment.
    Source: https://lore.kernel.org/r/20230505152046.6575-10-mic@digikod.net (v1 9/9), parse_heki_test_config();
    recordings/heki/guest.ndjson

    @heki.test-consumed
    Scenario Outline: <case>: the handler of heki_test=<value> returns 1
      When the kernel parses "heki_test=<value>"
      Then it returns 1

      Examples:
        | case    | value |
        | valid   | 3     |
        | invalid | three |

  @HEKI-89
  Rule: The chosen test MUST run where the feature is off or both locks succeeded, and nowhere else
    A test that runs in a half-protected kernel proves nothing, and may hang it.
    Source: https://lore.kernel.org/r/20230505152046.6575-10-mic@digikod.net (v1 9/9), heki_late_init() and
    heki_run_test(); recordings/heki/late-init.ndjson

    @heki.test-disabled @needs-insight @HEKI-37
    Scenario Outline: <case>: Test <number> runs where Heki is off
      Given the kernel parses "heki_test=<number>"
      And the kernel parses "heki=off"
      When late init runs
      Then these events follow:
        | level   | line                               |
        | warning | heki-guest: Running test #<number> |
      And Heki calls:
        | run_test <test> |
      And nothing else changes

      Examples:
        | case          | number | test                             |
        | smep          | 1      | heki_test_cr_disable_smep        |
        | const         | 2      | heki_test_write_to_const         |
        | ro-after-init | 3      | heki_test_write_to_ro_after_init |
        | exec          | 4      | heki_test_exec                   |

    @heki.test-none @needs-insight @HEKI-37
    Example: With Heki off heki_test=0 runs nothing
      Given the kernel parses "heki_test=0"
      And the kernel parses "heki=off"
      When late init runs
      Then Heki calls:
        | nothing |
      And nothing else changes

    @heki.test-none-chosen @needs-insight @HEKI-37
    Example: With Heki off and no test chosen nothing runs
      Given the kernel parses "heki=off"
      When late init runs
      Then Heki calls:
        | nothing |
      And nothing else changes

    @heki.test-success @needs-backend @needs-insight
    Example: Test 1 runs after both locks, before the array is released
      Given the kernel parses "heki_test=1"
      And early init runs
      And a backend is plugged that returns 0 and 0
      When late init runs
      Then these events follow:
        | level   | line                                  |
        | warning | heki-guest: Static sections protected |
        | warning | heki-guest: Control registers locked  |
        | warning | heki-guest: Running test #1           |
      And Heki calls:
        | protect_ranges 0x1000-0x1fff 0x2000-0x2b8c |
        | lock_crs                                   |
        | run_test heki_test_cr_disable_smep         |
        | free_pages_exact ranges 0x1000             |
      And the guest has:
        | ranges           | null |
        | count            | 0    |
        | arrays allocated | 0    |
      And nothing else changes

    @heki.test-not-run @needs-backend @needs-insight
    Example: After a failed lock_crs test 4 does not run
      Given the kernel parses "heki_test=4"
      And early init runs
      And a backend is plugged that returns 0 and -1
      When late init runs
      Then these events follow:
        | level   | line                                  |
        | warning | heki-guest: Static sections protected |
        | WARN    | Failed to lock control registers: -1  |
      And the guest has:
        | ranges           | null |
        | count            | 0    |
        | arrays allocated | 0    |
      And nothing else changes

    @heki.test-not-after-protect-failed @needs-backend @needs-insight
    Example: After a failed protect_ranges test 4 does not run
      Given the kernel parses "heki_test=4"
      And early init runs
      And a backend is plugged that returns -1 and 0
      When late init runs
      Then these events follow:
        | level | line                                  |
        | WARN  | Failed to protect static sections: -1 |
      And the guest has:
        | ranges           | null |
        | count            | 0    |
        | arrays allocated | 0    |
      And nothing else changes

  @HEKI-103
  Rule: In v1 a number above 4 was stored as the chosen test all the same, and ran nothing
    The number is called invalid and kept: harmless, since no test has it.
    Source: recordings/heki/guest.ndjson; https://lore.kernel.org/r/20230505152046.6575-10-mic@digikod.net (v1
    9/9), parse_heki_test_config()

    @heki.test-five @HEKI-117 @HEKI-118
    Scenario Outline: <case>: heki_test=<value> is called invalid, and stored
      When the kernel parses "heki_test=<value>"
      Then it returns 1
      And these events follow:
        | level   | line                                                       |
        | warning | heki-guest: Invalid option string for heki_test: '<value>' |
      And the guest has:
        | test | <test> |
      And nothing else changes

      Examples:
        | case    | value                | test               |
        | five    | 5                    | 0x5                |
        | largest | 18446744073709551615 | 0xffffffffffffffff |

    @heki.test-above-four @needs-insight @HEKI-89
    Example: Test 5, which was stored, runs nothing
      Given the kernel parses "heki_test=5"
      And the kernel parses "heki=off"
      When late init runs
      Then Heki calls:
        | nothing |
      And nothing else changes
