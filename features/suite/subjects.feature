@suite
Feature: What a subject does decides the verdict
  The small adapter knows one register access, and does wrong what its argument says.

  Background:
    Given a folder with one sound feature

  Scenario Outline: <case>: a subject that is <manner> ends the run with <exit>
    When `hvspec run --subject "$small <manner>"` runs
    Then it exits with <exit>
    And it says "<says>"

    Examples: it does what the model does
      | case  | manner | exit | says                           |
      | right | right  | 0    | small right 1 conforms to the features in features: 1 pass |

    Examples: it does something else
      | case       | manner | exit | says                                           |
      | wrong      | wrong  | 1    | expected 0x0                                   |
      | other      | other  | 1    | EIO                                            |
      | untestable | broken | 1    | for want of cpuid-tables, which it declared    |

    Examples: it breaks
      | case    | manner  | exit | says                                                     |
      | crash   | crash   | 2    | the adapter exited with code 3 instead of answering step |
      | garbage | garbage | 2    | Segmentation fault                                       |
      | twice   | twice   | 2    | answered step with a member that stands twice: result    |
      | bytes   | bytes   | 2    | answered step with bytes that are not UTF-8              |
      | leaving | leaving | 2    | harness: after shutdown the adapter exited with code 7   |

    Examples: it lacks what every subject has
      | case | manner | exit | says                                                                |
      | bare | bare   | 1    | msr-lists, but this is a core operation: every subject has it       |

  Scenario Outline: <case>: a subject that is silent when it should <what> is an error after <limit>
    When `hvspec run --subject "$small <manner>" <limit> 400` runs
    Then it exits with 2
    And it says "400 ms"

    Examples:
      | case | manner | what   | limit           |
      | mute | mute   | start  | --start-timeout |
      | hang | hang   | answer | --step-timeout  |

  Example: A subject that is another one after a break is not gone on with
    Given 2 sound cases
    When `hvspec run --subject "$small renamed"` runs
    Then it exits with 2
    And it says "the adapter, started again after it broke, describes itself differently"
    And it says "2 error"

  Example: A subject that does not start is one error
    When `hvspec run --subject ./no-such-adapter` runs
    Then it exits with 2
    And it says 'harness: the adapter "./no-such-adapter" cannot be started: there is no such program'

  Example: A case of other profiles than the subject's is none of its business
    Given in it the scenario:
      """
      @syndbg.old @SYNDBG-01
      Example: Old
        Given a VM with SynDbg on
        When the host reads CONTROL
        Then it returns 0x0
      """
    And in the file features/syndbg/other.feature "@since-upstream" is "@only-v6"
    And in the file features/syndbg/requirements.yaml "[upstream]" is "[v6, upstream]"
    When `hvspec run --subject "$small right"` runs
    Then it exits with 0
    And it says "not run: other profiles 1"
    And it says "small right 1 conforms to the features in features: 1 pass"
    When `hvspec run --name Old --subject "$small right"` runs
    Then it exits with 3
    And it says "none of 1 cases applies to the subject: they hold in v6"

  Example: Who stands alone is said, and how to see it again
    When `hvspec run --subject "$small wrong"` runs
    Then it exits with 1
    And it says "The scenario and the reference model agree: the subject stands alone."
    And it says "again: npx hvspec run "

  Rule: The doctor names the first thing wrong

    Scenario Outline: <case>: the doctor on a subject that is <manner>
      When `hvspec doctor --subject "$small <manner>"` runs
      Then it exits with 2
      And it says "WRONG "
      And it says "<says>"

      Examples:
        | case    | manner  | says                       |
        | lacking | right   | for want of msr-lists, but |
        | garbage | garbage | came:   Segmentation fault |

    Example: A subject that does not start
      When `hvspec doctor --subject ./no-such-adapter` runs
      Then it exits with 2
      And it says 'the adapter "./no-such-adapter" cannot be started'
