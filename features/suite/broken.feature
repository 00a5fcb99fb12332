@suite
Feature: Features that are broken make the run an error
  A misspelt tag, an unused column or a step that nobody defined would drop a check in silence. Each ends the run
  with 2, whatever else passed.

  Background:
    Given a folder with one sound feature

  Rule: Text that is not read as its author meant it

    Example: A file that is no Gherkin
      Given beside it the feature:
        """
        @syndbg
        Feature: Broken
          Example: X
            Given a VM with SynDbg on
            Wen the host reads CONTROL
        """
      When `hvspec run` runs
      Then it exits with 2
      And it says "parse-error: other.feature:5: "

    Example: A step above the first one is a description
      Given in it the scenario:
        """
        @syndbg.swallowed @SYNDBG-01
        Example: X
          when the host writes 0x1 to CONTROL
          Given a VM with SynDbg on
          When the host reads CONTROL
          Then it returns 0x0
        """
      When `hvspec run` runs
      Then it exits with 2
      And it says 'swallowed-step: '
      And it says '"when the host writes 0x1 to CONTROL" is read as the description of the Example'

    Scenario Outline: A step with <case>
      Given in it the scenario:
        """
        @syndbg.step @SYNDBG-01
        Example: X
          Given a VM with SynDbg on
          When <step>
          Then it returns 0x0
        """
      When `hvspec run` runs
      Then it exits with 2
      And it says '<kind>: '
      And it says '<step>'
      And it says '1 pass'

      Examples:
        | case           | step                     | kind           |
        | no-definition | the host looks at CONTROL | undefined-step |

  Rule: Tags

    Scenario Outline: <case>: <tags>
      Given in it the scenario:
        """
        <tags>
        Example: X
          Given a VM with SynDbg on
          When the host reads CONTROL
          Then it returns 0x0
        """
      When `hvspec run` runs
      Then it exits with 2
      And it says '<says>'

      Examples:
        | case               | tags                                                 | says                                                        |
        | unknown-tag        | @syndbg.x @SYNDBG-01 @since-upsteam                        | @since-upsteam means nothing here (perhaps @since-upstream?)            |
        | unknown-capability | @syndbg.x @SYNDBG-01 @needs-emulater                 | syndbg has no capability "emulater" (perhaps emulator?)     |
        | foreign-capability | @syndbg.x @SYNDBG-01 @only-v6 @needs-emulator             | profile v6 has no capability "emulator"                     |
        | unknown-choice     | @syndbg.x @SYNDBG-01 @choice-sysfd_got=count1        | has no choice "sysfd_got" (perhaps sysfd_get?)              |
        | unknown-value      | @syndbg.x @SYNDBG-01 @choice-sysfd_get=count2        | choice sysfd_get cannot be "count2" (perhaps count1?)       |
        | no-id              | @SYNDBG-01                                           | the case has no id                                          |
        | two-ids            | @syndbg.x @syndbg.y @SYNDBG-01                       | the case has 2 ids (@syndbg.x @syndbg.y)                    |
        | no-such-id         | @syndbg.X_y @SYNDBG-01                               | @syndbg.X_y is no id                                        |
        | duplicate-id       | @syndbg.sound @SYNDBG-01                             | the id syndbg.sound is taken by                             |
        | foreign-prefix     | @syndbg.x @SYNDBG-01 @NV-01                          | @NV-01 means nothing here                                   |

    Example: No machine
      Given beside it the feature:
        """
        @syndgb
        Feature: Other

          @syndbg.x @SYNDBG-01
          Example: X
            Given a VM with SynDbg on
        """
      When `hvspec run` runs
      Then it exits with 2
      And it says 'no tag names a machine (perhaps @syndbg?)'

    Example: A tag on the command line that no scenario has, though others match
      When `hvspec run --tags 'not @slow'` runs
      Then it exits with 2
      And it says '--tags: no scenario has the tag @slow'

  Rule: Examples

    Scenario Outline: A table with <case>
      Given in it the scenario:
        """
        @syndbg.rows @SYNDBG-01
        Scenario Outline: X
          Given a VM with SynDbg on
          When the host reads {register}
          Then it returns 0x0

          Examples:
            | <first> | <second> |
            | <value> | CONTROL  |
        """
      When `hvspec run` runs
      Then it exits with 2
      And it says '<says>'

      Examples:
        | case           | first | second   | value  | says                                                   |
        | first-column   | name  | register | plain  | the first column is "name": it must be "case"          |
        | no-name        | case  | register | Not so | the case is "Not so": write lower-case words           |
        | unused-column  | case  | other    | plain  | no step uses the column "other"                        |
        | unknown-column | case  | other    | plain  | register>, and its Examples have case, other     |
