@suite
Feature: A claim says what reports show, and no more
  Others can check it without a network, and without the subject: from the reports it is worked out anew.

  Background:
    Given a folder with one sound feature
    And 7 sound cases
    And the file adapter:
      """
      what was tested
      """
    And `hvspec run --subject "$small" --out $folder/all` has run

  Example: What it was made of verifies it, under any name and in any order
    When `hvspec claim $folder/all/conformance.json --about $folder/adapter --out $folder/claim.json` runs
    Then it exits with 0
    And it says "small right 1 conforms to the features in features (syndbg upstream)"
    When `hvspec verify $folder/claim.json $folder/adapter $folder/all/conformance.json` runs
    Then it exits with 0
    And it says "verified, but by whom it was made is not known"

  Example: Shards of one run are a whole, and one of them is not
    Given `hvspec run --subject "$small" --shard 1/2 --out $folder/one` runs
    And `hvspec run --subject "$small" --shard 2/2 --out $folder/two` runs
    When `hvspec claim $folder/one/conformance.json $folder/two/conformance.json --about $folder/adapter --out $folder/claim.json` runs
    And `hvspec verify $folder/claim.json $folder/one/conformance.json $folder/two/conformance.json $folder/adapter` runs
    Then it exits with 0
    When `hvspec claim $folder/one/conformance.json --about $folder/adapter --out $folder/claim.json` runs
    Then it exits with 0
    And it says "less than the whole: 3 of 7 cases of syndbg upstream did not run"
    When `hvspec verify $folder/claim.json $folder/one/conformance.json $folder/adapter` runs
    Then it exits with 1
    And it says "refused: less than the whole: "
    When `hvspec verify $folder/claim.json $folder/one/conformance.json $folder/adapter --partial` runs
    Then it exits with 0
    And it says "as far as 4 of 7 cases of upstream go"

  Scenario Outline: <case> is refused
    When `hvspec claim $folder/all/conformance.json --about $folder/adapter --out $folder/claim.json` runs
    And in the file <file> "<from>" is "<to>"
    And `hvspec verify $folder/claim.json $folder/all/conformance.json $folder/adapter` runs
    Then it exits with 1
    And it says "<says>"

    Examples:
      | case             | file                 | from        | to         | says                                        |
      | another-program  | adapter              | was tested  | is shipped | adapter (sha256 18f2ff50fed501d8d96c648ab862a6f742b75366e53c7bb8517d4d30c818eec5) is none of the claim's files |
      | another-report   | all/conformance.json | upstream    | review     | is none of the claim's files: conformance.json |
      | another-result   | claim.json           | WARNED      | PASSED     | the reports do not say what the claim says  |
      | another-subject  | claim.json           | small right | linux      | the reports do not say what the claim says  |
      | no-such-version  | claim.json           | result/v0.1 | result/v9  | no claim that this hvspec knows             |

  Example: Other features than those it was made with
    When `hvspec claim $folder/all/conformance.json --about $folder/adapter --out $folder/claim.json` runs
    And in the file features/syndbg/requirements.yaml "MUST be 0 in" is "MUST be 0 within"
    And `hvspec verify $folder/claim.json $folder/all/conformance.json $folder/adapter` runs
    Then it exits with 1
    And it says "the claim was made with other features"

  Example: A run that fails is none to claim
    Given `hvspec run --subject "$small wrong" --out $folder/wrong` runs
    When `hvspec claim $folder/wrong/conformance.json --about $folder/adapter` runs
    Then it exits with 1
    And it says "refused: conformance.json is of a run that ended with 1: does not conform"

  Example: Who wants a signature gets none for one
    When `hvspec claim $folder/all/conformance.json --about $folder/adapter --out $folder/claim.json` runs
    And `hvspec verify $folder/claim.json $folder/all/conformance.json $folder/adapter --key RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3` runs
    Then it exits with 1
    And it says "refused: no signature "

  Scenario Outline: <case>: hvspec <line>
    When `hvspec <line>` runs
    Then it exits with 2
    And it says '<says>'

    Examples: what makes no sense
      | case        | line                                                                              | says                                   |
      | about       | claim $folder/all/conformance.json                                                | required option                        |
      | folder      | claim $folder/all/conformance.json --about $folder                                | no regular file: a claim is about files |
      | no-report   | claim $folder/adapter --about $folder/adapter                                     | is no JSON                             |
      | same-names  | claim $folder/all/conformance.json --about $folder/adapter --about $folder/adapter | two of the files are called adapter    |
      | no-claim    | verify $folder/none $folder/adapter                                               | cannot be read (ENOENT)                |
      | no-key      | verify $folder/adapter $folder/adapter --signature x                              | give --key                             |
      | wrong-key   | verify $folder/adapter $folder/adapter --key $folder/adapter                      | this is no public key of minisign      |
