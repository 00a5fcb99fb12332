@heki @needs-hypercalls
Feature: The posted code locks execution where it cannot, and for whom it should not
  Without the TDP MMU nothing is there to take execution away from; and user mode has its own bit in the tables, which
  the lock is not about.

  Background:
    Given a host with 8/9

  @only-v1 @needs-insight @HEKI-79
  Rule: A host without the TDP MMU MUST NOT report success for an EXEC range
    The guest has no other way to learn that its allow list is not in force.
    Source: https://lore.kernel.org/r/20230505152046.6575-9-mic@digikod.net (v1 8/9),
    kvm_heki_fix_all_ept_exec_perm()

    @heki.no-tdp-mmu
    Example: Without the TDP MMU an EXEC range is refused
      Given the host comes with:
        | TDP MMU | no |
      When the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | EXEC       |
      Then it answers:
        | outcome | error |
      And the host has:
        | execution locked | no |

  @since-v1-as-posted @needs-insight @HEKI-100
  Rule: The posted code reported success for an EXEC range without the TDP MMU, warned in the log of the host alone and locked nothing
    Who reads the log of the host alone knows; the guest never does.
    Source: recordings/heki/locks.ndjson; https://lore.kernel.org/r/20230505152046.6575-9-mic@digikod.net (v1
    8/9), kvm_heki_fix_all_ept_exec_perm()

    @heki.no-tdp-mmu-as-posted
    Example: The posted code reports an EXEC range as locked without the TDP MMU
      Given the host comes with:
        | TDP MMU | no |
      When the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | EXEC       |
      Then it returns 0x0
      And these events follow:
        | level   | line                                        |
        | warning | heki-kvm: Locking GFN 0x10-0x12 with [exec] |
        | splat   |                                             |
      And the host has:
        | execution locked | no |

  @only-v1 @needs-locks @HEKI-81
  Rule: The check of fetches MUST apply to kernel mode alone
    Programs bring their own code: an allow list of kernel text would stop every process.
    Source: https://lore.kernel.org/r/20230505152046.6575-9-mic@digikod.net (v1 8/9)

    @heki.user-fetch
    Example: A process executes outside the EXEC ranges
      Given the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | EXEC       |
      When a guest process executes GFN 0x99
      Then it succeeds
      And nothing else changes

  @since-v1-as-posted @needs-locks @HEKI-101
  Rule: The posted code denied fetches from user mode too
    MBEC has a bit for each mode; the check asks neither, and looks at the GFN alone.
    Source: recordings/heki/locks.ndjson; https://lore.kernel.org/r/20230505152046.6575-9-mic@digikod.net (v1
    8/9), kvm_mmu_page_fault()

    @heki.user-fetch-as-posted
    Example: In the posted code a process gets the fault that is meant for the kernel
      Given the guest asks to lock:
        | gfn_start | gfn_end | attributes |
        | 0x10      | 0x12    | EXEC       |
      When a guest process executes GFN 0x99
      Then it is refused with #PF
      And these events follow:
        | level   | line                                               |
        | warning | heki-kvm: Creating fetch #PF at 0x0000000000000000 |
      And nothing else changes
