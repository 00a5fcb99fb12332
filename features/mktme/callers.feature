@mktme
Feature: Whoever changes the direct mapping calls sync
  Enabling, hotplug, removal of memory, write-protection of the kernel's data: each has its place for the call,
  and an order that matters.

  @MKTME-02
  Rule: Off is off

    @mktme.off
    Scenario Outline: <case>: nothing is written, nothing is flushed
      Given direct mappings for 2 KeyIDs with MKTME off
      And C maps:
        | at         | size |
        | C          | 4k   |
        | C+0x200000 | 2m   |
      And C turns ro from C to C+0x400000
      When sync runs from <start> to <end>
      Then it succeeds
      And no event follows
      And 0 tables are allocated
      And nothing else changes

      Examples:
        | case     | start | end          |
        | one-page | C     | C+0x1000     |
        | all-of-c | C     | the end of C |
        | empty    | C     | C            |

  Rule: The flush does not ask how many KeyIDs there are

    @mktme.no-keyids @MKTME-06
    Example: On without a single KeyID, there is still one flush
      Given direct mappings for 0 KeyIDs with MKTME on
      And C maps:
        | at | size |
        | C  | 4k   |
      When sync runs from C to C+0x1000
      Then it succeeds
      And all TLBs are flushed once and nothing else happens
      And nothing else changes

    @mktme.off-without-keyids @MKTME-02
    Example: Off without a KeyID, there is none
      Given direct mappings for 0 KeyIDs with MKTME off
      And C maps:
        | at | size |
        | C  | 4k   |
      When sync runs from C to C+0x1000
      Then no event follows

  Rule: The key first, then everything

    @mktme.enable @MKTME-28
    Example: After enabling every copy holds what C holds
      Given direct mappings for 2 KeyIDs with MKTME off
      And the copies are still empty
      And C maps:
        | at             | size |
        | C              | 4k   |
        | C+0x200000     | 2m   |
        | C+0xffc0000000 | 1g   |
      When MKTME is enabled
      Then it succeeds
      And MKTME is then on
      And every copy equals C
      And all TLBs are flushed once and nothing else happens
      And nothing else changes

    @mktme.enable-without-memory @MKTME-64 @only-spec @needs-allocation-failures
    Example: Where a table is missing, enabling fails, MKTME stays off and no half copy stays behind
      Given direct mappings for 2 KeyIDs with MKTME off
      And the copies are still empty
      And C maps:
        | at | size |
        | C  | 4k   |
      And table allocation 4 will fail
      When MKTME is enabled
      Then it fails with ENOMEM
      And MKTME is then off
      And copy 1 maps nothing
      And copy 2 maps nothing
      And 0 tables are in use and 0 are lost

    @mktme.enable-ignores @MKTME-87 @since-reply @needs-allocation-failures
    Example: As posted, nobody hears of the error: MKTME is on with half of its copies
      Given direct mappings for 2 KeyIDs with MKTME off
      And the copies are still empty
      And C maps:
        | at | size |
        | C  | 4k   |
      And table allocation 4 will fail
      When MKTME is enabled
      Then it succeeds
      And MKTME is then on
      And copy 1 equals C
      And copy 2 maps nothing
      And all TLBs are flushed once and nothing else happens

  Rule: A disable leaves nothing behind

    @mktme.disable @MKTME-39
    Scenario Outline: <case>: mask, shift and number are reset, the key is off
      Given <bits> KeyID bits among <phys> physical address bits
      And direct mappings for <keys> KeyIDs with MKTME on
      And C maps:
        | at | size |
        | C  | 4k   |
      When MKTME is disabled
      Then it succeeds
      And MKTME is then off
      And there are 0 KeyIDs, shift 0, mask 0x0, physical mask <physical>

      Examples:
        | case      | bits | phys | keys | physical        |
        | six       | 6    | 52   | 2    | 0xfffffffffffff |
        | two       | 2    | 48   | 3    | 0xffffffffffff  |
        | four      | 4    | 46   | 15   | 0x3fffffffffff  |
        | one       | 1    | 52   | 1    | 0xfffffffffffff |

    @mktme.disable-removes @MKTME-62 @only-spec
    Example: The copies go, after which the TLB is flushed and their tables are freed
      Given C maps:
        | at | size |
        | C  | 4k   |
      When MKTME is disabled
      Then copy 1 maps nothing
      And copy 2 maps nothing
      And these events follow:
        | event     | scope | tables | linked |
        | tlb_flush | all   |        |        |
        | free      |       | 6      | no     |
      And 0 tables are in use and 0 are lost

    @mktme.disable-keeps @MKTME-88 @since-reply
    Example: As posted, the copies stay mapped and follow no later change
      Given C maps:
        | at | size | flags |
        | C  | 4k   | rw    |
      And MKTME is disabled
      And C turns ro from C to C+0x1000
      When sync runs from C to C+0x1000
      Then it succeeds
      And no event follows
      And copy 1 maps:
        | at | size | flags |
        | C1 | 4k   | rw    |

  @MKTME-27
  Rule: Write-protecting read-only data has no sync of its own

    @mktme.rodata @needs-page-attributes
    Example: One sync, that of the page-attribute code
      Given C maps:
        | at         | size | count |
        | C+0x200000 | 2m   | 4     |
      When the read-only data from C+0x200000 to C+0x400000 are protected
      Then it succeeds
      And every copy equals C
      And at C2+0x200000 there is:
        | at          | size | flags |
        | C2+0x200000 | 2m   | ro    |
      And all TLBs are flushed once and nothing else happens
