@suite
Feature: Requirements and cases fit together
  A case without a requirement proves nothing, a requirement without a case is not proved, and a tag is a claim that
  the run has to bear out. Each ends the run with 1.

  Background:
    Given a folder with one sound feature

  Rule: Claims that the catalogue does not bear out

    Scenario Outline: <case>
      Given in it the scenario:
        """
        @syndbg.x <tags>
        Example: X
          Given a VM with SynDbg on
          When the host reads CONTROL
          Then it returns 0x0
        """
      And further requirements:
        """
        - id: SYNDBG-02
          text: The values MUST belong to the VM.
          class: seed
          level: SHOULD
          only: [v6]
          source: the patch as posted
        - id: SYNDBG-03
          text: Userspace MAY think about the exit.
          class: seed
          level: MAY
          since: [upstream]
          source: the patch as posted
          excluded: { reason: meaning-only, why: what userspace thinks shows in no operation }
        """
      When `hvspec run` runs
      Then it exits with 1
      And it says '<kind>: '
      And it says '<says>'

      Examples:
        | case           | tags       | kind                       | says                                                                  |
        | no-requirement |            | no-requirement             | syndbg.x is tagged with no requirement                                |
        | unknown        | @SYNDBG-11 | unknown-requirement        | SYNDBG-11 is not in the catalogue of syndbg (perhaps SYNDBG-01?)      |
        | other-profile  | @SYNDBG-02 | requirement-not-in-profile | syndbg.x holds in upstream, and SYNDBG-02 in v6 only                  |
        | excluded       | @SYNDBG-03 | excluded-with-case         | SYNDBG-03 is excluded as meaning-only, and syndbg.x claims to show it |

  Rule: A claim that the run does not bear out

    Example: A case that passes without showing its requirement
      Given in it the scenario:
        """
        @syndbg.x @SYNDBG-05
        Example: X
          Given a VM with SynDbg on
          When the host reads CONTROL
          Then it returns 0x0
        """
      And further requirements:
        """
        - id: SYNDBG-05
          text: A guest write of CONTROL MUST exit.
          class: seed
          level: MUST
          since: [upstream]
          source: the patch as posted
        """
      When `hvspec run` runs
      Then it exits with 1
      And it says "2 pass"
      And it says "not-exercised: syndbg.x [upstream] passed without showing SYNDBG-05"

  Rule: A case holds with every choice that its tags leave open

    Scenario Outline: A case <case> of the choice on which it depends <ends>
      Given further requirements:
        """
        - id: SYNDBG-96
          text: On Linux 6.12 KVM_GET_MSRS on /dev/kvm gave 0.
          class: observed
          level: SEEN
          since: [upstream]
          source: recordings
        """
      And in it the scenario:
        """
        @syndbg.x @SYNDBG-96 <tag>
        Example: X
          Given a VM with SynDbg on
          When userspace on /dev/kvm reads CONTROL
          Then it answers:
            | count | 1 |
        """
      When `hvspec run` runs
      Then it exits with <exit>
      And it says "<says>"

      Examples:
        | case    | ends   | tag                      | exit | says                                   |
        | without | fails  | @only-upstream            | 1    | where the choices are sysfd_get=count0 |
        | with    | passes | @choice-sysfd_get=count1 | 0    | 2 pass                                 |

  Rule: A MUST without a case

    Background:
      Given further requirements:
        """
        - id: SYNDBG-04
          text: A written value MUST be stored as it is.
          class: seed
          level: MUST
          since: [v6]
          until: [review]
          source: the patch as posted
        """

    Example: Features of one's own need not show the whole catalogue
      When `hvspec run` runs
      Then it exits with 0
      And it says "reference model 1 conforms to the features in features: 1 pass"

    Example: The matrix shows it, and fails where it is asked to
      When `hvspec requirements --strict --format markdown` runs
      Then it exits with 1
      And it says "SYNDBG-04 is a MUST, and no case shows it in v6 nor upstream"
      And it says "| SYNDBG-04 | MUST | seed | none |"
      And it says "| SYNDBG-01 | MUST | seed |  |  | 1 |  | Each register MUST be 0 in a new VM. | syndbg.sound |"
      When `hvspec requirements` runs
      Then it exits with 0

  Rule: Without a catalogue of its own a folder is judged by the package's

    Example: A requirement of the package's
      Given the file features/syndbg/requirements.yaml is removed
      When `hvspec run` runs
      Then it exits with 0
      And it says "reference model 1 conforms to the features in features: 1 pass"

  Rule: A catalogue that is not as it must be is an error of its own

    Example: A level that does not exist
      Given further requirements:
        """
        - id: SYNDBG-04
          text: A written value MUST be stored as it is.
          class: seed
          level: MUSST
          since: [upstream]
          source: the patch as posted
        """
      When `hvspec run` runs
      Then it exits with 2
      And it says 'requirements.yaml:10: requirement SYNDBG-04: level is the string "MUSST"'
