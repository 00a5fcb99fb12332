@heki @since-v1 @until-v2 @needs-hypercalls @needs-locks
Feature: What a denied access looks like to the guest
  The host injects a page fault as if the guest's own tables had denied the access, and leaves a line in its log.

  Background:
    Given a host with 8/9
    And the guest asks to lock:
      | gfn_start | gfn_end | attributes   |
      | 0x10      | 0x12    | NOWRITE+EXEC |

  @HEKI-80
  Rule: A denied access MUST inject #PF (14) with the low 16 bits of the error code that the host saw and with the linear address
    The handler of the guest reads error code and CR2: with others it would mend the wrong page.
    Source: https://lore.kernel.org/r/20230505152046.6575-3-mic@digikod.net (v1 2/9), kvm_mmu_page_fault();
    https://lore.kernel.org/r/20230505152046.6575-9-mic@digikod.net (v1 8/9); recordings/heki/locks.ndjson

    @heki.fault-write @HEKI-54 @HEKI-114
    Scenario Outline: <case>: a write with error code <code> becomes a fault with <injected>
      When the host sees an access with:
        | gpa        | <gpa>  |
        | error_code | <code> |
        | gva        | <gva>  |
      Then it is refused with #PF
      And it answers:
        | vector     | 14         |
        | error_code | <injected> |
        | address    | <gva>      |
      And these events follow:
        | level   | line                                    |
        | warning | heki-kvm: Creating write #PF at <shown> |
      And nothing else changes

      Examples:
        | case       | gpa     | code        | injected | gva                | shown              |
        | write      | 0x10000 | 0x2         | 0x2      | 0xffffffff81000123 | 0xffffffff81000123 |
        | last-byte  | 0x12fff | 0x2         | 0x2      | 0xffffffff81000123 | 0xffffffff81000123 |
        | present    | 0x11000 | 0x3         | 0x3      | 0xffffffff81000123 | 0xffffffff81000123 |
        | from-user  | 0x11000 | 0x6         | 0x6      | 0x401000           | 0x0000000000401000 |
        | upper-bits | 0x11000 | 0x200000002 | 0x2      | 0x0                | 0x0000000000000000 |

    @heki.fault-fetch @HEKI-58 @HEKI-114
    Scenario Outline: <case>: a fetch with error code <code> becomes a fault with <injected>
      When the host sees an access with:
        | gpa        | 0x13000            |
        | error_code | <code>             |
        | gva        | 0xffffffff81000123 |
      Then it is refused with #PF
      And it answers:
        | vector     | 14                 |
        | error_code | <injected>         |
        | address    | 0xffffffff81000123 |
      And these events follow:
        | level   | line                                               |
        | warning | heki-kvm: Creating fetch #PF at 0xffffffff81000123 |
      And nothing else changes

      Examples:
        | case       | code        | injected |
        | fetch      | 0x10        | 0x10     |
        | present    | 0x11        | 0x11     |
        | guest-page | 0x100000010 | 0x10     |

    @heki.no-fault @neighbour @HEKI-54
    Scenario Outline: <case>: The neighbour: error code <code> at <gpa> passes
      When the guest kernel writes GFN 0x10
      And the host sees an access with:
        | gpa        | <gpa>              |
        | error_code | <code>             |
        | gva        | 0xffffffff81000123 |
      Then it succeeds
      And nothing else changes

      Examples:
        | case         | gpa     | code  |
        | read         | 0x10000 | 0x0   |
        | user-read    | 0x10000 | 0x5   |
        | not-a-write  | 0x10000 | 0x100 |
        | write-after  | 0x13000 | 0x2   |
        | write-before | 0xffff  | 0x2   |
        | fetch-inside | 0x12fff | 0x10  |

  @HEKI-114
  Rule: A denied access MUST be logged as heki-kvm: Creating write #PF at 0x… (or fetch), with the linear address in 16 digits
    An attack on a locked page shows in the log of the host, which the attacker does not own.
    Source: https://lore.kernel.org/r/20230505152046.6575-3-mic@digikod.net (v1 2/9), kvm_mmu_page_fault();
    https://lore.kernel.org/r/20230505152046.6575-9-mic@digikod.net (v1 8/9); recordings/heki/locks.ndjson

    @heki.fault-line
    Scenario Outline: <case>: the line about a denied <kind> has the address in 16 digits
      When the host sees an access with:
        | gpa        | <gpa>    |
        | error_code | <code>   |
        | gva        | 0x401000 |
      Then it is refused with #PF
      And these events follow:
        | level   | line                                                |
        | warning | heki-kvm: Creating <kind> #PF at 0x0000000000401000 |
      And nothing else changes

      Examples:
        | case  | gpa     | code | kind  |
        | write | 0x12000 | 0x2  | write |
        | fetch | 0x13000 | 0x10 | fetch |
