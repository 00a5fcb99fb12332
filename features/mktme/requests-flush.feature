@mktme @needs-page-attributes
Feature: How a request flushes the TLB of its pages
  Linux flushes single pages as long as they are few. Which ones they are is told with the event. With MKTME on the sync
  has flushed everything, and these flushes come with those of the cache alone. C is the canonical mapping, V lies in
  the vmalloc area.

  @MKTME-72
  Rule: Linux flushes up to 33 pages of a request from the TLB one by one, and more of them all at once
    From some number on one full flush is cheaper; the number is Linux's own.
    Source: Linux 5.2, https://github.com/torvalds/linux/blob/v5.2/arch/x86/mm/pageattr.c, cpa_flush();
    https://github.com/torvalds/linux/blob/v5.2/arch/x86/mm/tlb.c, tlb_single_page_flush_ceiling is 33 and can be
    set; recordings/mktme/cpa.ndjson

    @mktme.flush-by-page
    Scenario Outline: <case>: without MKTME, <pages> pages that turn ro leave the TLB by <scope>
      Given a machine with MKTME off
      And C maps:
        | at | size | count |
        | C  | 4k   | 64    |
      When a request turns <pages> pages at C ro
      Then it succeeds
      And C then maps:
        | at     | size | count   | flags |
        | C      | 4k   | <pages> | ro    |
        | <next> | 4k   | <rest>  | rw    |
      And these events follow:
        | event     | scope   | count   |
        | tlb_flush | <scope> | <count> |
      And nothing else changes

      Examples:
        | case | pages | next      | rest | scope | count |
        | few  | 33    | C+0x21000 | 31   | page  | 33    |
        | many | 34    | C+0x22000 | 30   | all   | 1     |

    @mktme.flush-beside-a-hole
    Example: Without MKTME a page whose frame C does not map leaves the TLB by its own address
      Given a machine with MKTME off
      And V maps:
        | at | size | frame |
        | V  | 4k   | 0x200 |
      When a request turns 1 page at V ro
      Then it succeeds
      And these events follow:
        | event     | scope | count |
        | tlb_flush | page  | 1     |

    @mktme.flushed-pages @needs-insight
    Scenario Outline: <case>: <pages> that turn ro are flushed at their own addresses
      Given a machine with MKTME off
      And C maps:
        | at | size | count |
        | C  | 4k   | 64    |
      When a request turns <pages> ro
      Then it succeeds
      And these events follow:
        | event     | scope | count | at   |
        | tlb_flush | page  | <n>   | <at> |

      Examples:
        | case        | pages                              | n | at                                      |
        | range       | 3 pages at C+0x1000                | 3 | 3 pages at C+0x1000                     |
        | array       | the pages at C+0x1000, C+0x8000    | 2 | 1 page at C+0x1000, 1 page at C+0x8000  |
        | array-again | the pages at C+0x8000, C+0x9000, C | 3 | 1 page at C, 2 pages at C+0x8000        |
        | frames      | frames 0x20, 0x1                   | 2 | 1 page at C+0x1000, 1 page at C+0x20000 |

  @MKTME-102 @only-spec
  Rule: A request that changed pages of the canonical mapping by another address MUST flush all TLB entries
    The pages of C may lie anywhere, and their number is that of the request: one by one they would be flushed twice.
    Source: Linux ab5130186d74, https://lore.kernel.org/r/158835734513.8414.3180412857061455686.tip-bot2@tip-bot2,
    cpa_flush(): force_flush_all

    @mktme.alias-flushed-whole
    Scenario Outline: <case>: while MKTME is off, a request for pages of C by another address flushes everything
      Given a machine with MKTME off
      And C maps:
        | at         | size | count |
        | C+0x200000 | 4k   | 16    |
      And V maps:
        | at | size | count | frame |
        | V  | 4k   | 4     | 0x200 |
      When a request turns <pages> ro
      Then it succeeds
      And one flush of all TLBs follows

      Examples:
        | case  | pages                    |
        | range | 2 pages at V             |
        | array | the pages at V, V+0x3000 |
        | mixed | the pages at C, V+0x3000 |

    @mktme.alias-flushed-first
    Example: While MKTME is off, the first of two pages is enough for that, where C does not map the second
      Given a machine with MKTME off
      And C maps:
        | at         | size |
        | C+0x200000 | 4k   |
      And V maps:
        | at | size | count | frame |
        | V  | 4k   | 2     | 0x200 |
      When a request turns 2 pages at V ro
      Then it succeeds
      And one flush of all TLBs follows

    @mktme.nx-alias @neighbour @MKTME-72 @needs-insight
    Example: The neighbour: a request for NX alone leaves C as it is, and flushes its own page
      Given a machine with MKTME off
      And C maps:
        | at         | size | flags |
        | C+0x200000 | 4k   | rw x  |
      And V maps:
        | at | size | frame | flags |
        | V  | 4k   | 0x200 | rw x  |
      When a request turns 1 page at V nx
      Then it succeeds
      And C then maps:
        | at         | size | flags |
        | C+0x200000 | 4k   | rw x  |
      And these events follow:
        | event     | scope | count | at          |
        | tlb_flush | page  | 1     | 1 page at V |
