@heki @needs-guest
Feature: One word on the command line turns Heki on or off
  Heki is on unless somebody says no. The word is read the way the kernel reads all its truth values: by its
  first character, or by the second where the first is an o. invalid-words.feature is about what cannot be read.

  @HEKI-01
  Rule: A kernel whose command line does not mention heki= MUST have the feature on
    A protection that has to be asked for is missing where nobody thought of asking.
    Source: https://lore.kernel.org/r/20230505152046.6575-4-mic@digikod.net (v1 3/9), heki_enabled;
    https://lore.kernel.org/r/20231113022326.24388-2-mic@digikod.net (RFC v2 1/19); recordings/heki/guest.ndjson

    @heki.on-by-default @HEKI-08 @HEKI-18 @since-seed @until-v2
    Example: A kernel that is told nothing is on
      Given a 6.12 kernel without ORC tables
      When early init runs
      Then these events follow:
        | level   | line                                                     |
        | warning | heki-guest: Enabled                                      |
        | warning | heki-guest: Configuring GFN 0x1000-0x1fff with [nowrite] |
        | warning | heki-guest: Configuring GFN 0x2000-0x2b8c with [nowrite] |
      And the guest has:
        | enabled | yes |

    @heki.on-by-default-v2 @HEKI-08 @since-v2
    Example: In v2, too, a kernel that is told nothing is on
      Given a 6.12 kernel without ORC tables
      When early init runs
      Then these events follow:
        | level   | line                                                     |
        | warning | heki-guest: Heki is enabled                              |
        | warning | heki-guest: No support for Heki in the active hypervisor |
      And nothing else changes

  @HEKI-02 @since-seed
  Rule: heki= with a true value MUST turn the feature on, with a false value off
    Whoever debugs the kernel needs a way out; whoever inherits a command line needs a way back in.
    Source: https://lore.kernel.org/r/20230505152046.6575-4-mic@digikod.net (v1 3/9), heki_parse_config();
    https://lore.kernel.org/r/20231113022326.24388-2-mic@digikod.net (RFC v2 1/19); recordings/heki/guest.ndjson

    @heki.on-and-off
    Scenario Outline: <case>: after "heki=<before>", "heki=<value>" leaves the feature <state>
      Given a 6.12 kernel with ORC tables
      And the kernel parses "heki=<before>"
      When the kernel parses "heki=<value>"
      Then the guest has:
        | enabled | <enabled> |
      And nothing else changes

      Examples:
        | case     | before | value | state | enabled |
        | turn-off | on     | off   | off   | no      |
        | turn-on  | off    | on    | on    | yes     |
        | keep-off | off    | off   | off   | no      |
        | keep-on  | on     | on    | on    | yes     |

  @HEKI-03 @since-seed
  Rule: The first character of the value MUST decide: y, Y, t, T and 1 are true, n, N, f, F and 0 are false, and any other but o and O is invalid
    The kernel reads all its truth values so: who writes No or 0 elsewhere expects to be understood here, too.
    Source: https://lore.kernel.org/r/20230505152046.6575-4-mic@digikod.net (v1 3/9), heki_parse_config();
    https://lore.kernel.org/r/20231113022326.24388-2-mic@digikod.net (RFC v2 1/19);
    https://github.com/torvalds/linux/blob/v6.3/lib/kstrtox.c, kstrtobool()

    @heki.spellings @HEKI-02 @HEKI-05
    Scenario Outline: <case>: heki=<value> turns the feature <enabled>
      Given a 6.12 kernel with ORC tables
      And the kernel sets its enable flag <before>
      When the kernel parses "heki=<value>"
      Then it returns 1
      And the guest has:
        | enabled | <after> |
      And nothing else changes

      Examples: on
        | case         | value | before | enabled | after |
        | y            | y     | off    | on      | yes   |
        | capital-y    | Yes   | off    | on      | yes   |
        | t            | t     | off    | on      | yes   |
        | capital-t    | True  | off    | on      | yes   |
        | one          | 1     | off    | on      | yes   |
        | on           | on    | off    | on      | yes   |
        | capital-on   | ON    | off    | on      | yes   |
        | rest-ignored | yak   | off    | on      | yes   |
        | one-and-more | 10    | off    | on      | yes   |

      Examples: off
        | case          | value | before | enabled | after |
        | n             | n     | on     | off     | no    |
        | capital-n     | No    | on     | off     | no    |
        | f             | f     | on     | off     | no    |
        | capital-f     | False | on     | off     | no    |
        | zero          | 0     | on     | off     | no    |
        | of            | off   | on     | off     | no    |
        | capital-of    | OFF   | on     | off     | no    |
        | zero-and-more | 01    | on     | off     | no    |

  @HEKI-104 @since-seed
  Rule: After o or O the second character MUST decide: n and N are true, f and F are false, and any other or none is invalid
    On and off begin alike: a reader of one character would take one for the other.
    Source: https://lore.kernel.org/r/20230505152046.6575-4-mic@digikod.net (v1 3/9), heki_parse_config();
    https://lore.kernel.org/r/20231113022326.24388-2-mic@digikod.net (RFC v2 1/19);
    https://github.com/torvalds/linux/blob/v6.3/lib/kstrtox.c, kstrtobool()

    @heki.second-character @HEKI-03
    Scenario Outline: <case>: heki=<value> is read by its second character as <enabled>
      Given a 6.12 kernel with ORC tables
      And the kernel sets its enable flag <before>
      When the kernel parses "heki=<value>"
      Then the guest has:
        | enabled | <after> |
      And nothing else changes

      Examples:
        | case           | value    | before | enabled | after |
        | on-and-more    | online   | off    | on      | yes   |
        | capital-second | oN       | off    | on      | yes   |
        | capital-first  | On       | off    | on      | yes   |
        | of-and-more    | official | on     | off     | no    |
        | mixed-off      | oFF      | on     | off     | no    |

  @HEKI-06 @since-seed
  Rule: Of several heki= the last valid one MUST win, whatever invalid ones come after it
    Boot loaders append: what stands last is what the administrator of this boot has written.
    Source: https://lore.kernel.org/r/20230505152046.6575-4-mic@digikod.net (v1 3/9), heki_parse_config();
    https://lore.kernel.org/r/20231113022326.24388-2-mic@digikod.net (RFC v2 1/19); recordings/heki/guest.ndjson

    @heki.last-valid-wins
    Example: heki=on after heki=off turns the feature on
      Given a 6.12 kernel with ORC tables
      And the kernel parses "heki=off"
      When the kernel parses "heki=on"
      Then the guest has:
        | enabled | yes |
      And nothing else changes

    @heki.invalid-undoes-nothing @HEKI-04 @HEKI-105
    Example: An invalid word after heki=off leaves the feature off
      Given a 6.12 kernel with ORC tables
      And the kernel parses "heki=off"
      When the kernel parses "heki=maybe"
      Then the guest has:
        | enabled | no |
      And these events follow:
        | level   | line                                                |
        | warning | heki-guest: Invalid option string for heki: 'maybe' |
      And nothing else changes

    @heki.any-words @invariant-8
    Example: Any words leave the flag as the last valid one says
      Given a 6.12 kernel with ORC tables
      Then any words leave the flag as the last valid one says, or on
