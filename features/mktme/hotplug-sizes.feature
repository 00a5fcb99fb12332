@mktme @needs-hotplug
Feature: The sizes of the pages that memory comes with
  Hotplug maps memory into C, the canonical mapping, with the largest pages that fit between its borders, so that a block
  may end in smaller ones on both sides.

  @MKTME-25
  Rule: Hotplug MUST sync after it has mapped the memory and before it carries the change to other page tables
    What is mapped is what was plugged in, to the page: Linux cuts a range at the borders of large pages.
    Source: https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, __kernel_physical_mapping_init()

    @mktme.hotplug-sizes
    Example: Memory between small borders is mapped with the largest pages that fit
      Given C maps:
        | at | size |
        | C  | 2m   |
      When the kernel plugs in memory 0x3fdff000 to 0x80401000
      Then it succeeds
      And C then maps:
        | at           | size | count |
        | C            | 2m   | 1     |
        | C+0x3fdff000 | 4k   | 1     |
        | C+0x3fe00000 | 2m   | 1     |
        | C+0x40000000 | 1g   | 1     |
        | C+0x80000000 | 2m   | 2     |
        | C+0x80400000 | 4k   | 1     |
      And every copy equals C

    @mktme.hotplug-sizes-large
    Example: The neighbour: without 1 GiB pages the same memory has 2 MiB pages
      Given a machine with no 1 GiB pages
      And C maps:
        | at | size |
        | C  | 2m   |
      When the kernel plugs in memory 0x3fdff000 to 0x80401000
      Then it succeeds
      And C then maps:
        | at           | size | count |
        | C            | 2m   | 1     |
        | C+0x3fdff000 | 4k   | 1     |
        | C+0x3fe00000 | 2m   | 515   |
        | C+0x80400000 | 4k   | 1     |
      And every copy equals C
