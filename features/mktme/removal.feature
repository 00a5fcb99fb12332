@mktme
Feature: What goes from C goes from the copies
  What C, the canonical mapping, no longer maps no copy maps. Tables without an entry stay where they may be needed.
  C1 is the copy for KeyID 1.

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
      And at <there> is nothing
      And one flush of all TLBs follows
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
      And C turns ro from C to C+0x2000
      When sync runs from C to C+0x2000
      Then copy 1 maps:
        | at        | size | flags |
        | C1+0x1000 | 4k   | ro    |
      And every copy equals C
      And one flush of all TLBs follows
      And nothing else changes

    @mktme.present-at-frame-0 @neighbour @MKTME-08
    Example: The neighbour: a present entry of frame 0 with nothing but accessed and dirty bits is one
      Given a machine with empty copies
      And C maps:
        | at | size | frame | flags |
        | C  | 4k   | 0x0   | 0x61  |
      When sync runs from C to C+0x1000
      Then copy 1 maps:
        | at | size | frame | flags |
        | C1 | 4k   | 0x0   | 0x61  |
      And one flush of all TLBs follows

    @mktme.lost-before-the-border @needs-five-levels @only-spec
    Example: What C has lost before the border goes from the copy behind it
      Given a machine with C 512 GiB below a top-level border
      And C maps:
        | at | size |
        | C  | 1g   |
      And C loses C to C+0x40000000
      When sync runs from C to the end of C
      Then it succeeds
      And every copy maps nothing

    @mktme.large-table-kept
    Example: A table of large leaves stays when the range covers half of it, and maps the rest
      Given C maps:
        | at           | size | count |
        | C+0x40000000 | 2m   | 512   |
      And C loses C+0x40000000 to C+0x80000000
      When sync runs from C+0x40000000 to C+0x60000000
      Then it succeeds
      And every copy maps:
        | at           | size | count |
        | C+0x60000000 | 2m   | 256   |
      And the kernel has:
        | tables in use | 4 |
        | tables lost   | 0 |
      And one flush of all TLBs follows
      And nothing else changes

    @mktme.empty-table-kept-in-c
    Example: While C keeps its own empty table, only the pages in the range go from the copies
      Given C maps:
        | at | size | count |
        | C  | 4k   | 8     |
      And C loses C to C+0x8000 but keeps its tables
      When sync runs from C+0x3000 to C+0x4000
      Then it succeeds
      And every copy maps:
        | at       | size | count |
        | C        | 4k   | 3     |
        | C+0x4000 | 4k   | 4     |
      And the kernel has:
        | tables in use | 6 |
        | tables lost   | 0 |
      And one flush of all TLBs follows
      And nothing else changes

    @mktme.empty-table-beside-pages @only-spec
    Example: A table that C keeps without an entry stays in the copies, beside one that is new
      Given C maps:
        | at | size | count |
        | C  | 4k   | 8     |
      And C becomes:
        | at         | size              | count |
        | C          | empty table of 2m |       |
        | C+0x200000 | 4k                | 4     |
      And C turns ro from C to C+0x400000
      When sync runs from C to the end of C
      Then every copy equals C
      And the kernel has:
        | tables allocated | 2 |
        | tables in use    | 8 |
        | tables lost      | 0 |
      And one flush of all TLBs follows
      And nothing else changes

    @mktme.empty-table-upper @only-spec @MKTME-17
    Scenario Outline: <case>: a table for <size> that C keeps without an entry stays in the copies, and none below it
      Given C maps:
        | at | size | count |
        | C  | 4k   | 8     |
      And C becomes:
        | at     | size                  |
        | C      | empty table of <size> |
        | <next> | 4k                    |
      When sync runs from C to the end of C
      Then every copy equals C
      And the kernel has:
        | tables allocated | <new> |
        | tables in use    | 8     |
        | tables lost      | 0     |
      And these events follow:
        | event     | scope | tables  | linked |
        | tlb_flush | all   |         |        |
        | free      |       | <freed> | no     |
      And nothing else changes

      Examples:
        | case     | size | next           | new | freed |
        | of-giant | 1g   | C+0x40000000   | 4   | 2     |
        | of-top   | 512g | C+0x8000000000 | 6   | 4     |
