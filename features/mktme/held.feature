@mktme
Feature: What a copy held before does not matter
  A copy may hold anything: what an older kernel, a failed sync or a mistake has left there. C is the canonical mapping,
  C1 its copy for KeyID 1.

  @MKTME-12
  Rule: An entry of a copy MUST be the canonical entry with the KeyID in its KeyID bits, restricted to the supported bits, whatever the copy held before
    An entry is written, and not changed: nothing of the old one is left.
    Source: https://lore.kernel.org/r/20190731150813.26289-20-kirill.shutemov@linux.intel.com (PATCHv2 19/59),
    sync_direct_mapping_pte()

    @mktme.held-entry
    Scenario Outline: <case>: an entry of copy 1 that was <before> with KeyID <keyid> is as C has it after the sync
      Given a machine with empty copies
      And C maps:
        | at         | size   | flags |
        | C+0x200000 | <size> | rw    |
      And the copies hold:
        | at          | size   | flags    | keyid   |
        | C1+0x200000 | <size> | <before> | <keyid> |
      When sync runs from C+0x200000 to C+0x400000
      Then it succeeds
      And copy 1 maps:
        | at          | size   | flags | keyid |
        | C1+0x200000 | <size> | rw    | 1     |
      And one flush of all TLBs follows

      Examples:
        | case        | size | before  | keyid |
        | other-keyid | 4k   | rw      | 5     |
        | all-keyids  | 4k   | rw      | 63    |
        | no-keyid    | 2m   | rw      | 0     |
        | rights      | 4k   | ro x uc | 1     |
        | both        | 2m   | ro      | 2     |

    @mktme.held-accessed
    Example: An entry of accessed and dirty bits alone gives way to that of C, and is no other frame
      Given a machine with empty copies
      And C maps:
        | at       | size |
        | C+0x1000 | 4k   |
      And the copies hold:
        | at        | size | frame | flags                    | keyid |
        | C1+0x1000 | 4k   | 0x0   | accessed and dirty alone | 0     |
      When sync runs from C to C+0x2000
      Then it succeeds
      And every copy equals C

    @mktme.held-beside @neighbour @MKTME-07
    Example: The neighbour: an entry of copy 1 beside the range keeps KeyID 5
      Given a machine with empty copies
      And C maps:
        | at | size | count |
        | C  | 4k   | 2     |
      And the copies hold:
        | at        | size | keyid |
        | C1+0x1000 | 4k   | 5     |
      When sync runs from C to C+0x1000
      Then it succeeds
      And copy 1 maps:
        | at        | size | keyid |
        | C1        | 4k   | 1     |
        | C1+0x1000 | 4k   | 5     |
      And one flush of all TLBs follows

  @MKTME-13
  Rule: Where the canonical mapping has no entry, a copy MUST have none in the synced range
    What C has not is nobody's: an alias of it leads to memory that may be another's.
    Source: https://lore.kernel.org/r/20190731150813.26289-20-kirill.shutemov@linux.intel.com (PATCHv2 19/59),
    sync_direct_mapping_pte(); Linux 5.2,
    https://github.com/torvalds/linux/blob/v5.2/arch/x86/include/asm/pgtable.h, pte_none(): an entry of accessed
    and dirty bits alone is none

    @mktme.held-extra-top @only-spec @needs-five-levels
    Example: What a copy has behind a top-level border, where C has no table at all, is gone after the sync
      Given a machine with C 512 GiB below a top-level border and empty copies
      And C maps:
        | at | size |
        | C  | 4k   |
      And the copies hold:
        | at              | size | keyid |
        | C1+0x8000000000 | 2m   | 1     |
      When sync runs from C to the end of C
      Then it succeeds
      And every copy equals C

    @mktme.held-extra
    Scenario Outline: <case>: a <size> leaf of copy 2 that C never had is gone after the sync
      Given a machine with empty copies
      And C maps:
        | at | size |
        | C  | 4k   |
      And the copies hold:
        | at   | size   | keyid |
        | <at> | <size> | 2     |
      When sync runs from C to the end of C
      Then it succeeds
      And every copy equals C
      And the kernel has:
        | tables lost | 0 |

      Examples:
        | case  | size | at              |
        | small | 4k   | C2+0x1000       |
        | large | 2m   | C2+0x200000     |
        | giant | 1g   | C2+0x40000000   |
        | last  | 2m   | C2+0xffffe00000 |
