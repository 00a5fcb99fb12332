@mktme @needs-page-attributes
Feature: What a TLB may still hold after a request
  A request changes pages by one address, and may find them at another one, too: in C, the canonical mapping. What a
  TLB held of either before is a way around the new protection. V lies in the vmalloc area.

  @MKTME-100 @only-spec
  Rule: A request MUST leave no TLB entry of a page that it changed, at whatever address
    With MKTME on the sync flushes everything; with MKTME off nothing does that for the pages of C.
    Source: Linux ab5130186d74, https://lore.kernel.org/r/158835734513.8414.3180412857061455686.tip-bot2@tip-bot2:
    cpa_process_alias() asks cpa_flush() to flush everything;
    https://github.com/torvalds/linux/blob/v5.2/arch/x86/mm/pageattr.c, __cpa_flush_tlb(): an array has an address
    for each of its pages

    @mktme.stale-alias @needs-access
    Scenario Outline: <case>: C cannot be written any more where a request turned <pages> ro
      Given a machine with MKTME off
      And C maps:
        | at         | size | count |
        | C+0x200000 | 4k   | 16    |
      And V maps:
        | at        | size | count | frame |
        | V         | 4k   | 4     | 0x200 |
        | V+0x10000 | 4k   | 4     | 0x1fe |
      And the kernel writes <place>
      And a request turns <pages> ro
      When the kernel writes <place>
      Then it is refused with #PF
      And nothing else changes

      Examples:
        | case           | pages                               | place      |
        | alias          | 2 pages at V                        | C+0x200000 |
        | alias-last     | 2 pages at V                        | C+0x201000 |
        | alias-hole     | 4 pages at V+0x10000                | C+0x200000 |
        | alias-array    | the pages at V, V+0x3000            | C+0x203000 |
        | array-last     | the pages at C+0x200000, C+0x208000 | C+0x208000 |
        | array-backward | the pages at C+0x208000, C+0x200000 | C+0x200000 |
        | frames         | frames 0x200, 0x20f                 | C+0x20f000 |
        | range          | 3 pages at C+0x200000               | C+0x202000 |

    @mktme.stale-execute @needs-access
    Example: C cannot be executed any more where a request turned it nx
      Given a machine with MKTME off
      And C maps:
        | at         | size | flags |
        | C+0x200000 | 4k   | rw x  |
      And the kernel executes C+0x200000
      And a request turns 1 page at C+0x200000 nx
      When the kernel executes C+0x200000
      Then it is refused with #PF
      And nothing else changes

    @mktme.stale-written-back @needs-access
    Example: Without CLFLUSH, too, the TLB holds nothing of a page that turned uc
      Given a machine with MKTME off
      And C maps:
        | at         | size |
        | C+0x200000 | 4k   |
      And the kernel reads C+0x200000
      And a request turns 1 page at C+0x200000 uc without CLFLUSH
      When the kernel reads C+0x200000
      Then it answers:
        | outcome | ok       |
        | pa      | 0x200000 |
        | keyid   | 0        |
        | from    | tables   |

    @mktme.stale-five-levels @needs-access @needs-five-levels
    Example: With 5-level paging, too, C cannot be written where a request by another address took that away
      Given a machine with 5-level paging and MKTME off
      And C maps:
        | at         | size | count |
        | C+0x200000 | 4k   | 16    |
      And V maps:
        | at | size | count | frame |
        | V  | 4k   | 4     | 0x200 |
      And the kernel writes C+0x201000
      And a request turns 2 pages at V ro
      When the kernel writes C+0x201000
      Then it is refused with #PF
      And nothing else changes

    @mktme.stale-granted @neighbour @MKTME-12 @needs-access
    Example: The neighbour: a page that turned writable by another address is writable at once
      Given a machine with MKTME off
      And C maps:
        | at         | size | flags |
        | C+0x200000 | 4k   | ro    |
      And V maps:
        | at | size | frame | flags |
        | V  | 4k   | 0x200 | ro    |
      And the kernel reads C+0x200000
      And a request turns 1 page at V rw
      When the kernel writes C+0x200000
      Then it answers:
        | outcome | ok       |
        | pa      | 0x200000 |
        | keyid   | 0        |
        | from    | tables   |
      And nothing else changes

    @mktme.invariant-11 @invariant-11 @needs-access
    Scenario Outline: <case>: after any requests an access is let through by the tables alone
      Given a machine with <settings>
      And V maps:
        | at       | size | count | frame   |
        | V        | 4k   | 1     | 0x1     |
        | V+0x1000 | 4k   | 2     | 0x205   |
        | V+0x3000 | 4k   | 1     | 0x40005 |
      Then after any requests an access is let through by the tables alone

      Examples:
        | case | settings  |
        | off  | MKTME off |
        | on   | 2 KeyIDs  |

      @needs-five-levels
      Examples:
        | case        | settings                     |
        | five-levels | MKTME off and 5-level paging |

  @MKTME-101 @since-reply
  Rule: Linux 5.2 flushes the pages of a request by their own address: the same pages of the canonical mapping may stay in the TLB
    The range was made small for speed, and the pages of C were forgotten. It was found and mended in 2020.
    Source: Linux 5.2, https://github.com/torvalds/linux/blob/v5.2/arch/x86/mm/pageattr.c, cpa_flush();
    https://lore.kernel.org/r/158835734513.8414.3180412857061455686.tip-bot2@tip-bot2 describes it

    @mktme.stale-before @needs-access
    Example: As in Linux 5.2, C can still be written after a request by another address took that away
      Given a machine with MKTME off
      And C maps:
        | at         | size | count |
        | C+0x200000 | 4k   | 16    |
      And V maps:
        | at | size | count | frame |
        | V  | 4k   | 4     | 0x200 |
      And the kernel writes C+0x200000
      And a request turns 2 pages at V ro
      When the kernel writes C+0x200000
      Then it answers:
        | outcome | ok       |
        | pa      | 0x200000 |
        | keyid   | 0        |
        | from    | tlb      |
      And nothing else changes
