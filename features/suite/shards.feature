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

  Example: Merged shards are the run without shards, also where some of them are empty
    Given 3 sound cases
    When `hvspec run --shard 1/4 --out $folder/one` runs
    And `hvspec run --shard 2/4 --out $folder/two` runs
    And `hvspec run --shard 3/4 --out $folder/three` runs
    And `hvspec run --shard 4/4 --out $folder/four` runs
    Then it exits with 3
    When `hvspec merge --features $folder/features $folder/merged $folder/four/conformance.json $folder/one/conformance.json $folder/two/conformance.json $folder/three/conformance.json` runs
    Then it exits with 0
    And it says "reference model 1 conforms to the features in features: 3 pass"
    When `hvspec run --out $folder/all` runs
    Then the files all/conformance.json and merged/conformance.json are equal to the byte
    And the files all/junit.xml and merged/junit.xml are equal to the byte
    And the files all/report.html and merged/report.html are equal to the byte

  Example: A failure in one shard is one of the whole
    When `hvspec run --subject "$small wrong" --shard 1/1 --out $folder/one` runs
    And `hvspec merge --features $folder/features $folder/merged $folder/one/conformance.json --subject ./mine` runs
    Then it exits with 1
    And it says "again: npx hvspec run"
    And it says "--subject ./mine"

  Example: What lacks a shard is not merged, and nothing is written
    Given 7 sound cases
    When `hvspec run --shard 1/2 --out $folder/one` runs
    And `hvspec merge --features $folder/features $folder/merged $folder/one/conformance.json` runs
    Then it exits with 2
    And it says "shard 2/2 is missing: run `hvspec run --shard 2/2` with the options of the others"
    And there is no file merged/conformance.json

  Example: Messages are of one process
    When `hvspec run --shard 1/1 --out $folder/one` runs
    And `hvspec merge --features $folder/features --format messages $folder/merged $folder/one/conformance.json` runs
    Then it exits with 2
    And it says "messages are of one process"
