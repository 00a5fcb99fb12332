@suite
Feature: A run that executes nothing is not green
  Cucumber by itself calls an empty run a success. Here it has an exit code of its own, 3, and says what was empty.

  Background:
    Given a folder with one sound feature

  Example: The sound feature alone is green
    When `hvspec run` runs
    Then it exits with 0
    And it says "1 pass"

  Rule: Nothing was selected

    Example: A tag that no scenario has, with the one that was meant
      When `hvspec run --tags @syndbg.sund` runs
      Then it exits with 3
      And it says "nothing to run: no scenario has the tag @syndbg.sund (perhaps @syndbg.sound?)"

    Example: A tag without its @
      When `hvspec run --tags 'syndbg.sound and not @syndbg'` runs
      Then it exits with 3
      And it says "nothing to run: no scenario has the tag syndbg.sound (perhaps @syndbg.sound?)"

    Example: A row of Examples by the name that its case has in the reports
      Given 2 sound cases
      When `hvspec run --tags @syndbg.sound:case-1` runs
      Then it exits with 3
      And it says "nothing to run: syndbg.sound:case-1 is a row of Examples, which have no tags of their own: give "
      And it says "sound.feature:13 instead"

    Scenario Outline: <case>: hvspec run <options>
      When `hvspec run <options>` runs
      Then it exits with 3
      And it says "nothing to run: no scenario matches <what>"

      Examples:
        | case           | options                                    | what                   |
        | name           | --name nobody                              | the name /nobody/      |
        | profile        | --profile v6                               | profile v6             |
        | tag-expression | --tags '@syndbg and not @since-upstream'         | the tags @syndbg and n |
        | other-line     | $folder/features/syndbg/sound.feature:3    | the place              |

    Example: A path that leads nowhere
      When `hvspec run $folder/features/*/no.feature` runs
      Then it exits with 3
      And it says "/no.feature: there is no such feature file or folder"

    Example: A shard with nothing to deal out to it
      When `hvspec run --shard 2/2` runs
      Then it exits with 3
      And it says "shard 2/2 is empty: there is 1 case to deal out"

    Example: A machine that the subject does not offer in that profile
      When `hvspec run --profile v6 --subject "$small right"` runs
      Then it exits with 3
      And it says "small right does not offer v6: it offers syndbg/upstream"

  Rule: Something selected was empty, though the rest passed

    Example: A feature without scenarios
      Given beside it the feature:
        """
        @syndbg
        Feature: Empty
        """
      When `hvspec run` runs
      Then it exits with 3
      And it says "1 pass"
      And it says "other.feature: there is no scenario in it"
      When `hvspec run --shard 1/1` runs
      Then it exits with 3

    Example: A scenario without steps
      Given in it the scenario:
        """
        @syndbg.empty @SYNDBG-01
        Example: X
        """
      When `hvspec run --name X` runs
      Then it exits with 3
      And it says "has no steps, so nothing is checked"

    Example: A scenario without a Then, whatever was selected
      Given in it the scenario:
        """
        @syndbg.silent @SYNDBG-01
        Example: X
          Given a VM with SynDbg on
          When the host reads CONTROL
        """
      When `hvspec run --tags @syndbg.sound` runs
      Then it exits with 2
      And it says "has no Then: it says nothing that could be wrong"

    Example: An outline with a header and no rows
      Given in it the scenario:
        """
        @syndbg.empty @SYNDBG-01
        Scenario Outline: X
          When the host reads {register}
          Then it returns 0x0

          Examples:
            | case | register |
        """
      When `hvspec run` runs
      Then it exits with 3
      And it says "1 pass"
      And it says "is an outline without a row in its Examples"

    Example: An outline without Examples
      Given in it the scenario:
        """
        @syndbg.empty @SYNDBG-01
        Scenario Outline: X
          Given a VM with SynDbg on
          When the host reads CONTROL
          Then it returns 0x0
        """
      When `hvspec run` runs
      Then it exits with 3
      And it says "2 pass"
      And it says "is an outline without a row in its Examples"

    Example: What is empty but was not selected does not count
      Given in it the scenario:
        """
        @syndbg.empty @SYNDBG-01
        Example: X
        """
      When `hvspec run --tags @syndbg.sound` runs
      Then it exits with 0

  Rule: Nothing applies to the subject

    Example: A subject that lacks what the only case needs
      Given in it the scenario:
        """
        @syndbg.needy @SYNDBG-01 @needs-supported-cpuid
        Example: X
          Given a VM with SynDbg on
          When the host reads CONTROL
          Then it returns 0x0
        """
      When `hvspec run --name X --subject "$small right"` runs
      Then it exits with 3
      And it says "none of 1 cases applies to the subject: needs supported-cpuid"
