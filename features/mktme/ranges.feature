@mktme
Feature: Only whole pages of C, in order
  The loops of the posted code end on addr == end and look at nothing else. What a caller must not pass is refused
  here; the scenarios beside show what happens where it is not. C is the canonical mapping, C1 its copy for KeyID 1, V
  lies in the vmalloc area.

  @MKTME-50 @only-spec
  Rule: A range outside of the canonical mapping MUST be refused or ignored, with no copy taken as a source
    A copy that is read as a source spreads its KeyID to the copies behind it.
    Source: https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, sync_direct_mapping(): its range is one
    of the canonical mapping (MKTME-01), which alone is a source

    @mktme.outside @choice-bad_range=refused
    Scenario Outline: <case>: a range outside of C, from <start> to <end>, is refused
      Given C maps:
        | at | size | count |
        | C  | 4k   | 4     |
      And V maps:
        | at | size | frame | count |
        | V  | 4k   | 0x55  | 2     |
      When sync runs from <start> to <end>
      Then it fails with EINVAL
      And no event follows
      And nothing else changes

      Examples:
        | case         | start                      | end                        |
        | copy-one     | C1                         | C1+0x4000                  |
        | last-copy    | C2                         | C2+0x4000                  |
        | over-the-end | C+0xfffffff000             | C1+0x1000                  |
        | vmalloc      | V                          | V+0x2000                   |
        | below        | address 0xffff870000000000 | address 0xffff870000002000 |

    @mktme.outside-ignored @choice-bad_range=ignored
    Scenario Outline: <case>: where such ranges are ignored, one in a copy does nothing
      Given C maps:
        | at | size | count |
        | C  | 4k   | 4     |
      When sync runs from <start> to <end>
      Then it succeeds
      And no event follows
      And nothing else changes

      Examples:
        | case      | start | end       |
        | copy-one  | C1    | C1+0x4000 |
        | last-copy | C2    | C2+0x1000 |

  @MKTME-75 @since-reply
  Rule: The posted code takes any address as a source: a copy, or what lies outside of the canonical mapping
    The offset is added to whatever is passed: copy 1 is then the C of copy 2.
    Source: https://lore.kernel.org/r/20190731150813.26289-20-kirill.shutemov@linux.intel.com (PATCHv2 19/59),
    sync_direct_mapping_keyid(); the mail of 2019-06-17,
    https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, does the same; run in user space,
    recordings/mktme/outside.ndjson

    @mktme.copy-as-source
    Example: As posted, copy 1 can be a source: copy 2 gets entries of KeyID 1
      Given C maps:
        | at | size |
        | C  | 4k   |
      When sync runs from C1 to C1+0x1000
      Then it succeeds
      And copy 2 maps:
        | at | size | frame | flags | keyid |
        | C2 | 4k   | 0x0   | rw    | 1     |
      And the rest of the kernel maps:
        | at | size | frame | flags | keyid |
        | C3 | 4k   | 0x0   | rw    | 3     |
      And one flush of all TLBs follows
      And nothing else changes

    @mktme.vmalloc-as-source
    Example: As posted, a vmalloc page is carried to where its address plus the size points
      Given C maps:
        | at | size |
        | C  | 4k   |
      And V maps:
        | at | size | frame |
        | V  | 4k   | 0x55  |
      When sync runs from V to V+0x1000
      Then it succeeds
      And the rest of the kernel maps:
        | at              | size | frame | flags | keyid |
        | V               | 4k   | 0x55  | rw    | 0     |
        | V+0x10000000000 | 4k   | 0x55  | rw    | 1     |
        | V+0x20000000000 | 4k   | 0x55  | rw    | 2     |
      And the kernel has:
        | tables in use | 12 |
        | tables lost   | 0  |
      And one flush of all TLBs follows
      And nothing else changes

  @MKTME-51 @only-spec
  Rule: A range that is empty, reversed or unaligned MUST change no mapping and touch no memory outside of the tables of the range
    From a start that is not below the end nothing is to be done, and a loop that misses its end does not stop.
    Source: https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, sync_direct_mapping_keyid(): from start
    up to but not including end

    @mktme.empty
    Scenario Outline: <case>: an empty range from and to <at> is nothing to do
      Given C maps:
        | at         | size |
        | C          | 4k   |
        | C+0x200000 | 2m   |
      And C turns ro from C to C+0x400000
      When sync runs from <at> to <at>
      Then it succeeds
      And no event follows
      And nothing else changes

      Examples:
        | case  | at           |
        | page  | C            |
        | large | C+0x200000   |
        | hole  | C+0x400000   |
        | end   | the end of C |

    @mktme.malformed
    Scenario Outline: <case>: a range from <start> to <end> is <fate>, with nothing touched
      Given C maps:
        | at | size | count |
        | C  | 4k   | 4     |
      And C turns ro from C to C+0x4000
      When sync runs from <start> to <end>
      Then it <ends>
      And no event follows
      And nothing else changes

      @choice-bad_range=refused
      Examples:
        | case            | fate    | start    | end      | ends              |
        | reversed        | refused | C+0x2000 | C+0x1000 | fails with EINVAL |
        | unaligned-end   | refused | C        | C+0x1001 | fails with EINVAL |
        | unaligned-start | refused | C+0x800  | C+0x2000 | fails with EINVAL |
        | same-offset     | refused | C+0x800  | C+0x1800 | fails with EINVAL |

      @choice-bad_range=ignored
      Examples: where such ranges are ignored
        | case               | fate    | start    | end      | ends     |
        | reversed-ignored   | ignored | C+0x2000 | C+0x1000 | succeeds |
        | unaligned-ignored  | ignored | C        | C+0x1001 | succeeds |

  @MKTME-76 @since-reply
  Rule: The posted code takes an empty range for one that has no end, and runs over the end of a table where start and end do not meet page by page
    The loop writes entries into whatever page follows the table, until it faults.
    Source: https://lore.kernel.org/r/20190731150813.26289-20-kirill.shutemov@linux.intel.com (PATCHv2 19/59),
    sync_direct_mapping_pte(); the mail of 2019-06-17,
    https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, does the same; run in user space,
    recordings/mktme/empty-range.ndjson, recordings/mktme/unaligned.ndjson

    @mktme.empty-overruns
    Scenario Outline: <case>: as posted, for an empty range <what>
      Given C maps:
        | at         | size |
        | C          | 4k   |
        | C+0x200000 | 2m   |
      And C turns ro from C to C+0x400000
      When sync runs from <at> to <at>
      Then <end>
      And at <copy> is a <size> leaf that is <flags>

      Examples:
        | case  | what                               | at         | end                                            | copy        | size | flags |
        | page  | the loop runs over the table's end | C          | the call ends in a run over the end of a table | C1          | 4k   | ro    |
        | large | the leaf is synced                 | C+0x200000 | it succeeds                                    | C1+0x200000 | 2m   | ro    |

    @mktme.malformed-overruns
    Scenario Outline: <case>: as posted, the loop over a range from <start> to <end> never meets its end
      Given C maps:
        | at | size | count |
        | C  | 4k   | 4     |
      And C turns ro from C to C+0x4000
      When sync runs from <start> to <end>
      Then the call ends in a run over the end of a table
      And no event follows

      Examples:
        | case            | start    | end      |
        | reversed        | C+0x2000 | C+0x1000 |
        | unaligned-end   | C        | C+0x1001 |
        | unaligned-start | C+0x800  | C+0x2000 |

    @mktme.same-offset
    Example: As posted, a loop whose start and end have one offset in their pages ends in time
      Given C maps:
        | at | size | count |
        | C  | 4k   | 4     |
      And C turns ro from C to C+0x4000
      When sync runs from C+0x800 to C+0x1800
      Then it succeeds
      And every copy maps:
        | at       | size | count | flags |
        | C        | 4k   | 1     | ro    |
        | C+0x1000 | 4k   | 3     | rw    |
      And one flush of all TLBs follows
      And nothing else changes
