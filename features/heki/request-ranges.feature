@heki @since-v1 @until-v2 @needs-hypercalls
Feature: The host judges a request range by range
  The host locks the ranges of a request in order. The first that is wrong ends the request, and what was locked
  before it stays: there is no way back for any lock.

  Background:
    Given a host with 8/9

  @HEKI-51
  Rule: A range with a GFN above 2^52-1, its ends the wrong way round, no attribute or an unknown one MUST end the request with EINVAL
    An inverted or an endless range would lock nothing, or everything, and nobody could undo it.
    Source: https://lore.kernel.org/r/20230505152046.6575-5-mic@digikod.net (v1 4/9), heki_lock_mem_page_ranges();
    recordings/heki/locks.ndjson

    @heki.range-refused
    Scenario Outline: <case>: <start> to <end> with <attributes> gets EINVAL
      When the guest asks to lock:
        | gfn_start | gfn_end | attributes   |
        | <start>   | <end>   | <attributes> |
      Then it fails with EINVAL
      And it answers:
        | value | 0xffffffffffffffea |
      And nothing else changes

      Examples:
        | case              | start              | end                | attributes         |
        | start-at-2-52     | 0x10000000000000   | 0x10000000000000   | NOWRITE            |
        | end-at-2-52       | 0xfffffffffffff    | 0x10000000000000   | NOWRITE            |
        | all-ones          | 0xffffffffffffffff | 0xffffffffffffffff | NOWRITE            |
        | end-all-ones      | 0x0                | 0xffffffffffffffff | NOWRITE            |
        | inverted-by-one   | 0x1000             | 0xfff              | NOWRITE            |
        | inverted-by-many  | 0x1000             | 0x10               | NOWRITE            |
        | no-attributes     | 0x10               | 0x12               | 0x0                |
        | unknown-attribute | 0x10               | 0x12               | 0x4                |
        | known-and-unknown | 0x10               | 0x12               | 0x5                |
        | top-attribute     | 0x10               | 0x12               | 0x8000000000000001 |

    @heki.range-of-zeros
    Example: Zeros that follow the ranges of a request are a range without attributes
      When the guest makes hypercall 13 with:
        | a0     | 0x5000            |
        | a1     | 48                |
        | ranges | 0x10-0x12 NOWRITE |
      Then it fails with EINVAL

    @heki.range-accepted @neighbour @needs-insight @HEKI-51 @HEKI-56
    Scenario Outline: <case>: The neighbour: GFN <start> to <end> is locked
      When the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | <start>   | <end>   | NOWRITE    |
      Then it returns 0x0
      And these events follow:
        | level   | line                                               |
        | warning | heki-kvm: Locking GFN <start>-<end> with [nowrite] |
      And the host's locks are:
        | table | slot | gfn_start | gfn_end |
        | write | 15   | <start>   | <end>   |
      And nothing else changes

      Examples:
        | case        | start           | end             |
        | last-gfn    | 0xfffffffffffff | 0xfffffffffffff |
        | one-page    | 0x1000          | 0x1000          |
        | gfn-0       | 0x0             | 0x0             |
        | gfn-0-and-1 | 0x0             | 0x1             |

  @HEKI-69
  Rule: In v1 the length of a range was not limited: one of 2^20 frames was taken
    A guest may name 2^52 frames in one range, and the host steps through them one by one.
    Source: recordings/heki/locks.ndjson; https://lore.kernel.org/r/20230505152046.6575-5-mic@digikod.net (v1
    4/9), heki_lock_mem_page_ranges()

    @heki.range-long @needs-insight @HEKI-56
    Example: A range of 2^20 frames is locked
      When the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x0       | 0xfffff | NOWRITE    |
      Then it returns 0x0
      And these events follow:
        | level   | line                                             |
        | warning | heki-kvm: Locking GFN 0x0-0xfffff with [nowrite] |
      And the host's locks are:
        | table | slot | gfn_start | gfn_end |
        | write | 15   | 0x0       | 0xfffff |
      And nothing else changes

  @HEKI-52
  Rule: Ranges before one that is refused MUST stay locked
    Taking locks back would need what a lock is meant not to have: a way to undo it.
    Source: https://lore.kernel.org/r/20230505152046.6575-5-mic@digikod.net (v1 4/9), heki_lock_mem_page_ranges();
    recordings/heki/locks.ndjson

    @heki.range-in-the-middle @needs-insight @HEKI-51
    Example: Ranges before a wrong one stay locked, and ranges after it are not locked
      When the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | NOWRITE    |
        | 0x20      | 0x22    | NOWRITE    |
        | 0x30      | 0x2f    | NOWRITE    |
        | 0x40      | 0x42    | NOWRITE    |
      Then it fails with EINVAL
      And these events follow:
        | level   | line                                           |
        | warning | heki-kvm: Locking GFN 0x10-0x12 with [nowrite] |
        | warning | heki-kvm: Locking GFN 0x20-0x22 with [nowrite] |
      And the host's locks are:
        | table | slot | gfn_start | gfn_end |
        | write | 15   | 0x10      | 0x12    |
        | write | 14   | 0x20      | 0x22    |
      And nothing else changes

  @HEKI-56
  Rule: For each range that it locks the host MUST log heki-kvm: Locking GFN 0x…-0x… with its attributes, [nowrite] and [exec]
    The log of the host is where an administrator sees what a guest has done to itself.
    Source: https://lore.kernel.org/r/20230505152046.6575-5-mic@digikod.net (v1 4/9), heki_lock_mem_page_ranges();
    https://lore.kernel.org/r/20230505152046.6575-9-mic@digikod.net (v1 8/9); recordings/heki/locks.ndjson

    @heki.locking-line @needs-insight
    Example: A range without NOWRITE is named with its one attribute
      When the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0xabc     | 0xdef   | EXEC       |
      Then these events follow:
        | level   | line                                          |
        | warning | heki-kvm: Locking GFN 0xabc-0xdef with [exec] |
        | warning | heki-kvm: Locked executable kernel memory     |
      And the host's locks are:
        | table | slot | gfn_start | gfn_end |
        | EXEC  | 15   | 0xabc     | 0xdef   |
      And the host has:
        | execution locked | yes |
      And nothing else changes
