@suite
Feature: Random sequences find where a subject and the reference disagree, and the shortest is kept
  What is kept can be run again, on the subject and on the reference.

  Example: A disagreement is told as a scenario, replayed, and remembered where the campaign goes on
    When `hvspec fuzz -m syndbg --subject "$variant host-exits" --steps 20000 --out $folder/found` runs
    Then it exits with 1
    And it says "DISAGREEMENT syndbg/upstream breaks SYNDBG-"
    And it says "Example: the shortest way to see it"
    And it says "1 requirement broken (seed 20260921)"
    And it says ": 3 operations, of "
    When `hvspec replay $folder/found/reproducers/$first.ndjson --subject "$variant host-exits"` runs
    Then it exits with 1
    And it says "FAIL: syndbg, host-exits 1 breaks SYNDBG-"
    When `hvspec replay $folder/found/reproducers/$first.ndjson` runs
    Then it exits with 0
    And it says "pass: reference model 1 and the reference model agree in 3 operations"
    When `hvspec replay $folder/found/reproducers/$first.feature --subject "$variant host-exits"` runs
    Then it exits with 1
    When `hvspec replay $folder/found/reproducers/$first.feature` runs
    Then it exits with 0
    When `hvspec fuzz -m syndbg --subject "python3 adapters/python/syndbg.py" --resume $folder/found --steps 10` runs
    Then it exits with 1
    And it says "1 disagreement of earlier parts of this campaign: SYNDBG-"
    And it says "disagree in syndbg/upstream: 0 requirements broken, 1 disagreement before"

  Example: A campaign that goes on has the seed and the shard that it began with
    When `hvspec fuzz -m syndbg --seed 7 --shard 2/3 --steps 10 --out $folder/found` runs
    Then it exits with 0
    When `hvspec fuzz -m syndbg --resume $folder/found --steps 10` runs
    Then it exits with 0
    And it says "(seed 7)"
    When `hvspec fuzz -m syndbg --resume $folder/found --seed 8 --steps 10` runs
    Then it exits with 2
    And it says "has seed 7, not 8: go on with the same"

  Example: The sequence at which a subject breaks is kept, and run again
    When `hvspec fuzz -m syndbg --subject "$small crash" --out $folder/found` runs
    Then it exits with 2
    And it says "the subject broke: the adapter exited with code 3"
    And it says "broken-1.ndjson"
    When `hvspec replay $folder/found/reproducers/broken-1.ndjson --subject "$small crash"` runs
    Then it exits with 2
    And it says "exited with code 3"

  Example: Ctrl-C ends a campaign, which tells what it has reached and how to go on
    When `hvspec fuzz -m syndbg --subject "$variant other-host" --out $folder/found` gets SIGINT once the file found/campaign.json is there
    Then it exits with 130
    And it says "requirements"
    And it says "never reached: SYNDBG-"
    And it says "interrupted: the same command with --resume "
    And it does not say "broke:"

  Example: Ctrl-C while the subject starts is no fault of the subject
    When `hvspec fuzz -m syndbg --subject "$small mute $folder/asked" --start-timeout 60000` gets SIGINT once the file asked is there
    Then it exits with 130
    And it does not say "the subject broke"

  Scenario Outline: <case>: hvspec <line>
    When `hvspec <line>` runs
    Then it exits with <exit>
    And it says '<says>'

    Examples:
      | case        | line                                              | exit | says                                              |
      | reference   | fuzz -m syndbg --steps 500                        | 0    | the reference model alone, syndbg/upstream        |
      | machine     | fuzz -m syndgb                                    | 2    | no machine "syndgb" (perhaps "syndbg"?)           |
      | no-machine  | fuzz                                              | 2    | required option                                   |
      | time        | fuzz -m syndbg --time soon                        | 2    | as in 90s, 10m or 2h                              |
      | alone       | fuzz -m syndbg --against ./other                  | 2    | --against compares two subjects: give --subject   |
      | no-campaign | fuzz -m syndbg --resume $folder/nowhere           | 2    | holds no campaign: there is no campaign.json      |
      | no-program  | fuzz -m syndbg --subject $folder/nothing          | 2    | the subject broke                                 |
      | not-offered | fuzz -m nv --subject "$variant host-exits"        | 2    | does not offer nv                                 |
      | refusing    | fuzz -m syndbg --subject "$small no" --steps 500    | 3    | that it was asked for: nothing is shown           |
      | lacking     | fuzz -m syndbg --subject "$small bare" --steps 500  | 1    | disagree in syndbg/upstream: 1 requirement broken |
      | no-file     | replay $folder/none.ndjson                        | 2    | there is no file                                  |
