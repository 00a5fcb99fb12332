@mktme
Feature: After a sync no TLB holds what was there before
  A translation that a TLB holds is used whatever the tables say now. So each sync ends in one flush of everything.
  C is the canonical mapping.

  @MKTME-06
  Rule: A sync MUST flush all TLB entries of all CPUs exactly once, after the last KeyID, whether it succeeded or failed
    Without the flush a right that was taken away stays usable for as long as a TLB likes.
    Source: https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, sync_direct_mapping(): flush_tlb_all()
    after the loop, under no condition

    @mktme.flush-once
    Example: Whatever a sync carries over, it ends in one flush
      Given C maps:
        | at         | size |
        | C          | 4k   |
        | C+0x200000 | 2m   |
      And C turns ro from C to C+0x400000
      When sync runs from C to C+0x400000
      Then every copy equals C
      And one flush of all TLBs follows
      And nothing else changes

    @mktme.no-keyids
    Example: With MKTME on and no KeyID at all, a sync still flushes once
      Given a machine with 0 KeyIDs
      And C maps:
        | at | size |
        | C  | 4k   |
      When sync runs from C to C+0x1000
      Then it succeeds
      And one flush of all TLBs follows
      And nothing else changes

    @mktme.nothing-to-cross @MKTME-99 @needs-five-levels
    Example: Where C maps nothing, no table of a top-level entry is made
      Given a machine with 5-level paging
      When sync runs from C to the end of C
      Then it succeeds
      And the kernel has:
        | tables allocated | 0 |
        | tables in use    | 0 |
      And one flush of all TLBs follows
      And nothing else changes

    @mktme.flush @needs-access
    Example: A translation that the TLB held is gone after the sync
      Given C maps:
        | at | size | flags |
        | C  | 4k   | rw    |
      And the kernel reads C1
      And C loses C to C+0x1000
      And sync runs from C to C+0x1000
      When the kernel reads C1
      Then it is refused with #PF
      And nothing else changes

    @mktme.tlb-before-flush @needs-access
    Example: Before the sync the TLB still answers, and so do the tables of the copy
      Given C maps:
        | at | size | flags |
        | C  | 4k   | rw    |
      And the kernel reads C1
      And C loses C to C+0x1000
      And sync runs from C+0x200000 to C+0x400000
      When the kernel reads C1
      Then it answers:
        | outcome | ok     |
        | pa      | 0x0    |
        | keyid   | 1      |
        | from    | tables |
      And nothing else changes

    @mktme.invariant-10 @invariant-10 @needs-access @needs-allocation-failures
    Example: After any history that ends in a sync, no read through an alias sees what was there before
      Given a machine with empty copies
      Then after any history that ends in a sync of C no read through an alias sees what was there before
