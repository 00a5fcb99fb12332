@mktme
Feature: KeyIDs, masks and the room for the copies
  The CPU takes the highest physical address bits for KeyIDs. For each KeyID there is a whole direct mapping, so
  the size of one has to be chosen such that all of them fit; where they do not, MKTME goes off.

  @MKTME-38 @MKTME-39
  Rule: k bits of p give 2^k - 1 KeyIDs, in the highest bits

    @mktme.detect @needs-boot
    Scenario Outline: <case>: <bits> bits of <phys>
      Given direct mappings for 0 KeyIDs with MKTME off
      When the CPU announces <bits> KeyID bits among <phys>
      Then it answers:
        | outcome       | ok         |
        | nr_keyids     | <n>        |
        | keyid_shift   | <shift>    |
        | keyid_mask    | <mask>     |
        | physical_mask | <physical> |
      And there are <n> KeyIDs, shift <shift>, mask <mask>, physical mask <physical>
      And nothing else changes

      Examples:
        | case     | bits | phys | n    | shift | mask            | physical        |
        | six      | 6    | 52   | 63   | 46    | 0xfc00000000000 | 0x3fffffffffff  |
        | one      | 1    | 52   | 1    | 51    | 0x8000000000000 | 0x7ffffffffffff |
        | four     | 4    | 46   | 15   | 42    | 0x3c0000000000  | 0x3ffffffffff   |
        | none     | 0    | 46   | 0    | 46    | 0x0             | 0x3fffffffffff  |

  Rule: There are no more copies than KeyIDs

    @mktme.too-many @MKTME-67 @only-spec
    Example: Five KeyIDs are asked for, two bits hold three
      Given 2 KeyID bits among 48 physical address bits
      And direct mappings for 5 KeyIDs with MKTME on
      And the copies are still empty
      And C maps:
        | at | size |
        | C  | 4k   |
      When sync runs from C to C+0x1000
      Then copy 3 equals C
      And at C4 there is nothing
      And 9 tables are allocated

    @mktme.too-many-posted @MKTME-85 @since-reply
    Example: As posted, the fourth copy is made, with a KeyID beyond the mask that reads as 0
      Given 2 KeyID bits among 48 physical address bits
      And direct mappings for 5 KeyIDs with MKTME on
      And the copies are still empty
      And C maps:
        | at | size |
        | C  | 4k   |
      When sync runs from C to C+0x1000
      Then copy 4 maps:
        | at | size | keyid |
        | C4 | 4k   | 0     |
      And copy 5 maps:
        | at | size | keyid |
        | C5 | 4k   | 1     |

    @mktme.all-bits @MKTME-04
    Example: With two bits the third copy is the last
      Given 2 KeyID bits among 48 physical address bits
      And the copies are still empty
      And C maps:
        | at | size |
        | C  | 4k   |
      When sync runs from C to C+0x1000
      Then copy 3 maps:
        | at | size | keyid |
        | C3 | 4k   | 3     |
      And at C4 there is nothing
      And outside of C and its copies lies nothing

  Rule: No KeyID bit is lost, none is kept from C

    @mktme.old-keyid @MKTME-63 @only-spec
    Example: KeyID bits in C's entry do not reach the copies
      Given the copies are still empty
      And C maps:
        | at | size | keyid |
        | C  | 4k   | 1     |
      When sync runs from C to C+0x1000
      Then copy 1 maps:
        | at | size | keyid |
        | C1 | 4k   | 1     |
      And copy 2 maps:
        | at | size | keyid |
        | C2 | 4k   | 2     |

    @mktme.old-keyid-ored @MKTME-84 @since-reply
    Example: As posted, they are OR-ed: 1 and 2 give 3
      Given the copies are still empty
      And C maps:
        | at | size | keyid |
        | C  | 4k   | 1     |
      When sync runs from C to C+0x1000
      Then copy 2 maps:
        | at | size | keyid |
        | C2 | 4k   | 3     |

    @mktme.mask-without-keyid @MKTME-63 @only-spec
    Example: A supported mask without a KeyID bit does not cost the KeyID
      Given the supported mask is 0xffff_bfff_ffff_ffff
      And the copies are still empty
      And C maps:
        | at | size |
        | C  | 4k   |
      When sync runs from C to C+0x1000
      Then copy 1 maps:
        | at | size | keyid |
        | C1 | 4k   | 1     |

    @mktme.mask-without-keyid-posted @MKTME-84 @since-reply
    Example: As posted, KeyID 1 becomes 0
      Given the supported mask is 0xffff_bfff_ffff_ffff
      And the copies are still empty
      And C maps:
        | at | size |
        | C  | 4k   |
      When sync runs from C to C+0x1000
      Then copy 1 maps:
        | at | size | keyid |
        | C1 | 4k   | 0     |

    @mktme.mask @MKTME-12
    Example: A bit that the CPU does not support is not set in a copy
      Given the supported mask is 0x7fff_ffff_ffff_ffff
      And the copies are still empty
      And C maps:
        | at | size | flags |
        | C  | 4k   | rw    |
      When sync runs from C to C+0x1000
      Then copy 2 maps:
        | at | size | flags |
        | C2 | 4k   | rw x  |
