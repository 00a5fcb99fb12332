@mktme @needs-page-attributes
Feature: A request that fails, or must not be made
  The error path of the page-attribute code flushes everything and goes home. The copies have to learn of what was
  changed before the error. C is the canonical mapping, C1 its copy for KeyID 1, V lies in the vmalloc area.

  @MKTME-69
  Rule: A request that fails after it has changed something MUST flush all TLB entries
    Nobody knows how far it came: what the TLB and the caches hold of it is anybody's guess.
    Source: Linux 5.2, https://github.com/torvalds/linux/blob/v5.2/arch/x86/mm/pageattr.c,
    change_page_attr_set_clr(): the path of errors

    @mktme.error-flushed-once
    Example: A request that fails half-way while MKTME is off has one flush
      Given a machine with MKTME off
      And C maps:
        | at | size | count |
        | C  | 4k   | 2     |
      And V maps:
        | at | size | frame |
        | V  | 4k   | 0x1   |
      When a request turns 2 pages at V ro
      Then it fails with EFAULT
      And these events follow:
        | event     | about            |
        | warn      | unmapped-address |
        | tlb_flush |                  |

  @MKTME-116
  Rule: A request for uncached pages that fails after it has changed something MUST write back the caches
    A line that stays in the cache is written back later, over what a device has put into memory.
    Source: Linux 5.2, https://github.com/torvalds/linux/blob/v5.2/arch/x86/mm/pageattr.c,
    change_page_attr_set_clr(): cpa_flush_all() with the flag of the cache, on the path of errors

    @mktme.error-flushed @MKTME-69
    Example: A request for uncached pages that fails half-way writes back the caches, too
      Given a machine with MKTME off
      And C maps:
        | at | size | count |
        | C  | 4k   | 2     |
      And V maps:
        | at | size | frame |
        | V  | 4k   | 0x1   |
      When a request turns 2 pages at V uc
      Then it fails with EFAULT
      And C then maps:
        | at       | size | flags |
        | C        | 4k   | rw    |
        | C+0x1000 | 4k   | rw uc |
      And the rest of the kernel maps:
        | at | size | frame | flags |
        | V  | 4k   | 0x1   | rw uc |
      And these events follow:
        | event     | scope | about            |
        | warn      |       | unmapped-address |
        | tlb_flush |       |                  |
        | wbinvd    |       |                  |
      And nothing else changes

  @MKTME-61 @only-spec
  Rule: After an error in the middle of a request, what was changed before it MUST still reach the copies
    The caller hears of the error, not of the pages that are changed already.
    Source: https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, the quoted description of
    https://lore.kernel.org/r/20190508144422.13171-19-kirill.shutemov@linux.intel.com (RFC 18/62): each change is
    followed; Linux 5.2, https://github.com/torvalds/linux/blob/v5.2/arch/x86/mm/pageattr.c,
    change_page_attr_set_clr(): an error does not take changes back

    @mktme.error-half-way
    Example: The first of two vmalloc pages reaches the copies though the second is not mapped
      Given C maps:
        | at | size | count |
        | C  | 4k   | 2     |
      And V maps:
        | at | size | frame |
        | V  | 4k   | 0x1   |
      When a request turns 2 pages at V ro
      Then it fails with EFAULT
      And C then maps:
        | at       | size | flags |
        | C        | 4k   | rw    |
        | C+0x1000 | 4k   | ro    |
      And every copy equals C
      And the rest of the kernel maps:
        | at | size | frame | flags |
        | V  | 4k   | 0x1   | ro    |
      And these events follow:
        | event     | scope | about            |
        | warn      |       | unmapped-address |
        | tlb_flush | all   |                  |
        | tlb_flush |       |                  |
      And nothing else changes

    @mktme.error-half-way-split @MKTME-99
    Example: The tables of a leaf that was split before the error are allocated for the copies, and told
      Given C maps:
        | at         | size |
        | C+0x200000 | 2m   |
      And V maps:
        | at | size | frame |
        | V  | 4k   | 0x201 |
      When a request turns 2 pages at V ro
      Then it fails with EFAULT
      And every copy equals C
      And the kernel has:
        | tables allocated | 2 |

  @MKTME-90 @since-reply
  Rule: The posted code syncs nothing where a request fails, also not what was changed before
    The error path goes around the hook: C is changed, and the copies are not.
    Source: https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, cpa_flush() is not on the path of
    errors; run in user space, recordings/mktme/cpa.ndjson

    @mktme.error-not-synced
    Example: As posted, a request that fails half-way has one local flush and no sync
      Given C maps:
        | at | size | count |
        | C  | 4k   | 2     |
      And V maps:
        | at | size | frame |
        | V  | 4k   | 0x1   |
      When a request turns 2 pages at V ro
      Then it fails with EFAULT
      And C then maps:
        | at       | size | flags |
        | C        | 4k   | rw    |
        | C+0x1000 | 4k   | ro    |
      And the rest of the kernel maps:
        | at | size | frame | flags |
        | V  | 4k   | 0x1   | ro    |
      And these events follow:
        | event     | scope | about            |
        | warn      |       | unmapped-address |
        | tlb_flush |       |                  |
      And nothing else changes

  @MKTME-35
  Rule: A request MUST return 0, without a warning, where the sync of its pages fails
    C is changed as asked, and there is nobody in the page-attribute code who could make it undone.
    Source: https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, cpa_flush() drops the result of
    sync_direct_mapping()

    @mktme.sync-failed @needs-allocation-failures
    Example: A request succeeds, without a warning, though the sync of its pages fails
      Given C maps:
        | at         | size |
        | C+0x200000 | 2m   |
      And table allocation 1 will fail
      When a request turns 1 page at C+0x200000 ro
      Then it succeeds
      And copy 2 maps:
        | at          | size |
        | C2+0x200000 | 2m   |

    @mktme.sync-failed-quietly @MKTME-73 @only-spec @needs-allocation-failures
    Example: A split whose sync fails has two full flushes, its own and that of the sync
      Given C maps:
        | at         | size |
        | C+0x200000 | 2m   |
      And table allocation 1 will fail
      When a request turns 1 page at C+0x200000 ro
      Then it succeeds
      And C then maps:
        | at         | size | count | flags |
        | C+0x200000 | 4k   | 1     | ro    |
        | C+0x201000 | 4k   | 511   | rw    |
      And these events follow:
        | event     | scope |
        | tlb_flush | all   |
        | tlb_flush | all   |
      And nothing else changes
