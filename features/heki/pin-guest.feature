@heki @since-v2 @needs-guest
Feature: The guest of v2 pins its control registers, and says what it has
  Early init only speaks; late init pins. The probe has come before both, so early init can say whether the hypervisor
  takes part. No range is noted, and no memory locked.

  @HEKI-149
  Rule: Disabled, early init MUST log Heki is not enabled and nothing else
    Whoever reads the log has to find one answer to whether the kernel is protected.
    Source: https://lore.kernel.org/r/20231113022326.24388-2-mic@digikod.net (RFC v2 1/19), heki_early_init()

    @heki.early-disabled-v2
    Example: In v2 with heki=off early init has one line
      Given a 6.12 kernel with ORC tables
      And the kernel parses "heki=off"
      When early init runs
      Then these events follow:
        | level   | line                            |
        | warning | heki-guest: Heki is not enabled |
      And nothing else changes

  @HEKI-150
  Rule: Enabled, early init MUST log Heki is enabled, and then whether the active hypervisor supports it
    An administrator may have enabled what no host of his supports.
    Source: https://lore.kernel.org/r/20231113022326.24388-5-mic@digikod.net (RFC v2 4/19), heki_early_init()

    @heki.early-without-support
    Example: In v2 without a backend early init says that the hypervisor does not support Heki
      Given a 6.12 kernel with ORC tables
      When early init runs
      Then these events follow:
        | level   | line                                                     |
        | warning | heki-guest: Heki is enabled                              |
        | warning | heki-guest: No support for Heki in the active hypervisor |
      And nothing else changes

    @heki.early-with-support @needs-pin-backend @needs-hypercalls
    Example: In v2, after a probe that has plugged the backend, early init says that the hypervisor supports Heki
      Given a 6.12 kernel with ORC tables
      And a host with 8/9
      And the probe runs
      When early init runs
      Then these events follow:
        | level   | line                                                    |
        | warning | heki-guest: Heki is enabled                             |
        | warning | heki-guest: Heki is supported by the active Hypervisor |
      And nothing else changes

  @HEKI-37
  Rule: Disabled, late init MUST say nothing and call no backend, even where one is there
    x
    Source: https://lore.kernel.org/r/20230505152046.6575-4-mic@digikod.net (v1 3/9), heki_late_init();
    https://lore.kernel.org/r/20231113022326.24388-5-mic@digikod.net (RFC v2 4/19);
    recordings/heki/late-init.ndjson

    @heki.late-disabled-v2 @needs-pin-backend @needs-hypercalls @needs-insight
    Example: In v2 with heki=off the backend that the probe has plugged is not called
      Given a 6.12 kernel with ORC tables
      And a host with 8/9
      And the probe runs
      And the kernel parses "heki=off"
      And early init runs
      When late init runs
      Then Heki calls:
        | nothing |
      And nothing else changes

  @HEKI-151
  Rule: Enabled without a backend, late init MUST say nothing and pin nothing
    Early init has said it already, and there is nobody to ask.
    Source: https://lore.kernel.org/r/20231113022326.24388-5-mic@digikod.net (RFC v2 4/19), heki_late_init()

    @heki.late-no-backend-v2 @needs-insight
    Example: In v2 without a backend late init says nothing
      Given a 6.12 kernel with ORC tables
      And early init runs
      When late init runs
      Then Heki calls:
        | nothing |
      And nothing else changes

  @HEKI-152
  Rule: Enabled with a backend, late init MUST call lock_crs once
    The pins are to hold when the first process runs, and after nothing needs the bits clear.
    Source: https://lore.kernel.org/r/20231113022326.24388-5-mic@digikod.net (RFC v2 4/19), heki_late_init()

    @heki.late-pins @needs-pin-backend @needs-hypercalls @needs-insight @HEKI-44
    Example: In v2 late init pins WP and five bits of CR4, and says so
      Given a 6.12 kernel with ORC tables
      And a host with 8/9
      And the probe runs
      And early init runs
      When late init runs
      Then Heki calls:
        | hypercall 13 0x0 0x10000 0x0  |
        | hypercall 13 0x4 0xb10800 0x0 |
      And these events follow:
        | level   | line                                 |
        | warning | heki-guest: Control registers locked |
      And the host has:
        | pinned in CR0 | WP                          |
        | pinned in CR4 | UMIP+FSGSBASE+SMEP+SMAP+CET |

    @heki.late-again-v2 @needs-pin-backend @needs-hypercalls @needs-insight @HEKI-61
    Example: In v2 a second late init pins the same bits again
      Given a 6.12 kernel with ORC tables
      And a host with 8/9
      And the probe runs
      And late init runs
      When late init runs
      Then these events follow:
        | level   | line                                 |
        | warning | heki-guest: Control registers locked |
      And nothing else changes

  @HEKI-153
  Rule: Where lock_crs fails, late init MUST NOT log Control registers locked
    A line that is not true is worse than none: the registers of this kernel can be cleared.
    Source: https://lore.kernel.org/r/20231113022326.24388-5-mic@digikod.net (RFC v2 4/19), heki_late_init()

    @heki.late-fails-v2 @needs-pin-backend @needs-hypercalls @needs-insight @HEKI-46
    Example: In v2 a guest without a pinnable bit in CR4 is not said to be locked, though WP is pinned
      Given a 6.12 kernel with ORC tables
      And a host with 8/9
      And the kernel comes with:
        | CR4 | PAE |
      And the probe runs
      And early init runs
      When late init runs
      Then it succeeds
      And these events follow:
        | level |
        | splat |
      And the host has:
        | pinned in CR0 | WP |

  @HEKI-154
  Rule: In v2 a failure of lock_crs cost a stack trace without a text
    The number of the error is lost: v1 had it in its line.
    Source: https://lore.kernel.org/r/20231113022326.24388-5-mic@digikod.net (RFC v2 4/19), WARN_ON() in
    heki_late_init()

    @heki.late-fails-without-text @needs-pin-backend @needs-hypercalls @needs-insight
    Example: In v2 a failure of lock_crs leaves a stack trace, and no line
      Given a 6.12 kernel with ORC tables
      And a host with 8/9
      And the kernel comes with:
        | CR4 | PAE |
      And the probe runs
      When late init runs
      Then these events follow:
        | level |
        | splat |
