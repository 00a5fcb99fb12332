@mktme
Feature: Large leaves split
  To protect one page the kernel splits the large leaf of C that maps it, and C, the canonical mapping, has a table
  of 512 entries in its place. The copies (C1 is the one for KeyID 1) have to follow.

  @MKTME-10
  Rule: A leaf that is split in the canonical mapping MUST be split in each copy
    A copy that keeps the large leaf keeps the old protection of the page that the split was for.
    Source: https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, the quoted description of
    https://lore.kernel.org/r/20190508144422.13171-19-kirill.shutemov@linux.intel.com (RFC 18/62)

    @mktme.split-followed @MKTME-16
    Scenario Outline: <case>: a <size> leaf of C that is split at <page> is split in both copies
      Given C maps:
        | at   | size   |
        | <at> | <size> |
      And C is split at <page> down to <to>
      And C turns ro from <page> to <next>
      When sync runs from <at> to <end>
      Then it succeeds
      And every copy equals C
      And the kernel has:
        | tables allocated | <tables> |

      Examples:
        | case         | at           | size | page         | to | next         | end          | tables |
        | first-page   | C+0x200000   | 2m   | C+0x200000   | 4k | C+0x201000   | C+0x400000   | 2      |
        | middle-page  | C+0x200000   | 2m   | C+0x305000   | 4k | C+0x306000   | C+0x400000   | 2      |
        | last-page    | C+0x200000   | 2m   | C+0x3ff000   | 4k | C+0x400000   | C+0x400000   | 2      |
        | out-of-giant | C+0x40000000 | 1g   | C+0x40200000 | 2m | C+0x40400000 | C+0x80000000 | 2      |

    @mktme.attr-split @since-v2 @only-spec @needs-page-attributes
    Scenario Outline: <case>: one page that turns ro out of a <size> leaf is ro alone in the copies
      Given C maps:
        | at           | size   |
        | C+0x40000000 | <size> |
      When a request turns 1 page at C+0x40005000 ro
      Then it succeeds
      And every copy equals C
      And at C1+0x40005000 is a 4k leaf that is ro
      And at C1+0x40006000 is a 4k leaf that is rw

      Examples:
        | case  | size |
        | large | 2m   |
        | giant | 1g   |

    @mktme.alias-one-page @since-v2 @only-spec @needs-page-attributes
    Example: A page inside a large leaf of C, changed by its vmalloc address, is split out in the copies
      Given C maps:
        | at         | size | count |
        | C+0x200000 | 2m   | 2     |
      And V maps:
        | at | size | frame |
        | V  | 4k   | 0x205 |
      When a request turns 1 page at V ro
      Then it succeeds
      And C then maps:
        | at         | size | count | flags |
        | C+0x200000 | 4k   | 5     | rw    |
        | C+0x205000 | 4k   | 1     | ro    |
        | C+0x206000 | 4k   | 506   | rw    |
        | C+0x400000 | 2m   | 1     | rw    |
      And every copy equals C
      And the rest of the kernel maps:
        | at | size | frame | flags |
        | V  | 4k   | 0x205 | ro    |

  @MKTME-16
  Rule: Where the canonical mapping has a table and a copy has a large leaf, the leaf MUST give way to a table with the entries of the range
    One table for each leaf that is split, no more: what is half split stays half split.
    Source: https://lore.kernel.org/r/20190731150813.26289-20-kirill.shutemov@linux.intel.com (PATCHv2 19/59),
    sync_direct_mapping_pte() and _pmd()

    @mktme.split-half-way @MKTME-10
    Example: A giant leaf that becomes large leaves needs one table in each copy
      Given C maps:
        | at           | size |
        | C+0x40000000 | 1g   |
      And C is split at C+0x40000000 down to 2m
      When sync runs from C+0x40000000 to C+0x80000000
      Then every copy equals C
      And the kernel has:
        | tables allocated | 2 |

  @MKTME-66 @only-spec
  Rule: A request that splits a leaf and changes nothing else MUST reach the copies
    The caller asked for small pages, and may change them one by one next.
    Source: https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, the quoted description of
    https://lore.kernel.org/r/20190508144422.13171-19-kirill.shutemov@linux.intel.com (RFC 18/62); Linux 5.2,
    https://github.com/torvalds/linux/blob/v5.2/arch/x86/mm/pageattr.c, __change_page_attr(): force_split

    @mktme.forced-split @needs-page-attributes
    Example: A request that splits a leaf without changing a flag splits it in the copies
      Given C maps:
        | at         | size |
        | C+0x200000 | 2m   |
      When a request turns 1 page at C+0x200000 rw with a forced split
      Then it succeeds
      And C then maps:
        | at         | size | count |
        | C+0x200000 | 4k   | 512   |
      And every copy equals C
      And these events follow:
        | event     | scope |
        | tlb_flush | all   |
        | tlb_flush | all   |
      And nothing else changes

    @mktme.split-alone @needs-page-attributes
    Example: A page of a non-present leaf that has the size bit, and is so already, splits it in the copies
      Given C maps:
        | at         | size | flags              |
        | C+0x200000 | 2m   | 0x80000000000000e0 |
      When a request turns 1 page at C+0x200000 ro
      Then it succeeds
      And C then maps:
        | at         | size | count | flags              |
        | C+0x200000 | 4k   | 512   | 0x8000000000000060 |
      And every copy equals C
      And these events follow:
        | event     | scope |
        | tlb_flush | all   |
        | tlb_flush | all   |
      And nothing else changes

  @MKTME-91 @since-reply
  Rule: The posted code syncs nothing where a request only splits
    Pages translate alike through both sizes, so nobody notices, until one of them changes.
    Source: https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, cpa_flush() is not reached; run in user
    space, recordings/mktme/cpa.ndjson

    @mktme.forced-split-posted @needs-page-attributes
    Example: As posted, a request that only splits is not synced: the copies keep the large leaf
      Given C maps:
        | at         | size |
        | C+0x200000 | 2m   |
      When a request turns 1 page at C+0x200000 rw with a forced split
      Then it succeeds
      And C then maps:
        | at         | size | count |
        | C+0x200000 | 4k   | 512   |
      And one flush of all TLBs follows
      And nothing else changes

  @MKTME-73 @needs-page-attributes
  Rule: Where a request splits a large leaf, all TLB entries MUST be flushed before the pages change
    A large entry left in a TLB beside small ones would give one address two translations.
    Source: Linux 5.2, https://github.com/torvalds/linux/blob/v5.2/arch/x86/mm/pageattr.c, __split_large_page()

    @mktme.forced-split-off
    Example: While MKTME is off, a forced split of a leaf that is so already has the flush of the split alone
      Given a machine with MKTME off
      And C maps:
        | at         | size |
        | C+0x200000 | 2m   |
      When a request turns 1 page at C+0x200000 rw with a forced split
      Then it succeeds
      And one flush of all TLBs follows
