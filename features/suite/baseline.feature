@suite
Feature: Known failures may fail in the same way, and in no other
  A baseline lists them, each with its signature, a reason, an issue and a last day. An entry that is not needed any
  more fails the run, so that the list can only shrink.

  Background:
    Given a folder with one sound feature
    And `hvspec run --subject "$small wrong"` has run
    And the file known.yaml with the signature that it printed:
      """
      - case: syndbg.sound
        profile: upstream
        signature: '$signature'
        reason: the register is not cleared yet
        issue: https://example.org/7
        expires: 2999-12-31
      """

  Example: A listed failure does not fail the run, and is not passed over
    Given in it the scenario:
      """
      @syndbg.x @SYNDBG-01
      Example: X
        Given a VM with SynDbg on
        When the host reads STATUS
        Then it returns 0x0
      """
    When `hvspec run --subject "$small wrong" --baseline $folder/known.yaml` runs
    Then it exits with 0
    And it says "small wrong 1 conforms to the features in features but for 1 known failure: 1 pass, 1 expected-fail"

  Example: Listed failures alone show nothing
    When `hvspec run --subject "$small wrong" --baseline $folder/known.yaml` runs
    Then it exits with 3
    And it says "shows nothing: no case passed: 1 expected-fail"

  Example: Another failure of the same case does
    When `hvspec run --subject "$small other" --baseline $folder/known.yaml` runs
    Then it exits with 1
    And it says "other-failure: the baseline lists syndbg.sound [upstream] with signature"

  Example: A listed failure that is mended fails the run until the entry is gone
    When `hvspec run --subject "$small right" --baseline $folder/known.yaml` runs
    Then it exits with 1
    And it says "1 unexpected-pass"

  Scenario Outline: <case>
    Given in the file known.yaml "<from>" is "<to>"
    When `hvspec run --subject "$small wrong" --baseline $folder/known.yaml` runs
    Then it exits with <exit>
    And it says "<says>"

    Examples: entries that hold no more
      | case         | from         | to           | exit | says                                                                                      |
      | stale        | syndbg.sound | syndbg.sund  | 1    | stale-baseline: the baseline lists syndbg.sund [upstream], and there is no such case      |
      | not-in-it    | upstream     | review       | 1    | stale-baseline: the baseline lists syndbg.sound [review], and that case holds in upstream |
      | expired      | 2999-12-31   | 2020-01-31   | 1    | expired-baseline: the baseline lists syndbg.sound [upstream] until 2020-01-31             |

    Examples: files that are not as they must be
      | case         | from         | to           | exit | says                                                 |
      | no-such-day  | 2999-12-31   | 2999-02-30   | 2    | known.yaml:1: expires is 2999-02-30, which is no day |
      | misspelt     | reason       | reasn        | 2    | known.yaml:1: entry 1:                               |

  Example: An entry of a case that did not run is left alone
    Given in it the scenario:
      """
      @syndbg.x @SYNDBG-01
      Example: X
        Given a VM with SynDbg on
        When the host reads STATUS
        Then it returns 0x0
      """
    When `hvspec run --name X --subject "$small right" --baseline $folder/known.yaml` runs
    Then it exits with 0

  Example: A baseline that is not there is an error
    When `hvspec run --baseline $folder/unknown.yaml` runs
    Then it exits with 2
    And it says "unknown.yaml: the file cannot be read (ENOENT)"
