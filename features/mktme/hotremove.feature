@mktme @needs-hotplug
Feature: Memory goes
  Removal takes memory out of C, the canonical mapping, flushes what the TLBs hold of it, and calls sync, which flushes
  once more.

  @MKTME-26
  Rule: Removal of memory MUST sync the virtual range after the removal
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
      And these events follow:
        | event     | scope |
        | tlb_flush | all   |
        | tlb_flush | all   |
      And nothing else changes

    @mktme.hotremove-table @MKTME-17 @only-spec
    Example: The table of memory that is removed goes from C, and so from the copies
      Given C maps:
        | at           | size | count |
        | C            | 2m   | 1     |
        | C+0x40000000 | 2m   | 512   |
      When the kernel removes memory 0x40000000 to 0x80000000
      Then it succeeds
      And every copy equals C
      And the kernel has:
        | tables in use | 4 |
        | tables lost   | 0 |

  @MKTME-106
  Rule: Removal of memory MUST leave no TLB entry of what it removed from the canonical mapping
    The frames may be gone, or somebody else's: a TLB that still knows them is a way to write there.
    Source: Linux 5.2, https://github.com/torvalds/linux/blob/v5.2/arch/x86/mm/init_64.c, remove_pagetable():
    flush_tlb_all() at its end, with MKTME on or off

    @mktme.removed-stale @needs-access
    Scenario Outline: <case>: memory that is removed cannot be read any more through C
      Given a machine with <settings>
      And C maps:
        | at           | size   | count |
        | C+0x40000000 | <size> | <n>   |
      And the kernel reads C+0x40000000
      And the kernel removes memory 0x40000000 to 0x80000000
      When the kernel reads C+0x40000000
      Then it is refused with #PF
      And nothing else changes

      Examples:
        | case      | settings  | size | n   |
        | off-giant | MKTME off | 1g   | 1   |
        | off-large | MKTME off | 2m   | 512 |
        | on        | 2 KeyIDs  | 2m   | 512 |

    @mktme.removed-off
    Example: While MKTME is off, memory that is removed is flushed once
      Given a machine with MKTME off
      And C maps:
        | at           | size |
        | C+0x40000000 | 1g   |
      When the kernel removes memory 0x40000000 to 0x80000000
      Then it succeeds
      And one flush of all TLBs follows

  @MKTME-60 @only-spec
  Rule: Where memory is removed out of a larger leaf, the rest of that leaf MUST stay mapped in the copies
    A block is smaller than a giant leaf, which has to be split for it.
    Source: https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, the quoted description of
    https://lore.kernel.org/r/20190508144422.13171-19-kirill.shutemov@linux.intel.com (RFC 18/62): each change is
    followed, of which the split is one

    @mktme.hotremove-block
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
      And these events follow:
        | event     | scope |
        | tlb_flush | all   |
        | tlb_flush | all   |
      And nothing else changes

    @mktme.hotremove-edge
    Scenario Outline: <case>: where <start> to <end> comes out of a leaf, the leaf is carried over as it is now, and no page beside it
      Given C maps:
        | at         | size | count | flags |
        | C+0x200000 | 4k   | 512   | rw    |
        | C+0x401000 | 4k   | 1     | rw    |
      And C is collapsed at C+0x200000 to 2m
      And C turns ro from C+0x200000 to C+0x402000
      When the kernel removes memory <start> to <end>
      Then it succeeds
      And C then maps:
        | at         | size | count  | flags |
        | <left>     | 4k   | <rest> | ro    |
        | C+0x401000 | 4k   | 1      | ro    |
      And every copy maps:
        | at         | size | count  | flags |
        | <left>     | 4k   | <rest> | ro    |
        | C+0x401000 | 4k   | 1      | rw    |

      Examples:
        | case       | start    | end      | left       | rest |
        | first-half | 0x200000 | 0x300000 | C+0x300000 | 256  |
        | last-half  | 0x300000 | 0x400000 | C+0x200000 | 256  |
        | first-page | 0x1ff000 | 0x201000 | C+0x201000 | 511  |

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
