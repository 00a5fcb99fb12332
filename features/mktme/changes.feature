@mktme
Feature: What changes in C before anybody syncs
  The copies follow by sync alone. What the page-attribute code does to C, and which entries of the TLB it flushes,
  is as it is without MKTME.

  @MKTME-74
  Rule: A change without a hook stays in C

    @mktme.unhooked
    Scenario Outline: <case>: C is changed, no copy is
      Given C maps:
        | at           | size | count | flags |
        | C            | 4k   | 4     | rw    |
        | C+0x40000000 | 1g   | 1     | rw    |
      When <change>
      Then it succeeds
      And copy 1 maps:
        | at            | size | count | flags |
        | C1            | 4k   | 4     | rw    |
        | C1+0x40000000 | 1g   | 1     | rw    |
      And no event follows

      Examples:
        | case      | change                              |
        | protected | C turns ro from C to C+0x2000       |
        | removed   | C loses C+0x1000 to C+0x2000        |
        | split     | C is split at C+0x40000000 down to 2m |

    @mktme.unhooked-gain
    Example: A new leaf is in C alone
      Given C maps:
        | at | size |
        | C  | 4k   |
      When C gains:
        | at       | size | flags |
        | C+0x1000 | 4k   | ro    |
      Then at C+0x1000 there is:
        | at       | size | flags |
        | C+0x1000 | 4k   | ro    |
      And at C1+0x1000 there is nothing

  @MKTME-71 @needs-page-attributes
  Rule: A request changes its pages, by each address that they have

    @mktme.request-part
    Example: One page of a large leaf: the leaf is split, the other pages keep their flags
      Given C maps:
        | at         | size |
        | C+0x200000 | 2m   |
      When 1 page at C+0x201000 turns ro
      Then C then maps:
        | at         | size | count | flags |
        | C+0x200000 | 4k   | 1     | rw    |
        | C+0x201000 | 4k   | 1     | ro    |
        | C+0x202000 | 4k   | 510   | rw    |

    @mktme.request-by-alias
    Scenario Outline: <case>: a vmalloc page that turns <change> is <there> in C
      Given C maps:
        | at | size | count | flags    |
        | C  | 4k   | 2     | <before> |
      And another kernel area maps:
        | at | size | frame | flags    |
        | V  | 4k   | 0x1   | <before> |
      When 1 page at V turns <change>
      Then it succeeds
      And at C+0x1000 there is:
        | at       | size | flags   |
        | C+0x1000 | 4k   | <there> |

      Examples:
        | case       | before | change | there |
        | read-only  | rw     | ro     | ro    |
        | writable   | ro     | rw     | rw    |
        | uncached   | rw     | uc     | rw uc |
        | cached     | rw uc  | wb     | rw    |
        | absent     | rw     | np     | np    |
        | nx-alone   | rw     | x      | rw    |

  @MKTME-72 @needs-page-attributes
  Rule: Few pages are flushed one by one

    @mktme.flush-by-page
    Scenario Outline: <case>: <pages> pages without MKTME
      Given direct mappings for 2 KeyIDs with MKTME off
      And C maps:
        | at | size | count |
        | C  | 4k   | 64    |
      When <pages> pages at C turn ro
      Then these events follow:
        | event     | scope   | count   |
        | tlb_flush | <scope> | <count> |

      Examples:
        | case  | pages | scope | count |
        | few   | 33    | page  | 33    |
        | many  | 34    | all   | 1     |

    @mktme.cache-off @MKTME-02
    Example: With MKTME off the request is served as ever
      Given direct mappings for 2 KeyIDs with MKTME off
      And C maps:
        | at | size | count |
        | C  | 4k   | 4     |
      When 2 pages at C turn uc
      Then it succeeds
      And these events follow:
        | event       | scope | count | va | pages |
        | tlb_flush   | page  | 2     |    |       |
        | cache_flush |       |       | C  | 2     |
      And copy 1 maps:
        | at | size | count | flags |
        | C1 | 4k   | 4     | rw    |

  @MKTME-73 @needs-page-attributes
  Rule: A split is flushed before the pages change

    @mktme.split-flushed
    Example: Without MKTME there is the flush of the split, and that of the page
      Given direct mappings for 2 KeyIDs with MKTME off
      And C maps:
        | at         | size |
        | C+0x200000 | 2m   |
      When 1 page at C+0x201000 turns ro
      Then these events follow:
        | event     | scope | count |
        | tlb_flush | all   | 1     |
        | tlb_flush | page  | 1     |

  @MKTME-69 @needs-page-attributes
  Rule: A request that fails half-way flushes everything

    @mktme.error-flushed
    Example: Uncached pages: the caches are written back, too
      Given direct mappings for 2 KeyIDs with MKTME off
      And C maps:
        | at | size | count |
        | C  | 4k   | 2     |
      And another kernel area maps:
        | at | size | frame |
        | V  | 4k   | 0x1   |
      When 2 pages at V turn uc
      Then it fails with EFAULT
      And these events follow:
        | event     | scope | about            |
        | warn      |       | unmapped-address |
        | tlb_flush |       |                  |
        | wbinvd    |       |                  |
