@mktme @needs-five-levels
Feature: Top-level entries under 5-level paging
  With 5 levels a top-level entry covers 256 TiB. A base that is not aligned to the size of the mapping, as a
  randomised one, lets C or one of its copies lie across a border.

  Rule: Where nothing crosses, no top-level table is needed

    @mktme.no-crossing @MKTME-08
    Example: The usual base
      Given C lies at 0xff11_0000_0000_0000 under 5-level paging
      And the copies are still empty
      And C maps:
        | at             | size |
        | C              | 1g   |
        | C+0x8000000000 | 1g   |
      When sync runs from C to the end of C
      Then every copy equals C
      And 4 tables are allocated

  @MKTME-46
  Rule: A copy that crosses a border gets a second table

    @mktme.crossing-copy
    Example: The base lies 1.5 TiB below the border, so copy 1 crosses it
      Given C lies at 0xff11_fe80_0000_0000 under 5-level paging
      And direct mappings for 2 KeyIDs with MKTME on
      And the copies are still empty
      And C maps:
        | at             | size |
        | C              | 1g   |
        | C+0x8000000000 | 1g   |
      When sync runs from C to the end of C
      Then it succeeds
      And every copy equals C
      And outside of C and its copies lies nothing
      And 5 tables are allocated

    @mktme.crossing-without-memory @needs-allocation-failures
    Example: Where the second table is missing, the first half of the copy stands
      Given C lies at 0xff11_fe80_0000_0000 under 5-level paging
      And direct mappings for 1 KeyID with MKTME on
      And the copies are still empty
      And C maps:
        | at             | size |
        | C              | 1g   |
        | C+0x8000000000 | 1g   |
      And table allocation 2 will fail
      When sync runs from C to the end of C
      Then it fails with ENOMEM
      And copy 1 maps:
        | at | size |
        | C1 | 1g   |
      And 1 table is allocated

    @mktme.crossing-error @MKTME-68 @only-spec @needs-allocation-failures
    Example: A walk that has failed makes no further table
      Given C lies at 0xff11_fe80_0000_0000 under 5-level paging
      And the copies are still empty
      And C maps:
        | at             | size |
        | C              | 1g   |
        | C+0x8000000000 | 1g   |
      And table allocation 1 will fail
      And sync runs from C+0x8000000000 to the end of C
      And table allocation 1 will fail
      When sync runs from C to the end of C
      Then it fails with ENOMEM
      And 0 tables are allocated
      And 0 tables are in use and 0 are lost

    @mktme.crossing-error-posted @MKTME-83 @since-reply @needs-allocation-failures
    Example: As posted, the next top-level table is made before the error is looked at
      Given C lies at 0xff11_fe80_0000_0000 under 5-level paging
      And the copies are still empty
      And C maps:
        | at             | size |
        | C              | 1g   |
        | C+0x8000000000 | 1g   |
      And table allocation 1 will fail
      When sync runs from C to the end of C
      Then it fails with ENOMEM
      And 1 table is allocated
      And 1 table is in use and 0 are lost

  Rule: Where C itself crosses, every step finds its entries from the addresses

    @mktme.crossing-c @MKTME-56 @only-spec
    Scenario Outline: <case>: C begins <below> below the border
      Given C lies at <base> under 5-level paging
      And the copies are still empty
      And C maps:
        | at             | size |
        | C              | 4k   |
        | C+0x8000000000 | 1g   |
        | C+0xaf00000000 | 2m   |
      When sync runs from C to the end of C
      Then it succeeds
      And every copy equals C
      And outside of C and its copies lies nothing

      Examples:
        | case       | base                  | below         |
        | half       | 0xff11_ff80_0000_0000 | 512 GiB       |
        | odd        | 0xff11_ff00_4000_0000 | 1 TiB - 1 GiB |
        | just-below | 0xff11_ff7f_c000_0000 | 513 GiB       |

    @mktme.crossing-c-posted @MKTME-82 @since-reply
    Example: As posted, what lies behind the border is written 256 TiB too high
      Given C lies at 0xff11_ff80_0000_0000 under 5-level paging
      And direct mappings for 1 KeyID with MKTME on
      And the copies are still empty
      And C maps:
        | at             | size |
        | C              | 4k   |
        | C+0x8000000000 | 1g   |
      When sync runs from C to the end of C
      Then it succeeds
      And copy 1 maps:
        | at | size |
        | C1 | 4k   |
      And at address 0xff13010000000000 there is:
        | at             | size | keyid |
        | C+0x8000000000 | 1g   | 1     |

    @mktme.behind-the-border @MKTME-07
    Example: A range that begins behind the border is carried over right
      Given C lies at 0xff11_ff80_0000_0000 under 5-level paging
      And the copies are still empty
      And C maps:
        | at             | size |
        | C+0x8000000000 | 1g   |
      When sync runs from C+0x8000000000 to the end of C
      Then every copy equals C
      And outside of C and its copies lies nothing
