@heki @since-v1 @until-v2 @needs-hypercalls
Feature: The host checks a request as a whole
  The guest hands over an address, a number of bytes and flags. The host copies the array before it looks at any
  range of it; request-ranges.feature is about the ranges. The array of these scenarios lies at 0x5000.

  Background:
    Given a host with 8/9

  @HEKI-13
  Rule: A range handed to the host MUST be three 64-bit values in this order: first GFN, last GFN, attributes
    The host reads the bytes of a guest of another version: the order is the interface.
    Source: https://lore.kernel.org/r/20230505152046.6575-4-mic@digikod.net (v1 3/9), struct heki_pa_range;
    recordings/heki/locks.ndjson

    @heki.range-three-values @needs-insight
    Example: A range is locked from its first value to its second, by its third
      When the guest makes hypercall 13 with:
        | a0     | 0x5000              |
        | a1     | 24                  |
        | ranges | 0x123-0x456 NOWRITE |
      Then the host's locks are:
        | table | slot | gfn_start | gfn_end |
        | write | 15   | 0x123     | 0x456   |
      And these events follow:
        | level   | line                                             |
        | warning | heki-kvm: Locking GFN 0x123-0x456 with [nowrite] |
      And nothing else changes

  @HEKI-50
  Rule: A request with flags, or of bytes that are no multiple of 24, MUST be refused as a whole with EINVAL
    Whatever does not make sense as a whole has to be found before the first range is locked for good.
    Source: https://lore.kernel.org/r/20230505152046.6575-5-mic@digikod.net (v1 4/9), heki_lock_mem_page_ranges();
    recordings/heki/locks.ndjson

    @heki.request-refused @HEKI-49
    Scenario Outline: <case>: size <size>, flags <flags> gets EINVAL
      When the guest makes hypercall 13 with:
        | a0     | 0x5000            |
        | a1     | <size>            |
        | a2     | <flags>           |
        | ranges | 0x10-0x12 NOWRITE |
      Then it fails with EINVAL
      And nothing else changes

      Examples:
        | case          | size | flags              |
        | flags         | 24   | 0x1                |
        | flags-top-bit | 24   | 0x8000000000000000 |
        | no-multiple   | 23   | 0x0                |
        | a-count       | 1    | 0x0                |

    @heki.any-refused-request @invariant-11 @HEKI-139 @HEKI-140 @HEKI-141
    Example: Any request that is refused as a whole changes nothing
      Then any request that is refused as a whole changes nothing

  @HEKI-139
  Rule: A request of more than 384 bytes MUST be refused as a whole with E2BIG
    No request can hold more ranges than the VM has slots.
    Source: https://lore.kernel.org/r/20230505152046.6575-5-mic@digikod.net (v1 4/9), heki_lock_mem_page_ranges();
    recordings/heki/locks.ndjson

    @heki.request-too-big @HEKI-49
    Scenario Outline: <case>: a request of <size> bytes gets E2BIG
      When the guest makes hypercall 13 with:
        | a0     | 0x5000            |
        | a1     | <size>            |
        | ranges | 0x10-0x12 NOWRITE |
      Then it fails with E2BIG
      And nothing else changes

      Examples:
        | case         | size               |
        | one-more     | 408                |
        | one-over     | 385                |
        | above-32-bit | 0x100000018        |
        | all-ones     | 0xffffffffffffffff |

    @heki.request-sixteen @neighbour @needs-insight @HEKI-53
    Example: The neighbour: a request of 384 bytes locks sixteen ranges
      When the guest asks to lock:
        | gfn_start | gfn_end | attributes | count |
        | 0x1000    | 0x1000  | NOWRITE    | 16    |
      Then it returns 0x0
      And the host has:
        | write locks | 16 |

  @HEKI-140
  Rule: A request that the host has no memory to copy MUST be refused as a whole with E2BIG
    The host copies the array before it looks at it, so that the guest cannot change it in between.
    Source: https://lore.kernel.org/r/20230505152046.6575-5-mic@digikod.net (v1 4/9), heki_lock_mem_page_ranges();
    recordings/heki/locks.ndjson

    @heki.request-no-memory @HEKI-49
    Example: A request that the host has no memory to copy gets E2BIG
      When the guest makes hypercall 13 with:
        | a0          | 0x5000            |
        | a1          | 24                |
        | host memory | no                |
        | ranges      | 0x10-0x12 NOWRITE |
      Then it fails with E2BIG
      And nothing else changes

  @HEKI-141
  Rule: A request that the host cannot read MUST be refused as a whole with EFAULT
    An array that is read in part would be locked in part.
    Source: https://lore.kernel.org/r/20230505152046.6575-5-mic@digikod.net (v1 4/9), heki_lock_mem_page_ranges();
    recordings/heki/locks.ndjson

    @heki.request-unreadable @HEKI-49
    Scenario Outline: <case>: a request of 24 bytes at 0x5000 with <hole> unreadable gets EFAULT
      When the guest makes hypercall 13 with:
        | a0         | 0x5000            |
        | a1         | 24                |
        | unreadable | <hole>            |
        | ranges     | 0x10-0x12 NOWRITE |
      Then it fails with EFAULT
      And nothing else changes

      Examples:
        | case       | hole          |
        | all-of-it  | 0x5000-0x5fff |
        | first-byte | 0x4fff-0x5000 |
        | last-byte  | 0x5017-0x5017 |

  @HEKI-67
  Rule: In v1, of several reasons to refuse a request the first decided: flags, too big, no multiple, host memory, unreadable, then the ranges
    The order is nobody's demand, but tells which mistake a guest hears of.
    Source: recordings/heki/locks.ndjson; https://lore.kernel.org/r/20230505152046.6575-5-mic@digikod.net (v1
    4/9), heki_lock_mem_page_ranges()

    @heki.request-order
    Scenario Outline: <case>: size <size>, flags <flags>, memory <memory>, hole <hole> gets <error> first
      When the guest makes hypercall 13 with:
        | a0          | 0x5000            |
        | a1          | <size>            |
        | a2          | <flags>           |
        | host memory | <memory>          |
        | unreadable  | <hole>            |
        | ranges      | 0x10-0x12 NOWRITE |
      Then it fails with <error>
      And nothing else changes

      Examples:
        | case               | size | flags | memory | hole          | error  |
        | flags-and-size     | 408  | 0x1   | yes    | none          | EINVAL |
        | big-and-odd        | 409  | 0x0   | no     | none          | E2BIG  |
        | odd-and-unreadable | 25   | 0x0   | yes    | 0x5000-0x5fff | EINVAL |
        | odd-and-no-memory  | 25   | 0x0   | no     | none          | EINVAL |
        | memory-and-hole    | 24   | 0x0   | no     | 0x5000-0x5fff | E2BIG  |

  @HEKI-66
  Rule: In v1 a request of size 0 succeeded and changed nothing, whatever its address
    An empty request is the multiple of 24 that nobody thought of; it locks nothing.
    Source: recordings/heki/locks.ndjson; https://lore.kernel.org/r/20230505152046.6575-5-mic@digikod.net (v1
    4/9), heki_lock_mem_page_ranges()

    @heki.request-empty
    Scenario Outline: <case>: a request of no bytes succeeds without a look at the address
      When the guest makes hypercall 13 with:
        | a0          | <address> |
        | a1          | 0         |
        | host memory | <memory>  |
        | unreadable  | <hole>    |
      Then it returns 0x0
      And nothing else changes

      Examples:
        | case       | address            | memory | hole          |
        | plain      | 0x5000             | yes    | none          |
        | unreadable | 0x5000             | yes    | 0x4000-0x5fff |
        | no-memory  | 0x5000             | no     | none          |
        | all-ones   | 0xffffffffffffffff | yes    | none          |
