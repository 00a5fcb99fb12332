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
      Given direct mappings for 2 KeyIDs with MKTME off
      And the copies are still empty
      And C maps:
        | at             | size |
        | C              | 4k   |
        | C+0x200000     | 2m   |
        | C+0xffc0000000 | 1g   |
      When MKTME is enabled
      Then it succeeds
      And MKTME is then on
      And every copy equals C
      And all TLBs are flushed once and nothing else happens
      And nothing else changes

  @MKTME-64 @only-spec
  Rule: Where a sync fails while enabling, the error SHOULD be reported and MKTME stay off
    A page of a KeyID whose copy is not there is a page fault at its first use.
    Source: https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, init_page_mktme(): sync returns an
    error, and enabling needs all copies

    @mktme.enable-without-memory @needs-allocation-failures
    Example: Enabling without memory for a table fails, and leaves no half copy behind
      Given direct mappings for 2 KeyIDs with MKTME off
      And the copies are still empty
      And C maps:
        | at | size |
        | C  | 4k   |
      And table allocation 4 will fail
      When MKTME is enabled
      Then it fails with ENOMEM
      And MKTME is then off
      And copy 1 maps nothing
      And copy 2 maps nothing
      And 0 tables are in use and 0 are lost

  @MKTME-87 @since-reply
  Rule: The posted code stays on where a sync fails while enabling, and reports nothing
    The hook has no way to return an error, and looks at none.
    Source: https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, init_page_mktme(); run in user space,
    recordings/mktme/enable.ndjson

    @mktme.enable-ignores @needs-allocation-failures
    Example: As posted, nobody hears of the error: MKTME is on with half of its copies
      Given direct mappings for 2 KeyIDs with MKTME off
      And the copies are still empty
      And C maps:
        | at | size |
        | C  | 4k   |
      And table allocation 4 will fail
      When MKTME is enabled
      Then it succeeds
      And MKTME is then on
      And copy 1 equals C
      And copy 2 maps nothing
      And all TLBs are flushed once and nothing else happens
      And nothing else changes

  @MKTME-39
  Rule: The physical mask MUST leave out the KeyID bits, until a disable resets it with the KeyID mask, shift and number, and switches the key off
    Frame numbers with KeyID bits are no memory; once MKTME is off, the bits are address bits again.
    Source: https://lore.kernel.org/r/20190508144422.13171-9-kirill.shutemov@linux.intel.com (RFC 08/62),
    detect_tme(); https://lore.kernel.org/r/20190508144422.13171-17-kirill.shutemov@linux.intel.com (RFC 16/62),
    mktme_disable()

    @mktme.disable
    Scenario Outline: <case>: a disable resets mask, shift and number of KeyIDs, and the physical mask
      Given <bits> KeyID bits among <phys> physical address bits
      And direct mappings for <keys> KeyIDs with MKTME on
      And C maps:
        | at | size |
        | C  | 4k   |
      When MKTME is disabled
      Then it succeeds
      And MKTME is then off
      And there are 0 KeyIDs, shift 0, mask 0x0, physical mask <physical>

      Examples:
        | case | bits | phys | keys | physical        |
        | six  | 6    | 52   | 2    | 0xfffffffffffff |
        | two  | 2    | 48   | 3    | 0xffffffffffff  |
        | four | 4    | 46   | 15   | 0x3fffffffffff  |
        | one  | 1    | 52   | 1    | 0xfffffffffffff |

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
      When MKTME is disabled
      Then it succeeds
      And MKTME is then off
      And copy 1 maps nothing
      And copy 2 maps nothing
      And these events follow:
        | event     | scope | tables | linked |
        | tlb_flush | all   |        |        |
        | free      |       | 6      | no     |
      And 0 tables are in use and 0 are lost
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
      And MKTME is disabled
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
      When the read-only data from C+0x200000 to C+0x400000 are protected
      Then it succeeds
      And C then maps:
        | at         | size | count | flags |
        | C+0x200000 | 2m   | 1     | ro    |
        | C+0x400000 | 2m   | 3     | rw    |
      And every copy equals C
      And all TLBs are flushed once and nothing else happens
      And nothing else changes
