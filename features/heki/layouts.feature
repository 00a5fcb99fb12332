@heki @since-seed @until-v2 @needs-guest @needs-ranges
Feature: The frames of a real kernel, with and without KASLR
  Two boots of one Linux 6.12 kernel. The expected frames are worked out from what /proc/iomem showed in each:
  Kernel code and Kernel rodata give the first two ranges, the others follow at their distance from the text.
  The ORC tables are not aligned: neighbours share a page, and the first and the last page hold foreign bytes too.

  @HEKI-25
  Rule: The first GFN of a range MUST be that of the page which holds its first byte
    A physical base that is negative against the link address has to wrap, else every frame is wrong with KASLR.
    Source: https://lore.kernel.org/r/20230505152046.6575-4-mic@digikod.net (v1 3/9), heki_alloc_pa_ranges();
    recordings/heki/guest.ndjson

    @heki.layout-nokaslr @HEKI-26 @HEKI-30 @HEKI-90
    Example: Without KASLR, where iomem shows code 01000000-01ffffff and rodata 02000000-02b8cfff
      Given a 6.12 kernel with ORC tables
      When early init runs
      Then the guest's ranges are:
        | gfn_start | gfn_end | attributes   |
        | 0x1000    | 0x1fff  | NOWRITE+EXEC |
        | 0x2000    | 0x2b8c  | NOWRITE      |
        | 0x2e8d    | 0x3044  | NOWRITE      |
        | 0x3044    | 0x32d8  | NOWRITE      |
        | 0x32d8    | 0x3318  | NOWRITE      |

    @heki.layout-kaslr @HEKI-26 @HEKI-30 @HEKI-90
    Example: With KASLR, where iomem shows code 14000000-14ffffff and rodata 15000000-15b8cfff
      Given a 6.12 kernel placed by KASLR
      When early init runs
      Then the guest's ranges are:
        | gfn_start | gfn_end | attributes   |
        | 0x14000   | 0x14fff | NOWRITE+EXEC |
        | 0x15000   | 0x15b8c | NOWRITE      |
        | 0x15e8d   | 0x16044 | NOWRITE      |
        | 0x16044   | 0x162d8 | NOWRITE      |
        | 0x162d8   | 0x16318 | NOWRITE      |

    @heki.layout-high @HEKI-26
    Example: A kernel above 4 GiB keeps all bits of its frames
      Given a 6.12 kernel without ORC tables
      And the kernel comes with:
        | physical base | 0x1_0000_0000 |
      When early init runs
      Then the guest's ranges are:
        | gfn_start | gfn_end  | attributes   |
        | 0x101000  | 0x101fff | NOWRITE+EXEC |
        | 0x102000  | 0x102b8c | NOWRITE      |

    @heki.layout-moved @needs-reboot @HEKI-26
    Example: The frames of a kernel are those of its own place, not of that of the kernel before it
      Given a 6.12 kernel without ORC tables
      And another kernel boots in the VM at 0x200_0000
      When early init runs
      Then the guest's ranges are:
        | gfn_start | gfn_end | attributes   |
        | 0x3000    | 0x3fff  | NOWRITE+EXEC |
        | 0x4000    | 0x4b8c  | NOWRITE      |
