@heki @needs-hypercalls
Feature: The posted code forgets all EXEC ranges but the newest
  Its lookup begins at the newest range and walks away from the older ones; it takes frame 0 alone for a free slot;
  and like the write slots its table has an end that it runs past, here into the write locks. A kernel whose text
  is its one EXEC range notices nothing of all this.

  Background:
    Given a host with 8/9

  Rule: Execution is allowed in all EXEC ranges

    @heki.older-exec-range @only-v1 @needs-locks @HEKI-77
    Example: The older of two ranges stays executable
      Given the VM has locked:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | EXEC       |
        | 0x20      | 0x22    | EXEC       |
      When the guest kernel executes GFN 0x10
      Then it succeeds
      And nothing else changes

    @heki.older-exec-range-as-posted @since-v1-as-posted @needs-locks @HEKI-96
    Example: As posted it is denied from then on
      Given the VM has locked:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | EXEC       |
        | 0x20      | 0x22    | EXEC       |
      When the guest kernel executes GFN 0x10
      Then it is refused with #PF

    @heki.newest-exec-range @only-v1 @needs-locks @HEKI-77
    Example: The newer of two ranges is executable
      Given the VM has locked:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | EXEC       |
        | 0x20      | 0x22    | EXEC       |
      When the guest kernel executes GFN 0x22
      Then it succeeds
      And nothing else changes

    @heki.newest-exec-range-as-posted @since-v1-as-posted @needs-locks @HEKI-96
    Example: As posted the newest is executable
      Given the VM has locked:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | EXEC       |
        | 0x20      | 0x22    | EXEC       |
      When the guest kernel executes GFN 0x22
      Then it succeeds
      And nothing else changes

    @heki.exec-gfn-0 @only-v1 @needs-locks @HEKI-77
    Example: Frame 0 can be an EXEC range
      Given the VM has locked:
        | gfn_start | gfn_end | attributes |
        | 0x0       | 0x0     | EXEC       |
      When the guest kernel executes GFN 0x0
      Then it succeeds
      And nothing else changes

    @heki.exec-gfn-0-as-posted @since-v1-as-posted @needs-locks @HEKI-97
    Example: As posted frame 0 by itself counts as no range
      Given the VM has locked:
        | gfn_start | gfn_end | attributes |
        | 0x0       | 0x0     | EXEC       |
      When the guest kernel executes GFN 0x0
      Then it is refused with #PF

    @heki.exec-gfn-0-and-1 @only-v1 @needs-locks @HEKI-77
    Example: Frames 0 and 1 can be one, too
      Given the VM has locked:
        | gfn_start | gfn_end | attributes |
        | 0x0       | 0x1     | EXEC       |
      When the guest kernel executes GFN 0x0
      Then it succeeds
      And nothing else changes

    @heki.exec-gfn-0-and-1-as-posted @since-v1-as-posted @needs-locks @HEKI-97
    Example: As posted frame 0 counts together with frame 1
      Given the VM has locked:
        | gfn_start | gfn_end | attributes |
        | 0x0       | 0x1     | EXEC       |
      When the guest kernel executes GFN 0x0
      Then it succeeds
      And nothing else changes

    @heki.exec-after-refusal @only-v1 @needs-locks @HEKI-77
    Example: A refused range takes nothing away
      Given the VM has locked 16 pages with 0x2
      And the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | EXEC       |
      When the guest kernel executes GFN 0x10f0
      Then it succeeds
      And nothing else changes

    @heki.exec-after-refusal-as-posted @since-v1-as-posted @needs-locks @HEKI-98
    Example: As posted nothing at all is executable after a 17th
      Given the VM has locked 16 pages with 0x2
      And the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | EXEC       |
      When the guest kernel executes GFN 0x10f0
      Then it is refused with #PF

  Rule: Further EXEC ranges do not touch write locks

    @heki.exec-18 @only-v1 @HEKI-78
    Example: The 18th EXEC range is refused and the write locks stand
      Given the VM has locked:
        | gfn_start | gfn_end | attributes |
        | 0x100     | 0x1ff   | NOWRITE    |
        | 0x300     | 0x3ff   | NOWRITE    |
        | 0x500     | 0x5ff   | NOWRITE    |
      And the VM has locked 16 pages with 0x2
      And the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | EXEC       |
      When the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x2       | 0xfffff | EXEC       |
      Then it fails with E2BIG
      And nothing else changes

    @heki.exec-18-as-posted @since-v1-as-posted @needs-locks @HEKI-99
    Example: As posted chosen values cancel the first two write locks
      Given the VM has locked:
        | gfn_start | gfn_end | attributes |
        | 0x100     | 0x1ff   | NOWRITE    |
        | 0x300     | 0x3ff   | NOWRITE    |
        | 0x500     | 0x5ff   | NOWRITE    |
      And the VM has locked 16 pages with 0x2
      And the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | EXEC       |
      And the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x2       | 0xfffff | EXEC       |
      When the guest kernel writes GFN 0x100
      Then it succeeds
      And nothing else changes

    @heki.exec-18-third-lock @since-v1 @until-v2 @needs-locks @HEKI-54
    Example: The third write lock holds in both
      Given the VM has locked:
        | gfn_start | gfn_end | attributes |
        | 0x100     | 0x1ff   | NOWRITE    |
        | 0x300     | 0x3ff   | NOWRITE    |
        | 0x500     | 0x5ff   | NOWRITE    |
      And the VM has locked 16 pages with 0x2
      And the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | EXEC       |
      And the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x2       | 0xfffff | EXEC       |
      When the guest kernel writes GFN 0x500
      Then it is refused with #PF
