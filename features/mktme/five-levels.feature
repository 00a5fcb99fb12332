@mktme @needs-five-levels
Feature: Top-level entries under 5-level paging
  With 5 levels a top-level entry covers 256 TiB. A base that is not aligned to the size of the mapping, as a
  randomised one, lets C, the canonical mapping, or one of its copies lie across a border. C1 is the copy for KeyID 1.

  @MKTME-46
  Rule: With 5 levels, a copy that crosses a top-level entry MUST get a second table there
    Both halves belong to the copy: one without its table is a hole of some hundred GiB.
    Source: https://lore.kernel.org/r/20190731150813.26289-20-kirill.shutemov@linux.intel.com (PATCHv2 19/59),
    sync_direct_mapping_p4d()

    @mktme.crossing-copy
    Example: A base 1.5 TiB below the border gives copy 1, which crosses it, a second table
      Given a machine with C 1536 GiB below a top-level border and empty copies
      And C maps:
        | at             | size |
        | C              | 1g   |
        | C+0x8000000000 | 1g   |
      When sync runs from C to the end of C
      Then it succeeds
      And every copy equals C
      And the rest of the kernel maps nothing
      And the kernel has:
        | tables allocated | 5 |
      And one flush of all TLBs follows
      And nothing else changes

    @mktme.crossing-without-memory @needs-allocation-failures
    Example: Without memory for the second table, the first half of the copy stands
      Given a machine with 1 KeyID, C 1536 GiB below a top-level border and empty copies
      And C maps:
        | at             | size |
        | C              | 1g   |
        | C+0x8000000000 | 1g   |
      And table allocation 2 will fail
      When sync runs from C to the end of C
      Then it fails with ENOMEM
      And copy 1 maps:
        | at | size |
        | C1 | 1g   |
      And the kernel has:
        | tables allocated | 1 |
      And one flush of all TLBs follows
      And nothing else changes

    @mktme.no-crossing @neighbour @MKTME-08
    Example: The neighbour: from the usual base no copy crosses, and no second table is made
      Given a machine with 5-level paging and empty copies
      And C maps:
        | at             | size |
        | C              | 1g   |
        | C+0x8000000000 | 1g   |
      When sync runs from C to the end of C
      Then every copy equals C
      And the kernel has:
        | tables allocated | 4 |
      And one flush of all TLBs follows
      And nothing else changes

  @MKTME-68 @needs-allocation-failures @only-spec
  Rule: Once an allocation has failed, a sync MUST NOT allocate another table
    Where there is no memory, each further attempt costs others what is left.
    Source: https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, the loop of sync_direct_mapping(): it
    ends at the first error

    @mktme.crossing-error @MKTME-46
    Example: A walk that has failed for want of memory makes no further table
      Given a machine with C 1536 GiB below a top-level border and empty copies
      And C maps:
        | at             | size |
        | C              | 1g   |
        | C+0x8000000000 | 1g   |
      And table allocation 1 will fail
      When sync runs from C+0x8000000000 to the end of C
      And table allocation 1 will fail
      And sync runs from C to the end of C
      Then it fails with ENOMEM
      And the kernel has:
        | tables allocated | 0 |
        | tables in use    | 0 |
        | tables lost      | 0 |
      And one flush of all TLBs follows
      And nothing else changes

  @MKTME-83 @needs-allocation-failures @since-reply
  Rule: The posted code makes the table below the next top-level entry before it looks at the error
    The border is looked at before the error.
    Source: https://lore.kernel.org/r/20190731150813.26289-20-kirill.shutemov@linux.intel.com (PATCHv2 19/59),
    sync_direct_mapping_p4d(); the mail of 2019-06-17,
    https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, does the same; run in user space,
    recordings/mktme/five-level.ndjson

    @mktme.crossing-error-posted @MKTME-46
    Example: As posted, the next top-level table is made before the error is looked at
      Given a machine with C 1536 GiB below a top-level border and empty copies
      And C maps:
        | at             | size |
        | C              | 1g   |
        | C+0x8000000000 | 1g   |
      And table allocation 1 will fail
      When sync runs from C to the end of C
      Then it fails with ENOMEM
      And the kernel has:
        | tables allocated | 1 |
        | tables in use    | 1 |
        | tables lost      | 0 |
      And one flush of all TLBs follows
      And nothing else changes

    @mktme.crossing-error-again
    Example: As posted, the table that was made too early is the one that the next sync goes on with
      Given a machine with C 1536 GiB below a top-level border and empty copies
      And C maps:
        | at             | size |
        | C              | 1g   |
        | C+0x8000000000 | 1g   |
      And table allocation 1 will fail
      When sync runs from C to the end of C
      And sync runs from C to the end of C
      Then every copy equals C
      And the kernel has:
        | tables allocated | 4 |
        | tables in use    | 5 |
        | tables lost      | 0 |

  @MKTME-56
  Rule: The top-level entries of source and destination MUST be found from the addresses, also where the canonical mapping crosses one
    C and a copy cross borders at different places: counting both on together is right for one of them.
    Source: https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, sync_direct_mapping_keyid(): an address
    is carried to itself plus keyid * direct_mapping_size

    @mktme.crossing-c @only-spec
    Scenario Outline: <case>: where C begins <below> GiB below the border, all of it is carried over
      Given a machine with C <below> GiB below a top-level border and empty copies
      And C maps:
        | at             | size |
        | C              | 4k   |
        | C+0x8000000000 | 1g   |
        | C+0xaf00000000 | 2m   |
      When sync runs from C to the end of C
      Then it succeeds
      And every copy equals C
      And the rest of the kernel maps nothing
      And one flush of all TLBs follows
      And nothing else changes

      Examples:
        | case       | below |
        | half       | 512   |
        | odd        | 1023  |
        | just-below | 513   |

    @mktme.behind-the-border @neighbour @MKTME-07
    Example: The neighbour: a range that begins behind the border is carried over right
      Given a machine with C 512 GiB below a top-level border and empty copies
      And C maps:
        | at             | size |
        | C+0x8000000000 | 1g   |
      When sync runs from C+0x8000000000 to the end of C
      Then every copy equals C
      And the rest of the kernel maps nothing
      And one flush of all TLBs follows
      And nothing else changes

  @MKTME-82 @since-reply
  Rule: The posted code steps the top-level entries of source and destination together: behind a border of the canonical mapping it writes 256 TiB too high
    The wrong half is mapped where nobody looks, and the right one is not mapped at all.
    Source: https://lore.kernel.org/r/20190731150813.26289-20-kirill.shutemov@linux.intel.com (PATCHv2 19/59),
    sync_direct_mapping_keyid(); the mail of 2019-06-17,
    https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, does the same; run in user space,
    recordings/mktme/five-level.ndjson

    @mktme.crossing-c-posted
    Scenario Outline: <case>: as posted, what lies behind the border of C is written 256 TiB too high
      Given a machine with 1 KeyID, C <below> GiB below a top-level border and empty copies
      And C maps:
        | at       | size |
        | C        | 4k   |
        | <behind> | 1g   |
      When sync runs from C to the end of C
      Then it succeeds
      And copy 1 maps:
        | at | size |
        | C1 | 4k   |
      And the rest of the kernel maps:
        | at             | size | frame   | keyid |
        | address <high> | 1g   | <frame> | 1     |
      And one flush of all TLBs follows
      And nothing else changes

      Examples:
        | case         | below | behind         | frame     | high               |
        | at-once      | 512   | C+0x8000000000 | 0x8000000 | 0xff13010000000000 |
        | further-slot | 1     | C+0x8040000000 | 0x8040000 | 0xff13018000000000 |
