@heki @needs-guest
Feature: When in its boot the kernel calls Heki
  A call at the wrong place is a call in vain: without an allocator there is nothing to note the ranges in, and after the
  text has begun to change they are those of another kernel. The log of a kernel shows the order: mm_init prints
  "Memory:", ftrace_init "ftrace: allocating", free_initmem "Freeing unused kernel image", mark_readonly "Write protecting
  the kernel read-only data". Of the other calls it says nothing.

  @HEKI-19 @until-v2
  Rule: Early init MUST be called after mm_init, and before poking_init and ftrace_init
    x
    Source: https://lore.kernel.org/r/20230505152046.6575-4-mic@digikod.net (v1 3/9); init/main.c, start_kernel()

    @heki.early-order @since-seed
    Example: Early init comes when there is memory, and before poking_init and ftrace_init
      Given a 6.12 kernel without ORC tables
      When the whole boot runs
      Then it answers:
        | order | [mm_init, heki_early_init, poking_init, ftrace_init, free_initmem, mark_readonly, heki_late_init, pti_finalize] |
      And these events follow:
        | level   | line                                                     |
        | warning | heki-guest: Enabled                                      |
        | warning | heki-guest: Configuring GFN 0x1000-0x1fff with [nowrite] |
        | warning | heki-guest: Configuring GFN 0x2000-0x2b8c with [nowrite] |
        | warning | heki-guest: No hypervisor support                        |
      And nothing else changes

    @heki.boot-alone @only-seed @needs-insight
    Example: Where there is no backend yet, a whole boot calls no host
      Given a 6.12 kernel without ORC tables
      When the whole boot runs
      Then Heki calls:
        | alloc_pages_exact 0x1000       |
        | free_pages_exact ranges 0x1000 |

    @heki.boot-locks @since-v1 @needs-hypercalls @needs-backend @needs-insight
    Example: After a whole boot on a host with 8/9 the text and the read-only data are locked, and registers pinned
      Given a 6.12 kernel without ORC tables
      And a host with 8/9
      When the whole boot runs
      Then the host's locks are:
        | table | slot | gfn_start | gfn_end |
        | write | 15   | 0x1000    | 0x1fff  |
        | write | 14   | 0x2000    | 0x2b8c  |
        | EXEC  | 15   | 0x1000    | 0x1fff  |

  @HEKI-36
  Rule: Late init MUST be called after free_initmem and mark_readonly, and before the kernel mappings are finalised
    x
    Source: https://lore.kernel.org/r/20230505152046.6575-4-mic@digikod.net (v1 3/9);
    https://lore.kernel.org/r/20231113022326.24388-5-mic@digikod.net (RFC v2 4/19); init/main.c, kernel_init()

    @heki.late-order @since-seed @until-v2
    Example: Late init comes after init memory is freed and read-only data sealed, before the mappings are final
      Given a 6.12 kernel with ORC tables
      When the whole boot runs
      Then it answers:
        | order | [mm_init, heki_early_init, poking_init, ftrace_init, free_initmem, mark_readonly, heki_late_init, pti_finalize] |

    @heki.late-order-v2 @since-v2
    Example: In v2, too, late init comes after read-only data is sealed
      Given a 6.12 kernel with ORC tables
      When the whole boot runs
      Then it succeeds
      And it answers:
        | order | [mm_core_init, security_init, heki_early_init, vfs_caches_init, free_initmem, mark_readonly, heki_late_init, pti_finalize] |

  @HEKI-157 @since-v2
  Rule: Early init MUST be called after mm_core_init, in which kmem_cache_init is
    It only speaks, but its comment asks for it: what the rest of the series adds there needs slabs.
    Source: https://lore.kernel.org/r/20231113022326.24388-2-mic@digikod.net (RFC v2 1/19), heki_early_init();
    init/main.c, start_kernel()

    @heki.early-order-v2 @needs-hypercalls @needs-insight
    Example: In v2 early init comes when there are slabs, late init when the log has said so
      Given a 6.12 kernel with ORC tables
      And a host with 8/9
      When the whole boot runs
      Then it answers:
        | order | [mm_core_init, security_init, heki_early_init, vfs_caches_init, free_initmem, mark_readonly, heki_late_init, pti_finalize] |
      And these events follow:
        | level   | line                                                    |
        | warning | heki-guest: Heki is enabled                             |
        | warning | heki-guest: Heki is supported by the active Hypervisor |
        | warning | heki-guest: Control registers locked                    |
      And the host has:
        | pinned in CR0 | WP                          |
        | pinned in CR4 | UMIP+FSGSBASE+SMEP+SMAP+CET |
