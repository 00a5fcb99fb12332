@heki @since-seed @until-v2 @needs-guest @needs-ranges
Feature: Early init notes which frames hold what must not change
  While init data is still there, the kernel writes down the frames of its text, its read-only data and the
  tables of the ORC unwinder. The table of sections is init data and goes; the converted copy stays for late init.

  @HEKI-17
  Rule: Disabled, early init MUST log Disabled and leave the ranges NULL
    Nobody who turned the feature off expects it to take memory or to name addresses.
    Source: https://lore.kernel.org/r/20230505152046.6575-4-mic@digikod.net (v1 3/9), heki_early_init();
    recordings/heki/guest.ndjson

    @heki.early-disabled @needs-insight @HEKI-08
    Example: With heki=off early init says Disabled and does nothing
      Given a 6.12 kernel with ORC tables
      And the kernel parses "heki=off"
      When early init runs
      Then these events follow:
        | level   | line                 |
        | warning | heki-guest: Disabled |
      And Heki calls:
        | nothing |
      And nothing else changes

  @HEKI-18
  Rule: Enabled, early init MUST log Enabled first and then run the part of the architecture once
    The first line of the log is what tells whether this kernel means to protect itself.
    Source: https://lore.kernel.org/r/20230505152046.6575-4-mic@digikod.net (v1 3/9), heki_early_init();
    recordings/heki/guest.ndjson

    @heki.early-enabled @needs-insight @HEKI-08
    Example: Early init says Enabled before it converts anything, and allocates one array
      Given a 6.12 kernel without ORC tables
      When early init runs
      Then these events follow:
        | level   | line                                                     |
        | warning | heki-guest: Enabled                                      |
        | warning | heki-guest: Configuring GFN 0x1000-0x1fff with [nowrite] |
        | warning | heki-guest: Configuring GFN 0x2000-0x2b8c with [nowrite] |
      And Heki calls:
        | alloc_pages_exact 0x1000 |
      And the guest's ranges are:
        | gfn_start | gfn_end | attributes   |
        | 0x1000    | 0x1fff  | NOWRITE+EXEC |
        | 0x2000    | 0x2b8c  | NOWRITE      |
      And the guest has:
        | count            | 2 |
        | arrays allocated | 1 |
      And nothing else changes

  @HEKI-20
  Rule: The x86 table MUST hold .text and .rodata, and with the ORC unwinder .orc_unwind_ip, .orc_unwind and .orc_lookup after them, in this order
    A section that is missing stays writable, and nothing says so.
    Source: https://lore.kernel.org/r/20230505152046.6575-4-mic@digikod.net (v1 3/9), heki_va_ranges;
    https://github.com/torvalds/linux/blob/v6.3/arch/x86/kernel/setup.c

    @heki.early-with-orc @needs-insight @HEKI-18 @HEKI-21 @HEKI-22 @HEKI-32 @HEKI-34 @HEKI-88
    Example: With the ORC unwinder the table holds five sections
      Given a 6.12 kernel with ORC tables
      When early init runs
      Then these events follow:
        | level   | line                                                     |
        | warning | heki-guest: Enabled                                      |
        | warning | heki-guest: Configuring GFN 0x1000-0x1fff with [nowrite] |
        | warning | heki-guest: Configuring GFN 0x2000-0x2b8c with [nowrite] |
        | warning | heki-guest: Configuring GFN 0x2e8d-0x3044 with [nowrite] |
        | warning | heki-guest: Configuring GFN 0x3044-0x32d8 with [nowrite] |
        | warning | heki-guest: Configuring GFN 0x32d8-0x3318 with [nowrite] |
      And Heki calls:
        | alloc_pages_exact 0x1000 |
      And the guest's ranges are:
        | gfn_start | gfn_end | attributes   |
        | 0x1000    | 0x1fff  | NOWRITE+EXEC |
        | 0x2000    | 0x2b8c  | NOWRITE      |
        | 0x2e8d    | 0x3044  | NOWRITE      |
        | 0x3044    | 0x32d8  | NOWRITE      |
        | 0x32d8    | 0x3318  | NOWRITE      |
      And the guest has:
        | count            | 5 |
        | arrays allocated | 1 |
      And nothing else changes

  @HEKI-21
  Rule: Every entry of the table MUST carry NOWRITE, and .text alone EXEC
    A text that may be written can be patched; read-only data that may be executed can be jumped to.
    Source: https://lore.kernel.org/r/20230505152046.6575-4-mic@digikod.net (v1 3/9), heki_va_ranges;
    recordings/heki/guest.ndjson

    @heki.early-without-orc @needs-insight @HEKI-20 @HEKI-22 @HEKI-88
    Example: Without the ORC unwinder the text carries EXEC, and text and read-only data NOWRITE
      Given a 6.12 kernel without ORC tables
      When early init runs
      Then the guest's ranges are:
        | gfn_start | gfn_end | attributes   |
        | 0x1000    | 0x1fff  | NOWRITE+EXEC |
        | 0x2000    | 0x2b8c  | NOWRITE      |
      And the guest has:
        | count            | 2 |
        | arrays allocated | 1 |
      And these events follow:
        | level   | line                                                     |
        | warning | heki-guest: Enabled                                      |
        | warning | heki-guest: Configuring GFN 0x1000-0x1fff with [nowrite] |
        | warning | heki-guest: Configuring GFN 0x2000-0x2b8c with [nowrite] |
      And nothing else changes

  @HEKI-22
  Rule: Early init MUST store the conversion of the whole table, and the length of the table as the count
    Late init hands over as many entries as the count says: one too few is not protected.
    Source: https://lore.kernel.org/r/20230505152046.6575-4-mic@digikod.net (v1 3/9), heki_arch_init();
    recordings/heki/guest.ndjson

    @heki.table-stored @needs-insight
    Example: Early init leaves one array of five ranges, and the count 5
      Given a 6.12 kernel with ORC tables
      When early init runs
      Then the guest has:
        | count            | 5 |
        | arrays allocated | 1 |

  @HEKI-33
  Rule: Without memory early init MUST leave the ranges NULL and log no Configuring line
    An array that was never filled would lock frames that nobody has named.
    Source: https://lore.kernel.org/r/20230505152046.6575-4-mic@digikod.net (v1 3/9), heki_alloc_pa_ranges();
    recordings/heki/guest.ndjson

    @heki.early-no-memory @needs-insight @HEKI-92
    Scenario Outline: <case>: without memory for its <num> entries early init leaves no ranges
      Given a 6.12 kernel <orc>
      And next time the kernel has no memory
      When early init runs
      Then these events follow:
        | level   | line                |
        | warning | heki-guest: Enabled |
      And Heki calls:
        | alloc_pages_exact 0x1000 |
      And the guest has:
        | ranges | null  |
        | count  | <num> |
      And nothing else changes

      Examples:
        | case        | orc                | num |
        | with-orc    | with ORC tables    | 5   |
        | without-orc | without ORC tables | 2   |

  @HEKI-08
  Rule: Each log line of the guest part MUST have level warning and start with heki-guest: and a space
    Host and guest write to different logs, which are read side by side.
    Source: https://lore.kernel.org/r/20230505152046.6575-4-mic@digikod.net (v1 3/9), pr_fmt();
    https://lore.kernel.org/r/20231113022326.24388-2-mic@digikod.net (RFC v2 1/19); recordings/heki/guest.ndjson

    @heki.line-prefix
    Scenario Outline: <case>: a line of the guest part has level warning and the prefix
      Given a 6.12 kernel without ORC tables
      And the kernel parses "heki=<word>"
      When early init runs
      Then these events follow:
        | level   | line                 |
        | warning | heki-guest: Disabled |
      And nothing else changes

      Examples:
        | case | word |
        | off  | off  |
        | zero | 0    |

  @HEKI-86
  Rule: In v1 a second early init allocated again and lost the first array
    The kernel calls it once, so nobody noticed; a second caller would leak the array.
    Source: recordings/heki/guest.ndjson; https://lore.kernel.org/r/20230505152046.6575-4-mic@digikod.net (v1
    3/9), heki_arch_init()

    @heki.early-twice @needs-insight
    Example: A second early init allocates again and loses the first array
      Given a 6.12 kernel with ORC tables
      And early init runs
      When early init runs
      Then Heki calls:
        | alloc_pages_exact 0x1000 |
      And the guest has:
        | arrays allocated | 2 |
        | count            | 5 |
