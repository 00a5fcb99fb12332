@mktme @needs-page-attributes
Feature: Frames that C does not map
  Device memory has frames beyond the direct mapping. Changing its protection, by an address of its own, is none of
  the copies' concern.

  Rule: A frame beyond C is nobody's business

    @mktme.beyond @MKTME-49 @only-spec
    Example: Device memory mapped elsewhere turns uncached: no copy, no leaf above the last copy
      Given C maps:
        | at | size | count |
        | C  | 4k   | 4     |
      And another kernel area maps:
        | at | size | frame      |
        | V  | 4k   | 0x10000002 |
      When 1 page at V turns ro
      Then it succeeds
      And every copy equals C
      And outside of C and its copies lies:
        | at | size | frame      | flags |
        | V  | 4k   | 0x10000002 | ro    |
      And these events follow:
        | event     | scope | count |
        | tlb_flush | page  | 1     |

    @mktme.over-the-end @MKTME-20 @only-spec
    Example: A request that begins in C and goes on beyond it is synced up to the end of C
      Given C maps:
        | at             | size | flags |
        | C+0xfffffff000 | 4k   | rw    |
      And another kernel area maps:
        | at | size | frame     | count |
        | V  | 4k   | 0xfffffff | 2     |
      And C turns ro from C+0xfffffff000 to the end of C
      When 2 pages at V turn x
      Then it succeeds
      And every copy equals C

    @mktme.beyond-reposted @MKTME-98 @since-v2
    Example: As reposted, copy 1 becomes the source for copy 2 and for what lies above
      Given C maps:
        | at | size | count |
        | C  | 4k   | 4     |
      And another kernel area maps:
        | at | size | frame      |
        | V  | 4k   | 0x10000002 |
      When 1 page at V turns ro
      Then copy 2 maps:
        | at | size | count | keyid | frame |
        | C2 | 4k   | 4     | 1     | 0x0   |
