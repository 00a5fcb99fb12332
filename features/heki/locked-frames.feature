@heki @since-v1 @until-v2 @needs-locks @needs-hypercalls
Feature: A locked frame cannot be written any more
  The lock is what the guest asks for: from then on its own kernel cannot write there, whatever becomes of it. It is
  by GFN, so it does not matter through which address or by whom the frame is written.

  Background:
    Given a host with 8/9

  @HEKI-54
  Rule: A write of the guest to a GFN of a locked range, both ends included, MUST be denied for as long as the VM lives
    There is no unlocking: a compromised kernel would use it first.
    Source: https://lore.kernel.org/r/20230505152046.6575-5-mic@digikod.net (v1 4/9), heki_page_track_prewrite();
    https://lore.kernel.org/r/20230505152046.6575-3-mic@digikod.net (v1 2/9), kvm_page_track_prewrite();
    recordings/heki/locks.ndjson

    @heki.write-denied
    Scenario Outline: <case>: a write of the kernel to GFN <gfn> is denied
      Given the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | NOWRITE    |
      When the guest kernel writes GFN <gfn>
      Then it is refused with #PF
      And these events follow:
        | level   | line                                               |
        | warning | heki-kvm: Creating write #PF at 0x0000000000000000 |
      And nothing else changes

      Examples:
        | case   | gfn  |
        | first  | 0x10 |
        | middle | 0x11 |
        | last   | 0x12 |

    @heki.write-allowed @neighbour @HEKI-54
    Scenario Outline: <case>: The neighbour: a write of the kernel to GFN <gfn> goes through
      Given the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | NOWRITE    |
      When the guest kernel writes GFN <gfn>
      Then it succeeds
      And nothing else changes

      Examples:
        | case       | gfn  |
        | one-before | 0xf  |
        | one-after  | 0x13 |

    @heki.one-page-denied
    Example: A range of one page denies that page
      Given the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x20      | 0x20    | NOWRITE    |
      When the guest kernel writes GFN 0x20
      Then it is refused with #PF
      And these events follow:
        | level   | line                                               |
        | warning | heki-kvm: Creating write #PF at 0x0000000000000000 |
      And nothing else changes

    @heki.emulated-write
    Example: A write that KVM emulates is denied like one by the CPU
      Given the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | NOWRITE    |
      When KVM's emulator writes GFN 0x12
      Then it is refused with #PF
      And nothing else changes

    @heki.read-allowed @neighbour @HEKI-54
    Example: The neighbour: reading a locked frame stays allowed
      Given the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | NOWRITE    |
      When the guest kernel writes GFN 0x11
      And the guest kernel reads GFN 0x11
      Then it succeeds
      And nothing else changes

    @heki.exec-only-writable @neighbour @HEKI-54
    Example: The neighbour: a range without NOWRITE stays writable
      Given the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | EXEC       |
        | 0x20      | 0x22    | NOWRITE    |
      When the guest kernel writes GFN 0x11
      Then it succeeds
      And nothing else changes

    @heki.locks-kept-when-full
    Scenario Outline: <case>: with all slots taken GFN <gfn> is denied
      Given the guest asks to lock:
        | gfn_start | gfn_end | attributes | count |
        | 0x1000    | 0x1000  | NOWRITE    | 16    |
      When the guest kernel writes GFN <gfn>
      Then it is refused with #PF
      And these events follow:
        | level   | line                                               |
        | warning | heki-kvm: Creating write #PF at 0x0000000000000000 |
      And nothing else changes

      Examples:
        | case  | gfn    |
        | first | 0x1000 |
        | last  | 0x10f0 |

    @heki.gfn-0-locked
    Example: GFN 0 that was locked is denied
      Given the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x0       | 0x0     | NOWRITE    |
      When the guest kernel writes GFN 0x0
      Then it is refused with #PF
      And these events follow:
        | level   | line                                               |
        | warning | heki-kvm: Creating write #PF at 0x0000000000000000 |
      And nothing else changes

    @heki.gfn-0-full @neighbour @HEKI-54
    Example: The neighbour: with all slots taken for other ranges GFN 0 is free
      Given the guest asks to lock:
        | gfn_start | gfn_end | attributes | count |
        | 0x1000    | 0x1000  | NOWRITE    | 16    |
      When the guest kernel writes GFN 0x0
      Then it succeeds
      And nothing else changes

    @heki.reboot-keeps-locks @needs-guest @needs-reboot
    Example: The next kernel cannot write what the last one locked
      Given the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | NOWRITE    |
      And another kernel boots in the VM
      When the guest kernel writes GFN 0x10
      Then it is refused with #PF
      And these events follow:
        | level   | line                                               |
        | warning | heki-kvm: Creating write #PF at 0x0000000000000000 |
      And nothing else changes

    @heki.exec-18-third-lock
    Example: The third write lock holds after 18 EXEC ranges
      Given the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x100     | 0x1ff   | NOWRITE    |
        | 0x300     | 0x3ff   | NOWRITE    |
        | 0x500     | 0x5ff   | NOWRITE    |
      And the guest asks to lock:
        | gfn_start | gfn_end | attributes | count |
        | 0x1000    | 0x1000  | EXEC       | 16    |
      When the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | EXEC       |
      And the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x2       | 0xfffff | EXEC       |
      And the guest kernel writes GFN 0x500
      Then it is refused with #PF
      And these events follow:
        | level   | line                                               |
        | warning | heki-kvm: Creating write #PF at 0x0000000000000000 |
      And nothing else changes
