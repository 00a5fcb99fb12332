@mktme
Feature: What changes in C before anybody syncs
  The copies follow by sync alone. What the page-attribute code does to C, the canonical mapping, and which entries of
  the TLB it flushes, is as it is without MKTME.

  @MKTME-74
  Rule: A change of the canonical mapping without a hook MUST be as asked, and leave the copies as they are until a sync
    A copy that followed by itself would hide that nobody has called sync.
    Source: https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, the quoted description of
    https://lore.kernel.org/r/20190508144422.13171-19-kirill.shutemov@linux.intel.com (RFC 18/62): copies follow
    by a call alone

    @mktme.unhooked
    Scenario Outline: <case>: a change of C that no hook follows leaves the copies as they are
      Given C maps:
        | at           | size | count | flags |
        | C            | 4k   | 4     | rw    |
        | C+0x40000000 | 1g   | 1     | rw    |
      When <change>
      Then it succeeds
      And every copy maps:
        | at           | size | count | flags |
        | C            | 4k   | 4     | rw    |
        | C+0x40000000 | 1g   | 1     | rw    |
      And no event follows

      Examples:
        | case      | change                                |
        | protected | C turns ro from C to C+0x2000         |
        | removed   | C loses C+0x1000 to C+0x2000          |
        | split     | C is split at C+0x40000000 down to 2m |

    @mktme.absent-gives-way
    Scenario Outline: <case>: a <new> leaf takes the place of a <old> entry of accessed and dirty bits alone
      Given a machine with empty copies
      And C maps:
        | at           | size  | frame | flags                    |
        | C+0x40000000 | <old> | 0x0   | accessed and dirty alone |
      When C gains:
        | at   | size  |
        | <at> | <new> |
      Then it succeeds
      And C then maps:
        | at   | size  |
        | <at> | <new> |
      And no event follows
      And nothing else changes

      Examples:
        | case        | old | new | at           |
        | large-small | 2m  | 4k  | C+0x40003000 |
        | giant-small | 1g  | 4k  | C+0x40003000 |
        | giant-large | 1g  | 2m  | C+0x40200000 |
        | same        | 2m  | 2m  | C+0x40000000 |
        | small-large | 4k  | 2m  | C+0x40000000 |
        | large-giant | 2m  | 1g  | C+0x40000000 |

    @mktme.absent-stays
    Example: An entry of accessed and dirty bits alone stays absent where its range turns rw
      Given a machine with empty copies
      And C maps:
        | at       | size | frame | flags                    |
        | C        | 4k   | 0x0   | ro                       |
        | C+0x1000 | 4k   | 0x0   | accessed and dirty alone |
      When C turns rw from C to C+0x2000
      Then C then maps:
        | at | size | flags |
        | C  | 4k   | rw    |
      And no event follows
      And nothing else changes

    @mktme.unhooked-gain
    Example: A new leaf that no hook follows is in C alone
      Given C maps:
        | at | size |
        | C  | 4k   |
      When C gains:
        | at       | size | flags |
        | C+0x1000 | 4k   | ro    |
      Then it succeeds
      And C then maps:
        | at       | size | flags |
        | C        | 4k   | rw    |
        | C+0x1000 | 4k   | ro    |
      And no event follows
      And nothing else changes

    @mktme.unhooked-becomes
    Example: What C becomes may end where C ends, and is in C alone
      Given C maps:
        | at | size |
        | C  | 4k   |
      When C becomes:
        | at             | size |
        | C+0xfffffff000 | 4k   |
      Then C then maps:
        | at             | size |
        | C+0xfffffff000 | 4k   |
      And no event follows
      And nothing else changes

    @mktme.unhooked-compared @needs-compare
    Example: Held against C after three changes, copy 1 lacks a leaf, has one too many and one that differs
      Given C maps:
        | at | size | count |
        | C  | 4k   | 4     |
      And C loses C to C+0x1000
      And C turns ro from C+0x1000 to C+0x2000
      And C gains:
        | at       | size |
        | C+0x4000 | 4k   |
      When copy 1 is compared with C
      Then it answers:
        | missing  | 1 |
        | extra    | 1 |
        | mismatch | 1 |
      And nothing else changes

  @MKTME-71 @needs-page-attributes
  Rule: A request MUST change the flags of its pages and no others, at their address and, unless it asks for NX alone, in the canonical mapping
    Two addresses of one page with different caching are undefined; NX alone is a matter of the address.
    Source: Linux 5.2, https://github.com/torvalds/linux/blob/v5.2/arch/x86/mm/pageattr.c, __change_page_attr(),
    __split_large_page() and cpa_process_alias()

    @mktme.request-part
    Example: One page of a large leaf turns ro, and the other pages keep their flags
      Given C maps:
        | at         | size |
        | C+0x200000 | 2m   |
      When a request turns 1 page at C+0x201000 ro
      Then it succeeds
      And C then maps:
        | at         | size | count | flags |
        | C+0x200000 | 4k   | 1     | rw    |
        | C+0x201000 | 4k   | 1     | ro    |
        | C+0x202000 | 4k   | 510   | rw    |

    @mktme.request-by-alias
    Scenario Outline: <case>: a vmalloc page that turns <change> is <there> in C
      Given C maps:
        | at | size | count | flags    |
        | C  | 4k   | 2     | <before> |
      And V maps:
        | at | size | frame | flags    |
        | V  | 4k   | 0x1   | <before> |
      When a request turns 1 page at V <change>
      Then it succeeds
      And at C+0x1000 is a 4k leaf that is <there>

      Examples:
        | case      | before | change | there |
        | read-only | rw     | ro     | ro    |
        | writable  | ro     | rw     | rw    |
        | uncached  | rw     | uc     | rw uc |
        | cached    | rw uc  | wb     | rw    |
        | absent    | rw     | np     | np    |
        | nx-alone  | rw     | x      | rw    |

    @mktme.request-behind-c
    Scenario Outline: <case>: without copies, a page at <at> of a frame of C turns ro in C, too
      Given a machine with 0 KeyIDs and MKTME off
      And C maps:
        | at | size | count |
        | C  | 4k   | 2     |
      And V maps:
        | at   | size | frame |
        | <at> | 4k   | 0x1   |
      When a request turns 1 page at <at> ro
      Then it succeeds
      And at C+0x1000 is a 4k leaf that is ro

      Examples:
        | case    | at        |
        | behind  | C1        |
        | further | C1+0x1000 |

  @MKTME-73 @needs-page-attributes
  Rule: Where a request splits a large leaf, all TLB entries MUST be flushed before the pages change
    A large entry left in a TLB beside small ones would give one address two translations.
    Source: Linux 5.2, https://github.com/torvalds/linux/blob/v5.2/arch/x86/mm/pageattr.c, __split_large_page()

    @mktme.split-flushed
    Example: Without MKTME a split has a flush of its own, beside that of the page
      Given a machine with MKTME off
      And C maps:
        | at         | size |
        | C+0x200000 | 2m   |
      When a request turns 1 page at C+0x201000 ro
      Then it succeeds
      And C then maps:
        | at         | size | count | flags |
        | C+0x200000 | 4k   | 1     | rw    |
        | C+0x201000 | 4k   | 1     | ro    |
        | C+0x202000 | 4k   | 510   | rw    |
      And these events follow:
        | event     | scope | count |
        | tlb_flush | all   | 1     |
        | tlb_flush | page  | 1     |
      And nothing else changes
