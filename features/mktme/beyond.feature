@mktme @needs-page-attributes
Feature: Frames that C does not map
  Device memory has frames beyond the direct mapping. Changing its protection, by an address of its own, is none of
  the copies' concern. C is the canonical mapping, C1 its copy for KeyID 1, V lies in the vmalloc area.

  @MKTME-49 @only-spec
  Rule: A request for a frame beyond the canonical mapping MUST NOT change the copies, or what lies above the last one
    Such a frame, taken for one of C, is an address in the first copy.
    Source: https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, cpa_flush(): sync takes addresses of
    the canonical mapping

    @mktme.beyond
    Scenario Outline: <case>: device memory at frame <frame>, mapped elsewhere, that turns ro changes no copy, and nothing above
      Given C maps:
        | at | size | count |
        | C  | 4k   | 4     |
      And V maps:
        | at | size | frame   |
        | V  | 4k   | <frame> |
      When a request turns 1 page at V ro
      Then it succeeds
      And every copy equals C
      And the rest of the kernel maps:
        | at | size | frame   | flags |
        | V  | 4k   | <frame> | ro    |
      And these events follow:
        | event     | scope | count |
        | tlb_flush | page  | 1     |
      And nothing else changes

      Examples:
        | case       | frame      |
        | two-beyond | 0x10000002 |
        | next-to-c  | 0x10000000 |

    @mktme.over-the-end @neighbour @MKTME-20
    Example: The neighbour: a request that begins in C and goes on beyond it is synced up to the end of C
      Given C maps:
        | at             | size | flags |
        | C+0xfffffff000 | 4k   | rw    |
      And V maps:
        | at | size | frame     | count |
        | V  | 4k   | 0xfffffff | 2     |
      And C turns ro from C+0xfffffff000 to the end of C
      When a request turns 2 pages at V x
      Then it succeeds
      And every copy equals C
      And the rest of the kernel maps:
        | at | size | frame     | count | flags |
        | V  | 4k   | 0xfffffff | 2     | rw x  |
      And one flush of all TLBs follows
      And nothing else changes

  @MKTME-98 @since-v2
  Rule: The hook as reposted takes a frame beyond the canonical mapping for one in it
    Copy 1 is then the source: its KeyID spreads to copy 2, and leaves appear above the last copy.
    Source: https://lore.kernel.org/r/20190731150813.26289-20-kirill.shutemov@linux.intel.com (PATCHv2 19/59),
    cpa_flush(); run in user space, recordings/mktme/cpa.ndjson

    @mktme.beyond-reposted
    Example: As reposted, for a frame beyond C copy 1 becomes the source of copy 2
      Given C maps:
        | at | size | count |
        | C  | 4k   | 4     |
      And V maps:
        | at | size | frame      |
        | V  | 4k   | 0x10000002 |
      When a request turns 1 page at V ro
      Then it succeeds
      And copy 2 maps:
        | at | size | count | keyid | frame |
        | C2 | 4k   | 4     | 1     | 0x0   |
      And the rest of the kernel maps:
        | at | size | count | frame      | flags | keyid |
        | C3 | 4k   | 4     | 0x0        | rw    | 3     |
        | V  | 4k   | 1     | 0x10000002 | ro    | 0     |
      And one flush of all TLBs follows
      And nothing else changes
