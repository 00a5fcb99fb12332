@mktme
Feature: A split never unmaps what C maps
  A table in place of a large leaf has 512 entries, and one page out of 512 is all that the caller wants to change.
  C is the canonical mapping, C1 its copy for KeyID 1. Where a copy is too long to be written down, it is held against
  C: leaves of C that the copy lacks, leaves of the copy that C lacks, leaves at one place that differ.

  @MKTME-55 @only-spec
  Rule: A split MUST NOT unmap pages that the canonical mapping maps, not for a moment, not beside the range, not where memory runs out
    Whoever reads through the alias meanwhile takes a page fault in the kernel, which is an oops.
    Source: https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, the quoted description of
    https://lore.kernel.org/r/20190508144422.13171-19-kirill.shutemov@linux.intel.com (RFC 18/62): the copies are
    the access to encrypted memory

    @mktme.split-one-page
    Scenario Outline: <case>: a sync of one page out of a split leaf keeps the rest of the leaf mapped
      Given C maps:
        | at   | size   |
        | <at> | <size> |
      And C is split at <page> down to <to>
      And C turns ro from <page> to <next>
      When sync runs from <page> to <next>
      Then every copy equals C
      And one flush of all TLBs follows
      And nothing else changes

      Examples:
        | case       | at           | size | to | page         | next         |
        | large-leaf | C+0x200000   | 2m   | 4k | C+0x205000   | C+0x206000   |
        | giant-leaf | C+0x40000000 | 1g   | 2m | C+0x40400000 | C+0x40600000 |

    @mktme.split-compared @needs-compare
    Example: Held against C, no page of a copy is missing after one page was synced
      Given C maps:
        | at         | size |
        | C+0x200000 | 2m   |
      And C is split at C+0x205000 down to 4k
      And C turns ro from C+0x205000 to C+0x206000
      And sync runs from C+0x205000 to C+0x206000
      When copy 2 is compared with C
      Then it answers:
        | missing  | 0 |
        | extra    | 0 |
        | mismatch | 0 |
      And nothing else changes

    @mktme.split-without-memory @MKTME-05 @needs-allocation-failures
    Scenario Outline: <case>: without memory for its table, a leaf to be split stays as it was
      Given C maps:
        | at   | size   |
        | <at> | <size> |
      And C is split at <at> down to <to>
      And C turns ro from <at> to <next>
      And table allocation <n> will fail
      When sync runs from <at> to <end>
      Then it fails with ENOMEM
      And every copy maps:
        | at   | size   | flags |
        | <at> | <size> | rw    |
      And the kernel has:
        | tables in use | <used> |
        | tables lost   | 0      |

      Examples:
        | case       | at           | size | to | next         | n | end          | used |
        | large      | C+0x200000   | 2m   | 4k | C+0x201000   | 1 | C+0x400000   | 4    |
        | giant      | C+0x40000000 | 1g   | 2m | C+0x40200000 | 1 | C+0x80000000 | 2    |
        | giant-deep | C+0x40000000 | 1g   | 4k | C+0x40001000 | 2 | C+0x80000000 | 2    |

    @mktme.invariant-5-pages @invariant-5 @needs-allocation-failures
    Example: Whichever allocation fails, no page that C maps is lost from a copy
      Given a machine with empty copies
      Then whichever allocation fails, no page that C maps is lost from a copy

  @MKTME-77 @since-reply
  Rule: The posted code fills the table of a split in the range alone: what the large leaf mapped beside it is lost
    511 pages of 512 are gone for each key, at a request for one; what is read of them next is a page fault.
    Source: https://lore.kernel.org/r/20190731150813.26289-20-kirill.shutemov@linux.intel.com (PATCHv2 19/59),
    sync_direct_mapping_pte() and _pmd(); the mail of 2019-06-17,
    https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, does the same; run in user space,
    recordings/mktme/split.ndjson

    @mktme.split-loses-pages
    Scenario Outline: <case>: as posted, a sync of one page loses the pages beside it
      Given C maps:
        | at   | size   |
        | <at> | <size> |
      And C is split at <page> down to <to>
      And C turns ro from <page> to <next>
      When sync runs from <page> to <next>
      Then it succeeds
      And every copy maps:
        | at     | size | flags |
        | <page> | <to> | ro    |

      Examples:
        | case       | at           | size | to | page         | next         |
        | large-leaf | C+0x200000   | 2m   | 4k | C+0x205000   | C+0x206000   |
        | giant-leaf | C+0x40000000 | 1g   | 2m | C+0x40400000 | C+0x40600000 |

    @mktme.split-compared-as-posted @needs-compare
    Example: As posted, 511 pages are missing when a copy is held against C
      Given C maps:
        | at         | size |
        | C+0x200000 | 2m   |
      And C is split at C+0x205000 down to 4k
      And C turns ro from C+0x205000 to C+0x206000
      And sync runs from C+0x205000 to C+0x206000
      When copy 2 is compared with C
      Then it answers:
        | missing  | 511 |
        | extra    | 0   |
        | mismatch | 0   |
      And nothing else changes

    @mktme.lost-pages-come-back @neighbour @MKTME-08
    Example: The neighbour: a later sync of the whole leaf repairs what the first one lost
      Given C maps:
        | at         | size |
        | C+0x200000 | 2m   |
      And C is split at C+0x200000 down to 4k
      And sync runs from C+0x205000 to C+0x206000
      When sync runs from C+0x200000 to C+0x400000
      Then every copy equals C
      And the kernel has:
        | tables allocated | 0 |
      And one flush of all TLBs follows
      And nothing else changes

  @MKTME-78 @since-reply
  Rule: The posted code clears a large leaf before it allocates the table: its pages are unmapped for a moment, and for good where there is no memory
    The table is made after the leaf is gone: another CPU may come by, and the allocation may fail.
    Source: https://lore.kernel.org/r/20190731150813.26289-20-kirill.shutemov@linux.intel.com (PATCHv2 19/59),
    pmd_clear() and pud_clear() before __get_free_page(); the mail of 2019-06-17,
    https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, does the same; run in user space,
    recordings/mktme/split.ndjson, recordings/mktme/alloc-fail.ndjson

    @mktme.split-gap @needs-insight
    Example: As posted, for a moment neither the leaf nor its table is in place
      Given C maps:
        | at         | size |
        | C+0x200000 | 2m   |
      And C is split at C+0x200000 down to 4k
      When sync runs from C+0x200000 to C+0x400000
      Then every copy equals C
      And these events follow:
        | event     | leaves | scope |
        | gap       | 2      |       |
        | tlb_flush |        | all   |
      And nothing else changes

    @mktme.split-without-memory-loses @needs-allocation-failures
    Example: As posted, a large leaf is gone before the table in its place is allocated
      Given C maps:
        | at         | size |
        | C+0x200000 | 2m   |
      And C is split at C+0x200000 down to 4k
      And table allocation 1 will fail
      When sync runs from C+0x200000 to C+0x400000
      Then it fails with ENOMEM
      And copy 1 maps nothing
      And copy 2 maps:
        | at          | size |
        | C2+0x200000 | 2m   |

    @mktme.hotremove-without-memory-posted @needs-hotplug @needs-allocation-failures
    Example: As posted, a removal without memory for a table loses the leaf of the first copy
      Given C maps:
        | at           | size |
        | C+0x40000000 | 1g   |
      And table allocation 1 will fail
      When the kernel removes memory 0x40000000 to 0x48000000
      Then it succeeds
      And copy 1 maps nothing
