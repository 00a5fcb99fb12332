@mktme
Feature: Tables that are of no use any more
  Where C, the canonical mapping, has no table any more, a copy's table is of no use, too. It may be freed only when
  nothing in it can be needed: when the range covers all of it. And only when no TLB can lead to it: after the flush.

  @MKTME-17 @only-spec
  Rule: A table of a copy MUST be removed and freed where, and only where, the canonical mapping has none and the range covers all of it
    What the range does not cover somebody may have mapped, and nobody asked to change.
    Source: https://lore.kernel.org/r/20190731150813.26289-20-kirill.shutemov@linux.intel.com (PATCHv2 19/59),
    remove_pmd and remove_pud ask for whole tables

    @mktme.table-freed @MKTME-54
    Scenario Outline: <case>: where C has no table any more, a sync of all of it frees that of each copy
      Given C maps:
        | at           | size   | count |
        | C            | 4k     | 1     |
        | C+0x40000000 | <size> | 512   |
      And C loses C+0x40000000 to <end>
      When sync runs from C+0x40000000 to C+0x80000000
      Then every copy equals C
      And these events follow:
        | event     | scope | tables   | linked |
        | tlb_flush | all   |          |        |
        | free      |       | <tables> | no     |
      And the kernel has:
        | tables in use | 6 |
        | tables lost   | 0 |
      And nothing else changes

      Examples:
        | case  | size | end          | tables |
        | small | 4k   | C+0x40200000 | 4      |
        | large | 2m   | C+0x80000000 | 2      |

    @mktme.table-freed-one @MKTME-54
    Example: With one KeyID, one table is freed where C has none any more
      Given a machine with 1 KeyID
      And C maps:
        | at           | size | count |
        | C            | 4k   | 1     |
        | C+0x40000000 | 2m   | 512   |
      And C loses C+0x40000000 to C+0x80000000
      When sync runs from C+0x40000000 to C+0x80000000
      Then it succeeds
      And these events follow:
        | event     | scope | tables | linked |
        | tlb_flush | all   |        |        |
        | free      |       | 1      | no     |

    @mktme.table-freed-all
    Example: All tables go from the copies where C has lost all that it mapped, below two top-level entries
      Given C maps:
        | at             | size |
        | C              | 2m   |
        | C+0x8000000000 | 2m   |
      And C loses C to C+0x8000200000
      When sync runs from C to the end of C
      Then it succeeds
      And every copy maps nothing
      And the kernel has:
        | tables in use | 0 |
        | tables lost   | 0 |

    @mktme.table-kept-for-a-part
    Example: For a part of it a table stays, and so does what it maps beside the part
      Given C maps:
        | at         | size | count |
        | C          | 4k   | 1     |
        | C+0x200000 | 4k   | 4     |
      And C loses C+0x200000 to C+0x204000
      When sync runs from C+0x201000 to C+0x202000
      Then it succeeds
      And every copy maps:
        | at         | size | count |
        | C          | 4k   | 1     |
        | C+0x200000 | 4k   | 1     |
        | C+0x202000 | 4k   | 2     |
      And the kernel has:
        | tables in use | 8 |
        | tables lost   | 0 |
      And one flush of all TLBs follows
      And nothing else changes

  @MKTME-79 @since-reply
  Rule: The posted code frees a table of 4 KiB entries for any part of it that the range covers, with all that it maps
    The lowest level asks for page borders where it means those of the table: the rest of the table is lost.
    Source: https://lore.kernel.org/r/20190731150813.26289-20-kirill.shutemov@linux.intel.com (PATCHv2 19/59),
    remove_pte; the mail of 2019-06-17, https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, does the
    same; run in user space, recordings/mktme/unmap.ndjson, recordings/mktme/subrange.ndjson

    @mktme.table-freed-for-a-part @MKTME-81
    Example: As posted, a table of 4 KiB entries goes for any part, with all that it maps
      Given C maps:
        | at         | size | count |
        | C          | 4k   | 1     |
        | C+0x200000 | 4k   | 4     |
      And C loses C+0x200000 to C+0x204000
      When sync runs from C+0x201000 to C+0x202000
      Then it succeeds
      And every copy maps:
        | at | size |
        | C  | 4k   |
      And these events follow:
        | event     | scope | tables | linked |
        | free      |       | 2      | yes    |
        | tlb_flush | all   |        |        |
      And nothing else changes

  @MKTME-59
  Rule: An empty table that removals by parts leave in a copy MUST stay reachable and be used again
    A table that is neither used nor found again is lost memory for each removal.
    Source: https://lore.kernel.org/r/20190731150813.26289-20-kirill.shutemov@linux.intel.com (PATCHv2 19/59),
    sync_direct_mapping_pmd(): a table that is there is taken; recordings/mktme/unmap.ndjson

    @mktme.empty-table-used-again
    Example: A table that a removal by parts left empty is used again
      Given C maps:
        | at           | size | count |
        | C+0x40000000 | 2m   | 2     |
      And C loses C+0x40000000 to C+0x40400000
      And sync runs from C+0x40000000 to C+0x40200000
      And sync runs from C+0x40200000 to C+0x40400000
      And C gains:
        | at           | size |
        | C+0x40200000 | 2m   |
      When sync runs from C+0x40200000 to C+0x40400000
      Then every copy equals C
      And the kernel has:
        | tables allocated | 0 |
        | tables in use    | 4 |
        | tables lost      | 0 |
      And one flush of all TLBs follows
      And nothing else changes

  @MKTME-54 @only-spec
  Rule: A table MUST be unlinked, then the TLB flushed, then the table freed
    A CPU that has cached the entry walks the page that was the table, whatever it holds by then.
    Source: Intel SDM volume 3A, 4.10.3 and 4.10.4: the CPU may use cached entries of a table until they are
    invalidated

    @mktme.collapse-in-order
    Example: A table that a large leaf replaces is flushed from the TLB before it is freed
      Given C maps:
        | at           | size | count |
        | C+0x40000000 | 4k   | 512   |
      And C is collapsed at C+0x40000000 to 2m
      When sync runs from C+0x40000000 to C+0x40200000
      Then it succeeds
      And every copy equals C
      And these events follow:
        | event     | scope | tables | linked |
        | tlb_flush | all   |        |        |
        | free      |       | 2      | no     |
      And nothing else changes

  @MKTME-81 @since-reply
  Rule: The posted code frees a table while it is linked, before the flush
    The entry points for a moment at a page that others may write, and the TLB until the end of the sync.
    Source: https://lore.kernel.org/r/20190731150813.26289-20-kirill.shutemov@linux.intel.com (PATCHv2 19/59),
    __free_page() before pmd_clear(); the mail of 2019-06-17,
    https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, does the same; run in user space,
    recordings/mktme/collapse.ndjson, recordings/mktme/unmap.ndjson

    @mktme.collapse-linked-one
    Example: As posted, the one table that a large leaf replaces is freed while it is linked
      Given a machine with 1 KeyID
      And C maps:
        | at           | size | count |
        | C+0x40000000 | 4k   | 512   |
      And C is collapsed at C+0x40000000 to 2m
      When sync runs from C+0x40000000 to C+0x40200000
      Then every copy equals C
      And these events follow:
        | event     | scope | tables | linked |
        | free      |       | 1      | yes    |
        | tlb_flush | all   |        |        |
      And nothing else changes

    @mktme.collapse-linked
    Example: As posted, a table that a large leaf replaces is freed while it is linked, before the flush
      Given C maps:
        | at           | size | count |
        | C+0x40000000 | 4k   | 512   |
      And C is collapsed at C+0x40000000 to 2m
      When sync runs from C+0x40000000 to C+0x40200000
      Then it succeeds
      And every copy equals C
      And these events follow:
        | event     | scope | tables | linked |
        | free      |       | 2      | yes    |
        | tlb_flush | all   |        |        |
      And nothing else changes
