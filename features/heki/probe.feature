@heki @needs-pin-backend
Feature: A guest finds out whether its host knows Heki
  In v1 it asks for what no host grants: any answer but "no such hypercall" will do. In v2 it asks for a version.

  @since-v1 @until-v2 @HEKI-64
  Rule: Where there is KVM, a probe by hypercall 13 with all ones three times MUST plug the backend unless it gets ENOSYS
    A guest that takes silence for support would report a protection that nobody enforces.
    Source: https://lore.kernel.org/r/20230505152046.6575-7-mic@digikod.net (v1 6/9), kvm_init_heki();
    recordings/heki/boots.ndjson

    @heki.probe @needs-insight
    Scenario Outline: <case>: a probe that gets <answer> leaves the backend <backend>
      Given a 6.12 kernel with ORC tables
      And next time the host answers <answer>
      When the probe runs
      Then Heki calls:
        | hypercall 13 0xffffffffffffffff 0xffffffffffffffff 0xffffffffffffffff |
      And the guest has:
        | backend | <backend> |
      And nothing else changes

      Examples:
        | case       | answer     | backend |
        | enosys     | -1000      | null    |
        | einval     | -22        | kvm     |
        | zero       | 0          | kvm     |
        | plus-1000  | 1000       | kvm     |
        | eperm      | -1         | kvm     |
        | upper-bits | 4294967296 | kvm     |

    @heki.probe-no-kvm @needs-insight
    Example: Without KVM nobody is probed
      Given a 6.12 kernel with ORC tables
      And next time the host answers 0
      When the probe without KVM runs
      Then Heki calls:
        | nothing |
      And the guest has:
        | backend | null |
      And nothing else changes

    @heki.probe-real-host @needs-hypercalls
    Scenario Outline: <case>: a host <series> leaves the backend <backend>, and its VM untouched
      Given a 6.12 kernel with ORC tables
      And a host <series>
      When the probe runs
      Then the guest has:
        | backend | <backend> |
      And nothing else changes

      Examples:
        | case    | series       | backend |
        | without | without Heki | null    |
        | writes  | with 4/9     | kvm     |
        | exec    | with 8/9     | kvm     |

  @since-v2 @HEKI-129
  Rule: A probe MUST plug the backend where hypercall 13 answers the query of its version with 1 or more, and nowhere else
    An error is negative, and 0 is the version of no host: a guest that took either would protect nothing.
    Source: https://lore.kernel.org/r/20231113022326.24388-5-mic@digikod.net (RFC v2 4/19), kvm_init_heki()

    @heki.probe-v2 @needs-insight
    Scenario Outline: <case>: in v2 a probe that gets <answer> leaves the backend <backend>
      Given a 6.12 kernel with ORC tables
      And next time the host answers <answer>
      When the probe runs
      Then Heki calls:
        | hypercall 13 0x0 0x0 0x1 |
      And the guest has:
        | backend | <backend> |
      And nothing else changes

      Examples:
        | case       | answer               | backend |
        | enosys     | -1000                | null    |
        | einval     | -22                  | null    |
        | smallest   | -9223372036854775808 | null    |
        | zero       | 0                    | null    |
        | first      | 1                    | kvm     |
        | next       | 2                    | kvm     |
        | upper-bits | 4294967296           | kvm     |

    @heki.probe-v2-no-kvm @needs-insight
    Example: In v2 without KVM nobody is probed
      Given a 6.12 kernel with ORC tables
      And next time the host answers 1
      When the probe without KVM runs
      Then Heki calls:
        | nothing |
      And the guest has:
        | backend | null |
      And nothing else changes

    @heki.probe-v2-real-host @needs-hypercalls
    Scenario Outline: <case>: in v2 a host <series> leaves the backend <backend>, and its VM untouched
      Given a 6.12 kernel with ORC tables
      And a host <series>
      When the probe runs
      Then the guest has:
        | backend | <backend> |
      And nothing else changes

      Examples:
        | case    | series       | backend |
        | without | without Heki | null    |
        | with    | with 8/9     | kvm     |
