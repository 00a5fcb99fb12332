@mktme @needs-page-attributes
Feature: Requests by way of large vmalloc leaves
  A large leaf outside of C, the canonical mapping, has the frames of many pages of C. Which of them a request touched is
  a matter of its pages. V lies in the vmalloc area.

  @MKTME-48 @only-spec
  Rule: A request for an array of pages, or through an alias in another kernel area, MUST sync every page of the canonical mapping that it touched
    The caller knows an address that is not in C; the page is changed there and in C.
    Source: https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, the quoted description of
    https://lore.kernel.org/r/20190508144422.13171-19-kirill.shutemov@linux.intel.com (RFC 18/62): each change is
    followed; Linux 5.2, https://github.com/torvalds/linux/blob/v5.2/arch/x86/mm/pageattr.c, cpa_process_alias()

    @mktme.alias-already
    Example: A page of C turns ro in the copies also where the large vmalloc leaf of its frame was so before
      Given C maps:
        | at         | size | count | flags |
        | C+0x200000 | 4k   | 512   | rw    |
      And V maps:
        | at | size | frame | flags |
        | V  | 2m   | 0x200 | ro    |
      When a request turns 1 page at V+0x5000 ro
      Then it succeeds
      And C then maps:
        | at         | size | count | flags |
        | C+0x200000 | 4k   | 5     | rw    |
        | C+0x205000 | 4k   | 1     | ro    |
        | C+0x206000 | 4k   | 506   | rw    |
      And every copy equals C
      And one flush of all TLBs follows
      And nothing else changes

    @mktme.alias-beyond-first
    Example: A page of C is synced though the request begins with a frame that C has no room for
      Given C maps:
        | at | size |
        | C  | 4k   |
      And V maps:
        | at       | size | frame      |
        | V        | 4k   | 0x10000002 |
        | V+0x1000 | 4k   | 0x0        |
      When a request turns 2 pages at V ro
      Then it succeeds
      And at C+0x0 is a 4k leaf that is ro
      And every copy equals C

    @mktme.alias-limited
    Example: Where C maps one page of a large vmalloc leaf, this page is synced, and none far away
      Given C maps:
        | at           | size |
        | C+0x201000   | 4k   |
        | C+0x80000000 | 1g   |
      And V maps:
        | at | size | frame |
        | V  | 2m   | 0x200 |
      And C turns ro from C+0x80000000 to C+0xc0000000
      When a request turns 512 pages at V ro
      Then it succeeds
      And C then maps:
        | at           | size | flags |
        | C+0x201000   | 4k   | ro    |
        | C+0x80000000 | 1g   | ro    |
      And every copy maps:
        | at           | size | flags |
        | C+0x201000   | 4k   | ro    |
        | C+0x80000000 | 1g   | rw    |

  @MKTME-71
  Rule: A request MUST change the flags of its pages and no others, at their address and, unless it asks for NX alone, in the canonical mapping
    Two addresses of one page with different caching are undefined; NX alone is a matter of the address.
    Source: Linux 5.2, https://github.com/torvalds/linux/blob/v5.2/arch/x86/mm/pageattr.c, __change_page_attr(),
    __split_large_page() and cpa_process_alias()

    @mktme.alias-giant @only-spec
    Example: Of 511 pages of a giant vmalloc leaf that is ro already, no page of C beside them turns ro
      Given C maps:
        | at           | size | count | flags |
        | C+0x40000000 | 2m   | 2     | rw    |
      And V maps:
        | at           | size | frame   | flags |
        | V+0x40000000 | 1g   | 0x40000 | ro    |
      When a request turns 511 pages at V+0x401ff000 ro
      Then it succeeds
      And C then maps:
        | at           | size | count | flags |
        | C+0x40000000 | 4k   | 511   | rw    |
        | C+0x401ff000 | 4k   | 511   | ro    |
        | C+0x403fe000 | 4k   | 2     | rw    |
      And every copy equals C
