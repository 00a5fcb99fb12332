@mktme
Feature: Large leaves split, tables collapse
  To protect one page the kernel splits the large leaf that maps it; when all is equal again the table may
  become a leaf. The copies have to follow both without losing a page or a table on the way.

  @MKTME-10 @MKTME-16
  Rule: A leaf that is split in C is split in each copy

    @mktme.split-followed
    Scenario Outline: <case>: the whole leaf is synced
      Given C maps:
        | at   | size   |
        | <at> | <size> |
      And C is split at <page> down to 4k
      And C turns ro from <page> to <next>
      When sync runs from <at> to <end>
      Then it succeeds
      And every copy equals C
      And <tables> tables are allocated

      Examples:
        | case         | at           | size | page         | next         | end          | tables |
        | first-page   | C+0x200000   | 2m   | C+0x200000   | C+0x201000   | C+0x400000   | 2      |
        | middle-page  | C+0x200000   | 2m   | C+0x305000   | C+0x306000   | C+0x400000   | 2      |
        | last-page    | C+0x200000   | 2m   | C+0x3ff000   | C+0x400000   | C+0x400000   | 2      |
        | out-of-giant | C+0x40000000 | 1g   | C+0x40205000 | C+0x40206000 | C+0x80000000 | 1026   |

    @mktme.split-half-way
    Example: A giant leaf that becomes large leaves needs one table in each copy
      Given C maps:
        | at           | size |
        | C+0x40000000 | 1g   |
      And C is split at C+0x40000000 down to 2m
      When sync runs from C+0x40000000 to C+0x80000000
      Then every copy equals C
      And 2 tables are allocated

  Rule: A split never unmaps what C maps

    @mktme.split-one-page @MKTME-55 @only-spec
    Scenario Outline: <case>: with one page synced the rest of the leaf stays mapped
      Given C maps:
        | at   | size   |
        | <at> | <size> |
      And C is split at <page> down to <to>
      And C turns ro from <page> to <next>
      When sync runs from <page> to <next>
      Then every copy equals C
      And all TLBs are flushed once and nothing else happens
      And nothing else changes

      Examples:
        | case        | at           | size | to | page         | next         |
        | large-leaf  | C+0x200000   | 2m   | 4k | C+0x205000   | C+0x206000   |
        | giant-leaf  | C+0x40000000 | 1g   | 2m | C+0x40400000 | C+0x40600000 |

    @mktme.split-loses-pages @MKTME-77 @since-reply
    Scenario Outline: <case>: as posted, the pages beside the range are lost
      Given C maps:
        | at   | size   |
        | <at> | <size> |
      And C is split at <page> down to <to>
      And C turns ro from <page> to <next>
      When sync runs from <page> to <next>
      Then it succeeds
      And copy 1 maps:
        | at    | size | flags |
        | <one> | <to> | ro    |
      And copy 2 maps:
        | at    | size | flags |
        | <two> | <to> | ro    |

      Examples:
        | case       | at           | size | to | page         | next         | one           | two           |
        | large-leaf | C+0x200000   | 2m   | 4k | C+0x205000   | C+0x206000   | C1+0x205000   | C2+0x205000   |
        | giant-leaf | C+0x40000000 | 1g   | 2m | C+0x40400000 | C+0x40600000 | C1+0x40400000 | C2+0x40400000 |

    @mktme.split-gap @MKTME-78 @since-reply @needs-insight
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

    @mktme.lost-pages-come-back @MKTME-08 @since-reply
    Example: A later sync of the whole leaf repairs what the first one lost
      Given C maps:
        | at         | size |
        | C+0x200000 | 2m   |
      And C is split at C+0x200000 down to 4k
      And sync runs from C+0x205000 to C+0x206000
      When sync runs from C+0x200000 to C+0x400000
      Then every copy equals C
      And 0 tables are allocated

  Rule: A table that becomes a leaf is freed, with all below it

    @mktme.collapse @MKTME-11 @MKTME-15
    Scenario Outline: <case>: the leaf stands in every copy
      Given C maps:
        | at           | size   | count   |
        | C+0x40000000 | <size> | <count> |
      And C is collapsed at C+0x40000000 to <to>
      When sync runs from C+0x40000000 to <end>
      Then it succeeds
      And every copy equals C
      And <used> tables are in use and 0 are lost

      Examples:
        | case     | size | count | to | end          | used |
        | to-large | 4k   | 512   | 2m | C+0x40200000 | 4    |
        | to-giant | 2m   | 512   | 1g | C+0x80000000 | 2    |

    @mktme.collapse-part @MKTME-15
    Example: Any part of the range is enough
      Given C maps:
        | at           | size | count |
        | C+0x40000000 | 4k   | 512   |
      And C is collapsed at C+0x40000000 to 2m
      When sync runs from C+0x40005000 to C+0x40006000
      Then every copy equals C

    @mktme.collapse-frees-all @MKTME-53 @MKTME-54 @only-spec
    Example: The tables below a giant leaf go too, after the flush
      Given C maps:
        | at           | size | count |
        | C+0x40000000 | 2m   | 511   |
        | C+0x7fe00000 | 4k   | 512   |
      And C is collapsed at C+0x7fe00000 to 2m
      And C is collapsed at C+0x40000000 to 1g
      When sync runs from C+0x40000000 to C+0x80000000
      Then every copy equals C
      And 2 tables are in use and 0 are lost
      And these events follow:
        | event     | scope | tables | linked |
        | tlb_flush | all   |        |        |
        | free      |       | 4      | no     |

    @mktme.collapse-leaks @MKTME-80 @MKTME-81 @since-reply
    Example: As posted, one table is freed, still linked, and those below it are lost
      Given C maps:
        | at           | size | count |
        | C+0x40000000 | 2m   | 511   |
        | C+0x7fe00000 | 4k   | 512   |
      And C is collapsed at C+0x7fe00000 to 2m
      And C is collapsed at C+0x40000000 to 1g
      When sync runs from C+0x40000000 to C+0x80000000
      Then every copy equals C
      And 2 tables are in use and 2 are lost
      And these events follow:
        | event     | scope | tables | linked |
        | free      |       | 2      | yes    |
        | tlb_flush | all   |        |        |
