@mktme @needs-page-attributes
Feature: The range of a request begins at its first page
  The page loop works in chunks, and what it leaves behind in its data is the last one. How far beyond the pages the
  range goes is another matter (attributes.feature). C is the canonical mapping, C1 its copy for KeyID 1.

  @MKTME-47
  Rule: The range of a request MUST begin at its first page, whatever was processed last
    What lies before the last chunk was changed, too, and is left to old copies.
    Source: https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, cpa_flush() begins at the first
    address; the repost does not (MKTME-96)

    @mktme.first-page @only-spec
    Scenario Outline: <case>: <pages> pages of <size> leaves from <at> are synced from the first one
      Given a machine with no 1 GiB pages
      And C maps:
        | at         | size   | count   |
        | C+0x200000 | <size> | <count> |
      When a request turns <pages> pages at <at> ro
      Then it succeeds
      And every copy equals C

      Examples:
        | case        | at         | pages | size | count |
        | over-border | C+0x3fe000 | 4     | 4k   | 1024  |
        | two-leaves  | C+0x200000 | 1024  | 2m   | 2     |
        | two-tables  | C+0x200000 | 1024  | 4k   | 1024  |
        | split-both  | C+0x3ff000 | 2     | 2m   | 2     |

    @mktme.first-page-mail @since-spec @until-v2
    Example: A run of small pages over a border is synced from its first page
      Given a machine with no 1 GiB pages
      And C maps:
        | at         | size | count |
        | C+0x200000 | 4k   | 1024  |
      When a request turns 4 pages at C+0x3fe000 ro
      Then it succeeds
      And C then maps:
        | at         | size | count | flags |
        | C+0x200000 | 4k   | 510   | rw    |
        | C+0x3fe000 | 4k   | 4     | ro    |
        | C+0x402000 | 4k   | 510   | rw    |
      And every copy equals C
      And one flush of all TLBs follows
      And nothing else changes

    @mktme.invariant-7-large @invariant-7 @only-spec
    Example: Without 1 GiB pages, every page that any request touched reads alike in C and in the copies
      Given a machine with no 1 GiB pages and empty copies
      And V maps:
        | at | size | frame |
        | V  | 4k   | 0x1   |
      Then after any request every page that it touched reads alike in C and in the copies

  @MKTME-96 @since-v2
  Rule: The hook as reposted begins at the last chunk of the request, and misses those before it
    Rounding hides it where all lies in one unit; over a border the first part is missed.
    Source: https://lore.kernel.org/r/20190731150813.26289-20-kirill.shutemov@linux.intel.com (PATCHv2 19/59),
    cpa_flush(); run in user space, recordings/mktme/cpa.ndjson, recordings/mktme/random-cpa.ndjson

    @mktme.last-chunk
    Example: As reposted, the range begins at the last chunk, and the first leaf is missed
      Given a machine with no 1 GiB pages
      And C maps:
        | at         | size | count |
        | C+0x200000 | 2m   | 2     |
      When a request turns 1024 pages at C+0x200000 ro
      Then it succeeds
      And C then maps:
        | at         | size | count | flags |
        | C+0x200000 | 2m   | 2     | ro    |
      And every copy maps:
        | at         | size | flags |
        | C+0x200000 | 2m   | rw    |
        | C+0x400000 | 2m   | ro    |
      And one flush of all TLBs follows
      And nothing else changes

    @mktme.last-chunk-hole
    Example: As reposted, where a hole of C is the last page, the range begins there, and the page before it is missed
      Given a machine with no 1 GiB pages
      And C maps:
        | at         | size |
        | C+0x3ff000 | 4k   |
      When a request turns 2 pages at C+0x3ff000 ro
      Then it succeeds
      And C then maps:
        | at         | size | flags |
        | C+0x3ff000 | 4k   | ro    |
      And every copy maps:
        | at         | size | flags |
        | C+0x3ff000 | 4k   | rw    |
      And one flush of all TLBs follows
      And nothing else changes

  @MKTME-92 @only-reply
  Rule: The hook of the mail syncs the pages of the request and does not round
    Without rounding each split out of a large leaf loses what lies beside the page.
    Source: https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, cpa_flush(); run in user space,
    recordings/mktme/cpa.ndjson

    @mktme.attr-unrounded
    Example: In the mail a request is not rounded: what lies beside its page is not synced
      Given a machine with empty copies
      And C maps:
        | at | size | count |
        | C  | 4k   | 4     |
      When a request turns 1 page at C+0x1000 ro
      Then it succeeds
      And C then maps:
        | at       | size | count | flags |
        | C        | 4k   | 1     | rw    |
        | C+0x1000 | 4k   | 1     | ro    |
        | C+0x2000 | 4k   | 2     | rw    |
      And every copy maps:
        | at       | size | flags |
        | C+0x1000 | 4k   | ro    |
      And one flush of all TLBs follows
      And nothing else changes

  @MKTME-30
  Rule: A request for an array of addresses MUST sync the whole canonical mapping
    The pages of an array may lie anywhere: one range that covers them all is all of C.
    Source: https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, cpa_flush(): CPA_ARRAY

    @mktme.array-neighbours
    Example: An array of two neighbours, the first page of C among them, syncs all of C
      Given C maps:
        | at           | size | count |
        | C            | 4k   | 2     |
        | C+0x80000000 | 1g   | 1     |
      And C turns ro from C+0x80000000 to C+0xc0000000
      When a request turns the pages at C, C+0x1000 ro
      Then it succeeds
      And C then maps:
        | at           | size | count | flags |
        | C            | 4k   | 2     | ro    |
        | C+0x80000000 | 1g   | 1     | ro    |
      And every copy equals C

  @MKTME-24
  Rule: The sync of a protection change SHOULD be limited to the part that changed, apart from rounding
    A walk over all of C for each key, for one page, would make the page-attribute code useless for drivers.
    Source: https://lore.kernel.org/r/20190617092755.GA3419@hirez.programming.kicks-ass.net, quoted in
    https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box

    @mktme.attr-limited-below
    Example: What lies before the GiB of the page is not synced
      Given C maps:
        | at           | size | flags |
        | C            | 4k   | rw    |
        | C+0x40000000 | 4k   | rw    |
      And C turns ro from C to C+0x1000
      When a request turns 1 page at C+0x40000000 ro
      Then it succeeds
      And C then maps:
        | at           | size | flags |
        | C            | 4k   | ro    |
        | C+0x40000000 | 4k   | ro    |
      And every copy maps:
        | at           | size | flags |
        | C            | 4k   | rw    |
        | C+0x40000000 | 4k   | ro    |
