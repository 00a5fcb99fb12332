@mktme @needs-page-attributes
Feature: A request with interrupts off
  The flush on all CPUs needs interrupts; in early boot there is one CPU, and they are off. C is the canonical mapping.

  @MKTME-34
  Rule: The page-attribute code MUST NOT reach its flush with interrupts off, except in early boot
    A flush on all CPUs waits for them: with interrupts off two of them may wait for each other.
    Source: https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, BUG_ON() in cpa_flush(); Linux 5.2,
    https://github.com/torvalds/linux/blob/v5.2/arch/x86/mm/pageattr.c, cpa_flush()

    @mktme.interrupts-off
    Example: With interrupts off the flush is a bug, and C is changed already
      Given C maps:
        | at | size | count |
        | C  | 4k   | 4     |
      When a request turns 1 page at C ro with interrupts off
      Then the call ends in a BUG on interrupts that are off
      And no event follows
      And C then maps:
        | at       | size | count | flags |
        | C        | 4k   | 1     | ro    |
        | C+0x1000 | 4k   | 3     | rw    |
      And nothing else changes

    @mktme.early-boot @neighbour @MKTME-34 @MKTME-29
    Example: The neighbour: in early boot a request with interrupts off is served
      Given C maps:
        | at | size | count |
        | C  | 4k   | 4     |
      When a request turns 1 page at C ro in early boot
      Then it succeeds
      And C then maps:
        | at       | size | count | flags |
        | C        | 4k   | 1     | ro    |
        | C+0x1000 | 4k   | 3     | rw    |
      And every copy equals C
      And one flush of all TLBs follows
      And nothing else changes
