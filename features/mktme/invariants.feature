@mktme
Feature: What holds whatever is done to the direct mapping
  Each of these is tried with many random histories: leaves of all sizes mapped, removed, protected, split and
  merged at the borders of pages, of large and giant leaves and of C, and ranges that lie across them. A history
  that breaks one is made as short as possible and handed over as a scenario.

  Rule: The copies follow C

    @mktme.invariant-1 @invariant-1 @MKTME-08 @MKTME-09 @MKTME-10 @MKTME-11 @MKTME-12 @MKTME-13 @only-spec
    Example: After each change and its sync every copy equals C
      Given the copies are still empty
      Then in any history of changes, each followed by its sync, every copy equals C

    @mktme.invariant-2 @invariant-2 @MKTME-07 @MKTME-04 @MKTME-17 @MKTME-55 @only-spec
    Example: A sync reaches no further than its range, and never into C
      Given the copies are still empty
      Then in any history a sync changes what its range touches and nothing else, and never C

    @mktme.invariant-3 @invariant-3 @MKTME-58
    Example: One sync or two
      Given the copies are still empty
      Then in any history two syncs of neighbours map what one sync of both maps

    @mktme.invariant-4 @invariant-4 @MKTME-21
    Example: Once or twice
      Given the copies are still empty
      Then in any history a second sync of any range changes nothing but flushes once more

  Rule: A failure leaves order behind

    @mktme.invariant-5 @invariant-5 @MKTME-05 @MKTME-06 @MKTME-18 @needs-allocation-failures
    Example: Those before it are done, those after it as they were
      Given the copies are still empty
      Then whichever allocation fails, the KeyIDs before the failure are synced and those after it untouched

    @mktme.invariant-5-pages @invariant-5 @MKTME-55 @only-spec @needs-allocation-failures
    Example: No page is lost to a failure
      Given the copies are still empty
      Then whichever allocation fails, no page that C maps is lost from a copy

  Rule: Off is off

    @mktme.invariant-6 @invariant-6 @MKTME-02
    Example: No range has any effect
      Given direct mappings for 2 KeyIDs with MKTME off
      And the copies are still empty
      Then while MKTME is off no sync has any effect, whatever its range

  Rule: A request is synced where it touched, and flushes the cache if asked

    @mktme.invariant-7 @invariant-7 @MKTME-29 @MKTME-30 @MKTME-32 @MKTME-47 @MKTME-48 @MKTME-61 @only-spec @needs-page-attributes
    Example: Pages read alike after it
      Given the copies are still empty
      And another kernel area maps:
        | at | size | frame |
        | V  | 4k   | 0x1   |
      Then after any request every page that it touched reads alike in C and in the copies

    @mktme.invariant-7-large @invariant-7 @MKTME-47 @only-spec @needs-page-attributes
    Example: The same without 1 GiB pages
      Given 1 GiB pages are not used
      And the copies are still empty
      And another kernel area maps:
        | at | size | frame |
        | V  | 4k   | 0x1   |
      Then after any request every page that it touched reads alike in C and in the copies

  Rule: Every page has one physical address and many names

    @mktme.invariant-8 @invariant-8 @MKTME-42 @needs-page-keyids
    Example: Aliases agree and never meet
      Given direct mappings for 3 KeyIDs with MKTME on
      Then every alias of a page has its physical address, and no two aliases meet

  Rule: No table is lost

    @mktme.invariant-9 @invariant-9 @MKTME-53 @MKTME-59 @MKTME-17 @only-spec
    Example: Allocated less freed is what can be reached
      Given the copies are still empty
      Then in any history of changes every table is reachable or freed, and none twice

  Rule: The TLB tells no old tales

    @mktme.invariant-10 @invariant-10 @MKTME-06 @needs-access @needs-allocation-failures
    Example: After a flush every read is as the tables say
      Given the copies are still empty
      Then after any history that ends in a sync of C no read through an alias sees what was there before
