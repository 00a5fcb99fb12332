@mktme
Feature: What goes from C goes from the copies, with its tables
  What C, the canonical mapping, no longer maps no copy maps. Where C has no table any more, a copy's table is of no
  use, too. It may be freed only when nothing in it can be needed: when the range covers all of it.

  @MKTME-13
  Rule: Where the canonical mapping has no entry, a copy MUST have none in the synced range
    Memory that went away may come back as somebody else's, while an alias still reads and writes it.
    Source: https://lore.kernel.org/r/20190731150813.26289-20-kirill.shutemov@linux.intel.com (PATCHv2 19/59),
    sync_direct_mapping_pte(); Linux 5.2,
    https://github.com/torvalds/linux/blob/v5.2/arch/x86/include/asm/pgtable.h, pte_none(): an entry of accessed
    and dirty bits alone is none

    @mktme.removed
    Scenario Outline: <case>: a leaf that C loses goes from both copies
      Given C maps:
        | at           | size |
        | C            | 4k   |
        | C+0x1000     | 4k   |
        | C+0x200000   | 2m   |
        | C+0x400000   | 2m   |
        | C+0x40000000 | 1g   |
        | C+0x80000000 | 1g   |
      And C loses <at> to <end>
      When sync runs from <at> to <end>
      Then every copy equals C
      And at <there> there is nothing
      And all TLBs are flushed once and nothing else happens
      And nothing else changes

      Examples:
        | case  | at           | end          | there         |
        | small | C+0x1000     | C+0x2000     | C1+0x1000     |
        | large | C+0x400000   | C+0x600000   | C2+0x400000   |
        | giant | C+0x80000000 | C+0xc0000000 | C2+0x80000000 |

    @mktme.accessed-only
    Example: An entry of C with nothing but accessed and dirty bits counts as absent
      Given C maps:
        | at | size | count |
        | C  | 4k   | 2     |
      And C becomes:
        | at       | size | frame | flags |
        | C        | 4k   | 0x0   | 0x60  |
        | C+0x1000 | 4k   | 0x1   | rw    |
      When sync runs from C to C+0x2000
      Then copy 1 maps:
        | at        | size |
        | C1+0x1000 | 4k   |

    @mktme.large-table-kept
    Example: A table of large leaves stays when the range covers half of it, and maps the rest
      Given C maps:
        | at           | size | count |
        | C+0x40000000 | 2m   | 512   |
      And C loses C+0x40000000 to C+0x80000000
      When sync runs from C+0x40000000 to C+0x60000000
      Then copy 1 maps:
        | at            | size | count |
        | C1+0x60000000 | 2m   | 256   |
      And 4 tables are in use and 0 are lost
      And all TLBs are flushed once and nothing else happens

    @mktme.empty-table-kept-in-c
    Example: While C keeps its own empty table, only the pages in the range go from the copies
      Given C maps:
        | at       | size | count |
        | C        | 4k   | 8     |
      And C loses C to C+0x8000 and keeps its tables
      When sync runs from C+0x3000 to C+0x4000
      Then copy 2 maps:
        | at        | size | count |
        | C2        | 4k   | 3     |
        | C2+0x4000 | 4k   | 4     |
      And 6 tables are in use and 0 are lost

    @mktme.empty-table-beside-pages @only-spec
    Example: A table that C keeps without an entry stays in the copies, beside one that is new
      Given C maps:
        | at | size | count |
        | C  | 4k   | 8     |
      And C becomes, with an empty table of 2m at C:
        | at         | size | count |
        | C+0x200000 | 4k   | 4     |
      When sync runs from C to the end of C
      Then every copy equals C
      And 2 tables are allocated
      And 8 tables are in use and 0 are lost
      And all TLBs are flushed once and nothing else happens
      And nothing else changes

  @MKTME-17
  Rule: A table of a copy MUST be removed and freed where the canonical mapping has none and the range covers all of it, and MUST NOT for a part of it
    What the range does not cover somebody may have mapped, and nobody asked to change.
    Source: https://lore.kernel.org/r/20190731150813.26289-20-kirill.shutemov@linux.intel.com (PATCHv2 19/59),
    remove_pmd and remove_pud ask for whole tables

    @mktme.table-freed @MKTME-54 @only-spec
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
      And 6 tables are in use and 0 are lost
      And nothing else changes

      Examples:
        | case   | size | end          | tables |
        | small  | 4k   | C+0x40200000 | 4      |
        | large  | 2m   | C+0x80000000 | 2      |

    @mktme.table-kept-for-a-part @only-spec
    Example: For a part of it a table stays, and so does what it maps beside the part
      Given C maps:
        | at         | size | count |
        | C          | 4k   | 1     |
        | C+0x200000 | 4k   | 4     |
      And C loses C+0x200000 to C+0x204000
      When sync runs from C+0x201000 to C+0x202000
      Then copy 1 maps:
        | at          | size | count |
        | C1          | 4k   | 1     |
        | C1+0x200000 | 4k   | 1     |
        | C1+0x202000 | 4k   | 2     |
      And 8 tables are in use and 0 are lost
      And all TLBs are flushed once and nothing else happens

  @MKTME-79
  Rule: The posted code frees a table of 4 KiB entries for any part of it that the range covers, with all that it maps
    The lowest level asks for page borders where it means those of the table: the rest of the table is lost.
    Source: https://lore.kernel.org/r/20190731150813.26289-20-kirill.shutemov@linux.intel.com (PATCHv2 19/59),
    remove_pte; the mail of 2019-06-17, https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, does the
    same; run in user space, recordings/mktme/unmap.ndjson, recordings/mktme/subrange.ndjson

    @mktme.table-freed-for-a-part @MKTME-81 @since-reply
    Example: As posted, a table of 4 KiB entries goes for any part, with all that it maps
      Given C maps:
        | at         | size | count |
        | C          | 4k   | 1     |
        | C+0x200000 | 4k   | 4     |
      And C loses C+0x200000 to C+0x204000
      When sync runs from C+0x201000 to C+0x202000
      Then copy 1 maps:
        | at | size |
        | C1 | 4k   |
      And these events follow:
        | event     | scope | tables | linked |
        | free      |       | 2      | yes    |
        | tlb_flush | all   |        |        |

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
      And 0 tables are allocated
      And 4 tables are in use and 0 are lost
      And all TLBs are flushed once and nothing else happens
      And nothing else changes
