@mktme
Feature: Only whole pages of C, in order
  The loops of the posted code end on addr == end and look at nothing else. What a caller must not pass is
  refused here; the scenarios beside show what happens where it is not.

  @MKTME-50 @only-spec
  Rule: A range outside of C is refused, or ignored where the implementation says so

    @mktme.outside
    Scenario Outline: <case>: from <start> to <end>
      Given C maps:
        | at | size | count |
        | C  | 4k   | 4     |
      And another kernel area maps:
        | at | size | frame | count |
        | V  | 4k   | 0x55  | 2     |
      When sync runs from <start> to <end>
      Then it fails with EINVAL
      And no event follows
      And nothing else changes

      Examples:
        | case         | start                      | end                        |
        | copy-one     | C1                         | C1+0x4000                  |
        | last-copy    | C2                         | C2+0x4000                  |
        | over-the-end | C+0xfffffff000             | C1+0x1000                  |
        | vmalloc      | V                          | V+0x2000                   |
        | below        | address 0xffff870000000000 | address 0xffff870000002000 |

    @mktme.outside-ignored @choice-bad_range=ignored
    Scenario Outline: <case>: ignored, it does nothing either
      Given C maps:
        | at | size | count |
        | C  | 4k   | 4     |
      When sync runs from <start> to <end>
      Then it succeeds
      And no event follows
      And nothing else changes

      Examples:
        | case     | start | end       |
        | copy-one | C1    | C1+0x4000 |
        | last-copy | C2   | C2+0x1000 |

  Rule: As posted, any address is taken

    @mktme.copy-as-source @MKTME-75 @since-reply
    Example: A copy becomes a source: copy 2 gets entries of KeyID 1, and leaves appear above the last copy
      Given C maps:
        | at | size |
        | C  | 4k   |
      When sync runs from C1 to C1+0x1000
      Then it succeeds
      And copy 2 maps:
        | at | size | frame | flags | keyid |
        | C2 | 4k   | 0x0   | rw    | 1     |
      And outside of C and its copies lies:
        | at | size | frame | flags | keyid |
        | C3 | 4k   | 0x0   | rw    | 3     |

    @mktme.vmalloc-as-source @MKTME-75 @since-reply
    Example: A vmalloc page is carried to where the address plus the size points
      Given C maps:
        | at | size |
        | C  | 4k   |
      And another kernel area maps:
        | at | size | frame |
        | V  | 4k   | 0x55  |
      When sync runs from V to V+0x1000
      Then it succeeds
      And outside of C and its copies lies:
        | at               | size | frame | flags | keyid |
        | V                | 4k   | 0x55  | rw    | 0     |
        | V+0x10000000000  | 4k   | 0x55  | rw    | 1     |
        | V+0x20000000000  | 4k   | 0x55  | rw    | 2     |
      And 12 tables are in use and 0 are lost

  Rule: An empty range is nothing to do

    @mktme.empty @MKTME-51 @only-spec
    Scenario Outline: <case>: from and to <at>
      Given C maps:
        | at         | size |
        | C          | 4k   |
        | C+0x200000 | 2m   |
      And C turns ro from C to C+0x400000
      When sync runs from <at> to <at>
      Then it succeeds
      And no event follows
      And nothing else changes

      Examples:
        | case  | at         |
        | page  | C          |
        | large | C+0x200000 |
        | hole  | C+0x400000 |
        | end   | the end of C |

    @mktme.empty-overruns @MKTME-76 @since-reply
    Scenario Outline: <case>: as posted, <what>
      Given C maps:
        | at         | size |
        | C          | 4k   |
        | C+0x200000 | 2m   |
      And C turns ro from C to C+0x400000
      When sync runs from <at> to <at>
      Then it answers:
        | outcome | <outcome> |
        | bug     | <bug>     |
      And at <copy> there is:
        | at     | size   | flags   |
        | <copy> | <size> | <flags> |

      Examples:
        | case  | what                              | at         | outcome | bug     | copy        | size | flags |
        | page  | the loop runs over the table's end | C         | fault   | overrun | C1          | 4k   | ro    |
        | large | the leaf is synced                | C+0x200000 | ok      | none    | C1+0x200000 | 2m   | ro    |

  Rule: A reversed or unaligned range touches nothing

    @mktme.malformed @MKTME-51 @only-spec
    Scenario Outline: <case>: a range from <start> to <end>
      Given C maps:
        | at | size | count |
        | C  | 4k   | 4     |
      And C turns ro from C to C+0x4000
      When sync runs from <start> to <end>
      Then it fails with EINVAL
      And no event follows
      And nothing else changes

      Examples:
        | case            | start    | end      |
        | reversed        | C+0x2000 | C+0x1000 |
        | unaligned-end   | C        | C+0x1001 |
        | unaligned-start | C+0x800  | C+0x2000 |
        | same-offset     | C+0x800  | C+0x1800 |

    @mktme.malformed-overruns @MKTME-76 @since-reply
    Scenario Outline: <case>: as posted, the loop never meets its end
      Given C maps:
        | at | size | count |
        | C  | 4k   | 4     |
      And C turns ro from C to C+0x4000
      When sync runs from <start> to <end>
      Then the call ends in the bug overrun
      And no event follows

      Examples:
        | case            | start    | end      |
        | reversed        | C+0x2000 | C+0x1000 |
        | unaligned-end   | C        | C+0x1001 |
        | unaligned-start | C+0x800  | C+0x2000 |

    @mktme.same-offset @MKTME-76 @since-reply
    Example: With one offset for start and end inside one table the posted loop ends in time
      Given C maps:
        | at | size | count |
        | C  | 4k   | 4     |
      And C turns ro from C to C+0x4000
      When sync runs from C+0x800 to C+0x1800
      Then it succeeds
      And copy 1 maps:
        | at        | size | count | flags |
        | C1        | 4k   | 1     | ro    |
        | C1+0x1000 | 4k   | 3     | rw    |

  @MKTME-01 @only-spec
  Rule: Whole pages of C are what sync takes

    @mktme.all-of-c @MKTME-07
    Example: All of C, up to its end
      Given the copies are still empty
      And C maps:
        | at             | size |
        | C              | 4k   |
        | C+0xfffffff000 | 4k   |
      When sync runs from C to the end of C
      Then it succeeds
      And every copy equals C

    @mktme.well-formed
    Example: One page, from its first address to the next page's
      Given C maps:
        | at | size | count |
        | C  | 4k   | 4     |
      And C turns ro from C to C+0x4000
      When sync runs from C+0x1000 to C+0x2000
      Then it succeeds
      And at C1+0x1000 there is:
        | at        | size | flags |
        | C1+0x1000 | 4k   | ro    |
