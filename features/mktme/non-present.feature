@mktme @needs-page-attributes
Feature: A leaf that is not present is no table
  The page-attribute code makes a page absent by clearing the present bit, and keeps the frame in the entry. The size
  bit goes, too: whoever asks for it alone takes the entry of a large leaf for a pointer to a table.

  @MKTME-52 @only-spec
  Rule: A large leaf that is not present MUST NOT be walked as a table: the copy becomes non-present for the whole leaf
    What lies at that frame is data: walked as a table, it maps memory at random.
    Source: https://lore.kernel.org/r/20190731150813.26289-20-kirill.shutemov@linux.intel.com (PATCHv2 19/59): a
    copy holds what the canonical mapping holds; Linux 5.2,
    https://github.com/torvalds/linux/blob/v5.2/arch/x86/mm/pageattr.c, lookup_address_in_pgd(): a non-present
    entry is a leaf

    @mktme.non-present-leaf
    Scenario Outline: <case>: a whole <size> leaf that turns non-present does so in the copies
      Given C maps:
        | at   | size   | count |
        | <at> | <size> | 2     |
      When a request turns <pages> pages at <at> np
      Then it succeeds
      And C then maps:
        | at     | size   | flags |
        | <at>   | <size> | np    |
        | <next> | <size> | rw    |
      And every copy equals C
      And one flush of all TLBs follows
      And nothing else changes

      Examples:
        | case  | size | at           | pages  | next         |
        | large | 2m   | C+0x200000   | 512    | C+0x400000   |
        | giant | 1g   | C+0x40000000 | 262144 | C+0x80000000 |

  @MKTME-86 @since-reply
  Rule: The posted code takes a large leaf that is not present for a pointer, and reads data as a table
    The first word of somebody's data is then the first entry of a table.
    Source: https://lore.kernel.org/r/20190731150813.26289-20-kirill.shutemov@linux.intel.com (PATCHv2 19/59),
    sync_direct_mapping_pmd() and _pud(); the mail of 2019-06-17,
    https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, does the same; run in user space,
    recordings/mktme/nonpresent-huge.ndjson, recordings/mktme/cpa.ndjson

    @mktme.non-present-walked
    Scenario Outline: <case>: as posted, a <size> leaf that turns non-present is read as a table
      Given C maps:
        | at   | size   | count |
        | <at> | <size> | 2     |
      When a request turns <pages> pages at <at> np
      Then the call ends in a walk through data
      And C then maps:
        | at     | size   | flags |
        | <at>   | <size> | np    |
        | <next> | <size> | rw    |
      And at <there> is nothing

      Examples:
        | case  | size | at           | pages  | next         | there         |
        | large | 2m   | C+0x200000   | 512    | C+0x400000   | C1+0x200000   |
        | giant | 1g   | C+0x40000000 | 262144 | C+0x80000000 | C1+0x40000000 |

  @MKTME-108
  Rule: A leaf that is not present MUST keep its frame, in the canonical mapping and in each copy
    The frame is stored inverted, so that no CPU reads through it in speculation: whoever forgets that for frame 0 turns
    it into the highest one there is.
    Source: Linux 5.2, https://github.com/torvalds/linux/blob/v5.2/arch/x86/include/asm/pgtable-invert.h,
    __pte_needs_invert(), and pgtable.h, pte_pfn(): what is not zero and not present is stored inverted, frame 0
    too

    @mktme.non-present-bits
    Example: A non-present small leaf of accessed and dirty bits alone keeps its frame in the copies
      Given a machine with empty copies
      And C maps:
        | at       | size | flags                    |
        | C+0x5000 | 4k   | accessed and dirty alone |
      When sync runs from C to C+0x200000
      Then it succeeds
      And C then maps:
        | at       | size | frame | flags                    |
        | C+0x5000 | 4k   | 0x5   | accessed and dirty alone |
      And every copy equals C

    @mktme.non-present-frame
    Scenario Outline: <case>: a non-present small leaf of frame <frame> is so in the copies
      Given a machine with empty copies
      And C maps:
        | at   | size | flags |
        | <at> | 4k   | np    |
      When sync runs from C to C+0x200000
      Then it succeeds
      And C then maps:
        | at   | size | frame   | flags |
        | <at> | 4k   | <frame> | np    |
      And every copy maps:
        | at   | size | frame   | flags |
        | <at> | 4k   | <frame> | np    |
      And one flush of all TLBs follows
      And nothing else changes

      Examples:
        | case | at       | frame |
        | zero | C        | 0x0   |
        | one  | C+0x1000 | 0x1   |

    @mktme.non-present-large-frame @only-spec
    Scenario Outline: <case>: a non-present <size> leaf of frame <frame> is so in the copies
      Given a machine with empty copies
      And C maps:
        | at   | size   | flags |
        | <at> | <size> | np    |
      When sync runs from C to C+0x80000000
      Then it succeeds
      And every copy maps:
        | at   | size   | frame   | flags |
        | <at> | <size> | <frame> | np    |
      And one flush of all TLBs follows
      And nothing else changes

      Examples:
        | case       | at           | size | frame   |
        | large-zero | C            | 2m   | 0x0     |
        | giant-zero | C            | 1g   | 0x0     |
        | giant      | C+0x40000000 | 1g   | 0x40000 |

    @mktme.non-present-frame-asked @needs-page-attributes
    Example: A request that turns the page of frame 0 np keeps the frame
      Given C maps:
        | at | size | count |
        | C  | 4k   | 2     |
      When a request turns 1 page at C np
      Then it succeeds
      And C then maps:
        | at       | size | frame | flags |
        | C        | 4k   | 0x0   | np    |
        | C+0x1000 | 4k   | 0x1   | rw    |
      And every copy equals C
      And one flush of all TLBs follows
      And nothing else changes
