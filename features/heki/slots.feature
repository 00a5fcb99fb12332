@heki @since-v1 @until-v2 @needs-hypercalls
Feature: Sixteen locks for the life of a VM
  Each range that is locked takes a slot, and keeps it: there is no unlocking. As posted, the count of free slots
  goes wrong in two ways: a slot that was never used locks frame 0, and the first range after the one that was
  refused is reported as locked while nothing holds it.

  Background:
    Given a host with 8/9

  Rule: A write to a locked frame is denied, to its neighbours it is not

    @heki.write-denied @needs-locks @HEKI-54
    Scenario Outline: <case>: the kernel writes GFN <gfn>
      Given the VM has locked:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | NOWRITE    |
      When the guest kernel writes GFN <gfn>
      Then it is refused with #PF

      Examples:
        | case   | gfn  |
        | first  | 0x10 |
        | middle | 0x11 |
        | last   | 0x12 |

    @heki.write-allowed @needs-locks @HEKI-54
    Scenario Outline: <case>: the kernel may write GFN <gfn>
      Given the VM has locked:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | NOWRITE    |
      When the guest kernel writes GFN <gfn>
      Then it succeeds
      And Heki logs nothing
      And nothing else changes

      Examples:
        | case        | gfn  |
        | one-before  | 0xf  |
        | one-after   | 0x13 |

    @heki.one-page-denied @needs-locks @HEKI-54
    Example: A range of one page denies that page
      Given the VM has locked:
        | gfn_start | gfn_end | attributes |
        | 0x20      | 0x20    | NOWRITE    |
      When the guest kernel writes GFN 0x20
      Then it is refused with #PF

    @heki.emulated-write @needs-locks @HEKI-54
    Example: A write that KVM emulates is denied like one by the CPU
      Given the VM has locked:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | NOWRITE    |
      When KVM's emulator writes GFN 0x12
      Then it is refused with #PF
      And Heki logs nothing
      And nothing else changes

    @heki.read-allowed @needs-locks @HEKI-54
    Example: Reading stays allowed, while the same frame's writes fault
      Given the VM has locked:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | NOWRITE    |
      And the guest kernel writes GFN 0x11
      When the guest kernel reads GFN 0x11
      Then it succeeds
      And Heki logs nothing
      And nothing else changes

    @heki.exec-only-writable @needs-locks @HEKI-54
    Example: A range without NOWRITE stays writable
      Given the VM has locked:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | EXEC       |
        | 0x20      | 0x22    | NOWRITE    |
      When the guest kernel writes GFN 0x11
      Then it succeeds
      And nothing else changes

  Rule: Each range takes a slot, from 15 down, whatever it overlaps

    @heki.slots-fill-down @needs-insight @HEKI-53 @HEKI-70 @HEKI-56
    Example: Equal, overlapping and adjacent ranges take four slots
      When the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | NOWRITE    |
        | 0x10      | 0x12    | NOWRITE    |
        | 0x11      | 0x14    | NOWRITE    |
        | 0x15      | 0x15    | NOWRITE    |
      Then it returns 0x0
      And Heki logs:
        | level   | line                                            |
        | warning | heki-kvm: Locking GFN 0x10-0x12 with [nowrite]  |
        | warning | heki-kvm: Locking GFN 0x10-0x12 with [nowrite]  |
        | warning | heki-kvm: Locking GFN 0x11-0x14 with [nowrite]  |
        | warning | heki-kvm: Locking GFN 0x15-0x15 with [nowrite]  |
      And the host holds:
        | table | slot | gfn_start | gfn_end |
        | write | 15   | 0x10      | 0x12    |
        | write | 14   | 0x10      | 0x12    |
        | write | 13   | 0x11      | 0x14    |
        | write | 12   | 0x15      | 0x15    |
      And nothing else changes

    @heki.slot-16 @needs-insight @HEKI-53
    Example: The 16th range is locked
      Given the VM has locked 15 pages with 0x1
      When the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | NOWRITE    |
      Then it returns 0x0
      And the host holds 16 write locks and 0 EXEC ranges

    @heki.slot-17 @HEKI-53
    Example: The 17th is refused
      Given the VM has locked 16 pages with 0x1
      When the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | NOWRITE    |
      Then it fails with E2BIG
      And Heki logs nothing
      And nothing else changes

    @heki.locks-kept-when-full @needs-locks @HEKI-54
    Scenario Outline: <case>: with all slots taken GFN <gfn> is denied
      Given the VM has locked 16 pages with 0x1
      When the guest kernel writes GFN <gfn>
      Then it is refused with #PF

      Examples:
        | case  | gfn    |
        | first | 0x1000 |
        | last  | 0x10f0 |
