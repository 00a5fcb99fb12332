@heki
Feature: The posted code miscounts its slots
  Its counter starts at 17 and is lowered by a helper that stops at 0 and returns -1 from then on. Only 0 is read
  as "full", so one range is refused, and the ones after it are written below the table, reported as locked, and
  held by nothing. A guest that boots five times in one VM believes itself protected. And a slot that was never used
  holds frame 0.

  Background:
    Given a host with 8/9

  @only-v1 @needs-hypercalls @HEKI-71
  Rule: Once the slots are taken, every further NOWRITE range MUST get E2BIG and change nothing
    A lock that is reported and not held is worse than none: the guest relies on it.
    Source: https://lore.kernel.org/r/20230505152046.6575-5-mic@digikod.net (v1 4/9), its 16 slots;
    recordings/heki/locks.ndjson

    @heki.slot-18
    Example: The 18th range is refused like the 17th
      Given the guest asks to lock:
        | gfn_start | gfn_end | attributes | count |
        | 0x1000    | 0x1000  | NOWRITE    | 16    |
      When the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | NOWRITE    |
      And the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x20      | 0x22    | NOWRITE    |
      Then it fails with E2BIG
      And nothing else changes

  @since-v1-as-posted @needs-hypercalls @HEKI-94
  Rule: The posted code refused one NOWRITE range once the slots were taken, and from the next on returned 0, enforced nothing and wrote below its table
    The memory below the table is part of the state of the host for this VM.
    Source: recordings/heki/locks.ndjson; https://lore.kernel.org/r/20230505152046.6575-5-mic@digikod.net (v1
    4/9), atomic_dec_if_positive()

    @heki.slot-18-as-posted @needs-insight
    Example: The posted code reports the 18th range as locked, and writes it below the table
      Given the guest asks to lock:
        | gfn_start | gfn_end | attributes | count |
        | 0x1000    | 0x1000  | NOWRITE    | 16    |
      When the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | NOWRITE    |
      And the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x20      | 0x22    | NOWRITE    |
      Then it returns 0x0
      And these events follow:
        | level   | line                                           |
        | warning | heki-kvm: Locking GFN 0x20-0x22 with [nowrite] |
      And the host has:
        | below its table | [0x20, 0x22] |
      And nothing else changes

    @heki.slot-18-not-enforced @needs-locks
    Example: In the posted code the 18th range can be written
      Given the guest asks to lock:
        | gfn_start | gfn_end | attributes | count |
        | 0x1000    | 0x1000  | NOWRITE    | 16    |
      When the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | NOWRITE    |
      And the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x20      | 0x22    | NOWRITE    |
      And the guest kernel writes GFN 0x21
      Then it succeeds
      And nothing else changes

  @only-v1 @needs-locks @HEKI-72
  Rule: A VM MUST be denied no write to a frame that it has not locked
    A guest that does not use Heki has to find its memory as without it.
    Source: https://lore.kernel.org/r/20230505152046.6575-5-mic@digikod.net (v1 4/9), heki_page_track_prewrite()

    @heki.gfn-0
    Example: A fresh VM writes frame 0
      When the guest kernel writes GFN 0x0
      Then it succeeds
      And nothing else changes

    @heki.gfn-1
    Example: A fresh VM writes frame 1
      When the guest kernel writes GFN 0x1
      Then it succeeds
      And nothing else changes

  @since-v1-as-posted @needs-locks @HEKI-95
  Rule: The posted code denied writes to GFN 0 in every VM while a slot was free
    An unused slot is zeros, which reads as a range from frame 0 to frame 0.
    Source: recordings/heki/locks.ndjson; https://lore.kernel.org/r/20230505152046.6575-5-mic@digikod.net (v1
    4/9), heki_page_track_prewrite()

    @heki.gfn-0-as-posted @HEKI-114
    Example: In the posted code a fresh VM is denied frame 0
      When the guest kernel writes GFN 0x0
      Then it is refused with #PF
      And these events follow:
        | level   | line                                               |
        | warning | heki-kvm: Creating write #PF at 0x0000000000000000 |
      And nothing else changes

    @heki.gfn-0-emulated-as-posted
    Example: In the posted code the emulator is denied frame 0
      When KVM's emulator writes GFN 0x0
      Then it is refused with #PF
      And nothing else changes

    @heki.gfn-1-as-posted @neighbour @HEKI-95
    Example: The neighbour: in the posted code frame 1 is free
      When the guest kernel writes GFN 0x1
      Then it succeeds
      And nothing else changes
