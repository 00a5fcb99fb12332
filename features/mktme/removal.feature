@mktme
Feature: What goes from C goes from the copies, with its tables
  What C no longer maps no copy maps. Where C has no table any more, a copy's table is of no use, too. It may be
  freed only when nothing in it can be needed: when the range covers all of it.

  Rule: A table goes when the range covers all of it

    @mktme.table-freed @MKTME-17 @MKTME-54 @only-spec
    Scenario Outline: <case>: unlinked, flushed, freed
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

      Examples:
        | case   | size | end          | tables |
        | small  | 4k   | C+0x40200000 | 4      |
        | large  | 2m   | C+0x80000000 | 2      |

    @mktme.table-kept-for-a-part @MKTME-17 @only-spec
    Example: For a part of it the table stays, and so does what it maps beside the part
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

    @mktme.table-freed-for-a-part @MKTME-79 @MKTME-81 @since-reply
    Example: As posted, a 4 KiB-entry table goes for any part, with all that it maps
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

    @mktme.large-table-kept @MKTME-13
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

    @mktme.empty-table-used-again @MKTME-59
    Example: What a removal by parts left over is used again
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

    @mktme.empty-table-kept-in-c @MKTME-13
    Example: While C keeps its own empty table, only the pages in the range go
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

    @mktme.empty-table-beside-pages @MKTME-13 @only-spec
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

  @MKTME-13
  Rule: What C no longer maps, no copy maps

    @mktme.removed
    Scenario Outline: <case>: the leaf goes from both copies
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

      Examples:
        | case  | at           | end          | there         |
        | small | C+0x1000     | C+0x2000     | C1+0x1000     |
        | large | C+0x400000   | C+0x600000   | C2+0x400000   |
        | giant | C+0x80000000 | C+0xc0000000 | C2+0x80000000 |

    @mktme.accessed-only
    Example: An entry with nothing but accessed and dirty bits counts as absent
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
