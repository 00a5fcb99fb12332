@heki @needs-guest
Feature: Late init hands the ranges to a hypervisor, or says why not
  At the end of the boot the kernel asks the backend to protect the ranges, then to lock the control registers.
  Whatever comes of it, the boot goes on and the array is released. This file is about the ways that end before a
  backend is asked, and about what is left behind; late-results.feature is about what the backend answers.

  @HEKI-37
  Rule: Disabled, late init MUST say nothing and call no backend, even where one is there
    Off means off: a host that is asked for locks would keep them for the life of the VM.
    Source: https://lore.kernel.org/r/20230505152046.6575-4-mic@digikod.net (v1 3/9), heki_late_init();
    https://lore.kernel.org/r/20231113022326.24388-5-mic@digikod.net (RFC v2 4/19);
    recordings/heki/late-init.ndjson

    @heki.late-disabled @since-seed @until-v2 @needs-insight
    Example: With heki=off late init says nothing
      Given a 6.12 kernel with ORC tables
      And the kernel parses "heki=off"
      And early init runs
      When late init runs
      Then Heki calls:
        | nothing |
      And nothing else changes

    @heki.late-disabled-with-backend @since-v1 @until-v2 @needs-insight @needs-backend
    Example: With heki=off a backend that is there is not called
      Given a 6.12 kernel with ORC tables
      And the kernel parses "heki=off"
      And early init runs
      And a backend is plugged that returns 0 and 0
      When late init runs
      Then Heki calls:
        | nothing |
      And nothing else changes

  @HEKI-38
  Rule: Enabled without ranges, late init MUST log Architecture did not initialize static ranges and end there, whether a backend is there or not
    The blame has to fall on the right side: without ranges there is nothing to ask a hypervisor for.
    Source: https://lore.kernel.org/r/20230505152046.6575-4-mic@digikod.net (v1 3/9), heki_late_init();
    recordings/heki/late-init.ndjson

    @heki.late-no-ranges @needs-ranges @since-seed @until-v2 @needs-insight
    Example: Without ranges late init blames the architecture, not the hypervisor
      Given a 6.12 kernel with ORC tables
      And next time the kernel has no memory
      And early init runs
      When late init runs
      Then these events follow:
        | level   | line                                                      |
        | warning | heki-guest: Architecture did not initialize static ranges |
      And Heki calls:
        | nothing |
      And nothing else changes

    @heki.late-before-early @since-seed @until-v2
    Example: Where early init never ran late init blames the architecture
      Given a 6.12 kernel with ORC tables
      When late init runs
      Then these events follow:
        | level   | line                                                      |
        | warning | heki-guest: Architecture did not initialize static ranges |
      And nothing else changes

    @heki.late-no-ranges-with-backend @needs-ranges @since-v1 @until-v2 @needs-insight @needs-backend
    Example: Without ranges a backend that is there is not called
      Given a 6.12 kernel with ORC tables
      And next time the kernel has no memory
      And early init runs
      And a backend is plugged that returns 0 and 0
      When late init runs
      Then these events follow:
        | level   | line                                                      |
        | warning | heki-guest: Architecture did not initialize static ranges |
      And Heki calls:
        | nothing |
      And nothing else changes

  @HEKI-39
  Rule: Without a backend late init MUST log No hypervisor support and release the ranges
    Most kernels run without such a hypervisor: they get their memory back, and one line.
    Source: https://lore.kernel.org/r/20230505152046.6575-4-mic@digikod.net (v1 3/9), heki_late_init();
    recordings/heki/late-init.ndjson

    @heki.late-no-backend @since-seed @until-v2 @needs-insight @HEKI-32 @HEKI-45
    Scenario Outline: <case>: without a backend the <num> ranges are released
      Given a 6.12 kernel <orc>
      And early init runs
      When late init runs
      Then these events follow:
        | level   | line                              |
        | warning | heki-guest: No hypervisor support |
      And Heki calls:
        | free_pages_exact ranges 0x1000 |
      And the guest has:
        | ranges           | null |
        | count            | 0    |
        | arrays allocated | 0    |
      And nothing else changes

      Examples:
        | case        | orc                | num |
        | with-orc    | with ORC tables    | 5   |
        | without-orc | without ORC tables | 2   |

  @HEKI-45
  Rule: Once late init has found ranges it MUST release them once, whatever the backend said, and set pointer and count to NULL and 0
    An array that stays is a leak; a pointer that stays is a use after free.
    Source: https://lore.kernel.org/r/20230505152046.6575-4-mic@digikod.net (v1 3/9), heki_late_init();
    recordings/heki/late-init.ndjson

    @heki.any-release @invariant-6 @only-seed @needs-insight
    Example: Any boot without a backend ends with nothing allocated, no ranges and no count
      Given a 6.12 kernel with ORC tables
      Then any boot ends with nothing allocated, no ranges and no count

    @heki.any-release-with-backend @invariant-6 @since-v1 @until-v2 @needs-insight @needs-backend
    Example: Any boot with a backend ends with nothing allocated, no ranges and no count
      Given a 6.12 kernel with ORC tables
      Then any boot ends with nothing allocated, no ranges and no count

  @HEKI-47
  Rule: A second late init MUST find no ranges and call no backend
    Locking again would take further slots, of which there are sixteen.
    Source: https://lore.kernel.org/r/20230505152046.6575-4-mic@digikod.net (v1 3/9), heki_late_init();
    recordings/heki/late-init.ndjson

    @heki.late-twice @since-seed @until-v2 @needs-insight
    Example: A second late init finds no ranges left
      Given a 6.12 kernel with ORC tables
      And early init runs
      And late init runs
      When late init runs
      Then these events follow:
        | level   | line                                                      |
        | warning | heki-guest: Architecture did not initialize static ranges |
      And Heki calls:
        | nothing |
      And nothing else changes
