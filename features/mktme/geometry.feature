@mktme
Feature: How many KeyIDs there are
  The CPU takes the highest physical address bits for KeyIDs, as many as the firmware has set. Each KeyID that they
  hold has a copy, and no other. C is the canonical mapping, C4 its copy for KeyID 4.

  @MKTME-38
  Rule: With k KeyID bits among p physical address bits there MUST be 2^k - 1 KeyIDs beside KeyID 0, in the bits p-1 to p-k
    The number of keys and where their bits lie are the CPU's to say; all else is computed from them.
    Source: https://lore.kernel.org/r/20190508144422.13171-9-kirill.shutemov@linux.intel.com (RFC 08/62),
    detect_tme()

    @mktme.detect @MKTME-39 @needs-boot
    Scenario Outline: <case>: <bits> KeyID bits of <phys> address bits give <n> KeyIDs
      Given a machine with 0 KeyIDs and MKTME off
      When the kernel finds <bits> of <phys> address bits for KeyIDs
      Then it answers:
        | outcome       | ok         |
        | nr_keyids     | <n>        |
        | keyid_shift   | <shift>    |
        | keyid_mask    | <mask>     |
        | physical_mask | <physical> |
      And the kernel has:
        | KeyIDs        | <n>        |
        | KeyID shift   | <shift>    |
        | KeyID mask    | <mask>     |
        | physical mask | <physical> |
      And nothing else changes

      Examples:
        | case | bits | phys | n  | shift | mask          | physical                  |
        | six  | 6    | 52   | 63 | 46    | bits 51 to 46 | bits 45 to 0              |
        | one  | 1    | 52   | 1  | 51    | bit 51        | bits 50 to 0              |
        | four | 4    | 46   | 15 | 42    | bits 45 to 42 | bits 51 to 46 and 41 to 0 |
        | none | 0    | 46   | 0  | 0     | no bit        | bits 51 to 0              |

    @mktme.detect-used @MKTME-28 @needs-boot
    Example: The copy that is enabled has its KeyID where the bits were found
      Given a machine with 0 KeyIDs and MKTME off
      And the kernel finds 1 of 46 address bits for KeyIDs
      And C gains:
        | at | size | flags |
        | C  | 4k   | np    |
      When the kernel enables MKTME
      Then it succeeds
      And copy 1 maps:
        | at | size | frame | flags | keyid |
        | C1 | 4k   | 0x0   | np    | 1     |
      And the kernel has:
        | KeyID shift | 45 |

    @mktme.detect-more @MKTME-28 @needs-boot
    Example: Of more KeyIDs than there were bits for, each copy has its own
      Given a machine with 1 of 52 address bits for KeyIDs and MKTME off
      And the kernel finds 2 of 52 address bits for KeyIDs
      And C gains:
        | at | size |
        | C  | 4k   |
      When the kernel enables MKTME
      Then it succeeds
      And every copy equals C
      And copy 3 maps:
        | at | size | frame | keyid |
        | C3 | 4k   | 0x0   | 3     |

  @MKTME-39
  Rule: The physical mask MUST be bits 51 to 0 without the KeyID bits
    Frame numbers with KeyID bits are no memory. Bits above those of the CPU are no KeyID's, and stay in the mask.
    Source: https://lore.kernel.org/r/20190508144422.13171-9-kirill.shutemov@linux.intel.com (RFC 08/62),
    detect_tme(); Linux 5.2, https://github.com/torvalds/linux/blob/v5.2/arch/x86/mm/pgtable.c, physical_mask: it
    begins with __PHYSICAL_MASK_SHIFT bits, however many the CPU has

    @mktme.physical-mask @needs-boot
    Scenario Outline: <case>: with <bits> KeyID bits of <phys> address bits the physical mask is <physical>
      Given a machine with 0 KeyIDs and MKTME off
      When the kernel finds <bits> of <phys> address bits for KeyIDs
      Then the kernel has:
        | physical mask | <physical> |

      Examples:
        | case | bits | phys | physical                  |
        | six  | 6    | 52   | bits 45 to 0              |
        | four | 4    | 46   | bits 51 to 46 and 41 to 0 |
        | none | 0    | 46   | bits 51 to 0              |

  @MKTME-04
  Rule: A sync MUST go through the KeyIDs from 1 to N in ascending order
    A KeyID that is left out keeps old translations; C itself is the truth that all else is made from.
    Source: https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, the loop of sync_direct_mapping()

    @mktme.all-keyids
    Scenario Outline: <case>: with <n> KeyIDs, <n> copies follow C
      Given a machine with <n> KeyIDs
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
      And one flush of all TLBs follows
      And nothing else changes

      Examples:
        | case        | n  | last |
        | one         | 1  | 1    |
        | two         | 2  | 2    |
        | sixty-three | 63 | 63   |

    @mktme.c-untouched @MKTME-12
    Example: A bit that the CPU does not support stays in C when the copies lose it
      Given a machine with bit 63 unsupported and empty copies
      And C maps:
        | at | size | flags |
        | C  | 4k   | rw    |
      When sync runs from C to C+0x1000
      Then it succeeds
      And C then maps:
        | at | size | flags |
        | C  | 4k   | rw    |
      And every copy equals C
      And one flush of all TLBs follows
      And nothing else changes

  @MKTME-67
  Rule: There MUST be no copy for more KeyIDs than the KeyID bits hold
    A KeyID beyond the mask runs into the bits above it, and is read as another one.
    Source: https://lore.kernel.org/r/20190508144422.13171-9-kirill.shutemov@linux.intel.com (RFC 08/62),
    detect_tme(): the KeyIDs are those of the mask

    @mktme.too-many @only-spec
    Example: Where five KeyIDs are asked for and two bits hold three, there are three copies
      Given a machine with 2 of 48 address bits for KeyIDs, 5 KeyIDs and empty copies
      And C maps:
        | at | size |
        | C  | 4k   |
      When sync runs from C to C+0x1000
      Then it succeeds
      And copy 1 equals C
      And copy 2 equals C
      And copy 3 equals C
      And at C4 is nothing
      And the kernel has:
        | tables allocated | 9 |
      And one flush of all TLBs follows
      And nothing else changes

    @mktme.all-bits @neighbour @MKTME-04
    Example: The neighbour: with two bits the third copy is the last
      Given a machine with 2 of 48 address bits for KeyIDs and empty copies
      And C maps:
        | at | size |
        | C  | 4k   |
      When sync runs from C to C+0x1000
      Then it succeeds
      And every copy equals C
      And copy 3 maps:
        | at | size | keyid |
        | C3 | 4k   | 3     |
      And the rest of the kernel maps nothing
      And one flush of all TLBs follows
      And nothing else changes

  @MKTME-85 @since-reply
  Rule: The posted code makes as many copies as it is told, also with KeyIDs beyond the mask
    Nobody compares the number with the mask.
    Source: https://lore.kernel.org/r/20190731150813.26289-20-kirill.shutemov@linux.intel.com (PATCHv2 19/59),
    sync_direct_mapping(); the mail of 2019-06-17, https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box,
    does the same; run in user space, recordings/mktme/keyid-bits.ndjson

    @mktme.too-many-posted
    Example: As posted, a fourth copy is made, with a KeyID that reads as 0
      Given a machine with 2 of 48 address bits for KeyIDs, 5 KeyIDs and empty copies
      And C maps:
        | at | size |
        | C  | 4k   |
      When sync runs from C to C+0x1000
      Then it succeeds
      And copy 1 equals C
      And copy 2 equals C
      And copy 3 equals C
      And copy 4 maps:
        | at | size | keyid |
        | C4 | 4k   | 0     |
      And copy 5 maps:
        | at | size | keyid |
        | C5 | 4k   | 1     |
      And one flush of all TLBs follows
      And nothing else changes
