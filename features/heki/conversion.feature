@heki @since-seed @until-v2 @needs-guest @needs-ranges
Feature: A table is converted entry by entry into one array
  The host reads the array where it lies, so its form is part of the interface: 24 bytes an entry, in the order of
  the table. What the guest prints of it while it converts is for people.

  @HEKI-12
  Rule: An attribute word MUST have 64 bits, with NOWRITE as bit 0 and EXEC as bit 1
    Guest and host are built apart: they agree on bits, not on names.
    Source: https://lore.kernel.org/r/20230505152046.6575-4-mic@digikod.net (v1 3/9), HEKI_ATTR_MEM_NOWRITE and
    HEKI_ATTR_MEM_EXEC; recordings/heki/guest.ndjson

    @heki.attribute-bits @HEKI-27
    Scenario Outline: <case>: attribute word <word> comes out as <value>
      Given a 6.12 kernel with ORC tables
      When the kernel converts:
        | va_start           | va_end             | attributes |
        | 0xffffffff81000000 | 0xffffffff81001000 | <word>     |
      Then the converted ranges are:
        | gfn_start | gfn_end | attributes |
        | 0x1000    | 0x1000  | <value>    |

      Examples:
        | case   | word               | value              |
        | bit-0  | NOWRITE            | 0x1                |
        | bit-1  | EXEC               | 0x2                |
        | both   | NOWRITE+EXEC       | 0x3                |
        | bit-63 | 0x8000000000000000 | 0x8000000000000000 |

  @HEKI-27
  Rule: Attributes MUST be copied as they are, with the bits that the code does not know
    A bit that a newer host knows would be lost on its way through an older guest.
    Source: https://lore.kernel.org/r/20230505152046.6575-4-mic@digikod.net (v1 3/9), heki_alloc_pa_ranges();
    recordings/heki/guest.ndjson

    @heki.attributes @HEKI-12 @HEKI-34
    Scenario Outline: <case>: attributes <attributes> are kept, and shown as "<shown>"
      Given a 6.12 kernel with ORC tables
      When the kernel converts:
        | va_start           | va_end             | attributes   |
        | 0xffffffff81000000 | 0xffffffff81001000 | <attributes> |
      Then the converted ranges are:
        | gfn_start | gfn_end | attributes   |
        | 0x1000    | 0x1000  | <attributes> |
      And these events follow:
        | level   | line                                                     |
        | warning | "heki-guest: Configuring GFN 0x1000-0x1000 with <shown>" |
      And nothing else changes

      Examples:
        | case         | attributes         | shown     |
        | none         | 0x0                |           |
        | nowrite      | NOWRITE            | [nowrite] |
        | exec         | EXEC               |           |
        | nowrite-exec | NOWRITE+EXEC       | [nowrite] |
        | unknown      | 0x4                |           |
        | top-bit      | 0x8000000000000001 | [nowrite] |
        | all-ones     | 0xffffffffffffffff | [nowrite] |

  @HEKI-28
  Rule: The conversion MUST describe entry i of the table in entry i of the array, and leave the table as it was
    Sorting or merging changes which range is refused first, and so what is locked before it.
    Source: https://lore.kernel.org/r/20230505152046.6575-4-mic@digikod.net (v1 3/9), heki_alloc_pa_ranges();
    recordings/heki/guest.ndjson

    @heki.order-kept @needs-insight
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
      And these events follow:
        | level   | line                                                     |
        | warning | heki-guest: Configuring GFN 0x2000-0x2000 with [nowrite] |
        | warning | heki-guest: Configuring GFN 0x1000-0x1001 with [nowrite] |
        | warning | heki-guest: Configuring GFN 0x1001-0x1002 with [nowrite] |
        | warning | heki-guest: Configuring GFN 0x1003-0x1003 with [nowrite] |
        | warning | heki-guest: Configuring GFN 0x2000-0x2000 with [nowrite] |
      And nothing else changes

    @heki.any-table @invariant-3 @HEKI-27
    Example: Any table comes out entry by entry, as each would alone
      Given a 6.12 kernel with ORC tables
      Then any table comes out entry by entry, as each would alone

  @HEKI-32
  Rule: The array MUST take 24 bytes an entry, rounded up to whole pages, and be released with the same size
    Releasing another size than was allocated gives away pages of somebody else, or loses some.
    Source: https://lore.kernel.org/r/20230505152046.6575-4-mic@digikod.net (v1 3/9), heki_alloc_pa_ranges() and
    heki_free_pa_ranges(); recordings/heki/guest.ndjson

    @heki.storage @needs-insight @HEKI-13
    Scenario Outline: <case>: an array of <count> entries takes <bytes> bytes
      Given a 6.12 kernel with ORC tables
      When the kernel converts:
        | va_start           | va_end             | attributes | count   |
        | 0xffffffff81000000 | 0xffffffff81001000 | NOWRITE    | <count> |
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

    @heki.storage-none @needs-insight
    Example: An empty table asks for no bytes, and gets no array
      Given a 6.12 kernel with ORC tables
      When the kernel converts:
        | va_start           | va_end             | attributes | count |
        | 0xffffffff81000000 | 0xffffffff81001000 | NOWRITE    | 0     |
      Then Heki calls:
        | alloc_pages_exact 0x0 |
      And it answers:
        | ranges | null |
      And nothing else changes

  @HEKI-34
  Rule: For each entry in order a Configuring line MUST show both GFNs in hexadecimal without padding, and [nowrite] as its only attribute
    Whoever compares these lines with the ones of the host has to find the same digits.
    Source: https://lore.kernel.org/r/20230505152046.6575-4-mic@digikod.net (v1 3/9), heki_alloc_pa_ranges();
    recordings/heki/guest.ndjson

    @heki.configuring-line
    Scenario Outline: <case>: a range of attributes <attributes> is shown as "<shown>"
      Given a 6.12 kernel with ORC tables
      When the kernel converts:
        | va_start           | va_end             | attributes   |
        | 0xffffffff80000000 | 0xffffffff80abc000 | <attributes> |
      Then these events follow:
        | level   | line                                                 |
        | warning | "heki-guest: Configuring GFN 0x0-0xabb with <shown>" |
      And nothing else changes

      Examples:
        | case         | attributes   | shown     |
        | nowrite      | NOWRITE      | [nowrite] |
        | exec         | EXEC         |           |
        | nowrite-exec | NOWRITE+EXEC | [nowrite] |
