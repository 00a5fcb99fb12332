@suite
Feature: Shards deal out every case once, and two runs give the same bytes

  Background:
    Given a folder with one sound feature

  Example: Three shards of seven cases are all cases, each once
    Given 7 sound cases
    When `hvspec run --shard 1/3 --out $folder/one` runs
    And `hvspec run --shard 2/3 --out $folder/two` runs
    And `hvspec run --shard 3/3 --out $folder/three` runs
    And `hvspec run --out $folder/all` runs
    Then the cases in one, two and three are those in all, each once

  Example: The report of a part is no report of the whole
    Given 7 sound cases
    When `hvspec run --shard 1/3` runs
    Then it exits with 0
    And it says "only a part of the suite was asked for: --shard 1/3"
    And it says "reference model 1 conforms to the features in features, as far as 3 of 7 cases of upstream go: 3 pass"

  Example: The report of a run does not depend on when it ran
    When `hvspec run --subject "$small wrong" --out $folder/first` runs
    And `hvspec run --subject "$small wrong" --out $folder/second` runs
    Then the files first/conformance.json and second/conformance.json are equal to the byte
