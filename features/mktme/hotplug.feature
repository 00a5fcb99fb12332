@mktme @needs-hotplug
Feature: Memory comes
  Hotplug maps memory into C, the canonical mapping, and calls sync, in an order that matters.
  C1 is the copy for KeyID 1.

  @MKTME-25
  Rule: Hotplug MUST sync after it has mapped the memory and before it carries the change to other page tables
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
      And one flush of all TLBs follows

      Examples:
        | case      | start       | end         | there          | size |
        | giant     | 0x40000000  | 0x80000000  | C1+0x40000000  | 1g   |
        | block     | 0x108000000 | 0x110000000 | C2+0x108000000 | 2m   |
        | small     | 0x7fffe000  | 0x80000000  | C1+0x7ffff000  | 4k   |
        | across-1g | 0x7fe00000  | 0xc0200000  | C1+0x80000000  | 1g   |

    @mktme.hotplug-order
    Example: Memory that gets a new entry of the top table is synced before other page tables learn of it
      Given C maps:
        | at | size |
        | C  | 2m   |
      When the kernel plugs in memory 0x8000000000 to 0x8040000000
      Then it succeeds
      And every copy equals C
      And these events follow:
        | event     | scope |
        | tlb_flush | all   |
        | pgd_sync  |       |

  @MKTME-105
  Rule: Hotplug MUST carry the change to other page tables where, and only where, the top table got a new entry
    A table below an entry that all have is shared: what is mapped there is seen by everybody at once.
    Source: https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, __kernel_physical_mapping_init():
    pgd_changed guards sync_global_pgds()

    @mktme.hotplug-top
    Scenario Outline: <case>: memory <start> to <end> is carried to other page tables
      Given a machine with MKTME off
      And C maps:
        | at | size |
        | C  | 2m   |
      When the kernel plugs in memory <start> to <end>
      Then it succeeds
      And these events follow:
        | event    |
        | pgd_sync |

      Examples:
        | case   | start        | end          |
        | beyond | 0x8000000000 | 0x8040000000 |
        | across | 0x7fffe00000 | 0x8000200000 |

    @mktme.hotplug-top-five-levels @needs-five-levels
    Example: With 5-level paging memory behind a border of the top table is carried to other page tables
      Given a machine with MKTME off, empty copies and C 512 GiB below a top-level border
      And C maps:
        | at | size |
        | C  | 2m   |
      When the kernel plugs in memory 0x8000000000 to 0x8040000000
      Then it succeeds
      And these events follow:
        | event    |
        | pgd_sync |

    @mktme.hotplug-below-top
    Scenario Outline: The neighbour, <case>: memory below an entry that is there is carried to nobody
      Given a machine with MKTME off
      And C maps:
        | at             | size |
        | C              | 2m   |
        | C+0x8000000000 | 2m   |
      When the kernel plugs in memory <start> to <end>
      Then it succeeds
      And no event follows

      Examples:
        | case   | start        | end          |
        | first  | 0x40000000   | 0x80000000   |
        | second | 0x8040000000 | 0x8080000000 |

    @mktme.hotplug-up-to-top
    Example: The neighbour: memory that ends where the next top-level entry begins is carried to nobody
      Given a machine with MKTME off
      And C maps:
        | at | size |
        | C  | 2m   |
      When the kernel plugs in memory 0x7fc0000000 to 0x8000000000
      Then it succeeds
      And no event follows

    @mktme.hotplug-five-levels @needs-five-levels
    Example: The neighbour: with 5-level paging all of C is below one entry
      Given a machine with 5-level paging and MKTME off
      And C maps:
        | at | size |
        | C  | 2m   |
      When the kernel plugs in memory 0x8000000000 to 0x8040000000
      Then it succeeds
      And no event follows

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

  @MKTME-109
  Rule: A sync that fails MUST cause a warning where hotplug or a removal called it
    The memory comes or goes all the same, and somebody has to be told that the copies do not know it.
    Source: https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, WARN_ON() in
    __kernel_physical_mapping_init() and kernel_physical_mapping_remove()

    @mktme.hotplug-without-memory @needs-allocation-failures
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
        | tlb_flush | all   |             |
        | warn      |       | sync-failed |
      And nothing else changes
