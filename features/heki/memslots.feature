@heki @since-v1 @until-v2 @needs-hypercalls
Feature: A frame without memory behind it can be locked as well
  A GFN that no memslot maps has no page to protect. The range that holds it is locked all the same, and so is the
  GFN if memory comes later.

  Background:
    Given a host with 8/9

  @HEKI-55
  Rule: A GFN without a memslot MUST cost a warning of the host, and not the request
    One hole would otherwise leave the whole text of a kernel writable.
    Source: https://lore.kernel.org/r/20230505152046.6575-5-mic@digikod.net (v1 4/9), heki_page_track_add();
    recordings/heki/locks.ndjson

    @heki.memslot-warning @needs-insight
    Example: A hole in guest memory costs a warning before the line, not the request
      Given the host comes with:
        | no memslot | 0x100-0x107 |
      When the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0xf0      | 0x100   | NOWRITE    |
      Then it returns 0x0
      And these events follow:
        | level   | line                                            |
        | splat   |                                                 |
        | warning | heki-kvm: Locking GFN 0xf0-0x100 with [nowrite] |
      And the host has:
        | write locks | 1 |
        | EXEC ranges | 0 |
      And nothing else changes

    @heki.memslot-last @needs-insight
    Example: A range that begins at the last frame of the hole costs the warning, too
      Given the host comes with:
        | no memslot | 0x100-0x107 |
      When the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x107     | 0x110   | NOWRITE    |
      Then these events follow:
        | level   | line                                             |
        | splat   |                                                  |
        | warning | heki-kvm: Locking GFN 0x107-0x110 with [nowrite] |
      And the host has:
        | write locks | 1 |
      And nothing else changes

    @heki.memslot-behind @neighbour @needs-insight @HEKI-56
    Example: The neighbour: a range that begins behind the hole brings no warning
      Given the host comes with:
        | no memslot | 0x100-0x107 |
      When the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x108     | 0x110   | NOWRITE    |
      Then these events follow:
        | level   | line                                             |
        | warning | heki-kvm: Locking GFN 0x108-0x110 with [nowrite] |
      And the host has:
        | write locks | 1 |
      And nothing else changes

    @heki.memslot-beside @neighbour @needs-insight @HEKI-56
    Example: The neighbour: one frame short of the hole there is no warning
      Given the host comes with:
        | no memslot | 0x100-0x107 |
      When the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0xf0      | 0xff    | NOWRITE    |
      Then these events follow:
        | level   | line                                           |
        | warning | heki-kvm: Locking GFN 0xf0-0xff with [nowrite] |
      And the host's locks are:
        | table | slot | gfn_start | gfn_end |
        | write | 15   | 0xf0      | 0xff    |
      And nothing else changes

  @HEKI-73
  Rule: The warning about a missing memslot MUST come once in the life of the host
    Each range of each boot would repeat the stack trace.
    Source: https://lore.kernel.org/r/20230505152046.6575-5-mic@digikod.net (v1 4/9), WARN_ON_ONCE of
    heki_page_track_add(); recordings/heki/locks.ndjson

    @heki.memslot-once @needs-insight @HEKI-55
    Example: A second range over the hole brings no second warning
      Given the host comes with:
        | no memslot | 0x100-0x107 |
      And the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x100     | 0x107   | NOWRITE    |
      When the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x100     | 0x107   | NOWRITE    |
      Then these events follow:
        | level   | line                                             |
        | warning | heki-kvm: Locking GFN 0x100-0x107 with [nowrite] |
      And the host's locks are:
        | table | slot | gfn_start | gfn_end |
        | write | 15   | 0x100     | 0x107   |
        | write | 14   | 0x100     | 0x107   |
      And nothing else changes

  @HEKI-108
  Rule: A GFN without a memslot within a locked range MUST be denied like the others
    What is tracked for writes is not what decides: the table is looked up by GFN.
    Source: https://lore.kernel.org/r/20230505152046.6575-5-mic@digikod.net (v1 4/9), heki_page_track_prewrite();
    recordings/heki/locks.ndjson

    @heki.memslot-denied @needs-locks
    Example: A write to a frame without a memslot is denied
      Given the host comes with:
        | no memslot | 0x100-0x107 |
      And the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x100     | 0x107   | NOWRITE    |
      When the guest kernel writes GFN 0x103
      Then it is refused with #PF
      And these events follow:
        | level   | line                                               |
        | warning | heki-kvm: Creating write #PF at 0x0000000000000000 |
      And nothing else changes
