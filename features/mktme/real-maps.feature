@mktme
Feature: The direct maps of two running kernels
  Linux 6.12.107 on 2 GiB with 4 levels, and on 6 GiB with 5 levels and a randomised base: the leaves are those
  that its page tables held. Copies are laid over them, and single pages change. Under KASLR the base is not
  aligned to 512 GiB: the end of each mapping lies in the slot in which the next one begins, so that eleven tables
  for each copy are followed by an empty one above the last.

  @MKTME-08 @MKTME-28
  Rule: A real map is copied leaf by leaf

    @mktme.real-enabled
    Scenario Outline: <case>: <tables> tables for three copies
      Given direct mappings for 3 KeyIDs with MKTME off
      And the copies are still empty
      And C maps what a running kernel held, as in "<map>"
      When MKTME is enabled
      Then it succeeds
      And every copy equals C
      And <tables> tables are in use and 0 are lost
      And outside of C and its copies lies nothing

      Examples:
        | case    | map                | tables |
        | nokaslr | linux-6.12-nokaslr | 30     |

      @needs-five-levels
      Examples:
        | case    | map                | tables |
        | kaslr   | linux-6.12-kaslr   | 34     |

  @MKTME-10 @since-v2 @only-spec
  Rule: One page out of a large leaf of a real map

    @mktme.real-split @needs-page-attributes
    Scenario Outline: <case>: the page at <at>
      Given C maps what a running kernel held, as in "<map>"
      When 1 page at <at> turns ro
      Then it succeeds
      And every copy equals C
      And at <there> there is:
        | at      | size | flags |
        | <there> | 4k   | ro    |

      Examples:
        | case          | map                | at            | there          |
        | nokaslr-large | linux-6.12-nokaslr | C+0x5205000   | C1+0x5205000   |

      @needs-five-levels
      Examples:
        | case          | map                | at            | there          |
        | kaslr-giant   | linux-6.12-kaslr   | C+0x140005000 | C2+0x140005000 |
