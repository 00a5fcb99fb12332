@mktme
Feature: Memory runs out in the middle of a sync
  Tables of the copies are allocated on the way. The n-th allocation from then on fails in these scenarios; what came
  before it stands, what comes after it is untouched, and the TLB is flushed all the same. C is the canonical mapping,
  C1 its copy for KeyID 1.

  @MKTME-05
  Rule: A sync MUST stop at the first KeyID that fails and return its error, with the copies before it updated and those after it as they were
    A sync of KeyIDs after the failure would need the memory that is not there; the ones before are whole.
    Source: https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, the loop of sync_direct_mapping(): it
    ends on ret

    @mktme.stops @MKTME-18 @MKTME-06 @needs-allocation-failures
    Scenario Outline: <case>: where allocation <n> of 9 fails, no KeyID after it is synced
      Three tables lead to a page of each of three copies.

      Given a machine with 3 KeyIDs and empty copies
      And C maps:
        | at | size |
        | C  | 4k   |
      And table allocation <n> will fail
      When sync runs from C to C+0x1000
      Then it fails with ENOMEM
      And the kernel has:
        | tables allocated | <done> |
        | tables in use    | <done> |
        | tables lost      | 0      |
      And copy 1 <first>
      And copy 2 <second>
      And copy 3 maps nothing
      And one flush of all TLBs follows
      And nothing else changes

      Examples:
        | case         | n | done | first        | second       |
        | at-once      | 1 | 0    | maps nothing | maps nothing |
        | second-level | 2 | 1    | maps nothing | maps nothing |
        | second-key   | 4 | 3    | equals C     | maps nothing |
        | third-key    | 7 | 6    | equals C     | equals C     |

    @mktme.invariant-5 @invariant-5 @MKTME-06 @MKTME-18 @needs-allocation-failures
    Example: Whichever allocation fails, the KeyIDs before the failure are synced and those after it untouched
      Given a machine with empty copies
      Then whichever allocation fails, the KeyIDs before the failure are synced and those after it untouched

  @MKTME-18
  Rule: Where no page is left for a table, a sync MUST return ENOMEM
    The caller has to know that the copies lag behind; nothing else tells it.
    Source: https://lore.kernel.org/r/20190731150813.26289-20-kirill.shutemov@linux.intel.com (PATCHv2 19/59),
    sync_direct_mapping_pte() and above

    @mktme.half-way @MKTME-05 @needs-allocation-failures
    Example: Without memory for the third table, the tables above it stay in place
      Given a machine with empty copies
      And C maps:
        | at           | size |
        | C            | 2m   |
        | C+0x40000000 | 4k   |
      And table allocation 3 will fail
      When sync runs from C to C+0x80000000
      Then it fails with ENOMEM
      And copy 1 maps:
        | at | size |
        | C1 | 2m   |
      And copy 2 maps nothing
      And the kernel has:
        | tables in use | 2 |
        | tables lost   | 0 |
      And one flush of all TLBs follows
      And nothing else changes

    @mktme.enough @neighbour @MKTME-57 @needs-allocation-failures
    Example: The neighbour: with nine tables to make, the failure of the tenth does not matter
      Given a machine with 3 KeyIDs and empty copies
      And C maps:
        | at | size |
        | C  | 4k   |
      And sync runs from C+0x40000000 to C+0x80000000
      And table allocation 3 will fail
      When sync runs from C to C+0x1000
      And table allocation 10 will fail
      And sync runs from C to C+0x1000
      Then it succeeds
      And every copy equals C
      And one flush of all TLBs follows
      And nothing else changes

  @MKTME-57
  Rule: After a failure for want of memory, the same sync again MUST make all copies equal to the canonical mapping
    There is no other repair: whoever finds memory again calls the same sync.
    Source: https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, sync_direct_mapping(): 0 is for a sync
    that has carried everything; recordings/mktme/alloc-fail.ndjson

    @mktme.again @needs-allocation-failures
    Scenario Outline: <case>: after allocation <n> has failed, the same sync again carries over all of C
      Given a machine with 3 KeyIDs and empty copies
      And C maps:
        | at           | size | count |
        | C            | 4k   | 3     |
        | C+0x200000   | 2m   | 2     |
        | C+0x40000000 | 1g   | 1     |
      And table allocation <n> will fail
      When sync runs from C to the end of C
      And sync runs from C to the end of C
      Then it succeeds
      And every copy equals C
      And the kernel has:
        | tables in use | 9 |
        | tables lost   | 0 |
      And one flush of all TLBs follows
      And nothing else changes

      Examples:
        | case  | n |
        | first | 1 |
        | third | 3 |
        | fifth | 5 |
        | last  | 9 |
