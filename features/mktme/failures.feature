@mktme
Feature: Memory runs out in the middle of a sync
  Tables of the copies are allocated on the way. The n-th allocation of a sync fails in these scenarios; what
  came before it stands, what comes after it is untouched, and the TLB is flushed all the same.

  @MKTME-18 @MKTME-06
  Rule: A sync stops at the first KeyID that fails

    @mktme.stops @MKTME-05 @needs-allocation-failures
    Scenario Outline: <case>: allocation <n> of 9 fails
      Three tables lead to a page of each of three copies.

      Given direct mappings for 3 KeyIDs with MKTME on
      And the copies are still empty
      And C maps:
        | at | size |
        | C  | 4k   |
      And table allocation <n> will fail
      When sync runs from C to C+0x1000
      Then it fails with ENOMEM
      And <done> tables are allocated
      And <done> tables are in use and 0 are lost
      And copy 1 <first>
      And copy 2 <second>
      And copy 3 maps nothing
      And all TLBs are flushed once and nothing else happens
      And nothing else changes

      Examples:
        | case              | n | done | first        | second       |
        | at-once           | 1 | 0    | maps nothing | maps nothing |
        | second-level      | 2 | 1    | maps nothing | maps nothing |
        | second-key        | 4 | 3    | equals C     | maps nothing |
        | third-key         | 7 | 6    | equals C     | equals C     |

    @mktme.enough @needs-allocation-failures
    Example: With the tenth allocation failing there is enough for all
      Given direct mappings for 3 KeyIDs with MKTME on
      And the copies are still empty
      And C maps:
        | at | size |
        | C  | 4k   |
      And sync runs from C+0x40000000 to C+0x80000000
      And table allocation 3 will fail
      And sync runs from C to C+0x1000
      And table allocation 10 will fail
      When sync runs from C to C+0x1000
      Then it succeeds
      And every copy equals C

  Rule: What was allocated on the way stays linked, empty

    @mktme.half-way @MKTME-05 @needs-allocation-failures
    Example: The tables above the one that is missing are in place
      Given the copies are still empty
      And C maps:
        | at           | size |
        | C            | 2m   |
        | C+0x40000000 | 4k   |
      And table allocation 3 will fail
      When sync runs from C to C+0x80000000
      Then it fails with ENOMEM
      And copy 1 maps:
        | at | size |
        | C1 | 2m   |
      And copy 2 maps nothing
      And 2 tables are in use and 0 are lost
      And all TLBs are flushed once and nothing else happens
      And nothing else changes

  Rule: The leaf to be split stays until its table is full

    @mktme.split-without-memory @MKTME-55 @MKTME-05 @only-spec @needs-allocation-failures
    Scenario Outline: <case>: the pages of the leaf stay mapped as they were
      Given C maps:
        | at   | size   |
        | <at> | <size> |
      And C is split at <at> down to 4k
      And C turns ro from <at> to <next>
      And table allocation <n> will fail
      When sync runs from <at> to <end>
      Then it fails with ENOMEM
      And copy 1 maps:
        | at    | size   | flags |
        | <one> | <size> | rw    |
      And copy 2 maps:
        | at    | size   | flags |
        | <two> | <size> | rw    |
      And <used> tables are in use and 0 are lost

      Examples:
        | case       | at           | size | next         | n | end          | one           | two           | used |
        | large      | C+0x200000   | 2m   | C+0x201000   | 1 | C+0x400000   | C1+0x200000   | C2+0x200000   | 4    |
        | giant      | C+0x40000000 | 1g   | C+0x40001000 | 1 | C+0x80000000 | C1+0x40000000 | C2+0x40000000 | 2    |
        | giant-deep | C+0x40000000 | 1g   | C+0x40001000 | 2 | C+0x80000000 | C1+0x40000000 | C2+0x40000000 | 2    |

    @mktme.split-without-memory-loses @MKTME-78 @since-reply @needs-allocation-failures
    Example: As posted, the large leaf is gone before the allocation is tried
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

  @MKTME-57
  Rule: The same sync again makes all copies equal

    @mktme.again @needs-allocation-failures
    Scenario Outline: <case>: allocation <n> failed, then all goes well
      Given direct mappings for 3 KeyIDs with MKTME on
      And the copies are still empty
      And C maps:
        | at           | size | count |
        | C            | 4k   | 3     |
        | C+0x200000   | 2m   | 2     |
        | C+0x40000000 | 1g   | 1     |
      And table allocation <n> will fail
      And sync runs from C to the end of C
      When sync runs from C to the end of C
      Then it succeeds
      And every copy equals C
      And 9 tables are in use and 0 are lost

      Examples:
        | case  | n |
        | first | 1 |
        | third | 3 |
        | fifth | 5 |
        | last  | 9 |

  @MKTME-21
  Rule: A second sync changes nothing

    @mktme.twice @MKTME-99
    Scenario Outline: <case>
      Given C maps:
        | at           | size | count |
        | C            | 4k   | 3     |
        | C+0x200000   | 2m   | 2     |
        | C+0x40000000 | 1g   | 1     |
      And C turns ro from C to C+0x3000
      And sync runs from <start> to <end>
      When sync runs from <start> to <end>
      Then it succeeds
      And 0 tables are allocated
      And all TLBs are flushed once and nothing else happens
      And nothing else changes

      Examples:
        | case       | start      | end          |
        | one-page   | C+0x1000   | C+0x2000     |
        | all-of-c   | C          | the end of C |
        | large-leaf | C+0x200000 | C+0x400000   |

  @MKTME-58
  Rule: Two neighbours give what one sync gives

    @mktme.two-halves
    Example: Leaves, allocations and frees are those of one sync of both
      Given the copies are still empty
      And C maps:
        | at         | size | count |
        | C          | 4k   | 512   |
        | C+0x200000 | 2m   | 2     |
      And sync runs from C to C+0x101000
      When sync runs from C+0x101000 to C+0x600000
      Then every copy equals C
      And 0 tables are allocated
      And 6 tables are in use and 0 are lost
      And all TLBs are flushed once and nothing else happens
