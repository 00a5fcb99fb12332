@heki @needs-hypercalls
Feature: The posted code forgets all EXEC ranges but the newest
  Its lookup begins at the newest range and walks away from the older ones; it takes frame 0 alone for a free slot;
  and like the write slots its table has an end that it runs past, here into the write locks. A kernel whose text
  is its one EXEC range notices nothing of all this.

  Background:
    Given a host with 8/9

  @only-v1 @needs-locks @HEKI-77
  Rule: Execution MUST be allowed in all EXEC ranges
    A kernel whose older text is forgotten faults at its next instruction.
    Source: https://lore.kernel.org/r/20230505152046.6575-9-mic@digikod.net (v1 8/9), HEKI_ATTR_MEM_EXEC

    @heki.older-exec-range
    Example: The older of two EXEC ranges stays executable
      Given the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | EXEC       |
        | 0x20      | 0x22    | EXEC       |
      When the guest kernel executes GFN 0x10
      Then it succeeds
      And nothing else changes

    @heki.newest-exec-range
    Example: The newer of two EXEC ranges is executable
      Given the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | EXEC       |
        | 0x20      | 0x22    | EXEC       |
      When the guest kernel executes GFN 0x22
      Then it succeeds
      And nothing else changes

    @heki.exec-gfn-0
    Example: Frame 0 alone can be an EXEC range
      Given the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x0       | 0x0     | EXEC       |
      When the guest kernel executes GFN 0x0
      Then it succeeds
      And nothing else changes

    @heki.exec-gfn-0-and-1
    Example: Frames 0 and 1 can be an EXEC range
      Given the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x0       | 0x1     | EXEC       |
      When the guest kernel executes GFN 0x0
      Then it succeeds
      And nothing else changes

    @heki.exec-after-refusal
    Example: An EXEC range that is refused takes nothing away
      Given the guest asks to lock:
        | gfn_start | gfn_end | attributes | count |
        | 0x1000    | 0x1000  | EXEC       | 16    |
      When the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | EXEC       |
      And the guest kernel executes GFN 0x10f0
      Then it succeeds
      And nothing else changes

  @since-v1-as-posted @needs-locks @HEKI-96
  Rule: The posted code allowed execution in the newest EXEC range alone
    The lookup walks from the newest slot towards those not yet used, and gives up at the first of them.
    Source: recordings/heki/locks.ndjson; https://lore.kernel.org/r/20230505152046.6575-9-mic@digikod.net (v1
    8/9), heki_exec_is_allowed()

    @heki.older-exec-range-as-posted
    Example: In the posted code the older of two EXEC ranges is denied
      Given the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | EXEC       |
        | 0x20      | 0x22    | EXEC       |
      When the guest kernel executes GFN 0x10
      Then it is refused with #PF
      And these events follow:
        | level   | line                                               |
        | warning | heki-kvm: Creating fetch #PF at 0x0000000000000000 |
      And nothing else changes

    @heki.newest-exec-range-as-posted @neighbour @HEKI-96
    Example: The neighbour: in the posted code the newer of two EXEC ranges is executable
      Given the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | EXEC       |
        | 0x20      | 0x22    | EXEC       |
      When the guest kernel executes GFN 0x22
      Then it succeeds
      And nothing else changes

  @since-v1-as-posted @needs-locks @HEKI-97
  Rule: The posted code took an EXEC range that is GFN 0 by itself for none
    A slot that ends at 0 is taken for one that was never used.
    Source: recordings/heki/locks.ndjson; https://lore.kernel.org/r/20230505152046.6575-9-mic@digikod.net (v1
    8/9), heki_exec_is_allowed()

    @heki.exec-gfn-0-as-posted
    Example: In the posted code frame 0 by itself counts as no EXEC range
      Given the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x0       | 0x0     | EXEC       |
      When the guest kernel executes GFN 0x0
      Then it is refused with #PF
      And these events follow:
        | level   | line                                               |
        | warning | heki-kvm: Creating fetch #PF at 0x0000000000000000 |
      And nothing else changes

    @heki.exec-gfn-0-and-1-as-posted @neighbour @HEKI-97
    Example: The neighbour: in the posted code frame 0 counts together with frame 1
      Given the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x0       | 0x1     | EXEC       |
      When the guest kernel executes GFN 0x0
      Then it succeeds
      And nothing else changes

  @since-v1-as-posted @needs-locks @HEKI-98
  Rule: In the posted code nothing was executable after a 17th EXEC range
    A full table has 0 as its newest index, and a walk from there finds nothing.
    Source: recordings/heki/locks.ndjson; https://lore.kernel.org/r/20230505152046.6575-9-mic@digikod.net (v1
    8/9), heki_exec_is_allowed()

    @heki.exec-after-refusal-as-posted
    Example: In the posted code nothing at all is executable after a 17th EXEC range
      Given the guest asks to lock:
        | gfn_start | gfn_end | attributes | count |
        | 0x1000    | 0x1000  | EXEC       | 16    |
      When the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | EXEC       |
      And the guest kernel executes GFN 0x10f0
      Then it is refused with #PF
      And these events follow:
        | level   | line                                               |
        | warning | heki-kvm: Creating fetch #PF at 0x0000000000000000 |
      And nothing else changes

  @only-v1 @HEKI-78
  Rule: Once the EXEC slots are taken, every further EXEC range MUST get E2BIG and touch no write lock
    What a guest asks for to run code could otherwise open its own text for writing.
    Source: https://lore.kernel.org/r/20230505152046.6575-9-mic@digikod.net (v1 8/9), its 16 slots

    @heki.exec-18
    Example: The 18th EXEC range is refused, and the write locks stand
      Given the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x100     | 0x1ff   | NOWRITE    |
        | 0x300     | 0x3ff   | NOWRITE    |
        | 0x500     | 0x5ff   | NOWRITE    |
      And the guest asks to lock:
        | gfn_start | gfn_end | attributes | count |
        | 0x1000    | 0x1000  | EXEC       | 16    |
      When the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | EXEC       |
      And the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x2       | 0xfffff | EXEC       |
      Then it fails with E2BIG
      And nothing else changes

  @since-v1-as-posted @needs-locks @HEKI-99
  Rule: In the posted code the 18th EXEC range overwrote the end of write slot 14 and the start of write slot 15
    The table of EXEC ranges lies behind that of write locks: an index below it is one of those.
    Source: recordings/heki/locks.ndjson; https://lore.kernel.org/r/20230505152046.6575-9-mic@digikod.net (v1
    8/9), heki_lock_mem_page_ranges()

    @heki.exec-18-as-posted
    Example: In the posted code an 18th EXEC range of chosen values cancels the first two write locks
      Given the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x100     | 0x1ff   | NOWRITE    |
        | 0x300     | 0x3ff   | NOWRITE    |
        | 0x500     | 0x5ff   | NOWRITE    |
      And the guest asks to lock:
        | gfn_start | gfn_end | attributes | count |
        | 0x1000    | 0x1000  | EXEC       | 16    |
      When the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | EXEC       |
      And the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x2       | 0xfffff | EXEC       |
      And the guest kernel writes GFN 0x100
      Then it succeeds
      And nothing else changes
