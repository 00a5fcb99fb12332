@suite
Feature: What a subject does can be kept as a recording
  The recording is judged like any other: anywhere, later, and without the subject.

  Background:
    Given a folder with one sound feature

  Example: What was recorded is judged alike, and keeps the number of its case
    When `hvspec run --subject "$small" --record $folder/kept.ndjson` runs
    Then it exits with 0
    When `hvspec check $folder/kept.ndjson` runs
    Then it exits with 0
    And it says "kept.ndjson: pass: 1 recording, 2 lines: 2 allowed"

  Example: What a wrong subject does is recorded as it was
    When `hvspec run --subject "$small wrong" --record $folder/kept.ndjson` runs
    Then it exits with 1
    When `hvspec check $folder/kept.ndjson` runs
    Then it exits with 1
    And it says "SYNDBG-01"
    And it says "syndbg.sound"

  Example: An operation that the subject broke at is told as one that nobody saw the end of
    When `hvspec run --subject "$small crash" --record $folder/kept.ndjson` runs
    Then it exits with 2
    When `hvspec check $folder/kept.ndjson` runs
    Then it exits with 0
    And it says "1 without an observation"

  Example: A recording is not written over
    Given the file kept.ndjson:
      """
      evidence
      """
    When `hvspec run --subject "$small" --record $folder/kept.ndjson` runs
    Then it exits with 2
    And it says "kept.ndjson exists, and a recording is not written over"

  Example: The reference proves nothing about itself
    When `hvspec run --record $folder/kept.ndjson` runs
    Then it exits with 2
    And it says "--record writes down what a subject does: give --subject"
    And there is no file kept.ndjson

  Example: Where nothing ran there is no recording
    When `hvspec run --subject "$small" --record $folder/kept.ndjson --tags @nobody` runs
    Then it exits with 3
    And there is no file kept.ndjson
