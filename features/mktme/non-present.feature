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
