@mktme @needs-page-attributes
Feature: The cache is flushed if asked, and only then
  A page that turns uncached has to leave the caches first. The full TLB flush of a sync is no flush of the cache.
  C is the canonical mapping.

  @MKTME-32 @since-v2 @only-spec
  Rule: A request MUST get a cache flush if it asks for one, whether or not the copies were synced, and only then
    A line that stays in the cache is written back later, over what a device has put into memory.
    Source: https://lore.kernel.org/r/20190617145158.GF3436@hirez.programming.kicks-ass.net;
    https://lore.kernel.org/r/20190617151717.ofjfbpsgv6hkj2jk@box;
    https://lore.kernel.org/r/20190731150813.26289-20-kirill.shutemov@linux.intel.com (PATCHv2 19/59), cpa_flush()

    @mktme.cache
    Scenario Outline: <case>: <pages> pages that turn uc leave the cache after the sync
      Given C maps:
        | at | size | count |
        | C  | 4k   | 64    |
      When a request turns <pages> pages at C+0x1000 uc
      Then it succeeds
      And C then maps:
        | at       | size | count   | flags |
        | C        | 4k   | 1       | rw    |
        | C+0x1000 | 4k   | <pages> | rw uc |
        | <next>   | 4k   | <rest>  | rw    |
      And every copy equals C
      And these events follow:
        | event       | scope   | count   | va       | pages   |
        | tlb_flush   | all     | 1       |          |         |
        | tlb_flush   | <scope> | <count> |          |         |
        | cache_flush |         |         | C+0x1000 | <pages> |
      And nothing else changes

      Examples:
        | case     | pages | next      | rest | scope | count |
        | few      | 2     | C+0x3000  | 61   | page  | 2     |
        | up-to-33 | 33    | C+0x22000 | 30   | page  | 33    |
        | more     | 34    | C+0x23000 | 29   | all   | 1     |

    @mktme.cache-hole
    Example: A page that is not mapped, or not present, has no line in the cache: it is flushed around
      Given C maps:
        | at       | size | flags |
        | C        | 4k   | rw    |
        | C+0x2000 | 4k   | rw    |
        | C+0x3000 | 4k   | np    |
      When a request turns 4 pages at C uc
      Then it succeeds
      And these events follow:
        | event       | scope | count | va       | pages |
        | tlb_flush   | all   | 1     |          |       |
        | tlb_flush   | page  | 4     |          |       |
        | cache_flush |       |       | C        | 1     |
        | cache_flush |       |       | C+0x2000 | 1     |

    @mktme.no-clflush
    Example: A CPU without CLFLUSH writes everything back for two pages that turn uc
      Given C maps:
        | at | size | count |
        | C  | 4k   | 4     |
      When a request turns 2 pages at C uc without CLFLUSH
      Then it succeeds
      And C then maps:
        | at       | size | count | flags |
        | C        | 4k   | 2     | rw uc |
        | C+0x2000 | 4k   | 2     | rw    |
      And every copy equals C
      And these events follow:
        | event     | scope |
        | tlb_flush | all   |
        | tlb_flush | local |
        | wbinvd    |       |
      And nothing else changes

  @MKTME-103
  Rule: Linux flushes each CPU's own TLB where a request writes back all caches
    The instruction that does so has to run on each CPU anyway, and a flush of its own TLB goes with it.
    Source: Linux 5.2, https://github.com/torvalds/linux/blob/v5.2/arch/x86/mm/pageattr.c, cpa_flush_all()

    @mktme.no-clflush-off
    Scenario Outline: <case>: a CPU without CLFLUSH writes everything back for <pages> that turn uc while MKTME is off
      Given a machine with MKTME off
      And C maps:
        | at | size | count |
        | C  | 4k   | 64    |
      When a request turns <pages> at C uc without CLFLUSH
      Then it succeeds
      And these events follow:
        | event     | scope |
        | tlb_flush | local |
        | wbinvd    |       |

      Examples:
        | case | pages    |
        | one  | 1 page   |
        | many | 40 pages |

    @mktme.no-clflush-not-asked @neighbour @MKTME-72 @needs-insight
    Example: The neighbour: a CPU without CLFLUSH flushes 2 pages that turn ro by address
      Given a machine with MKTME off
      And C maps:
        | at | size | count |
        | C  | 4k   | 64    |
      When a request turns 2 pages at C ro without CLFLUSH
      Then it succeeds
      And these events follow:
        | event     | scope | count | at           |
        | tlb_flush | page  | 2     | 2 pages at C |

  @MKTME-31 @since-v2 @only-spec
  Rule: After a sync, a request that asks for no cache flush MUST cause no further TLB flush
    The sync has flushed everything: a second flush would cost the same again, for nothing.
    Source: https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, cpa_flush() returns: sync does the full
    flush

    @mktme.cache-not-asked @MKTME-32
    Scenario Outline: <case>: 2 pages that turn <change> cause one flush of the TLB, and none of the cache
      Given C maps:
        | at | size | count | flags    |
        | C  | 4k   | 64    | <before> |
      When a request turns 2 pages at C+0x1000 <change>
      Then it succeeds
      And C then maps:
        | at       | size | count | flags    |
        | C        | 4k   | 1     | <before> |
        | C+0x1000 | 4k   | 2     | <after>  |
        | C+0x3000 | 4k   | 61    | <before> |
      And every copy equals C
      And one flush of all TLBs follows
      And nothing else changes

      Examples:
        | case      | change | before | after |
        | read-only | ro     | rw     | ro    |
        | cached    | wb     | rw uc  | rw    |
        | execute   | x      | rw     | rw x  |
        | writable  | rw     | ro     | rw    |
        | absent    | np     | rw     | np    |
        | present   | p      | np     | 0x8000000000000063 |

  @MKTME-65 @since-v2
  Rule: The hook as reposted flushes the cache through the address of the request, and through no KeyID alias
    Lines that came in through an alias have another physical address, key bits and all, and stay.
    Source: https://lore.kernel.org/r/20190731150813.26289-20-kirill.shutemov@linux.intel.com (PATCHv2 19/59),
    cpa_flush(); recordings/mktme/cpa.ndjson

    @mktme.cache-alias
    Scenario Outline: <case>: as reposted, <pages> at <at> leave the cache by this address alone
      Given C maps:
        | at | size | count |
        | C  | 4k   | 4     |
      When a request turns <pages> at <at> uc
      Then it succeeds
      And these events follow:
        | event       | scope | count | va   | pages |
        | tlb_flush   | all   | 1     |      |       |
        | tlb_flush   | page  | <n>   |      |       |
        | cache_flush |       |       | <at> | <n>   |

      Examples:
        | case  | pages   | n | at       |
        | first | 1 page  | 1 | C        |
        | two   | 2 pages | 2 | C+0x1000 |
        | last  | 1 page  | 1 | C+0x3000 |
        | all   | 4 pages | 4 | C        |

  @MKTME-95 @only-reply
  Rule: The hook of the mail returns after the sync, so that no cache line is flushed
    The return stands before the flush of the cache; the review found it.
    Source: https://lore.kernel.org/r/20190617144328.oqwx5rb5yfm2ziws@box, cpa_flush(); noted in
    https://lore.kernel.org/r/20190617145158.GF3436@hirez.programming.kicks-ass.net; run in user space,
    recordings/mktme/cpa.ndjson

    @mktme.cache-lost
    Example: In the mail the hook returns after the sync, and the cache keeps its lines
      Given C maps:
        | at | size | count |
        | C  | 4k   | 4     |
      When a request turns 2 pages at C uc
      Then it succeeds
      And C then maps:
        | at       | size | count | flags |
        | C        | 4k   | 2     | rw uc |
        | C+0x2000 | 4k   | 2     | rw    |
      And every copy equals C
      And one flush of all TLBs follows
      And nothing else changes
