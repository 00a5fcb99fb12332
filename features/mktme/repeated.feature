@mktme
Feature: Syncs repeated, and side by side
  Two callers may sync one range, one after the other, and a change may be synced in parts. C is the canonical mapping.

  @MKTME-21
  Rule: A second sync of the same range MUST change nothing and allocate nothing
    Nobody can know what a copy already holds, so syncing once too often has to be harmless.
    Source: https://lore.kernel.org/r/20190731150813.26289-20-kirill.shutemov@linux.intel.com (PATCHv2 19/59):
    each level writes what the canonical mapping holds now; recordings/mktme/idempotence.ndjson

    @mktme.twice @MKTME-99
    Scenario Outline: <case>: a second sync of the same range changes nothing and allocates nothing
      Given C maps:
        | at           | size | count |
        | C            | 4k   | 3     |
        | C+0x200000   | 2m   | 2     |
        | C+0x40000000 | 1g   | 1     |
      And C turns ro from C to C+0x3000
      And sync runs from <start> to <end>
      When sync runs from <start> to <end>
      Then it succeeds
      And the kernel has:
        | tables allocated | 0 |
      And one flush of all TLBs follows
      And nothing else changes

      Examples:
        | case       | start      | end          |
        | one-page   | C+0x1000   | C+0x2000     |
        | all-of-c   | C          | the end of C |
        | large-leaf | C+0x200000 | C+0x400000   |

    @mktme.invariant-4 @invariant-4
    Example: In any history a second sync of any range does nothing but flush once more
      Given a machine with empty copies
      Then in any history a second sync of any range changes nothing but flushes once more

  @MKTME-58
  Rule: Two syncs of neighbouring ranges MUST give the leaves of one sync of both, with a flush each
    Where a request is cut into chunks, nobody should find the cut in the copies.
    Source: https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, sync_direct_mapping(): each page of a
    range is carried, each call flushes once; recordings/mktme/additivity.ndjson

    @mktme.two-halves
    Example: Leaves and allocations of two neighbouring syncs are those of one sync of both
      Given a machine with empty copies
      And C maps:
        | at         | size | count |
        | C          | 4k   | 512   |
        | C+0x200000 | 2m   | 2     |
      And sync runs from C to C+0x101000
      When sync runs from C+0x101000 to C+0x600000
      Then every copy equals C
      And the kernel has:
        | tables allocated | 0 |
        | tables in use    | 6 |
        | tables lost      | 0 |
      And one flush of all TLBs follows
      And nothing else changes

    @mktme.invariant-3 @invariant-3
    Example: In any history two syncs of neighbours map what one sync of both maps
      Given a machine with empty copies
      Then in any history two syncs of neighbours map what one sync of both maps
