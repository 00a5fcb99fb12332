@mktme @needs-page-attributes
Feature: Protection changes reach the copies
  change_page_attr_set_clr() changes pages one chunk after another, splits what it must, and ends in cpa_flush(),
  where the mail hooks the sync in. Which range it hands over, and what it flushes after, is what went wrong.

  Rule: The pages of the request are synced

    @mktme.attr-page @MKTME-29 @MKTME-22 @MKTME-31
    Scenario Outline: <case>: <pages> pages turn <change>
      Given C maps:
        | at         | size | count |
        | C          | 4k   | 512   |
        | C+0x200000 | 2m   | 2     |
      When <pages> pages at <at> turn <change>
      Then it succeeds
      And every copy equals C
      And at <there> there is:
        | at      | size   | flags   |
        | <there> | <size> | <flags> |
      And all TLBs are flushed once and nothing else happens

      Examples:
        | case       | pages | at         | change | there       | size | flags |
        | one        | 1     | C+0x2000   | ro     | C1+0x2000   | 4k   | ro    |
        | many       | 40    | C          | x      | C2+0x27000  | 4k   | rw x  |
        | large-leaf | 512   | C+0x200000 | ro     | C1+0x200000 | 2m   | ro    |
        | absent     | 1     | C+0x3000   | np     | C1+0x3000   | 4k   | np    |

    @mktme.attr-nothing @MKTME-36
    Example: Where nothing changes there is neither sync nor flush
      Given C maps:
        | at | size | count | flags |
        | C  | 4k   | 4     | ro    |
      When 3 pages at C turn ro
      Then it succeeds
      And no event follows
      And nothing else changes

    @mktme.attr-changed @MKTME-29
    Example: One page of three is enough for a sync
      Given C maps:
        | at       | size | count | flags |
        | C        | 4k   | 2     | ro    |
        | C+0x2000 | 4k   | 1     | rw    |
      When 3 pages at C turn ro
      Then every copy equals C
      And all TLBs are flushed once and nothing else happens

  Rule: The range is rounded to what may have been split

    @mktme.attr-split @MKTME-10 @since-v2 @only-spec
    Scenario Outline: <case>: one page out of a <size> leaf
      Given C maps:
        | at           | size   |
        | C+0x40000000 | <size> |
      When 1 page at C+0x40005000 turns ro
      Then it succeeds
      And every copy equals C
      And at C1+0x40005000 there is:
        | at            | size | flags |
        | C1+0x40005000 | 4k   | ro    |
      And at C1+0x40006000 there is:
        | at            | size | flags |
        | C1+0x40006000 | 4k   | rw    |

      Examples:
        | case  | size |
        | large | 2m   |
        | giant | 1g   |

    @mktme.attr-limited @MKTME-24
    Scenario Outline: <case>: what lies beyond the <unit> of the page is not synced
      Given <pages>
      And C maps:
        | at         | size |
        | C          | 4k   |
        | C+0x200000 | 2m   |
        | <beyond>   | 2m   |
      And C turns ro from <beyond> to <end>
      When 1 page at C turns ro
      Then at <copy> there is:
        | at     | size | flags |
        | <copy> | 2m   | rw    |

      Examples:
        | case   | unit  | pages                                     | beyond       | end          | copy          |
        | giant  | 1 GiB | direct mappings for 2 KeyIDs with MKTME on | C+0x40000000 | C+0x40200000 | C1+0x40000000 |
        | large  | 2 MiB | 1 GiB pages are not used                  | C+0x400000   | C+0x600000   | C1+0x400000   |

    @mktme.attr-rounded @MKTME-33 @since-v2 @only-spec
    Scenario Outline: <case>: what lies in the <unit> of the page is
      Given <pages>
      And C maps:
        | at         | size |
        | C          | 4k   |
        | <within>   | <size> |
      And C turns ro from <within> to <end>
      When 1 page at C turns ro
      Then every copy equals C

      Examples:
        | case  | unit  | pages                                      | within       | size | end          |
        | giant | 1 GiB | direct mappings for 2 KeyIDs with MKTME on | C+0x3fe00000 | 2m   | C+0x40000000 |
        | large | 2 MiB | 1 GiB pages are not used                   | C+0x1ff000   | 4k   | C+0x200000   |

    @mktme.attr-unrounded @MKTME-92 @only-reply
    Example: In the mail it is not rounded: what lies beside the page is not synced
      Given the copies are still empty
      And C maps:
        | at | size | count |
        | C  | 4k   | 4     |
      When 1 page at C+0x1000 turns ro
      Then it succeeds
      And copy 1 maps:
        | at        | size | flags |
        | C1+0x1000 | 4k   | ro    |

  Rule: The cache is flushed if asked, and only then

    @mktme.cache @MKTME-32 @since-v2 @only-spec
    Scenario Outline: <case>: the cache of <pages> pages that turn <change>
      Given C maps:
        | at | size | count | flags    |
        | C  | 4k   | 64    | <before> |
      When <pages> pages at C+0x1000 turn <change>
      Then every copy equals C
      And these events follow:
        | event       | scope   | count   | va       | pages   |
        | tlb_flush   | all     | 1       |          |         |
        | tlb_flush   | <scope> | <count> |          |         |
        | cache_flush |         |         | C+0x1000 | <pages> |

      Examples:
        | case        | pages | change | before | scope | count |
        | few         | 2     | uc     | rw     | page  | 2     |
        | up-to-33    | 33    | uc     | rw     | page  | 33    |
        | more        | 34    | uc     | rw     | all   | 1     |

    @mktme.cache-alias @MKTME-65 @since-v2
    Scenario Outline: <case>: as reposted, through the address of the request and no other
      Given C maps:
        | at | size | count |
        | C  | 4k   | 4     |
      When <pages> pages at <at> turn uc
      Then these events follow:
        | event       | scope | count   | va   | pages   |
        | tlb_flush   | all   | 1       |      |         |
        | tlb_flush   | page  | <pages> |      |         |
        | cache_flush |       |         | <at> | <pages> |

      Examples:
        | case  | pages | at       |
        | first | 1     | C        |
        | two   | 2     | C+0x1000 |
        | last  | 1     | C+0x3000 |
        | all   | 4     | C        |

    @mktme.cache-not-asked @MKTME-32 @since-v2 @only-spec
    Scenario Outline: <case>: no cache line is flushed for <change>
      Given C maps:
        | at | size | count | flags    |
        | C  | 4k   | 64    | <before> |
      When 2 pages at C+0x1000 turn <change>
      Then every copy equals C
      And all TLBs are flushed once and nothing else happens

      Examples:
        | case      | change | before |
        | read-only | ro     | rw     |
        | cached    | wb     | rw uc  |
        | execute   | x      | rw     |
        | writable  | rw     | ro     |
        | absent    | np     | rw     |

    @mktme.no-clflush @MKTME-32 @since-v2 @only-spec
    Example: A CPU without CLFLUSH writes everything back
      Given C maps:
        | at | size | count |
        | C  | 4k   | 4     |
      When 2 pages at C turn uc, with:
        | clflush | no |
      Then these events follow:
        | event     | scope |
        | tlb_flush | all   |
        | tlb_flush | local |
        | wbinvd    |       |

    @mktme.cache-lost @MKTME-95 @only-reply
    Example: In the mail the hook returns after the sync: the cache keeps its lines
      Given C maps:
        | at | size | count |
        | C  | 4k   | 4     |
      When 2 pages at C turn uc
      Then it succeeds
      And every copy equals C
      And all TLBs are flushed once and nothing else happens
