@heki @since-seed @needs-guest
Feature: A word that cannot be read changes nothing, and is said to be invalid
  Whatever stands after heki=, the kernel boots on with the feature as it was. The line in its log is for whoever
  wonders why.

  @HEKI-04
  Rule: An invalid value MUST leave the feature as it was
    A typing error would otherwise turn a protection off, or on where somebody had turned it off.
    Source: https://lore.kernel.org/r/20230505152046.6575-4-mic@digikod.net (v1 3/9), heki_parse_config();
    https://lore.kernel.org/r/20231113022326.24388-2-mic@digikod.net (RFC v2 1/19); recordings/heki/guest.ndjson

    @heki.invalid @HEKI-03 @HEKI-05 @HEKI-08 @HEKI-105
    Scenario Outline: <case>: heki=<value> is invalid and changes nothing
      Given a 6.12 kernel with ORC tables
      And the kernel sets its enable flag <before>
      When the kernel parses "heki=<value>"
      Then it returns 1
      And these events follow:
        | level   | line                                                  |
        | warning | heki-guest: Invalid option string for heki: '<value>' |
      And nothing else changes

      Examples: while on
        | case        | value   | before |
        | empty       |         | on     |
        | word        | bogus   | on     |
        | o-alone     | o       | on     |
        | o-and-blank | o n     | on     |
        | two         | 2       | on     |
        | disable     | disable | on     |

      Examples: while off
        | case        | value  | before |
        | empty-off   |        | off    |
        | word-off    | bogus  | off    |
        | om          | om     | off    |
        | enable      | enable | off    |
        | minus-one   | -1     | off    |
        | blank-first | x y    | off    |

    @heki.any-word @invariant-7 @HEKI-02 @HEKI-03 @HEKI-05 @HEKI-104 @HEKI-105
    Example: Any word changes the flag only where it is valid, and is always consumed
      Given a 6.12 kernel with ORC tables
      Then any word changes the flag only where it is valid, and is always consumed

  @HEKI-105
  Rule: An invalid value MUST be logged as Invalid option string for heki: with the raw value in single quotes
    The line is all that tells an administrator that the word did nothing.
    Source: https://lore.kernel.org/r/20230505152046.6575-4-mic@digikod.net (v1 3/9), heki_parse_config();
    https://lore.kernel.org/r/20231113022326.24388-2-mic@digikod.net (RFC v2 1/19); recordings/heki/guest.ndjson

    @heki.invalid-quoted
    Scenario Outline: <case>: heki=<value> is quoted in the log as it came
      Given a 6.12 kernel with ORC tables
      When the kernel parses "heki=<value>"
      Then these events follow:
        | level   | line                                                  |
        | warning | heki-guest: Invalid option string for heki: '<value>' |
      And nothing else changes

      Examples:
        | case          | value                       |
        | with-quotes   | 'on'                        |
        | capitals-kept | Maybe                       |
        | blanks-kept   | a b  c                      |
        | not-shortened | disabled-for-the-time-being |

  @HEKI-05
  Rule: The handler of heki= MUST return 1 for valid and for invalid values
    What the handler does not claim goes to init as an argument or into its environment.
    Source: https://lore.kernel.org/r/20230505152046.6575-4-mic@digikod.net (v1 3/9), heki_parse_config();
    https://lore.kernel.org/r/20231113022326.24388-2-mic@digikod.net (RFC v2 1/19); recordings/heki/guest.ndjson

    @heki.word-consumed
    Scenario Outline: <case>: the handler of heki=<value> returns 1
      Given a 6.12 kernel with ORC tables
      When the kernel parses "heki=<value>"
      Then it returns 1
      And the guest has:
        | enabled | <enabled> |

      Examples:
        | case    | value | enabled |
        | valid   | off   | no      |
        | invalid | maybe | yes     |
