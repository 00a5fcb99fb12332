@mktme
Feature: MKTME is disabled
  A disable takes the KeyIDs away and resets what was derived from them. The copies lose their use with that. C is the
  canonical mapping, C1 its copy for KeyID 1.

  @MKTME-114
  Rule: A disable MUST reset the KeyID mask, the KeyID shift, the number of KeyIDs and the physical mask
    Once MKTME is off, the bits are address bits again, however many of them the CPU has.
    Source: https://lore.kernel.org/r/20190508144422.13171-17-kirill.shutemov@linux.intel.com (RFC 16/62),
    mktme_disable(); the else branch of detect_tme() in RFC 08/62 does the same where there is no KeyID

    @mktme.disable @MKTME-115
    Scenario Outline: <case>: a disable resets mask, shift and number of KeyIDs, and the physical mask
      Given a machine with <bits> of <phys> address bits for KeyIDs and <keys> KeyIDs
      And C maps:
        | at | size |
        | C  | 4k   |
      When the kernel disables MKTME
      Then it succeeds
      And the kernel has:
        | MKTME         | off        |
        | KeyIDs        | 0          |
        | KeyID shift   | 0          |
        | KeyID mask    | no bit     |
        | physical mask | <physical> |

      Examples:
        | case | bits | phys | keys | physical     |
        | six  | 6    | 52   | 2    | bits 51 to 0 |
        | two  | 2    | 48   | 3    | bits 51 to 0 |
        | four | 4    | 46   | 15   | bits 51 to 0 |
        | one  | 1    | 52   | 1    | bits 51 to 0 |

    @mktme.disable-off
    Example: A disable before MKTME was ever on resets the KeyIDs, and flushes nothing
      Given a machine with MKTME off and empty copies
      And C maps:
        | at | size |
        | C  | 4k   |
      When the kernel disables MKTME
      Then it succeeds
      And the kernel has:
        | KeyIDs        | 0            |
        | KeyID shift   | 0            |
        | KeyID mask    | no bit       |
        | physical mask | bits 51 to 0 |
      And no event follows

  @MKTME-115
  Rule: A disable MUST switch MKTME off
    Each hook asks the switch, and nothing else: variables that are 0 stop no call.
    Source: https://lore.kernel.org/r/20190508144422.13171-17-kirill.shutemov@linux.intel.com (RFC 16/62),
    mktme_disable(): static_branch_disable()

    @mktme.disabled-sync
    Example: After a disable a sync flushes nothing
      Given C maps:
        | at | size |
        | C  | 4k   |
      And the kernel disables MKTME
      When sync runs from C to C+0x1000
      Then it succeeds
      And no event follows
      And the kernel has:
        | MKTME | off |
      And nothing else changes

  @MKTME-62 @only-spec
  Rule: A disable SHOULD remove the copies
    Copies that nobody syncs keep rights and frames of the past.
    Source: https://lore.kernel.org/r/20190508144422.13171-17-kirill.shutemov@linux.intel.com (RFC 16/62),
    mktme_disable(); https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, sync_direct_mapping(): nobody
    syncs them any more, so they grow stale

    @mktme.disable-removes
    Example: A disable unmaps the copies, flushes the TLB and then frees their tables
      Given C maps:
        | at | size |
        | C  | 4k   |
      When the kernel disables MKTME
      Then it succeeds
      And the kernel has:
        | MKTME         | off |
        | tables in use | 0   |
        | tables lost   | 0   |
      And every copy maps nothing
      And these events follow:
        | event     | scope | tables | linked |
        | tlb_flush | all   |        |        |
        | free      |       | 6      | no     |
      And nothing else changes

    @mktme.disable-beside
    Example: What lies behind the last of 63 copies stays mapped when they go
      Given a machine with 63 KeyIDs
      And C maps:
        | at | size |
        | C  | 4k   |
      And V maps:
        | at | size | frame |
        | V  | 4k   | 0x1   |
      When the kernel disables MKTME
      Then it succeeds
      And every copy maps nothing
      And the rest of the kernel maps:
        | at | size | frame |
        | V  | 4k   | 0x1   |

    @mktme.disable-shared @needs-five-levels
    Example: A table of a top-level entry that a copy was given, and where C maps pages by now, stays
      Given a machine with 1 KeyID and C 512 GiB below a top-level border
      And C maps:
        | at | size |
        | C  | 1g   |
      And C gains:
        | at             | size |
        | C+0x8000000000 | 1g   |
      When the kernel disables MKTME
      Then it succeeds
      And C then maps:
        | at             | size |
        | C              | 1g   |
        | C+0x8000000000 | 1g   |
      And every copy maps nothing
      And the kernel has:
        | MKTME         | off |
        | tables in use | 1   |
        | tables lost   | 0   |
      And these events follow:
        | event     | scope | tables | linked |
        | tlb_flush | all   |        |        |
        | free      |       | 1      | no     |

    @mktme.disable-again
    Example: A second disable changes nothing, and flushes nothing
      Given C maps:
        | at | size |
        | C  | 4k   |
      And the kernel disables MKTME
      When the kernel disables MKTME
      Then it succeeds
      And no event follows
      And nothing else changes

  @MKTME-88 @since-reply
  Rule: The posted code keeps the copies at a disable, and they follow no later change
    The variables are reset, and the page tables forgotten.
    Source: https://lore.kernel.org/r/20190508144422.13171-17-kirill.shutemov@linux.intel.com (RFC 16/62),
    mktme_disable(); run in user space, recordings/mktme/disable.ndjson

    @mktme.disable-keeps
    Example: As posted, the copies stay mapped after a disable and follow no later change
      Given C maps:
        | at | size | flags |
        | C  | 4k   | rw    |
      And the kernel disables MKTME
      And C turns ro from C to C+0x1000
      When sync runs from C to C+0x1000
      Then it succeeds
      And no event follows
      And copy 1 maps:
        | at | size | flags |
        | C1 | 4k   | rw    |
      And nothing else changes
