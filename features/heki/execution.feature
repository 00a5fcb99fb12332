@heki @since-v1 @until-v2 @needs-hypercalls
Feature: With mode-based execution control a guest names the frames that its kernel may execute
  EXEC ranges are an allow list: once one request with such a range has succeeded, the kernel faults anywhere else,
  for good. They have sixteen slots of their own. User mode is another matter: it has its own bit in the tables.

  Background:
    Given a host with 8/9

  Rule: Outside the EXEC ranges the kernel faults

    @heki.fetch-outside @needs-locks @HEKI-58
    Scenario Outline: <case>: the kernel executes GFN <gfn>
      Given the VM has locked:
        | gfn_start | gfn_end | attributes   |
        | 0x10      | 0x12    | NOWRITE+EXEC |
      When the guest kernel executes GFN <gfn>
      Then it is refused with #PF

      Examples:
        | case       | gfn    |
        | one-before | 0xf    |
        | one-after  | 0x13   |
        | far-away   | 0x9999 |
        | frame-0    | 0x0    |

    @heki.fetch-inside @needs-locks @HEKI-58
    Scenario Outline: <case>: the kernel may execute GFN <gfn>
      Given the VM has locked:
        | gfn_start | gfn_end | attributes   |
        | 0x10      | 0x12    | NOWRITE+EXEC |
      When the guest kernel executes GFN <gfn>
      Then it succeeds
      And Heki logs nothing
      And nothing else changes

      Examples:
        | case  | gfn  |
        | first | 0x10 |
        | last  | 0x12 |

    @heki.fetch-not-locked @needs-locks @HEKI-76 @HEKI-58
    Example: While nothing is locked the kernel executes what it likes
      Given the VM has locked:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | NOWRITE    |
      When the guest kernel executes GFN 0x99
      Then it succeeds
      And nothing else changes

    @heki.lock-stays @needs-locks @HEKI-58
    Example: A later request without EXEC leaves the lock on
      Given the VM has locked:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | EXEC       |
      And the VM has locked:
        | gfn_start | gfn_end | attributes |
        | 0x20      | 0x22    | NOWRITE    |
      When the guest kernel executes GFN 0x21
      Then it is refused with #PF

    @heki.mapped-frames @needs-insight @HEKI-58 @HEKI-56
    Example: Each mapped frame is named, and those outside lose kernel execution at once
      Given the host of the VM has:
        | mapped | 0x0, 0x10, 0x12, 0x13 |
      When the guest asks to lock:
        | gfn_start | gfn_end | attributes   |
        | 0x10      | 0x12    | NOWRITE+EXEC |
      Then it returns 0x0
      And Heki logs:
        | level   | line                                                |
        | warning | heki-kvm: Locking GFN 0x10-0x12 with [nowrite][exec] |
        | warning | heki-kvm: Denying kernel execution for GFN 0x0      |
        | warning | heki-kvm: Allowing kernel execution for GFN 0x10    |
        | warning | heki-kvm: Allowing kernel execution for GFN 0x12    |
        | warning | heki-kvm: Denying kernel execution for GFN 0x13     |
        | warning | heki-kvm: Locked executable kernel memory           |
      And the host holds:
        | table | slot | gfn_start | gfn_end |
        | write | 15   | 0x10      | 0x12    |
        | EXEC  | 15   | 0x10      | 0x12    |
      And the host shows:
        | exec_locked | yes         |
        | stripped    | [0x0, 0x13] |
      And nothing else changes

  Rule: Only a request that succeeds as a whole, and holds an EXEC range, locks execution

    @heki.exec-then-bad-range @needs-insight @HEKI-76 @HEKI-52
    Example: An EXEC range before a wrong one is stored, and nothing is locked
      When the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | EXEC       |
        | 0x20      | 0x1f    | NOWRITE    |
      Then it fails with EINVAL
      And the host holds:
        | table | slot | gfn_start | gfn_end |
        | EXEC  | 15   | 0x10      | 0x12    |
      And the host shows:
        | exec_locked | no |
      And Heki logs:
        | level   | line                                         |
        | warning | heki-kvm: Locking GFN 0x10-0x12 with [exec]  |
      And nothing else changes

    @heki.exec-then-bad-fetch @needs-locks @HEKI-76
    Example: After such a request the kernel still executes what it likes
      Given the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | EXEC       |
        | 0x20      | 0x1f    | NOWRITE    |
      When the guest kernel executes GFN 0x99
      Then it succeeds
      And nothing else changes

  Rule: 4/9 alone does not know EXEC; 8/9 needs MBEC for it

    @heki.exec-on-4-9 @HEKI-57 @HEKI-51
    Scenario Outline: <case>: <attributes> on a host with 4/9
      Given a host with 4/9
      When the guest asks to lock:
        | gfn_start | gfn_end | attributes   |
        | 0x10      | 0x12    | <attributes> |
      Then it fails with EINVAL
      And Heki logs nothing
      And nothing else changes

      Examples:
        | case         | attributes   |
        | exec         | EXEC         |
        | nowrite-exec | NOWRITE+EXEC |

    @heki.exec-without-mbec @needs-insight @HEKI-57
    Example: Without MBEC an EXEC range is refused, and ranges before it stay
      Given the host of the VM has:
        | mbec | no |
      When the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x40      | 0x41    | NOWRITE    |
        | 0x10      | 0x12    | EXEC       |
      Then it fails with EOPNOTSUPP
      And it answers:
        | outcome | error              |
        | value   | 0xffffffffffffffa1 |
      And Heki logs:
        | level               | line                                                                 |
        | warning             | heki-kvm: Locking GFN 0x40-0x41 with [nowrite]                       |
        | warning, no newline | heki-kvm: HEKI_ATTR_MEM_EXEC depends on MBEC, which is disabled.     |
      And the host holds:
        | table | slot | gfn_start | gfn_end |
        | write | 15   | 0x40      | 0x41    |
      And nothing else changes

    @heki.half-applied @needs-insight @HEKI-74
    Example: Of a range with both, the NOWRITE half is locked before the refusal, and no line says so
      Given the host of the VM has:
        | mbec | no |
      When the guest asks to lock:
        | gfn_start | gfn_end | attributes   |
        | 0x10      | 0x12    | NOWRITE+EXEC |
      Then it fails with EOPNOTSUPP
      And Heki logs:
        | level               | line                                                                 |
        | warning, no newline | heki-kvm: HEKI_ATTR_MEM_EXEC depends on MBEC, which is disabled.     |
      And the host holds:
        | table | slot | gfn_start | gfn_end |
        | write | 15   | 0x10      | 0x12    |
      And nothing else changes

  Rule: EXEC ranges have slots of their own, and the write slots are asked first

    @heki.exec-pool @needs-insight @HEKI-75
    Example: EXEC ranges leave the write slots alone
      Given the VM has locked 16 pages with 0x2
      When the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | NOWRITE    |
      Then it returns 0x0
      And the host holds 1 write locks and 16 EXEC ranges

    @heki.write-pool-first @needs-insight @HEKI-102 @HEKI-53
    Example: A range of both that finds no write slot takes no EXEC slot either
      Given the VM has locked 15 pages with 0x1
      When the guest asks to lock:
        | gfn_start | gfn_end | attributes   |
        | 0x10      | 0x12    | NOWRITE+EXEC |
        | 0x20      | 0x22    | NOWRITE+EXEC |
      Then it fails with E2BIG
      And the host holds 16 write locks and 1 EXEC ranges

    @heki.exec-17 @HEKI-75
    Example: The 17th EXEC range is refused
      Given the VM has locked 16 pages with 0x2
      When the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | EXEC       |
      Then it fails with E2BIG
      And Heki logs nothing
      And nothing else changes
