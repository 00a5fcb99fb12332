@heki @since-v1 @until-v2 @needs-guest @needs-backend
Feature: What the backend answers decides how late init ends
  Protect the ranges first, then lock the registers, and stop at the first answer that is not 0. A backend that is
  plugged in by hand stands for the hypervisor here: it returns what the scenario says.

  @HEKI-40
  Rule: With ranges and a backend, protect_ranges MUST be called once, with the whole array
    A second call, or one for each range, would take the slots twice.
    Source: https://lore.kernel.org/r/20230505152046.6575-4-mic@digikod.net (v1 3/9), heki_late_init();
    recordings/heki/late-init.ndjson

    @heki.protect-whole-array @needs-insight
    Example: All five ranges go to protect_ranges in one call
      Given a 6.12 kernel with ORC tables
      And early init runs
      And a backend is plugged that returns -1 and 0
      When late init runs
      Then Heki calls:
        | protect_ranges 0x1000-0x1fff 0x2000-0x2b8c 0x2e8d-0x3044 0x3044-0x32d8 0x32d8-0x3318 |
        | free_pages_exact ranges 0x1000                                                       |
      And these events follow:
        | level | line                                  |
        | WARN  | Failed to protect static sections: -1 |
      And the guest has:
        | ranges           | null |
        | count            | 0    |
        | arrays allocated | 0    |
      And nothing else changes

  @HEKI-42
  Rule: After a 0 from protect_ranges late init MUST log Static sections protected and then call lock_crs once
    Registers that are pinned before the pages are locked would announce a protection that is not there.
    Source: https://lore.kernel.org/r/20230505152046.6575-4-mic@digikod.net (v1 3/9), heki_late_init();
    recordings/heki/late-init.ndjson

    @heki.late-success @needs-insight @HEKI-15 @HEKI-23 @HEKI-40 @HEKI-44 @HEKI-45
    Example: After a 0 from protect_ranges the registers are locked
      Given a 6.12 kernel with ORC tables
      And early init runs
      And a backend is plugged that returns 0 and 0
      When late init runs
      Then Heki calls:
        | protect_ranges 0x1000-0x1fff 0x2000-0x2b8c 0x2e8d-0x3044 0x3044-0x32d8 0x32d8-0x3318 |
        | lock_crs                                                                             |
        | free_pages_exact ranges 0x1000                                                       |
      And these events follow:
        | level   | line                                  |
        | warning | heki-guest: Static sections protected |
        | warning | heki-guest: Control registers locked  |
      And the guest has:
        | ranges           | null |
        | count            | 0    |
        | arrays allocated | 0    |
      And nothing else changes

    @heki.any-boot @needs-ranges @invariant-5 @needs-insight @HEKI-37 @HEKI-38 @HEKI-39 @HEKI-41 @HEKI-43 @HEKI-44
    Example: Any boot calls the backend in order, stops at its first failure, and says so
      Given a 6.12 kernel without ORC tables
      Then any boot calls the backend in order, stops at its first failure, and says so

  @HEKI-44
  Rule: After a 0 from lock_crs late init MUST log Control registers locked
    The last line of a boot that went well: without it nobody knows whether to trust the kernel.
    Source: https://lore.kernel.org/r/20230505152046.6575-4-mic@digikod.net (v1 3/9), heki_late_init();
    https://lore.kernel.org/r/20231113022326.24388-5-mic@digikod.net (RFC v2 4/19);
    recordings/heki/late-init.ndjson

    @heki.late-locked-line @needs-insight
    Example: After two answers of 0 the log ends with the registers locked
      Given a 6.12 kernel without ORC tables
      And early init runs
      And a backend is plugged that returns 0 and 0
      When late init runs
      Then these events follow:
        | level   | line                                  |
        | warning | heki-guest: Static sections protected |
        | warning | heki-guest: Control registers locked  |
      And the guest has:
        | ranges           | null |
        | count            | 0    |
        | arrays allocated | 0    |
      And nothing else changes

  @HEKI-41
  Rule: A result of protect_ranges other than 0 MUST be logged by WARN as Failed to protect static sections: with the number
    The number is all that tells one failure of a hypervisor from another.
    Source: https://lore.kernel.org/r/20230505152046.6575-4-mic@digikod.net (v1 3/9), heki_late_init();
    recordings/heki/late-init.ndjson

    @heki.protect-fails @needs-insight @HEKI-08 @HEKI-45 @HEKI-46 @HEKI-106
    Scenario Outline: <case>: where protect_ranges returns <result> late init warns and ends
      Given a 6.12 kernel without ORC tables
      And early init runs
      And a backend is plugged that returns <result> and 0
      When late init runs
      Then these events follow:
        | level | line                                        |
        | WARN  | Failed to protect static sections: <result> |
      And Heki calls:
        | protect_ranges 0x1000-0x1fff 0x2000-0x2b8c |
        | free_pages_exact ranges 0x1000             |
      And it succeeds
      And the guest has:
        | ranges           | null |
        | count            | 0    |
        | arrays allocated | 0    |
      And nothing else changes

      Examples:
        | case      | result      |
        | minus-one | -1          |
        | einval    | -22         |
        | plus-one  | 1           |
        | largest   | 2147483647  |
        | smallest  | -2147483648 |

  @HEKI-147
  Rule: Where protect_ranges fails, lock_crs MUST NOT be called
    Locked registers over unprotected pages would hide that the protection failed.
    Source: https://lore.kernel.org/r/20230505152046.6575-4-mic@digikod.net (v1 3/9), heki_late_init();
    recordings/heki/late-init.ndjson

    @heki.protect-fails-no-lock @needs-insight
    Example: Where protect_ranges fails lock_crs is not called
      Given a 6.12 kernel without ORC tables
      And early init runs
      And a backend is plugged that returns -5 and 0
      When late init runs
      Then Heki calls:
        | protect_ranges 0x1000-0x1fff 0x2000-0x2b8c |
        | free_pages_exact ranges 0x1000             |

  @HEKI-43
  Rule: A result of lock_crs other than 0 MUST be logged by WARN as Failed to lock control registers: with the number
    The number is all that tells one failure of a hypervisor from another.
    Source: https://lore.kernel.org/r/20230505152046.6575-4-mic@digikod.net (v1 3/9), heki_late_init();
    recordings/heki/late-init.ndjson

    @heki.lock-fails @needs-insight @HEKI-08 @HEKI-45 @HEKI-46 @HEKI-106
    Scenario Outline: <case>: where lock_crs returns <result> late init warns and keeps the protection
      Given a 6.12 kernel without ORC tables
      And early init runs
      And a backend is plugged that returns 0 and <result>
      When late init runs
      Then these events follow:
        | level   | line                                       |
        | warning | heki-guest: Static sections protected      |
        | WARN    | Failed to lock control registers: <result> |
      And Heki calls:
        | protect_ranges 0x1000-0x1fff 0x2000-0x2b8c |
        | lock_crs                                   |
        | free_pages_exact ranges 0x1000             |
      And it succeeds
      And the guest has:
        | ranges           | null |
        | count            | 0    |
        | arrays allocated | 0    |
      And nothing else changes

      Examples:
        | case      | result     |
        | minus-one | -1         |
        | plus-one  | 1          |
        | largest   | 2147483647 |

  @HEKI-106
  Rule: The text of a WARN of the guest part MUST come without the prefix of its log lines
    The macro does not use the prefix of the file: a reader of the log has to look for the bare text.
    Source: https://lore.kernel.org/r/20230505152046.6575-4-mic@digikod.net (v1 3/9), heki_late_init();
    recordings/heki/late-init.ndjson

    @heki.warn-prefix @needs-insight @HEKI-08 @HEKI-43
    Example: After a failed lock_crs the log line has the prefix, and the WARN has none
      Given a 6.12 kernel without ORC tables
      And early init runs
      And a backend is plugged that returns 0 and -22
      When late init runs
      Then these events follow:
        | level   | line                                  |
        | warning | heki-guest: Static sections protected |
        | WARN    | Failed to lock control registers: -22 |
      And the guest has:
        | ranges           | null |
        | count            | 0    |
        | arrays allocated | 0    |
      And nothing else changes
