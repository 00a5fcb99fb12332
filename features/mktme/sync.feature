@mktme
Feature: Every KeyID has its own copy of the direct mapping
  The kernel reaches encrypted memory through one copy of its direct mapping for each KeyID. The mapping of
  KeyID 0, C, is the canonical one; the copy of KeyID i lies i times its size above it. C1+0x1000 is the address
  that C+0x1000 has in the first copy. sync_direct_mapping() carries what changed in C over to all of them.

  @MKTME-08 @MKTME-01
  Rule: What is new in C appears in each copy

    @mktme.new-leaf
    Scenario Outline: <case>: a <size> leaf is carried over to both copies
      Given C maps:
        | at | size |
        | C  | 4k   |
      And C gains:
        | at   | size   | flags   |
        | <at> | <size> | <flags> |
      When sync runs from <at> to <end>
      Then it succeeds
      And every copy equals C
      And all TLBs are flushed once and nothing else happens
      And nothing else changes

      Examples:
        | case       | at            | size | end           | flags   |
        | small      | C+0x1000      | 4k   | C+0x2000      | rw      |
        | large      | C+0x200000    | 2m   | C+0x400000    | rw      |
        | giant      | C+0x40000000  | 1g   | C+0x80000000  | ro      |
        | last-page  | C+0xfffffff000 | 4k  | the end of C  | ro x    |
        | uncached   | C+0x400000    | 2m   | C+0x600000    | rw uc   |

    @mktme.first-leaf
    Scenario Outline: <case>: the first leaf of an empty copy
      Given the copies are still empty
      And C maps:
        | at           | size   |
        | C+0x40000000 | <size> |
      When sync runs from C+0x40000000 to C+0x80000000
      Then every copy equals C
      And copy 2 maps:
        | at            | size   | keyid |
        | C2+0x40000000 | <size> | 2     |

      Examples:
        | case  | size |
        | small | 4k   |
        | large | 2m   |
        | giant | 1g   |

    @mktme.first-sync @MKTME-07
    Example: An address is carried to itself plus the KeyID times the size, with the KeyID in its entry
      Given the copies are still empty
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
      And 6 tables are allocated
      And all TLBs are flushed once and nothing else happens
      And nothing else changes

  @MKTME-07
  Rule: The range ends before its end

    @mktme.first-and-last
    Example: The first page of the range and the last one before its end are carried over
      Given the copies are still empty
      And C maps:
        | at           | size | count |
        | C+0x40000000 | 4k   | 512   |
      When sync runs from C+0x40001000 to C+0x401ff000
      Then copy 1 maps:
        | at            | size | count |
        | C1+0x40001000 | 4k   | 510   |

    @mktme.end-exclusive
    Example: The page at the end address is not carried over, the one before it is
      Given C maps:
        | at | size | count |
        | C  | 4k   | 4     |
      And C turns ro from C to C+0x4000
      When sync runs from C+0x1000 to C+0x3000
      Then copy 1 maps:
        | at        | size | count | flags |
        | C1        | 4k   | 1     | rw    |
        | C1+0x1000 | 4k   | 2     | ro    |
        | C1+0x3000 | 4k   | 1     | rw    |
      And copy 2 maps:
        | at        | size | count | flags |
        | C2        | 4k   | 1     | rw    |
        | C2+0x1000 | 4k   | 2     | ro    |
        | C2+0x3000 | 4k   | 1     | rw    |
      And all TLBs are flushed once and nothing else happens
      And nothing else changes

    @mktme.leaf-whole
    Example: A leaf is written whole though the range touches one page of it
      Given C maps:
        | at           | size |
        | C+0x40000000 | 1g   |
      And C turns ro from C+0x40000000 to C+0x80000000
      When sync runs from C+0x40000000 to C+0x40001000
      Then every copy equals C

  @MKTME-04
  Rule: All KeyIDs from 1 to N, and never C itself

    @mktme.all-keyids
    Scenario Outline: <case>: N copies follow
      Given direct mappings for <n> KeyIDs with MKTME on
      And C maps:
        | at         | size |
        | C+0x200000 | 2m   |
      And C turns ro from C+0x200000 to C+0x400000
      When sync runs from C+0x200000 to C+0x400000
      Then copy 1 equals C
      And copy <last> equals C
      And every copy equals C
      And C then maps:
        | at         | size | flags |
        | C+0x200000 | 2m   | ro    |
      And all TLBs are flushed once and nothing else happens
      And nothing else changes

      Examples:
        | case       | n  | last |
        | one        | 1  | 1    |
        | two        | 2  | 2    |
        | sixty-three | 63 | 63  |

  @MKTME-09 @MKTME-12
  Rule: New protection replaces the old, bit by bit

    @mktme.protection
    Scenario Outline: <case>: from <before> to <change>
      Given C maps:
        | at           | size | count | flags    |
        | C            | 4k   | 512   | <before> |
        | C+0x200000   | 2m   | 1     | <before> |
        | C+0x40000000 | 1g   | 1     | <before> |
      And C turns <change> from C to C+0x80000000
      When sync runs from C to C+0x80000000
      Then every copy equals C
      And copy 2 maps:
        | at            | size | count | flags   |
        | C2            | 4k   | 512   | <after> |
        | C2+0x200000   | 2m   | 1     | <after> |
        | C2+0x40000000 | 1g   | 1     | <after> |

      Examples:
        | case       | before | change | after |
        | read-only  | rw     | ro     | ro    |
        | writable   | ro     | rw     | rw    |
        | executable | ro     | x      | ro x  |
        | no-execute | ro x   | nx     | ro    |
        | uncached   | rw     | uc     | rw uc |
        | cached     | rw uc  | wb     | rw    |
