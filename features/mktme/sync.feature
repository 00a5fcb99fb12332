@mktme
Feature: Every KeyID has its own copy of the direct mapping
  The kernel reaches encrypted memory through one copy of its direct mapping for each KeyID. The mapping of
  KeyID 0, C, is the canonical one; the copy of KeyID i lies i times its size above it. C1+0x1000 is the address
  that C+0x1000 has in the first copy. sync_direct_mapping() carries what changed in C over to all of them.

  @MKTME-01
  Rule: sync_direct_mapping() MUST take a start and an end address in the canonical mapping and return 0 where it succeeds
    A caller knows what it changed by its address in C; where the copies lie is not its business.
    Source: https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, sync_direct_mapping()

    @mktme.all-of-c @MKTME-07
    Example: From the first page of C to its end, a sync succeeds
      Given a machine with empty copies
      And C maps:
        | at             | size |
        | C              | 4k   |
        | C+0xfffffff000 | 4k   |
      When sync runs from C to the end of C
      Then it succeeds
      And every copy equals C
      And one flush of all TLBs follows
      And nothing else changes

    @mktme.frames-apart @MKTME-08
    Example: Neighbours whose frames lie as far apart as large leaves keep their frames
      Given a machine with empty copies
      And C maps:
        | at       | size | frame |
        | C        | 4k   | 0x200 |
        | C+0x1000 | 4k   | 0x400 |
      When sync runs from C to C+0x2000
      Then it succeeds
      And every copy maps:
        | at       | size | frame |
        | C        | 4k   | 0x200 |
        | C+0x1000 | 4k   | 0x400 |

    @mktme.well-formed
    Example: A sync of one page ends where the next page begins, and succeeds
      Given C maps:
        | at | size | count |
        | C  | 4k   | 4     |
      And C turns ro from C to C+0x4000
      When sync runs from C+0x1000 to C+0x2000
      Then it succeeds
      And every copy maps:
        | at       | size | count | flags |
        | C        | 4k   | 1     | rw    |
        | C+0x1000 | 4k   | 1     | ro    |
        | C+0x2000 | 4k   | 2     | rw    |
      And one flush of all TLBs follows
      And nothing else changes

  @MKTME-113
  Rule: A sync MUST write no entry of the canonical mapping
    The canonical mapping is the truth that all else is made from.
    Source: https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, sync_direct_mapping_keyid(): the
    canonical mapping is the source

    @mktme.c-unwritten
    Example: A sync of every size of leaf leaves C as it was
      Given C maps:
        | at           | size | flags |
        | C            | 4k   | ro    |
        | C+0x200000   | 2m   | rw uc |
        | C+0x40000000 | 1g   | rw    |
      And C turns x from C+0x40000000 to C+0x80000000
      When sync runs from C to the end of C
      Then it succeeds
      And C then maps:
        | at           | size | flags |
        | C            | 4k   | ro    |
        | C+0x200000   | 2m   | rw uc |
        | C+0x40000000 | 1g   | rw x  |
      And every copy equals C
      And one flush of all TLBs follows
      And nothing else changes

  @MKTME-08
  Rule: A mapping that is new in the canonical mapping MUST appear in each copy
    What the kernel can reach by KeyID 0 it must be able to reach by every other KeyID.
    Source: https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, the quoted description of
    https://lore.kernel.org/r/20190508144422.13171-19-kirill.shutemov@linux.intel.com (RFC 18/62)

    @mktme.new-leaf @MKTME-01
    Scenario Outline: <case>: a new <size> leaf of C is carried over to both copies
      Given C maps:
        | at | size |
        | C  | 4k   |
      And C gains:
        | at   | size   | flags   |
        | <at> | <size> | <flags> |
      When sync runs from <at> to <end>
      Then it succeeds
      And every copy equals C
      And one flush of all TLBs follows
      And nothing else changes

      Examples:
        | case      | at             | size | end          | flags |
        | small     | C+0x1000       | 4k   | C+0x2000     | rw    |
        | large     | C+0x200000     | 2m   | C+0x400000   | rw    |
        | giant     | C+0x40000000   | 1g   | C+0x80000000 | ro    |
        | last-page | C+0xfffffff000 | 4k   | the end of C | ro x  |
        | uncached  | C+0x400000     | 2m   | C+0x600000   | rw uc |

    @mktme.first-leaf @MKTME-01
    Scenario Outline: <case>: a <size> leaf becomes the first one of an empty copy
      Given a machine with empty copies
      And C maps:
        | at           | size   |
        | C+0x40000000 | <size> |
      When sync runs from C+0x40000000 to C+0x80000000
      Then every copy equals C
      And copy 2 maps:
        | at            | size   | keyid |
        | C2+0x40000000 | <size> | 2     |
      And one flush of all TLBs follows
      And nothing else changes

      Examples:
        | case  | size |
        | small | 4k   |
        | large | 2m   |
        | giant | 1g   |

  @MKTME-07
  Rule: A sync MUST carry the pages from start up to but not including end to their address plus i times the size of the mapping, for each KeyID i
    The address alone chooses the key: a page that lands elsewhere is read with the wrong one.
    Source: https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, sync_direct_mapping_keyid();
    https://lore.kernel.org/r/20190731150813.26289-20-kirill.shutemov@linux.intel.com (PATCHv2 19/59): a leaf is
    one entry, written whole though the range touches a part of it

    @mktme.first-sync @MKTME-08 @MKTME-01
    Example: A sync adds the KeyID times the size to an address, and the KeyID to its entry
      Given a machine with empty copies
      And C maps:
        | at         | size | flags |
        | C+0x3000   | 4k   | ro    |
        | C+0x200000 | 2m   | rw    |
      When sync runs from C to the end of C
      Then copy 1 maps:
        | at          | size | frame | flags | keyid |
        | C1+0x3000   | 4k   | 0x3   | ro    | 1     |
        | C1+0x200000 | 2m   | 0x200 | rw    | 1     |
      And copy 2 maps:
        | at          | size | frame | flags | keyid |
        | C2+0x3000   | 4k   | 0x3   | ro    | 2     |
        | C2+0x200000 | 2m   | 0x200 | rw    | 2     |
      And the kernel has:
        | tables allocated | 6 |
      And one flush of all TLBs follows
      And nothing else changes

    @mktme.first-and-last
    Example: A sync carries over the first page of its range and the last one before its end
      Given a machine with empty copies
      And C maps:
        | at           | size | count |
        | C+0x40000000 | 4k   | 512   |
      When sync runs from C+0x40001000 to C+0x401ff000
      Then it succeeds
      And every copy maps:
        | at           | size | count |
        | C+0x40001000 | 4k   | 510   |
      And one flush of all TLBs follows
      And nothing else changes

    @mktme.end-exclusive
    Example: A sync leaves the page at the end address alone, and takes the one before it
      Given C maps:
        | at | size | count |
        | C  | 4k   | 4     |
      And C turns ro from C to C+0x4000
      When sync runs from C+0x1000 to C+0x3000
      Then every copy maps:
        | at       | size | count | flags |
        | C        | 4k   | 1     | rw    |
        | C+0x1000 | 4k   | 2     | ro    |
        | C+0x3000 | 4k   | 1     | rw    |
      And one flush of all TLBs follows
      And nothing else changes

    @mktme.leaf-whole
    Example: A giant leaf is written whole though the range touches one page of it
      Given C maps:
        | at           | size |
        | C+0x40000000 | 1g   |
      And C turns ro from C+0x40000000 to C+0x80000000
      When sync runs from C+0x40000000 to C+0x40001000
      Then every copy equals C
      And one flush of all TLBs follows
      And nothing else changes

    @mktme.invariant-2 @invariant-2 @MKTME-113 @MKTME-17 @MKTME-55 @only-spec
    Example: In any history a sync reaches no further than its range, and never into C
      Given a machine with empty copies
      Then in any history a sync changes what its range touches and nothing else, and never C
