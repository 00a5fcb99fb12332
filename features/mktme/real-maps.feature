@mktme
Feature: The direct maps of two running kernels
  Linux 6.12.107 on 2 GiB with 4 levels, and on 6 GiB with 5 levels and a randomised base: the leaves are those
  that its page tables held. Copies are laid over them, and single pages change. Under KASLR the base is not
  aligned to 512 GiB: the end of each mapping lies in the slot in which the next one begins, so that eleven tables
  for each copy are followed by an empty one above the last.

  @MKTME-99
  Rule: A sync allocates a page for each table that a copy lacks, and none besides
    Tables of the copies are memory that every KeyID costs: it can be counted in advance.
    Source: https://lore.kernel.org/r/20190731150813.26289-20-kirill.shutemov@linux.intel.com (PATCHv2 19/59),
    __get_free_page() at each level; the mail of 2019-06-17,
    https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, does the same; run in user space,
    recordings/mktme/initial.ndjson, recordings/mktme/map-one.ndjson

    @mktme.real-enabled @MKTME-08 @MKTME-28
    Scenario Outline: <case>: three copies of a real map take <tables> tables
      Given a machine with 3 KeyIDs, MKTME off, empty copies and the direct map of <map>
      When the kernel enables MKTME
      Then it succeeds
      And the kernel has:
        | MKTME         | on       |
        | tables in use | <tables> |
        | tables lost   | 0        |
      And every copy equals C
      And the rest of the kernel maps nothing
      And one flush of all TLBs follows
      And nothing else changes

      Examples:
        | case    | map                | tables |
        | nokaslr | linux-6.12-nokaslr | 30     |

      @needs-five-levels
      Examples:
        | case  | map              | tables |
        | kaslr | linux-6.12-kaslr | 34     |

  @MKTME-10 @since-v2 @only-spec
  Rule: A leaf that is split in the canonical mapping MUST be split in each copy
    On a real map a page is changed inside a leaf that holds thousands of others.
    Source: https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, the quoted description of
    https://lore.kernel.org/r/20190508144422.13171-19-kirill.shutemov@linux.intel.com (RFC 18/62)

    @mktme.real-split @needs-page-attributes
    Scenario Outline: <case>: the page at <at> of a real map turns ro in the copies
      Given a machine with the direct map of <map>
      When a request turns 1 page at <at> ro
      Then it succeeds
      And every copy equals C
      And at <there> is a 4k leaf that is ro

      Examples:
        | case          | map                | at          | there        |
        | nokaslr-large | linux-6.12-nokaslr | C+0x5205000 | C1+0x5205000 |

      @needs-five-levels
      Examples:
        | case        | map              | at            | there          |
        | kaslr-giant | linux-6.12-kaslr | C+0x140005000 | C2+0x140005000 |
