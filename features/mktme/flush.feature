@mktme
Feature: After a sync no TLB holds what was there before
  A translation that a TLB holds is used whatever the tables say now. So each sync ends in one flush of everything.

  @MKTME-04
  Rule: C is never written

    @mktme.c-untouched
    Example: A bit that the CPU does not support stays in C
      Given the supported mask is 0x7fff_ffff_ffff_ffff
      And the copies are still empty
      And C maps:
        | at | size | flags |
        | C  | 4k   | rw    |
      When sync runs from C to C+0x1000
      Then C then maps:
        | at | size | flags |
        | C  | 4k   | rw    |

  @MKTME-06
  Rule: One flush of everything, after the last KeyID

    @mktme.flush-once
    Example: Whatever was carried over, there is one flush
      Given C maps:
        | at         | size |
        | C          | 4k   |
        | C+0x200000 | 2m   |
      And C turns ro from C to C+0x400000
      When sync runs from C to C+0x400000
      Then every copy equals C
      And all TLBs are flushed once and nothing else happens

    @mktme.flush @needs-access
    Example: A translation that the TLB holds is gone after the sync
      Given C maps:
        | at | size | flags |
        | C  | 4k   | rw    |
      And the alias of C for KeyID 1 is read
      And C loses C to C+0x1000
      And sync runs from C to C+0x1000
      When the alias of C for KeyID 1 is read
      Then it is refused with #PF

    @mktme.tlb-before-flush @needs-access
    Example: Before the sync the TLB still answers, and so do the tables of the copy
      Given C maps:
        | at | size | flags |
        | C  | 4k   | rw    |
      And the alias of C for KeyID 1 is read
      And C loses C to C+0x1000
      And sync runs from C+0x200000 to C+0x400000
      When the alias of C for KeyID 1 is read
      Then it answers:
        | outcome | ok     |
        | pa      | 0x0    |
        | keyid   | 1      |
        | from    | tables |

  @MKTME-02
  Rule: While MKTME is off, the TLB keeps what it holds

    @mktme.tlb-while-off @needs-access
    Example: With MKTME off nothing is flushed and nothing carried over
      Given direct mappings for 2 KeyIDs with MKTME off
      And C maps:
        | at | size |
        | C  | 4k   |
      And C turns ro from C to C+0x1000
      And the alias of C for KeyID 1 is read
      And sync runs from C to C+0x1000
      When the alias of C for KeyID 1 is read
      Then it answers:
        | outcome | ok  |
        | keyid   | 1   |
        | from    | tlb |
