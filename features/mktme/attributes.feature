@mktme @needs-page-attributes
Feature: Protection changes reach the copies
  change_page_attr_set_clr() changes pages one chunk after another, splits what it must, and ends in cpa_flush(),
  where the mail hooks the sync in. C is the canonical mapping, C1 its copy for KeyID 1.

  @MKTME-29
  Rule: The page-attribute code MUST sync the pages of a request whose address lies in the canonical mapping
    A page that is read-only in C alone can be written by whoever knows its other address.
    Source: https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, cpa_flush()

    @mktme.attr-page @MKTME-22 @MKTME-31
    Scenario Outline: <case>: <pages> of C turned <change> are so in the copies
      Given C maps:
        | at         | size | count |
        | C          | 4k   | 512   |
        | C+0x200000 | 2m   | 2     |
      When a request turns <pages> at <at> <change>
      Then it succeeds
      And every copy equals C
      And at <there> is a <size> leaf that is <flags>
      And one flush of all TLBs follows

      Examples:
        | case       | pages     | at         | change | there       | size | flags |
        | one        | 1 page    | C+0x2000   | ro     | C1+0x2000   | 4k   | ro    |
        | many       | 40 pages  | C          | x      | C2+0x27000  | 4k   | rw x  |
        | large-leaf | 512 pages | C+0x200000 | ro     | C1+0x200000 | 2m   | ro    |
        | absent     | 1 page    | C+0x3000   | np     | C1+0x3000   | 4k   | np    |

    @mktme.attr-already
    Example: Behind a large leaf that has the flags already, the next one gets them
      Given C maps:
        | at         | size | flags |
        | C+0x200000 | 2m   | ro    |
        | C+0x400000 | 2m   | rw    |
      When a request turns 768 pages at C+0x300000 ro
      Then it succeeds
      And C then maps:
        | at         | size | count | flags |
        | C+0x200000 | 2m   | 2     | ro    |
      And every copy equals C

    @mktme.non-present-page
    Example: A small page that turns non-present is copied like any other
      Given C maps:
        | at | size | count |
        | C  | 4k   | 4     |
      When a request turns 1 page at C+0x2000 np
      Then it succeeds
      And C then maps:
        | at       | size | count | flags |
        | C        | 4k   | 2     | rw    |
        | C+0x2000 | 4k   | 1     | np    |
        | C+0x3000 | 4k   | 1     | rw    |
      And every copy equals C
      And one flush of all TLBs follows
      And nothing else changes

    @mktme.invariant-7 @invariant-7 @MKTME-30 @MKTME-32 @MKTME-47 @MKTME-48 @MKTME-61 @only-spec
    Example: In any history every page that a request touched reads alike in C and in the copies
      Given a machine with empty copies
      And V maps:
        | at | size | frame |
        | V  | 4k   | 0x1   |
      Then after any request every page that it touched reads alike in C and in the copies

  @MKTME-22
  Rule: Sync MUST be called for every change of the canonical mapping: hotplug, removal, protection
    What a copy is not told of it never learns: nothing looks at the tables of C later.
    Source: https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, the quoted description of
    https://lore.kernel.org/r/20190508144422.13171-19-kirill.shutemov@linux.intel.com (RFC 18/62): each change is
    followed

    @mktme.attr-changed @MKTME-29
    Example: One page of three that changes is enough for a sync
      Given C maps:
        | at       | size | count | flags |
        | C        | 4k   | 2     | ro    |
        | C+0x2000 | 4k   | 1     | rw    |
      When a request turns 3 pages at C ro
      Then it succeeds
      And C then maps:
        | at | size | count | flags |
        | C  | 4k   | 3     | ro    |
      And every copy equals C
      And one flush of all TLBs follows
      And nothing else changes

  @MKTME-36
  Rule: A request that changes nothing MUST sync nothing and flush nothing
    A flush of all TLBs stops every CPU, and here there is nothing that one could have cached.
    Source: Linux 5.2, https://github.com/torvalds/linux/blob/v5.2/arch/x86/mm/pageattr.c,
    change_page_attr_set_clr(): cpa_flush() is reached with CPA_FLUSHTLB alone

    @mktme.attr-nothing
    Example: A request for what is so already causes neither sync nor flush
      Given C maps:
        | at | size | count | flags |
        | C  | 4k   | 4     | ro    |
      When a request turns 3 pages at C ro
      Then it succeeds
      And no event follows
      And nothing else changes

    @mktme.attr-nothing-to-split
    Example: A forced split of a page that is small and so already causes neither sync nor flush
      Given C maps:
        | at | size | count |
        | C  | 4k   | 4     |
      When a request turns 1 page at C+0x1000 rw with a forced split
      Then it succeeds
      And no event follows
      And nothing else changes

  @MKTME-24
  Rule: The sync of a protection change SHOULD be limited to the part that changed, apart from rounding
    A walk over all of C for each key, for one page, would make the page-attribute code useless for drivers.
    Source: https://lore.kernel.org/r/20190617092755.GA3419@hirez.programming.kicks-ass.net, quoted in
    https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box

    @mktme.attr-limited
    Scenario Outline: <case>: what lies beyond the <unit> of the page is not synced
      Given a machine with <pages>
      And C maps:
        | at         | size |
        | C          | 4k   |
        | C+0x200000 | 2m   |
        | <beyond>   | 2m   |
      And C turns ro from <beyond> to <end>
      When a request turns 1 page at C ro
      Then it succeeds
      And C then maps:
        | at         | size | flags |
        | C          | 4k   | ro    |
        | C+0x200000 | 2m   | rw    |
        | <beyond>   | 2m   | ro    |
      And every copy maps:
        | at         | size | flags |
        | C          | 4k   | ro    |
        | C+0x200000 | 2m   | rw    |
        | <beyond>   | 2m   | rw    |
      And one flush of all TLBs follows
      And nothing else changes

      Examples:
        | case  | unit  | pages          | beyond       | end          |
        | giant | 1 GiB | 1 GiB pages    | C+0x40000000 | C+0x40200000 |
        | large | 2 MiB | no 1 GiB pages | C+0x600000   | C+0x800000   |

    @mktme.attr-hole-limited @MKTME-29
    Example: A request over a hole of C syncs no more than the unit of its pages
      Given C maps:
        | at           | size |
        | C            | 4k   |
        | C+0x2000     | 4k   |
        | C+0x40000000 | 2m   |
      And C turns ro from C+0x40000000 to C+0x40200000
      When a request turns 3 pages at C ro
      Then it succeeds
      And C then maps:
        | at           | size | flags |
        | C            | 4k   | ro    |
        | C+0x2000     | 4k   | ro    |
        | C+0x40000000 | 2m   | ro    |
      And every copy maps:
        | at           | size | flags |
        | C            | 4k   | ro    |
        | C+0x2000     | 4k   | ro    |
        | C+0x40000000 | 2m   | rw    |
      And one flush of all TLBs follows
      And nothing else changes

  @MKTME-33 @since-v2 @only-spec
  Rule: The page-attribute code MUST sync outward to the borders of the largest leaf that may have been split: 1 GiB where 1 GiB pages are used, else 2 MiB
    The request knows its pages, not the leaf they were split out of: the largest there may be is safe.
    Source: https://lore.kernel.org/r/20190731150813.26289-20-kirill.shutemov@linux.intel.com (PATCHv2 19/59),
    cpa_flush()

    @mktme.attr-rounded
    Scenario Outline: <case>: what lies in the <unit> of the page is synced with it
      Given a machine with <pages>
      And C maps:
        | at       | size   |
        | C        | 4k     |
        | <within> | <size> |
      And C turns ro from <within> to <end>
      When a request turns 1 page at C ro
      Then it succeeds
      And C then maps:
        | at       | size   | flags |
        | C        | 4k     | ro    |
        | <within> | <size> | ro    |
      And every copy equals C
      And one flush of all TLBs follows
      And nothing else changes

      Examples:
        | case  | unit  | pages          | within       | size | end          |
        | giant | 1 GiB | 1 GiB pages    | C+0x3fe00000 | 2m   | C+0x40000000 |
        | large | 2 MiB | no 1 GiB pages | C+0x1ff000   | 4k   | C+0x200000   |
