@suite
Feature: The command line says what it does not understand
  A misspelt option must not run something else. Usage errors end with 2, and with the word that was meant.

  Background:
    Given a folder with one sound feature

  Scenario Outline: <case> is refused: hvspec <line>
    When `hvspec <line>` runs
    Then it exits with 2
    And it says '<says>'

    Examples: words
      | case            | line                           | says                                                   |
      | command         | rum                            | (Did you mean run?)                                    |
      | option          | run --profil upstream          | (Did you mean --profile?)                              |
      | no-command      |                                | Usage: hvspec                                          |
      | doctor-no-one   | doctor                         | required option |
      | check-no-files  | check                          | missing required argument                               |

    Examples: values
      | case            | line                           | says                                                   |
      | machine         | run --machine syndgb           | no machine "syndgb" (perhaps "syndbg"?)                |
      | profile         | run --profile upstraem         | no profile "upstraem" (perhaps "upstream"?)            |
      | matrix-profile  | requirements -p v7             | no profile "v7" (perhaps "v6"?)                        |
      | check-profile   | check x --profile v7           | no profile "v7"                                        |
      | shard           | run --shard 3/2                | write i/n with 1 <= i <= n, as in 2/3                  |
      | seed            | run --seed 1.5                 | write a whole number from                              |
      | path            | run --path a                   | write the path that was printed with the failure       |
      | far-path        | run --path 99999999:5:5        | its first number is a run: write one below 1000000     |
      | no-property     | run --path 4:0:2               | 1 case is selected, of which none are properties       |
      | tags            | run --tags '@a and'            | --tags @a and:                                         |
      | empty-tags      | run --tags ''                  | it is empty, and would match everything                |
      | name            | run --name '('                 | --name (:                                              |
      | empty-out       | run --out ''                   | it is empty: write the path of a folder                |
      | subject         | run --subject '"x'             | the quote " at character 1 is never closed             |
      | no-recording    | check $folder/x.ndjson         | x.ndjson                                               |

  Scenario Outline: <case>: hvspec <line>
    When `hvspec <line>` runs
    Then it exits with 0
    And it says '<says>'

    Examples: what is no error
      | case        | line           | says                        |
      | help        | --help         | Exit codes:                 |
      | run-help    | run --help     | --shard <i/n>               |
      | check-help  | check --help   | hvspec check trace.ndjson   |
      | version     | --version      | 0.                          |

  Rule: Failures in short

    Example: The run stops at the first failure, and says that it is a part
      Given 7 sound cases
      When `hvspec run --first --subject "$small wrong"` runs
      Then it exits with 1
      And it says "FAIL syndbg.sound:case-0 [upstream]"
      And it says "only a part of the suite was asked for: --first"
      And it says "small wrong 1 does not conform (1 of 7 cases of upstream ran): 1 fail"

    Example: One line for each failure
      Given 7 sound cases
      When `hvspec run --brief --subject "$small wrong"` runs
      Then it exits with 1
      And it says "FAIL syndbg.sound:case-6 [upstream] breaks SYNDBG-01: "

  Rule: A report is of the run that it is found with

    Example: A run without a folder says that it wrote none
      When `hvspec run` runs
      Then it exits with 0
      And it says "no report was written: --out "

    Example: A run that breaks early leaves no older report behind
      When `hvspec run --out $folder/out` runs
      Then it exits with 0
      And it says "/out/conformance.json"
      When `hvspec run --out $folder/out --tags '@a and'` runs
      Then it exits with 2
      And there is no file out/conformance.json

  Rule: Where the command is a process, this is its exit code

    Example: A failure
      When `hvspec run --subject "$small wrong"` runs as a process
      Then it exits with 1
      And it says "1 fail"

    Example: Ctrl-C reports what there is
      When `hvspec run --subject "$small hang" --step-timeout 60000` gets SIGINT after "running 1 case"
      Then it exits with 130
      And it says "interrupted: writing what there is"
      And it says "the run was interrupted: no results (seed 20260921, exit 130)"

    Scenario Outline: <case>: <signal> while the subject starts is an interruption, and no fault of the subject
      When `hvspec run --subject "$small mute $folder/asked" --start-timeout 60000` gets <signal> once the file asked is there
      Then it exits with 130
      And it says "the run was interrupted: no results (seed 20260921, exit 130)"

      Examples:
        | case      | signal  |
        | ctrl-c    | SIGINT  |
        | terminate | SIGTERM |

    Example: A disk that is full
      When `hvspec run --format json` writes to /dev/full
      Then it exits with 2
      And it says "hvspec: the output cannot be written: ENOSPC"

    Example: Where no report can be written nothing runs
      When `hvspec run --out $folder/features/syndbg/sound.feature` runs
      Then it exits with 2
      And it says "there is a file of that name: choose another folder"
      And it does not say "running 1 case"
