@heki @since-seed @until-v2 @needs-guest
Feature: One word on the command line turns Heki on or off
  Heki is on unless somebody says no. The word is read the way the kernel reads all its truth values: by its
  first character, or by the second where the first is an o. What cannot be read changes nothing, and is never
  handed on to init as if it were init's own.

  Rule: On, unless the command line says otherwise

    @heki.on-by-default @HEKI-01 @HEKI-18 @HEKI-08
    Example: A kernel that is told nothing is on
      Given a 6.12 kernel without ORC tables
      When early init runs
      Then Heki logs:
        | level   | line                                                        |
        | warning | heki-guest: Enabled                                         |
        | warning | heki-guest: Configuring GFN 0x1000-0x1fff with [nowrite]    |
        | warning | heki-guest: Configuring GFN 0x2000-0x2b8c with [nowrite]    |
      And the guest kernel has:
        | enabled | yes |

  Rule: The first character decides, after an o the second

    @heki.spellings @HEKI-02 @HEKI-03 @HEKI-05
    Scenario Outline: <case>: heki=<value> turns it <enabled>
      Given a 6.12 kernel with ORC tables
      And the kernel sets its enable flag <before>
      When the kernel parses "heki=<value>"
      Then its int is 1
      And Heki logs nothing
      And the guest kernel has:
        | enabled | <after> |
      And nothing else changes

      Examples: on
        | case          | value | before | enabled | after |
        | y             | y     | off    | on      | yes   |
        | capital-y     | Yes   | off    | on      | yes   |
        | t             | t     | off    | on      | yes   |
        | capital-t     | True  | off    | on      | yes   |
        | one           | 1     | off    | on      | yes   |
        | on            | on    | off    | on      | yes   |
        | capital-on    | ON    | off    | on      | yes   |
        | rest-ignored  | yak   | off    | on      | yes   |
        | one-and-more  | 10    | off    | on      | yes   |

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

    @heki.invalid @HEKI-04 @HEKI-03 @HEKI-05 @HEKI-08
    Scenario Outline: <case>: heki=<value> is invalid and changes nothing
      Given a 6.12 kernel with ORC tables
      And the kernel sets its enable flag <before>
      When the kernel parses "heki=<value>"
      Then its int is 1
      And Heki logs:
        | level   | line                                                    |
        | warning | heki-guest: Invalid option string for heki: '<value>'   |
      And nothing else changes

      Examples: while on
        | case         | value   | before |
        | empty        |         | on     |
        | word         | bogus   | on     |
        | o-alone      | o       | on     |
        | o-and-blank  | o n     | on     |
        | two          | 2       | on     |
        | disable      | disable | on     |

      Examples: while off
        | case         | value   | before |
        | empty-off    |         | off    |
        | word-off     | bogus   | off    |
        | om           | om      | off    |
        | enable       | enable  | off    |
        | minus-one    | -1      | off    |
        | blank-first  | x y     | off    |

  Rule: Of several words the last valid one wins

    @heki.last-valid-wins @HEKI-06
    Example: On after off
      Given a 6.12 kernel with ORC tables
      And the kernel parses "heki=off"
      When the kernel parses "heki=on"
      Then the guest kernel has:
        | enabled | yes |
      And nothing else changes

    @heki.invalid-undoes-nothing @HEKI-06 @HEKI-04
    Example: An invalid word after off leaves it off
      Given a 6.12 kernel with ORC tables
      And the kernel parses "heki=off"
      When the kernel parses "heki=maybe"
      Then the guest kernel has:
        | enabled | no |
      And Heki logs:
        | level   | line                                                 |
        | warning | heki-guest: Invalid option string for heki: 'maybe'  |
      And nothing else changes

  Rule: Nothing in the kernel can change the flag once read-only data is sealed

    @heki.flag-sealed @HEKI-07
    Example: A write to the flag after late init faults
      Given a 6.12 kernel with ORC tables
      And early init runs
      And late init runs
      When the kernel sets its enable flag off
      Then it is refused with #PF
      And the guest kernel has:
        | enabled | yes |
      And nothing else changes

    @heki.flag-sealed-before-late-init @HEKI-07
    Example: A write to the flag between the sealing and late init faults
      Given a 6.12 kernel with ORC tables
      And early init runs
      And the kernel seals its read-only data
      When the kernel sets its enable flag off
      Then it is refused with #PF
      And the guest kernel has:
        | enabled | yes |
      And nothing else changes

    @heki.flag-open-before @HEKI-07
    Example: The same write before the sealing succeeds
      Given a 6.12 kernel with ORC tables
      And early init runs
      When the kernel sets its enable flag off
      Then it succeeds
      And the guest kernel has:
        | enabled | no |
      And nothing else changes
