@mktme
Feature: Off is off
  A kernel without MKTME pays nothing: no table, no flush, no copy. C is the canonical mapping.

  @MKTME-02
  Rule: While MKTME is off, a sync MUST return 0, change no page table and flush nothing
    Every kernel that has the code has the calls in it: one without keys must not pay for them.
    Source: https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, sync_direct_mapping(): it asks
    mktme_enabled() first

    @mktme.off
    Scenario Outline: <case>: while MKTME is off, a sync from <start> to <end> does nothing
      Given a machine with MKTME off
      And C maps:
        | at         | size |
        | C          | 4k   |
        | C+0x200000 | 2m   |
      And C turns ro from C to C+0x400000
      When sync runs from <start> to <end>
      Then it succeeds
      And no event follows
      And the kernel has:
        | tables allocated | 0 |
      And nothing else changes

      Examples:
        | case     | start | end          |
        | one-page | C     | C+0x1000     |
        | all-of-c | C     | the end of C |
        | empty    | C     | C            |

    @mktme.off-without-keyids
    Example: Off, with no KeyID at all, a sync flushes nothing
      Given a machine with 0 KeyIDs and MKTME off
      And C maps:
        | at | size |
        | C  | 4k   |
      When sync runs from C to C+0x1000
      Then no event follows
      And nothing else changes

    @mktme.tlb-while-off @needs-access
    Example: While MKTME is off, a sync leaves the TLB what it holds
      Given a machine with MKTME off
      And C maps:
        | at | size |
        | C  | 4k   |
      And C turns ro from C to C+0x1000
      And the kernel reads C1
      And sync runs from C to C+0x1000
      When the kernel reads C1
      Then it answers:
        | outcome | ok  |
        | keyid   | 1   |
        | from    | tlb |
      And nothing else changes

    @mktme.cache-off @MKTME-72 @needs-page-attributes
    Example: While MKTME is off, uncached pages are flushed as ever, and no copy follows
      Given a machine with MKTME off
      And C maps:
        | at | size | count |
        | C  | 4k   | 4     |
      When a request turns 2 pages at C uc
      Then it succeeds
      And C then maps:
        | at       | size | count | flags |
        | C        | 4k   | 2     | rw uc |
        | C+0x2000 | 4k   | 2     | rw    |
      And these events follow:
        | event       | scope | count | va | pages |
        | tlb_flush   | page  | 2     |    |       |
        | cache_flush |       |       | C  | 2     |
      And nothing else changes

    @mktme.invariant-6 @invariant-6
    Example: While MKTME is off no sync has any effect, whatever its range
      Given a machine with MKTME off and empty copies
      Then while MKTME is off no sync has any effect, whatever its range
