@mktme @needs-hotplug
Feature: Memory comes and goes
  Hotplug maps memory into C, removal takes it out; both call sync, in an order that matters.

  @MKTME-25 @MKTME-22
  Rule: Memory that is plugged in is synced before other page tables hear of it

    @mktme.hotplug
    Scenario Outline: <case>: mapped, synced, then passed on
      Given C maps:
        | at | size |
        | C  | 2m   |
      When memory <start> to <end> is plugged in
      Then it succeeds
      And every copy equals C
      And at <there> there is:
        | at      | size   |
        | <there> | <size> |
      And these events follow:
        | event     | scope |
        | tlb_flush | all   |
        | pgd_sync  |       |

      Examples:
        | case        | start        | end          | there          | size |
        | giant       | 0x40000000   | 0x80000000   | C1+0x40000000  | 1g   |
        | block       | 0x108000000  | 0x110000000  | C2+0x108000000 | 2m   |
        | small       | 0x7fffe000   | 0x80000000   | C1+0x7ffff000  | 4k   |
        | across-1g   | 0x7fe00000   | 0xc0200000   | C1+0x80000000  | 1g   |

    @mktme.hotplug-to-the-end @MKTME-20 @only-spec
    Example: Memory up to the end of C is synced, and nothing beyond
      Given C maps:
        | at | size |
        | C  | 2m   |
      When memory 0xffffe00000 to 0x10000000000 is plugged in
      Then it succeeds
      And every copy equals C
      And these events follow:
        | event     | scope |
        | tlb_flush | all   |
        | pgd_sync  |       |

    @mktme.hotplug-without-memory @needs-allocation-failures
    Example: A sync that fails is a warning, and the memory is there all the same
      Given C maps:
        | at | size |
        | C  | 2m   |
      And table allocation 1 will fail
      When memory 0x8000000000 to 0x8040000000 is plugged in
      Then it succeeds
      And these events follow:
        | event     | scope | about       |
        | tlb_flush | all   |             |
        | warn      |       | sync-failed |
        | pgd_sync  |       |             |
      And at C+0x8000000000 there is:
        | at             | size |
        | C+0x8000000000 | 1g   |

  Rule: Memory that is removed goes from C first

    @mktme.hotremove @MKTME-26 @MKTME-22
    Example: The virtual range is synced after the removal
      Given C maps:
        | at           | size | count |
        | C            | 2m   | 2     |
        | C+0x40000000 | 1g   | 1     |
      When memory 0x40000000 to 0x80000000 is removed
      Then it succeeds
      And every copy equals C
      And at C1+0x40000000 there is nothing
      And all TLBs are flushed once and nothing else happens

    @mktme.hotremove-without-memory @MKTME-26 @only-spec @needs-allocation-failures
    Example: A sync that fails is a warning here too
      Given C maps:
        | at           | size |
        | C+0x40000000 | 1g   |
      And table allocation 1 will fail
      When memory 0x40000000 to 0x48000000 is removed
      Then it succeeds
      And at C+0x40000000 there is nothing
      And these events follow:
        | event     | scope | about       |
        | tlb_flush | all   |             |
        | warn      |       | sync-failed |

    @mktme.hotremove-without-memory-posted @MKTME-78 @since-reply @needs-allocation-failures
    Example: As posted, the leaf of the first copy is gone
      Given C maps:
        | at           | size |
        | C+0x40000000 | 1g   |
      And table allocation 1 will fail
      When memory 0x40000000 to 0x48000000 is removed
      Then it succeeds
      And copy 1 maps nothing

    @mktme.hotremove-block @MKTME-60 @only-spec
    Example: What is left of the leaf that a block came out of stays mapped
      Given C maps:
        | at           | size |
        | C+0x40000000 | 1g   |
      When memory 0x48000000 to 0x50000000 is removed
      Then every copy equals C
      And copy 1 maps:
        | at            | size | count |
        | C1+0x40000000 | 2m   | 64    |
        | C1+0x50000000 | 2m   | 384   |

    @mktme.hotremove-block-loses @MKTME-89 @since-reply
    Example: As posted, the copies lose the whole giant leaf
      Given C maps:
        | at           | size |
        | C+0x40000000 | 1g   |
      When memory 0x48000000 to 0x50000000 is removed
      Then copy 1 maps nothing
      And C then maps:
        | at           | size | count |
        | C+0x40000000 | 2m   | 64    |
        | C+0x50000000 | 2m   | 384   |
