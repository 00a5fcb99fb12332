@heki @since-v1 @until-v2 @needs-guest @needs-backend
Feature: Late init looks at its backend once, and trusts it with nothing else
  The pointer to the backend is read at the beginning. The pointer to the ranges and their count are read again at
  the end, so a backend that changes them makes late init release the wrong thing; it has no business to.

  @HEKI-15
  Rule: A backend MUST be one function that protects an array of ranges and one that locks control registers, and 0 from either is success
    All that late init knows of a hypervisor is this pair: any hypervisor can bring its own.
    Source: https://lore.kernel.org/r/20230505152046.6575-4-mic@digikod.net (v1 3/9), struct heki_hypervisor;
    recordings/heki/late-init.ndjson

    @heki.backend-exchanged
    Scenario Outline: <case>: a backend is exchanged for one that <what>
      Given a 6.12 kernel without ORC tables
      And a backend is plugged that returns 0 and 0
      When a backend is plugged that <what>
      Then the guest has:
        | backend | <backend> |
      And nothing else changes

      Examples:
        | case  | what     | backend |
        | kvm   | is KVM's | kvm     |
        | taken | is NULL  | null    |

    @heki.backend-pair @needs-insight
    Example: A backend is asked through its two functions, and 0 from each is success
      Given a 6.12 kernel without ORC tables
      And early init runs
      And a backend is plugged that returns 0 and 0
      When late init runs
      Then Heki calls:
        | protect_ranges 0x1000-0x1fff 0x2000-0x2b8c |
        | lock_crs                                   |
        | free_pages_exact ranges 0x1000             |
      And these events follow:
        | level   | line                                  |
        | warning | heki-guest: Static sections protected |
        | warning | heki-guest: Control registers locked  |
      And the guest has:
        | ranges           | null |
        | count            | 0    |
        | arrays allocated | 0    |
      And nothing else changes

  @HEKI-23
  Rule: Late init MUST use the converted copy alone
    The table of sections is init data: its memory is free by then, and holds anything.
    Source: https://lore.kernel.org/r/20230505152046.6575-4-mic@digikod.net (v1 3/9), heki_va_ranges, which is
    __initdata

    @heki.converted-copy @needs-insight
    Example: Late init protects the array that early init has converted
      Given a 6.12 kernel without ORC tables
      And early init runs
      And mark_readonly() runs
      And a backend is plugged that returns -1 and 0
      When late init runs
      Then Heki calls:
        | protect_ranges 0x1000-0x1fff 0x2000-0x2b8c |
        | free_pages_exact ranges 0x1000             |
      And these events follow:
        | level | line                                  |
        | WARN  | Failed to protect static sections: -1 |
      And the guest has:
        | ranges           | null |
        | count            | 0    |
        | arrays allocated | 0    |
      And nothing else changes

  @HEKI-48
  Rule: In v1 late init read the backend pointer once, when it began, and used that even where the backend was plugged or unplugged later
    One look is safe: a pointer that is read twice may be NULL the second time.
    Source: recordings/heki/late-init.ndjson; https://lore.kernel.org/r/20230505152046.6575-4-mic@digikod.net (v1
    3/9), heki_late_init()

    @heki.backend-too-late @needs-insight @HEKI-47
    Example: A backend that is plugged after late init is never called
      Given a 6.12 kernel with ORC tables
      And early init runs
      And late init runs
      And a backend is plugged that returns 0 and 0
      When late init runs
      Then these events follow:
        | level   | line                                                      |
        | warning | heki-guest: Architecture did not initialize static ranges |
      And Heki calls:
        | nothing |
      And nothing else changes

    @heki.backend-unplugs-itself @needs-insight
    Example: A backend that unplugs itself in its first function is still asked for the second
      Given a 6.12 kernel without ORC tables
      And early init runs
      And a backend is plugged that unplugs itself
      When late init runs
      Then Heki calls:
        | protect_ranges 0x1000-0x1fff 0x2000-0x2b8c |
        | lock_crs                                   |
        | free_pages_exact ranges 0x1000             |
      And the guest has:
        | ranges           | null |
        | count            | 0    |
        | arrays allocated | 0    |
        | backend          | null |
      And these events follow:
        | level   | line                                  |
        | warning | heki-guest: Static sections protected |
        | warning | heki-guest: Control registers locked  |
      And nothing else changes

    @heki.backend-plugs-another
    Example: A backend that plugs another in its first function is still the one that is asked
      Given a 6.12 kernel without ORC tables
      And early init runs
      And a backend is plugged that plugs another
      When late init runs
      Then these events follow:
        | level   | line                                  |
        | warning | heki-guest: Static sections protected |
        | warning | heki-guest: Control registers locked  |

  @HEKI-87
  Rule: In v1 late init released by the pointer and the count that it found at the end, also where a backend had changed them
    A backend that meddles makes the guest free what it does not own.
    Source: recordings/heki/late-init.ndjson; https://lore.kernel.org/r/20230505152046.6575-4-mic@digikod.net (v1
    3/9), heki_late_init()

    @heki.backend-recounts @needs-insight
    Example: A count of 171 releases two pages where one was allocated
      Given a 6.12 kernel without ORC tables
      And early init runs
      And a backend is plugged that sets the count to 171
      When late init runs
      Then Heki calls:
        | protect_ranges 0x1000-0x1fff 0x2000-0x2b8c |
        | lock_crs                                   |
        | free_pages_exact ranges 0x2000             |

    @heki.backend-clears-ranges @needs-insight
    Example: A pointer that was cleared is released as NULL, and the array is lost
      Given a 6.12 kernel without ORC tables
      And early init runs
      And a backend is plugged that sets the ranges to NULL
      When late init runs
      Then Heki calls:
        | protect_ranges 0x1000-0x1fff 0x2000-0x2b8c |
        | lock_crs                                   |
        | free_pages_exact NULL 0x1000               |
      And the guest has:
        | arrays allocated | 1 |
        | count            | 0 |
