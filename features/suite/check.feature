@suite
Feature: A recording is judged line by line
  What an implementation did is allowed, or not: the first line of a recording that no allowed behaviour explains
  is named, with the requirement.

  Background:
    Given the file good.ndjson:
      """
      {"recording":1,"machine":"syndbg","profile":"upstream","config":{"vms":1,"vcpus":1,"irqchip":false,"trace":false},"source":{"observed":"a test"}}
      {"step":{"op":"get_msrs","fd":"vcpu","vm":0,"vcpu":0,"msrs":["0x400000f1"]},"outcome":{"outcome":"ok","count":1,"values":["0x0"]}}
      """
    And the file bad.ndjson:
      """
      {"recording":1,"machine":"syndbg","profile":"upstream","config":{"vms":1,"vcpus":1,"irqchip":false,"trace":false},"source":{"observed":"a test"}}
      {"step":{"op":"get_msrs","fd":"vcpu","vm":0,"vcpu":0,"msrs":["0x400000f1"]},"outcome":{"outcome":"ok","count":1,"values":["0x1"]}}
      """
    And the file header.ndjson:
      """
      {"recording":1,"machine":"syndbg","profile":"upstream","config":{"vms":1,"vcpus":1,"irqchip":false,"trace":false},"source":{"observed":"a test"}}
      """
    And the file broken.ndjson:
      """
      {"recording":1,
      """

  Scenario Outline: <case>: hvspec check <files>
    When `hvspec check <files>` runs
    Then it exits with <exit>
    And it says '<says>'

    Examples:
      | case        | files                                    | exit | says                                  |
      | allowed     | $folder/good.ndjson                      | 0    | good.ndjson: pass: 1 recording, 1 line: 1 allowed |
      | not-allowed | $folder/bad.ndjson                       | 1    | bad.ndjson:2:                         |
      | difference  | $folder/bad.ndjson                       | 1    | expected 0x0, got 0x1 (bit 0 differs) |
      | no-lines    | $folder/header.ndjson                    | 3    | header.ndjson: nothing executed       |
      | no-json     | $folder/broken.ndjson                    | 2    | broken.ndjson                         |
      | several     | $folder/bad.ndjson $folder/good.ndjson   | 1    | good.ndjson: pass                     |
      | worst       | $folder/bad.ndjson $folder/broken.ndjson | 2    | bad.ndjson:2:                         |
      | as-json     | --format json $folder/bad.ndjson         | 1    | "verdict":"fail"                      |
      | profile     | --profile v6 $folder/good.ndjson         | 0    | good.ndjson: pass                     |
