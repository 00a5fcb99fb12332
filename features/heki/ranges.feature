@heki @since-seed @until-v2 @needs-guest
Feature: From bytes to frames: a range covers every page that its bytes touch
  A section is given by its first byte and the byte after its last; the host is told the first and the last frame,
  both included. One frame less and a page of the kernel stays writable; one more and foreign data is sealed.
  The kernel below is linked at 0xffffffff80000000, which is physical address 0.

  Rule: Both ends widen to whole pages, and the last frame is included

    @heki.cover @HEKI-25 @HEKI-26
    Scenario Outline: <case>: <start> to <end> covers <first> to <last>
      Given a 6.12 kernel with ORC tables
      When the kernel converts:
        | va_start | va_end | attributes |
        | <start>  | <end>  | NOWRITE    |
      Then the converted ranges are:
        | gfn_start | gfn_end | attributes |
        | <first>   | <last>  | NOWRITE    |
      And Heki logs:
        | level   | line                                                           |
        | warning | heki-guest: Configuring GFN <first>-<last> with [nowrite]      |
      And nothing else changes

      Examples: whole pages
        | case       | start              | end                | first  | last    |
        | two-pages  | 0xffffffff81000000 | 0xffffffff81002000 | 0x1000 | 0x1001  |
        | first-page | 0xffffffff80000000 | 0xffffffff80001000 | 0x0    | 0x0     |
        | all-2-gib  | 0xffffffff80000000 | 0xfffffffffffff000 | 0x0    | 0x7fffe |

      @HEKI-29
      Examples: one page
        | case       | start              | end                | first  | last    |
        | one-page   | 0xffffffff81000000 | 0xffffffff81001000 | 0x1000 | 0x1000  |

      @HEKI-30
      Examples: within and across pages
        | case              | start              | end                | first  | last   |
        | first-byte        | 0xffffffff81000000 | 0xffffffff81000001 | 0x1000 | 0x1000 |
        | last-byte         | 0xffffffff81000fff | 0xffffffff81001000 | 0x1000 | 0x1000 |
        | across-the-border | 0xffffffff81000fff | 0xffffffff81001001 | 0x1000 | 0x1001 |
        | start-within      | 0xffffffff81000123 | 0xffffffff81002000 | 0x1000 | 0x1001 |
        | end-one-short     | 0xffffffff81000000 | 0xffffffff81001fff | 0x1000 | 0x1001 |
        | end-one-over      | 0xffffffff81000000 | 0xffffffff81001001 | 0x1000 | 0x1001 |

      @HEKI-31
      Examples: empty, and at the top of the address space
        | case              | start              | end                | first           | last               |
        | empty-at-border   | 0xffffffff81000000 | 0xffffffff81000000 | 0x1000          | 0xfff              |
        | empty-within      | 0xffffffff81000123 | 0xffffffff81000123 | 0x1000          | 0x1000             |
        | empty-at-0        | 0xffffffff80000000 | 0xffffffff80000000 | 0x0             | 0xffffffffffffffff |
        | end-in-last-page  | 0xffffffff7fffe000 | 0xffffffff7ffff800 | 0xffffffffffffe | 0xffffffffffffffff |

    @heki.below-the-last-page @HEKI-26 @HEKI-29
    Example: An end one page below the top does not wrap
      Given a 6.12 kernel with ORC tables
      When the kernel converts:
        | va_start           | va_end             | attributes |
        | 0xffffffff7fffe000 | 0xffffffff7ffff000 | NOWRITE    |
      Then the converted ranges are:
        | gfn_start       | gfn_end         | attributes |
        | 0xffffffffffffe | 0xffffffffffffe | NOWRITE    |

  Rule: Attributes are copied, and only NOWRITE is ever named

    @heki.attributes @HEKI-27 @HEKI-34 @HEKI-12
    Scenario Outline: <case>: attributes <attributes> are kept, and shown as "<shown>"
      Given a 6.12 kernel with ORC tables
      When the kernel converts:
        | va_start           | va_end             | attributes   |
        | 0xffffffff81000000 | 0xffffffff81001000 | <attributes> |
      Then the converted ranges are:
        | gfn_start | gfn_end | attributes   |
        | 0x1000    | 0x1000  | <attributes> |
      And Heki logs:
        | level   | line                                                       |
        | warning | "heki-guest: Configuring GFN 0x1000-0x1000 with <shown>"   |

      Examples:
        | case         | attributes         | shown     |
        | none         | 0x0                |           |
        | nowrite      | 0x1                | [nowrite] |
        | exec         | 0x2                |           |
        | nowrite-exec | 0x3                | [nowrite] |
        | unknown      | 0x4                |           |
        | top-bit      | 0x8000000000000001 | [nowrite] |
        | all-ones     | 0xffffffffffffffff | [nowrite] |

  Rule: Entry by entry: same order, same number, nothing merged

    @heki.order-kept @needs-insight @HEKI-28
    Example: Unsorted, equal and overlapping entries come out as they went in
      Given a 6.12 kernel with ORC tables
      When the kernel converts:
        | va_start           | va_end             | attributes   |
        | 0xffffffff82000000 | 0xffffffff82001000 | NOWRITE      |
        | 0xffffffff81000000 | 0xffffffff81002000 | NOWRITE      |
        | 0xffffffff81001000 | 0xffffffff81003000 | NOWRITE      |
        | 0xffffffff81003000 | 0xffffffff81004000 | NOWRITE      |
        | 0xffffffff82000000 | 0xffffffff82001000 | NOWRITE+EXEC |
      Then the converted ranges are:
        | gfn_start | gfn_end | attributes   |
        | 0x2000    | 0x2000  | NOWRITE      |
        | 0x1000    | 0x1001  | NOWRITE      |
        | 0x1001    | 0x1002  | NOWRITE      |
        | 0x1003    | 0x1003  | NOWRITE      |
        | 0x2000    | 0x2000  | NOWRITE+EXEC |
      And it answers:
        | input_unchanged | yes |
      And Heki logs:
        | level   | line                                                     |
        | warning | heki-guest: Configuring GFN 0x2000-0x2000 with [nowrite] |
        | warning | heki-guest: Configuring GFN 0x1000-0x1001 with [nowrite] |
        | warning | heki-guest: Configuring GFN 0x1001-0x1002 with [nowrite] |
        | warning | heki-guest: Configuring GFN 0x1003-0x1003 with [nowrite] |
        | warning | heki-guest: Configuring GFN 0x2000-0x2000 with [nowrite] |
      And nothing else changes

    @heki.shared-page @HEKI-90 @HEKI-30
    Example: Neighbours that meet within a page both keep that page
      Given a 6.12 kernel with ORC tables
      When the kernel converts:
        | va_start           | va_end             | attributes |
        | 0xffffffff82e8d8e8 | 0xffffffff83044fc0 | NOWRITE    |
        | 0xffffffff83044fc0 | 0xffffffff832d8204 | NOWRITE    |
      Then the converted ranges are:
        | gfn_start | gfn_end | attributes |
        | 0x2e8d    | 0x3044  | NOWRITE    |
        | 0x3044    | 0x32d8  | NOWRITE    |

  Rule: The array takes 24 bytes an entry in whole pages, and is released with the same size

    @heki.storage @needs-insight @HEKI-32 @HEKI-13
    Scenario Outline: <case>: <count> entries take <bytes> bytes
      Given a 6.12 kernel with ORC tables
      When the kernel converts <count> pages
      Then Heki calls:
        | alloc_pages_exact <bytes>       |
        | free_pages_exact ranges <bytes> |

      Examples:
        | case         | count | bytes  |
        | one          | 1     | 0x1000 |
        | page-full    | 170   | 0x1000 |
        | one-too-many | 171   | 0x2000 |
        | two-full     | 341   | 0x2000 |
        | three        | 342   | 0x3000 |

    @heki.storage-none @needs-insight @HEKI-32
    Example: An empty table asks for nothing, and gets nothing
      Given a 6.12 kernel with ORC tables
      When the kernel converts 0 pages
      Then Heki calls:
        | alloc_pages_exact 0x0 |
      And it answers:
        | ranges | null |
      And Heki logs nothing
      And nothing else changes
