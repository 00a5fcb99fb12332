@heki @since-v1 @until-v2 @needs-hypercalls
Feature: What a host makes of a range with EXEC
  A host of 4/9 does not know the attribute, one of 8/9 needs MBEC for it. A range of both attributes is two locks,
  and takes a slot of each table.

  Background:
    Given a host with 8/9

  @HEKI-57
  Rule: EXEC MUST be refused with EINVAL by a host of 4/9 alone
    An EXEC that is accepted and not enforced lets a guest believe that its data cannot run.
    Source: https://lore.kernel.org/r/20230505152046.6575-5-mic@digikod.net (v1 4/9), heki_lock_mem_page_ranges();
    recordings/heki/locks.ndjson

    @heki.exec-on-4-9 @HEKI-51
    Scenario Outline: <case>: a host of 4/9 refuses <attributes>
      Given a host with 4/9
      When the guest asks to lock:
        | gfn_start | gfn_end | attributes   |
        | 0x10      | 0x12    | <attributes> |
      Then it fails with EINVAL
      And nothing else changes

      Examples:
        | case         | attributes   |
        | exec         | EXEC         |
        | nowrite-exec | NOWRITE+EXEC |

  @HEKI-142
  Rule: EXEC MUST be refused with EOPNOTSUPP by a host of 8/9 without MBEC
    Without the split of the execute bit the processes of the guest could not run either.
    Source: https://lore.kernel.org/r/20230505152046.6575-9-mic@digikod.net (v1 8/9), heki_lock_mem_page_ranges();
    recordings/heki/locks.ndjson

    @heki.exec-without-mbec @needs-insight
    Example: Without MBEC an EXEC range is refused, and ranges before it stay
      Given the host comes with:
        | MBEC | no |
      When the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x40      | 0x41    | NOWRITE    |
        | 0x10      | 0x12    | EXEC       |
      Then it fails with EOPNOTSUPP
      And it answers:
        | value | 0xffffffffffffffa1 |
      And these events follow:
        | level               | line                                                             |
        | warning             | heki-kvm: Locking GFN 0x40-0x41 with [nowrite]                   |
        | warning, no newline | heki-kvm: HEKI_ATTR_MEM_EXEC depends on MBEC, which is disabled. |
      And the host's locks are:
        | table | slot | gfn_start | gfn_end |
        | write | 15   | 0x40      | 0x41    |
      And nothing else changes

  @HEKI-143
  Rule: EXEC MUST be taken by a host of 8/9 with MBEC
    What is named is what the kernel may execute from then on.
    Source: https://lore.kernel.org/r/20230505152046.6575-9-mic@digikod.net (v1 8/9), heki_lock_mem_page_ranges();
    recordings/heki/locks.ndjson

    @heki.exec-with-mbec @needs-insight @HEKI-56
    Scenario Outline: <case>: with MBEC a range with <attributes> is taken
      When the guest asks to lock:
        | gfn_start | gfn_end | attributes   |
        | 0x10      | 0x12    | <attributes> |
      Then it returns 0x0
      And these events follow:
        | level   | line                                           |
        | warning | heki-kvm: Locking GFN 0x10-0x12 with <shown>   |
        | warning | heki-kvm: Locked executable kernel memory      |
      And the host has:
        | write locks      | <writes> |
        | EXEC ranges      | 1        |
        | execution locked | yes      |
      And nothing else changes

      Examples:
        | case         | attributes   | shown           | writes |
        | exec         | EXEC         | [exec]          | 0      |
        | nowrite-exec | NOWRITE+EXEC | [nowrite][exec] | 1      |

  @HEKI-74
  Rule: In v1, without MBEC, a range of NOWRITE and EXEC was refused after its NOWRITE half had been locked, without a Locking line
    The guest is told that nothing is protected, while its text can no longer be written.
    Source: recordings/heki/locks.ndjson; https://lore.kernel.org/r/20230505152046.6575-9-mic@digikod.net (v1
    8/9), heki_lock_mem_page_ranges()

    @heki.half-applied @needs-insight
    Example: The NOWRITE half of a range with both is locked before the refusal, and no line says so
      Given the host comes with:
        | MBEC | no |
      When the guest asks to lock:
        | gfn_start | gfn_end | attributes   |
        | 0x10      | 0x12    | NOWRITE+EXEC |
      Then it fails with EOPNOTSUPP
      And these events follow:
        | level               | line                                                             |
        | warning, no newline | heki-kvm: HEKI_ATTR_MEM_EXEC depends on MBEC, which is disabled. |
      And the host's locks are:
        | table | slot | gfn_start | gfn_end |
        | write | 15   | 0x10      | 0x12    |
      And nothing else changes

    @heki.boot-without-mbec @needs-guest @needs-insight @needs-backend @needs-pin-backend @HEKI-142 @HEKI-115
    Example: Without MBEC a boot leaves the text write-locked, and the guest is told that nothing is
      Given a 6.12 kernel with ORC tables
      And a host with 8/9
      And the host comes with:
        | MBEC | no |
      And the probe runs
      And early init runs
      When late init runs
      Then these events follow:
        | level               | line                                                             |
        | warning, no newline | heki-kvm: HEKI_ATTR_MEM_EXEC depends on MBEC, which is disabled. |
        | WARN                | Failed to enforce memory protection: -95                         |
        | WARN                | Failed to protect static sections: -95                           |
      And the host's locks are:
        | table | slot | gfn_start | gfn_end |
        | write | 15   | 0x1000    | 0x1fff  |
      And the guest has:
        | ranges           | null |
        | count            | 0    |
        | arrays allocated | 0    |
      And nothing else changes

  @HEKI-75
  Rule: EXEC ranges MUST have 16 slots of their own
    A guest that uses up one table keeps what it has in the other.
    Source: https://lore.kernel.org/r/20230505152046.6575-9-mic@digikod.net (v1 8/9), heki_lock_mem_page_ranges();
    recordings/heki/locks.ndjson

    @heki.exec-17
    Example: The 17th EXEC range is refused
      Given the guest asks to lock:
        | gfn_start | gfn_end | attributes | count |
        | 0x1000    | 0x1000  | EXEC       | 16    |
      When the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | EXEC       |
      Then it fails with E2BIG
      And nothing else changes

    @heki.exec-pool @needs-insight
    Example: EXEC ranges leave the write slots alone
      Given the guest asks to lock:
        | gfn_start | gfn_end | attributes | count |
        | 0x1000    | 0x1000  | EXEC       | 16    |
      When the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | NOWRITE    |
      Then it returns 0x0
      And the host has:
        | write locks | 1  |
        | EXEC ranges | 16 |
      And these events follow:
        | level   | line                                           |
        | warning | heki-kvm: Locking GFN 0x10-0x12 with [nowrite] |
      And nothing else changes

  @HEKI-102
  Rule: In v1 the write slots were asked first, so that a range of both which found none took no EXEC slot
    No range has half a lock only because the second table is full.
    Source: recordings/heki/locks.ndjson; https://lore.kernel.org/r/20230505152046.6575-9-mic@digikod.net (v1
    8/9), heki_lock_mem_page_ranges()

    @heki.write-pool-first @needs-insight @HEKI-144
    Example: A range of both that finds no write slot takes no EXEC slot either
      Given the guest asks to lock:
        | gfn_start | gfn_end | attributes | count |
        | 0x1000    | 0x1000  | NOWRITE    | 15    |
      When the guest asks to lock:
        | gfn_start | gfn_end | attributes   |
        | 0x10      | 0x12    | NOWRITE+EXEC |
        | 0x20      | 0x22    | NOWRITE+EXEC |
      Then it fails with E2BIG
      And the host has:
        | write locks | 16 |
        | EXEC ranges | 1  |
      And these events follow:
        | level   | line                                                 |
        | warning | heki-kvm: Locking GFN 0x10-0x12 with [nowrite][exec] |
      And nothing else changes
