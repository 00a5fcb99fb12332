@mktme
Feature: MKTME is enabled and disabled, and the kernel's data protected
  Enabling, disabling and the write protection of the kernel's own data: each has its place for the call of sync, and
  an order that matters. C is the canonical mapping, C1 its copy for KeyID 1.

  @MKTME-28
  Rule: Enabling MUST switch the key on first and then sync the whole canonical mapping
    While the key is off, sync does nothing: the other order leaves all copies empty.
    Source: https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, init_page_mktme()

    @mktme.enable
    Example: After enabling, every copy holds what C holds
      Given a machine with MKTME off and empty copies
      And C maps:
        | at             | size |
        | C              | 4k   |
        | C+0x200000     | 2m   |
        | C+0xffc0000000 | 1g   |
      When the kernel enables MKTME
      Then it succeeds
      And the kernel has:
        | MKTME | on |
      And every copy equals C
      And one flush of all TLBs follows
      And nothing else changes

  @MKTME-64 @only-spec
  Rule: Where a sync fails while enabling, the error SHOULD be reported and MKTME stay off
    A page of a KeyID whose copy is not there is a page fault at its first use.
    Source: https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, init_page_mktme(): sync returns an
    error, and enabling needs all copies

    @mktme.enable-without-memory @needs-allocation-failures
    Example: Enabling without memory for a table fails, and leaves no half copy behind
      Given a machine with MKTME off and empty copies
      And C maps:
        | at | size |
        | C  | 4k   |
      And table allocation 4 will fail
      When the kernel enables MKTME
      Then it fails with ENOMEM
      And the kernel has:
        | MKTME         | off |
        | tables in use | 0   |
        | tables lost   | 0   |
      And every copy maps nothing

  @MKTME-87 @since-reply
  Rule: The posted code stays on where a sync fails while enabling, and reports nothing
    The hook has no way to return an error, and looks at none.
    Source: https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, init_page_mktme(); run in user space,
    recordings/mktme/enable.ndjson

    @mktme.enable-ignores @needs-allocation-failures
    Example: As posted, nobody hears of the error: MKTME is on with half of its copies
      Given a machine with MKTME off and empty copies
      And C maps:
        | at | size |
        | C  | 4k   |
      And table allocation 4 will fail
      When the kernel enables MKTME
      Then it succeeds
      And the kernel has:
        | MKTME | on |
      And copy 1 equals C
      And copy 2 maps nothing
      And one flush of all TLBs follows
      And nothing else changes

  @MKTME-39
  Rule: The physical mask MUST leave out the KeyID bits, until a disable resets it with the KeyID mask, shift and number, and switches the key off
    Frame numbers with KeyID bits are no memory; once MKTME is off, the bits are address bits again.
    Source: https://lore.kernel.org/r/20190508144422.13171-9-kirill.shutemov@linux.intel.com (RFC 08/62),
    detect_tme(); https://lore.kernel.org/r/20190508144422.13171-17-kirill.shutemov@linux.intel.com (RFC 16/62),
    mktme_disable()

    @mktme.disable
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
        | two  | 2    | 48   | 3    | bits 47 to 0 |
        | four | 4    | 46   | 15   | bits 45 to 0 |
        | one  | 1    | 52   | 1    | bits 51 to 0 |

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

  @MKTME-27
  Rule: Write-protecting the kernel's read-only data MUST reach the copies through the page-attribute code, with no sync of its own
    A second sync at boot would walk all of C for each key once more.
    Source: https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, mark_rodata_ro() loses its call

    @mktme.rodata @needs-page-attributes
    Example: Protecting read-only data ends in one sync, that of the page-attribute code
      Given C maps:
        | at         | size | count |
        | C+0x200000 | 2m   | 4     |
      When the kernel protects its read-only data from C+0x200000 to C+0x400000
      Then it succeeds
      And C then maps:
        | at         | size | count | flags |
        | C+0x200000 | 2m   | 1     | ro    |
        | C+0x400000 | 2m   | 3     | rw    |
      And every copy equals C
      And one flush of all TLBs follows
      And nothing else changes
