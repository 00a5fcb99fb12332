@mktme @needs-page-attributes
Feature: Requests by array and by alias
  The page-attribute code also takes arrays of addresses, arrays of pages, and addresses outside of the direct mapping
  whose frames C, the canonical mapping, has too. The hook has to know which pages were touched in every case.
  C1 is the copy for KeyID 1, V lies in the vmalloc area.

  @MKTME-30
  Rule: A request for an array of addresses MUST sync the whole canonical mapping
    The pages of an array may lie anywhere: one range that covers them all is all of C.
    Source: https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, cpa_flush(): CPA_ARRAY

    @mktme.array
    Example: An array of two addresses far apart syncs all of C
      Given C maps:
        | at             | size | count |
        | C              | 4k   | 4     |
        | C+0xaf00000000 | 4k   | 2     |
        | C+0x80000000   | 1g   | 1     |
      And C turns ro from C+0x80000000 to C+0xc0000000
      When a request turns the pages at C+0x1000, C+0xaf00000000 ro
      Then it succeeds
      And C then maps:
        | at             | size | count | flags |
        | C              | 4k   | 1     | rw    |
        | C+0x1000       | 4k   | 1     | ro    |
        | C+0x2000       | 4k   | 2     | rw    |
        | C+0x80000000   | 1g   | 1     | ro    |
        | C+0xaf00000000 | 4k   | 1     | ro    |
        | C+0xaf00001000 | 4k   | 1     | rw    |
      And every copy equals C
      And one flush of all TLBs follows
      And nothing else changes

    @mktme.array-split
    Example: Two leaves that one array of addresses splits are split in the copies
      Given C maps:
        | at         | size | count |
        | C+0x200000 | 2m   | 2     |
      When a request turns the pages at C+0x201000, C+0x403000 ro
      Then it succeeds
      And C then maps:
        | at         | size | count | flags |
        | C+0x200000 | 4k   | 1     | rw    |
        | C+0x201000 | 4k   | 1     | ro    |
        | C+0x202000 | 4k   | 513   | rw    |
        | C+0x403000 | 4k   | 1     | ro    |
        | C+0x404000 | 4k   | 508   | rw    |
      And every copy equals C

    @mktme.array-already @MKTME-71
    Example: A request for two pages changes the second one, too, where the large leaf of the first is so already
      Given C maps:
        | at         | size | count | flags |
        | C          | 4k   | 2     | rw    |
        | C+0x200000 | 2m   | 1     | ro    |
      When a request turns the pages at C+0x201000, C+0x1000 ro
      Then it succeeds
      And C then maps:
        | at         | size | count | flags |
        | C          | 4k   | 1     | rw    |
        | C+0x1000   | 4k   | 1     | ro    |
        | C+0x200000 | 2m   | 1     | ro    |
      And every copy equals C

  @MKTME-37 @only-spec
  Rule: A request for an array of pages MUST be served without reading an address that was not passed
    The field for addresses is null then, and to read it is an oops.
    Source: Linux 5.2, https://github.com/torvalds/linux/blob/v5.2/arch/x86/mm/pageattr.c,
    change_page_attr_set_clr(): CPA_PAGES_ARRAY comes without vaddr

    @mktme.pages @MKTME-48
    Scenario Outline: <case>: an array of pages far apart, as <frames>, reaches the copies
      Given C maps:
        | at             | size | count |
        | C              | 4k   | 4     |
        | C+0xaf00000000 | 4k   | 2     |
        | C+0xfffffff000 | 4k   | 1     |
      When a request turns <frames> uc
      Then it succeeds
      And every copy equals C
      And at C1+0x1000 is a 4k leaf that is rw uc

      Examples:
        | case      | frames                |
        | ascending | frames 0x1, 0xaf00000 |
        | reversed  | frames 0xaf00000, 0x1 |
        | one       | frame 0x1             |
        | last-of-c | frames 0x1, 0xfffffff |

  @MKTME-94 @only-reply
  Rule: The hook of the mail reads the address that an array of pages does not pass
    One line of the hook reads the first address for every kind of request.
    Source: https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, cpa_flush(); run in user space,
    recordings/mktme/cpa.ndjson

    @mktme.pages-null
    Example: In the mail the hook reads the address that an array of pages did not pass
      Given C maps:
        | at | size | count |
        | C  | 4k   | 4     |
      When a request turns frame 0x2 uc
      Then the call ends in a read of NULL
      And no event follows
      And C then maps:
        | at       | size | count | flags |
        | C        | 4k   | 2     | rw    |
        | C+0x2000 | 4k   | 1     | rw uc |
        | C+0x3000 | 4k   | 1     | rw    |
      And nothing else changes

  @MKTME-48 @only-spec
  Rule: A request for an array of pages, or through an alias in another kernel area, MUST sync every page of the canonical mapping that it touched
    The caller knows an address that is not in C; the page is changed there and in C.
    Source: https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, the quoted description of
    https://lore.kernel.org/r/20190508144422.13171-19-kirill.shutemov@linux.intel.com (RFC 18/62): each change is
    followed; Linux 5.2, https://github.com/torvalds/linux/blob/v5.2/arch/x86/mm/pageattr.c, cpa_process_alias()

    @mktme.alias
    Scenario Outline: <case>: two vmalloc pages of C's frames turn ro in the copies
      Given C maps:
        | at           | size | count |
        | C            | 4k   | 4     |
        | C+0xc0000000 | 4k   | 2     |
      And V maps:
        | at       | size | frame    |
        | V        | 4k   | <first>  |
        | V+0x1000 | 4k   | <second> |
      When a request turns 2 pages at V ro
      Then it succeeds
      And every copy equals C
      And at <there> is a 4k leaf that is ro

      Examples:
        | case      | first | second  | there     |
        | scattered | 0x1   | 0xc0000 | C1+0x1000 |
        | backwards | 0x3   | 0x2     | C2+0x3000 |

  @MKTME-93 @only-reply
  Rule: The hook of the mail takes the address of the request for one of the canonical mapping, also where it is not
    An address of another area plus the size is nobody's address, and the copies are not touched.
    Source: https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, cpa_flush(); run in user space,
    recordings/mktme/cpa.ndjson

    @mktme.alias-mail
    Example: In the mail the vmalloc area itself is carried over, and the copies miss the change
      Given C maps:
        | at | size | count |
        | C  | 4k   | 4     |
      And V maps:
        | at | size | frame |
        | V  | 4k   | 0x1   |
      When a request turns 1 page at V ro
      Then it succeeds
      And C then maps:
        | at       | size | count | flags |
        | C        | 4k   | 1     | rw    |
        | C+0x1000 | 4k   | 1     | ro    |
        | C+0x2000 | 4k   | 2     | rw    |
      And the rest of the kernel maps:
        | at              | size | frame | flags | keyid |
        | V               | 4k   | 0x1   | ro    | 0     |
        | V+0x10000000000 | 4k   | 0x1   | ro    | 1     |
        | V+0x20000000000 | 4k   | 0x1   | ro    | 2     |
      And one flush of all TLBs follows
      And nothing else changes

  @MKTME-97 @since-v2
  Rule: The hook as reposted takes an array of pages, and an alias of scattered frames, for a run of frames from the last one
    The frame that the loop left behind is the last one: the pages before it keep old copies.
    Source: https://lore.kernel.org/r/20190731150813.26289-20-kirill.shutemov@linux.intel.com (PATCHv2 19/59),
    cpa_flush(); run in user space, recordings/mktme/cpa.ndjson, recordings/mktme/random-cpa.ndjson

    @mktme.pages-last @MKTME-37
    Example: As reposted, only the surroundings of the last page of an array are synced
      Given C maps:
        | at             | size | count |
        | C              | 4k   | 4     |
        | C+0xaf00000000 | 4k   | 2     |
      When a request turns frames 0x1, 0xaf00000 ro
      Then it succeeds
      And C then maps:
        | at             | size | count | flags |
        | C              | 4k   | 1     | rw    |
        | C+0x1000       | 4k   | 1     | ro    |
        | C+0x2000       | 4k   | 2     | rw    |
        | C+0xaf00000000 | 4k   | 1     | ro    |
        | C+0xaf00001000 | 4k   | 1     | rw    |
      And every copy maps:
        | at             | size | count | flags |
        | C              | 4k   | 4     | rw    |
        | C+0xaf00000000 | 4k   | 1     | ro    |
        | C+0xaf00001000 | 4k   | 1     | rw    |
      And one flush of all TLBs follows
      And nothing else changes
