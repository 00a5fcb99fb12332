@mktme @needs-hotplug
Feature: Memory comes and goes
  Hotplug maps memory into C, the canonical mapping, and removal takes it out; both call sync, in an order that matters.
  C1 is the copy for KeyID 1.

  @MKTME-25
  Rule: Hotplug MUST sync after it has mapped the memory and before it carries the change to other page tables, with a warning where the sync fails
    A page table that learns of the memory first lets it be used before its aliases are there.
    Source: https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, __kernel_physical_mapping_init()

    @mktme.hotplug @MKTME-22
    Scenario Outline: <case>: memory that is plugged in is mapped, synced, then passed on
      Given C maps:
        | at | size |
        | C  | 2m   |
      When the kernel plugs in memory <start> to <end>
      Then it succeeds
      And every copy equals C
      And at <there> is a <size> leaf that is rw
      And these events follow:
        | event     | scope |
        | tlb_flush | all   |
        | pgd_sync  |       |

      Examples:
        | case      | start       | end         | there          | size |
        | giant     | 0x40000000  | 0x80000000  | C1+0x40000000  | 1g   |
        | block     | 0x108000000 | 0x110000000 | C2+0x108000000 | 2m   |
        | small     | 0x7fffe000  | 0x80000000  | C1+0x7ffff000  | 4k   |
        | across-1g | 0x7fe00000  | 0xc0200000  | C1+0x80000000  | 1g   |

    @mktme.hotplug-without-memory @MKTME-22 @needs-allocation-failures
    Example: Memory that is plugged in is there though its sync fails, with a warning
      Given C maps:
        | at | size |
        | C  | 2m   |
      And table allocation 1 will fail
      When the kernel plugs in memory 0x8000000000 to 0x8040000000
      Then it succeeds
      And C then maps:
        | at             | size |
        | C              | 2m   |
        | C+0x8000000000 | 1g   |
      And these events follow:
        | event     | scope | about       |
        | tlb_flush | all   |             |
        | warn      |       | sync-failed |
        | pgd_sync  |       |             |
      And nothing else changes

  @MKTME-20 @only-spec
  Rule: Where a change goes up to the end of the canonical mapping or on beyond it, its caller MUST sync up to that end and no further
    The end of C is the beginning of the first copy: whoever runs over it takes a copy for a source.
    Source: https://lore.kernel.org/r/20190731150813.26289-20-kirill.shutemov@linux.intel.com (PATCHv2 19/59): the
    loops take addr and end of the direct mapping, and end on addr == end

    @mktme.hotplug-to-the-end @MKTME-25 @MKTME-22
    Example: Memory up to the end of C is synced, and nothing beyond
      Given C maps:
        | at | size |
        | C  | 2m   |
      When the kernel plugs in memory 0xffffe00000 to 0x10000000000
      Then it succeeds
      And C then maps:
        | at             | size |
        | C              | 2m   |
        | C+0xffffe00000 | 2m   |
      And every copy equals C
      And these events follow:
        | event     | scope |
        | tlb_flush | all   |
        | pgd_sync  |       |
      And nothing else changes

  @MKTME-26
  Rule: Removal of memory MUST sync the virtual range after the removal, with a warning where the sync fails
    As long as an alias maps it, the memory that was pulled out can still be written.
    Source: https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, kernel_physical_mapping_remove()

    @mktme.hotremove
    Example: Memory that is removed goes from C, then from the copies
      Given C maps:
        | at           | size | count |
        | C            | 2m   | 2     |
        | C+0x40000000 | 1g   | 1     |
      When the kernel removes memory 0x40000000 to 0x80000000
      Then it succeeds
      And C then maps:
        | at | size | count |
        | C  | 2m   | 2     |
      And every copy equals C
      And one flush of all TLBs follows
      And nothing else changes

    @mktme.hotremove-without-memory @only-spec @needs-allocation-failures
    Example: Memory that is removed is gone though its sync fails, with a warning
      Given C maps:
        | at           | size |
        | C+0x40000000 | 1g   |
      And table allocation 1 will fail
      When the kernel removes memory 0x40000000 to 0x48000000
      Then it succeeds
      And C then maps:
        | at           | size | count |
        | C+0x48000000 | 2m   | 448   |
      And these events follow:
        | event     | scope | about       |
        | tlb_flush | all   |             |
        | warn      |       | sync-failed |
      And nothing else changes

  @MKTME-60 @only-spec
  Rule: Where memory is removed out of a larger leaf, the rest of that leaf MUST stay mapped in the copies
    A block is smaller than a giant leaf, which has to be split for it.
    Source: https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, the quoted description of
    https://lore.kernel.org/r/20190508144422.13171-19-kirill.shutemov@linux.intel.com (RFC 18/62): each change is
    followed, of which the split is one

    @mktme.hotremove-block @MKTME-22
    Example: What is left of the giant leaf that a block came out of stays mapped
      Given C maps:
        | at           | size |
        | C+0x40000000 | 1g   |
      When the kernel removes memory 0x48000000 to 0x50000000
      Then it succeeds
      And C then maps:
        | at           | size | count |
        | C+0x40000000 | 2m   | 64    |
        | C+0x50000000 | 2m   | 384   |
      And every copy equals C
      And one flush of all TLBs follows
      And nothing else changes

  @MKTME-89 @since-reply
  Rule: The posted code syncs what is removed and no more: a leaf that it was cut out of is lost
    The range of the block is too small for the leaf that has to be split.
    Source: https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, kernel_physical_mapping_remove(); run
    in user space, recordings/mktme/hotremove.ndjson

    @mktme.hotremove-block-loses
    Example: As posted, the copies lose the whole giant leaf that a block came out of
      Given C maps:
        | at           | size |
        | C+0x40000000 | 1g   |
      When the kernel removes memory 0x48000000 to 0x50000000
      Then it succeeds
      And C then maps:
        | at           | size | count |
        | C+0x40000000 | 2m   | 64    |
        | C+0x50000000 | 2m   | 384   |
      And every copy maps nothing
