@heki @needs-hypercalls
Feature: The posted code locks execution where it cannot, and for whom it should not
  Without the TDP MMU nothing is there to take execution away from; and user mode has its own bit in the tables, which
  the lock is not about.

  Background:
    Given a host with 8/9

  Rule: A host that cannot lock execution does not say that it did

    @heki.no-tdp-mmu @only-v1 @needs-insight @HEKI-79
    Example: Without the TDP MMU an EXEC range is refused
      Given the host of the VM has:
        | tdp_mmu | no |
      When the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | EXEC       |
      Then it is refused
      And the host shows:
        | exec_locked | no |

    @heki.no-tdp-mmu-as-posted @since-v1-as-posted @needs-insight @HEKI-100
    Example: As posted it is reported as locked, with a warning in the host's log alone
      Given the host of the VM has:
        | tdp_mmu | no |
      When the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | EXEC       |
      Then it returns 0x0
      And Heki logs:
        | level   | line                                         |
        | warning | heki-kvm: Locking GFN 0x10-0x12 with [exec]  |
        | splat   |                                              |
      And the host shows:
        | exec_locked | no |

  Rule: The check of fetches is for the kernel

    @heki.user-fetch @only-v1 @needs-locks @HEKI-81
    Example: A process executes outside the EXEC ranges
      Given the VM has locked:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | EXEC       |
      When a guest process executes GFN 0x99
      Then it succeeds
      And Heki logs nothing
      And nothing else changes

    @heki.user-fetch-as-posted @since-v1-as-posted @needs-locks @HEKI-101
    Example: As posted a process gets the kernel's fault
      Given the VM has locked:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | EXEC       |
      When a guest process executes GFN 0x99
      Then it is refused with #PF
