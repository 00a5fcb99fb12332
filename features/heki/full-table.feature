@heki
Feature: The posted code miscounts its slots
  Its counter starts at 17 and is lowered by a helper that stops at 0 and returns -1 from then on. Only 0 is read
  as "full", so one range is refused, and the ones after it are written below the table, reported as locked, and
  held by nothing. A guest that boots five times in one VM believes itself protected.

  Background:
    Given a host with 8/9

  Rule: Once the slots are taken, every further range is refused and changes nothing

    @heki.slot-18 @only-v1 @needs-hypercalls @HEKI-71
    Example: The 18th is refused like the 17th
      Given the VM has locked 16 pages with 0x1
      And the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | NOWRITE    |
      When the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x20      | 0x22    | NOWRITE    |
      Then it fails with E2BIG
      And Heki logs nothing
      And nothing else changes

    @heki.slot-18-as-posted @since-v1-as-posted @needs-hypercalls @needs-insight @HEKI-94
    Example: As posted it is reported as locked, and written below the table
      Given the VM has locked 16 pages with 0x1
      And the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | NOWRITE    |
      When the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x20      | 0x22    | NOWRITE    |
      Then it returns 0x0
      And Heki logs:
        | level   | line                                            |
        | warning | heki-kvm: Locking GFN 0x20-0x22 with [nowrite]  |
      And the host shows:
        | stray | [0x20, 0x22] |
      And nothing else changes

    @heki.slot-18-not-enforced @since-v1-as-posted @needs-hypercalls @needs-locks @HEKI-94
    Example: As posted what was reported as locked can be written
      Given the VM has locked 16 pages with 0x1
      And the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | NOWRITE    |
      And the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x20      | 0x22    | NOWRITE    |
      When the guest kernel writes GFN 0x21
      Then it succeeds
      And nothing else changes

    @heki.one-request-of-more @only-v1 @needs-hypercalls @needs-insight @HEKI-53 @HEKI-52
    Example: A request that runs out of slots keeps what it got
      Given the VM has locked 15 pages with 0x1
      When the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | NOWRITE    |
        | 0x20      | 0x22    | NOWRITE    |
        | 0x30      | 0x32    | NOWRITE    |
      Then it fails with E2BIG
      And the host holds 16 write locks and 0 EXEC ranges
      And Heki logs:
        | level   | line                                            |
        | warning | heki-kvm: Locking GFN 0x10-0x12 with [nowrite]  |
      And nothing else changes

  Rule: A VM that has locked nothing is denied nothing, frame 0 included

    @heki.gfn-0 @only-v1 @needs-locks @HEKI-72
    Example: A fresh VM writes frame 0
      When the guest kernel writes GFN 0x0
      Then it succeeds
      And Heki logs nothing
      And nothing else changes

    @heki.gfn-0-as-posted @since-v1-as-posted @needs-locks @HEKI-95 @HEKI-80
    Example: As posted a fresh VM is denied frame 0
      When the guest kernel writes GFN 0x0
      Then it is refused with #PF
      And Heki logs:
        | level   | line                                                   |
        | warning | heki-kvm: Creating write #PF at 0x0000000000000000     |

    @heki.gfn-0-emulated-as-posted @since-v1-as-posted @needs-locks @HEKI-95
    Example: As posted the emulator is denied it too
      When KVM's emulator writes GFN 0x0
      Then it is refused with #PF

    @heki.gfn-1 @only-v1 @needs-locks @HEKI-72
    Example: A fresh VM writes frame 1
      When the guest kernel writes GFN 0x1
      Then it succeeds
      And nothing else changes

    @heki.gfn-1-as-posted @since-v1-as-posted @needs-locks @HEKI-95
    Example: As posted frame 1 is free all the same
      When the guest kernel writes GFN 0x1
      Then it succeeds
      And nothing else changes

    @heki.gfn-0-full @since-v1 @until-v2 @needs-hypercalls @needs-locks @HEKI-54
    Example: With all slots taken frame 0 is free in both
      Given the VM has locked 16 pages with 0x1
      When the guest kernel writes GFN 0x0
      Then it succeeds
      And nothing else changes

    @heki.gfn-0-locked @since-v1 @until-v2 @needs-hypercalls @needs-locks @HEKI-54
    Example: Frame 0 that was locked is denied in both
      Given the VM has locked:
        | gfn_start | gfn_end | attributes |
        | 0x0       | 0x0     | NOWRITE    |
      When the guest kernel writes GFN 0x0
      Then it is refused with #PF

  @since-v1 @until-v2
  Rule: Frames without a memslot are locked like the others, with one warning

    @heki.memslot-warning @needs-hypercalls @needs-insight @HEKI-55
    Example: A hole in guest memory costs a warning before the line, not the request
      Given the host of the VM has:
        | no_memslot | 0x100-0x107 |
      When the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0xf0      | 0x100   | NOWRITE    |
      Then it returns 0x0
      And Heki logs:
        | level   | line                                             |
        | splat   |                                                  |
        | warning | heki-kvm: Locking GFN 0xf0-0x100 with [nowrite]  |
      And the host holds 1 write locks and 0 EXEC ranges

    @heki.memslot-beside @needs-hypercalls @HEKI-56
    Example: One frame short of the hole there is no warning
      Given the host of the VM has:
        | no_memslot | 0x100-0x107 |
      When the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0xf0      | 0xff    | NOWRITE    |
      Then Heki logs:
        | level   | line                                            |
        | warning | heki-kvm: Locking GFN 0xf0-0xff with [nowrite]  |

    @heki.memslot-once @needs-hypercalls @HEKI-73 @HEKI-55
    Example: The second time there is no warning
      Given the host of the VM has:
        | no_memslot | 0x100-0x107 |
      And the VM has locked:
        | gfn_start | gfn_end | attributes |
        | 0x100     | 0x107   | NOWRITE    |
      When the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x100     | 0x107   | NOWRITE    |
      Then Heki logs:
        | level   | line                                              |
        | warning | heki-kvm: Locking GFN 0x100-0x107 with [nowrite]  |

    @heki.memslot-denied @needs-hypercalls @needs-locks @HEKI-73
    Example: A frame without a memslot is denied all the same
      Given the host of the VM has:
        | no_memslot | 0x100-0x107 |
      And the VM has locked:
        | gfn_start | gfn_end | attributes |
        | 0x100     | 0x107   | NOWRITE    |
      When the guest kernel writes GFN 0x103
      Then it is refused with #PF
