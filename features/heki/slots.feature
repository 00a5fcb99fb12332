@heki @needs-hypercalls
Feature: Sixteen slots for the life of a VM
  Each range that is locked takes a slot, and keeps it. As posted, the count of free slots goes wrong:
  full-table.feature tells how.

  Background:
    Given a host with 8/9

  @HEKI-53
  Rule: Each accepted NOWRITE range, equal and overlapping ones too, MUST take one of 16 slots of the VM for good
    A table that shared or freed slots would let a guest undo a lock by asking for another.
    Source: https://lore.kernel.org/r/20230505152046.6575-5-mic@digikod.net (v1 4/9), heki_lock_mem_page_ranges();
    recordings/heki/locks.ndjson

    @heki.slots-fill-down @since-v1 @until-v2 @needs-insight @HEKI-56 @HEKI-70
    Example: Equal, overlapping and adjacent ranges take four slots
      When the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | NOWRITE    |
        | 0x10      | 0x12    | NOWRITE    |
        | 0x11      | 0x14    | NOWRITE    |
        | 0x15      | 0x15    | NOWRITE    |
      Then it returns 0x0
      And these events follow:
        | level   | line                                           |
        | warning | heki-kvm: Locking GFN 0x10-0x12 with [nowrite] |
        | warning | heki-kvm: Locking GFN 0x10-0x12 with [nowrite] |
        | warning | heki-kvm: Locking GFN 0x11-0x14 with [nowrite] |
        | warning | heki-kvm: Locking GFN 0x15-0x15 with [nowrite] |
      And the host's locks are:
        | table | slot | gfn_start | gfn_end |
        | write | 15   | 0x10      | 0x12    |
        | write | 14   | 0x10      | 0x12    |
        | write | 13   | 0x11      | 0x14    |
        | write | 12   | 0x15      | 0x15    |
      And nothing else changes

    @heki.slot-16 @neighbour @since-v1 @until-v2 @needs-insight @HEKI-53
    Example: The neighbour: the 16th range is locked
      Given the guest asks to lock:
        | gfn_start | gfn_end | attributes | count |
        | 0x1000    | 0x1000  | NOWRITE    | 15    |
      When the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | NOWRITE    |
      Then it returns 0x0
      And the host has:
        | write locks | 16 |
        | EXEC ranges | 0  |
      And these events follow:
        | level   | line                                           |
        | warning | heki-kvm: Locking GFN 0x10-0x12 with [nowrite] |
      And nothing else changes

  @HEKI-144
  Rule: A NOWRITE range that finds no slot free MUST get E2BIG
    A lock that is refused must not look like one that was taken.
    Source: https://lore.kernel.org/r/20230505152046.6575-5-mic@digikod.net (v1 4/9), heki_lock_mem_page_ranges();
    recordings/heki/locks.ndjson

    @heki.slot-17 @since-v1 @until-v2
    Example: The 17th range is refused
      Given the guest asks to lock:
        | gfn_start | gfn_end | attributes | count |
        | 0x1000    | 0x1000  | NOWRITE    | 16    |
      When the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | NOWRITE    |
      Then it fails with E2BIG
      And nothing else changes

    @heki.one-request-of-more @only-v1 @needs-insight @HEKI-52
    Example: A request that runs out of slots keeps what it got
      Given the guest asks to lock:
        | gfn_start | gfn_end | attributes | count |
        | 0x1000    | 0x1000  | NOWRITE    | 15    |
      When the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | NOWRITE    |
        | 0x20      | 0x22    | NOWRITE    |
        | 0x30      | 0x32    | NOWRITE    |
      Then it fails with E2BIG
      And the host has:
        | write locks | 16 |
        | EXEC ranges | 0  |
      And these events follow:
        | level   | line                                           |
        | warning | heki-kvm: Locking GFN 0x10-0x12 with [nowrite] |
      And nothing else changes

    @heki.any-locks @invariant-9 @only-v1 @needs-insight @needs-locks @HEKI-51 @HEKI-52 @HEKI-54 @HEKI-71
    Example: Any requests only add write locks, one by one, up to sixteen
      Then any requests only add write locks, one by one, up to sixteen

  @since-v1 @until-v2 @HEKI-70
  Rule: In v1 the slots were filled from 15 down to 0
    No lookup depends on it; it decides which lock a write beyond the table hits.
    Source: recordings/heki/locks.ndjson; https://lore.kernel.org/r/20230505152046.6575-5-mic@digikod.net (v1
    4/9), heki_lock_mem_page_ranges()

    @heki.slots-from-15 @needs-insight
    Example: The first range takes slot 15, and the second slot 14
      When the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x20      | 0x22    | NOWRITE    |
        | 0x10      | 0x12    | NOWRITE    |
      Then the host's locks are:
        | table | slot | gfn_start | gfn_end |
        | write | 15   | 0x20      | 0x22    |
        | write | 14   | 0x10      | 0x12    |
      And these events follow:
        | level   | line                                           |
        | warning | heki-kvm: Locking GFN 0x20-0x22 with [nowrite] |
        | warning | heki-kvm: Locking GFN 0x10-0x12 with [nowrite] |
      And nothing else changes
