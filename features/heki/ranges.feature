@heki @since-seed @until-v2 @needs-guest @needs-ranges
Feature: From bytes to frames: a range covers every page that its bytes touch
  A section is given by its first byte and the byte after its last; the host is told the first and the last frame,
  both included. One frame less and a page of the kernel stays writable; one more and foreign data is sealed.
  The kernel below is linked at 0xffffffff80000000, which is physical address 0.

  @HEKI-26
  Rule: The last GFN of a range MUST be that of the page which holds its last byte
    The end address is exclusive and the last GFN inclusive: who forgets one of the two is a page off.
    Source: https://lore.kernel.org/r/20230505152046.6575-4-mic@digikod.net (v1 3/9), heki_alloc_pa_ranges();
    https://lore.kernel.org/r/20230505152046.6575-5-mic@digikod.net (v1 4/9); recordings/heki/guest.ndjson

    @heki.cover @HEKI-25
    Scenario Outline: <case>: bytes <start> to <end> cover GFN <first> to <last>
      Given a 6.12 kernel with ORC tables
      When the kernel converts:
        | va_start | va_end | attributes |
        | <start>  | <end>  | NOWRITE    |
      Then the converted ranges are:
        | gfn_start | gfn_end | attributes |
        | <first>   | <last>  | NOWRITE    |
      And these events follow:
        | level   | line                                                      |
        | warning | heki-guest: Configuring GFN <first>-<last> with [nowrite] |
      And nothing else changes

      Examples: whole pages
        | case       | start              | end                | first  | last    |
        | two-pages  | 0xffffffff81000000 | 0xffffffff81002000 | 0x1000 | 0x1001  |
        | first-page | 0xffffffff80000000 | 0xffffffff80001000 | 0x0    | 0x0     |
        | all-2-gib  | 0xffffffff80000000 | 0xfffffffffffff000 | 0x0    | 0x7fffe |

      @HEKI-29
      Examples: one page
        | case     | start              | end                | first  | last   |
        | one-page | 0xffffffff81000000 | 0xffffffff81001000 | 0x1000 | 0x1000 |

      @HEKI-30
      Examples: within and across pages
        | case              | start              | end                | first  | last   |
        | first-byte        | 0xffffffff81000000 | 0xffffffff81000001 | 0x1000 | 0x1000 |
        | last-byte         | 0xffffffff81000fff | 0xffffffff81001000 | 0x1000 | 0x1000 |
        | across-the-border | 0xffffffff81000fff | 0xffffffff81001001 | 0x1000 | 0x1001 |
        | start-within      | 0xffffffff81000123 | 0xffffffff81002000 | 0x1000 | 0x1001 |
        | end-one-short     | 0xffffffff81000000 | 0xffffffff81001fff | 0x1000 | 0x1001 |
        | end-one-over      | 0xffffffff81000000 | 0xffffffff81001001 | 0x1000 | 0x1001 |

    @heki.any-cut @invariant-4 @HEKI-25
    Example: Any range cut at a page border is covered by its two parts, without a page twice
      Given a 6.12 kernel with ORC tables
      Then any range cut at a page border is covered by its two parts, without a page twice

  @HEKI-29
  Rule: One page-aligned page MUST give a range whose first and last GFN are equal
    The smallest range is where an exclusive end and an inclusive one differ most: all or nothing.
    Source: https://lore.kernel.org/r/20230505152046.6575-4-mic@digikod.net (v1 3/9), heki_alloc_pa_ranges();
    recordings/heki/guest.ndjson

    @heki.below-the-last-page @HEKI-26
    Example: A page one below the top of the address space does not wrap
      Given a 6.12 kernel with ORC tables
      When the kernel converts:
        | va_start           | va_end             | attributes |
        | 0xffffffff7fffe000 | 0xffffffff7ffff000 | NOWRITE    |
      Then the converted ranges are:
        | gfn_start       | gfn_end         | attributes |
        | 0xffffffffffffe | 0xffffffffffffe | NOWRITE    |
      And these events follow:
        | level   | line                                                                       |
        | warning | heki-guest: Configuring GFN 0xffffffffffffe-0xffffffffffffe with [nowrite] |
      And nothing else changes

    @heki.any-count @invariant-2 @HEKI-25 @HEKI-26
    Example: Any range that is not empty counts the pages that it touches
      Given a 6.12 kernel with ORC tables
      Then any range that is not empty counts its pages

  @HEKI-30
  Rule: Unaligned bounds MUST widen, so that every page which the bytes touch is in the range
    A page that is left out because only half of it belongs to the section is writable as a whole.
    Source: https://lore.kernel.org/r/20230505152046.6575-4-mic@digikod.net (v1 3/9), heki_alloc_pa_ranges();
    recordings/heki/guest.ndjson

    @heki.any-cover @invariant-1 @HEKI-25 @HEKI-26
    Example: Any range of bytes is covered by the pages that it touches, and by no others
      Given a 6.12 kernel with ORC tables
      Then any range of bytes is covered by the pages that it touches, and no others

  @HEKI-90
  Rule: Neighbours in the table with a common unaligned bound MUST both keep the page that they share
    Trimming one of the two would leave the shared page with the other alone, or with none.
    Source: https://lore.kernel.org/r/20230505152046.6575-4-mic@digikod.net (v1 3/9), heki_alloc_pa_ranges();
    recordings/heki/guest.ndjson

    @heki.shared-page @HEKI-30
    Example: Neighbours that meet within a page keep that page in both ranges
      Given a 6.12 kernel with ORC tables
      When the kernel converts:
        | va_start           | va_end             | attributes |
        | 0xffffffff82e8d8e8 | 0xffffffff83044fc0 | NOWRITE    |
        | 0xffffffff83044fc0 | 0xffffffff832d8204 | NOWRITE    |
      Then the converted ranges are:
        | gfn_start | gfn_end | attributes |
        | 0x2e8d    | 0x3044  | NOWRITE    |
        | 0x3044    | 0x32d8  | NOWRITE    |
      And these events follow:
        | level   | line                                                     |
        | warning | heki-guest: Configuring GFN 0x2e8d-0x3044 with [nowrite] |
        | warning | heki-guest: Configuring GFN 0x3044-0x32d8 with [nowrite] |
      And nothing else changes

  @HEKI-31
  Rule: In v1 an empty range at a page border came out inverted by one, an empty one within a page as that page
    Nobody checks a range in the guest: what is inverted here is refused by the host, with all that follows it.
    Source: recordings/heki/guest.ndjson; https://lore.kernel.org/r/20230505152046.6575-4-mic@digikod.net (v1
    3/9), heki_alloc_pa_ranges()

    @heki.cover-empty
    Scenario Outline: <case>: the empty range at <start> comes out as <first> to <last>
      Given a 6.12 kernel with ORC tables
      When the kernel converts:
        | va_start | va_end  | attributes |
        | <start>  | <start> | NOWRITE    |
      Then the converted ranges are:
        | gfn_start | gfn_end | attributes |
        | <first>   | <last>  | NOWRITE    |
      And these events follow:
        | level   | line                                                      |
        | warning | heki-guest: Configuring GFN <first>-<last> with [nowrite] |
      And nothing else changes

      Examples:
        | case            | start              | first  | last               |
        | empty-at-border | 0xffffffff81000000 | 0x1000 | 0xfff              |
        | empty-within    | 0xffffffff81000123 | 0x1000 | 0x1000             |
        | empty-at-0      | 0xffffffff80000000 | 0x0    | 0xffffffffffffffff |

  @HEKI-107
  Rule: In v1 a range that ends in the last page of the address space came out with the last GFN of 64 bits
    Rounding up wraps to 0 there, and one less than 0 is all ones.
    Source: recordings/heki/guest.ndjson; https://lore.kernel.org/r/20230505152046.6575-4-mic@digikod.net (v1
    3/9), heki_alloc_pa_ranges()

    @heki.cover-last-page
    Example: A range that ends half-way in the last page comes out with all ones
      Given a 6.12 kernel with ORC tables
      When the kernel converts:
        | va_start           | va_end             | attributes |
        | 0xffffffff7fffe000 | 0xffffffff7ffff800 | NOWRITE    |
      Then the converted ranges are:
        | gfn_start       | gfn_end            | attributes |
        | 0xffffffffffffe | 0xffffffffffffffff | NOWRITE    |
      And these events follow:
        | level   | line                                                                          |
        | warning | heki-guest: Configuring GFN 0xffffffffffffe-0xffffffffffffffff with [nowrite] |
      And nothing else changes
