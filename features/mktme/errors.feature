@mktme @needs-page-attributes
Feature: A request that fails, or must not be made
  The error path of the page-attribute code flushes everything and goes home. The copies have to learn of what
  was changed before the error.

  Rule: What was changed before an error reaches the copies

    @mktme.error-half-way @MKTME-61 @only-spec
    Example: The second of two vmalloc pages is not mapped
      Given C maps:
        | at | size | count |
        | C  | 4k   | 2     |
      And another kernel area maps:
        | at | size | frame |
        | V  | 4k   | 0x1   |
      When 2 pages at V turn ro
      Then it fails with EFAULT
      And every copy equals C
      And these events follow:
        | event     | scope | about            |
        | warn      |       | unmapped-address |
        | tlb_flush | all   |                  |
        | tlb_flush |       |                  |

    @mktme.error-not-synced @MKTME-90 @since-reply
    Example: As posted, there is one local flush and no sync
      Given C maps:
        | at | size | count |
        | C  | 4k   | 2     |
      And another kernel area maps:
        | at | size | frame |
        | V  | 4k   | 0x1   |
      When 2 pages at V turn ro
      Then it fails with EFAULT
      And at C1+0x1000 there is:
        | at        | size | flags |
        | C1+0x1000 | 4k   | rw    |
      And these events follow:
        | event     | scope | about            |
        | warn      |       | unmapped-address |
        | tlb_flush |       |                  |

    @mktme.error-at-once @MKTME-36 @MKTME-70
    Example: Where nothing was changed before it, an error flushes nothing
      Given C maps:
        | at | size |
        | C  | 4k   |
      When 1 page at V turns ro
      Then it fails with EFAULT
      And these events follow:
        | event | about            |
        | warn  | unmapped-address |
      And nothing else changes

    @mktme.hole @MKTME-70
    Example: A hole of C is passed over without an error
      Given C maps:
        | at       | size |
        | C        | 4k   |
        | C+0x2000 | 4k   |
      When 3 pages at C turn ro
      Then it succeeds
      And every copy equals C
      And at C1+0x2000 there is:
        | at        | size | flags |
        | C1+0x2000 | 4k   | ro    |

  @MKTME-35
  Rule: The caller does not hear of a sync that failed

    @mktme.sync-failed @needs-allocation-failures
    Example: The request succeeds, without a warning
      Given C maps:
        | at         | size |
        | C+0x200000 | 2m   |
      And table allocation 1 will fail
      When 1 page at C+0x200000 turns ro
      Then it succeeds
      And copy 2 maps:
        | at          | size |
        | C2+0x200000 | 2m   |

    @mktme.sync-failed-quietly @MKTME-73 @only-spec @needs-allocation-failures
    Example: Two full flushes, of the split and of the sync, and no warning
      Given C maps:
        | at         | size |
        | C+0x200000 | 2m   |
      And table allocation 1 will fail
      When 1 page at C+0x200000 turns ro
      Then it succeeds
      And these events follow:
        | event     | scope |
        | tlb_flush | all   |
        | tlb_flush | all   |

  @MKTME-34
  Rule: Interrupts are on, except in early boot

    @mktme.interrupts-off
    Example: With interrupts off the flush is a bug, and C is changed already
      Given C maps:
        | at | size | count |
        | C  | 4k   | 4     |
      When 1 page at C turns ro, with:
        | interrupts | off |
      Then the call ends in the bug interrupts-off
      And no event follows
      And at C there is:
        | at | size | flags |
        | C  | 4k   | ro    |
      And at C1 there is:
        | at | size | flags |
        | C1 | 4k   | rw    |

    @mktme.early-boot
    Example: In early boot it is served
      Given C maps:
        | at | size | count |
        | C  | 4k   | 4     |
      When 1 page at C turns ro, with:
        | interrupts | early-boot |
      Then it succeeds
      And every copy equals C

  Rule: A split without need is a change too

    @mktme.forced-split @MKTME-66 @only-spec
    Example: The copies split as C does
      Given C maps:
        | at         | size |
        | C+0x200000 | 2m   |
      When 1 page at C+0x200000 turns rw, with:
        | force_split | yes |
      Then it succeeds
      And every copy equals C
      And at C2+0x200000 there is:
        | at          | size | flags |
        | C2+0x200000 | 4k   | rw    |

    @mktme.forced-split-posted @MKTME-91 @since-reply
    Example: As posted, there is no sync: the copies keep the large leaf and translate alike
      Given C maps:
        | at         | size |
        | C+0x200000 | 2m   |
      When 1 page at C+0x200000 turns rw, with:
        | force_split | yes |
      Then it succeeds
      And all TLBs are flushed once and nothing else happens
      And copy 1 maps:
        | at          | size |
        | C1+0x200000 | 2m   |

  Rule: A leaf that is not present is no table

    @mktme.non-present-leaf @MKTME-52 @only-spec
    Scenario Outline: <case>: a whole <size> leaf turns non-present
      Given C maps:
        | at   | size   | count |
        | <at> | <size> | 2     |
      When <pages> pages at <at> turn np
      Then it succeeds
      And every copy equals C
      And at <there> there is nothing

      Examples:
        | case  | size | at           | pages  | there         |
        | large | 2m   | C+0x200000   | 512    | C1+0x200000   |
        | giant | 1g   | C+0x40000000 | 262144 | C2+0x40000000 |

    @mktme.non-present-walked @MKTME-86 @since-reply
    Scenario Outline: <case>: as posted, the entry is taken for a pointer and data are read as a table
      Given C maps:
        | at   | size   | count |
        | <at> | <size> | 2     |
      When <pages> pages at <at> turn np
      Then the call ends in the bug data-walk
      And at <there> there is nothing

      Examples:
        | case  | size | at           | pages  | there         |
        | large | 2m   | C+0x200000   | 512    | C1+0x200000   |
        | giant | 1g   | C+0x40000000 | 262144 | C1+0x40000000 |

    @mktme.non-present-page @MKTME-29
    Example: A small page that turns non-present is copied like any other
      Given C maps:
        | at | size | count |
        | C  | 4k   | 4     |
      When 1 page at C+0x2000 turns np
      Then it succeeds
      And every copy equals C
      And at C1+0x2000 there is nothing
